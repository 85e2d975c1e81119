"""What the words around a name say it stands for: a team, an exchange, a part of a longer name.

A country's or town's name is often that of something else: its team ("Italy coach"), an airline
("Air France"), a race ("Tour de France"), an exchange ("the Tokyo and London Stock Exchanges"), a
hamlet ("the town of Ireland"). Closed lists and word patterns, read off how English news write;
nothing here is learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.link.names import words

__all__ = ["about_sport", "stands_for_other", "unit_around", "uses_of"]

#: Words that are hardly used outside of sport, and words that are used there most.
_SPORT = words(
    "striker midfielder defender goalkeeper quarterback playoff playoffs semifinal semifinals "
    "quarterfinal quarterfinals innings wicket wickets batsman bowler rugby "
    "football soccer cricket baseball basketball hockey tennis volleyball handball golf olympic "
    "olympics touchdown rebounds kickoff halftime referee fixture winger "
    "championship championships tournament league medal medals coach stadium athlete athletes "
    "athletics cyclist doping bowled standings qualifier qualifiers undefeated teammate teammates "
    "goalless substitute midfield strikers midfielders defenders goalkeepers quarterbacks coaches "
    "stadiums tournaments leagues pitcher pitchers pitched shortstop outfielder bullpen homer "
    "homered inning hattrick hat-trick linebacker lineman fullback rookie penalty-kick"
)
_SPORTY = words(
    "team teams match matches season seasons goal goals cup finals scored scoring score player "
    "players club clubs squad beat rider racing champion champions defeated sets seed seeded game "
    "games half quarter victory captain fans pitch title round striker win wins lead playing "
    "played plays"
)

_TEAM_AFTER = re.compile(
    r"(?:\s*['’]\s?s?)?\s+(?:captain|coach|striker|midfielder|defender|goalkeeper|winger|squad|"
    r"batsman|bowler|skipper|fly-half|quarterback)\b"
)
#: Only where the article is on sport: countries beat and lose, and move forward, elsewhere too.
_PLAY_AFTER = re.compile(
    r"(?:\s*['’]\s?s?)?\s+(?:keeper|manager|team|teammate|fans|forward|star|beat|defeated|"
    r"thrashed|won|lost|drew|scored|led|\d+\s*[-–]\s*\d+)\b(?!['’])"
)
_AGAINST = re.compile(r"\b(?:hat-?trick|goals?|draw|scored) (?:against|with)\s+$")
_PLAY_BEFORE = re.compile(
    r"\b(?:beat|beating|defeated|defeating|thrashed|versus|vs\.?|v)\s+(?:\w+\s+)?$"
)

#: What stands before a place's name in the names of teams, firms, races and beauty queens.
_BEFORE = re.compile(
    r"\b(?:Real|Inter|Air|Dynamo|Dinamo|Atl[ée]tico|Sporting|Racing|Lokomotiv|Spartak|CSKA|"
    r"Hapoel|Maccabi|Team|Miss|Radio|Telecom|T[ée]l[ée]com|Credit|Cr[ée]dit|"
    r"Tour d[eu]|Giro d[ei]|Vuelta a|Banco d[eo]|Banque d[eu]|[A-Z]{2,}(?<!CEO)(?<!PM)(?<!CFO) of)"
    r"\s+$"
)
_EXCHANGE = r"(?:(?:Stock|Metal|Mercantile|Futures|Commodity) Exchange|Bourse)"
#: And what stands behind it.
_AFTER = re.compile(
    rf"\s+(?:(?:(?:and|or|,) [A-Z]\w+ ){{0,3}}{_EXCHANGE}|Grand Prix|Open\b|Marathon|Masters|"
    r"Olympics|Games\b|Club\b|United\b|City\b|Rovers|Wanderers|Rangers|FC\b|Saint-Germain|Airlines|Airways|"
    r"Times\b|Post\b|Tribune|Herald|Globe\b|Gazette|Accords?\b|Protocol|Convention|Treaty|"
    r"Declaration|Consensus)"
)
_UNIT = (
    r"(?:states?|provinces?|regions?|departments?|oblasts?|prefectures?|count(?:y|ies)|districts?)"
)
#: A city's name here is that of the state or province around it.
_UNITS_BEFORE = re.compile(rf"\b{_UNIT} of (?:[A-Z][\w.]*(?: [A-Z][\w.]*)?(?:,| and) ){{0,4}}$")
_UNIT_AFTER = re.compile(r"\s+(?:[Ss]tate|[Pp]rovince|[Oo]blast|[Pp]refecture|[Cc]ounty)\b")
#: A country's name behind these is a village's, a county's or a suburb's.
_SETTLEMENT = re.compile(
    r"\b(?:town|village|hamlet|township|suburb|parish|borough|settlement) of\s+$"
)
#: Characters before a name that are looked at.
_WINDOW = 120

#: "beat the visitors 6-4".
_RESULT = re.compile(
    r"\b(?:beat|beats|edged|defeated|downed|routed|thrashed|trounced)\b[^.!?\n]{0,60}?"
    r"\b\d{1,3}\s?[-–]\s?\d{1,3}\b(?!\s*(?:vote|percent|%))"
)


def about_sport(text_words: frozenset[str], text: str = "") -> bool:
    """Whether an article is on sport, from its lower-case words and its text.

    >>> about_sport(frozenset(("coach", "season", "the")))
    True
    >>> about_sport(frozenset(("team", "season", "election")))
    False
    """
    if _RESULT.search(text):
        return True
    strong = len(text_words & _SPORT)
    return strong >= 1 and strong + len(text_words & _SPORTY) >= 2


def stands_for_other(name: str, text: str, *, country: bool = False, sport: bool = False) -> bool:
    """Whether the text uses a place's name for something else: once for a team, or throughout as
    part of a longer name (``country``: or of a settlement of that name). ``sport`` says that the
    article is on sport, where to win and to lose is a team's.

    >>> stands_for_other("France", "She won the Tour de France.")
    True
    >>> stands_for_other("France", "The Tour de France crosses France and Spain.")
    False
    """
    uses = inside = 0
    for start, end in uses_of(name, text):
        before = text[max(0, start - _WINDOW) : start]
        if _TEAM_AFTER.match(text, end) or _AGAINST.search(before):
            return True
        if sport and (_PLAY_AFTER.match(text, end) or _PLAY_BEFORE.search(before)):
            return True
        uses += 1
        inside += bool(
            _BEFORE.search(before)
            or _AFTER.match(text, end)
            or (country and _SETTLEMENT.search(before))
        )
    return 0 < uses == inside


def unit_around(name: str, text: str) -> bool:
    """Whether the text also speaks of a state or province of that name, so that the name alone may
    mean either: "Cordoba province", "the states of Parana and Sao Paulo".
    """
    return any(
        _UNIT_AFTER.match(text, end) or _UNITS_BEFORE.search(text[max(0, start - _WINDOW) : start])
        for start, end in uses_of(name, text)
    )


def uses_of(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has a name as whole words, letter case as it stands."""
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        word_before = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
        word_behind = end < len(text) and (text[end].isalnum() or text[end] == "_")
        if not word_before and not word_behind:
            yield start, end
        start = text.find(name, end)
