"""How values are shown to people: dates, names of concepts, addresses of nodes. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

from kg.iris import WD

__all__ = ["address", "concept", "local_name", "short", "when"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DATE = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(\d\d:\d\d)\S*)?([~?%]?)")
_SAFE = "/:@!$&'()*+,;=~-._%"


def when(text: str | None) -> str:
    """A date in Extended Date/Time Format as people write it; what is not understood stays.

    >>> when("2026-01-03"), when("2025-12"), when("2026-01/2026-06")
    ('3 Jan 2026', 'Dec 2025', 'Jan 2026 – Jun 2026')
    >>> when("[2026-01-03,2026-01-04]")
    '3 Jan 2026 or 4 Jan 2026'
    """
    if not text:
        return ""
    if text[0] == "[" and text[-1] == "]":
        return " or ".join(when(part.replace("..", "/")) for part in text[1:-1].split(","))
    first, slash, last = text.partition("/")
    if not slash:
        return _one(first)
    if last in ("", ".."):
        return f"since {_one(first)}"
    if first in ("", ".."):
        return f"until {_one(last)}"
    return f"{_one(first)} – {_one(last)}"


def _one(text: str) -> str:
    match = _DATE.fullmatch(text)
    if not match:
        return text
    year, month, day, time, mark = match.groups()
    if month in _SEASONS:
        told = f"{_SEASONS[month]} {year}"
    elif month is None:
        told = year
    elif not "01" <= month <= "12":
        return text
    else:
        told = f"{_MONTHS[int(month) - 1]} {year}"
        if day is not None:
            told = f"{int(day)} {told}"
    if time and time != "00:00":
        told += f", {time}"
    return ("about " if mark in ("~", "%") and mark else "") + told + ("?" if mark == "?" else "")


def local_name(iri: str) -> str:
    """The last part of an IRI."""
    return re.split(r"[#/]", iri.rstrip("/#"))[-1]


def concept(iri: str | None) -> str:
    """A concept's name in plain lower case: ``kg:Occurred`` is "occurred"."""
    return local_name(iri).replace("_", " ").replace("-", " ").lower() if iri else ""


def short(text: str, most: int = 90) -> str:
    """The text, cut at a word where it is longer than ``most`` characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


def address(iri: str, base: str) -> str:
    """Where this server shows a node: minted IRIs at ``/id/...``, others by their IRI.

    Entities of Wikidata lead there, since they are looked at there.
    """
    if iri.startswith(base):
        rest, hash_, fragment = iri[len(base) :].partition("#")
        path = "/id/" + quote(rest, safe=_SAFE)
        return path + (f"#{quote(fragment, safe=_SAFE)}" if hash_ else "")
    if iri.startswith(WD):
        return "https://www.wikidata.org/wiki/" + quote(iri[len(WD) :], safe="")
    return "/page?iri=" + quote(iri, safe="")
