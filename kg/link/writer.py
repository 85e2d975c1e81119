"""Writing a gazetteer file: rows go in as they come, memory stays bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.link.gazetteer import FORMAT, SCHEMA
from kg.link.names import key, surname

__all__ = ["GazetteerWriter", "Name", "Record"]

#: Which kind of name wins where one entity has the same key twice.
_RANK = {kind: rank for rank, kind in enumerate("lacdws")}


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity: the words, what kind of name (`kg.link.gazetteer.KINDS`), language."""

    text: str
    kind: str = "a"
    lang: str | None = None


@dataclass(slots=True)
class Record:
    """One entity as a source gives it. ``type`` is a class of the ontology (`ActorType`)."""

    qid: str
    label: str
    type: str
    source: str
    description: str = ""
    prior: float = 0.0
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    names: list[Name] = field(default_factory=list)
    offices: list[tuple[str, str | None, str | None, str | None]] = field(default_factory=list)


class GazetteerWriter:
    """Appends records to a gazetteer file that is being built; `finish` makes it readable.

    The state of a build (how far the source was read) is kept in the file itself, so that a build
    that was interrupted goes on where it stopped.
    """

    def __init__(self, path: Path, *, surnames: bool = True) -> None:
        self.path = path
        self.surnames = surnames
        fresh = not path.exists()
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        if fresh:
            self._db.executescript(SCHEMA)
            self.set("format", "unfinished")
        self._db.execute("BEGIN")

    def get(self, name: str) -> str | None:
        """A value of the file's meta table."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Set a value of the file's meta table."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def add(self, records: Iterable[Record]) -> int:
        """Add records (one with a known identifier is passed over); gives how many were new."""
        new = 0
        for record in records:
            cursor = self._db.execute(
                "INSERT OR IGNORE INTO entity (qid, label, type, description, prior, country, "
                "latitude, longitude, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (record.qid, record.label, record.type, record.description, record.prior,
                 record.country, record.latitude, record.longitude, record.source),
            )  # fmt: skip
            if cursor.rowcount < 1 or cursor.lastrowid is None:
                continue
            new += 1
            n = cursor.lastrowid
            self._db.executemany(
                "INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)",
                ((name, n, kind, lang) for name, (kind, lang) in self._keys(record).items()),
            )
            self._db.executemany(
                "INSERT INTO office VALUES (?, ?, ?, ?, ?)",
                ((n, *office) for office in record.offices),
            )
        return new

    def _keys(self, record: Record) -> dict[str, tuple[str, str | None]]:
        names = [Name(record.label, "l"), *record.names]
        if self.surnames and record.type == "Person":
            names += [
                Name(last, "s")
                for name in names
                if name.kind in "la" and (last := surname(name.text)) is not None
            ]
        keys: dict[str, tuple[str, str | None]] = {}
        for name in sorted(names, key=lambda name: _RANK[name.kind]):
            form = key(name.text)
            if form and form not in keys:
                keys[form] = (name.kind, name.lang)
        return keys

    def position(self, qid: str, label: str, country: str | None) -> None:
        """Note what an office is called: holders' records carry its identifier alone."""
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS position (qid TEXT PRIMARY KEY, label TEXT, country TEXT)"
        )
        self._db.execute("INSERT OR IGNORE INTO position VALUES (?, ?, ?)", (qid, label, country))

    def _name_offices(self) -> None:
        if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'position'").fetchone():
            self._db.execute(
                "UPDATE office SET country = COALESCE(office.country, p.country), office = p.label "
                "FROM position p WHERE p.qid = office.office"
            )
            self._db.execute("DROP TABLE position")
        self._db.execute("DELETE FROM office WHERE office GLOB 'Q[0-9]*'")

    def forget(self, name: str) -> None:
        """Take a value out of the file's meta table."""
        self._db.execute("DELETE FROM meta WHERE key = ?", (name,))

    def commit(self, state: str | None = None) -> None:
        """Make all that was added durable, with the place that the source was read up to."""
        if state is not None:
            self.set("state", state)
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Keep what is there, unfinished: a later build goes on from the last `commit`."""
        self._db.execute("ROLLBACK")
        self._db.close()

    def finish(self, *, version: str, sources: str, by_entity: bool = False) -> None:
        """Index the names, set the version, pack the file.

        ``by_entity`` also makes the names of an entity quick to find, for a fifth more space.
        """
        if by_entity:
            self._db.execute("CREATE INDEX name_n ON name (n)")
        self._name_offices()
        self._db.execute("INSERT INTO fts (fts) VALUES ('delete-all')")
        self._db.execute(
            "INSERT INTO fts (rowid, names) "
            "SELECT n, group_concat(key, ' ') FROM (SELECT n, key FROM name WHERE kind <> 's' "
            "ORDER BY n, key) GROUP BY n"
        )
        self._db.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        self._db.execute("DELETE FROM meta WHERE key = 'state'")
        count = self._db.execute("SELECT COUNT(*) FROM entity").fetchone()[0]
        self.set("entities", str(count))
        self.set("version", version)
        self.set("sources", sources)
        self.set("format", FORMAT)
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.execute("VACUUM")
        self._db.close()
