"""Headlines fused to their paragraph without a full stop.

Digests run a headline and its paragraph together: "Minister Opens New Port The government said on
Monday ...". What gives the headline away is its title case: a run of words that begin with capitals
(short function words apart), a verb in title case among them, and after it a sentence that goes on
in lower case. The cut is where that sentence begins: at a function word or pronoun with a capital
that the headline's style would not give it, at an office before a name, or at a name that the
article uses elsewhere. Ordinary paragraphs must not be cut: where no cue is clear, nothing is done.
"""

from __future__ import annotations

import re

from kg.extract.lexicon import OFFICE_MODIFIERS, OFFICE_WORDS, word_set

__all__ = ["fused_headline"]

_WORD = re.compile(r"\S+")
#: Function words that title case may leave in lower case.
_SMALL = word_set(
    """a an the of to in on for and or nor but by at as from with into over after amid against via
    vs per than off up out near under about its his her their is are be not"""
)
#: Those that every style leaves in lower case: a capital amid a headline begins a sentence.
_ALWAYS_SMALL = word_set("a an the of to in on for and or but by at as")
#: Words that begin a sentence and hardly ever stand in a headline with a capital.
_OPENERS = word_set(
    """the he she they it this these those that there we i it's he's she's however meanwhile
    according although while since during"""
)
#: Verbs of headlines, in the forms that follow a subject: "Orders", "Seeks", "Says".
_VERBS = word_set(
    """accept accuse achieve acquire act activate add address admit adopt advance affirm aim allege
    allow announce anticipate appeal appear appoint approve argue arrest arrive ask assert assess
    attack attract await back ban beat become begin believe block blame boost break bring build buy
    call cancel capture cause celebrate challenge change charge cite claim clash clear climb close
    collapse come commit complete condemn confirm confront consider continue counter criticize
    criticise cross cut damage deal debate debut decide declare decline defeat defend defy delay
    demand denounce deny deploy describe detail detain develop die disclose discover discuss dismiss
    disrupt double draw drive drop ease edge elect emerge emphasize emphasise enable end endorse
    enforce enter escalate establish evacuate examine exceed expand expect expel explain explode
    explore export express extend face fail fall favor favour fear feature fight file find fire
    flee follow force form free freeze fuel gain gather get give go grant grow halt head hear help
    highlight hike hit hold honor host identify impose improve include increase indicate inform
    insist inspect introduce invest investigate invite issue join jump keep kick kill land launch
    lead leave lift limit link lose lower maintain make mark meet merge mobilize mobilise mount move
    name near negotiate note offer open oppose order oust outline overturn pass pay pick plan play
    pledge plunge point pose post postpone prepare present press prevent probe produce project
    promise prompt propose protest prove provide publish pull push put question quit raise rally
    reach react rebuff receive recover reduce refuse reignite reject release remain remove renew
    reopen replace report request require rescue resign resist resolve respond restore restrict
    result resume return reveal review rise rule run sack sanction save say score secure see seek
    seize sell send sentence set settle share shift show shut sign signal slam slow soar spark speak
    split spread spur stage stand start stay step stop strengthen stress strike struggle submit sue
    suffer suggest summon support surge surpass surprise suspend take talk target tell test testify
    threaten tighten top touch track trade trigger try turn unveil update uphold urge use visit vote
    vow wage warn weigh widen win withdraw work
    """
)
_LOWER_LIMIT = 2
_MIN_HEADLINE = 4
_MAX_RUN = 32
#: What may follow the name that begins a sentence: anything but a word that goes on with the name.
_NOT_AFTER = word_set("of and or de del da la el bin al van von")
_NAME_PARTICLES = word_set("de del da la el bin al van von der dos di le")


def fused_headline(line: str, text: str) -> int | None:
    """Where the sentence after a fused headline begins in the line, or None.

    Args:
        line: one line of the article, trimmed.
        text: the whole article; names that occur elsewhere in it are cues.

    >>> line = "Minister Opens New Port in Salta The government said on Monday that it was ready."
    >>> line[fused_headline(line, line):]
    'The government said on Monday that it was ready.'
    """
    words = list(_WORD.finditer(line))
    run = _title_run(words)
    if run < _MIN_HEADLINE + 1 or run >= len(words) or len(line) < 60:
        return None
    tokens = [word.group() for word in words]
    for cut in (
        _at_opener(tokens, run),
        _at_office(tokens, run),
        _at_known_name(tokens, run, text),
    ):
        if cut is not None and _is_headline(tokens[:cut]):
            return words[cut].start()
    return None


