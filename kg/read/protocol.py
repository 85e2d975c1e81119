"""What a reader is: the format that it reads, how that is told, and bytes to articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.errors import InputError
from kg.model import Article

__all__ = ["Reader", "Remark", "Source"]


class Remark(InputError):
    """Something to be told of a file or an article that is read all the same: one line."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``path`` is relative to what the user named: the article's identity."""

    path: str
    file: Path


class Reader(Protocol):
    """Turns one kind of file into articles."""

    @property
    def name(self) -> str:
        """What ``--format`` calls it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of file names that it reads, in lower case with the dot."""
        ...

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes is surely of this format, whatever its
        name. ``head`` is up to 64 KiB, unpacked."""
        ...

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The articles of a file, in its order; in place of one that is broken, why; before one
        that is not what it seems to be, a `Remark`.

        Args:
            path: what the file is called, in articles and in lines of error.
            stream: the bytes, unpacked; read once, from its beginning.

        Raises:
            InputError: the file cannot be read on; one line with path and reason.
        """
        ...
