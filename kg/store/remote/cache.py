"""The folder on this machine that belongs to a remote store: for indexes that are built from it.

It is named by the store's address (``$KG_CACHE``, else ``$XDG_CACHE_HOME/newsgraph``, else
``~/.cache/newsgraph``; in it ``stores/HOST-HASH``) and holds nothing that cannot be built again:

- ``store.json``: the address, the id of the store that the indexes are of, this folder's own id;
- ``identity.sqlite`` and what else is kept beside a store (what a watch has taken of its feeds);
- ``change.json``: the number of the last change that was written from here, and of the one before;
- ``lock.sqlite``: held by the one process on this machine that writes to the store.

Where the store at the address is another one than before, all that is taken away; where it took a
change from another machine since, the identity index is.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import StoreError
from kg.iris import digest

__all__ = ["CacheFolder", "cache_folder"]

_NOTE = "store.json"
_CHANGE = "change.json"
_LOCK = "lock.sqlite"
_IDENTITY = "identity."


def cache_folder(address: str) -> Path:
    """Where the folder for the store at an address is, or would be."""
    root = os.environ.get("KG_CACHE")
    if root is None:
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        root = str(Path(home) / "newsgraph")
    host = re.sub(r"[^A-Za-z0-9.-]", "-", urlsplit(address).netloc)[:60]
    return Path(root) / "stores" / f"{host}-{digest(address, length=16)}"


class CacheFolder:
    """The folder, held by this process until `close`.

    Raises `StoreError` where another process of this machine holds it, or it cannot be made.
    """

    def __init__(self, address: str) -> None:
        self.path = cache_folder(address)
        self._address = address
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = sqlite3.connect(
                self.path / _LOCK, isolation_level=None, timeout=0, check_same_thread=False
            )
            self._lock.execute("BEGIN EXCLUSIVE")
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror or error}") from None
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreError(
                    f"{address} is being written by another process on this machine; wait for it "
                    "to end"
                ) from None
            raise StoreError(f"{self.path / _LOCK}: {error}") from None
        self.id = self._note().get("id") or uuid.uuid4().hex

    def belong_to(self, store: str, number: str) -> None:
        """Note whose indexes these are. ``number`` is that of the store's last change.

        What is here of another store is taken away, and the identity index where others have
        written to the store since.
        """
        same = self._note().get("store") == store
        if not same or number not in self._read(_CHANGE).values():
            for path in self.path.iterdir():
                own = path.name.startswith((_LOCK, _NOTE))
                if not own and (not same or path.name.startswith(_IDENTITY)):
                    path.unlink()
        self._write(_NOTE, {"address": self._address, "id": self.id, "store": store})
        self.note(number, number)

    def note(self, old: str, new: str) -> None:
        """Note that the store is about to go from one change to the next."""
        self._write(_CHANGE, {"old": old, "new": new})

    def _write(self, name: str, data: dict[str, str]) -> None:
        try:
            fresh = self.path / f"{name}.part"
            fresh.write_text(json.dumps(data) + "\n", "utf-8")
            fresh.replace(self.path / name)
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror or error}") from None

    def close(self) -> None:
        """Let go of it."""
        self._lock.close()

    def _note(self) -> dict[str, str]:
        return self._read(_NOTE)

    def _read(self, name: str) -> dict[str, str]:
        try:
            data = json.loads((self.path / name).read_text("utf-8"))
            return {str(key): str(value) for key, value in data.items()}
        except (OSError, ValueError, AttributeError):
            return {}
