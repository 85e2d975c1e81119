"""`kg ingest` that is killed: nothing lost, nothing doubled, nothing half written."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.export.export import export_store
from kg.extract.record import dumps
from kg.iris import KG
from kg.map.terms import TYPE
from kg.model import Extraction
from kg.pipeline.identity import decide
from kg.pipeline.ingest import Options, ingest, ingest_records
from kg.pipeline.writer import Writer
from kg.resolve import IdentityIndex
from kg.store import open_store
from tests.benchmarks.newswire import articles
from tests.killed_articles import export as export_of
from tests.killed_articles import kill_often, run_to_end, write_articles

ARTICLE = NamedNode(KG + "Article")


class Told:
    """Passes on that an article is stored; ``pipe`` None tells nobody."""

    def __init__(self, pipe: Any = None) -> None:
        self.pipe = pipe

    def stored(self, path: str, changed: bool) -> None:
        if changed and self.pipe is not None:
            self.pipe.send(path)

    def failed(self, message: str) -> None:
        raise AssertionError(message)


def run(store: str, records: str, pipe: Any) -> None:
    """What ``kg ingest RECORDS --store STORE`` does, in batches of two."""
    with Writer.open(store) as writer:
        ingest(writer, [records], lambda _: iter(()), Options(batch=2), Told(pipe))
    pipe.send("done")


def put(writer: Writer, *extractions: Extraction, batch: int = 4) -> None:
    ingest_records(writer, extractions, Told(), Options(batch=batch))


def export(writer: Writer) -> str:
    return "".join(export_store(writer.store, "nquads"))


def expected(count: int) -> str:
    with Writer.open(None) as whole:
        put(whole, *articles(count))
        return export(whole)


def index_of(writer: Writer) -> tuple[object, ...]:
    """All that the identity index answers."""
    index = writer.index
    told = [(a, sorted(index.assignment(a).items())) for a in index.articles()]
    return index.generation, told, index.judgements(), index.decisions()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_twenty_kills_in_a_row_leave_the_graph_of_an_undisturbed_ingest(tmp_path: Path) -> None:
    count, kills = 120, 20
    records = tmp_path / "r.jsonl"
    records.write_text("".join(dumps(e) + "\n" for e in articles(count)), "utf-8")
    store = tmp_path / "s.kg"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kg.pipeline.ingest", "kg.pipeline.writer", __name__])
    chance = random.Random(20)
    reached = set[str]()
    for attempt in range(kills):
        near, far = context.Pipe(duplex=False)
        process = context.Process(target=run, args=(str(store), str(records), far))
        process.start()
        far.close()
        # One or two transactions go through, then comes the kill, at any moment of the next.
        for _ in range(2 * (attempt % 2) + 1):
            reached.add(near.recv())
        time.sleep(chance.random() * 0.05)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        near.close()
        with open_store(store) as reader:
            held = {t.subject for t in reader.view() if (t.predicate, t.object) == (TYPE, ARTICLE)}
            kept = {quad.subject for quad in reader.quads(graph=reader.graphs.records)}
            assert held == kept, "every article in the view has its record, and so on"
    assert "done" not in reached, "the last ingest was killed too"
    with Writer.open(store, "write") as after:
        put(after, *articles(count))
        assert export(after) == expected(count)
        with IdentityIndex(None) as fresh:
            fresh.rebuild(articles(count))
            assert after.index.judgements() == fresh.judgements()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_kills_amid_the_extraction_of_articles_leave_the_graph_of_an_undisturbed_ingest(
    tmp_path: Path,
) -> None:
    # Twenty kills, with all that extraction loads, are in `make fuzz`.
    quick = ("--fast", "--no-link")
    write_articles(tmp_path / "news", 16)
    assert kill_often(tmp_path / "news", tmp_path / "a.kg", 1, *quick) == 1
    run_to_end(tmp_path / "news", tmp_path / "a.kg", *quick)
    run_to_end(tmp_path / "news", tmp_path / "b.kg", "--jobs", "1", *quick)
    told = export_of(tmp_path / "b.kg")
    assert told.count("rdf-syntax-ns#JSON>") == 16
    assert export_of(tmp_path / "a.kg") == told


class Killed(BaseException):
    """Stands for a process that ends here."""


@pytest.mark.parametrize("change", ["articles", "removal", "decision"])
def test_an_index_that_missed_the_last_transaction_takes_in_that_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    store = tmp_path / "s.kg"
    first, more = list(articles(12)), list(articles(4, start=12))
    writer = Writer.open(store)
    put(writer, *first)
    removed = writer.iri(first[3])
    actors = sorted(a.iri for a in first[0].actors)[:2]

    def killed(_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(writer.index, "commit", killed)
        if change == "articles":
            put(writer, *more)
        elif change == "removal":
            writer.remove([removed])
        else:
            decide(writer, *actors, same=True, by="somebody")
    writer.close()
    monkeypatch.setattr(Writer, "reindex", killed)
    with Writer.open(store, "write") as after:
        assert after.index.decisions() or change != "decision"
        wanted = Writer.open(None)
        put(wanted, *first)
        if change == "articles":
            put(wanted, *more)
        elif change == "removal":
            wanted.remove([removed])
        else:
            # The decision is stamped with its time: what follows from it is compared.
            decide(wanted, *actors, same=True, by="somebody")
        if change != "decision":
            assert export(after) == export(wanted)
        assert index_of(after)[1:] == index_of(wanted)[1:]
        wanted.close()


@pytest.mark.parametrize("note", ["", "{", "[]", '{"transaction": 1, "articles": []}'])
def test_without_a_note_the_index_is_built_anew(tmp_path: Path, note: str) -> None:
    store = tmp_path / "s.kg"
    with Writer.open(store) as writer:
        put(writer, *articles(9), batch=3)
        before = index_of(writer)
        export_before = export(writer)
        writer.index.commit(writer.index.generation - 1)
    (store / "identity.next").write_text(note, "utf-8")
    with Writer.open(store, "write") as after:
        assert index_of(after) == before
        assert export(after) == export_before


def test_the_note_names_what_was_under_way(tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    with Writer.open(store) as writer:
        put(writer, *articles(3))
        told = json.loads((store / "identity.next").read_text("utf-8"))
        assert told["transaction"] == writer.index.generation
        assert told["articles"] == sorted(writer.iri(e).value for e in articles(3))
