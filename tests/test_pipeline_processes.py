"""The pipeline in processes of its own: killed, read beside, with a second writer, as commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from kg.extract.record import dumps
from kg.pipeline.writer import Writer
from kg.store import open_store
from tests.pipeline_samples import export, made, make_extraction, put

CHILD = """
import sys
from kg.pipeline.ingest import Options, ingest_records
from kg.pipeline.writer import Writer
from tests.pipeline_samples import Quiet, made
with Writer.open(sys.argv[1]) as writer:
    print("open", flush=True)
    ingest_records(writer, made(*range(int(sys.argv[2]))), Quiet(), Options(batch=3))
"""


def child(store: Path, number: int) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parent.parent
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(store), str(number)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_ingest_goes_on_to_the_same_graph(tmp_path: Path) -> None:
    number = 40
    with Writer.open(None) as whole:
        put(whole, made(*range(number)))
        expected = export(whole)
    store = tmp_path / "s.kg"
    for attempt in range(4):
        process = child(store, number)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 + 0.25 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with open_store(store) as reader:
            # Whatever is there is whole: every article in the view has its record, and so on.
            articles = {r["a"].value for r in reader.query("SELECT ?a { ?a a kg:Article }")}
            records = {q.subject.value for q in reader.quads(graph=reader.graphs.records)}
            assert articles == records
    process = child(store, number)
    assert process.wait() == 0
    assert process.stdout is not None
    process.stdout.close()
    with Writer.open(store, "write") as after:
        assert export(after) == expected


def test_a_reader_beside_a_writer_sees_whole_transactions(tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    Writer.open(store).close()
    process = child(store, 40)
    assert process.stdout is not None
    process.stdout.readline()
    seen: list[int] = []
    while process.poll() is None:
        with open_store(store) as reader:
            articles = {r["a"].value for r in reader.query("SELECT ?a { ?a a kg:Article }")}
            records = {q.subject.value for q in reader.quads(graph=reader.graphs.records)}
            assert articles == records
            seen.append(len(articles))
    process.stdout.close()
    assert process.returncode == 0
    assert seen == sorted(seen)


def test_a_second_writer_is_told_in_one_line(tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    records = tmp_path / "r.jsonl"
    records.write_text(dumps(make_extraction(1)) + "\n")
    with Writer.open(store):
        done = subprocess.run(
            [sys.executable, "-m", "kg", "ingest", str(records), "--store", str(store)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
    assert "being written by another process" in done.stderr


def test_the_commands_work_together(tmp_path: Path) -> None:
    records = tmp_path / "r.jsonl"
    records.write_text("".join(dumps(e) + "\n" for e in made(0, 1, 12)))
    store = str(tmp_path / "s.kg")

    def kg(*args: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *args], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    assert "3 articles" in kg("ingest", str(records), "--store", store)
    assert "3 unchanged" in kg("ingest", str(records), "--store", store, "--quiet")
    assert json.loads(kg("stats", "--store", store, "--json"))["counts"]["articles"] == 3
    kg("export", "--store", store, "-o", str(tmp_path / "a.nq"))
    kg("backup", str(tmp_path / "copy.kg"), "--store", store)
    assert (tmp_path / "copy.kg" / "identity.sqlite").exists()
    kg("backup", str(tmp_path / "copy.kg"), "--store", store, code=2)
    kg("remove", "made/000000.txt", "made/000001.txt", "--store", store)
    assert json.loads(kg("stats", "--store", store, "--json"))["counts"]["articles"] == 1
    kg("remove", "made/000000.txt", "--store", store, code=2)
    kg("load", str(tmp_path / "a.nq"), "--store", str(tmp_path / "t.kg"))
    kg("export", "--store", str(tmp_path / "t.kg"), "-o", str(tmp_path / "b.nq"))
    kg("export", "--store", str(tmp_path / "copy.kg"), "-o", str(tmp_path / "c.nq"))
    expected = (tmp_path / "a.nq").read_bytes()
    assert (tmp_path / "b.nq").read_bytes() == expected
    assert (tmp_path / "c.nq").read_bytes() == expected
    assert kg("export", "--store", store, "--graph", "made/000012.txt").startswith("@prefix")


def test_articles_that_nothing_dates_are_told_of_in_one_line(tmp_path: Path) -> None:
    dated = make_extraction(1)
    undated = replace(dated, article=replace(dated.article, path="made/u.txt", published=None))
    records = tmp_path / "r.jsonl"
    records.write_text(dumps(dated) + "\n" + dumps(undated) + "\n")
    for lines in (["1 article without a date of publication: "], []):
        done = subprocess.run(
            [sys.executable, "-m", "kg", "ingest", str(records), "--store", str(tmp_path / "s.kg")],
            capture_output=True,
            text=True,
            check=True,
        )
        told = [line for line in done.stderr.splitlines() if "without a date" in line]
        assert [line[: len(start)] for line, start in zip(told, lines, strict=True)] == lines
