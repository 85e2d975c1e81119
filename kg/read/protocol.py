"""What a reader is: the endings it takes, and bytes to articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kg.model import Article

__all__ = ["Reader", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``path`` is relative to what the user named: the article's identity."""

    path: str
    file: Path


class Reader(Protocol):
    """Turns one kind of file into articles."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of file names that it reads, in lower case with the dot."""
        ...

    @property
    def limit(self) -> int:
        """The largest file (bytes) that it takes."""
        ...

    def read(self, source: Source, data: bytes) -> Iterator[Article]:
        """The articles of a file, in its order.

        Raises:
            InputError: the bytes are not what the ending promises; one line with path and reason.
        """
        ...
