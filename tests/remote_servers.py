"""Real SPARQL servers on loopback: Oxigraph's and Virtuoso, started by the test that needs them."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

__all__ = ["OxigraphServer", "VirtuosoServer", "free_port", "virtuoso_in", "without_settings"]

_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxQueryMem = 512M
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Server:
    """A process that answers at an address."""

    address: str
    user: str | None = None
    password: str | None = None

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(600):
            assert self.process.poll() is None, "the server ended at once"
            try:
                httpx.get(self.address, params={"query": "ASK {}"}, timeout=5, trust_env=False)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not answer")

    def end(self) -> None:
        """Let it end by itself, with everything written."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def kill(self) -> None:
        """End it as ``kill -9`` does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def update(self, text: str) -> None:
        """Send an update past kg."""
        httpx.post(
            self.address.rsplit("/", 1)[0] + self.writes,
            content=text.encode(),
            headers={"Content-Type": "application/sparql-update"},
            auth=None if self.user is None else httpx.DigestAuth(self.user, self.password or ""),
            trust_env=False,
            timeout=60,
        ).raise_for_status()

    writes = "/update"


class OxigraphServer(_Server):
    """``oxigraph serve``, in memory or in a folder; skips the test where it is not installed."""

    def __init__(self, folder: Path | None = None, *, union: bool = False) -> None:
        super().__init__()
        beside = Path(sys.executable).with_name("oxigraph")
        found = str(beside) if beside.exists() else shutil.which("oxigraph")
        if found is None:
            pytest.skip("needs the Oxigraph server (pip install oxigraph)")
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/sparql"
        self._command = [found, "serve", "--bind", f"127.0.0.1:{self.port}"]
        if folder is not None:
            self._command += ["--location", str(folder)]
        if union:
            self._command.append("--union-default-graph")

    def command(self) -> list[str]:
        return self._command


class VirtuosoServer(_Server):
    """Debian's Virtuoso in a folder; skips the test where it is not installed."""

    user, password = "dba", "dba"
    writes = "/sparql-auth"

    def __init__(self, folder: Path, rows: int = 1_000_000) -> None:
        super().__init__()
        found = shutil.which("virtuoso-t")
        if found is None:
            pytest.skip("needs Virtuoso (apt-get install virtuoso-opensource-7-bin)")
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/sparql"
        settings = folder / "virtuoso.ini"
        settings.write_text(_VIRTUOSO.format(folder=folder, sql=free_port(), http=port, rows=rows))
        self._command = [found, "-f", "-c", str(settings)]

    def command(self) -> list[str]:
        return self._command

    def wipe(self) -> None:
        """Take away all graphs but Virtuoso's own."""
        found = httpx.get(
            self.address,
            params={
                "query": "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
                "format": "application/sparql-results+json",
            },
            trust_env=False,
            timeout=60,
        ).json()
        for row in found["results"]["bindings"]:
            name = row["g"]["value"]
            if (
                "openlinksw" not in name
                and "localuriqa" not in name
                and "w3.org/ns/ldp" not in name
            ):
                self.update(f"CLEAR GRAPH <{name}>")


def virtuoso_in(folder: Path, temporary: pytest.TempPathFactory) -> VirtuosoServer:
    """A Virtuoso in a folder, not started yet, over a database that was made before.

    Making one takes Virtuoso several times as long as starting: all tests of a run share a copy.
    """
    server = VirtuosoServer(folder)
    made = temporary.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        made = made.parent
    empty = made / "virtuoso-empty"
    with (made / "virtuoso-empty.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (empty / "done").exists():
            empty.mkdir(exist_ok=True)
            first = VirtuosoServer(empty)
            first.start()
            first.end()
            (empty / "done").touch()
    for name in ("virtuoso.db", "virtuoso.trx"):
        shutil.copyfile(empty / name, folder / name)
    return server


def without_settings(setenv: Callable[[str, str], None], home: Path) -> None:
    """Keep the tests from the settings, caches and passwords of whoever runs them."""
    for name in list(os.environ):
        if name.startswith("KG_STORE"):
            setenv(name, "")
    setenv("HOME", str(home))
    setenv("XDG_CONFIG_HOME", str(home / "config"))
    setenv("KG_CACHE", str(home / "cache"))
    setenv("NETRC", str(home / "no-netrc"))
