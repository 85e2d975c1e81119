"""Pairs of neighbours in sorted blocks, kept in SQLite: at most so many a block and an account.

Two items are proposed by a block where both stand in it, at most a window of places apart and, if
a reach is given, at most so far apart in what the block is sorted by; what is sorted by 0 has no
place of its own there and is out of nobody's reach. Both depend on the set of items alone.
A pair is kept while at least one block proposes it and its score is above a floor. Adding or
removing an item moves others into or out of one another's windows; those pairs come and go as if
all items had been put in at once, in whatever order.

Keys and items are kept as 63-bit hashes: numbers take a third of the room of IRIs, and unlike
numbers that count up they do not depend on the order of arrival.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
from collections import Counter
from collections.abc import Callable, Iterable

__all__ = ["PairStore", "number_of"]

Pair = tuple[str, str]
_Numbers = tuple[int, int]
#: Where an item stands in a block: its sort and its number.
_Place = tuple[int, int]
_Near = tuple[int, list[_Place], list[_Place]]

_CACHE = 50_000
#: Further apart than any two numbers of days.
_FAR = 1 << 40


class PairStore:
    """Blocks and scored pairs of one kind of item (``name`` is the prefix of its tables)."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        window: int,
        floor: float,
        reach: int | None = None,
    ) -> None:
        self._sql = connection
        self._name = name
        self._window = window
        self._floor = floor
        self._reach = _FAR if reach is None else reach
        self._proposed: Counter[_Numbers] = Counter()
        self._touched: set[str] = set()
        self._names: dict[int, str] = {}

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        n = self._name
        for statement in (
            f"CREATE TABLE IF NOT EXISTS {n}_items (id INTEGER PRIMARY KEY, name TEXT,"
            " sort INTEGER, keys BLOB)",
            f"CREATE TABLE IF NOT EXISTS {n}_blocks (key INTEGER, sort INTEGER, item INTEGER,"
            " PRIMARY KEY (key, sort, item)) WITHOUT ROWID",
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
        numbers = sorted({number_of(key) for key in keys})
        self._sql.execute(
            f"INSERT INTO {self._name}_items VALUES (?, ?, ?, ?)",
            (me, item, sort, struct.pack(f">{len(numbers)}q", *numbers)),
        )
        for _, before, after in self._neighbours(numbers, sort, me):
            self._shift(before, after, -1)
            for there, other in (*before, *after):
                if self._reaches(sort, there):
                    self._proposed[_pair(me, other)] += 1
        self._sql.executemany(
            f"INSERT INTO {self._name}_blocks VALUES (?, ?, ?)",
            [(key, sort, me) for key in numbers],
        )
        self._touched.add(item)

    def remove(self, item: str) -> None:
        """Take an item out of its blocks, and all its pairs away."""
        n, me = self._name, number_of(item)
        row = self._sql.execute(f"SELECT sort, keys FROM {n}_items WHERE id = ?", (me,)).fetchone()
        if row is None:
            return
        sort, keys = row[0], [number for (number,) in struct.iter_unpack(">q", row[1])]
        self._sql.executemany(
            f"DELETE FROM {n}_blocks WHERE key = ? AND sort = ? AND item = ?",
            [(key, sort, me) for key in keys],
        )
        for _, before, after in self._neighbours(keys, sort, me):
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
        changed = [(pair, change) for pair, change in self._proposed.items() if change]
        support = self._supports([pair for pair, _ in changed])
        self._learn({item for pair, _ in changed if pair not in support for item in pair})
        more, gone, fresh = [], [], []
        for pair, change in changed:
            had = support.get(pair)
            if had is not None and had + change > 0:
                more.append((had + change, *pair))
                continue
            if had is not None:
                gone.append(pair)
                self._touched.update((self._name_of(pair[0]), self._name_of(pair[1])))
            elif change > 0:
                # A pair that blocks proposed before and that is not here scored below the floor;
                # it is a little work to find that out again, and no order can change it.
                names = self._name_of(pair[0]), self._name_of(pair[1])
                value = score(min(names), max(names))
                if value > self._floor:
                    fresh.append((*pair, change, value))
                    self._touched.update(names)
        self._sql.executemany(f"UPDATE {n}_pairs SET support = ? WHERE a = ? AND b = ?", more)
        self._sql.executemany(f"DELETE FROM {n}_pairs WHERE a = ? AND b = ?", gone)
        self._sql.executemany(f"INSERT INTO {n}_pairs VALUES (?, ?, ?, ?)", fresh)
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

    def _supports(self, pairs: list[_Numbers]) -> dict[_Numbers, int]:
        """How many blocks propose each of the pairs that are kept."""
        rows = self._sql.execute(
            f"SELECT p.a, p.b, p.support FROM json_each(?) AS w CROSS JOIN {self._name}_pairs AS p"
            " WHERE p.a = w.value ->> 0 AND p.b = w.value ->> 1",
            (json.dumps(pairs),),
        )
        return {(a, b): support for a, b, support in rows}

    def _learn(self, numbers: set[int]) -> None:
        """Look the names of items up, all that are not known yet at once."""
        wanted = sorted(number for number in numbers if number not in self._names)
        if len(self._names) + len(wanted) > _CACHE:
            self._names.clear()
            wanted = sorted(numbers)
        rows = self._sql.execute(
            f"SELECT i.id, i.name FROM json_each(?) AS w CROSS JOIN {self._name}_items AS i"
            " ON i.id = w.value",
            (json.dumps(wanted),),
        )
        self._names.update(rows.fetchall())

    def _name_of(self, number: int) -> str:
        if number not in self._names:
            self._learn({number})
        return self._names[number]

    def _neighbours(self, keys: Iterable[int], sort: int, item: int) -> list[_Near]:
        """What stands before and after an item in each of the blocks, the nearest first.

        They are asked for in one go, and come as ``sort item`` in one text a side: SQLite is quick,
        and what costs is to go there.
        """
        side = (
            f"(SELECT group_concat(sort || ' ' || item, ' ') FROM (SELECT sort, item FROM"
            f" {self._name}_blocks WHERE key = k.value AND (sort, item)"
        )
        rows = self._sql.execute(
            f"SELECT k.value, {side} < (?1, ?2) ORDER BY sort DESC, item DESC LIMIT ?3)),"
            f" {side} > (?1, ?2) ORDER BY sort, item LIMIT ?3)) FROM json_each(?4) AS k",
            (sort, item, self._window, json.dumps(list(keys))),
        )
        return [(key, _places(before), _places(after)) for key, before, after in rows]

    def _reaches(self, left: int, right: int) -> bool:
        return not left or not right or abs(left - right) <= self._reach

    def _shift(self, before: list[_Place], after: list[_Place], change: int) -> None:
        """Pairs across the gap that stand exactly a window apart when the gap is closed."""
        for i, (left_sort, left) in enumerate(before, 1):
            j = self._window + 1 - i
            if 1 <= j <= len(after):
                right_sort, right = after[j - 1]
                if self._reaches(left_sort, right_sort):
                    self._proposed[_pair(left, right)] += change


def _places(text: str | None) -> list[_Place]:
    numbers = list(map(int, text.split())) if text else []
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def number_of(name: str) -> int:
    """A 63-bit hash of a name, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def _pair(a: int, b: int) -> _Numbers:
    return (a, b) if a < b else (b, a)
