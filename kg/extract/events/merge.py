"""Which mentions inside one article tell of the same event.

Two mentions are one when their types are the same (or one has none), their words are of one family
(deploy, deployment), and neither time, roles nor status contradict. A definite noun without a role
of its own ("the deployment") points to the event of that family, or of that type, that was told
last. A heading's event is that of the text below which shares most of its words. In doubt they stay
two: a wrong merge costs more than a missed one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.events.draft import Draft, actors_of
from kg.model import RoleName, Status

__all__ = ["family", "group"]

_SUFFIX = re.compile(
    r"(?:ements?|ments?|ations?|itions?|ions?|ings?|als?|ances?|ences?|ures?|ers?|ed|"
    r"es|s)$"
)
_FAMILIES = {
    "death": "die",
    "decision": "decide",
    "invasion": "invade",
    "explosion": "explode",
    "collision": "collide",
    "expulsion": "expel",
    "resolution": "resolve",
    "died": "die",
    "sale": "sell",
    "purchase": "buy",
    "birth": "bear",
    "wedding": "marry",
    "marriage": "marry",
    "flight": "flee",
    "withdrawal": "withdraw",
    "threat": "threaten",
    "clash": "clash",
    "theft": "steal",
    "robbery": "rob",
    "appearance": "appear",
    "shooting": "shoot",
    "loss": "lose",
    "victory": "win",
    "defeat": "defeat",
    "departure": "depart",
    "arrival": "arrive",
    "proposal": "propose",
    "refusal": "refuse",
    "denial": "deny",
    "trial": "try",
    "lawsuit": "sue",
    "suit": "sue",
    "earthquake": "quake",
    "temblor": "quake",
    "tremor": "quake",
    "blaze": "fire",
    "inferno": "fire",
    "murder": "kill",
    "slay": "kill",
    "slaying": "kill",
    "homicide": "kill",
    "detain": "arrest",
    "detention": "arrest",
    "apprehend": "arrest",
    "heist": "rob",
    "acquisition": "acquire",
    "destruction": "destroy",
    "introduction": "introduce",
    "talk": "talk",
    "negotiation": "negotiate",
    "attack": "attack",
    "agreement": "agree",
    "deal": "agree",
    "accord": "agree",
    "pact": "agree",
}


def family(word: str) -> str:
    """A stem that a verb and its nominalisation share.

    >>> family("deployment") == family("deploy")
    True
    """
    word = _FAMILIES.get(word, word)
    stem = _SUFFIX.sub("", word).rstrip("ey")
    if len(stem) < 3:
        return word
    if len(stem) > 3 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem


#: Nouns that point back to a happening told in other words ("the attacks").
_GENERAL = frozenset(
    family(word)
    for word in [
        "attack",
        "assault",
        "strike",
        "violence",
        "meeting",
        "talk",
        "protest",
        "mobilization",
        "demonstration",
        "rally",
        "agreement",
        "deal",
        "deployment",
        "ceremony",
        "celebration",
        "crash",
        "accident",
        "disaster",
        "incident",
        "call",
        "appeal",
        "unrest",
        "demonstration",
        "killing",
        "offensive",
        "operation",
        "acquisition",
    ]
)
#: What somebody does once in the time that an article tells of.
_ONCE = frozenset(family(word) for word in ("resign", "retire"))
_REAL = frozenset({Status.OCCURRED, Status.ONGOING, Status.ALLEGED})
#: What an article mostly tells once, however often it comes back to it.
_GRAVE = frozenset({"ASSAULT", "DEATH", "DISASTER", "COERCE", "APPOINTMENT", "TRIAL"})
#: So many sentences with events are the lead of an article.
_LEAD = 3
#: How far back (in drafts' sentences) a definite noun may point.
_BACK = 3
#: With how many earlier mentions of its own words a mention is compared.
_KIN = 60


def group(drafts: Sequence[Draft]) -> list[list[int]]:
    """Indices of the drafts that are one event each, in the order of the text.

    The surest pairs are merged first; two groups become one only where all their mentions agree.
    """
    sentences = sorted({draft.sentence.start for draft in drafts})
    place = {start: number for number, start in enumerate(sentences)}
    body = [i for i, draft in enumerate(drafts) if not draft.heading]
    pairs: list[tuple[float, int, int]] = []
    kin: dict[str, list[int]] = {}
    for position, second in enumerate(body):
        draft = drafts[second]
        here = place[draft.sentence.start]
        # Only kin, and what was told just before, can be the same: the rest need no comparison.
        near: set[int] = set()
        for first in (body[i] for i in range(position - 1, -1, -1)):
            if here - place[drafts[first].sentence.start] > _BACK:
                break
            near.add(first)
        for stem in draft.families:
            known = kin.setdefault(stem, [])
            near.update(known[-_KIN:])
            known.append(second)
        for first in sorted(near):
            at = place[drafts[first].sentence.start]
            score = _score(drafts[first], draft, here - at)
            if not score and at < _LEAD and _retold(drafts[first], draft):
                score = 0.5 - (here - at) / 1000
            if score:
                pairs.append((-score, second, first))
    groups: dict[int, list[int]] = {i: [i] for i in body}
    owner = {i: i for i in body}
    for _, second, first in sorted(pairs):
        one, two = owner[first], owner[second]
        if one == two:
            continue
        if all(_compatible(drafts[a], drafts[b]) for a in groups[one] for b in groups[two]):
            for member in groups.pop(two):
                groups[one].append(member)
                owner[member] = one
    found = list(groups.values())
    for index, draft in enumerate(drafts):
        if draft.heading:
            target = _heading(draft, drafts, found)
            if target is None:
                found.append([index])
            else:
                found[target].append(index)
    for members in found:
        members.sort()
    return sorted(found)


def _score(first: Draft, second: Draft, back: int) -> float:
    """How sure it is that the second mention tells of the first one's event; 0 where it is not."""
    if not _compatible(first, second):
        return 0.0
    if second.beside == first.trigger.token or first.beside == second.trigger.token:
        return 6.0
    if _once(first, second):
        return 5.0
    anaphor = second.definite and not actors_of(second)
    same = bool(first.families & second.families)
    if same and anaphor and back <= 6:
        return 3.0 - back / 10
    shared = actors_of(first) & actors_of(second)
    words = first.words & second.words
    if same and shared and (words or back <= 2):
        return 4.0 + len(shared) + len(words) / 10 - back / 100
    if same and words and len(words) >= 2:
        return 3.5 + len(words) / 10 - back / 100
    bare = not actors_of(first) or not actors_of(second)
    if same and words and bare and back <= _BACK and (first.trigger.frame or second.trigger.frame):
        return 2.0 - back / 10
    general = bool(second.families & _GENERAL) and second.trigger.type != "OTHER"
    if anaphor and general and second.trigger.frame and back <= _BACK and not second.words:
        return 1.0 - back / 10
    return 0.0


