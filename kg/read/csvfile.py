"""Tables (CSV, TSV): a row an article, its columns read by the field map, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import lines
from kg.read.charset import as_windows, decode
from kg.read.fieldmap import DEFAULTS, FieldMap
from kg.read.objects import mapped_article
from kg.read.protocol import Remark
from kg.read.recoded import recoded

__all__ = ["CsvReader"]

_DELIMITERS = ",\t;|"
#: The first line with which spreadsheets name the separator.
_NAMED = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
#: What programs write into a cell that holds nothing (pandas, SQL, spreadsheets).
_NOTHING = frozenset(("", "nan", "nat", "none", "null", "<na>", "n/a", "#n/a", "\\n"))


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
            InputError: there is no column with a text, a line is in no known encoding, or a cell
                does not end: what follows cannot be told apart.
        """
        decoder = _Decoder(path, recoded(stream), self.limit)
        source = decoder.lines()
        header = next((line for line in source if line.strip()), "")
        if not header:
            raise InputError(f"{path}: the file is empty")
        named = _NAMED.fullmatch(header)
        if named:
            header = next(source, "")
        delimiter = named[1] if named else max(_DELIMITERS, key=_QUOTED.sub("", header).count)
        # The module's own limit is one for the whole process, and short of a long article.
        csv.field_size_limit(max(csv.field_size_limit(), self.limit))
        try:
            columns = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error as error:
            raise InputError(f"{path}: line 1: {error}") from None
        self._check(columns, path)
        rows = csv.reader(source, delimiter=delimiter, strict=True)
        number = 0
        silent = True
        while True:
            try:
                row = next(rows, None)
            except csv.Error as error:
                raise InputError(
                    f"{path}: line {rows.line_num + 1}: {error}; what follows cannot be told apart "
                    "and is not read: double the quotation marks inside of a cell"
                ) from None
            if row is None:
                break
            number += 1
            if silent and decoder.windows:
                silent = False
                yield Remark(
                    f"{path}: not UTF-8; read as windows-1252, as spreadsheets save it: look "
                    "whether its accents are right, or save it as UTF-8"
                )
            if not any(cell.strip() for cell in row):
                continue
            try:
                yield mapped_article(
                    _record(columns, row, f"{path}#{number}"), f"{path}#{number}", self.fields
                )
            except InputError as error:
                yield error
        if not number:
            raise InputError(f"{path}: no row below the names of the columns")

    def _check(self, columns: list[str], path: str) -> None:
        lower = {column.strip().lower() for column in columns}
        own = self.fields.given.get("text")
        if own in columns if own else lower & set(DEFAULTS["text"]):
            return
        told = ", ".join(columns)[:200]
        raise InputError(
            f"{path}: no column holds the text (columns: {told}); name it with --field text=COLUMN"
        )


def _record(columns: list[str], row: list[str], name: str) -> dict[str, object]:
    """The cells of a row by column, those left out that say that there is nothing; of two columns
    of one name the first that says something.

    Raises:
        InputError: there are more cells than columns, so that it is open which is which.
    """
    if any(cell.strip() for cell in row[len(columns) :]):
        raise InputError(
            f"{name}: {len(row)} cells for {len(columns)} columns; put texts that hold the "
            "separator between quotation marks"
        )
    record: dict[str, object] = {}
    for column, cell in zip(columns, row, strict=False):
        if cell.strip().lower() not in _NOTHING:
            record.setdefault(column, cell)
    return record


class _Decoder:
    """The lines of a table as text: UTF-8, or Windows' code page where the whole file is that."""

    def __init__(self, path: str, stream: BinaryIO, limit: int) -> None:
        self._path, self._stream, self._limit = path, stream, limit
        self._beyond = False
        #: Whether lines were read that are not UTF-8.
        self.windows = False

    def lines(self) -> Iterator[str]:
        """One line after the other.

        Raises:
            InputError: a line is too long, or in neither encoding.
        """
        for number, data in lines(self._stream, self._limit):
            where = f"{self._path}: line {number}"
            if data is None:
                raise InputError(f"{where}: longer than {self._limit:,} bytes; split it")
            text = self._text(data, where)
            yield text.removeprefix("\ufeff") if number == 1 else text

    def _text(self, data: bytes, where: str) -> str:
        if data.isascii():
            return data.decode("ascii")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = as_windows(data) or ""
            if not text or self._beyond:
                return decode(data, where)  # which says why not
            self.windows = True
            return text
        if self.windows:
            raise InputError(
                f"{where}: UTF-8 in a file whose lines before are windows-1252: what follows is "
                "not read; save the file anew as UTF-8"
            )
        self._beyond = True
        return text
