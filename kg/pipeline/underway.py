"""What a transaction is about, written down before it: an index beside the store recovers by it.

Only the last one is kept. A process may be killed at any moment: before the store was written, the
note tells of a transaction that never was, and its number is not the store's; after it, the note
names the articles that the index has still to take in. A note that was cut off tells nothing.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Underway"]

_NAME = "identity.next"


class Underway:
    """The note in a store's folder; None for a store in memory, which keeps none."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / _NAME

    def note(self, number: int, articles: Iterable[str]) -> None:
        """Write down that transaction ``number`` brings, changes or removes these articles.

        A note that cannot be written costs time after a crash, and nothing else.
        """
        if self._path is not None:
            with contextlib.suppress(OSError):
                told = {"transaction": number, "articles": sorted(articles)}
                self._path.write_text(json.dumps(told), "utf-8")

    def read(self, number: int) -> tuple[str, ...] | None:
        """The articles of transaction ``number``; None where the note is of another."""
        if self._path is None:
            return None
        try:
            told = json.loads(self._path.read_text("utf-8"))
            if told["transaction"] != number:
                return None
            return tuple(str(article) for article in told["articles"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
