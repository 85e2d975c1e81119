"""`kg query`: the plan, the first rows, safe CSV, watching the store, a user's own queries."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.config import Limits
from kg.errors import LimitError, QueryError
from kg.iris import KG, PREFIXES
from kg.query import explain as explaining
from kg.query.ask import ask_of
from kg.query.rows import write_first
from kg.query.safe import safe_cell, safe_table
from kg.store import Changes, open_store

LABELS = ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "-5", "plain", 'a "b", c', "two\nlines"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("query-command") / "s.kg"
    fill(folder, LABELS)
    return str(folder)


def fill(folder: Path, labels: list[str]) -> None:
    triples = set()
    for i, label in enumerate(labels):
        node = ox.NamedNode(f"https://news.example/{i}")
        triples.add(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(KG + "T")))
        triples.add(ox.Triple(node, ox.NamedNode(KG + "text"), ox.Literal(label)))
    with open_store(folder, "create") as opened:
        opened.write(Changes({ox.NamedNode("https://news.example/g"): frozenset(triples)}))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_the_first_rows_are_those_of_the_library(store: str) -> None:
    data = ox.Store()
    data.update(
        'INSERT DATA { <a:1> <a:p> "x\\ty"@en , 1.5 , 3 , true , "<&>\\r\\n\\"" , _:b , <a:é> , '
        '"2026"^^<http://www.w3.org/2001/XMLSchema#gYear> }'
    )
    query = "SELECT ?s ?o ?none { ?s <a:p> ?o OPTIONAL { ?o <a:q> ?none } }"
    readers = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
               "tsv": ox.QueryResultsFormat.TSV}  # fmt: skip
    for form, reader in readers.items():
        out = io.BytesIO()
        solutions = data.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        assert not write_first(solutions, 100, form, out)
        expected = data.query(query)
        assert isinstance(expected, ox.QuerySolutions)
        found = ox.parse_query_results(out.getvalue(), format=reader)
        assert isinstance(found, ox.QuerySolutions)
        assert [str(row) for row in found] == [str(row) for row in expected], form
    out = io.BytesIO()
    solutions = data.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    write_first(solutions, 100, "csv", out)
    table = data.query(query).serialize(format=ox.QueryResultsFormat.CSV)
    assert table is not None
    assert list(csv.reader(io.StringIO(out.getvalue().decode(), ""))) == list(
        csv.reader(io.StringIO(table.decode(), ""))
    )


def test_limit_rows_writes_the_first_and_says_that_there_are_more(store: str) -> None:
    query = "SELECT ?n { ?n a kg:T } ORDER BY ?n"
    few = run("query", query, "--store", store, "--limit-rows", "3")
    assert few.stdout.splitlines() == ["n", *(f"https://news.example/{i}" for i in range(3))]
    assert "the first 3 rows; there are more" in few.stderr
    whole = run("query", query, "--store", store, "--limit-rows", "10")
    assert len(whole.stdout.splitlines()) == 11 and whole.stderr == ""
    for form in ("json", "xml", "tsv", "table"):
        shown = run("query", query, "--store", store, "--limit-rows", "2", "--format", form)
        assert shown.output.count("https://news.example/") == 2, form
    graph = run("query", "CONSTRUCT { ?n a kg:U } { ?n a kg:T }", "--store", store,
                "--limit-rows", "4", "--format", "ntriples")  # fmt: skip
    assert len(graph.stdout.splitlines()) == 4 and "there are more" in graph.stderr


def test_a_query_with_a_limit_says_that_there_are_more(store: str, tmp_path: Path) -> None:
    own = "# param limit (integer) = 4: rows\nSELECT ?n { ?n a kg:T } ORDER BY ?n\nLIMIT 4\n"
    (tmp_path / "newsgraph" / "queries").mkdir(parents=True)
    (tmp_path / "newsgraph" / "queries" / "few.rq").write_text(own, encoding="utf-8")
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}

    def few(*arguments: str) -> Result:
        command = ["query", "--name", "few", "--store", store, "--format", "csv", *arguments]
        return CliRunner().invoke(cli, command, env=environment)

    assert len(few().stdout.splitlines()) == 5
    assert "the first 4 rows; there are more (-p limit=N)" in few().stderr
    assert len(few("-p", "limit=10").stdout.splitlines()) == 11
    assert few("-p", "limit=10").stderr == "" and len(few("-p", "limit=20").stdout.split()) == 11
    assert len(few("-p", "limit=6", "--limit-rows", "2").stdout.splitlines()) == 3


def test_safe_csv_leaves_no_formula(store: str) -> None:
    query = "SELECT ?l { ?n kg:text ?l } ORDER BY ?n"
    plain = run("query", query, "--store", store, "--format", "csv").stdout_bytes.decode()
    assert [row[0] for row in csv.reader(io.StringIO(plain, ""))][1:] == LABELS
    safe = run("query", query, "--store", store, "--format", "csv", "--safe-csv")
    cells = [row[0] for row in csv.reader(io.StringIO(safe.stdout_bytes.decode(), ""))][1:]
    assert cells == ["'" + text for text in LABELS[:6]] + LABELS[6:]
    tsv = run("query", query, "--store", store, "--format", "tsv", "--safe-csv").stdout
    assert tsv.splitlines()[1] == '"\'=1+1"' and '"-5"' in tsv
    assert safe_cell("=A1") == "'=A1" and safe_cell("+1.5e3") == "+1.5e3"
    assert safe_table(b"=x", "json") == b"=x"


def test_the_verbs_that_ask_write_safe_csv(tmp_path: Path) -> None:
    node = ox.NamedNode("https://news.example/e")
    facts = {
        "status": ox.NamedNode(KG + "Occurred"),
        "eventType": ox.NamedNode(PREFIXES["ev"] + "ASSAULT"),
    }
    triples = {ox.Triple(node, ox.NamedNode(KG + name), term) for name, term in facts.items()}
    triples.add(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(KG + "Event")))
    triples.add(ox.Triple(node, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("=cmd()")))
    with open_store(tmp_path / "s.kg", "create") as opened:
        opened.write(Changes({ox.NamedNode("https://news.example/g"): frozenset(triples)}))
    assert ",=cmd()," in run("timeline", "--store", str(tmp_path / "s.kg")).output
    safe = run("timeline", "--store", str(tmp_path / "s.kg"), "--safe-csv")
    assert ",'=cmd()," in safe.output


def test_explain_shows_the_plan_of_the_database(store: str) -> None:
    if explaining._tool() is None:
        pytest.skip("the oxigraph tool is not installed (extra: explain)")
    result = run("query", "--explain", "SELECT ?n { ?n a kg:T ; kg:text ?l }", "--store", store)
    assert result.exit_code == 0, result.output
    assert "QuadPattern(?n kg:text ?l)" in result.output
    line = next(line for line in result.output.splitlines() if "rdf:type kg:T" in line)
    assert line.split()[0] == str(len(LABELS))
    wide = run("query", "--explain", "SELECT * { ?a a kg:T . ?b kg:text ?c }", "--store", store)
    assert "10 rows meet 10 without a variable" in wide.output
    wrong = run("query", "--explain", "SELECT ?n { ?n a kg:T", "--store", store)
    assert isinstance(wrong.exception, QueryError) and "line 1" in str(wrong.exception)


def test_explain_keeps_the_limits(store: str) -> None:
    if explaining._tool() is None:
        pytest.skip("the oxigraph tool is not installed (extra: explain)")
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o } ORDER BY ?a"
    with pytest.raises(LimitError):
        list(explaining.explain(store, endless, Limits(timeout=0.5), ask_of(store, Limits())))
    with pytest.raises(QueryError, match="SERVICE"):
        text = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
        list(explaining.explain(store, text, Limits(), ask_of(store, Limits())))


def test_explain_without_the_tool_gives_the_algebra(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explaining, "_tool", lambda: None)
    text = "SELECT ?n { ?n a kg:T OPTIONAL { ?n kg:text ?l } GRAPH ?g { ?n kg:text ?m } }"
    lines = list(explaining.explain(store, text, Limits(), ask_of(store, Limits())))
    assert any("LeftJoin" in line for line in lines)
    assert "          10  ?n rdf:type kg:T" in lines
    assert "          10  GRAPH ?g { ?n kg:text ?m }" in lines


def test_watch_runs_again_when_the_store_changes(tmp_path: Path) -> None:
    fill(tmp_path / "s.kg", ["one"])
    out = tmp_path / "out.json"
    command = [
        sys.executable, "-m", "kg", "query", "--watch", "SELECT ?l { ?n kg:text ?l }",
        "--store", str(tmp_path / "s.kg"), "-o", str(out),
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE)

    def seen() -> int:
        try:
            return len(json.loads(out.read_text("utf-8"))["results"]["bindings"])
        except (OSError, ValueError):
            return 0

    try:
        wait(lambda: seen() == 1)
        fill(tmp_path / "s.kg", ["one", "two"])
        wait(lambda: seen() == 2)
    finally:
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert b"Traceback" not in told


def wait(done: object) -> None:
    assert callable(done)
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def test_a_users_own_queries_stand_beside_the_shipped_ones(store: str, tmp_path: Path) -> None:
    here, config = tmp_path / "here", tmp_path / "config"
    (here / "queries").mkdir(parents=True)
    (config / "newsgraph" / "queries").mkdir(parents=True)
    own = "# title: Mine\n# param n (integer) = 2: how\nSELECT (?n AS ?x) { VALUES ?n { 2 } }\n"
    (here / "queries" / "mine.rq").write_text(own, encoding="utf-8")
    (config / "newsgraph" / "queries" / "mine.rq").write_text("ASK {}", encoding="utf-8")
    (config / "newsgraph" / "queries" / "other.rq").write_text("ASK {}", encoding="utf-8")
    environment = {**os.environ, "XDG_CONFIG_HOME": str(config)}
    home = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join([home, environment.get("PYTHONPATH", "")])

    def kg(*arguments: str) -> str:
        command = [sys.executable, "-m", "kg", *arguments]
        done = subprocess.run(
            command, cwd=here, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    listed = kg("queries")
    assert "mine" in listed and "other" in listed and "timeline" in listed
    answer = kg("query", "--name", "mine", "-p", "n=7", "--store", store)
    assert answer.split() == ["x", "7"]
    assert kg("query", "--name", "other", "--store", store).strip() == "true"
