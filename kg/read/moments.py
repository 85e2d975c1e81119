"""Times as files and pages write them, as ISO 8601: at their own precision, with their own zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

__all__ = ["iso_time", "why_untold"]

_ISO = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d)"
    r"(?:[T ]\s?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?(?:(?P<m1>[a-z]{3,9})\.? (?P<d1>\d{1,2})(?:st|nd|rd|th)?,?"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)? (?P<m2>[a-z]{3,9})\.?,?) (?P<year>\d{4})\b",
    re.IGNORECASE,
)
#: A day in numbers, the year first or last; a time behind it is passed over.
_NUMBERS = re.compile(
    r"(?:(?P<y1>\d{4})[/.](?P<m1>\d{1,2})[/.](?P<d1>\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<sep>[/.-])(?P<two>\d{1,2})(?P=sep)(?P<y2>\d{4}))(?:[ ,T].{0,30})?"
)
#: What somebody may have meant for a day: a year, or numbers with marks between them.
_MEANT = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
_HALVES = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)
_LONGEST = 60
#: Seconds since 1970 that are taken as a time: from 1990 to 2100.
_EPOCH = range(631_152_000, 4_102_444_800)


def iso_time(value: object) -> str | None:
    """The time as ISO 8601, or None where it is none that can be told for sure.

    Read are ISO 8601 in its extended and basic forms (W3C date-time, JSON-LD, NewsML), RFC 5322
    (RSS), seconds or milliseconds since 1970, days with an English month ("January 6, 2026"), and
    days in numbers that can be one day alone ("13/04/2026", "2026/04/03"). No other form is guessed
    at: "03/04/2026" is two days (`why_untold`). A zone that is not given stays away.

    >>> iso_time("20260106T101500+0100"), iso_time("Tue, 06 Jan 2026 10:15:00 GMT")
    ('2026-01-06T10:15:00+01:00', '2026-01-06T10:15:00Z')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not text or len(text) > _LONGEST:
        return None
    match = _ISO.fullmatch(text)
    if match:
        return _from_iso(match)
    # A clock of twelve hours is not what the standard has: its reader would take PM for AM.
    if ":" in text and not _HALVES.search(text):
        try:
            return _written(parsedate_to_datetime(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    days = _days(text)
    if days:
        return days[0] if len(days) == 1 else None
    named = _NAMED.match(" ".join(text.split()))
    return _from_name(named) if named else None


def why_untold(value: object) -> str | None:
    """Why a value that seems to name a day could not be read, and what to write instead.

    None where it was read, or seems to name none.

    >>> why_untold("03/04/2026")
    'which may be two days; left out: write 2026-04-03 or 2026-03-04'
    """
    if not isinstance(value, str) or iso_time(value) is not None:
        return None
    days = _days(value.strip())
    if len(days) == 2:
        return f"which may be two days; left out: write {days[0]} or {days[1]}"
    if _MEANT.search(value[: 2 * _LONGEST]):
        return "which is no day that can be told; left out: write it as 2026-01-06"
    return None


def _days(text: str) -> list[str]:
    """The days that a day in numbers may be, the one with the day before the month first."""
    match = _NUMBERS.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return []
    if match["y1"]:
        orders = [(match["y1"], match["m1"], match["d1"])]
    else:
        one, two, year = match["one"], match["two"], match["y2"]
        orders = [(year, two, one), (year, one, two)]
    found: dict[str, None] = {}
    for year, month, day in orders:
        try:
            found[date(int(year), int(month), int(day)).isoformat()] = None
        except ValueError:
            continue
    return list(found)


def _from_name(match: re.Match[str]) -> str | None:
    month = (match["m1"] or match["m2"]).lower()
    known = [number for number, name in enumerate(_MONTHS, 1) if month.startswith(name)]
    try:
        day = date(int(match["year"]), known[0], int(match["d1"] or match["d2"]))
    except (ValueError, IndexError):
        return None
    return day.isoformat()


def _epoch(value: float) -> str | None:
    for seconds in (value, value / 1000):
        if _EPOCH.start <= seconds < _EPOCH.stop:
            return _written(datetime.fromtimestamp(int(seconds), UTC))
    return None


def _from_iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    year, month, day = parts["year"], parts["month"], parts["day"]
    try:
        date(int(year), int(month or 1), int(day or 1))
        if match[0].isdigit() and len(match[0]) == 6:
            return None  # ISO 8601 has no basic form of year and month: it may be a short date
        if parts["hour"] is None:
            return "-".join(part for part in (year, month, day) if part)
        if len(parts["zone"] or "") == 3 and parts["zone"][0] in "+-":
            parts["zone"] += ":00"
        clock = f"{parts['hour']}:{parts['minute']}:{parts['second'] or '00'}"
        zone = (parts["zone"] or "").upper()
        if zone in ("Z", "UTC", "GMT", "+00:00", "+0000", "-00:00", "-0000"):
            zone = "Z"
        elif len(zone) == 5:
            zone = f"{zone[:3]}:{zone[3:]}"
        text = f"{year}-{month}-{day}T{clock}"
        datetime.fromisoformat(text + zone)
    except ValueError:
        return None
    return text + zone


def _written(moment: datetime) -> str | None:
    text = moment.replace(microsecond=0).isoformat()
    return text.replace("+00:00", "Z") if len(text) >= 19 else None