def _retold(first: Draft, second: Draft) -> bool:
    """Whether the second may tell the story of the lead again: the same grave act, where one of the
    two names nobody that the other does not, and neither is one more of its kind."""
    kind = first.trigger.type
    return (
        kind in _GRAVE
        and kind == second.trigger.type
        and bool(first.families & second.families)
        and not (first.further or second.further)
        and _compatible(first, second)
    )


def _once(a: Draft, b: Draft) -> bool:
    """Whether both tell what befalls somebody once, or once in the time of an article: the death of
    one person, one person's resignation."""
    if a.trigger.type == "DEATH":
        one, two = (actors_of(d, RoleName.PATIENT) for d in (a, b))
        return bool(one) and one == two and one <= a.named
    shared = actors_of(a) & actors_of(b) & a.named
    return bool(shared and a.families & b.families & _ONCE)


def _heading(draft: Draft, drafts: Sequence[Draft], groups: list[list[int]]) -> int | None:
    """The group whose words overlap most with the heading's, of the same type."""
    best: tuple[float, int] | None = None
    for number, members in enumerate(groups):
        for index in members:
            other = drafts[index]
            if not _kinds(draft, other) or not _statuses(draft, other):
                continue
            if not _times(draft, other):
                continue
            mine = draft.words | draft.families
            theirs = other.words | other.families
            overlap = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
            shared = len(actors_of(draft) & actors_of(other))
            same = bool(draft.families & other.families)
            score = overlap + 0.3 * shared + (0.3 if same else 0)
            enough = overlap >= 0.3 or (same and shared) or shared >= 2
            if enough and (best is None or (score, -number) > best):
                best = (score, -number)
    return -best[1] if best else None


def _statuses(a: Draft, b: Draft) -> bool:
    return (a.status in _REAL) == (b.status in _REAL)


def _times(a: Draft, b: Draft) -> bool:
    if a.dated is None or b.dated is None:
        # "the 1991 settlement" is told apart by its date from one that has none, unless the same
        # people are named in both.
        if actors_of(a) & actors_of(b) & a.named:
            return True
        return not any(
            d.dated is not None and d.dated.how == "attributive" and not other.definite
            for d, other in ((a, b), (b, a))
        )
    one, two = a.dated.expression.time, b.dated.expression.time
    if not (one.earliest and one.latest and two.earliest and two.latest):
        return True
    return one.earliest <= two.latest and two.earliest <= one.latest


def _kinds(a: Draft, b: Draft) -> bool:
    """Whether the types are the same, or one has none and the words are of one family ("escaped",
    "the escape")."""
    one, two = a.trigger.type, b.trigger.type
    return one == two or ("OTHER" in (one, two) and bool(a.families & b.families))


#: Types of what befalls people, of whom an article seldom gives two numbers.
_TOLLS = frozenset({"DEATH", "ASSAULT", "DISASTER", "COERCE"})


def _compatible(a: Draft, b: Draft) -> bool:
    if not _kinds(a, b) or not _statuses(a, b) or not _times(a, b):
        return False
    if a.trigger.frame and b.trigger.frame and a.plural != b.plural:
        return False  # "the heist", "a series of robberies"
    if a.count and b.count and a.count != b.count and a.trigger.type in _TOLLS:
        return False  # "killed three soldiers", "200 soldiers have been killed"
    for name in (RoleName.AGENT, RoleName.PATIENT, RoleName.PLACE):
        # Two unnamed groups ("troops", "Colombian forces") may well be the same.
        one, two = actors_of(a, name) & a.named, actors_of(b, name) & b.named
        if one and two and not one & two:
            return False
    if a.words and b.words and not a.words & b.words:
        # What is done to is named twice, in other words.
        return bool(actors_of(a, RoleName.PATIENT) & actors_of(b, RoleName.PATIENT))
    return True
