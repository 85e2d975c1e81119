"""The index kept in step with every write to a store.

What a write will change is worked out and kept in the index's file before it, with the version that
the store will have, and made after it. A process that is killed in between leaves an index that is
one step behind, with that step beside it: whoever opens it next makes the step where the store's
version says that the write happened, and forgets it where it did not. Nothing that goes wrong here
stops a write: the index is then further behind, and built anew before it is asked.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.errors import KgError
from kg.search.documents import (
    LABELS,
    PREDICATES,
    RECORD,
    TYPE,
    TYPES,
    Document,
    body,
    document,
    kind,
)
from kg.search.index import NAME, SearchIndex
from kg.store.oxigraph import OxigraphStore
from kg.store.protocol import Delta, Store

__all__ = ["SearchFollower", "changed", "follow"]

_PLAIN = DefaultGraph()
_WANTED = frozenset((*PREDICATES, TYPE, RECORD))


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
            if build and not index.settle(version):
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
        self._new: str | None = None

    def before(self, delta: Delta, old: str, new: str) -> None:
        """Keep what is going to change."""
        self._new = None
        with contextlib.suppress(sqlite3.Error):
            if self._index.version == old or self._index.settle(old):
                self._index.intend(new, *changed(delta, self._store))
                self._new = new

    def after(self) -> None:
        """Make the change."""
        if self._new is not None:
            with contextlib.suppress(sqlite3.Error):
                self._index.settle(self._new)

    def failed(self) -> None:
        """Forget the change."""
        if self._new is not None:
            with contextlib.suppress(sqlite3.Error):
                self._index.forget()

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._index.close()


def changed(delta: Delta, store: OxigraphStore) -> tuple[list[Document], list[Document]]:
    """The documents that go and those that come with a write that has yet to happen."""
    records = store.graphs.records
    more, gained = _sorted(delta.added, records)
    less, lost = _sorted(delta.removed, records)
    for subject in gained.keys() | lost.keys():
        plus, minus = gained.get(subject, set()), lost.get(subject, set())
        before = set() if not minus and _fresh(store, subject) else _known(store, subject)
        was, now = _documents(before), _documents((before - minus) | plus)
        less |= was - now
        more |= now - was
    both = less & more
    return sorted(less - both, key=_order), sorted(more - both, key=_order)


def _order(document: Document) -> tuple[str, str, str]:
    return document.node, document.field, document.text


def _sorted(
    quads: Iterable[Quad], records: NamedNode
) -> tuple[set[Document], dict[NamedNode, set[Triple]]]:
    """The documents that single quads make, and the types and labels of the view by their node."""
    documents: set[Document] = set()
    labels: dict[NamedNode, set[Triple]] = {}
    for quad in quads:
        predicate = quad.predicate
        # Most quads are none of ours: what tells soonest comes first.
        if predicate not in _WANTED or (predicate == TYPE and quad.object not in TYPES):
            continue
        graph = quad.graph_name
        found = None
        if predicate == RECORD:
            found = body(quad) if graph == records else None
        elif graph != _PLAIN:
            continue
        elif predicate == TYPE or predicate in LABELS:
            if isinstance(quad.subject, NamedNode):
                labels.setdefault(quad.subject, set()).add(quad.triple)
        else:
            found = document(quad.subject, predicate, quad.object, None)
        if found is not None:
            documents.add(found)
    return documents, labels


def _fresh(store: OxigraphStore, subject: NamedNode) -> bool:
    found = store.database.quads_for_pattern(subject, None, None, _PLAIN)
    return next(iter(found), None) is None


def _known(store: OxigraphStore, subject: NamedNode) -> set[Triple]:
    return set(store.shown((subject,), (TYPE, *LABELS)))


def _documents(triples: Iterable[Triple]) -> set[Document]:
    told = list(triples)
    of = kind(t.object for t in told if t.predicate == TYPE)
    found = (document(t.subject, t.predicate, t.object, of) for t in told)
    return {d for d in found if d is not None}
