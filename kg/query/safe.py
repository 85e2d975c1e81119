"""CSV and TSV that a spreadsheet does not run.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to a
spreadsheet, and what an article says may begin so (OWASP, "CSV Injection"). Such a cell gets an
apostrophe in front, which a spreadsheet does not show. A plain number stays a number.
"""

from __future__ import annotations

import re

__all__ = ["safe_cell", "safe_table"]

_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
#: A cell of CSV, in quotes or bare, and what ends it.
_CSV = re.compile(r'("(?:[^"]|"")*+"|[^,"\r\n]*+)(,|\r\n|\n|$)')
_TSV = re.compile(r"([^\t\n]*+)([\t\n]|$)")


def safe_cell(text: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would run it."""
    if text.startswith(_BEGINS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def safe_table(data: bytes, form: str) -> bytes:
    """A whole ``csv`` or ``tsv`` result (UTF-8) with every cell made safe; other forms as given."""
    if form not in ("csv", "tsv"):
        return data
    cells = _CSV if form == "csv" else _TSV
    return cells.sub(lambda m: _quoted(m[1]) + m[2], data.decode("utf-8")).encode("utf-8")


def _quoted(cell: str) -> str:
    """A cell as it stands in the file: in quotes, what counts is what follows the quote."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return f'"{safe_cell(cell[1:-1])}"'
    return safe_cell(cell)
