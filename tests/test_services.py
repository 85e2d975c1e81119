"""SERVICE: only hosts on the allow list, within limits, asked about the store's own values."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat

from kg.cli import cli
from kg.config import Limits
from kg.errors import KgError, LimitError, QueryError, UsageError
from kg.query.checks import check
from kg.query.pushing import blocks, pushed
from kg.query.relay import RemoteError
from kg.query.runner import run_query
from kg.query.services import Services, allow
from tests.serve_samples import fill
from tests.sparql_loopback import Loopback, serving_sparql

FACTS = """
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix wd: <http://www.wikidata.org/entity/> .
wd:Q1 wdt:P102 wd:Q10 . wd:Q2 wdt:P102 wd:Q20 . wd:Q3 wdt:P102 wd:Q30 .
"""
LOCAL = "VALUES ?e { <http://www.wikidata.org/entity/Q2> }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("services") / "news.kg"
    fill(folder)
    return folder


@pytest.fixture
def remote() -> Iterator[tuple[Loopback, str]]:
    loopback = Loopback(FACTS)
    with serving_sparql(loopback) as url:
        yield loopback, url


def services(url: str, **limits: Any) -> Services:
    return Services(allow([urlsplit(url).netloc]), **limits)


def answer(store: Path, text: str, allowed: Services, **more: Any) -> str:
    with run_query(store, text, services=allowed, **more) as got:
        return got.read().decode()


def test_an_allowed_host_is_asked(store: Path, remote: tuple[Loopback, str]) -> None:
    loopback, url = remote
    text = f"SELECT ?party {{ {LOCAL} SERVICE <{url}> {{ ?e wdt:P102 ?party }} }}"
    got = answer(store, text, services(url, contact="me@example.org"))
    assert got.split() == ["party", "http://www.wikidata.org/entity/Q20"]
    assert "newsgraph/" in loopback.agents[0] and "me@example.org" in loopback.agents[0]
    assert answer(store, text.replace(f"<{url}", f"SILENT <{url}"), services(url)) == got


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("SERVICE <http://other.example/sparql> { ?e ?p ?o }", "other.example is not among"),
        ("SERVICE ?where { ?e ?p ?o }", "by a variable"),
        ("SERVICE SILENT ?where { ?e ?p ?o }", "by a variable"),
        ("SERVICE wd:Q1 { ?e ?p ?o }", "address in full"),
        ("SERVICE <sparql> { ?e ?p ?o }", "no address"),
        ("SERVICE <file:///etc/passwd> { ?e ?p ?o }", "no address"),
        ("SERVICE <http://me:secret@a.example/> { ?e ?p ?o }", "no user name"),
        ("SERVICE <http://a.example:81/> { ?e ?p ?o }", "not among"),
        ("SERVICE <https://a.example.evil.example/> { ?e ?p ?o }", "not among"),
        ("SERVICE <http://a.example:x/> { ?e ?p ?o }", "no address"),
        ("s\\u0045RVICE <http://a.example/> { ?e ?p ?o }", "without"),
        ("SERVICE <http://a.exampl\\u0065/> { ?e ?p ?o }", "address in full"),
        ("{ SELECT * { SERVICE <http://other.example/> { ?e ?p ?o } } }", "not among"),
    ],
)
def test_what_is_not_allowed_is_refused_in_one_line(clause: str, said: str) -> None:
    with pytest.raises(QueryError, match=said) as error:
        check(f"SELECT * {{ {clause} }}", services=Services(allow(["a.example"])))
    assert "\n" not in str(error.value)


def test_hosts_are_compared_as_hosts() -> None:
    allowed = Services(allow(["Wikidata", "localhost:3030", "[::1]:8080", "a.example."]))
    for good in (
        "https://query.wikidata.org/sparql",
        "https://QUERY.wikidata.org./sparql",
        "http://localhost:3030/x",
        "http://[::1]:8080/",
        "http://a.example:80/",
    ):
        assert allowed.refusal(good) is None, good
    for bad in ("http://localhost/", "http://[::1]/", "https://wikidata.org/", "ftp://a.example/"):
        assert allowed.refusal(bad), bad
    assert "--allow-service" in (Services().refusal("https://a.example/") or "")
    for wrong in ("", "*", "http://a.example/", "a.example/x", "a b", "a.example:123456"):
        with pytest.raises(UsageError, match="not a host"):
            allow([wrong])


def test_rows_time_and_faults_end_it_with_one_line(
    store: Path, remote: tuple[Loopback, str]
) -> None:
    loopback, url = remote
    text = f"SELECT * {{ SERVICE <{url}> {{ ?e wdt:P102 ?party }} }}"
    with pytest.raises(LimitError, match="more than 2 rows"):
        answer(store, text, services(url, max_rows=2))
    assert answer(store, text, services(url, max_rows=3)).count("Q") == 6
    loopback.faults = [(500, {}, b"")]
    with pytest.raises(RemoteError, match="status 500"):
        answer(store, text, services(url))
    loopback.faults = [(200, {}, b"<html>not today</html>")]
    with pytest.raises(RemoteError, match="no SPARQL results"):
        answer(store, text, services(url))
    loopback.faults = [(302, {"Location": "http://127.0.0.1:1/"}, b"")]
    with pytest.raises(RemoteError, match="status 302, which is not followed"):
        answer(store, text, services(url))
    loopback.faults = [(429, {"Retry-After": "0"}, b"")]
    assert answer(store, text, services(url)).count("Q") == 6
    loopback.faults = [(429, {"Retry-After": "600"}, b"")]
    with pytest.raises(RemoteError, match="status 429"):
        answer(store, text, services(url))
    loopback.faults = [(500, {}, b"")]
    silent = f"SELECT ?x {{ BIND(1 AS ?x) OPTIONAL {{ SERVICE SILENT <{url}> {{ ?e ?p ?o }} }} }}"
    assert answer(store, silent, services(url)).split() == ["x", "1"]


class _Slow(BaseHTTPRequestHandler):
    """Sends a byte now and then, for ever: a time limit for each read would never be met."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            try:
                self.wfile.write(b" ")
                time.sleep(0.1)
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_an_endpoint_that_trickles_meets_the_time_limit(store: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    text = f"SELECT * {{ SERVICE <{url}> {{ ?e ?p ?o }} }}"
    try:
        start = time.monotonic()
        with pytest.raises(LimitError, match=r"no answer in 0\.5 s"):
            answer(store, text, services(url, timeout=0.5))
        with pytest.raises(LimitError, match="longer than 1 s"):
            answer(store, text, services(url, timeout=60), limits=Limits(timeout=1.0))
        assert time.monotonic() - start < 6
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(RemoteError, match="cannot be reached"):
        answer(store, text, services(url, timeout=5))


def test_the_values_of_the_store_are_sent_along(store: Path, remote: tuple[Loopback, str]) -> None:
    loopback, url = remote
    with run_query(store, "SELECT ?a ?l { ?a rdfs:label ?l }") as got:
        labels = got.read().decode().splitlines()[1:]
    assert labels
    loopback.store.load(
        b"".join(
            f"<{line.split(',')[0]}> <urn:p> <urn:x> .\n".encode()
            for line in labels
            if line.startswith("http")
        )
        + b"<urn:elsewhere> <urn:p> <urn:x> .\n",
        format=RdfFormat.N_TRIPLES,
    )
    text = (
        "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a rdfs:label ?l FILTER(STRLEN(?l) > 0) "
        f"SERVICE <{url}> {{ ?a <urn:p> ?x }} }}"
    )
    count = int(answer(store, text, services(url)).split()[1])
    assert count >= 1
    assert "VALUES" in loopback.queries[-1] and "urn:elsewhere" not in loopback.queries[-1]
    # The same answer as without: a group of its own keeps the values from being sent.
    plain = text.replace("SERVICE", "{ SERVICE") + " }"
    assert int(answer(store, plain, services(url)).split()[1]) == count
    assert "VALUES" not in loopback.queries[-1]


def test_values_are_sent_only_where_that_is_sure() -> None:
    def sent(text: str) -> str:
        return pushed(text, lambda question, names: [("<urn:1>",) * len(names)])

    block = "SERVICE <http://a.example/> { ?e wdt:P1 ?v }"
    good = [
        f"SELECT * {{ ?a skos:exactMatch ?e . {block} }}",
        f"SELECT * {{ {block} ?a skos:exactMatch ?e }}",
        f"SELECT * {{ ?a skos:exactMatch ?e OPTIONAL {{ {block} }} }}",
        f"CONSTRUCT {{ ?e a ?v }} WHERE {{ ?a skos:exactMatch ?e ; kg:n 3.5, 'x'@en {block} }}",
    ]
    for text in good:
        assert "VALUES (?e) { (<urn:1>) }" in sent(text), text
        question = blocks(text)[0].question
        assert question and "skos:exactMatch ?e" in question
    bad = [
        f"SELECT * {{ {block} }}",
        f"SELECT * {{ OPTIONAL {{ {block} }} ?a skos:exactMatch ?e }}",
        f"SELECT * {{ ?a skos:exactMatch ?e OPTIONAL {{ ?e a ?t {block} }} }}",
        f"SELECT * {{ {{ ?a skos:exactMatch ?e }} UNION {{ {block} }} }}",
        f"SELECT * {{ GRAPH ?g {{ ?a skos:exactMatch ?e {block} }} }}",
        "SELECT * { ?a a ?e SERVICE <http://a.example/> { SELECT ?e { ?e a ?v } LIMIT 1 } }",
    ]
    for text in bad:
        assert sent(text) == text, text
    assert pushed(good[0], lambda question, names: None) == good[0]
    assert pushed(good[0], lambda question, names: [(None,)]) == good[0]


def test_the_command_and_its_environment(
    store: Path, remote: tuple[Loopback, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = remote
    text = f"SELECT * {{ SERVICE <{url}> {{ ?e wdt:P102 ?party }} }}"
    run = CliRunner()
    refused = run.invoke(cli, ["query", text, "--store", str(store)])
    assert isinstance(refused.exception, (KgError, SystemExit))
    host = urlsplit(url).netloc
    good = run.invoke(cli, ["query", text, "--store", str(store), "--allow-service", host])
    assert good.exit_code == 0 and good.output.count("Q") == 6
    monkeypatch.setenv("KG_SERVICES", f"wikidata, {host}")
    assert run.invoke(cli, ["query", text, "--store", str(store)]).output == good.output
    few = run.invoke(cli, ["query", text, "--store", str(store), "--service-rows", "1"])
    assert few.exit_code != 0


def test_the_server_reaches_what_it_was_told_and_nothing_else(
    store: Path, remote: tuple[Loopback, str]
) -> None:
    from starlette.testclient import TestClient

    from kg.serve.app import make_app
    from kg.serve.service import Service

    loopback, url = remote
    text = f"SELECT ?party {{ {LOCAL} SERVICE <{url}> {{ ?e wdt:P102 ?party }} }}"
    service = Service(store, Limits(timeout=20), workers=1, services=services(url))
    try:
        client = TestClient(make_app(service))
        for _ in range(2):
            got = client.get("/sparql", params={"query": text}, headers={"Accept": "text/csv"})
            assert got.status_code == 200 and "Q20" in got.text
            assert got.headers["cache-control"] == "no-store" and "etag" not in got.headers
        assert len(loopback.queries) == 2
        other = client.get("/sparql", params={"query": text.replace(url, "http://b.example/")})
        assert other.status_code == 400 and "b.example is not among" in other.text
        loopback.faults = [(500, {}, b"")]
        broken = client.get("/sparql", params={"query": text})
        assert broken.status_code == 502 and broken.text.count("\n") == 1
    finally:
        service.close()
