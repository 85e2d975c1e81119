"""What every handler needs: the store, the limits, the workers, and answers that are kept."""

from __future__ import annotations

import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg.config import Limits
from kg.iris import PREFIXES
from kg.query.runner import Answer, run_query
from kg.query.services import NO_SERVICES, Services
from kg.serve.workers import Workers
from kg.serve.writing import Changer
from kg.store.layout import Stamp, create, no_store, read_stamp, state_of
from kg.store.remote.address import is_address

if TYPE_CHECKING:
    from kg.store.remote.store import RemoteStore

__all__ = ["Row", "Service"]

#: A row of SPARQL JSON: the term of each variable that is bound.
Row: TypeAlias = dict[str, dict[str, str]]

#: Bytes of answers that are kept, and of the largest that is.
_KEPT, _LARGEST = 64 << 20, 1 << 20


@dataclass(frozen=True, slots=True)
class _Kept:
    state: str
    data: bytes


class Service:
    """A store as handlers see it: questions under limits, changes with a token.

    Args:
        store: the folder or the address of the store.
        limits: what one query may use.
        token: what a client must show to write; None serves read-only.
        workers: how many queries run at once.
        services: the hosts that clients' queries may reach by SERVICE; none when not given.
    """

    def __init__(
        self,
        store: str | Path,
        limits: Limits | None = None,
        token: str | None = None,
        workers: int | None = None,
        services: Services = NO_SERVICES,
    ) -> None:
        self.store: str | Path = str(store) if is_address(store) else Path(store)
        self.limits = limits or Limits()
        self.token = token
        self.services = services
        self._remote: RemoteStore | None = None
        if isinstance(self.store, str):
            self._remote = _remote(self.store, token)
            self.base = self._remote.graphs.base
        else:
            self.base = _stamp(self.store, token).base
        self.workers = Workers(workers)
        self.changer = Changer(self.store, self.limits)
        self._kept: OrderedDict[tuple[str, str, str], _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def writable(self) -> bool:
        """Whether clients with the token may write."""
        return self.token is not None

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries know."""
        return {**PREFIXES, "id": self.base}

    def state(self) -> str:
        """A name of what the store holds now: `kg.store.layout.state_of`, or its last change."""
        if self._remote is not None:
            return self._remote.version()
        assert isinstance(self.store, Path)
        return state_of(self.store)

    def allowed(self, authorization: str | None) -> bool:
        """Whether the Authorization header shows the token (RFC 6750, 2.1)."""
        scheme, _, given = (authorization or "").partition(" ")
        return (
            self.token is not None
            and scheme.lower() == "bearer"
            and hmac.compare_digest(given.strip().encode(), self.token.encode())
        )

    def ask(
        self,
        text: str,
        format: str | None = None,
        *,
        shown: str | None = None,
        dataset: tuple[Sequence[str], Sequence[str]] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Run a query under the limits. Raises what `kg.query.runner.run_query` raises."""
        return run_query(
            self.store,
            text,
            format=format,
            limits=self.limits,
            services=self.services,
            shown=shown,
            dataset=dataset,
            base=base,
            work=self.workers.work,
        )

    def answer(self, text: str, format: str, shown: str | None = None) -> bytes:
        """The whole answer; the same question of the same store is answered from memory."""
        state = self.state()
        key = (text, format, shown or "")
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.state == state:
                self._kept.move_to_end(key)
                return kept.data
        with self.ask(text, format, shown=shown) as answer:
            data = answer.read()
        if len(data) <= _LARGEST and state == self.state():
            self._keep(key, _Kept(state, data))
        return data

    def kept(self, key: str, state: str) -> bytes | None:
        """What was kept under a key while the store was in this state."""
        with self._lock:
            found = self._kept.get((key, "", ""))
        return found.data if found is not None and found.state == state else None

    def keep(self, key: str, state: str, data: bytes) -> None:
        """Keep something that was made of the store in this state, where it still is in it."""
        if len(data) <= _LARGEST and state == self.state():
            self._keep((key, "", ""), _Kept(state, data))

    def _keep(self, key: tuple[str, str, str], kept: _Kept) -> None:
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += len(kept.data) - (len(old.data) if old else 0)
            self._kept[key] = kept
            while self._size > _KEPT:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.data)

    def select(self, text: str) -> list[Row]:
        """The rows of a SELECT, as terms in SPARQL JSON."""
        return list(self.table(text)[1])

    def table(self, text: str, shown: str | None = None) -> tuple[list[str], list[Row]]:
        """Columns and rows of a SELECT."""
        found: Mapping[str, Mapping[str, list[Row]]] = json.loads(self.answer(text, "json", shown))
        return list(map(str, found["head"]["vars"])), found["results"]["bindings"]

    def asks(self, text: str) -> bool:
        """The answer of an ASK."""
        return bool(json.loads(self.answer(text, "json"))["boolean"])

    def json(self, text: str) -> bytes:
        """Run a SELECT for `kg.query.parameters`."""
        return self.answer(text, "json")

    def close(self) -> None:
        """End the workers."""
        self.workers.close()
        if self._remote is not None:
            self._remote.close()


def _stamp(folder: Path, token: str | None) -> Stamp:
    stamp = read_stamp(folder)
    if stamp is None:
        if token is None:
            raise no_store(folder)
        stamp = Stamp()
        create(folder, stamp)
    return stamp


def _remote(address: str, token: str | None) -> RemoteStore:
    from kg.store.remote.store import open_remote

    if token is not None:
        # Makes the store where there is none yet, and tells now where it cannot be written to.
        open_remote(address, "create", patient=False).close()
    # Whoever asks for a page is not to wait until a store that went away is back.
    return open_remote(address, patient=False)
