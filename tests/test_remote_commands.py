"""Commands that need more than an endpoint gives: search, backup, watching, writing by HTTP."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli import _run
from kg.pipeline.writer import Writer
from kg.search.asking import Found
from kg.search.documents import Document
from kg.search.index import NAME, SearchIndex, all_documents
from kg.search.reading import open_search
from kg.search.remote import open_remote_index, remote_documents
from kg.search.words import parse
from kg.store import open_store
from kg.store.opening import sidecar_folder
from kg.store.remote.store import RemoteStore
from tests.remote_servers import OxigraphServer, without_settings
from tests.test_remote import address, made, put, virtuoso

__all__ = ["address", "virtuoso"]


#: What these commands need of a server differs between these two.
TWO = pytest.mark.parametrize("address", ["oxigraph", "virtuoso"], indirect=True)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    without_settings(monkeypatch.setenv, tmp_path)
    return tmp_path


@pytest.fixture
def oxigraph() -> Iterator[OxigraphServer]:
    server = OxigraphServer()
    server.start()
    yield server
    server.kill()


def find(place: str | Path, words: str) -> Found:
    with open_search(place) as searcher:
        return searcher.find(parse(words))


def index_of(address: str) -> SearchIndex:
    folder = sidecar_folder(address)
    assert folder is not None
    return SearchIndex(folder / NAME)


def held(index: SearchIndex) -> set[Document]:
    rows = index.sql.execute("SELECT node, kind, field, text, lang FROM docs")
    return {Document(*row) for row in rows}


@TWO
def test_search_finds_the_same_as_in_a_folder(
    address: str, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def kg(*words: str) -> str:
        assert _run(list(words)) == 0
        return capfd.readouterr().out

    local = str(home / "local.kg")
    for place in (local, address):
        with Writer.open(place) as writer:
            put(writer, made(*range(6)))
            writer.remove([writer.iri(e) for e in made(3)])
    with open_store(local) as store:
        wanted = set(all_documents(store.database, store.graphs))
    with open_store(address) as store:
        assert isinstance(store, RemoteStore)
        version = store.version()
        assert set(remote_documents(store)) == wanted, "what it is built of"
    index = index_of(address)
    assert index.version == version, "whoever wrote from here kept it in step"
    assert held(index) == wanted
    index.close()
    found = [json.loads(kg("search", "report", "--store", p, "--json")) for p in (local, address)]
    assert found[0] == found[1] != []
    query = 'SELECT ?x ?l { ?x kg:matches "report" ; rdfs:label ?l } ORDER BY ?x ?l'
    answers = [kg("query", query, "--store", place) for place in (local, address)]
    assert answers[0] == answers[1] and answers[0].count("\n") > 1
    function = 'SELECT (kg:score(?x, "a") AS ?s) { ?x a kg:Event }'
    assert _run(["query", function, "--store", address]) == 2
    assert "column 9: kg:score is a function" in capfd.readouterr().err


def test_an_index_is_built_where_another_machine_wrote(
    oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = oxigraph.address
    with Writer.open(place) as writer:
        put(writer, made(1))
    before = find(place, "report").total
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
        with Writer.open(place) as writer:
            put(writer, made(2, 4, 6))
        wanted = find(place, "report")
    found = find(place, "report")
    assert found.total == wanted.total > before
    # Whoever writes here afterwards finds it in step, and keeps it so.
    with Writer.open(place) as writer:
        put(writer, made(8))
        version = writer.store.version()
    index = index_of(place)
    assert index.version == version
    with open_store(place) as store:
        assert isinstance(store, RemoteStore)
        assert held(index) == set(remote_documents(store))
    index.close()
    oxigraph.update("DROP ALL")
    with Writer.open(place) as writer:
        put(writer, made(1))
    assert find(place, "report").total == before, "an index of the former store is not used"


def test_a_server_makes_do_with_an_index_of_a_short_while_ago(
    oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = oxigraph.address
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
        with Writer.open(place) as writer:
            put(writer, made(1))
            then = find(place, "report").total
    open_remote_index(place, patient=False).close()
    built = index_of(place).version
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
        with Writer.open(place) as writer:
            put(writer, made(2, 4))
    index = open_remote_index(place, patient=False)
    assert index.version == built, "behind, and not built anew for each question"
    index.close()
    for later in (3600, -3600):
        # An hour later, or where the clock was set back since: no longer a short while.
        index = open_remote_index(place, patient=False, now=lambda later=later: time.time() + later)
        assert index.version != built
        index.close()
        built = "another"
    assert find(place, "report").total > then


def test_an_index_that_is_damaged_or_has_no_place_is_made_anew(
    oxigraph: OxigraphServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = oxigraph.address
    with Writer.open(place) as writer:
        put(writer, made(1))
    wanted = find(place, "report").total
    folder = sidecar_folder(place)
    assert folder is not None
    for name in folder.glob("search*"):
        name.write_bytes(b"no database" * 500)
    assert find(place, "report").total == wanted
    (home / "file").write_text("a file where a folder should be")
    monkeypatch.setenv("KG_CACHE", str(home / "file" / "cache"))
    assert find(place, "report").total == wanted, "in memory"


def test_an_index_that_a_writer_outruns_is_of_no_version(
    oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = oxigraph.address
    with Writer.open(place) as writer:
        put(writer, made(1))
    numbers = iter(f"{n}.abc" for n in range(100))
    monkeypatch.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
    with monkeypatch.context() as busy:
        busy.setattr(RemoteStore, "version", lambda self: next(numbers))
        assert find(place, "report").total
    index = index_of(place)
    assert index.version == ""
    index.close()
    with open_store(place) as store:
        version = store.version()
    open_remote_index(place).close()
    assert index_of(place).version == version


def test_a_writer_does_not_wait_for_who_builds_the_index(oxigraph: OxigraphServer) -> None:
    place = oxigraph.address
    with Writer.open(place) as writer:
        put(writer, made(1))
    builder = index_of(place)
    builder.sql.execute("BEGIN IMMEDIATE")
    start = time.monotonic()
    with Writer.open(place) as writer:
        put(writer, made(2, 4))
    assert time.monotonic() - start < 25
    builder.sql.execute("ROLLBACK")
    builder.close()
    assert find(place, "report").total > 1, "built anew, since it fell behind"
