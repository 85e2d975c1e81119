"""The index of a store at an address: a file in the cache folder that belongs to the store.

The store's change number (`kg.store.remote.commit`) is the version. Whoever writes from this
machine keeps the index in step (`kg.search.follow`). Where another machine wrote since, or where
there is no index yet, it is built anew from the texts that the store gives, a few hundred nodes a
request. A server, which would otherwise do that all day beside a busy writer, asks an index that is
behind for as long as twenty times what building took, and at least a minute.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import StoreError
from kg.search.documents import LABELS, PREDICATES, RECORD, TYPE, TYPES, Document, body, document
from kg.search.index import NAME, SearchIndex
from kg.store.remote.address import endpoint_of
from kg.store.remote.cache import cache_folder
from kg.store.remote.store import RemoteStore, open_remote

__all__ = ["open_remote_index", "remote_documents"]

_BUILT, _TOOK = "built", "took"
#: How long an index that is behind will do: so many times as long as building it took, in seconds
#: at least.
_TIMES, _LEAST = 20, 60.0
#: Builds that a writer gets ahead of, before what there is has to do for this question.
_TRIES = 3


def open_remote_index(
    address: str,
    version: str = "",
    *,
    patient: bool = True,
    now: Callable[[], float] = time.time,
) -> SearchIndex:
    """The index of the store at an address; see `kg.search.reading.open_search`.

    ``version`` is the store's change number where the caller has just asked for it. Raises
    `StoreError` where the store does not answer, is none, or another process builds the index.
    """
    path = cache_folder(endpoint_of(address).query) / NAME
    index = _opened(path)
    try:
        if index is not None and version and _fits(index, version):
            return _held(index)
        with open_remote(address, patient=patient) as store:
            version = version or store.version()
            if index is None:
                index = _new(path)
            if _fits(index, version) or (not patient and _will_do(index, now())):
                return _held(index)
            _build(index, store, now)
        return _held(index)
    except BaseException as error:
        if index is not None:
            index.close()
        if isinstance(error, sqlite3.Error):
            raise _told(path, error) from None
        raise


def remote_documents(store: RemoteStore) -> Iterator[Document]:
    """All documents of a store at an address, as `kg.search.index.all_documents` defines them."""
    kinds: dict[NamedNode, str] = {}
    for class_, name in reversed(TYPES.items()):
        kinds.update(dict.fromkeys(store.subjects(TYPE, class_), name))
    for triple in store.shown(kinds, LABELS):
        of = kinds.get(triple.subject)  # type: ignore[arg-type]
        told = document(triple.subject, triple.predicate, triple.object, of)
        if told is not None:
            yield told
    for predicate in PREDICATES:
        if predicate not in LABELS:
            for triple in store.told(predicate, DefaultGraph()):
                told = document(triple.subject, predicate, triple.object, None)
                if told is not None:
                    yield told
    for quad in store.quads(predicate=RECORD, graph=store.graphs.records):
        told = body(quad)
        if told is not None:
            yield told


def _opened(path: Path) -> SearchIndex | None:
    """The index where there is one that can be read."""
    if not path.exists():
        return None
    try:
        return SearchIndex(path)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        return None
    except sqlite3.DatabaseError:
        # Damaged: it holds nothing that could be lost.
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            with contextlib.suppress(OSError):
                path.with_name(name).unlink()
        return None


def _new(path: Path) -> SearchIndex:
    """An index that holds nothing yet; in memory where no file can be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return SearchIndex(path)
    except (OSError, sqlite3.OperationalError):
        return SearchIndex(None)


def _fits(index: SearchIndex, version: str) -> bool:
    return index.version == version or index.settle(version)


def _will_do(index: SearchIndex, now: float) -> bool:
    built, took = index.meta(_BUILT), index.meta(_TOOK)
    if index.version is None or built is None or took is None:
        return False
    return 0 <= now - float(built) <= max(_LEAST, _TIMES * float(took))


def _build(index: SearchIndex, store: RemoteStore, now: Callable[[], float]) -> None:
    with index.transaction():
        # Looked at under the lock: another process may have built it in the meantime.
        version = store.version()
        if index.version == version:
            return
        for _ in range(_TRIES):
            start = time.monotonic()
            index.build(remote_documents(store))
            index.say(_TOOK, f"{time.monotonic() - start:.3f}")
            before, version = version, store.version()
            if before == version:
                break
        else:
            # Somebody keeps writing: it is of no single moment, and is built again the next time.
            version = ""
        index.note(version)
        # Rounded down: what was built just now was not built in a moment to come.
        index.say(_BUILT, str(int(now())))


def _held(index: SearchIndex) -> SearchIndex:
    """The index as it is now, whatever a writer does to it meanwhile."""
    index.sql.execute("BEGIN")
    return index


def _told(path: Path, error: sqlite3.Error) -> StoreError:
    if "locked" in str(error):
        return StoreError(f"{path}: another process is building the search index; try again")
    return StoreError(f"{path}: {error}; remove the file and search again")
