"""Extraction on a Dask cluster: the same results in the same order, from any number of machines.

Articles go out in chunks and come back as extractions; whoever calls writes them, so that the store
has one writer. Twice as many chunks as the cluster has threads are under way at once. What a worker
held that dies is given to another (Dask does that); a chunk that ends one worker after the other is
tried article by article, and an article that ends its worker even alone is an error of its own.

The cluster's machines need the same version of this package. They unpickle what they are sent, as
Dask has it: scheduler and workers belong into a network of their own, or behind ``tls://``.
Needs the extra ``dask``.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeAlias

from kg import __version__
from kg.errors import KgError, LimitError, MissingExtraError, UsageError
from kg.extract.parallel import _work
from kg.model import Article, Extraction

__all__ = ["extract_on_cluster"]

#: Articles, base, whether to link, whether to be fast -> extractions, and errors as text.
Work: TypeAlias = Callable[[list[Article], str, bool, bool], list[Extraction | str]]

_CHUNK = 8
#: Seconds that a scheduler may take to answer.
_CONNECT = 10.0
#: Seconds without any worker before it is given up.
_PATIENCE = 120.0
_POLL = 1.0
_ONE = threading.Lock()


def _guarded(
    work: Work, articles: list[Article], base: str, link: bool, fast: bool
) -> list[Extraction | str]:
    """One chunk at a time in a process: the models are not made for several threads."""
    with _ONE:
        return work(articles, base, link, fast)


def _version() -> str:
    return __version__


def extract_on_cluster(
    articles: Iterable[Article],
    scheduler: str,
    *,
    base: str,
    link: bool = True,
    fast: bool = False,
    work: Work = _work,
    patience: float = _PATIENCE,
) -> Iterator[Extraction | KgError]:
    """Like `kg.extract.Extractor.extract_many`, on the cluster of a scheduler.

    Args:
        articles: what to extract.
        scheduler: its address, such as ``tcp://10.0.0.1:8786``.
        base: where IRIs are minted.
        link: link actors to Wikidata with the offline gazetteer.
        fast: do without the trained statement model.
        work: what a worker does with a chunk.
        patience: seconds that a cluster without workers is waited for.

    Raises:
        MissingExtraError: the extra ``dask`` is not installed.
        UsageError: no scheduler answers at the address, or its workers have another version.
        LimitError: the cluster had no workers for too long.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError(
            "--engine dask needs the extra 'dask': pip install 'newsgraph[dask]'"
        ) from None
    try:
        client = Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_CONNECT, set_as_default=False, name="newsgraph"
        )
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError(f"no Dask scheduler answers at {scheduler} ({reason})") from None
    with client:
        cluster = _Cluster(client, scheduler, (base, link, fast), work, patience)
        cluster.check()
        yield from cluster.extract(iter(articles))


class _Cluster:
    """One run on one cluster."""

    def __init__(
        self,
        client: Any,
        address: str,
        options: tuple[str, bool, bool],
        work: Work,
        patience: float,
    ) -> None:
        self._client = client
        self._address = address
        self._options = options
        self._work = work
        self._patience = patience

    def check(self) -> None:
        """See that there are workers, and that they would give what this machine would give."""
        self._threads()
        found = self._client.run(_version, on_error="return")
        for worker, version in found.items():
            if version != __version__:
                has = "cannot run newsgraph" if isinstance(version, Exception) else f"has {version}"
                raise UsageError(
                    f"the Dask worker {worker} {has}, this is newsgraph {__version__}; install the "
                    "same on all machines"
                )

    def extract(self, source: Iterator[Article]) -> Iterator[Extraction | KgError]:
        waiting: deque[tuple[list[Article], Any]] = deque()
        while True:
            room = 2 * self._threads()
            while len(waiting) < room and (chunk := list(islice(source, _CHUNK))):
                waiting.append((chunk, self._submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            for result in self._result(chunk, future):
                yield KgError(result) if isinstance(result, str) else result

    def _submit(self, chunk: list[Article]) -> Any:
        # Not pure: a key made of the articles would cost as much as sending them.
        return self._client.submit(_guarded, self._work, chunk, *self._options, pure=False)

    def _result(self, chunk: list[Article], future: Any) -> list[Extraction | str]:
        from distributed.scheduler import KilledWorker

        try:
            return self._wait(future)
        except KilledWorker:
            if len(chunk) == 1:
                return [
                    f"{chunk[0].path}: its extraction ended every worker that tried it; nothing of "
                    "it was stored"
                ]
            return [result for one in chunk for result in self._result([one], self._submit([one]))]

    def _wait(self, future: Any) -> list[Extraction | str]:
        from distributed import TimeoutError as LateError

        while True:
            try:
                found: list[Extraction | str] = future.result(timeout=_POLL)
                return found
            except LateError:
                self._threads()

    def _threads(self) -> int:
        """How many chunks the cluster can work at; waits while it has no worker."""
        start = time.monotonic()
        while True:
            try:
                threads = sum(self._client.nthreads().values())
            except (OSError, ValueError):
                threads = 0
            if threads:
                return int(threads)
            if time.monotonic() - start > self._patience:
                raise LimitError(
                    f"the Dask cluster at {self._address} has had no worker for "
                    f"{self._patience:.0f} s; what was extracted is stored, and the same command "
                    "goes on from there"
                )
            time.sleep(min(_POLL, self._patience / 4))
