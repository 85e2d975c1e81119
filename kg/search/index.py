"""The index: a SQLite file beside the store, with FTS5's inverted index of all documents.

That of a store at an address is in the cache folder that belongs to it (`kg.search.remote`).

It holds a function of the store's merged view and records (`kg.search.documents`), and the version
of the store that it was made from (`kg.store.versions`). It is changed in one transaction a write.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode
from pyoxigraph import Store as Database

from kg.errors import MissingExtraError
from kg.search.documents import PREDICATES, RECORD, TYPE, TYPES, Document, body, document
from kg.store.graphs import Graphs

__all__ = ["NAME", "SCHEMA", "SearchIndex", "all_documents"]

#: The file in the store's folder.
NAME = "search.sqlite"
#: Of the tables and of what is a document; an index of another version is built anew.
SCHEMA = "2"

_PLAIN = DefaultGraph()
_BATCH = 2000

_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS docs (id INTEGER PRIMARY KEY, node TEXT NOT NULL, kind TEXT NOT"
    " NULL, field TEXT NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS pending (version TEXT, less TEXT, more TEXT)",
    "CREATE INDEX IF NOT EXISTS docs_of_node ON docs (node)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='docs', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2')",
)
_INSERT = "INSERT INTO docs (node, kind, field, text, lang) VALUES (?, ?, ?, ?, ?)"


class SearchIndex:
    """The tables and their upkeep; `kg.search.reading` asks them.

    Args:
        path: the file; None for an index in memory.
        seconds: how long to wait for another process that writes to the file.

    Raises `sqlite3.Error` where the file cannot be opened or is damaged; `MissingExtraError` where
    the SQLite that Python was built with has no FTS5.
    """

    def __init__(self, path: Path | None, seconds: float = 30.0) -> None:
        self.sql = sqlite3.connect(
            str(path) if path else ":memory:",
            isolation_level=None,
            check_same_thread=False,
            timeout=seconds,
        )
        try:
            self.sql.execute("PRAGMA journal_mode = WAL")
            self.sql.execute("PRAGMA synchronous = NORMAL")
            if self.meta("schema") != SCHEMA:
                with self.transaction():
                    self._create()
        except BaseException as error:
            self.sql.close()
            if "fts5" in str(error):
                raise MissingExtraError(
                    "search needs SQLite with FTS5, which this Python was built without"
                ) from None
            raise

    def _create(self) -> None:
        if self.meta("schema") == SCHEMA:
            return
        for name in ("words", "docs", "meta", "pending"):
            self.sql.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in _TABLES:
            self.sql.execute(statement)
        self.sql.execute("INSERT INTO meta VALUES ('schema', ?)", (SCHEMA,))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept, or nothing of it."""
        self.sql.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.sql.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self.sql.execute("ROLLBACK")
            raise

    def meta(self, key: str) -> str | None:
        """A fact about the index; None where it was never noted."""
        try:
            row = self.sql.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        return None if row is None else str(row[0])

    @property
    def version(self) -> str | None:
        """The version of the store that this is the index of; None for none."""
        return self.meta("version")

    @property
    def files(self) -> str | None:
        """The state of the store's files (`kg.store.layout.state_of`) when it was built."""
        return self.meta("files")

    def note(self, version: str, files: str | None = None) -> None:
        """Say which version of the store this is the index of."""
        self.say("version", version)
        if files is not None:
            self.say("files", files)

    def say(self, key: str, value: str) -> None:
        """Note a fact about the index, for `meta`."""
        self.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def documents(self, node: str) -> set[Document]:
        """What the index holds of a node."""
        rows = self.sql.execute(
            "SELECT node, kind, field, text, lang FROM docs WHERE node = ?", (node,)
        )
        return {Document(*row) for row in rows}

    def add(self, documents: Iterable[Document]) -> None:
        """Put documents in; those that are there already stay."""
        for d in documents:
            # A triple that another graph said already comes again with each graph that says it.
            if self._numbers(d):
                continue
            row = self.sql.execute(_INSERT, _row(d))
            self.sql.execute(
                "INSERT INTO words (rowid, text) VALUES (?, ?)", (row.lastrowid, d.text)
            )

    def drop(self, documents: Iterable[Document]) -> None:
        """Take documents out."""
        for d in documents:
            for number in self._numbers(d):
                self.sql.execute(
                    "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
                    (number, d.text),
                )
                self.sql.execute("DELETE FROM docs WHERE id = ?", (number,))

    def _numbers(self, document: Document) -> list[int]:
        found = self.sql.execute(
            "SELECT id FROM docs WHERE node = ? AND kind = ? AND field = ? AND text = ?"
            " AND lang = ?",
            _row(document),
        )
        return [number for (number,) in found]

    def intend(self, version: str, less: Iterable[Document], more: Iterable[Document]) -> None:
        """Keep what a write to the store will change, before it happens.

        ``version`` is that of the store afterwards: only `settle` with it makes the change.
        """
        lists = (json.dumps([_row(d) for d in documents]) for documents in (less, more))
        with self.transaction():
            self.sql.execute("DELETE FROM pending")
            self.sql.execute("INSERT INTO pending VALUES (?, ?, ?)", (version, *lists))

    def settle(self, version: str) -> bool:
        """Bring the index to a version of the store where that is one step away; whether it is.

        Two processes may both do it: the second finds it done.
        """
        with self.transaction():
            row = self.sql.execute(
                "SELECT less, more FROM pending WHERE version = ?", (version,)
            ).fetchone()
            if row is None:
                return self.version == version
            less, more = ((Document(*told) for told in json.loads(text)) for text in row)
            self.drop(less)
            self.add(more)
            self.note(version)
            self.sql.execute("DELETE FROM pending")
            return True

    def forget(self) -> None:
        """A write that was intended did not happen."""
        with self.transaction():
            self.sql.execute("DELETE FROM pending")

    def build(self, documents: Iterable[Document]) -> None:
        """Make the index anew of all documents of a store, inside of a transaction."""
        self.sql.execute("DELETE FROM pending")
        # Dropped and not emptied: FTS5 has no quick way to forget everything.
        self.sql.execute("DROP TABLE IF EXISTS words")
        self.sql.execute("DROP TABLE IF EXISTS docs")
        for statement in _TABLES:
            self.sql.execute(statement)
        batch: list[tuple[str, ...]] = []
        for d in documents:
            batch.append(_row(d))
            if len(batch) >= _BATCH:
                self.sql.executemany(_INSERT, batch)
                batch.clear()
        self.sql.executemany(_INSERT, batch)
        self.sql.execute("INSERT INTO words (words) VALUES ('rebuild')")

    def close(self) -> None:
        """Close the file; a transaction that is open is undone."""
        self.sql.close()


def _row(document: Document) -> tuple[str, ...]:
    return (document.node, document.kind, document.field, document.text, document.lang)


def all_documents(database: Database, graphs: Graphs) -> Iterator[Document]:
    """All documents of a store in a folder: the definition of what the index holds.

    `kg.search.remote.remote_documents` is the same of a store at an address.
    """
    pattern = database.quads_for_pattern
    kinds: dict[str, str] = {}
    for class_, name in reversed(TYPES.items()):
        for quad in pattern(None, TYPE, class_, _PLAIN):
            if isinstance(quad.subject, NamedNode):
                kinds[quad.subject.value] = name
    for predicate in PREDICATES:
        for quad in pattern(None, predicate, None, _PLAIN):
            if isinstance(quad.subject, NamedNode):
                of = kinds.get(quad.subject.value)
                found = document(quad.subject, predicate, quad.object, of)
                if found is not None:
                    yield found
    for quad in pattern(None, RECORD, None, graphs.records):
        told = body(quad)
        if told is not None:
            yield told
