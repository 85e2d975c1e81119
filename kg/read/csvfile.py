"""Tables (CSV, TSV): a row an article, its columns read by the field map, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import lines
from kg.read.fieldmap import DEFAULTS, FieldMap
from kg.read.objects import mapped_article
from kg.read.text import decode

__all__ = ["CsvReader"]

_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class CsvReader:
    """A header line with the names of the columns, then a row an article (RFC 4180)."""

    fields: FieldMap = field(default_factory=FieldMap)
    name: str = "csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv")
    limit: int = 16 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Never for sure: a text may hold commas."""
        return False

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The articles of the rows, called ``path#ROW``, the header not counted.

        Raises:
            InputError: there is no column with a text, the text is not UTF-8, or a cell does not
                end: what follows cannot be told apart.
        """
        source = _decoded(path, stream, self.limit)
        header = next(source, "")
        if not header.strip():
            raise InputError(f"{path}: the file is empty")
        delimiter = max(_DELIMITERS, key=header.count)
        # The module's own limit is one for the whole process, and short of a long article.
        csv.field_size_limit(max(csv.field_size_limit(), self.limit))
        try:
            columns = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error as error:
            raise InputError(f"{path}: line 1: {error}") from None
        self._check(columns, path)
        rows = csv.reader(source, delimiter=delimiter)
        number = 0
        while True:
            try:
                row = next(rows, None)
            except csv.Error as error:
                raise InputError(f"{path}: line {rows.line_num + 1}: {error}") from None
            if row is None:
                return
            number += 1
            if not any(cell.strip() for cell in row):
                continue
            try:
                record = dict(zip(columns, row, strict=False))
                yield mapped_article(record, f"{path}#{number}", self.fields)
            except InputError as error:
                yield error

    def _check(self, columns: list[str], path: str) -> None:
        lower = {column.strip().lower() for column in columns}
        own = self.fields.given.get("text")
        if own in columns if own else lower & set(DEFAULTS["text"]):
            return
        told = ", ".join(columns)[:200]
        raise InputError(
            f"{path}: no column holds the text (columns: {told}); name it with --field text=COLUMN"
        )


def _decoded(path: str, stream: BinaryIO, limit: int) -> Iterator[str]:
    for number, data in lines(stream, limit):
        where = f"{path}: line {number}"
        if data is None:
            raise InputError(f"{where}: longer than {limit:,} bytes; split it")
        text = data.decode("utf-8", "surrogateescape")
        if any("\udc80" <= char <= "\udcff" for char in text):
            decode(data, where)
        yield text.removeprefix("\ufeff") if number == 1 else text
