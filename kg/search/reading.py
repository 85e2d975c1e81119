"""The index opened for questions: in step with the store, or brought in step first.

An index that is one step behind (its writer is about to make the step, or was killed) makes it. One
that is further behind (made by an older version, or the store was written by other means) is built
anew before it is asked. Where the folder cannot be written to, that happens in memory. The index of
a store at an address is in the cache that belongs to it (`kg.search.remote`).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pyoxigraph import Store as Database

from kg.errors import StoreError
from kg.search.asking import Searcher
from kg.search.index import NAME, SearchIndex, all_documents
from kg.store.graphs import Graphs
from kg.store.layout import no_store, quads_folder, read_stamp, state_of
from kg.store.remote.address import is_address
from kg.store.snapshot import open_direct, open_snapshot
from kg.store.versions import marks, version_of

__all__ = ["in_step", "open_search"]

#: Looks at an index that a writer takes further meanwhile.
_TRIES = 5


@contextmanager
def open_search(
    place: str | Path,
    seconds: float = 0.0,
    *,
    trusted: str | None = None,
    version: str = "",
    patient: bool = True,
) -> Iterator[Searcher]:
    """The searcher of the store in a folder, or at an address.

    Args:
        place: the store's.
        seconds: how long one question may take, 0 for no limit; building the index has none.
        trusted: a state of the store's files (`kg.store.layout.state_of`, taken beforehand) in
            which the index was opened before: while it lasts, nobody looks at the store again.
        version: that of the store as the caller has it open (`kg.store.versions.version_of`);
            where the index fits it, nobody looks either.
        patient: whether the index of a store at an address, where others write to it, is always
            brought in step first; otherwise one that was built a short while ago will do.

    Raises:
        StoreError: there is no store, or another process holds the index.
    """
    if is_address(place):
        from kg.search.remote import open_remote_index

        index = open_remote_index(str(place), version, patient=patient)
    else:
        folder = Path(place)
        index = _fitting(folder, version) or _same(folder, trusted) or _open(folder)
    try:
        yield Searcher(index, seconds)
    finally:
        index.close()


def in_step(index: SearchIndex, folder: Path, version: str, state: str) -> bool:
    """Whether the index is that of a store of this version.

    A store without versions (one that only the Graph Store Protocol ever wrote to) is told by the
    state of its files.
    """
    return index.version == version and (version != "" or index.files == state)


def _fitting(folder: Path, version: str) -> SearchIndex | None:
    """The index where it is that of this version, or one step away."""
    if not version or not (folder / NAME).exists():
        return None
    writable = os.access(folder, os.W_OK)
    index = None
    try:
        index = SearchIndex(folder / NAME) if writable else _immutable(folder / NAME)
        index.sql.execute("BEGIN")
        if index.version == version:
            return index
        index.sql.execute("COMMIT")
        if writable and index.settle(version):
            return index
    except sqlite3.Error:
        pass
    if index is not None:
        index.close()
    return None


def _same(folder: Path, trusted: str | None) -> SearchIndex | None:
    """The index as it was opened before, where the store's files have not changed since."""
    if trusted is None or trusted != state_of(folder) or not (folder / NAME).exists():
        return None
    writable = os.access(folder, os.W_OK)
    try:
        return SearchIndex(folder / NAME) if writable else _immutable(folder / NAME)
    except sqlite3.Error:
        return None


def _open(folder: Path) -> SearchIndex:
    writable = os.access(folder, os.W_OK)
    found = _existing(folder, writable)
    if found is not None:
        return found
    if not writable:
        return _built(SearchIndex(None), folder)
    try:
        return _built(_file(folder), folder)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(
                f"{folder}: another process is building the search index; try again"
            ) from None
        # A full disk, or a file of another user: search can do without a file.
        return _built(SearchIndex(None), folder)


def _existing(folder: Path, writable: bool) -> SearchIndex | None:
    """The index where it is there and in step, or one step away; None where it is not."""
    if not (folder / NAME).exists():
        return None
    state = state_of(folder)
    version = _version(folder)
    index = None
    try:
        index = SearchIndex(folder / NAME) if writable else _immutable(folder / NAME)
        for _ in range(_TRIES):
            if in_step(index, folder, version, state) or (
                writable and version and index.settle(version)
            ):
                index.sql.execute("BEGIN")
                return index
            # Perhaps a writer went on in the meantime, and the index with it.
            state = state_of(folder)
            now = _version(folder)
            if now == version:
                break
            version = now
    except sqlite3.Error:
        pass
    if index is not None:
        index.close()
    return None


def _immutable(path: Path) -> SearchIndex:
    """An index that nobody can be writing to, since its folder cannot be written to."""
    index = SearchIndex.__new__(SearchIndex)
    index.sql = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro&immutable=1",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    return index


def _file(folder: Path) -> SearchIndex:
    try:
        return SearchIndex(folder / NAME)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        # No database at all: it holds nothing that could be lost.
        for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
        return SearchIndex(folder / NAME)


def _built(index: SearchIndex, folder: Path) -> SearchIndex:
    try:
        with index.transaction():
            # Looked at under the lock: another process may have built it in the meantime.
            state = state_of(folder)
            with _database(folder) as (database, graphs):
                version = version_of(marks(database, graphs))
                if not in_step(index, folder, version, state):
                    index.build(all_documents(database, graphs))
                    index.note(version, state)
        index.sql.execute("BEGIN")
        return index
    except sqlite3.DatabaseError as error:
        index.close()
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise StoreError(
            f"{folder / NAME}: the search index is damaged ({error}); remove the file and search "
            "again"
        ) from None
    except BaseException:
        index.close()
        raise


@contextmanager
def _database(folder: Path) -> Iterator[tuple[Database, Graphs]]:
    """The store's database as it is now. Less is imported than `kg.store.open_store` needs."""
    stamp = read_stamp(folder)
    if stamp is None:
        raise no_store(folder)
    quads = quads_folder(folder)
    with ExitStack() as stack:
        database = Database() if not quads.exists() else open_direct(quads)
        if database is None:
            database = stack.enter_context(open_snapshot(quads))
        yield database, Graphs(stamp.base)


def _version(folder: Path) -> str:
    with _database(folder) as (database, graphs):
        return version_of(marks(database, graphs))
