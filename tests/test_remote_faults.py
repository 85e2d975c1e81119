"""What goes away in the middle: servers, writers. Nothing is lost, doubled or half written."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.cli import _run
from kg.errors import StoreError
from kg.extract.record import dumps
from kg.pipeline.writer import Writer
from kg.store import open_store
from kg.store.opening import sidecar_folder
from kg.store.remote.address import Endpoint
from kg.store.remote.client import Client
from kg.store.remote.commit import Committer
from kg.store.remote.lock import Lock
from kg.store.remote.store import RemoteStore
from tests.remote_servers import OxigraphServer, VirtuosoServer, virtuoso_in, without_settings
from tests.test_remote import export, made, put


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    without_settings(monkeypatch.setenv, tmp_path)
    monkeypatch.setenv("KG_STORE_PATIENCE", "30")
    # How pauses grow is tested with the client; here they would outlast the server's absence.
    monkeypatch.setattr("kg.store.remote.client._LONGEST", 0.4)
    return tmp_path


@pytest.fixture(params=["oxigraph", "oxigraph-small", "virtuoso"])
def server(
    request: pytest.FixtureRequest,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OxigraphServer | VirtuosoServer]:
    """A server that keeps its data in a folder; ``small`` takes small requests alone."""
    folder = home / "server"
    folder.mkdir()
    started: OxigraphServer | VirtuosoServer
    if request.param == "virtuoso":
        started = virtuoso_in(folder, tmp_path_factory)
        monkeypatch.setenv("KG_STORE_USER", "dba")
        monkeypatch.setenv("KG_STORE_PASSWORD", "dba")
    else:
        started = OxigraphServer(folder)
    if request.param == "oxigraph-small":
        monkeypatch.setattr(Committer.__init__, "__defaults__", (30_000,))
    started.start()
    yield started
    started.kill()


@pytest.fixture
def oxigraph() -> Iterator[OxigraphServer]:
    started = OxigraphServer()
    started.start()
    yield started
    started.kill()


def undisturbed(numbers: range, gone: tuple[int, ...] = ()) -> tuple[str, str]:
    with Writer.open(None) as writer:
        put(writer, made(*numbers), batch=3)
        writer.remove([writer.iri(e) for e in made(*gone)])
        return export(writer.store)


def work(address: str) -> None:
    """What is disturbed: nine articles in three batches, one of them taken out again."""
    with Writer.open(address) as writer:
        put(writer, made(*range(9)), batch=3)
        writer.remove([writer.iri(e) for e in made(4)])


class Disturbed:
    """Calls ``fault`` at the n-th request that writes, before it is sent or after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fault: Callable[[], None]) -> None:
        self.at, self.after, self.count = -1, False, 0
        self._fault = fault
        send = httpx.Client.request

        def request(client: httpx.Client, method: str, url: Any, **options: Any) -> httpx.Response:
            if "content" not in options:
                return send(client, method, url, **options)
            self.count += 1
            if self.count != self.at:
                return send(client, method, url, **options)
            if self.after:
                send(client, method, url, **options)
            self._fault()
            raise httpx.ReadError("cut off")

        monkeypatch.setattr(httpx.Client, "request", request)


