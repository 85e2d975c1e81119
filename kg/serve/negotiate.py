"""Which format a client gets: the Accept header (RFC 9110, 12.5.1) against what there is."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["GRAPHS", "MEDIA", "ROWS", "best", "format_of", "wants_html"]

#: Media type of each format.
MEDIA: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
#: What clients may ask for, in the order of our own preference.
ROWS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS: Mapping[str, str] = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/x-turtle": "turtle",
    "text/plain": "ntriples",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
}
#: What may be sent to us.
_READ = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/xml": "rdfxml",
}
_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)")
_MOST = 4096


def best(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """The format that suits the client best; None where nothing does.

    Without a header anything suits. Of several that suit alike, the first of ours is taken.
    """
    if not accept or not accept.strip():
        return next(iter(offered.values()))
    ranges = _ranges(accept)
    found: tuple[float, str] | None = None
    for media, name in offered.items():
        quality = _quality(media, ranges)
        if quality > 0 and (found is None or quality > found[0]):
            found = (quality, name)
    return None if found is None else found[1]


def wants_html(accept: str | None) -> bool:
    """Whether a person's browser asks: HTML is named, and no graph format is liked better."""
    if not accept:
        return False
    ranges = _ranges(accept)
    named = max((q for kind, sub, q in ranges if (kind, sub) == ("text", "html")), default=0.0)
    exact = {f"{kind}/{sub}": q for kind, sub, q in ranges}
    return named > 0 and named >= max((exact.get(media, 0.0) for media in GRAPHS), default=0.0)


def format_of(content_type: str | None) -> str | None:
    """The graph format of what was sent; None where it is not one."""
    return _READ.get((content_type or "").partition(";")[0].strip().lower())


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    ranges = []
    for part in accept[:_MOST].split(","):
        match = _RANGE.fullmatch(part)
        if match:
            quality = _QUALITY.search(match[3])
            ranges.append(
                (match[1].lower(), match[2].lower(), float(quality[1]) if quality else 1.0)
            )
    return ranges


def _quality(media: str, ranges: list[tuple[str, str, float]]) -> float:
    """The quality of the most specific range that the media type falls under."""
    kind, _, sub = media.partition("/")
    found = (-1, 0.0)
    for wanted, wanted_sub, quality in ranges:
        if (wanted, wanted_sub) == (kind, sub):
            rank = 2
        elif (wanted, wanted_sub) == (kind, "*"):
            rank = 1
        elif (wanted, wanted_sub) == ("*", "*"):
            rank = 0
        else:
            continue
        if rank > found[0]:
            found = (rank, quality)
    return found[1]
