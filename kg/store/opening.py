"""Opening a store by what the user named: a folder, the address of an endpoint, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal as OneOf

from kg.store.layout import Stamp, read_stamp, state_of
from kg.store.protocol import Store
from kg.store.remote.address import is_address

__all__ = ["is_address", "open_store", "sidecar_folder", "stamp_of", "watching"]


def open_store(
    place: str | Path | None = None,
    mode: OneOf["read", "write", "create"] = "read",
    base: str | None = None,
) -> Store:
    """Open the store in a folder, at an address, or one in memory where ``place`` is None.

    See `kg.store.oxigraph.open_store` and `kg.store.remote.store.open_remote`, which say what they
    raise.
    """
    if is_address(place):
        from kg.store.remote.store import open_remote

        return open_remote(str(place), mode, base)
    from kg.store.oxigraph import open_store as open_folder

    return open_folder(place, mode, base)


def stamp_of(place: str | Path) -> Stamp | None:
    """The stamp of the store that is named; None where there is no store yet.

    Raises `StoreError` where something else is there, or nothing answers.
    """
    if not is_address(place):
        return read_stamp(Path(place))
    from kg.store.remote.address import endpoint_of
    from kg.store.remote.client import Client
    from kg.store.remote.stamp import read_shape

    with Client(endpoint_of(str(place)), retry=False) as client:
        shape = read_shape(client)
    return None if shape is None else Stamp(base=shape.base)


def sidecar_folder(place: str | Path | None) -> Path | None:
    """Where indexes that belong to a store lie: in its folder, or for an address in a cache.

    None for a store in memory.
    """
    if place is None:
        return None
    if not is_address(place):
        return Path(place)
    from kg.store.remote.address import endpoint_of
    from kg.store.remote.cache import cache_folder

    return cache_folder(endpoint_of(str(place)).query)


@contextmanager
def watching(place: str | Path) -> Iterator[Callable[[], str]]:
    """A function that names the state of the store: another name after every write.

    Of a folder it looks at the files, of an address it asks for the number of the last change; a
    store that went away is waited for. Raises `StoreError` where there is no store at the address.
    """
    if not is_address(place):
        yield lambda: state_of(Path(place))
        return
    from kg.store.remote.store import open_remote

    with open_remote(str(place)) as store:
        yield store.version
