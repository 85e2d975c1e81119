"""One writer at a time: a record in the store, with an expiry.

The record holds who writes (the id of the cache folder, and the host) and until when. It is set by
compare and swap, renewed while the writer works, and taken away at the end. A writer that was
killed leaves it: another process that holds the same cache folder goes on at once, since that
folder has one user at a time; another machine waits for the expiry. Expiry goes by the writers'
clocks, which may differ by a minute or two. A clock that is further out lets two writers in, but
not two changes: each names the number of the change before it (`kg.store.remote.commit`).
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from pyoxigraph import Literal, NamedNode

from kg.errors import StoreError
from kg.store.remote.client import Client
from kg.store.remote.stamp import SEQUENCE
from kg.store.remote.terms import STORE

__all__ = ["Lock"]

_WRITER = NamedNode(STORE + "writer")
#: Seconds for which the record stands, and after which it is renewed.
_TERM, _RENEW = 300.0, 100.0


@dataclass(frozen=True, slots=True)
class _Record:
    """Who writes: the cache folder's id and the host, until when (seconds since 1970)."""

    holder: str
    host: str
    until: float


class Lock:
    """The right to write to one store.

    Args:
        client: the store.
        log: the graph of the record.
        holder: the id of the cache folder.
        now, clock: the time of day, and one that never jumps (seconds).
    """

    def __init__(
        self,
        client: Client,
        log: NamedNode,
        holder: str,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._log = log
        self._holder = holder
        self._now = now
        self._clock = clock
        self._mine: str | None = None
        self._since = 0.0

    def take(self) -> None:
        """Become the writer. Raises `StoreError` where another one is."""
        found = self._found()
        for record in found:
            data = _data(record)
            if data.holder != self._holder and data.until > self._now():
                raise StoreError(_told(self._client.address, data))
        self._swap(found)

    def keep(self) -> None:
        """Renew the record where it is time to. Raises `StoreError` where another took it over."""
        if self._mine is None or self._clock() - self._since < _RENEW:
            return
        found = self._found()
        if found != [self._mine]:
            other = next((_data(r) for r in found if r != self._mine), None)
            self._mine = None
            raise StoreError(_told(self._client.address, other))
        self._swap(found)

    def release(self) -> None:
        """Let others write."""
        if self._mine is not None:
            self._client.update(f"DELETE DATA {{ {self._record(self._mine)} }}")
            self._mine = None

    def _swap(self, old: list[str]) -> None:
        until = round(self._now() + _TERM)
        # No two records are the same: a store may insert before it deletes.
        turn = {"holder": self._holder, "host": socket.gethostname(), "turn": token_hex(4)}
        new = json.dumps({**turn, "until": until})
        log = self._log
        there = "".join(f" ; {_WRITER} {Literal(record)}" for record in old)
        absent = "" if old else f"FILTER NOT EXISTS {{ GRAPH {log} {{ {log} {_WRITER} ?w }} }}"
        deleted = f"DELETE {{ {' '.join(map(self._record, old))} }} " if old else ""
        self._client.update(
            f"{deleted}INSERT {{ {self._record(new)} }} "
            f"WHERE {{ GRAPH {log} {{ {log} {SEQUENCE} ?n{there} }} {absent} }}"
        )
        found = self._found()
        if found != [new]:
            if new in found:
                # Two took it at once, and the store let both: neither has it.
                self._client.update(f"DELETE DATA {{ {self._record(new)} }}")
            other = next((_data(r) for r in found if r != new), None)
            raise StoreError(_told(self._client.address, other))
        self._mine, self._since = new, self._clock()

    def _record(self, record: str) -> str:
        return f"GRAPH {self._log} {{ {self._log} {_WRITER} {Literal(record)} }}"

    def _found(self) -> list[str]:
        log = self._log
        rows = self._client.rows(f"SELECT ?w {{ GRAPH {log} {{ {log} {_WRITER} ?w }} }}")
        return sorted(row["w"].value for row in rows if isinstance(row["w"], Literal))


def _data(record: str) -> _Record:
    try:
        data = json.loads(record)
        return _Record(str(data["holder"]), str(data["host"]), float(data["until"]))
    except (ValueError, KeyError, TypeError):
        return _Record("", "?", 0.0)


def _told(address: str, data: _Record | None) -> str:
    if data is None:
        return f"{address}: another process has begun to write to it; try again when it has ended"
    until = datetime.fromtimestamp(data.until, UTC).strftime("%H:%M:%S")
    return (
        f"{address} is being written by another process on {data.host}; try again when it has "
        f"ended, or after {until} UTC if it was killed"
    )
