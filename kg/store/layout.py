"""What lies in the folder of a store, and the stamp that says which version wrote it.

    news.kg/
    ├── store.json   the stamp: version of the layout, base of the IRIs
    └── quads/       the database (RocksDB, as Oxigraph writes it)

Indexes that can be built anew (search, identity) may stand beside ``quads``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError
from kg.iris import DEFAULT_BASE

__all__ = [
    "FORMAT",
    "Stamp",
    "create",
    "no_store",
    "quads_folder",
    "read_stamp",
    "state_of",
    "table_bytes",
]

#: Version of the layout that this program reads and writes.
FORMAT = 1
_STAMP = "store.json"
#: A `Path` has made one slash of the two.
_ADDRESS = re.compile(r"(https?:)/+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The version of the layout, and the base under which the store's IRIs are minted."""

    format: int = FORMAT
    base: str = DEFAULT_BASE


def quads_folder(folder: Path) -> Path:
    """Where the database lies in the store's folder."""
    return folder / "quads"


def no_store(place: object) -> StoreError:
    """What is told where somebody asks a store that is not there."""
    return StoreError(f"there is no store at {place}: kg ingest makes one, --store names another")


def _slashes(match: re.Match[str]) -> str:
    return f"{match[1]}//"


def state_of(folder: Path) -> str:
    """A short name of what the store's files hold now: it changes with every write, by any program.

    Made of the database's files: the list of its tables (manifest) and the logs of what is not in
    tables yet both grow with a write. They may change without one, too.
    """
    quads = quads_folder(folder)
    facts = []
    try:
        for path in sorted(quads.iterdir()):
            if path.name.startswith(("MANIFEST", "CURRENT")) or path.suffix == ".log":
                facts.append((path.name, path.stat().st_size))
    except OSError:
        facts.append(("changing", 0))
    return hashlib.blake2b(repr(facts).encode(), digest_size=10).hexdigest()


def table_bytes(folder: Path) -> int:
    """How many bytes the tables of the store's database take; those that go meanwhile left out."""
    total = 0
    for path in quads_folder(folder).glob("*.sst"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def read_stamp(folder: Path) -> Stamp | None:
    """The stamp of the store in this folder; None where there is no store yet.

    Raises `StoreError` where the folder holds something else, or a store of another version.
    """
    if _ADDRESS.match(str(folder)):
        raise StoreError(
            f"{_ADDRESS.sub(_slashes, str(folder))}: this command works on a store in a folder; kg "
            "export and kg load make one of a store at an address"
        )
    try:
        data = json.loads((folder / _STAMP).read_text("utf-8"))
        stamp = Stamp(int(data["format"]), str(data["base"]))
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise StoreError(
                f"{folder} is a folder, but no store of kg; name another with --store"
            ) from None
        return None
    except NotADirectoryError:
        raise StoreError(f"{folder} is a file, not a store; name another with --store") from None
    except (ValueError, KeyError, TypeError):
        raise StoreError(
            f"{folder / _STAMP} is damaged; restore it from a backup of the store"
        ) from None
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}") from None
    if stamp.format != FORMAT:
        raise StoreError(
            f"{folder} has store format {stamp.format}, this version of kg reads {FORMAT}; export "
            "it with the version that wrote it (kg export --format nquads) and kg load the file"
        )
    return stamp


def create(folder: Path, stamp: Stamp) -> None:
    """Make the folder and its stamp; whole or not at all, since the stamp comes by a rename."""
    if folder.is_symlink() and not folder.exists():
        raise StoreError(f"{folder} is a link that leads nowhere")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{_STAMP}.{os.getpid()}"
        fresh.write_text(json.dumps({"format": stamp.format, "base": stamp.base}) + "\n", "utf-8")
        fresh.replace(folder / _STAMP)
    except OSError as error:
        with contextlib.suppress(OSError, UnboundLocalError):
            fresh.unlink()
        raise StoreError(f"cannot make the store {folder}: {error.strerror or error}") from None
