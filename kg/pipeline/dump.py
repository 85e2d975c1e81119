"""A copy of a store in one file: N-Quads of all graphs, with what shows that it is whole.

    # newsgraph backup of https://rdf.example.org/sparql, change 41.9f3c
    <...> <...> <...> <...> .
    # 4578 quads, blake2b 6f0c...

Comments are part of N-Quads (RDF 1.1 N-Quads, 2): any reader takes the file. Unlike an export it
holds the former versions of articles (``graph/history``) and when each article was taken in
(``graph/log``), so that ``kg load`` makes the same store of it. The last line counts the quads and
has a hash of all lines before it (BLAKE2b, 16 bytes): `verify` tells a copy that was cut short or
changed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import InputError, StoreError, UsageError
from kg.export.blocks import Block, blocks
from kg.export.lines import lines
from kg.store.opening import open_store
from kg.store.protocol import Store

__all__ = ["dump", "is_dump", "verify"]

_HEAD = "# newsgraph backup of "
_TAIL = re.compile(rb"# (\d+) quads, blake2b ([0-9a-f]{32})\n")
_PIECE = 1 << 20
#: More than the last line has.
_LAST = 200


def dump(place: str | Path, file: Path) -> int:
    """Copy the store in a folder or at an address to a file, which must not exist yet.

    Nobody else can write to the store meanwhile. What was written is read back and counted against
    what the store says it holds, before the file gets its name.

    Returns: the quads in the file. Raises `StoreError` where the store is being written or cannot
    be read whole, `UsageError` where the file is there already or cannot be made.
    """
    if file.exists():
        raise UsageError(f"{file} is there already; name a new file")
    fresh = file.with_name(f"{file.name}.part")
    try:
        with open_store(place, "write") as store:
            before = store.version()
            count = _write(store, before, fresh)
            held = sum(store.sizes().values()) - _own(store)
            if count != held or store.version() != before:
                raise StoreError(
                    f"{store.place} gave {count:,} of {held:,} quads; nothing was kept, try again"
                )
        verify(fresh)
        fresh.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None
    finally:
        fresh.unlink(missing_ok=True)
    return count


def is_dump(path: Path) -> bool:
    """Whether the file says of itself that it is such a copy."""
    with path.open("rb") as file:
        return file.read(len(_HEAD)) == _HEAD.encode()


def verify(path: Path) -> None:
    """Raises `InputError` where a copy is not as it was written."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - _LAST))
        rest = file.read()
        last = rest[rest.rfind(b"\n", 0, -1) + 1 :]
        told = _TAIL.fullmatch(last)
        if told is not None:
            file.seek(0)
            left = end - len(last)
            digest = hashlib.blake2b(digest_size=16)
            count = 0
            while left:
                piece = file.read(min(_PIECE, left))
                digest.update(piece)
                count += piece.count(b"\n")
                left -= len(piece)
            # One of the lines is the first.
            if count - 1 == int(told[1]) and digest.hexdigest().encode() == told[2]:
                return
    raise InputError(f"{path}: this backup was cut short or changed; load another copy")


def _write(store: Store, version: str, path: Path) -> int:
    digest = hashlib.blake2b(digest_size=16)
    count = 0
    with path.open("xb") as file:
        head = f"{_HEAD}{store.place}, change {version}".replace("\n", " ")
        for line in _lines(store, f"{head}\n"):
            data = line.encode("utf-8")
            digest.update(data)
            count += 1
            file.write(data)
        count -= 1
        file.write(f"# {count} quads, blake2b {digest.hexdigest()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return count


def _lines(store: Store, head: str) -> Iterator[str]:
    yield head
    for graph in _graphs(store):
        yield from lines(_told(store, graph))


def _told(store: Store, graph: NamedNode) -> Iterator[Block]:
    own = store.graphs.log
    return (b for b in blocks(store, graph, graph) if graph != own or b.subject != own)


def _graphs(store: Store) -> list[NamedNode]:
    return sorted(store.names(), key=lambda name: name.value)


def _own(store: Store) -> int:
    """The quads of the log that are about the store and not about an article."""
    log = store.graphs.log
    return sum(1 for _ in store.quads(log, None, None, log))
