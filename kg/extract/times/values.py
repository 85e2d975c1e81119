"""Pure helpers around `TimeValue`: parse one, compare two, choose among several.

Importable without spaCy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import IntEnum

from kg.errors import InputError
from kg.extract.times.finder import find_times
from kg.extract.times.timex import to_time
from kg.model import TimeValue

__all__ = [
    "Precision",
    "compare",
    "compatible",
    "consolidate",
    "from_iso",
    "names_day",
    "parse_time",
    "precision",
]


class Precision(IntEnum):
    """How exactly a time is told; greater is more exact."""

    UNKNOWN = 0
    CENTURY = 1
    DECADE = 2
    YEAR = 3
    SEASON = 4
    MONTH = 5
    WEEK = 6
    DAY = 7
    TIME = 8


#: The most days that the bounds of each precision span.
_SPANS = (
    (1, Precision.DAY),
    (10, Precision.WEEK),
    (31, Precision.MONTH),
    (190, Precision.SEASON),
    (366, Precision.YEAR),
    (3660, Precision.DECADE),
)
_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?"
    r"\s?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?\Z",
    re.IGNORECASE,
)

#: Words that name a day; "2 in the morning" has none.
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun|to|yester)day|tonight|tomorrow|this|last|next|same"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b|\d(?:st|nd|rd|th)\b"
    r"|\d{4}-\d|\d/\d",
    re.IGNORECASE,
)


def parse_time(words: str, reference: str | None = None) -> TimeValue | None:
    """The time that the words name: the first calendar time in them, None where there is none.

    Args:
        words: "Jan 3, 2026", "early 2026", "last month".
        reference: ISO date that relative words are seen from; without one they have no bounds.

    >>> parse_time("early 2026").edtf
    '2026-01/2026-06'
    """
    found = find_times(words[:1000], None, published=reference)
    dated = [item.time for item in found if item.kind in ("DATE", "TIME")]
    return next((time for time in dated if time.earliest), dated[0] if dated else None)


def from_iso(value: str) -> TimeValue:
    """The time of an ISO 8601 string: a year, month, day or time with or without time zone.

    The day is the one that is written, in the time zone it is written in: an article dated
    ``2026-01-06T23:30:00-05:00`` was published on 6 January.

    Raises:
        InputError: the string is no such date.

    >>> from_iso("2026-01-06T23:30:00-0500").xsd
    '2026-01-06T23:30:00-05:00'
    """
    match = _ISO.match(value.strip())
    try:
        if match is None:
            raise ValueError
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        if match[4]:
            datetime.fromisoformat(f"2000-01-01T{match[4]}{match[5] or ''}")
    except ValueError:
        raise InputError(
            f"not a date: {value[:60]!r}; write ISO 8601, as 2026, 2026-01, 2026-01-06 or "
            "2026-01-06T14:30:00Z"
        ) from None
    plain = "-".join(part for part in match.groups()[:3] if part)
    if match[4] is None:
        return to_time(plain)
    zone = (match[6] or "").upper()
    if zone and zone != "Z":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        if int(digits[:2]) > 14 or int(digits[2:]) > 59:
            raise InputError(f"not a time zone: {zone!r} in {value[:60]!r}; write Z or +02:00")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    return to_time(f"{plain}T{match[4]}{match[5] or ':00'}{zone}")


def names_day(words: str) -> bool:
    """Whether the words of a time say of which day it is.

    >>> names_day("about 1:30 a.m."), names_day("1:30 a.m. on Sunday"), names_day("this morning")
    (False, True, True)
    """
    return _DAY.search(words) is not None


def precision(time: TimeValue) -> Precision:
    """How exactly the time is told, by the width of its bounds.

    >>> precision(from_iso("2026-01")).name
    'MONTH'
    """
    if time.earliest is None or time.latest is None:
        return Precision.UNKNOWN
    if time.datatype == "dateTime":
        return Precision.TIME
    days = (date.fromisoformat(time.latest) - date.fromisoformat(time.earliest)).days + 1
    return next((found for most, found in _SPANS if days <= most), Precision.CENTURY)


def compare(left: TimeValue, right: TimeValue) -> int | None:
    """-1 where the first surely lies before the second, 1 after, 0 with equal bounds, else None.

    ISO dates compare as strings. Times of the same day compare by their clock when both have one
    in the same time zone or none.
    """
    if not (left.earliest and left.latest and right.earliest and right.latest):
        return None
    if left.latest < right.earliest:
        return -1
    if left.earliest > right.latest:
        return 1
    if (left.earliest, left.latest) != (right.earliest, right.latest):
        return None
    if left.datatype == right.datatype == "dateTime" and left.xsd and right.xsd:
        if left.xsd[19:] != right.xsd[19:]:
            return None if left.xsd[:19] != right.xsd[:19] else 0
        return (left.xsd > right.xsd) - (left.xsd < right.xsd)
    return 0


def compatible(left: TimeValue | None, right: TimeValue | None) -> bool:
    """Whether both may be the same time: their bounds share a day, or one is unknown."""
    if left is None or right is None or not (left.earliest and right.earliest):
        return True
    if not (left.latest and right.latest):
        return True
    return left.earliest <= right.latest and right.earliest <= left.latest


def consolidate(times: Iterable[TimeValue]) -> TimeValue | None:
    """The one time of several accounts: told most often, then most exact, then the first given.

    Give the accounts latest published first. Times without bounds only count when there is no
    other.
    """
    given = list(times)
    known = [time for time in given if time.earliest] or given
    if not known:
        return None
    votes = Counter(known)
    order = {time: -place for place, time in reversed(list(enumerate(known)))}
    return max(votes, key=lambda time: (votes[time], precision(time), order[time]))
