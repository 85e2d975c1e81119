"""Queries: limits, checks before parsing, parameters as terms, named queries, formats."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Triple

from kg.cli.query import command
from kg.config import Limits
from kg.errors import LimitError, QueryError, StoreError, UsageError
from kg.iris import KG, PREFIXES
from kg.query.ask import ask_of
from kg.query.binding import bind
from kg.query.checks import check
from kg.query.named import all_queries, find_query, parse_query
from kg.query.parameters import find_node, term_of, values_of
from kg.query.runner import run_query
from kg.store import Changes, open_store

TYPE = NamedNode(PREFIXES["rdf"] + "type")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
ACTOR = NamedNode(KG + "Actor")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query") / "s.kg"
    people = {"ana-ruiz": "Ana Ruiz", "ana-mora": "Ana Mora", "evil": '"} INSERT {} # <b>x</b>\n'}
    triples = set()
    for key, label in people.items():
        node = NamedNode(f"https://w3id.org/newsgraph/id/actor/{key}")
        triples |= {Triple(node, TYPE, ACTOR), Triple(node, LABEL, Literal(label))}
    with open_store(folder, "create") as opened:
        opened.write(Changes({NamedNode("https://news.example/1"): frozenset(triples)}))
    return folder


def rows(store: Path, text: str) -> list[dict[str, str]]:
    with run_query(store, text, format="json") as answer:
        found = json.loads(answer.read())["results"]["bindings"]
    return [{k: v["value"] for k, v in row.items()} for row in found]


def test_a_query_knows_the_prefixes(store: Path) -> None:
    assert rows(store, "SELECT (COUNT(*) AS ?n) { ?s a kg:Actor ; rdfs:label ?l }") == [{"n": "3"}]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT ?x {\n ?x a foo:Bar }", 2, None, "unknown prefix 'foo:'"),
        ("SELECT ?x {\n ?x a kg:Actor", 2, None, "end of the query"),
        ("SELEC ?x { ?x a kg:Actor }", 1, 1, "'SELEC' begins no query"),
        ("SELECT ?x { ?x a kg:Actor }\nLIMIT x", 2, 7, "found 'x'"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 1, 1, "is an update"),
        ("PREFIX a: <a:>\nDELETE WHERE { ?s ?p ?o }", 2, 1, "is an update"),
        ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", 1, 12, "SERVICE"),
        ("SELECT * { s\\u0045RVICE <http://a.example/> { ?s ?p ?o } }", None, None, "SERVICE"),
        ("SELECT * {" + "{" * 3000 + "}" * 3000 + "}", 1, None, "nested deeper"),
        ("SELECT * { FILTER(" + "!" * 9000 + "?x) }", 1, None, "signs in a row"),
        ("SELECT * { FILTER(" + "(" * 9000 + ")" * 9000 + ") }", 1, None, "nested deeper"),
        ("SELECT * FROM <http://a.example/g> { ?s ?p ?o }", None, None, "nothing is fetched"),
    ],
)
def test_a_wrong_query_is_told_with_its_place(
    store: Path, text: str, line: int | None, column: int | None, words: str
) -> None:
    with pytest.raises(QueryError) as told:
        run_query(store, text)
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    if line is not None:
        assert told.value.line == line
    if column is not None:
        assert told.value.column == column


def test_what_stands_in_strings_and_comments_is_no_keyword(store: Path) -> None:
    text = """# SERVICE <x> {
        SELECT ?s { ?s rdfs:label 'SERVICE {{{' , "INSERT \\" LOAD" . # DELETE
        FILTER(?s < 3 && 4 > 2) }"""
    assert check(text).form == "SELECT"
    assert rows(store, text) == []


def test_from_names_a_graph_of_the_store(store: Path) -> None:
    text = "SELECT ?s FROM <https://news.example/1> { ?s a kg:Actor }"
    assert len(rows(store, text)) == 3
    assert check("SELECT ?s FROM NAMED <a:b> FROM kg:x {}").names == ("<a:b>", "kg:x")


def test_a_query_too_large_for_the_parser_ends_its_worker_alone(store: Path) -> None:
    text = "SELECT * {" + "OPTIONAL{?a ?b ?c}" * 30_000 + "}"
    with pytest.raises((QueryError, LimitError)):
        run_query(store, text, limits=Limits(timeout=20))


def test_the_time_limit_ends_a_query(store: Path) -> None:
    text = "SELECT * {" + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + "}"
    with pytest.raises(LimitError, match=r"longer than 0\.5 s"):
        run_query(store, text, limits=Limits(timeout=0.5, max_rows=0))


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_the_row_limit_counts_rows(store: Path, form: str) -> None:
    numbers = " ".join(f'"{i},\\n\\"}}}},{{\\"x\\r\\n"' for i in range(50))
    text = f"SELECT ?n ?m {{ VALUES ?n {{ {numbers} }} BIND(?n AS ?m) }}"
    with run_query(store, text, format=form, limits=Limits(max_rows=50)) as answer:
        assert answer.read()
    with pytest.raises(LimitError, match="more than 49 rows"):
        run_query(store, text, format=form, limits=Limits(max_rows=49))


def test_the_row_limit_counts_triples(store: Path) -> None:
    text = "CONSTRUCT WHERE { ?s rdfs:label ?o }"
    with run_query(store, text, limits=Limits(max_rows=3)) as answer:
        assert answer.read().count(b"rdfs:label") == 3
    with pytest.raises(LimitError):
        run_query(store, text, limits=Limits(max_rows=2))


def test_the_memory_limit_ends_a_query(store: Path) -> None:
    text = "SELECT * {" + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(10)) + "} ORDER BY ?c1"
    with pytest.raises(LimitError, match="memory"):
        run_query(store, text, limits=Limits(timeout=60, max_rows=0, max_memory=200 << 20))
    # With less than its threads need the database does not even begin.
    with pytest.raises(LimitError, match="more than 50 MiB of memory"):
        run_query(store, "SELECT * { ?s ?p ?o }", limits=Limits(max_memory=50 << 20))


def test_formats_fit_the_form(store: Path) -> None:
    with pytest.raises(UsageError, match="gives rows"):
        run_query(store, "SELECT * { ?s ?p ?o }", format="turtle")
    with pytest.raises(UsageError, match="gives a graph"):
        run_query(store, "CONSTRUCT WHERE { ?s ?p ?o }", format="csv")
    for form in ("turtle", "ntriples", "jsonld", "rdfxml"):
        with run_query(
            store,
            "DESCRIBE id:actor/ana-ruiz".replace(
                "id:actor/ana-ruiz", "<https://w3id.org/newsgraph/id/actor/ana-ruiz>"
            ),
            format=form,
        ) as answer:
            assert b"Ana Ruiz" in answer.read()


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        run_query(tmp_path / "none", "ASK {}")


@pytest.mark.parametrize(
    "value", ['"} UNION { ?s ?p ?o } #', "'''", 'a"b\\', "?x", "UNDEF }", "\n", "</x>"]
)
def test_a_parameter_is_a_term_and_never_text(store: Path, value: str) -> None:
    slot = bind("SELECT ?v { VALUES ?v { UNDEF } }", {"v": Literal(value)})
    assert rows(store, slot) == [{"v": value}]
    free = bind("SELECT ?v { FILTER(BOUND(?v) && STRLEN(?v) > 0) }", {"v": Literal(value)})
    assert rows(store, free) == [{"v": value}]


def test_a_parameter_without_a_value_leaves_the_query_as_it_is() -> None:
    two = bind("SELECT ?v { VALUES ?v { 2 } VALUES ?v { 1 2 } }", {"v": Literal("x")})
    assert two == 'SELECT ?v { VALUES ?v { "x" } VALUES ?v { 1 2 } }'
    assert bind("SELECT ?v { VALUES ?v { UNDEF } }", {}) == "SELECT ?v { VALUES ?v { UNDEF } }"
    with pytest.raises(QueryError, match=r"no variable \?w"):
        bind("SELECT ?v { ?v ?p ?o }", {"w": Literal("x")})
    with pytest.raises(QueryError, match="computes"):
        bind("SELECT ?v { BIND(1 AS ?v) }", {"v": Literal("x")})


def test_values_are_checked_by_their_kind() -> None:
    query = parse_query(
        "q",
        "# title: T\n# param from (date) optional: a\n# param to (date) optional: b\n"
        "# param n (integer) = 2: c\n# param lang (lang): d\n\nSELECT * {}",
    )
    known = {p.name: p for p in query.parameters}

    def ask(_: str) -> bytes:
        raise AssertionError

    assert str(term_of(known["from"], "2026", ask, {})).startswith('"2026-01-01"')
    assert str(term_of(known["to"], "2024-02", ask, {})).startswith('"2024-02-29"')
    assert str(term_of(known["to"], "2026", ask, {})).startswith('"2026-12-31"')
    for name, bad in (("from", "soon"), ("from", "2026-13"), ("n", "2.5"), ("lang", "e s")):
        with pytest.raises(UsageError, match="is needed"):
            term_of(known[name], bad, ask, {})
    with pytest.raises(UsageError, match="needs -p lang="):
        values_of(query, {}, ask, {})
    with pytest.raises(UsageError, match="no parameter 'x'"):
        values_of(query, {"x": "1"}, ask, {})


def test_an_actor_is_named_as_people_name_it(store: Path) -> None:
    ask = ask_of(store, Limits())
    found = find_node("ruiz", ask, PREFIXES, ("Actor",))
    assert found.value.endswith("/actor/ana-ruiz")
    assert find_node("id:actor/x", ask, PREFIXES).value.endswith("id/actor/x")
    with pytest.raises(UsageError, match="fits 2"):
        find_node("ana", ask, PREFIXES, ("Actor",))
    with pytest.raises(UsageError, match="no actor called 'zoe'"):
        find_node("zoe", ask, PREFIXES, ("Actor",))
    assert find_node('"} INSERT', ask, PREFIXES).value.endswith("/actor/evil")


def test_the_command_writes_and_exits_as_documented(store: Path, tmp_path: Path) -> None:
    run = CliRunner()
    out = tmp_path / "out.json"
    done = run.invoke(command, ["ASK { ?s a kg:Actor }", "--store", str(store), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text())["boolean"] is True
    (tmp_path / "q.rq").write_text("SELECT ?l { ?s rdfs:label ?l } ORDER BY ?l LIMIT 1")
    done = run.invoke(command, ["--file", str(tmp_path / "q.rq"), "--store", str(store)])
    assert "INSERT" in done.output
    done = run.invoke(command, ["-", "--store", str(store)], input="ASK { ?s a kg:Place }")
    assert "false" in done.output
    done = run.invoke(
        command, ["SELECT ?l { ?s rdfs:label ?l }", "--store", str(store), "--format", "table"]
    )
    assert "Ana Mora" in done.output
    assert "3 rows" in done.output


def test_a_shipped_query_has_a_header_a_example_and_runs(store: Path) -> None:
    found = all_queries()
    assert len(found) >= 12
    for query in found.values():
        assert query.title, query.name
        assert query.description, query.name
        assert query.examples, query.name
        given = {p.name: _sample(p.kind) for p in query.parameters if p.required}
        values = values_of(query, given, ask_of(store, Limits()), PREFIXES)
        with run_query(store, bind(query.text, values)) as answer:
            assert answer.kind == "select", query.name
        for parameter in query.parameters:
            if parameter.name == "limit":
                assert re.search(r"\nLIMIT \d+\n", query.text), query.name
                continue
            slots = re.findall(rf"VALUES\s+\?{parameter.name}\s*{{\s*[^{{}}\s]+\s*}}", query.text)
            assert slots, f"{query.name}: {parameter.name} has no place"


def _sample(kind: str) -> str:
    return {
        "iri": "https://example.org/a",
        "date": "2026-01-01",
        "lang": "es",
        "integer": "1",
        "number": "1",
    }.get(kind, "a")


def test_an_unknown_name_is_answered_with_close_ones() -> None:
    with pytest.raises(UsageError, match="did you mean timeline"):
        find_query("timelin")
    with pytest.raises(UsageError, match="there is no query"):
        find_query("../../etc/passwd")
