"""The part of the identity index that knows copies: articles that print one text."""

from __future__ import annotations

import sqlite3

from kg.resolve.accounts import ArticleAccounts
from kg.resolve.blocks import WINDOW
from kg.resolve.pairs import PairStore
from kg.resolve.syndication import COPY, resemblance, sketch_bands

__all__ = ["CopyIndex"]


class CopyIndex:
    """Sketches of all texts, and for each copy the first article of its group."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._pairs = PairStore(connection, "copy", WINDOW, COPY - 1e-9)

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        self._pairs.create()
        self._sql.execute(
            "CREATE TABLE IF NOT EXISTS texts (article TEXT PRIMARY KEY, published TEXT,"
            " signature TEXT, first TEXT) WITHOUT ROWID"
        )

    def forget(self) -> None:
        """Drop what is not settled (after a rollback)."""
        self._pairs.forget()

    def replace(
        self, old: ArticleAccounts | None, new: ArticleAccounts | None
    ) -> dict[str, tuple[str, str]]:
        """Put an article's text in place of its former one.

        Gives {article: (first before, first after)} where it changed; an article that is not there
        is its own first.
        """
        before: dict[str, str] = {}
        touched: set[str] = set()
        if old is not None:
            before[old.article] = self.first(old.article)
            touched |= {
                row[0]
                for row in self._sql.execute(
                    "SELECT article FROM texts WHERE first = ?", (before[old.article],)
                )
            }
            self._pairs.remove(old.article)
            self._sql.execute("DELETE FROM texts WHERE article = ?", (old.article,))
        if new is not None:
            signature = " ".join(map(str, new.signature))
            self._sql.execute(
                "INSERT INTO texts VALUES (?, ?, ?, ?)",
                (new.article, new.published or "9999", signature, new.article),
            )
            self._pairs.add(new.article, sketch_bands(new.signature), 0)
        touched |= self._pairs.settle(self._score)
        changed: dict[str, tuple[str, str]] = {}
        seen: set[str] = set()
        for start in sorted(touched):
            if start in seen or self._published(start) is None:
                continue
            members, waiting = {start}, [start]
            while waiting:
                here = waiting.pop()
                fresh = {x for pair, _ in self._pairs.of(here) for x in pair} - members
                members |= fresh
                waiting.extend(fresh)
            seen |= members
            first = min((self._published(m) or "9999", m) for m in members)[1]
            for member in members:
                had = self.first(member)
                if had != first:
                    self._sql.execute(
                        "UPDATE texts SET first = ? WHERE article = ?", (first, member)
                    )
                    changed[member] = (had, first)
        for article, had in before.items():
            now = self.first(article)
            if had != now:
                changed[article] = (had, now)
            else:
                changed.pop(article, None)
        return changed

    def _score(self, a: str, b: str) -> float:
        return resemblance(self._signature(a), self._signature(b))

    def _signature(self, article: str) -> tuple[int, ...]:
        row = self._sql.execute(
            "SELECT signature FROM texts WHERE article = ?", (article,)
        ).fetchone()
        return tuple(map(int, row[0].split())) if row else ()

    def _published(self, article: str) -> str | None:
        row = self._sql.execute(
            "SELECT published FROM texts WHERE article = ?", (article,)
        ).fetchone()
        return row[0] if row else None

    def first(self, article: str) -> str:
        """The first article of the group of copies (itself where there is no other)."""
        row = self._sql.execute("SELECT first FROM texts WHERE article = ?", (article,)).fetchone()
        return str(row[0]) if row else article
