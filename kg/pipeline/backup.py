"""A copy of a store with the indexes beside it, so that nothing has to be built anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kg.errors import StoreError
from kg.store.oxigraph import open_store

__all__ = ["backup"]


def backup(place: str | Path, folder: Path) -> None:
    """Copy the store in a folder to another folder, which must not exist yet.

    Raises `StoreError` where the store is being written or the copy cannot be made, `UsageError`
    where the folder is there already.
    """
    with open_store(place, "write") as store:
        store.backup(folder)
        for index in sorted(Path(place).glob("*.sqlite")):
            try:
                with (
                    closing(sqlite3.connect(index)) as source,
                    closing(sqlite3.connect(folder / index.name)) as target,
                ):
                    source.backup(target)
            except sqlite3.Error as error:
                raise StoreError(f"cannot copy {index} to {folder}: {error}") from None
