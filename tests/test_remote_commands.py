"""Commands that need more than an endpoint gives: search, backup, watching, writing by HTTP."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.cli import _run
from kg.errors import StoreError
from kg.pipeline.dump import dump
from kg.pipeline.records import TAKEN_IN
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
from tests.test_remote import address, export, made, put, virtuoso

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
    late = int(time.time()) + 0.9  # late in a second
    open_remote_index(place, patient=False, now=lambda: late).close()
    built = index_of(place).version
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("KG_CACHE", os.environ["KG_CACHE"] + "-of-another-machine")
        with Writer.open(place) as writer:
            put(writer, made(2, 4))
    index = open_remote_index(place, patient=False, now=lambda: late)
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


@TWO
def test_a_backup_is_one_file_that_makes_the_same_store(
    address: str, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Writer.open(address) as writer:
        put(writer, made(0, 1, 2, 20))
        edited = made(20)[0]
        put(writer, [replace(edited, article=replace(edited.article, title="Edited since"))])
        wanted = export(writer.store)
        history = set(writer.store.triples(writer.store.graphs.history))
        taken = set(writer.store.quads(None, TAKEN_IN, None, writer.store.graphs.log))
    assert history and len(taken) == 4
    copy = home / "copy.nq"
    assert _run(["backup", str(copy), "--store", address]) == 0
    assert "quads; kg load" in capfd.readouterr().out
    assert _run(["backup", str(copy), "--store", address]) == 2
    assert "there already" in capfd.readouterr().err
    assert _run(["backup", str(home / "copy.kg"), "--store", address]) == 2
    assert "is copied to a file" in capfd.readouterr().err
    assert sorted(path.name for path in home.iterdir()) == ["cache", "copy.nq"]
    restored = str(home / "restored.kg")
    assert _run(["load", str(copy), "--store", restored]) == 0
    with open_store(restored) as store:
        assert export(store) == wanted
        assert set(store.triples(store.graphs.history)) == history
        assert set(store.quads(None, TAKEN_IN, None, store.graphs.log)) == taken
    # The other way, a folder's copy goes to an address; nothing of the former log comes along.
    again = home / "again.nq"
    assert _run(["backup", str(again), "--store", restored]) == 0
    assert again.read_bytes().splitlines()[1:-1] == copy.read_bytes().splitlines()[1:-1]


def test_a_backup_that_is_not_whole_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Writer.open(home / "news.kg") as writer:
        put(writer, made(1, 2))
    copy, store = home / "copy.nq", str(home / "restored.kg")
    assert _run(["backup", str(copy), "--store", str(home / "news.kg")]) == 0
    whole = copy.read_bytes()
    lines = whole.splitlines(keepends=True)
    broken = {
        "cut in the middle": whole[: len(whole) // 2],
        "cut at a line": b"".join(lines[:-1]),
        "a line less": b"".join([*lines[:5], *lines[6:]]),
        "a letter changed": whole.replace(b"Report", b"Rep0rt", 1),
        "added to": whole + lines[3],
        "the head alone": lines[0],
        "nothing behind the head": lines[0].rstrip(b"\n"),
    }
    for name, data in broken.items():
        assert data != whole, name
        copy.write_bytes(data)
        assert _run(["load", str(copy), "--store", store]) == 1, name
        assert "cut short or changed" in capsys.readouterr().err, name
    with open_store(store) as opened:
        assert not list(opened.quads(None, TAKEN_IN)), "nothing of it was loaded"


def test_a_backup_that_the_store_gave_in_part_is_not_kept(
    oxigraph: OxigraphServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer.open(oxigraph.address) as writer:
        put(writer, made(1, 2))
    grouped = RemoteStore.grouped
    monkeypatch.setattr(RemoteStore, "grouped", lambda *args: list(grouped(*args))[:-1])
    with pytest.raises(StoreError, match=r"gave [\d,]+ of [\d,]+ quads"):
        dump(oxigraph.address, home / "copy.nq")
    assert not list(home.glob("copy*"))


def test_watching_runs_again_after_each_change(
    oxigraph: OxigraphServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    place = oxigraph.address
    with Writer.open(place) as writer:
        put(writer, made(1))
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt
        if len(pauses) == 2:
            with Writer.open(place) as writer:
                put(writer, made(2, 4))

    monkeypatch.setattr(
        "kg.cli.query.time", SimpleNamespace(sleep=pause, perf_counter=time.perf_counter)
    )
    count = "SELECT (COUNT(*) AS ?n) { ?a a kg:Article }"
    _run(["query", count, "--store", place, "--watch", "--format", "csv"])
    assert pauses == [2.0] * 3
    assert re.findall(r"^\d+", capfd.readouterr().out, re.M) == ["1", "3"]
