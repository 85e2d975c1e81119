"""Words as identity compares them: stems, content words, keys of names, weights of rarity.

Everything here is a pure function of its arguments and of constant tables, so that two machines
give one article the same account.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

__all__ = [
    "LIGHT",
    "STOP",
    "content_stems",
    "is_initials",
    "name_key",
    "stem",
    "tokens",
]

_STOP_WORDS = """
a about above after again against all also although am among an and another any are around as at
away back be became because become been before behind being below between both but by came can
cannot could did do does doing done down during each either else even ever every few first for
former from further get gets getting got had has have having he her here hers herself him
himself his how however i if in into is it its itself just last later least less like many may
me might more most much must my near nearly never new next no nor not now of off on once one
only or other our out over own per put rather same second several shall she should since so some
still such than that the their them themselves then there these they this those though three
through thus time to today together told too toward two under until up upon us very was way we
week well were what when where which while who whom whose why will with within without would
year years yesterday yet you your said say says saying according mr mrs ms monday tuesday
wednesday thursday friday saturday sunday january february march april june july august
september october november december day days month months weeks hour hours minute minutes people
man woman men women news report reports reported reporter reporters ap reuters afp
"""

_LIGHT_WORDS = """
take took taken taking takes make made makes making have has had having give gave given gives
giving get got gets getting go went gone going goes come came comes coming put puts putting set
sets setting keep kept hold held holds bring brought do did done be was were is been being
become became begin began begun start started stop stopped continue continued remain remained
seem seemed let up out in off on down over away back into to for of with by from at the a an his
her its their it herself himself themselves himself some any no not n't 's
"""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)

#: Function words and words that stand in most sentences of news; they tell no two events apart.
STOP = frozenset(_STOP_WORDS.split())

#: Verbs that carry no meaning of their own beside a noun ("took office", "made an offer").
LIGHT = frozenset(_LIGHT_WORDS.split())

# Irregular forms and nominalisations that no suffix rule brings together: form, then its head.
_HEADS = """
died die|dies die|dead die|death die|deaths die|dying die|deadly die|killing kill|killer kill
slain slay|slew slay|slaying slay|shot shoot|shooting shoot|shootings shoot|gunshot shoot
fell fall|fallen fall|won win|winner win|winning win|lost lose|loss lose|losses lose|sold sell
sale sell|sales sell|bought buy|buyer buy|found find|struck strike|strikes strike|stole steal
stolen steal|theft steal|thief steal|broke break|broken break|left leave|met meet|spoke speak
spoken speak|speech speak|fought fight|caught catch|sent send|spent spend|paid pay|payment pay
led lead|fled flee|flew fly|flown fly|flight fly|threw throw|thrown throw|drove drive|driven drive
rose rise|risen rise|sank sink|sunk sink|sinking sink|shook shake|shaken shake|hit hit|hurt hurt
wrote write|written write|ran run|began begin|born birth|chose choose|chosen choose|choice choose
stabbing stab|stabbed stab|married marry|marriage marry|wed wedding|weds wedding|divorced divorce
acquisition acquire|acquired acquire|purchase purchase|merger merge|takeover takeover
resignation resign|resigned resign|appointment appoint|nomination nominate|nominee nominate
election elect|elections elect|elected elect|inauguration inaugurate|arrival arrive
departure depart|decision decide|announcement announce|agreement agree|refusal refuse
rejection reject|approval approve|denial deny|denied deny|denies deny|conviction convict
sentence sentence|sentenced sentence|trial trial|tried try|acquittal acquit|invasion invade
explosion explode|blast blast|collision collide|destruction destroy|destroyed destroy
injury injure|injuries injure|injured injure|wounded wound|wounding wound|evacuation evacuate
deployment deploy|withdrawal withdraw|withdrew withdraw|withdrawn withdraw|launch launch
proposal propose|demand demand|expansion expand|reduction reduce|growth grow|grew grow|grown grow
investigation investigate|probe probe|prosecution prosecute|defence defend|defense defend
suspension suspend|expulsion expel|expelled expel|seizure seize|seized seize|robbery rob|robbed rob
robber rob|abduction abduct|kidnapping kidnap|assassination assassinate|murderer murder
hospitalised hospitalize|hospitalisation hospitalize|hospitalization hospitalize|arrested arrest
suicide suicide|success succeed|replaced replace|replacement replace|successor succeed
meeting meet|talks talk|bombing bomb|bomber bomb|bombed bomb|bombings bomb|protester protest
protesters protest|demonstrators demonstrate|demonstration demonstrate|attacker attack
signing sign|signed sign|signs sign|trade trade|traded trade|hiring hire|hired hire|fired fire
firing fire|dismissal dismiss|sacked sack|sacking sack|performance perform|debut debut
host host|hosting host|nominated nominate|victory victory|defeat defeat|beaten beat|beat beat
quake earthquake|quakes earthquake|earthquakes earthquake|tremor earthquake|temblor earthquake
told tell|said say|thought think|knew know|known know|saw see|seen see|felt feel|heard hear
built build|became become|drew draw|drawn draw|ate eat|eaten eat|fed feed|froze freeze|gone go
went go|gave give|given give|took take|taken take|made make|came come|got get|had have|held hold
kept keep|laid lay|lent lend|lit light|rode ride|rang ring|sang sing|sat sit|slept sleep
stood stand|stuck stick|stung sting|swore swear|sworn swear|swept sweep|swam swim|taught teach
tore tear|torn tear|wore wear|woke wake|bent bend|bled bleed|bound bind|bit bite|bitten bite
blew blow|blown blow|brought bring|burnt burn|clung cling|crept creep|dealt deal|dug dig
forgot forget|hung hang|hid hide|hidden hide|mistook mistake|overthrew overthrow|sought seek
fire fire|blaze fire|riots riot|rioting riot|rioters riot|looting loot|looted loot
"""
_PAIRS = [pair.split() for pair in _HEADS.replace("\n", "|").split("|") if pair.strip()]
_IRREGULAR = {pair[0]: pair[1] for pair in _PAIRS}


def tokens(text: str) -> list[str]:
    """Words and numbers of the text in order, in lower case, without possessive endings."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group().lower().replace("’", "'")
        found.append(word.removesuffix("'s") if word.endswith("'s") else word)
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem under which inflections, and nominalisations that are known, come together.

    Irregular heads first, then Snowball's English stemmer (Porter 2).

    >>> stem("died") == stem("death") == stem("dies")
    True
    >>> stem("appointed") == stem("appointment")
    True
    """
    head = _IRREGULAR.get(word, word)
    # A stemmer of its own each time: the object keeps the word it works on, so a shared one
    # would not be safe between threads. Results are cached, so the cost is paid once a word.
    return str(stemmer("english").stemWord(head))


def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, each once, in the order of their first use."""
    seen: dict[str, None] = {}
    for word in tokens(text):
        if word not in STOP and (len(word) > 1 or word.isdigit()):
            seen.setdefault(stem(word))
    return tuple(seen)


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """The form under which spellings of one name agree: no case, accents, points or articles.

    >>> name_key("The U.S. Navy") == name_key("US Navy")
    True
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"['’]s\b|[.'’]", "", plain)
    words = re.findall(r"[^\W_]+", plain)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


def is_initials(short: str, long: str) -> bool:
    """Whether the short name is an acronym of the long one: initials of its words, in order.

    Small words ("of", "de") may lend their initial or not.

    >>> is_initials("ELN", "Ejército de Liberación Nacional")
    True
    >>> is_initials("UN", "United States")
    False
    """
    letters = name_key(short).replace(" ", "")
    words = name_key(long).split()
    if not 2 <= len(letters) <= 8 or len(words) < 2 or " " in short.strip():
        return False
    small = {
        "of",
        "the",
        "and",
        "for",
        "de",
        "la",
        "del",
        "los",
        "las",
        "y",
        "e",
        "des",
        "du",
        "in",
    }
    every = "".join(w[0] for w in words)
    major = "".join(w[0] for w in words if w not in small)
    return letters in (every, major)
