"""Addresses, passwords and answers of remote stores; queries as they are sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, QueryTriples, Store

from kg.cli import _run
from kg.errors import QueryError, StoreError, UsageError
from kg.iris import PREFIXES
from kg.pipeline.writer import Writer
from kg.store import open_store
from kg.store.opening import sidecar_folder
from kg.store.remote.address import Endpoint, conventional, endpoint_of, is_address
from kg.store.remote.cache import CacheFolder
from kg.store.remote.client import Client
from kg.store.remote.rewrite import hide_graphs, into_graph, with_prefixes
from tests.remote_servers import without_settings
from tests.remote_stub import Stub, serving
from tests.test_remote import export, made, put

SECRET = "hunter2-never-shown"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    without_settings(monkeypatch.setenv, tmp_path)
    return tmp_path


# Addresses and settings


def test_what_is_an_address() -> None:
    assert is_address("https://rdf.example/sparql") and is_address("HTTP://127.0.0.1:1/x")
    assert not is_address("news.kg") and not is_address(Path("https://x")) and not is_address(None)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"https://kg:{SECRET}@rdf.example/sparql", "KG_STORE_USER"),
        ("http://rdf.example/sparql", "in the clear"),
        ("http://127.0.0.1.evil.example/sparql", "in the clear"),
        ("https://", "not the address"),
        ("https://[bad/sparql", "not the address"),
        ("https://rdf.example:port/sparql", "not the address"),
    ],
)
def test_addresses_that_are_refused(
    address: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in (["stats"], ["query", "ASK {}"], ["export"], ["timeline"]):
        assert _run([*verb, "--store", address]) == 2
        told = capsys.readouterr()
        assert words in told.err and told.err.count("\n") == 1
        assert SECRET not in told.err + told.out


def test_plain_http_where_it_is_asked_for() -> None:
    assert endpoint_of("http://rdf.example/sparql", {"KG_STORE_PLAIN_HTTP": "1"}).user is None
    assert endpoint_of("http://localhost:1/sparql", {}).local
    assert endpoint_of("http://[::1]:1/sparql", {}).local


def test_user_and_password(home: Path) -> None:
    address = "https://rdf.example/sparql"
    env = {"HOME": str(home), "KG_STORE_USER": "ann", "KG_STORE_PASSWORD": SECRET}
    found = endpoint_of(address, env)
    assert (found.user, found.password) == ("ann", SECRET)
    assert SECRET not in repr(found)
    # A password for the store that KG_STORE names is not shown to another server.
    assert endpoint_of(address, {**env, "KG_STORE": "https://other.example/sparql"}).user is None
    assert endpoint_of(address, {**env, "KG_STORE": "https://rdf.example/other"}).user == "ann"
    netrc = home / "netrc"
    netrc.write_text(f"machine rdf.example login bob password {SECRET}\n")
    netrc.chmod(0o600)
    found = endpoint_of(address, {"HOME": str(home), "NETRC": str(netrc)})
    assert (found.user, found.password) == ("bob", SECRET)
    netrc.write_text(f"machine rdf.example login bob nonsense {SECRET}\n")
    with pytest.raises(UsageError) as error:
        endpoint_of(address, {"HOME": str(home), "NETRC": str(netrc)})
    assert SECRET not in str(error.value)


def test_a_token_is_shown_to_its_server_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub()
    monkeypatch.setenv("KG_STORE_TOKEN", SECRET)
    with serving(stub) as address:
        assert Client(endpoint_of(address)).ask("ASK {}")
        assert stub.seen == [f"Bearer {SECRET}"]
        monkeypatch.setenv("KG_STORE", "https://other.example/sparql")
        assert Client(endpoint_of(address)).ask("ASK {}")
        assert stub.seen[1] == "" and SECRET not in repr(endpoint_of("https://other.example/x"))


def test_the_file_of_stores(home: Path) -> None:
    stores, secret = home / "stores.toml", home / "secret"
    secret.write_text(SECRET + "\n")
    stores.write_text(
        '["https://rdf.example/sparql"]\n'
        'update = "https://rdf.example/sparql-auth"\ngraphs = "https://rdf.example/crud"\n'
        f'user = "carol"\npassword_file = "{secret}"\npatience = 7\n'
    )
    env = {"HOME": str(home), "KG_STORES": str(stores)}
    found = endpoint_of("https://rdf.example/sparql", env)
    assert found == Endpoint(
        "https://rdf.example/sparql",
        "https://rdf.example/sparql-auth",
        "https://rdf.example/crud",
        "carol",
        SECRET,
        7.0,
    )
    assert endpoint_of("https://rdf.example/other", env).user is None
    stores.write_text('["https://rdf.example/sparql"]\npassword = "x"\n')
    with pytest.raises(UsageError, match="password_file"):
        endpoint_of("https://rdf.example/sparql", env)
    stores.write_text("nonsense")
    with pytest.raises(UsageError, match=r"stores\.toml"):
        endpoint_of("https://rdf.example/sparql", env)


def test_settings_of_another_server_are_refused(home: Path) -> None:
    env = {"HOME": str(home), "KG_STORE_UPDATE": "https://prod.example/update"}
    with pytest.raises(UsageError, match="one server"):
        endpoint_of("https://test.example/sparql", env)
    with pytest.raises(UsageError, match="KG_STORE_PATIENCE"):
        endpoint_of("https://test.example/sparql", {"KG_STORE_PATIENCE": "long"})


@pytest.mark.parametrize(
    ("query", "server", "update", "graphs"),
    [
        ("/sparql", "Virtuoso/07.20.3229 (Linux)", "/sparql-auth", "/sparql-graph-crud-auth"),
        ("/sparql", "Oxigraph/0.5.13", "/update", "/store"),
        ("/query", "Oxigraph/0.5.13", "/update", "/store"),
        ("/news/sparql", "Apache Jena Fuseki (5.2.0)", "/news/update", "/news/data"),
        (
            "/repositories/news",
            "GraphDB/11",
            "/repositories/news/statements",
            "/repositories/news/rdf-graphs/service",
        ),
        ("/x/query", "", "/x/update", None),
        ("/x/sparql", "nginx", "/x/sparql", None),
    ],
)
def test_endpoints_that_follow_from_the_address(
    query: str, server: str, update: str, graphs: str | None
) -> None:
    host = "https://rdf.example"
    wanted = (host + update, None if graphs is None else host + graphs)
    assert conventional(host + query, server) == wanted


# Passwords, faults and limits on the wire


def test_basic_is_sent_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub()
    stub.login = ("ann", SECRET)
    with serving(stub) as address:
        with pytest.raises(StoreError, match="KG_STORE_USER") as error:
            open_store(address, "create")
        monkeypatch.setenv("KG_STORE_USER", "ann")
        monkeypatch.setenv("KG_STORE_PASSWORD", "wrong-" + SECRET)
        with pytest.raises(StoreError, match="takes not the user") as other:
            open_store(address, "create")
        assert SECRET not in str(error.value) + str(other.value)
        monkeypatch.setenv("KG_STORE_PASSWORD", SECRET)
        with Writer.open(address) as writer:
            put(writer, made(1))
        stub.login = None
        stub.seen.clear()
        with open_store(address) as store:
            assert len(store)
        assert not any(stub.seen), "nobody asked for the password"


def test_an_update_endpoint_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, writes = Stub(), Stub()
    writes.store = reads.store
    with serving(reads) as address:
        monkeypatch.setenv("KG_STORE_UPDATE", address.replace("/sparql", "/write/here"))
        with Writer.open(address) as writer:
            put(writer, made(1))
    assert reads.sizes


def test_a_busy_store_is_waited_for_as_it_asks() -> None:
    stub = Stub()
    slept: list[float] = []
    with serving(stub) as address:
        stub.faults = [(503, {"Retry-After": "3"}, b""), (502, {}, b""), (429, {}, b"")]
        client = Client(Endpoint(address), sleep=slept.append)
        assert client.ask("ASK {}") is True
        assert slept == [3.0, 0.4, 0.8]
        stub.faults = [(503, {}, b"")] * 30
        clock = [0.0]

        def sleep(seconds: float) -> None:
            clock[0] += seconds

        client = Client(Endpoint(address, patience=20), sleep=sleep, clock=lambda: clock[0])
        with pytest.raises(StoreError, match="status 503, tried for 1"):
            client.ask("ASK {}")
        waited = clock[0]
        with pytest.raises(StoreError, match="does not answer"):
            client.ask("ASK {}")
        assert clock[0] == waited, "what is asked on the way out is not waited for again"
        stub.faults = [(503, {}, b"")]
        with pytest.raises(StoreError, match="does not answer"):
            Client(Endpoint(address), retry=False).ask("ASK {}")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ((200, {}, b"<html>Welcome</html>"), "no SPARQL results"),
        ((200, {}, b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a'), "no SPARQL results"),
        ((302, {"Location": "https://elsewhere.example/"}, b""), "has moved"),
        ((500, {}, b"oh\nno " * 200), "status 500: oh no"),
        ((400, {}, b"parse error"), "parse error"),
        ((404, {}, b"nothing"), "status 404"),
    ],
)
def test_answers_that_are_none(fault: tuple[int, dict[str, str], bytes], words: str) -> None:
    stub = Stub()
    with serving(stub) as address:
        stub.faults = [fault]
        with pytest.raises((StoreError, QueryError), match=words) as error:
            list(Client(Endpoint(address)).rows("SELECT ?a {}"))
        assert "\n" not in str(error.value) and len(str(error.value)) < 400


def test_an_answer_that_the_server_cut_short_is_no_answer() -> None:
    stub = Stub()
    stub.headers = {"X-SPARQL-MaxRows": "10000"}
    with serving(stub) as address, pytest.raises(StoreError, match="ResultSetMaxRows"):
        Client(Endpoint(address)).rows("SELECT * {}")


def test_a_server_that_takes_small_requests_gets_small_ones() -> None:
    stub = Stub()
    stub.most = 300_000
    with Writer.open(None) as local, serving(stub) as address, Writer.open(address) as writer:
        for target in (local, writer):
            put(target, made(*range(12)), batch=12)
        assert export(writer.store) == export(local.store)
    assert max(stub.sizes) <= 300_000


def test_the_cache_folder(home: Path) -> None:
    address = "https://rdf.example/sparql"
    folder = sidecar_folder(address)
    assert folder is not None and str(folder).startswith(str(home / "cache"))
    assert sidecar_folder("https://rdf.example/other") != folder
    assert sidecar_folder(None) is None and sidecar_folder("news.kg") == Path("news.kg")
    first = CacheFolder(address)
    with pytest.raises(StoreError, match="another process on this machine"):
        CacheFolder(address)
    first.belong_to("one", "7.a")
    index = folder / "identity.sqlite"
    index.write_bytes(b"")
    feeds = folder / "feeds.sqlite"
    first.note("7.a", "8.b")
    first.close()
    for store, number, kept in (
        ("one", "8.b", True),
        ("one", "8.b", True),
        ("one", "9.c", False),  # another machine wrote
        ("two", "9.c", False),
    ):
        index.write_bytes(b"")
        feeds.write_bytes(b"")
        again = CacheFolder(address)
        assert again.id == first.id, "the same folder is the same writer"
        again.belong_to(store, number)
        assert index.exists() == kept, (store, number)
        assert feeds.exists() == (store == "one"), "what was taken of feeds is the store's"
        again.close()


# Queries as they are sent

EX = "https://example.org/"
VIEW, ONE, HIDDEN = f"{EX}view", f"{EX}one", f"{EX}staging/1"


def database(union: bool) -> Store:
    """The same data as a store with a view of its own, and as one whose plain patterns are all."""
    store = Store()
    view = NamedNode(VIEW)
    for subject, graph in (("a", ONE), ("b", ONE), ("c", f"{EX}two")):
        triple = (NamedNode(EX + subject), NamedNode(EX + "p"), NamedNode(EX + "o"))
        store.add(Quad(*triple, NamedNode(graph)))
        if subject != "b":
            store.add(Quad(*triple, view) if union else Quad(*triple))
    if union:
        store.add(Quad(NamedNode(EX + "d"), NamedNode(EX + "p"), view, NamedNode(HIDDEN)))
    return store


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 1",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s ex:p ?o OPTIONAL { GRAPH ?g { ?s ex:p ?o } } }",
        "SELECT * { GRAPH $g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) (EXISTS { ?x ?y ?z } AS ?e) { { SELECT ?s { ?s ?p ?o } } }",
        "SELECT ?s { { ?s ex:p ex:o } UNION { GRAPH <https://example.org/two> { ?s ?p ?o } } }",
        "SELECT ?s { VALUES ?s { ex:a ex:b } ?s ?p ?o } VALUES ?o { ex:o }",
        "SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g HAVING (COUNT(?s) > 0)",
        "SELECT * { ?s ?p ?o MINUS { GRAPH ?g { ?s ?p ?o } FILTER(?g = ex:two) } } # }{ GRAPH ?g {",
        "SELECT (\"} GRAPH ?g { '\" AS ?x) ?s { ?s ?p ?o FILTER(STR(?s) != '{') }",
        "ASK { ex:b ex:p ex:o }",
        "ASK{GRAPH ?g{ex:b ex:p ex:o}}",
        "CONSTRUCT { ?s ex:q ?g } { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT WHERE { ?s ex:p ?o }",
        "CONSTRUCT {} WHERE { ?s ex:p ?o }",
        "PREFIX ex: <https://example.org/> SELECT * { ?s ex:p* ?o }",
        "prefix EX: <https://example.org/> select * where { ?s EX:p ?o . graph ?g { ?s EX:p ?o } }",
        "DESCRIBE ?s WHERE { ?s ex:p ex:o GRAPH ?g { ?s ex:p ex:o } }",
    ],
)
def test_a_rewritten_query_means_the_same(query: str) -> None:
    text = with_prefixes(query, {**PREFIXES, "ex": EX})
    plain = database(False).query(text)
    sent = into_graph(hide_graphs(text, [VIEW], f"{EX}staging/"), VIEW)
    found = database(True).query(sent)
    if query.startswith("DESCRIBE"):
        return  # what a description holds is each store's own choice; that it parses is enough
    if isinstance(plain, QuerySolutions):
        assert isinstance(found, QuerySolutions)
        names = [v.value for v in plain.variables]
        rows = [sorted(str([row[n] for n in names]) for row in rows) for rows in (plain, found)]
        assert rows[0] == rows[1]
    elif isinstance(plain, QueryTriples):
        assert set(plain) == set(found)  # type: ignore[arg-type]
    else:
        assert bool(plain) == bool(found)


def test_prefixes_that_a_query_declares_stay_its_own() -> None:
    own = "PREFIX kg: <https://mine.example/> SELECT * { ?s kg:p id:x ; rdf:type 'wd:Q1' }"
    sent = with_prefixes(own, PREFIXES)
    assert sent.count("PREFIX kg:") == 1
    assert f"PREFIX id: <{PREFIXES['id']}>" in sent and "PREFIX rdf:" in sent
    assert "PREFIX wd:" not in sent
    assert with_prefixes("SELECT * { GRAPH id:graph\\/links { ?s ?p ?o } }", PREFIXES) == (
        f"SELECT * {{ GRAPH <{PREFIXES['id']}graph/links> {{ ?s ?p ?o }} }}"
    )
