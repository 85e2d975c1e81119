"""A TIMEX3 value becomes a `TimeValue`: EDTF, XSD and bounds that can never contradict it.

TIMEX3 values: TimeML 1.2.1 (ISO-TimeML, ISO 24617-1). EDTF: ISO 8601-2:2019 annex A, as the
Library of Congress publishes it; quarters are 33 to 36, halves 40 and 41, seasons 21 to 24. Weeks
and parts of months have no EDTF number and become intervals of days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from kg.extract.times.calendar import Period, Unit, add_months, safe_date
from kg.model import TimeValue

__all__ = ["Mod", "bounds_of", "edtf_of", "period_of", "to_time", "xsd_of"]


class Mod(StrEnum):
    """What the words add to a period, after TIMEX3's ``mod`` attribute.

    Start, mid and end stand for halves of the period (the first, the middle, the second one): words
    as vague as "late November" rule out no more than that.
    """

    START = "START"
    MID = "MID"
    END = "END"
    APPROX = "APPROX"
    FISCAL = "FISCAL"


Bounds = tuple[date, date]

_SEASON = {"SP": (21, 3), "SU": (22, 6), "FA": (23, 9), "WI": (24, 12)}
_TIME = re.compile(r"T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?\Z")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T[0-9A-Z:+-]+)?\Z")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-XX)?\Z")
_YEAR = re.compile(r"(\d{4})(?:-XX(?:-XX)?|-WXX|-QX|-HX)?\Z")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?\Z")
_PART = re.compile(r"(\d{4})-(?:Q([1-4])|H([12])|(SP|SU|FA|WI))\Z")
_DECADES = re.compile(r"(\d{2,3})X{1,2}\Z")
_UNKNOWN_YEAR = re.compile(r"XXXX-(?:\d\d|XX)(?:-(?:\d\d|XX))?\Z")


def period_of(value: str) -> Period | None:
    """The calendar period that a TIMEX3 value names, None where it names none."""
    if m := _DAY.match(value):
        day = safe_date(int(m[1]), int(m[2]), int(m[3]))
        return None if day is None else Period.of(Unit.DAY, day)
    if m := _MONTH.match(value):
        day = safe_date(int(m[1]), int(m[2]), 1)
        return None if day is None else Period.of(Unit.MONTH, day)
    if m := _YEAR.match(value):
        day = safe_date(int(m[1]), 1, 1)
        return None if day is None else Period.of(Unit.YEAR, day)
    if m := _WEEK.match(value):
        try:
            day = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        except ValueError:
            return None
        return Period.of(Unit.WEEKEND if m[3] else Unit.WEEK, day)
    if m := _PART.match(value):
        month = _SEASON[m[4]][1] if m[4] else int(m[2]) * 3 if m[2] else int(m[3]) * 6
        day = safe_date(int(m[1]), month, 1)
        unit = Unit.SEASON if m[4] else Unit.QUARTER if m[2] else Unit.HALF
        return None if day is None else Period.of(unit, day)
    if (m := _DECADES.match(value)) and len(value) == 4:
        day = safe_date(int(value.replace("X", "0")), 1, 1)
        unit = Unit.DECADE if len(m[1]) == 3 else Unit.CENTURY
        return None if day is None else Period.of(unit, day)
    return None


def bounds_of(value: str) -> Bounds | None:
    """The first and last day that a TIMEX3 value may mean; None for references and unknown years.

    A named winter may be the one that begins or the one that ends in its year: both are inside.

    >>> bounds_of("2026-Q1")
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    if "/" in value:
        left, _, right = value.partition("/")
        first, last = bounds_of(left), bounds_of(right)
        if first is None or last is None or first[0] > last[1]:
            return None
        return first[0], last[1]
    period = period_of(value)
    if period is None:
        return None
    if period.unit is Unit.WEEKEND:
        return min(period.first + timedelta(days=5), period.last), period.last
    if value.endswith("-WI"):
        return date(period.first.year, 1, 1), period.last
    return period.first, period.last


