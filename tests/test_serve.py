"""The server: protocol, limits, writing, the API, headers. A real server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")
pytest.importorskip("uvicorn", reason="needs the extra 'serve'")
httpx = pytest.importorskip("httpx", reason="needs the extra 'test'")

from kg.config import Limits  # noqa: E402
from kg.errors import QueryError, StoreError  # noqa: E402
from kg.serve.negotiate import GRAPHS, ROWS, best, wants_html  # noqa: E402
from kg.serve.service import Service  # noqa: E402
from kg.serve.updates import check_update, with_using  # noqa: E402
from tests.serve_samples import ID, TOKEN, fill, serving  # noqa: E402

JSON = {"Accept": "application/sparql-results+json"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SLOW = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l "
    "FILTER(?c != ?f && ?i != ?l && ?a != ?j) }"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("serve") / "news.kg")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[httpx.Client]:
    with serving(store) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        serving(tmp_path / "plain.kg", token=TOKEN) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


# --- queries -------------------------------------------------------------------------------------


def test_query_by_get_form_and_direct_post(site: httpx.Client) -> None:
    answers = [
        site.get("/sparql", params={"query": COUNT}, headers=JSON),
        site.post("/sparql", data={"query": COUNT}, headers=JSON),
        site.post(
            "/sparql",
            content=COUNT,
            headers={**JSON, "Content-Type": "application/sparql-query"},
        ),
    ]
    assert [a.status_code for a in answers] == [200, 200, 200]
    assert len({a.text for a in answers}) == 1
    assert int(answers[0].json()["results"]["bindings"][0]["n"]["value"]) > 100


@pytest.mark.parametrize("media", [*ROWS])
def test_every_type_of_rows(site: httpx.Client, media: str) -> None:
    answer = site.get("/sparql", params={"query": COUNT}, headers={"Accept": media})
    assert answer.status_code == 200
    expected = {
        "application/json": "application/sparql-results+json",
        "application/xml": "application/sparql-results+xml",
    }.get(media, media)
    assert answer.headers["content-type"].startswith(expected)


@pytest.mark.parametrize("media", [*GRAPHS][:4])
def test_every_type_of_graphs(site: httpx.Client, media: str) -> None:
    query = "CONSTRUCT { ?s a kg:Event } { ?s a kg:Event }"
    answer = site.get("/sparql", params={"query": query}, headers={"Accept": media})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert "Event" in answer.text


def test_a_type_that_nobody_has_is_not_acceptable(site: httpx.Client) -> None:
    answer = site.get("/sparql", params={"query": COUNT}, headers={"Accept": "image/png"})
    assert answer.status_code == 406


def test_a_syntax_error_names_line_and_column(site: httpx.Client) -> None:
    answer = site.get("/sparql", params={"query": "SELECT *\n{ ?s ?p }"})
    assert answer.status_code == 400
    assert answer.text.startswith("line 2, column ")
    assert answer.text.count("\n") == 1
    assert answer.headers["x-error-line"] == "2"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:9/graph> { ?s ?p ?o }",
        "SELECT * " + "{" * 10_000 + "}" * 10_000,
        "LOAD <http://127.0.0.1:9/>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    ],
)
def test_what_reaches_out_or_nests_too_deep_is_refused(site: httpx.Client, query: str) -> None:
    answer = site.post("/sparql", data={"query": query})
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1


def test_the_client_chooses_the_data_set(site: httpx.Client) -> None:
    graph = ID + "article/one.txt"
    one = site.get("/sparql", params={"query": COUNT, "default-graph-uri": graph}, headers=JSON)
    whole = site.get("/sparql", params={"query": COUNT}, headers=JSON)
    count = [int(a.json()["results"]["bindings"][0]["n"]["value"]) for a in (one, whole)]
    assert 0 < count[0] < count[1]
    none = site.get("/sparql", params={"query": COUNT, "default-graph-uri": "urn:no"}, headers=JSON)
    assert none.json()["results"]["bindings"][0]["n"]["value"] == "0"


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": {"query": [COUNT, COUNT]}}, 400),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 400),
        ("POST", {"content": "query=x", "headers": {"Content-Type": "text/plain"}}, 415),
        (
            "POST",
            {
                "content": "ASK {}".encode("utf-16"),
                "headers": {"Content-Type": "application/sparql-query; charset=UTF-16"},
            },
            415,
        ),
        ("PUT", {"params": {"query": COUNT}}, 405),
    ],
)
def test_bad_requests(site: httpx.Client, method: str, arguments: dict, status: int) -> None:
    assert site.request(method, "/sparql", **arguments).status_code == status


def test_the_service_description(site: httpx.Client) -> None:
    answer = site.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    assert "SPARQL11Query" in answer.text
    assert "SPARQL11Update" not in answer.text


# --- limits --------------------------------------------------------------------------------------


def test_a_query_that_needs_more_memory_meets_a_limit(store: Path) -> None:
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    limits = Limits(timeout=60, max_rows=0, max_memory=200 << 20)
    with serving(store, limits=limits) as address, httpx.Client(base_url=address) as client:
        met = client.get("/sparql", params={"query": text}, timeout=90)
        assert met.status_code == 503 and "200 MiB of memory" in met.text
        assert client.get("/sparql", params={"query": "ASK {}"}, timeout=90).status_code == 200


def test_a_query_at_its_limit_gives_an_error_and_the_next_one_runs(store: Path) -> None:
    limits = Limits(timeout=1.0, max_rows=50)
    with serving(store, limits=limits) as address, httpx.Client(base_url=address) as client:
        slow = client.get("/sparql", params={"query": SLOW}, timeout=60)
        assert slow.status_code == 503
        assert "longer than 1 s" in slow.text
        rows = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, timeout=60)
        assert rows.status_code == 503
        assert "more than 50 rows" in rows.text
        few = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}, headers=JSON, timeout=60)
        assert few.json()["boolean"] is True


def test_a_slow_query_holds_nobody_up(store: Path) -> None:
    limits = Limits(timeout=6.0)
    with serving(store, limits=limits) as address, httpx.Client(base_url=address) as client:
        done: list[int] = []

        def slow() -> None:
            done.append(
                httpx.get(f"{address}/sparql", params={"query": SLOW}, timeout=60).status_code
            )

        thread = threading.Thread(target=slow)
        thread.start()
        assert client.get("/sparql", params={"query": COUNT}, timeout=30).status_code == 200
        assert not done
        thread.join(60)
        assert done == [503]


# --- headers -------------------------------------------------------------------------------------


def test_an_etag_saves_the_answer_until_the_store_changes(tmp_path: Path) -> None:
    store = fill(tmp_path / "news.kg")
    with (
        serving(store, token=TOKEN) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        for path in ("/sparql?query=ASK%7B%7D", "/queries/actors", "/id/actor/ana-ruiz"):
            accept = {"Accept": "text/html" if path.startswith("/id") else "*/*"}
            first = client.get(path, headers=accept)
            tag = {"If-None-Match": first.headers["etag"]}
            again = client.get(path, headers={**accept, **tag})
            assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        before = client.get("/queries/actors").headers["etag"]
        update = f"INSERT DATA {{ GRAPH <{ID}x> {{ <{ID}x> rdfs:label 'x' }} }}"
        assert client.post("/sparql", data={"update": update}, headers=BEARER).status_code == 204
        assert client.get("/queries/actors", headers={"If-None-Match": before}).status_code == 200


def test_cors_compression_and_policy(site: httpx.Client) -> None:
    answer = site.get(
        "/sparql",
        params={"query": "SELECT * { ?s ?p ?o } LIMIT 100"},
        headers={"Origin": "https://elsewhere.example", "Accept-Encoding": "gzip"},
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-encoding"] == "gzip"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    before = site.options(
        "/store?default",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert before.status_code == 200
    assert "PUT" in before.headers["access-control-allow-methods"]


# --- writing -------------------------------------------------------------------------------------


def test_writing_needs_a_writable_server_and_the_token(
    site: httpx.Client, writable: httpx.Client
) -> None:
    update = {"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}
    assert site.post("/sparql", data=update, headers=BEARER).status_code == 403
    assert site.put("/store?default", content="").status_code == 403
    assert writable.post("/sparql", data=update).status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert writable.post("/sparql", data=update, headers=wrong).status_code == 401
    assert writable.delete("/store?default", headers=wrong).status_code == 401
    assert writable.post("/sparql", data=update, headers=BEARER).status_code == 204
    found = writable.get("/sparql", params={"query": "ASK { <urn:a> <urn:b> <urn:c> }"})
    assert found.json()["boolean"] is True


def test_the_graph_store_protocol(writable: httpx.Client) -> None:
    turtle = {**BEARER, "Content-Type": "text/turtle"}
    address = {"params": {"graph": "http://example.org/g"}}
    one = "<http://example.org/a> <http://example.org/b> 'one' ."
    assert writable.get("/store", **address).status_code == 404
    assert writable.put("/store", content=one, headers=turtle, **address).status_code == 201
    assert writable.put("/store", content=one, headers=turtle, **address).status_code == 204
    two = one.replace("one", "two")
    assert writable.post("/store", content=two, headers=turtle, **address).status_code == 204
    lines = writable.get("/store", headers={"Accept": "application/n-triples"}, **address).text
    assert sorted(line.split('"')[1] for line in lines.splitlines()) == ["one", "two"]
    assert writable.head("/store", **address).status_code == 200
    broken = writable.put("/store", content="<a> <b", headers=turtle, **address)
    assert (broken.status_code, broken.text.count("\n")) == (400, 1)
    assert writable.delete("/store", headers=BEARER, **address).status_code == 204
    assert writable.delete("/store", headers=BEARER, **address).status_code == 404


def test_on_a_store_of_articles_the_view_follows_and_is_not_written(tmp_path: Path) -> None:
    store = fill(tmp_path / "news.kg")
    with (
        serving(store, token=TOKEN) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):

        def update(text: str) -> httpx.Response:
            return client.post("/sparql", data={"update": text}, headers=BEARER)

        def ask(text: str) -> bool:
            answer = client.get("/sparql", params={"query": text}, headers=JSON)
            found = answer.json()["boolean"]
            assert isinstance(found, bool)
            return found

        refused = update("INSERT DATA { <urn:a> rdfs:label 'plain' }")
        assert "merged view" in refused.text, refused.text
        assert refused.status_code == 400
        assert client.put("/store?default", content="", headers=BEARER).status_code == 400
        assert update("CLEAR DEFAULT").status_code == 400
        assert update(f"CLEAR GRAPH <{ID}graph/records>").status_code == 400

        note = f"GRAPH <{ID}note> {{ <{ID}actor/ana-ruiz> rdfs:comment 'seen' }}"
        assert update(f"INSERT DATA {{ {note} }}").status_code == 204
        seen = f"ASK {{ <{ID}actor/ana-ruiz> rdfs:comment 'seen' }}"
        assert ask(seen)
        assert (
            update(
                f"DELETE {{ GRAPH ?g {{ ?s rdfs:comment ?o }} }} WHERE {{ GRAPH ?g "
                f"{{ ?s rdfs:comment ?o FILTER(?g = <{ID}note>) }} }}"
            ).status_code
            == 204
        )
        assert not ask(seen)
        graph = {"params": {"graph": ID + "note"}}
        put = client.put(
            "/store",
            content=f"<{ID}actor/ana-ruiz> <http://www.w3.org/2000/01/rdf-schema#comment> 'seen' .",
            headers={**BEARER, "Content-Type": "text/turtle"},
            **graph,
        )
        assert put.status_code == 201
        assert ask(seen)
        assert client.delete("/store", headers=BEARER, **graph).status_code == 204
        assert not ask(seen)


def test_updates_that_reach_out_are_refused() -> None:
    for text in (
        "LOAD <http://example.org/>",
        "\\u004COAD <http://example.org/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "INSERT DATA " + "{" * 5000,
    ):
        with pytest.raises(QueryError):
            check_update(text)
    check_update("INSERT DATA { <urn:LOAD> <urn:p> 'LOAD <x> ; SERVICE' }")


def test_graphs_of_the_request_become_using_clauses() -> None:
    found = with_using("INSERT { ?s a ?t } WHERE { ?s a ?u }", ["urn:g"], ["urn:n"])
    assert found == "INSERT { ?s a ?t } USING <urn:g> USING NAMED <urn:n> WHERE { ?s a ?u }"
    found = with_using("DELETE WHERE { ?s a ?u }", ["urn:g"], [])
    assert found == "DELETE { ?s a ?u } USING <urn:g> WHERE { ?s a ?u }"
    with pytest.raises(QueryError):
        with_using("WITH <urn:x> DELETE { ?s a ?u } WHERE { ?s a ?u }", ["urn:g"], [])


# --- the API of named queries --------------------------------------------------------------------


def test_a_named_query_as_json_and_csv(site: httpx.Client) -> None:
    rows = site.get("/queries/timeline", params={"actor": "Ana Ruiz"}).json()
    assert [row["what"] for row in rows["rows"]] == ["Ana Ruiz met Omar Lund"]
    table = site.get("/queries/timeline", params={"actor": "Ana Ruiz", "format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].split(",") == rows["columns"]
    assert site.get("/queries/nothing-like-it").status_code == 404
    assert site.get("/queries/timeline", params={"nonsense": "1"}).status_code == 400
    assert site.get("/queries/timeline", params={"from": "soon"}).status_code == 400


def test_the_openapi_description_names_every_query(site: httpx.Client) -> None:
    found = site.get("/openapi.json").json()
    listed = site.get("/queries", headers={"Accept": "application/json"}).json()
    assert found["openapi"].startswith("3.1")
    assert {f"/queries/{query['name']}" for query in listed} <= set(found["paths"])
    timeline = found["paths"]["/queries/timeline"]["get"]["parameters"]
    assert {"actor", "from", "to"} <= {parameter["name"] for parameter in timeline}


# --- small parts ---------------------------------------------------------------------------------


def test_negotiation_follows_quality_and_specificity() -> None:
    assert best(None, ROWS) == "json"
    assert best("text/csv;q=0.9, application/sparql-results+xml", ROWS) == "xml"
    assert best("text/*;q=0.5, text/csv;q=0", ROWS) == "tsv"
    assert best("*/*;q=0.1", GRAPHS) == "turtle"
    assert best("image/png", ROWS) is None
    assert wants_html("text/html,application/xhtml+xml,*/*;q=0.8")
    assert not wants_html("text/turtle, text/html;q=0.5")
    assert not wants_html("*/*")


def test_a_missing_store_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        Service(tmp_path / "none.kg")


def test_the_command_tells_where_it_serves(store: Path) -> None:
    import subprocess
    import sys

    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.split(" at ")[1].split()[0]
        answer = httpx.get(address + "sparql", params={"query": "ASK {}"}, timeout=30)
        assert json.loads(answer.text)["boolean"] is True
    finally:
        process.terminate()
        process.wait(20)
