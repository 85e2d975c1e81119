"""Whether two participants may be one: names against names, descriptions against descriptions.

A name conflicts with another name; a description ("a 61-year-old man", "the team") conflicts with
no name, as it may be of whoever bears it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.resolve.rarity import rarity
from kg.resolve.words import stem

__all__ = ["ALIKE", "OPEN", "OTHER_NAME", "OTHER_THING", "Participant", "clashing", "likeness"]

#: What `likeness` says: one and the same as far as their names go; nothing; another kind of thing,
#: neither with a name; another name.
ALIKE, OPEN, OTHER_THING, OTHER_NAME = 1, 0, -1, -2

#: What follows or stands in names and tells no two people apart.
_TITLES = frozenset(["jr", "sr", "ii", "iii", "iv", "the", "mr", "mrs", "ms", "dr", "sir"])
#: A name of fewer letters than this is not taken for another one misspelt.
_SPELT = 4


class Participant(NamedTuple):
    """Somebody or something in a role, as one article has it.

    ``name`` is the key of the name or description, ``kind`` the family of a named one (``person``,
    ``organization``, ``place``, ``country``), empty where it is only described.
    """

    name: str
    kind: str


@lru_cache(maxsize=100_000)
def likeness(left: Participant, right: Participant) -> int:
    """How two participants go together: `ALIKE`, `OPEN`, `OTHER_THING` or `OTHER_NAME`.

    >>> person = lambda name: Participant(name, "person")
    >>> likeness(person("fred larkin"), person("frederick c larkin")) == ALIKE
    True
    >>> likeness(person("ana barden"), person("tom barden")) == OTHER_NAME
    True
    >>> likeness(person("ana barden"), Participant("young woman", "")) == OPEN
    True
    """
    if left.name == right.name:
        return ALIKE
    one, two = left.name.split(), right.name.split()
    if not one or not two:
        return OPEN
    if not left.kind and not right.kind:
        return _descriptions(one, two)
    if not left.kind or not right.kind:
        return OPEN
    if left.kind != right.kind:
        # Whoever acts for a body of people is told of in its place, and the other way round.
        if _nested(one, two):
            return ALIKE
        return OTHER_THING if {left.kind, right.kind} == {"person", "country"} else OPEN
    if left.kind == "person":
        return _people(one, two)
    if _nested(one, two):
        return ALIKE
    shared = set(one) & set(two)
    return OPEN if any(rarity(stem(word)) == 1.0 for word in shared) else OTHER_NAME


def _descriptions(one: list[str], two: list[str]) -> int:
    """Of one head noun, and the longer one says no more than the shorter, or than nothing."""
    if stem(one[-1]) != stem(two[-1]):
        return OTHER_THING
    return ALIKE if set(one) <= set(two) or set(two) <= set(one) else OPEN


def _nested(one: list[str], two: list[str]) -> bool:
    short, long = sorted((one, two), key=len)
    return long[-len(short) :] == short or long[: len(short)] == short


def _people(one: list[str], two: list[str]) -> int:
    one = [word for word in one if word not in _TITLES] or one
    two = [word for word in two if word not in _TITLES] or two
    if set(one) <= set(two) or set(two) <= set(one) or _misspelt(one, two):
        return ALIKE
    if len(one) == 1 or len(two) == 1:
        return OTHER_NAME
    if one[-1] != two[-1] and not _near(one[-1], two[-1]):
        return OTHER_NAME
    if set(one[:-1]) & set(two[:-1]):
        return ALIKE
    first, other = sorted((one[0], two[0]), key=len)
    if other.startswith(first):
        return ALIKE
    # "Mo" and "Maurice" may be one, "Ana" and "Tom" are two of one family.
    return OPEN if first[0] == other[0] and len(first) < _SPELT else OTHER_NAME


def _misspelt(one: list[str], two: list[str]) -> bool:
    """Whether all words are the same but one, and this is spelt nearly the same."""
    if len(one) != len(two) or len(one) < 2:
        return False
    differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    return len(differing) == 1 and _near(*differing[0])


def _near(left: str, right: str) -> bool:
    """Whether one letter makes the difference, or the end alone, in words of four or more."""
    short, long = sorted((left, right), key=len)
    if len(short) < _SPELT or len(long) - len(short) > 1:
        return False
    if left[:_SPELT] == right[:_SPELT]:
        return True
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest = short[start + (len(short) == len(long)) :]
    return long[start + 1 :] == rest


def clashing(
    told: Mapping[str, Sequence[Participant]],
) -> tuple[dict[str, str], Callable[[str, str], bool]]:
    """Who fills one role in each of some accounts, and who is surely somebody else.

    ``told`` holds for accounts who fills the role. Gives a mark for each account that names all of
    them, and a function that says of two marks whether no participant may be any of the other's.
    """
    named = {
        item: people for item, people in told.items() if people and all(w.kind for w in people)
    }
    marks = {item: "; ".join(sorted({w.name for w in people})) for item, people in named.items()}
    people_of = {marks[item]: people for item, people in named.items()}

    def clash(one: str, two: str) -> bool:
        return all(likeness(a, b) == OTHER_NAME for a in people_of[one] for b in people_of[two])

    return marks, clash
