"""Stores behind a SPARQL endpoint: the same bytes as from a folder, on real servers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.export.export import export_graph, export_store
from kg.extract.extractor import Extractor
from kg.graph import open_graph
from kg.iris import KG, PREFIXES
from kg.model import Article, Extraction
from kg.pipeline.correct import reject
from kg.pipeline.ingest import Options, Summary, ingest_records
from kg.pipeline.load import format_of, load
from kg.pipeline.stats import count
from kg.pipeline.writer import Writer
from kg.query.ask import prepare_named
from kg.query.named import Parameter, all_queries
from kg.query.parameters import Ask
from kg.query.runner import run_query
from kg.read import read_articles
from kg.serve.app import make_app
from kg.serve.service import Service
from kg.serve.workers import Workers
from kg.store import Changes, open_store
from kg.store.protocol import Store
from kg.store.remote.store import RemoteStore
from kg.store.view import whole_view
from tests.pipeline_samples import make_extraction
from tests.remote_servers import (
    OxigraphServer,
    VirtuosoServer,
    virtuoso_in,
    without_settings,
)
from tests.test_store import ARTICLES, GRAPHS, NODES, changes

SERVERS = ("oxigraph", "oxigraph-union", "virtuoso")
VIEWS = {"oxigraph": "default", "oxigraph-union": "graph", "virtuoso": "graph"}


class Quiet:
    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        raise AssertionError(message)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    without_settings(monkeypatch.setenv, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtuosoServer]:
    server = virtuoso_in(tmp_path_factory.mktemp("virtuoso"), tmp_path_factory)
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=SERVERS)
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "virtuoso":
        server = request.getfixturevalue("virtuoso")
        server.wipe()
        monkeypatch.setenv("KG_STORE_USER", server.user)
        monkeypatch.setenv("KG_STORE_PASSWORD", server.password)
        yield server.address
        return
    started = OxigraphServer(union=request.param == "oxigraph-union")
    started.start()
    yield started.address
    started.kill()


@pytest.fixture
def oxigraph() -> Iterator[OxigraphServer]:
    server = OxigraphServer()
    server.start()
    yield server
    server.kill()


def made(*numbers: int) -> list[Extraction]:
    # Numbers below ten tell the same story two by two.
    return [make_extraction(n, story=n // 2 if n < 10 else None) for n in numbers]


def put(writer: Writer, extractions: Sequence[Extraction], batch: int = 5) -> Summary:
    return ingest_records(writer, extractions, Quiet(), Options(batch=batch))


def export(store: Store) -> tuple[str, str]:
    return "".join(export_store(store, "nquads")), "".join(export_store(store, "turtle"))


def test_the_export_is_the_same_bytes_wherever_the_graph_was_kept(address: str) -> None:
    with Writer.open(None) as local:
        put(local, made(*range(12)))
        whole = export(local.store)
        local.remove([local.iri(e) for e in made(1, 7)])
        without = export(local.store)
    with Writer.open(address) as writer:
        put(writer, made(*range(12)))
        assert export(writer.store) == whole
    with Writer.open(address) as writer:
        # Another process goes on with the index that the first one left.
        writer.remove([writer.iri(e) for e in made(1, 7)])
    with open_store(address) as store:
        assert export(store) == without
    with Writer.open(address) as writer:
        put(writer, made(1, 7))
        assert export(writer.store) == whole


def test_what_is_found_out_about_a_store(address: str, request: pytest.FixtureRequest) -> None:
    with open_store(address, "create") as store:
        assert isinstance(store, RemoteStore)
        kind = request.node.callspec.params["address"]
        assert store.shape.view == VIEWS[kind]
        assert store.shape.atomic == kind.startswith("oxigraph")
        assert list(store.names()) == [GRAPHS.log], "what was tried is taken away again"
        escaped = {name.rpartition("#")[2] for name in store.shape.escaped}
        assert not escaped & {"date", "dateTime", "gYearMonth", "decimal", "integer", "boolean"}


def test_requests_of_a_bounded_size_come_to_the_same(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.remote.commit.Committer.__init__.__defaults__", (20_000,))
    with Writer.open(None) as local, Writer.open(address) as writer:
        for target in (local, writer):
            put(target, made(*range(6)))
            target.remove([target.iri(e) for e in made(2)])
        assert export(writer.store) == export(local.store)
        assert not [g for g in _all_graphs(writer.store) if "/staging/" in g]


def _all_graphs(store: Store) -> list[str]:
    assert isinstance(store, RemoteStore)
    rows = store._client.rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return [row["g"].value for row in rows]


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(changes(), min_size=1, max_size=3))
def test_the_view_is_what_its_definition_says(address: str, steps: list[Changes]) -> None:
    with open_store(address, "create") as store:
        kept = [*ARTICLES, *map(GRAPHS.named, ("links", "ontology", "records", "loaded"))]
        store.write(Changes(dict.fromkeys(kept, frozenset())))
        assert not set(store.view())
        for step in steps:
            store.write(step)
            named: dict[NamedNode, set[Triple]] = {}
            for quad in store.quads():
                if quad.graph_name != GRAPHS.log:
                    named.setdefault(quad.graph_name, set()).add(quad.triple)  # type: ignore[arg-type]
            assert set(store.view()) == whole_view(named, GRAPHS)  # type: ignore[arg-type]
            assert set(store.names()) == {*named, GRAPHS.log}


ODD = [
    Literal(value, datatype=NamedNode(PREFIXES["xsd"] + kind))
    for value, kind in (
        ("5", "decimal"), ("0.93", "decimal"), ("-0.5", "decimal"), ("true", "boolean"),
        ("2026-01", "gYearMonth"), ("-0044", "gYear"), ("2026-01-03T10:00:00Z", "dateTime"),
        ("2026-01-03T10:00:00.5+02:00", "dateTime"), ("10:00:00", "time"), ("P1DT2H", "duration"),
        ("123456789012345678901", "integer"), ("1.5", "double"),
    )
] + [
    Literal(""), Literal("12"), Literal("x", language="es-co"),
    Literal("a\u0001b\n\r\t\"\\ é漢😀 \u202e"),
    Literal("} } ; DROP ALL #"), Literal("é" * 300_000),
    Literal("POINT(-74.08175 4.60971)", datatype=NamedNode(PREFIXES["geo"] + "wktLiteral")),
    NamedNode("https://news.example/é漢/%20a?b=c&d=(e)"),
]  # fmt: skip


def test_odd_values_come_back_as_they_went(address: str) -> None:
    graph = ARTICLES[0]
    triples = frozenset(
        Triple(NODES[0], NamedNode(f"{KG}p{i}"), value) for i, value in enumerate(ODD)
    )
    with open_store(address, "create") as store:
        store.write(Changes({graph: triples}))
        assert store.triples(graph) == triples
        assert set(store.view()) == triples
        some = next(t for t in triples if t.object == ODD[0])
        assert set(store.quads(NODES[0], some.predicate, ODD[0])) == {
            Quad(some.subject, some.predicate, some.object, graph)
        }
        store.write(Changes(removed=frozenset(
            Quad(t.subject, t.predicate, t.object, graph) for t in triples)))  # fmt: skip
        assert not store.triples(graph)
        assert not set(store.view())


def test_the_other_commands_of_a_writer(address: str, home: Path) -> None:
    with Writer.open(None) as local:
        put(local, made(*range(4)))
        wanted = count(local.store)
        file = home / "export.nq"
        file.write_text(export(local.store)[0], "utf-8")
        graph = local.iri(made(2)[0])
        article = "".join(export_graph(local.store, graph, "turtle"))
        with Writer.open(address) as writer:
            loaded = load(writer, file, format_of(file, None))
            assert loaded.quads
            # The log is each store's own.
            assert replace(count(writer.store), quads=wanted.quads) == wanted
            assert export(writer.store) == export(local.store)
            assert "".join(export_graph(writer.store, graph, "turtle")) == article
            event = next(
                q.subject for q in local.store.quads(None, NamedNode(KG + "eventType"), None, graph)
            )
            assert isinstance(event, NamedNode)
            for target in (local, writer):
                reject(target, event, by="test")
            assert not list(writer.store.quads(event, NamedNode(KG + "eventType")))
            graphs = {"records", "decisions", "log"}
            gone = {GRAPHS.named(name) for name in graphs}
            for name in set(local.store.names()) - gone:
                assert writer.store.triples(name) == local.store.triples(name)


QUERIES = [
    "SELECT ?g ?e ?d { GRAPH ?g { ?e a kg:Event ; kg:date ?d } } ORDER BY ?g ?e ?d",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?e ?n { ?e a kg:Event { SELECT ?e (COUNT(?g) AS ?n) { GRAPH ?g { ?e kg:date ?d } } "
    "GROUP BY ?e } } ORDER BY ?e",
    "SELECT ?e { ?e a kg:Event FILTER NOT EXISTS { GRAPH ?g { ?e kg:place ?x } } } ORDER BY ?e",
    "CONSTRUCT { ?e kg:date ?d } { ?e a kg:Event ; kg:date ?d }",
    "CONSTRUCT WHERE { ?e kg:date ?d }",
    "ASK { ?e a kg:Event ; kg:date ?d }",
    "SELECT ?c { ?x kg:confidence ?c FILTER(?c > 0.1) } ORDER BY ?c ?x",
    "PREFIX k: <https://w3id.org/newsgraph/ontology#> SELECT ?l { ?e a k:Event ; rdfs:label ?l "
    "OPTIONAL { GRAPH ?g { ?e kg:place ?p } } } ORDER BY ?l # kg:x { GRAPH ?g {",
    "SELECT ?s { GRAPH id:graph\\/judgements { ?s a kg:Judgement } } ORDER BY ?s",
]


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    pool = Workers(1)
    yield pool
    pool.close()


def test_queries_answer_the_same(address: str, home: Path, workers: Workers) -> None:
    folder = home / "local.kg"
    places = (str(folder), address)
    for place in places:
        with Writer.open(place) as writer:
            put(writer, made(*range(8)), batch=50)

    def run(place: str, text: str, format: str | None = None) -> bytes:
        with run_query(place, text, format=format, work=workers.work) as answer:
            return answer.read()

    for query in QUERIES:
        local, remote = (run(place, query) for place in places)
        assert local == remote, query
        assert local.strip() == b"true" or local.count(b"\n") > 1, query
    for name, query in all_queries().items():
        answers = []
        for place in places:
            ask = partial(run, place, format="json")
            given = {p.name: _some_value(p, ask) for p in query.parameters if p.required}
            text, _ = prepare_named(query, given, ask=ask, store=place)
            # When a store took an article in is its own.
            answers.append(re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"then", run(place, text)))
        assert answers[0] == answers[1], name
    graphs = [open_graph(place) for place in places]
    assert graphs[0].named("timeline") == graphs[1].named("timeline") != []


def _some_value(parameter: Parameter, ask: Ask) -> str:
    if parameter.kind == "date":
        return "2026-03-03"
    if parameter.kind in ("integer", "number"):
        return "1"
    if parameter.kind != "iri":
        return "plan"
    kind = {"event": "Event", "node": "Event", "article": "Article"}.get(parameter.name, "Person")
    found = json.loads(ask(f"SELECT ?x {{ ?x a kg:{kind} }} ORDER BY ?x LIMIT 1"))
    return f"<{found['results']['bindings'][0]['x']['value']}>"


def test_pages_and_protocols_over_a_store_at_an_address(address: str, home: Path) -> None:
    pytest.importorskip("starlette")
    with Writer.open(address) as writer:
        put(writer, made(0, 1, 2))
        article = writer.iri(made(1)[0])
    service = Service(address, workers=1)
    try:
        app = make_app(service)
        transport = httpx.ASGITransport(app=app)

        async def get(path: str, accept: str) -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://kg") as client:
                return await client.get(path, headers={"Accept": accept})

        def page(path: str, accept: str = "text/html") -> httpx.Response:
            return asyncio.run(get(path, accept))

        first = page("/")
        assert first.status_code == 200 and "Report" in first.text
        rows = page("/sparql?query=SELECT%20%3Fe%20%7B%3Fe%20a%20kg%3AEvent%7D", "text/csv")
        assert rows.status_code == 200 and rows.text.count("/event/") > 1
        graph = page(f"/store?graph={quote(article.value, safe='')}", "application/n-triples")
        assert graph.status_code == 200 and "/event/" in graph.text
        assert page("/store?graph=urn%3Anone", "text/turtle").status_code == 404
        assert page("/queries/timeline", "application/json").json()["rows"]
        found = page("/search?q=report")
        assert found.status_code == 200 and "<mark>" in found.text
        before = service.state()
        with Writer.open(address) as writer:
            put(writer, made(5))
        assert service.state() != before
    finally:
        service.close()


@pytest.fixture(scope="session")
def extracted(seeds: Path) -> list[Extraction]:
    """What the seed articles say."""
    articles = read_articles([str(seeds)])
    found = Extractor().extract_many(a for a in articles if isinstance(a, Article))
    return [e for e in found if isinstance(e, Extraction)]


def test_real_articles_come_to_the_same_bytes(address: str, extracted: list[Extraction]) -> None:
    assert extracted
    with Writer.open(None) as local, Writer.open(address) as writer:
        for target in (local, writer):
            put(target, extracted, batch=50)
        assert export(writer.store) == export(local.store)
