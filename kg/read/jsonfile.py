"""JSON and JSON Lines: one article or many, in whichever of the shapes that `objects` knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import LONGEST_RECORD, lines, open_bytes, whole
from kg.read.charset import decode
from kg.read.fieldmap import FieldMap
from kg.read.jsonvalues import parse_json, parse_values
from kg.read.objects import article_of, articles_of, is_extraction
from kg.read.recoded import recoded

__all__ = [
    "LONGEST_LINE",
    "JsonLinesReader",
    "JsonReader",
    "begins_with_extraction",
    "holds_extractions",
]

#: Longest line (bytes) of JSON Lines.
LONGEST_LINE = 16 * 1024 * 1024
_NOT_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[[ \t]*(?:\{|\r?\n)|\{[ \t]*\r?\n)")


@dataclass(frozen=True, slots=True)
class JsonReader:
    """One JSON value, or several one after the other: an article, or a list of them."""

    fields: FieldMap = field(default_factory=FieldMap)
    name: str = "json"
    suffixes: tuple[str, ...] = (".json", ".jsonld")
    limit: int = 64 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Never for sure: a text may begin with a bracket, and so does JSON Lines."""
        return False

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The articles of the file; several are called ``path#1``, ``path#2`` ...

        Raises:
            InputError: it is not JSON, or holds no article.
        """
        text = decode(whole(stream, self.limit, path), path).removeprefix("\ufeff")
        if not text.strip():
            raise InputError(f"{path}: the file is empty")
        values = parse_values(text, path)
        yield from articles_of(values[0] if len(values) == 1 else values, path, self.fields)


@dataclass(frozen=True, slots=True)
class JsonLinesReader:
    """A JSON object a line, read line by line: files of any length."""

    fields: FieldMap = field(default_factory=FieldMap)
    name: str = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")
    limit: int = LONGEST_LINE

    def sniff(self, head: bytes) -> bool:
        """Whether the first line is an object of its own and another follows."""
        first, end, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        if not first.startswith(b"{") or not first.rstrip().endswith(b"}") or not end:
            return False
        if not rest.lstrip().startswith(b"{"):
            return False
        try:
            return isinstance(parse_json(decode(first, ""), ""), dict)
        except InputError:
            return False

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The articles of the lines, called ``path#LINE``; why in place of one that is broken.

        A file that holds one list, or objects over several lines, is read as JSON.
        """
        found = False
        stream = recoded(stream)
        if _NOT_LINES.match(stream.peek()):
            yield from JsonReader(self.fields).read(path, stream)
            return
        for number, data in lines(stream, self.limit):
            where = f"{path}: line {number}"
            if data is None:
                found = True
                yield InputError(f"{where}: longer than {self.limit:,} bytes; passed over")
                continue
            if not data.strip(b"\xef\xbb\xbf \t\r\n"):
                continue
            found = True
            if data.rstrip().endswith(b"},"):
                data = data.rstrip()[:-1]  # an element of a list that lost its brackets
            try:
                record = parse_json(decode(data, where).removeprefix("\ufeff"), where)
                yield article_of(record, f"{path}#{number}", self.fields)
            except InputError as error:
                yield error
        if not found:
            raise InputError(f"{path}: the file is empty")


def holds_extractions(file: Path) -> bool:
    """Whether the first line of a JSON Lines file is a record of ``kg extract``, not an article.

    False where that cannot be told, and where the file cannot be read.
    """
    try:
        with open_bytes(file, str(file)) as stream:
            for _, data in lines(stream, LONGEST_RECORD):
                if data is None:
                    return False
                if data.strip():
                    return begins_with_extraction(data)
    except (InputError, OSError, ValueError):
        return False
    return False


def begins_with_extraction(head: bytes) -> bool:
    """Whether the first line of what begins like this is a record of ``kg extract``."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    if not first.startswith(b"{"):
        return False
    try:
        return is_extraction(parse_json(decode(first, ""), ""))
    except (InputError, ValueError):
        return False
