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
from kg.search.index import NAME, SearchIndex, all_documents
from kg.store.opening import sidecar_folder
from kg.store.oxigraph import OxigraphStore
from kg.store.protocol import Delta, Store

__all__ = ["SearchFollower", "changed", "follow"]

_PLAIN = DefaultGraph()
#: Seconds that a writer waits for whoever is building the index of a store at an address.
_SHORT = 1.0
_WANTED = frozenset((*PREDICATES, TYPE, RECORD))


def follow(store: Store, *, build: bool = True) -> None:
    """Keep the search index of a store that is open for writing in step from now on.

    An index that is behind is built anew here, so that it is in step from the start; without
    ``build``, and where the store is at an address, it stays behind until somebody searches. A
    store in memory has none.
    """
    if store.place == "memory":
        return
    # An index that cannot be opened is no reason not to write: whoever searches builds it anew.
    with contextlib.suppress(sqlite3.Error, KgError, OSError):
        if isinstance(store, OxigraphStore):
            index = SearchIndex(Path(store.place) / NAME)
        else:
            folder = sidecar_folder(store.place)
            assert folder is not None
            # Whoever searches may be building it, for minutes: a writer does not wait for that.
            index = SearchIndex(folder / NAME, seconds=_SHORT)
        try:
            _begin(store, index, build)
        except BaseException:
            index.close()
            raise
        store.follow(SearchFollower(store, index))


def _begin(store: Store, index: SearchIndex, build: bool) -> None:
    version = store.version()
    if index.settle(version) or not build:
        return
    if isinstance(store, OxigraphStore):
        with index.transaction():
            index.build(all_documents(store.database, store.graphs))
            index.note(version)
    elif version.startswith("0."):
        # Nothing was ever written to it.
        with index.transaction():
            index.build(())
            index.note(version)


class SearchFollower:
    """A `kg.store.versions.Follower` that keeps an index in step."""

    def __init__(self, store: Store, index: SearchIndex) -> None:
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


def changed(delta: Delta, store: Store) -> tuple[list[Document], list[Document]]:
    """The documents that go and those that come with a write that has yet to happen."""
    records = store.graphs.records
    more, gained = _sorted(delta.added, records)
    less, lost = _sorted(delta.removed, records)
    subjects = gained.keys() | lost.keys()
    known = _known(store, {s for s in subjects if s in lost or not _fresh(store, s)})
    for subject in subjects:
        plus, minus = gained.get(subject, set()), lost.get(subject, set())
        before = known.get(subject, set())
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


def _fresh(store: Store, subject: NamedNode) -> bool:
    """Whether nothing is told of a node yet, where that can be known at no cost."""
    if not isinstance(store, OxigraphStore):
        return False
    found = store.database.quads_for_pattern(subject, None, None, _PLAIN)
    return next(iter(found), None) is None


def _known(store: Store, subjects: Iterable[NamedNode]) -> dict[object, set[Triple]]:
    """The types and labels of nodes, as the view has them."""
    found: dict[object, set[Triple]] = {}
    for triple in store.shown(subjects, (TYPE, *LABELS)):
        found.setdefault(triple.subject, set()).add(triple)
    return found


def _documents(triples: Iterable[Triple]) -> set[Document]:
    told = list(triples)
    of = kind(t.object for t in told if t.predicate == TYPE)
    found = (document(t.subject, t.predicate, t.object, of) for t in told)
    return {d for d in found if d is not None}
