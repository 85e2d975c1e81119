"""The gazetteer: names of entities of an outside data set, in one SQLite file.

Tables (`SCHEMA`): ``entity`` holds one row an entity, ``name`` its names as normal forms
(`kg.link.names.key`), ``office`` who held which office when, ``fts`` full text over all names,
``meta`` the version and sources. ``name.kind`` is one letter, see `KINDS`.

A file is opened read-only and is never changed by reading: it may lie on a read-only medium and be
read by many processes.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.errors import InputError
from kg.link.names import key

__all__ = ["FORMAT", "KINDS", "SCHEMA", "Entity", "Gazetteer", "Match", "Office", "shipped"]

#: The version of the file format; a file of another one is refused with one line.
FORMAT = "1"

#: What a name is to its entity.
KINDS: Mapping[str, str] = {
    "l": "label, or a name as usual as the label",
    "a": "alias",
    "c": "code or acronym",
    "w": "weak alias (a spelling of another language, a loose name)",
    "d": "demonym or adjective",
    "s": "surname",
}

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entity (
    n INTEGER PRIMARY KEY, qid TEXT NOT NULL UNIQUE, label TEXT NOT NULL,
    type TEXT NOT NULL, description TEXT NOT NULL, prior REAL NOT NULL,
    country TEXT, latitude REAL, longitude REAL, source TEXT NOT NULL);
CREATE TABLE name (
    key TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, lang TEXT,
    PRIMARY KEY (key, n)) WITHOUT ROWID;
CREATE TABLE office (
    n INTEGER NOT NULL, office TEXT NOT NULL, country TEXT, start TEXT, end TEXT);
CREATE INDEX office_n ON office (n);
CREATE VIRTUAL TABLE fts USING fts5 (names, content='', tokenize="unicode61 remove_diacritics 2");
"""

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a person held: its words, of which country (id), from when till when (ISO)."""

    office: str
    country: str | None = None
    start: str | None = None
    end: str | None = None

    def covers(self, date: str) -> bool:
        """Whether the office was held at the date, both compared at their common precision."""
        after = not self.start or self.start[: len(date)] <= date[: len(self.start)]
        before = not self.end or date[: len(self.end)] <= self.end[: len(date)]
        return after and before


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the gazetteer. ``prior`` is how well known it is, from 0 to 1."""

    n: int
    qid: str
    label: str
    type: str
    description: str
    prior: float
    country: str | None
    latitude: float | None
    longitude: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that goes by a name: the key that matched and what kind of name it is (`KINDS`)."""

    entity: Entity
    key: str
    kind: str


def shipped() -> Path:
    """The small gazetteer that comes with the package."""
    return Path(__file__).resolve().parent.parent / "data" / "gazetteer" / "gazetteer.sqlite"


class Gazetteer:
    """Read-only look-up in a gazetteer file. Raises `InputError` where it is not one."""

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path) if path is not None else shipped()
        if not self.path.is_file():
            raise InputError(f"no gazetteer at {self.path}; make one with 'kg gazetteer build'")
        uri = self.path.resolve().as_uri() + "?mode=ro&immutable=1"
        try:
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self.meta = dict(self._db.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError as error:
            raise InputError(f"{self.path} is not a gazetteer file ({error})") from error
        if self.meta.get("format") != FORMAT:
            self._db.close()
            raise InputError(
                f"{self.path} has gazetteer format {self.meta.get('format', '?')}, this program "
                f"reads {FORMAT}; build it anew with 'kg gazetteer build'"
            )

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @property
    def version(self) -> str:
        """Name and date of the file's contents, for provenance."""
        return str(self.meta.get("version", self.path.name))

    def __len__(self) -> int:
        if "entities" in self.meta:
            return int(self.meta["entities"])
        return int(self._db.execute("SELECT COUNT(*) FROM entity").fetchone()[0])

    def matches(self, keys: Iterable[str]) -> dict[str, list[Match]]:
        """All entities that go by each of the keys, best known first. One query a few hundred."""
        wanted = sorted(set(keys))
        found: dict[str, list[Match]] = {}
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            rows = self._rows(
                f"SELECT m.key, m.kind, e.* FROM name m JOIN entity e USING (n) "
                f"WHERE m.key IN ({marks}) ORDER BY m.key, e.prior DESC, e.n",
                part,
            )
            for name, kind, *columns in rows:
                found.setdefault(str(name), []).append(_match(str(name), str(kind), columns))
        return found

    def offices(self, entities: Iterable[int]) -> dict[int, tuple[Office, ...]]:
        """The offices of the persons with these row numbers."""
        wanted = sorted(set(entities))
        found: dict[int, list[Office]] = {}
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for n, *rest in self._rows(
                f"SELECT n, office, country, start, end FROM office WHERE n IN ({marks}) "
                "ORDER BY n, start, office",
                part,
            ):
                found.setdefault(int(str(n)), []).append(Office(*rest))  # type: ignore[arg-type]
        return {n: tuple(held) for n, held in found.items()}

    def entity(self, qid: str) -> Entity | None:
        """The entity with this identifier, or None."""
        for row in self._rows("SELECT * FROM entity WHERE qid = ?", [qid]):
            return _entity(row)
        return None

    def prefix(self, text: str, limit: int = 10) -> list[Match]:
        """Entities with a name that begins with the text, best known first (for type-ahead)."""
        start = key(text)
        if not start:
            return []
        rows = self._rows(
            "SELECT m.key, m.kind, e.* FROM name m JOIN entity e USING (n) "
            "WHERE m.key >= ? AND m.key < ? AND m.kind <> 's' GROUP BY n "
            "ORDER BY e.prior DESC, e.n LIMIT ?",
            [start, start + "\U0010ffff", limit],
        )
        return [_match(str(name), str(kind), columns) for name, kind, *columns in rows]

    def search(self, text: str, limit: int = 10) -> list[Entity]:
        """Entities whose names hold all words of the text (the last one as a prefix)."""
        words = re.findall(r"\w+", key(text))
        if not words:
            return []
        query = " ".join(f'"{word}"' for word in words) + "*"
        rows = self._rows(
            "SELECT e.* FROM (SELECT rowid FROM fts WHERE fts MATCH ? LIMIT 1000) f "
            "JOIN entity e ON e.n = f.rowid ORDER BY e.prior DESC, e.n LIMIT ?",
            [query, limit],
        )
        return [_entity(row) for row in rows]

    def names(self, n: int) -> list[tuple[str, str, str | None]]:
        """The names of one entity as (key, kind, language), the label first."""
        rows = self._rows(
            "SELECT key, kind, lang FROM name WHERE n = ? ORDER BY kind <> 'l', kind, key", [n]
        )
        return [
            (str(name), str(kind), None if lang is None else str(lang)) for name, kind, lang in rows
        ]

    def holders(self) -> list[tuple[Entity, Office]]:
        """All persons with each office that they held, in a fixed order."""
        return [
            (_entity(row[4:]), Office(*row[:4]))  # type: ignore[arg-type]
            for row in self._rows(
                "SELECT o.office, o.country, o.start, o.end, e.* FROM office o "
                "JOIN entity e USING (n) ORDER BY e.n, o.office, o.start",
                [],
            )
        ]

    def countries(self) -> dict[str, str]:
        """The labels of all countries by identifier."""
        rows = self._rows("SELECT qid, label FROM entity WHERE type = 'Country' ORDER BY n", [])
        return {str(qid): str(label) for qid, label in rows}

    def counts(self) -> dict[str, int]:
        """How many entities of each type the file holds."""
        return {
            str(kind): int(str(count))
            for kind, count in self._rows(
                "SELECT type, COUNT(*) FROM entity GROUP BY type ORDER BY type", []
            )
        }

    def _rows(self, sql: str, values: Sequence[object]) -> Iterator[tuple[object, ...]]:
        try:
            yield from self._db.execute(sql, tuple(values))
        except sqlite3.DatabaseError as error:
            raise InputError(f"the gazetteer {self.path} is damaged ({error})") from error


def _entity(row: Sequence[object]) -> Entity:
    return Entity(*row)  # type: ignore[arg-type]


def _match(name: str, kind: str, columns: Sequence[object]) -> Match:
    return Match(_entity(columns), name, kind)
