"""Files that are web pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import whole
from kg.read.charset import decode_page
from kg.read.prolog import doctype, root_name
from kg.read.several import page_articles

__all__ = ["HtmlReader"]

_STARTS = frozenset(("html", "head", "body"))


@dataclass(frozen=True, slots=True)
class HtmlReader:
    """A page: one article, or several (`kg.read.several`)."""

    name: str = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    limit: int = 16 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Whether the file begins as a page does."""
        return doctype(head) == "html" or (root_name(head) or "").lower() in _STARTS

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The article of the page; the articles where it is a page of several.

        Raises:
            InputError: there is no text in it that is an article's.
            MissingExtraError: the extra ``web`` is not installed.
        """
        data = whole(stream, self.limit, path)
        if not data.strip():
            raise InputError(f"{path}: the file is empty")
        yield from page_articles(decode_page(data), path)
