"""Plain text and Markdown: the decoded file is the article's text, code point for code point.

What a Markdown file says of itself between two lines ``---`` at its top is no part of the text. The
day of publication is the one given there, or in a line of its own near the top
(`kg.read.dateline`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import whole
from kg.read.charset import decode
from kg.read.dateline import stated_day, untold_day
from kg.read.fieldmap import FieldMap
from kg.read.fields import Found
from kg.read.frontmatter import split_front_matter

__all__ = ["TextReader"]

#: What front matter is believed of; its ``id`` is one of the program that the file was made for.
_STATED = frozenset(
    ("title", "published", "modified", "url", "authors", "publisher", "language", "section",
     "keywords", "licence")
)  # fmt: skip


class TextReader:
    """Reads ``.txt``, ``.text`` and ``.md``: one file, one article."""

    name: str = "text"
    suffixes: tuple[str, ...] = (".txt", ".text", ".md", ".markdown")
    limit: int = 10 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Never for sure: every format is text too."""
        return False

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The article of the file.

        Raises:
            InputError: the file is empty or no text.
        """
        text = decode(whole(stream, self.limit, path), path)
        if not text.strip("\ufeff \t\r\n\f\v"):
            raise InputError(f"{path}: the file is empty")
        stated, text = split_front_matter(text)
        if not text.strip():
            raise InputError(f"{path}: the file has nothing below its metadata")
        values = FieldMap().values(stated)
        found = Found.of({k: v for k, v in values.items() if k in _STATED})
        if found.published is None:
            # A date of the metadata that cannot be told is told of, whatever a line says.
            day, figures = stated_day(text), untold_day(text)
            doubts = found.doubts or Found.of({"published": figures}).doubts
            found = replace(found, published=day, doubts=() if day else doubts)
        yield found.article(path, text)
