"""Changing a store over HTTP: one process a change, killed at the time limit before it commits.

In a store that holds articles (or was loaded from an export) the default graph is the merged view,
which follows from the named graphs: a change runs on a copy that shares the files of the store, the
named graphs that came out different are written through `Store.write`, and a change that touches
the default graph is refused. Any other store is a plain quad store, default graph included. What an
update does to a store at an address is worked out by `kg.serve.effects`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.config import Limits
from kg.errors import InputError, KgError, LimitError, QueryError, StoreError, UsageError
from kg.query.runner import syntax_error
from kg.store.remote.address import is_address

__all__ = ["Change", "Changer", "Outcome"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done: ``update`` (``text``), or ``put``, ``post``, ``delete`` of one graph.

    ``graph`` is None for the default graph; ``format`` and ``base`` are those of the payload.
    """

    kind: str
    text: str = ""
    graph: str | None = None
    format: str = "turtle"
    base: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: whether the graph was there before, and whether anything was done."""

    existed: bool = True


class Changer:
    """Runs changes one after another, each in a process of its own."""

    def __init__(self, store: str | Path, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._lock = threading.Lock()

    def run(self, change: Change, payload: bytes = b"") -> Outcome:
        """Do it. Raises `QueryError`, `InputError`, `StoreError`, `LimitError`, `UsageError`."""
        timeout = self._limits.timeout or None
        head = {
            "store": str(self._store),
            "memory": self._limits.max_memory,
            "seconds": timeout,
            **asdict(change),
        }
        if not self._lock.acquire(timeout=timeout or -1):
            raise LimitError("other changes take too long; try again")
        try:
            # A store at an address is not left in the middle of a change: its process minds the
            # time by itself, and each of its requests ends.
            outcome = _run(head, payload, None if is_address(self._store) else timeout)
        finally:
            self._lock.release()
        _raise(outcome, change, self._limits)
        return Outcome(bool(outcome.get("existed", True)))


def _run(head: dict[str, Any], payload: bytes, timeout: float | None) -> dict[str, Any]:
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    with tempfile.TemporaryFile() as given:
        given.write(json.dumps(head).encode() + b"\n" + payload)
        given.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "kg.serve.changing"],
                stdin=given,
                capture_output=True,
                timeout=timeout,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"error": "time"}
    try:
        outcome = json.loads(done.stdout.splitlines()[-1])
        assert isinstance(outcome, dict)
        return outcome
    except (IndexError, ValueError, AssertionError):
        return {"error": "crash"}


def _raise(outcome: dict[str, Any], change: Change, limits: Limits) -> None:
    error, message = outcome.get("error"), str(outcome.get("message", ""))
    if error is None:
        return
    if error == "time":
        raise LimitError(f"the change took longer than {limits.timeout:g} s; nothing was written")
    if error == "memory":
        raise LimitError("the change needs more memory than allowed; nothing was written")
    if error == "syntax" and change.kind == "update":
        raise syntax_error(message, change.text)
    kinds: dict[str, type[KgError]] = {
        "syntax": InputError,
        "InputError": InputError,
        "QueryError": QueryError,
        "StoreError": StoreError,
        "UsageError": UsageError,
        "RefusedError": StoreError,
        "TooLargeError": StoreError,
    }
    if error == "crash":
        raise QueryError("the change is too deep or too large for the database; nothing was done")
    raise kinds.get(str(error), KgError)(message or f"the change failed ({error})")
