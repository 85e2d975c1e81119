"""Literals that are valid by XML Schema and written in canonical form, so that what a store gives
back is what went in; None for anything else: an invalid value never gets out as a typed literal."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from pyoxigraph import Literal

from kg.map.terms import XSD_TYPES
from kg.model import TimeValue

__all__ = [
    "When",
    "boolean",
    "clean",
    "day",
    "decimal",
    "instant",
    "integer",
    "lang_string",
    "shortened",
    "stamp",
    "string",
    "temporal",
    "unbroken",
    "when",
    "when_iso",
]

_BREAK = re.compile(r"(?<![\r\n])[ \t]*\r?\n[ \t]*(?![\r\n \t])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_YEAR = re.compile(r"-?(?:[1-9]\d{4,9}|\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?"
    r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def clean(text: str) -> str:
    """The text without lone surrogates, which no RDF syntax can carry."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def string(text: str) -> Literal:
    """A plain string."""
    return Literal(clean(text))


def lang_string(text: str, language: str | None) -> Literal:
    """A string with its language (BCP 47); ``und`` where the tag is missing or malformed."""
    tag = language if language and _LANGUAGE.fullmatch(language) else "und"
    try:
        return Literal(clean(text), language=tag.lower())
    except ValueError:
        return Literal(clean(text), language="und")


def integer(value: int) -> Literal:
    """An ``xsd:integer``: offsets and counts."""
    return Literal(value)


def boolean(value: bool) -> Literal:
    """An ``xsd:boolean``."""
    return Literal(value)


def decimal(value: Decimal | float, places: int | None = None) -> Literal | None:
    """An ``xsd:decimal`` without exponent and trailing zeros; None for infinity and NaN."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite() or abs(number.adjusted()) > 200:
        return None
    if places is not None:
        number = round(number, places)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    return Literal(text, datatype=XSD_TYPES["decimal"])


def _is_day(text: str) -> bool:
    match = _DAY.fullmatch(text)
    if not match:
        return False
    year, month, number = map(int, match.groups())
    return year > 0 and 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]


def day(text: str | None) -> Literal | None:
    """An ``xsd:date`` of a calendar day that exists (years 0001 to 9999), else None."""
    if text is None or not _is_day(text):
        return None
    return Literal(text, datatype=XSD_TYPES["date"])


def instant(text: str | None) -> Literal | None:
    """An ``xsd:dateTime`` in canonical form (seconds written, no trailing zeros, ``Z`` for UTC)."""
    match = _TIME.fullmatch(text or "")
    if not match or not _is_day(match[1]):
        return None
    fraction = (match[5] or "")[:9].rstrip("0")
    zone = match[6] or ""
    if zone in ("+00:00", "-00:00"):
        zone = "Z"
    seconds = (match[4] or "00") + (f".{fraction}" if fraction else "")
    return Literal(
        f"{match[1]}T{match[2]}:{match[3]}:{seconds}{zone}", datatype=XSD_TYPES["dateTime"]
    )


def stamp(moment: datetime) -> Literal:
    """An ``xsd:dateTime`` of a moment, in UTC to the second; a naive moment is taken as UTC."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    return Literal(text, datatype=XSD_TYPES["dateTime"])


def temporal(text: str | None) -> Literal | None:
    """The typed literal of an ISO 8601 time at its own precision: year, month, day or instant."""
    if not text:
        return None
    if _YEAR.fullmatch(text) and text.lstrip("-") != "0000":
        return Literal(text, datatype=XSD_TYPES["gYear"])
    month = _MONTH.fullmatch(text)
    if month and int(month[1]) > 0 and 1 <= int(month[2]) <= 12:
        return Literal(text, datatype=XSD_TYPES["gYearMonth"])
    return day(text) or instant(text)


@dataclass(frozen=True, slots=True)
class When:
    """A time as the graph says it; the two bounds are both there or both missing."""

    date: Literal | None
    edtf: str | None
    earliest: Literal | None
    latest: Literal | None

    @property
    def timed(self) -> bool:
        """Whether it is told by the clock."""
        return self.date is not None and self.date.datatype == XSD_TYPES["dateTime"]

    @property
    def precision(self) -> tuple[int, int]:
        """Smaller is more precise: days between the bounds, then instant before date."""
        if self.earliest is None or self.latest is None:
            return (10**9, 1)
        first = date.fromisoformat(self.earliest.value)
        last = date.fromisoformat(self.latest.value)
        return ((last - first).days, 0 if self.timed else 1)


def when(time: TimeValue | None) -> When | None:
    """The time of a fact, checked; None where there is nothing that the graph can say."""
    if time is None:
        return None
    literal = temporal(time.xsd)
    earliest, latest = day(time.earliest), day(time.latest)
    if earliest is None or latest is None or earliest.value > latest.value:
        earliest, latest = _bounds(literal)
    if earliest is None:
        # A date without bounds (a year before 1 or after 9999) would not sort: EDTF still says it.
        literal = None
    edtf = time.edtf if time.edtf and time.edtf.strip() else None
    if edtf is None and literal is not None:
        edtf = literal.value
    if literal is None and edtf is None and earliest is None:
        return None
    return When(literal, edtf, earliest, latest)


def when_iso(text: str | None) -> When | None:
    """The time of an ISO 8601 string (a publication date), None where it is not one."""
    literal = temporal((text or "").strip().replace(" ", "T", 1))
    earliest, latest = _bounds(literal)
    if literal is None or earliest is None:
        return None
    return When(literal, literal.value, earliest, latest)


def _bounds(literal: Literal | None) -> tuple[Literal | None, Literal | None]:
    """First and last day of a literal's time; none for years that `datetime.date` cannot hold."""
    if literal is None:
        return None, None
    text = literal.value
    if _DAY.match(text):
        # A zoned instant is bounded by the day that its own clock shows.
        return day(text[:10]), day(text[:10])
    month = _MONTH.fullmatch(text)
    if month:
        last = calendar.monthrange(int(month[1]), int(month[2]))[1]
        return day(f"{text}-01"), day(f"{text}-{last:02}")
    if len(text) == 4 and text[0] != "-":
        return day(f"{text}-01-01"), day(f"{text}-12-31")
    return None, None


def unbroken(words: str) -> str:
    """The words without the line ends that stand amid a paragraph; blank lines stay.

    >>> unbroken("The bridge\\n was closed.\\n\\nIt is safe.")
    'The bridge was closed.\\n\\nIt is safe.'
    """
    return _BREAK.sub(" ", words) if "\n" in words or "\r" in words else words


def shortened(words: str, length: int = 80) -> str:
    """The words on one line, cut between two of them and with an ellipsis where there are too many.

    >>> shortened("The bridge\n was closed", 12)
    'The bridge…'
    """
    plain = " ".join(words.split())
    if len(plain) <= length:
        return plain
    cut = plain[:length].rpartition(" ")[0] or plain[: length - 1]
    return cut.rstrip(" ,;:–—-") + "…"
