"""Pairs of neighbours in sorted blocks, kept in SQLite: at most so many a block and an account.

A pair is kept while at least one block proposes it and its score is above a floor. Adding or
removing an item moves others into or out of one another's windows; those pairs come and go as if
all items had been put in at once, in whatever order.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable

__all__ = ["PairStore"]

Pair = tuple[str, str]


class PairStore:
    """Blocks and scored pairs of one kind of item (``name`` is the prefix of its tables)."""

    def __init__(
        self, connection: sqlite3.Connection, name: str, window: int, floor: float
    ) -> None:
        self._sql = connection
        self._name = name
        self._window = window
        self._floor = floor
        self._proposed: Counter[Pair] = Counter()
        self._touched: set[str] = set()

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        n = self._name
        self._sql.execute(
            f"CREATE TABLE IF NOT EXISTS {n}_blocks (key TEXT, sort TEXT, item TEXT,"
            " PRIMARY KEY (key, sort, item)) WITHOUT ROWID"
        )
        self._sql.execute(f"CREATE INDEX IF NOT EXISTS {n}_items ON {n}_blocks (item)")
        self._sql.execute(
            f"CREATE TABLE IF NOT EXISTS {n}_pairs (a TEXT, b TEXT, support INTEGER, score REAL,"
            " PRIMARY KEY (a, b)) WITHOUT ROWID"
        )
        self._sql.execute(f"CREATE INDEX IF NOT EXISTS {n}_reverse ON {n}_pairs (b, a)")

    def add(self, item: str, keys: Iterable[str], sort: str) -> None:
        """Put an item into its blocks; call `settle` when all items are in place."""
        for key in keys:
            before, after = self._neighbours(key, sort, item)
            self._shift(before, after, -1)
            for other in {*before, *after} - {item}:
                self._proposed[_pair(item, other)] += 1
            self._sql.execute(
                f"INSERT INTO {self._name}_blocks VALUES (?, ?, ?)", (key, sort, item)
            )
        self._touched.add(item)

    def remove(self, item: str) -> None:
        """Take an item out of its blocks, and all its pairs away."""
        n = self._name
        rows = self._sql.execute(
            f"SELECT key, sort FROM {n}_blocks WHERE item = ?", (item,)
        ).fetchall()
        self._sql.execute(f"DELETE FROM {n}_blocks WHERE item = ?", (item,))
        for key, sort in rows:
            before, after = self._neighbours(key, sort, item)
            self._shift(before, after, +1)
        for pair in [p for p in self._proposed if item in p]:
            del self._proposed[pair]
        for pair, _ in self.of(item):
            self._touched.update(pair)
            self._sql.execute(f"DELETE FROM {n}_pairs WHERE a = ? AND b = ?", pair)
        self._touched.discard(item)

    def settle(self, score: Callable[[str, str], float]) -> set[str]:
        """Bring the pairs in line with the blocks; the items whose pairs changed.

        ``score`` gives a pair's score, and must depend on the two items alone.
        """
        n = self._name
        for pair, change in self._proposed.items():
            if not change:
                continue
            row = self._sql.execute(
                f"SELECT support FROM {n}_pairs WHERE a = ? AND b = ?", pair
            ).fetchone()
            if row is None:
                # A pair that blocks proposed before and that is not here scored below the floor;
                # it is a little work to find that out again, and no order can change it.
                value = score(*pair) if change > 0 else self._floor
                if value > self._floor:
                    self._sql.execute(
                        f"INSERT INTO {n}_pairs VALUES (?, ?, ?, ?)", (*pair, change, value)
                    )
                    self._touched.update(pair)
            elif row[0] + change <= 0:
                self._sql.execute(f"DELETE FROM {n}_pairs WHERE a = ? AND b = ?", pair)
                self._touched.update(pair)
            else:
                self._sql.execute(
                    f"UPDATE {n}_pairs SET support = ? WHERE a = ? AND b = ?",
                    (row[0] + change, *pair),
                )
        touched = self._touched
        self.forget()
        return touched

    def forget(self) -> None:
        """Drop what has not been settled (after a rollback)."""
        self._proposed, self._touched = Counter(), set()

    def of(self, item: str) -> list[tuple[Pair, float]]:
        """The pairs of an item with their scores."""
        n = self._name
        return [
            ((a, b), value)
            for a, b, value in self._sql.execute(
                f"SELECT a, b, score FROM {n}_pairs WHERE a = ?1"
                f" UNION ALL SELECT a, b, score FROM {n}_pairs WHERE b = ?1",
                (item,),
            )
        ]

    def _neighbours(self, key: str, sort: str, item: str) -> tuple[list[str], list[str]]:
        n, place = self._name, (key, sort, item, self._window)
        before = self._sql.execute(
            f"SELECT item FROM {n}_blocks WHERE key = ? AND (sort, item) < (?, ?)"
            " ORDER BY sort DESC, item DESC LIMIT ?",
            place,
        ).fetchall()
        after = self._sql.execute(
            f"SELECT item FROM {n}_blocks WHERE key = ? AND (sort, item) > (?, ?)"
            " ORDER BY sort, item LIMIT ?",
            place,
        ).fetchall()
        return [row[0] for row in before], [row[0] for row in after]

    def _shift(self, before: list[str], after: list[str], change: int) -> None:
        """Pairs across the gap that stand exactly a window apart when the gap is closed."""
        for i, left in enumerate(before, 1):
            j = self._window + 1 - i
            if 1 <= j <= len(after):
                self._proposed[_pair(left, after[j - 1])] += change


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)
