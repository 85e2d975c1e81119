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
#: The months in English, then those in Spanish that begin with other letters.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPANISH = {"ene": 1, "abr": 4, "ago": 8, "dic": 12, "set": 9}
_NAMED = re.compile(
    r"(?:[a-zé]{3,9}[.,]{0,2} )?(?:(?P<m1>[a-z]{3,10})\.? (?P<d1>\d{1,2})(?:st|nd|rd|th)?,?"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)? (?:de )?(?P<m2>[a-z]{3,10})\.?,?(?: del?)?) "
    r"(?P<year>\d{4})\b",
    re.IGNORECASE,
)
#: What JavaScript writes ("Tue Jan 06 2026 10:15:00 GMT+0100 (Central European Standard Time)").
_SCRIPT = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d\d) (?P<year>\d{4}) "
    r"(?P<clock>\d\d:\d\d:\d\d) (?:GMT|UTC)(?P<zone>[+-]\d{4})?(?: \([\w .'-]{1,60}\))?"
)
#: Seconds or milliseconds since 1970 as a text, bare or as .NET writes them.
_COUNTED = re.compile(r"\d{10}|\d{13}|/Date\((\d{10,13})(?:[+-]\d{4})?\)/")
#: The place behind a time with a zone ("+01:00[Europe/Paris]", as Java writes it).
_PLACE = re.compile(r"(?<=\d|Z)\[[A-Za-z0-9_/+-]{1,40}\]$")
#: Names of zones that are one zone everywhere; RFC 5322 has those of North America.
_ZONES = {
    "WET": "+0000", "WEST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200",
    "EEST": "+0300", "MSK": "+0300", "PKT": "+0500", "ICT": "+0700", "WIB": "+0700",
    "HKT": "+0800", "SGT": "+0800", "AWST": "+0800", "JST": "+0900", "KST": "+0900",
    "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "CLST": "-0300",
    "BRT": "-0300", "SAST": "+0200", "Z": "+0000",
}  # fmt: skip
_ZONE = re.compile(r"\b[A-Z]{1,4}$")
#: A day in numbers, the year first or last; a time behind it is passed over.
_NUMBERS = re.compile(
    r"(?:(?P<y1>\d{4})[/.](?P<m1>\d{1,2})[/.](?P<d1>\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<sep>[/.-])(?P<two>\d{1,2})(?P=sep)(?P<y2>\d{4}))(?:[ ,T].{0,30})?"
)
#: What somebody may have meant for a day: a year, or numbers with marks between them.
_MEANT = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
_HALVES = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)
_LONGEST = 60
#: There were no newspapers before; "0001-01-01" is what some programs write for no time.
_FIRST = 1600
#: Seconds since 1970 that are taken as a time: from 1990 to 2100.
_EPOCH = range(631_152_000, 4_102_444_800)


def iso_time(value: object) -> str | None:
    """The time as ISO 8601, or None where it is none that can be told for sure.

    Read are ISO 8601 in its extended and basic forms (W3C date-time, JSON-LD, NewsML), RFC 5322
    (RSS), seconds or milliseconds since 1970, what JavaScript writes, days with an English or
    Spanish month ("January 6, 2026", "6 de enero de 2026"), and days in numbers that can be one day
    alone ("13/04/2026", "2026/04/03"). No other form is guessed at: "03/04/2026" is two days
    (`why_untold`). A zone that is not given stays away.

    >>> iso_time("20260106T101500+0100"), iso_time("Tue, 06 Jan 2026 10:15:00 GMT")
    ('2026-01-06T10:15:00+01:00', '2026-01-06T10:15:00Z')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    script = _SCRIPT.fullmatch(text) if len(text) < 2 * _LONGEST else None
    if script:
        text = "{day} {month} {year} {clock} ".format_map(script) + (script["zone"] or "+0000")
    if not text or len(text) > _LONGEST:
        return None
    counted = _COUNTED.fullmatch(text)
    if counted:
        return _epoch(int(counted[1] or counted[0]))
    text = _ZONE.sub(lambda name: _ZONES.get(name[0], name[0]), _PLACE.sub("", text))
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
    known += [number for name, number in _SPANISH.items() if month.startswith(name)]
    try:
        day = date(int(match["year"]), known[0], int(match["d1"] or match["d2"]))
    except (ValueError, IndexError):
        return None
    return day.isoformat()


def _epoch(value: float) -> str | None:
    for seconds in (value, value / 1000):
        if _EPOCH.start <= seconds < _EPOCH.stop:
            return _written(datetime.fromtimestamp(int(seconds), UTC))
    # A day as a number: 20260106.
    day = _ISO.fullmatch(str(value)) if isinstance(value, int) else None
    return _from_iso(day) if day is not None and day["day"] else None


def _from_iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    year, month, day = parts["year"], parts["month"], parts["day"]
    try:
        date(int(year), int(month or 1), int(day or 1))
        if match[0].isdigit() and len(match[0]) == 6:
            return None  # ISO 8601 has no basic form of year and month: it may be a short date
        if parts["hour"] is None:
            told = "-".join(part for part in (year, month, day) if part)
            return None if int(year) < _FIRST else told
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
    # What programs write for no time: the beginning of their count.
    return None if text + zone == "1970-01-01T00:00:00Z" or int(year) < _FIRST else text + zone


def _written(moment: datetime) -> str | None:
    text = moment.replace(microsecond=0).isoformat()
    return text.replace("+00:00", "Z") if len(text) >= 19 else None
