"""A few worker processes that stand ready, so that a query does not wait for one to start.

Each runs one query at a time under the limits of `kg.query.runner`. A worker is killed at the time
limit, and after some hundreds of queries, so that what a query leaves behind cannot pile up.
"""

from __future__ import annotations

import json
import os
import queue
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from kg.config import Limits
from kg.errors import LimitError
from kg.query.runner import ending

__all__ = ["Workers"]

#: Queries after which a worker is replaced.
_TURNS = 500
#: Seconds that a query may wait for a free worker where no time limit is set.
_PATIENCE = 60.0
#: Bytes of what a process said at its end.
_TOLD = 4096


class _Worker:
    """One process and the socket to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 (closed at the worker's end)
        home = str(Path(__file__).resolve().parents[2])
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kg.serve.loop"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._told,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )
        self._line = ours
        self.turns = 0

    def work(self, request: Mapping[str, Any], timeout: float, answer: IO[bytes]) -> dict[str, Any]:
        """Run one request; the outcome is ``time`` or ``crash`` where the worker is to be let go.

        ``timeout`` is in seconds, 0 for none.
        """
        self.turns += 1
        data = json.dumps(request).encode() + b"\n"
        deadline = time.monotonic() + timeout if timeout else None
        got = b""
        try:
            sent = socket.send_fds(self._line, [data], [answer.fileno()])
            self._line.sendall(data[sent:])
            while not got.endswith(b"\n"):
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return {"error": "time"}
                ready, _, _ = select.select([self._line], [], [], left)
                if not ready:
                    return {"error": "time"}
                more = self._line.recv(1 << 16)
                if not more:
                    return self._fallen()
                got += more
        except OSError:
            return self._fallen()
        outcome = json.loads(got)
        assert isinstance(outcome, dict)
        return outcome

    def _fallen(self) -> dict[str, Any]:
        """What ended the process: ``memory`` or ``crash``."""
        try:
            status = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            status = 0
        size = self._told.seek(0, os.SEEK_END)
        self._told.seek(max(0, size - _TOLD))
        return {"error": ending(self._told.read().decode("utf-8", "replace"), status)}

    def end(self) -> None:
        """Kill the process; it holds nothing that is not to be lost."""
        self._line.close()
        self._process.kill()
        self._process.wait()
        self._told.close()


class Workers:
    """The pool; ``work`` fits the parameter of `kg.query.runner.run_query`.

    Args:
        size: how many queries run at once. Further ones wait for as long as one may run, then get
            `LimitError`.
    """

    def __init__(self, size: int | None = None) -> None:
        self.size = size or max(4, 2 * (os.cpu_count() or 1))
        self._ready: queue.Queue[_Worker | None] = queue.LifoQueue()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(self.size):
            self._ready.put(None)

    def warm(self, count: int = 2) -> None:
        """Start some workers before the first query comes."""
        taken = [self._take(1.0) for _ in range(min(count, self.size))]
        for worker in taken:
            self._ready.put(worker)

    def work(self, request: Mapping[str, Any], limits: Limits, answer: IO[bytes]) -> dict[str, Any]:
        """Run a request on a free worker. Raises `LimitError` where none gets free in time."""
        worker = self._take(limits.timeout or _PATIENCE)
        outcome: dict[str, Any] = {"error": "crash"}
        try:
            outcome = worker.work(request, limits.timeout, answer)
        finally:
            gone = outcome.get("error") in ("time", "crash", "memory") or worker.turns >= _TURNS
            if gone or self._closed:
                self._end(worker)
                self._ready.put(None)
            else:
                self._ready.put(worker)
        return outcome

    def close(self) -> None:
        """End all workers."""
        self._closed = True
        with self._lock:
            workers = list(self._all)
        for worker in workers:
            self._end(worker)

    def _take(self, patience: float) -> _Worker:
        try:
            worker = self._ready.get(timeout=patience)
        except queue.Empty:
            raise LimitError("the server has more queries than it can run; ask again") from None
        if worker is None:
            try:
                worker = _Worker()
            except BaseException:
                self._ready.put(None)
                raise
            with self._lock:
                self._all.add(worker)
        return worker

    def _end(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.end()