def _bare(word: str) -> str:
    return word.strip("\"'“”‘’(),;:.[]").lower()


def _title_run(words: list[re.Match[str]]) -> int:
    """How many words from the start are in title case; the first beyond is plain lower case."""
    for index, match in enumerate(words[: _MAX_RUN + 1]):
        word = match.group()
        core = word.lstrip("\"'“‘(")
        if not core:
            return index
        if index and words[index - 1].group().endswith((".", "!", "?")) and len(_bare(word)) > 3:
            before = words[index - 1].group()
            if before.count(".") < 2 and len(before) > 4:
                return 0
        if len(core) > 4 and core.isalpha() and core.isupper() and index == 0:
            return 0  # capitals throughout say nothing about where the sentence begins
        if core[0].isupper() or core[0].isdigit() or core[0] in "$€£":
            continue
        if _bare(word) in _SMALL or _bare(word) in _NAME_PARTICLES:
            continue
        return index
    return 0


def _is_headline(tokens: list[str]) -> bool:
    """Whether the words before the cut read as a headline of their own."""
    if len(tokens) < _MIN_HEADLINE or tokens[-1].endswith((",", ".", ":", ";", "-", "–", "—")):
        return False
    last = _bare(tokens[-1])
    if tokens[-1].strip("\"'“”‘’").endswith((",", ";", ":")):
        return False
    if last in _SMALL or last.endswith(("'s", "’s")):
        return False
    return any(_is_verb(token) for token in tokens[1:])


def _is_verb(token: str) -> bool:
    """Whether a title-case word is a headline's verb: the form in -s, since "Fire" and "Press"
    are as often nouns."""
    word = _bare(token)
    if not token[:1].isupper():
        return False
    if word in {"could", "must", "should", "would", "is", "are", "has", "to"}:
        return True
    for ending, stem in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + stem in _VERBS:
            return True
    return False


def _at_opener(tokens: list[str], run: int) -> int | None:
    """The last word of the run that begins a sentence by its capital alone."""
    small = {_bare(t) for t in tokens[1:run] if t[:1].islower()} & _ALWAYS_SMALL
    capital = [t for t in tokens[1:run] if t[:1].isupper() and _bare(t) in _ALWAYS_SMALL]
    for index in range(run - 1, _MIN_HEADLINE - 1, -1):
        token = tokens[index]
        if not token[:1].isupper():
            continue
        word = _bare(token)
        if word in _OPENERS and token == token.strip(",:;"):
            return index
        if word in _ALWAYS_SMALL and len(capital) == 1 and (small or word in {"a", "an"}):
            return index
    return None


def _at_office(tokens: list[str], run: int) -> int | None:
    """An office and a name right before the lower-case part: "Defense Minister Ann Lee said"."""
    if _bare(tokens[run]) in _NOT_AFTER:
        return None
    office = None
    for index in range(run - 1, max(run - 8, _MIN_HEADLINE - 1), -1):
        word = _bare(tokens[index])
        if tokens[index][:1].islower() and word not in _NAME_PARTICLES:
            break
        if word in OFFICE_WORDS and index < run - 1:
            office = index
            break
    if office is None or (_is_verb(tokens[office - 1]) and run - office > 5):
        return None
    start = office
    while start > _MIN_HEADLINE and _bare(tokens[start - 1]) in OFFICE_MODIFIERS | OFFICE_WORDS:
        start -= 1
    return start


def _at_known_name(tokens: list[str], run: int, text: str) -> int | None:
    """The longest run of capitals before the lower-case part that is a name used elsewhere."""
    if _bare(tokens[run]) in _NOT_AFTER:
        return None
    best = None
    for index in range(run - 1, max(run - 6, _MIN_HEADLINE - 1), -1):
        if tokens[index][:1].islower() and _bare(tokens[index]) not in _NAME_PARTICLES:
            break
        name = " ".join(tokens[index:run]).strip("\"'“”‘’(),;:")
        name = re.sub(r"['’]s$", "", name)
        if not tokens[index][:1].isupper() or _is_verb(tokens[index]):
            continue
        # Used elsewhere with a lower-case word, a comma or a possessive after it, more than here.
        pattern = rf"(?<![\w-]){re.escape(name)}(?=['’]s\b|,|\s+[a-z]{{2}})"
        if len(re.findall(pattern, text)) >= _LOWER_LIMIT:
            before = " ".join(tokens[index - 1 : run]).strip("\"'“”‘’(),;:")
            if text.count(before) > 1 and not _is_verb(tokens[index - 1]):
                continue
            best = index
    return best
