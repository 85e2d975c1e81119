"""The index kept in step with every write to a store.

The documents that a write takes and brings are worked out before it, in a transaction of SQLite
that is committed right after it. A process that is killed in between leaves an index of the former
version, which whoever opens it next sees by its version, and builds anew (`kg.search.reading`).
Nothing that goes wrong here stops a write: the index is then behind, and built anew later.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.errors import KgError
from kg.search.documents import PREDICATES, RECORD, TYPE, TYPES, Document, body, document, kind
from kg.search.index import NAME, SearchIndex
from kg.store.oxigraph import OxigraphStore
from kg.store.protocol import Delta, Store

__all__ = ["SearchFollower", "changed", "follow"]

_PLAIN = DefaultGraph()


def follow(store: Store, *, build: bool = True) -> None:
    """Keep the search index of a store that is open for writing in step from now on.

    An index that is behind is built anew here, so that it is in step from the start; without
    ``build`` it stays behind until somebody searches. Stores in memory and at an address have none.
    """
    if not isinstance(store, OxigraphStore) or store.place == "memory":
        return
    # An index that cannot be opened is no reason not to write: whoever searches builds it anew.
    with contextlib.suppress(sqlite3.Error, KgError):
        index = SearchIndex(Path(store.place) / NAME)
        try:
            version = store.version()
            if build and index.version != version:
                with index.transaction():
                    index.build(store.database, store.graphs)
                    index.note(version)
        except BaseException:
            index.close()
            raise
        store.follow(SearchFollower(store, index))


class SearchFollower:
    """A `kg.store.versions.Follower` that keeps an index in step."""

    def __init__(self, store: OxigraphStore, index: SearchIndex) -> None:
        self._store = store
        self._index = index

    def before(self, delta: Delta, old: str, new: str) -> None:
        """Change the index as the write will change the store; not kept yet."""
        sql = self._index.sql
        try:
            sql.execute("BEGIN IMMEDIATE")
            if self._index.version != old:
                sql.execute("ROLLBACK")
                return
            less, more = changed(delta, self._store, self._index)
            self._index.drop(less)
            self._index.add(more)
            self._index.note(new)
        except sqlite3.Error:
            self.failed()

    def after(self) -> None:
        """Keep what was changed."""
        try:
            if self._index.sql.in_transaction:
                self._index.sql.execute("COMMIT")
        except sqlite3.Error:
            self.failed()

    def failed(self) -> None:
        """Undo what was changed."""
        with contextlib.suppress(sqlite3.Error):
            if self._index.sql.in_transaction:
                self._index.sql.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._index.close()


def changed(
    delta: Delta, store: OxigraphStore, index: SearchIndex
) -> tuple[list[Document], list[Document]]:
    """The documents that go and those that come with a write that has yet to happen."""
    gained, lost = _by_subject(delta.added), _by_subject(delta.removed)
    less: set[Document] = set()
    more: set[Document] = set()
    for subject in gained.keys() | lost.keys():
        plus, minus = gained.get(subject, set()), lost.get(subject, set())
        before = set() if not minus and _fresh(store, subject) else _known(store, subject)
        was, now = _documents(before), _documents((before - minus) | plus)
        less |= was - now
        more |= now - was
    for quads, into in ((delta.removed, less), (delta.added, more)):
        for quad in quads:
            if quad.predicate == RECORD and quad.graph_name == store.graphs.records:
                told = body(quad)
                if told is not None:
                    into.add(told)
    both = less & more
    return sorted(less - both, key=_order), sorted(more - both, key=_order)


def _order(document: Document) -> tuple[str, str, str]:
    return document.node, document.field, document.text


def _by_subject(quads: Iterable[Quad]) -> dict[NamedNode, set[Triple]]:
    """The triples of the view that documents are made of."""
    found: dict[NamedNode, set[Triple]] = {}
    for quad in quads:
        if quad.graph_name != _PLAIN or not isinstance(quad.subject, NamedNode):
            continue
        if quad.predicate in PREDICATES or (quad.predicate == TYPE and quad.object in TYPES):
            found.setdefault(quad.subject, set()).add(quad.triple)
    return found


def _fresh(store: OxigraphStore, subject: NamedNode) -> bool:
    found = store.database.quads_for_pattern(subject, None, None, _PLAIN)
    return next(iter(found), None) is None


def _known(store: OxigraphStore, subject: NamedNode) -> set[Triple]:
    return set(store.shown((subject,), (TYPE, *PREDICATES)))


def _documents(triples: Iterable[Triple]) -> set[Document]:
    told = list(triples)
    of = kind(t.object for t in told if t.predicate == TYPE)
    found = (document(t.subject, t.predicate, t.object, of) for t in told)
    return {d for d in found if d is not None}
