"""Plain text and Markdown: the decoded file is the article's text, code point for code point.

The day of publication is the one that a line of its own near the top states (`kg.read.dateline`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import whole
from kg.read.dateline import stated_day

__all__ = ["TextReader", "decode"]

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, path: str) -> str:
    """The bytes as text: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so.

    Line ends are kept as they are; so is a byte order mark of UTF-8, so that offsets stay those
    of the decoded file.

    Raises:
        InputError: the bytes are in another encoding, or hold NUL characters and are no text.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: not {encoding.upper()} (byte {error.start}: {error.reason}); "
            "convert it to UTF-8"
        ) from None
    if "\0" in text:
        raise InputError(f"{path}: holds a NUL character at {text.index(chr(0))}: not a text file")
    return text


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
        yield Article(path=path, text=text, published=stated_day(text))
