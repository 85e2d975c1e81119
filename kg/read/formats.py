"""The formats that are read, and which of them a file is of."""

from __future__ import annotations

from collections.abc import Sequence

from kg.read.csvfile import CsvReader
from kg.read.feed import FeedReader
from kg.read.fieldmap import FieldMap
from kg.read.htmlfile import HtmlReader
from kg.read.jsonfile import JsonLinesReader, JsonReader
from kg.read.mailfile import MailReader
from kg.read.newsml import NewsMlReader
from kg.read.protocol import Reader
from kg.read.text import TextReader
from kg.read.warc import WarcReader

__all__ = ["FORMATS", "SUFFIXES", "by_content", "by_name", "readers"]


def readers(fields: FieldMap | None = None) -> tuple[Reader, ...]:
    """All readers, those first whose formats tell themselves best.

    Args:
        fields: where the fields of an article are in JSON and tables.
    """
    fields = fields or FieldMap()
    return (
        WarcReader(),
        NewsMlReader(),
        FeedReader(),
        MailReader(),
        HtmlReader(),
        JsonLinesReader(fields),
        JsonReader(fields),
        CsvReader(fields),
        TextReader(),
    )


#: The names that ``--format`` takes.
FORMATS: tuple[str, ...] = tuple(sorted(reader.name for reader in readers()))
#: The endings that are read in folders.
SUFFIXES = frozenset(suffix for reader in readers() for suffix in reader.suffixes)


def by_name(name: str, known: Sequence[Reader]) -> Reader | None:
    """The reader for the ending of a file's name; the longest ending decides."""
    lower = name.lower().removesuffix(".gz")
    fits = [(len(s), r) for r in known for s in r.suffixes if lower.endswith(s)]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def by_content(head: bytes, known: Sequence[Reader]) -> Reader | None:
    """The reader whose format these first bytes are surely of."""
    return next((reader for reader in known if reader.sniff(head)), None)
