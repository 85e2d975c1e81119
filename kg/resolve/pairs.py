"""Pairs of neighbours in sorted blocks, kept in SQLite: at most so many a block and an account.

A pair is kept while at least one block proposes it and its score is above a floor. Adding or
removing an item moves others into or out of one another's windows; those pairs come and go as if
all items had been put in at once, in whatever order.

Keys and items are kept as 63-bit hashes: numbers take a third of the room of IRIs, and unlike
numbers that count up they do not depend on the order of arrival.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable

__all__ = ["PairStore", "number_of"]

Pair = tuple[str, str]
_Numbers = tuple[int, int]

_CACHE = 50_000


class PairStore:
    """Blocks and scored pairs of one kind of item (``name`` is the prefix of its tables)."""

    def __init__(
        self, connection: sqlite3.Connection, name: str, window: int, floor: float
    ) -> None:
        self._sql = connection
        self._name = name
        self._window = window
        self._floor = floor
        self._proposed: Counter[_Numbers] = Counter()
        self._touched: set[str] = set()
        self._names: OrderedDict[int, str] = OrderedDict()

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        n = self._name
        for statement in (
            f"CREATE TABLE IF NOT EXISTS {n}_items (id INTEGER PRIMARY KEY, name TEXT)",
            f"CREATE TABLE IF NOT EXISTS {n}_blocks (key INTEGER, sort INTEGER, item INTEGER,"
            " PRIMARY KEY (key, sort, item)) WITHOUT ROWID",
            f"CREATE INDEX IF NOT EXISTS {n}_of_item ON {n}_blocks (item)",
            f"CREATE TABLE IF NOT EXISTS {n}_pairs (a INTEGER, b INTEGER, support INTEGER,"
            " score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID",
            f"CREATE INDEX IF NOT EXISTS {n}_reverse ON {n}_pairs (b, a)",
        ):
            self._sql.execute(statement)

    def add(self, item: str, keys: Iterable[str], sort: int) -> None:
        """Put an item into its blocks; call `settle` when all items are in place.

        ``sort`` is where in its blocks it stands.
        """
        me = number_of(item)
        self._sql.execute(f"INSERT OR IGNORE INTO {self._name}_items VALUES (?, ?)", (me, item))
        for key in {number_of(key) for key in keys}:
            before, after = self._neighbours(key, sort, me)
            self._shift(before, after, -1)
            for other in (*before, *after):
                self._proposed[_pair(me, other)] += 1
            self._sql.execute(f"INSERT INTO {self._name}_blocks VALUES (?, ?, ?)", (key, sort, me))
        self._touched.add(item)

    def remove(self, item: str) -> None:
        """Take an item out of its blocks, and all its pairs away."""
        n, me = self._name, number_of(item)
        rows = self._sql.execute(
            f"SELECT key, sort FROM {n}_blocks WHERE item = ?", (me,)
        ).fetchall()
        self._sql.execute(f"DELETE FROM {n}_blocks WHERE item = ?", (me,))
        for key, sort in rows:
            before, after = self._neighbours(key, sort, me)
            self._shift(before, after, +1)
        for pair in [p for p in self._proposed if me in p]:
            del self._proposed[pair]
        for (a, b), _ in self.of(item):
            self._touched.update((a, b))
        self._sql.execute(f"DELETE FROM {n}_pairs WHERE a = ?", (me,))
        self._sql.execute(f"DELETE FROM {n}_pairs WHERE b = ?", (me,))
        self._sql.execute(f"DELETE FROM {n}_items WHERE id = ?", (me,))
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
            if row is not None and row[0] + change > 0:
                self._sql.execute(
                    f"UPDATE {n}_pairs SET support = ? WHERE a = ? AND b = ?",
                    (row[0] + change, *pair),
                )
                continue
            names = self._name_of(pair[0]), self._name_of(pair[1])
            if row is not None:
                self._sql.execute(f"DELETE FROM {n}_pairs WHERE a = ? AND b = ?", pair)
                self._touched.update(names)
            elif change > 0:
                # A pair that blocks proposed before and that is not here scored below the floor;
                # it is a little work to find that out again, and no order can change it.
                value = score(min(names), max(names))
                if value > self._floor:
                    self._sql.execute(
                        f"INSERT INTO {n}_pairs VALUES (?, ?, ?, ?)", (*pair, change, value)
                    )
                    self._touched.update(names)
        touched = self._touched
        self.forget()
        return touched

    def forget(self) -> None:
        """Drop what has not been settled (after a rollback)."""
        self._proposed, self._touched = Counter(), set()

    def of(self, item: str) -> list[tuple[Pair, float]]:
        """The pairs of an item with their scores; of each pair the smaller name first."""
        n, me = self._name, number_of(item)
        rows = self._sql.execute(
            f"SELECT name, score FROM {n}_pairs JOIN {n}_items ON id = b WHERE a = ?1"
            f" UNION ALL SELECT name, score FROM {n}_pairs JOIN {n}_items ON id = a WHERE b = ?1",
            (me,),
        )
        return [((min(item, name), max(item, name)), value) for name, value in rows]

    def _name_of(self, number: int) -> str:
        found = self._names.get(number)
        if found is None:
            (found,) = self._sql.execute(
                f"SELECT name FROM {self._name}_items WHERE id = ?", (number,)
            ).fetchone()
            self._names[number] = found
            if len(self._names) > _CACHE:
                self._names.popitem(last=False)
        return found

    def _neighbours(self, key: int, sort: int, item: int) -> tuple[list[int], list[int]]:
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

    def _shift(self, before: list[int], after: list[int], change: int) -> None:
        """Pairs across the gap that stand exactly a window apart when the gap is closed."""
        for i, left in enumerate(before, 1):
            j = self._window + 1 - i
            if 1 <= j <= len(after):
                self._proposed[_pair(left, after[j - 1])] += change


def number_of(name: str) -> int:
    """A 63-bit hash of a name, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def _pair(a: int, b: int) -> _Numbers:
    return (a, b) if a < b else (b, a)