def _narrow(value: str, bounds: Bounds, mod: Mod) -> Bounds:
    """The bounds of the start, middle or end of a period."""
    first, last = bounds
    period = period_of(value)
    months = {Unit.YEAR: 12, Unit.QUARTER: 3, Unit.HALF: 6, Unit.DECADE: 120, Unit.CENTURY: 1200}
    length = months.get(period.unit) if period else None
    if length is not None and length % 4 == 0 and period is not None:
        half, quarter = add_months(first, length // 2), add_months(first, length // 4)
        if half is None or quarter is None:
            return bounds
        three = add_months(quarter, length // 2) or last
        day = timedelta(days=1)
        return {
            Mod.START: (first, half - day),
            Mod.MID: (quarter, three - day),
            Mod.END: (half, last),
        }[mod]
    days = (last - first).days
    return {
        Mod.START: (first, first + timedelta(days=days // 2)),
        Mod.MID: (first + timedelta(days=days // 4), last - timedelta(days=days // 4)),
        Mod.END: (last - timedelta(days=days // 2), last),
    }[mod]


def _interval(first: date, last: date) -> str:
    """EDTF of all days from first to last, in the coarsest form that says just that."""
    if first == last:
        return first.isoformat()
    after = last + timedelta(days=1) if last < date.max else None
    if first.day == 1 and (after is None or after.day == 1):
        if first.month == 1 and last.month == 12:
            left, right = f"{first.year:04d}", f"{last.year:04d}"
        else:
            left, right = first.isoformat()[:7], last.isoformat()[:7]
        return left if left == right else f"{left}/{right}"
    return f"{first.isoformat()}/{last.isoformat()}"


def edtf_of(value: str) -> str | None:
    """The EDTF form of a TIMEX3 value, None where there is none (``PRESENT_REF``, durations).

    >>> edtf_of("2026-Q1"), edtf_of("199X"), edtf_of("2026-W02")
    ('2026-33', '199X', '2026-01-05/2026-01-11')
    """
    if "/" in value:
        left, right = (edtf_of(part) for part in value.split("/", 1))
        plain = left and right and "/" not in left + right and bounds_of(value) is not None
        return f"{left}/{right}" if plain else None
    if _UNKNOWN_YEAR.match(value):
        return value if value != "XXXX-XX" and value != "XXXX-XX-XX" else None
    bounds = bounds_of(value)
    if bounds is None:
        return None
    if m := _DAY.match(value):
        clock = "" if "T24" in value else m[4] or ""  # midnight at a day's end is not for EDTF
        return value[:10] + (_seconds(clock) if _TIME.match(clock) else "")
    if m := _PART.match(value):
        number = _SEASON[m[4]][0] if m[4] else 32 + int(m[2]) if m[2] else 39 + int(m[3])
        return f"{m[1]}-{number}"
    if _WEEK.match(value):
        return _interval(*bounds)
    if _YEAR.match(value):
        return value[:4]
    return value


def _seconds(clock: str) -> str:
    """The time of day with its seconds, which EDTF and XSD demand."""
    return clock[:6] + (clock[6:] if clock[6:7] == ":" else ":00" + clock[6:])


def xsd_of(value: str) -> tuple[str | None, str | None]:
    """The lexical form and datatype that XSD has for a TIMEX3 value, else two Nones.

    >>> xsd_of("2025-12"), xsd_of("2026-Q1")
    (('2025-12', 'gYearMonth'), (None, None))
    """
    if "/" in value or bounds_of(value) is None:
        return None, None
    if m := _DAY.match(value):
        clock = "" if "T24" in value else m[4] or ""
        if _TIME.match(clock):
            return value[:10] + _seconds(clock), "dateTime"
        return value[:10], "date"
    if m := _MONTH.match(value):
        return (value, "gYearMonth") if len(value) == 7 else (None, None)
    if _YEAR.match(value) and len(value) == 4:
        return value, "gYear"
    return None, None


def to_time(value: str, mod: Mod | None = None, within: Bounds | None = None) -> TimeValue:
    """The time that a TIMEX3 value and its modifier mean.

    ``within`` narrows the bounds further: "earlier this year" ends on the day of publication. A
    narrowed or approximate time has no XSD form, since XSD could only overstate it.
    """
    bounds = bounds_of(value)
    if bounds is None:
        return TimeValue(value, edtf_of(value))
    first, last = bounds
    edtf = edtf_of(value)
    xsd, datatype = xsd_of(value)
    if mod is Mod.APPROX:
        plain = edtf is not None and re.fullmatch(r"[0-9]{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?", edtf)
        edtf, xsd, datatype = (f"{edtf}~" if plain else edtf), None, None
    elif mod is Mod.FISCAL:
        # A fiscal year may begin up to nine months before its calendar year, or end after it.
        edtf, xsd, datatype = (f"{edtf}~" if edtf and len(edtf) == 4 else None), None, None
        first = add_months(first, -9) or first
        last = add_months(last, 9) or last
    elif mod is not None and last != first:
        first, last = _narrow(value, bounds, mod)
        edtf, xsd, datatype = _interval(first, last), None, None
    if within is not None:
        narrowed = max(first, within[0]), min(last, within[1])
        if narrowed[0] <= narrowed[1] and narrowed != (first, last):
            (first, last), xsd, datatype = narrowed, None, None
            edtf = _interval(first, last)
    return TimeValue(value, edtf, xsd, datatype, first.isoformat(), last.isoformat())