def test_a_server_that_is_killed_and_comes_back(
    server: OxigraphServer | VirtuosoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill_and_restart() -> None:
        server.kill()
        threading.Timer(0.3, server.start).start()

    disturbed = Disturbed(monkeypatch, kill_and_restart)
    wanted = undisturbed(range(9), (4,))
    Writer.open(server.address, "create").close()
    disturbed.count = 0
    work(server.address)
    total = disturbed.count
    points = ((total // 2, False), (total - 2, True))
    if isinstance(server, VirtuosoServer):
        points = ((total // 2, True),)  # which takes long to come back
    for at, after in points:
        disturbed.at = -1
        with Writer.open(server.address) as writer:
            writer.remove([writer.iri(e) for e in made(*range(9))])
        disturbed.at, disturbed.after, disturbed.count = at, after, 0
        work(server.address)
        assert disturbed.count >= at
        with open_store(server.address) as store:
            assert export(store) == wanted, f"killed at request {at} of {total}"


def test_a_writer_that_is_killed(
    server: OxigraphServer | VirtuosoServer,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    disturbed = Disturbed(monkeypatch, lambda: os._exit(9))
    wanted = undisturbed(range(9), (4,))
    fork = multiprocessing.get_context("fork")
    points = {"oxigraph": (2, 4), "oxigraph-small": (5, 14), "virtuoso": (7, 12)}
    for at in points[request.node.callspec.params["server"]]:
        disturbed.at = -1
        with Writer.open(server.address) as writer:
            writer.remove([writer.iri(e) for e in made(*range(9))])
        disturbed.at, disturbed.after, disturbed.count = at, at % 2 == 0, 0
        child = fork.Process(target=work, args=(server.address,))
        child.start()
        child.join()
        assert child.exitcode in (0, 9)
        disturbed.at = -1
        work(server.address)
        with open_store(server.address) as store:
            assert export(store) == wanted, f"killed at request {at}"
            assert isinstance(store, RemoteStore)
            rows = store._client.rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
            assert not [r for r in rows if "/staging/" in r["g"].value], "nothing is left behind"


def test_a_server_that_stays_away(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "server").mkdir()
    server = OxigraphServer(home / "server")
    server.start()
    records = home / "records.jsonl"
    records.write_text("".join(dumps(e) + "\n" for e in made(*range(9))), "utf-8")
    wanted = undisturbed(range(9))
    disturbed = Disturbed(monkeypatch, server.kill)
    monkeypatch.setenv("KG_STORE_PATIENCE", "0.5")
    command = ["ingest", str(records), "--store", server.address, "--quiet"]
    disturbed.at = 6
    try:
        assert _run(command) == 3
        told = capsys.readouterr().err.strip()
        assert told.count("\n") == 0
        assert server.address in told and "does not answer" in told
        assert _run(["stats", "--store", server.address]) == 3
        server.start()
        disturbed.at = -1
        assert _run(command) == 0
        with open_store(server.address) as store:
            assert export(store) == wanted
    finally:
        server.kill()


def test_two_writers_at_once(oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch) -> None:
    address = oxigraph.address
    with Writer.open(address) as writer:
        put(writer, made(1))
        with pytest.raises(StoreError, match="another process on this machine"):
            Writer.open(address)
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
            with pytest.raises(StoreError, match=r"being written by .* on .* after \d\d:\d\d:\d\d"):
                Writer.open(address)
            # Readers are not kept out.
            with open_store(address) as store:
                assert len(store) > 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
        with Writer.open(address) as writer:
            put(writer, made(2))
            wanted = export(writer.store)
    with Writer.open(address) as writer:
        # This machine's index is behind by one writer: it is built anew.
        assert len(writer.index.articles()) == 2
        assert export(writer.store) == wanted


def test_a_writer_that_was_overtaken_writes_nothing(
    oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    with Writer.open(oxigraph.address) as slow:
        put(slow, made(1))
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-2")
            # An hour later by the other machine's clock: the record of the first has expired.
            elsewhere.setattr(Lock.__init__, "__defaults__", (lambda: now + 3600, time.monotonic))
            with Writer.open(oxigraph.address) as other:
                put(other, made(2))
                wanted = export(other.store)
        with pytest.raises(StoreError, match="another process wrote in between"):
            slow.put(made(3))
        with open_store(oxigraph.address) as store:
            assert export(store) == wanted


def test_a_lock_that_is_lost_is_noticed(oxigraph: OxigraphServer) -> None:
    clock = [0.0]
    with open_store(oxigraph.address, "create") as store:
        log = store.graphs.log
    client = Client(Endpoint(oxigraph.address))
    first = Lock(client, log, "a", now=lambda: 1000.0, clock=lambda: clock[0])
    second = Lock(client, log, "b", now=lambda: 2000.0)
    first.take()
    first.keep()
    second.take()
    clock[0] = 200.0
    with pytest.raises(StoreError, match="being written"):
        first.keep()
    first.release()
    with pytest.raises(StoreError):
        Lock(client, log, "c", now=lambda: 2000.0).take()
    second.release()
    Lock(client, log, "c", now=lambda: 2000.0).take()


def test_a_store_that_was_changed_for_another(
    oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer.open(oxigraph.address) as writer:
        put(writer, made(1, 2))
        number = writer.index.generation
    oxigraph.update("DROP ALL")
    with Writer.open(oxigraph.address) as writer:
        assert not writer.index.articles(), "an index of the former store is not used"
        put(writer, made(3, 4))
        assert number
    folder = sidecar_folder(oxigraph.address)
    assert folder is not None
    (folder / "identity.sqlite").unlink()
    with Writer.open(oxigraph.address) as writer:
        assert len(writer.index.articles()) == 2


def test_a_store_of_others_is_left_alone(oxigraph: OxigraphServer) -> None:
    oxigraph.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    with pytest.raises(StoreError, match="data set of its own"):
        open_store(oxigraph.address, "create")
    oxigraph.update("DROP ALL ; INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }")
    with Writer.open(oxigraph.address) as writer:
        put(writer, made(1))
        assert "urn:g" not in "".join(export(writer.store))
    oxigraph.update("DROP ALL")
    with pytest.raises(StoreError, match="holds no store"):
        open_store(oxigraph.address)
