"""SPARQL updates of a store at an address: the same graphs as from the embedded engine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import NamedNode, Triple

from kg.config import Limits
from kg.errors import LimitError, UsageError
from kg.export.export import export_store
from kg.pipeline.writer import Writer
from kg.serve import changing
from kg.serve.effects import effect
from kg.serve.writing import Change, Changer
from kg.store import Store, open_store
from kg.store.oxigraph import OxigraphStore
from kg.store.remote.store import RemoteStore
from kg.store.view import whole_view
from tests.remote_servers import OxigraphServer, without_settings
from tests.test_remote import address, export, made, put, virtuoso
from tests.test_remote_commands import TWO, oxigraph

__all__ = ["address", "oxigraph", "virtuoso"]

EX = "PREFIX ex: <http://ex.org/>"
ONE, TWO_, THREE = (NamedNode(f"http://ex.org/g{n}") for n in (1, 2, 3))

UPDATES = [
    f"{EX} INSERT DATA {{ GRAPH ex:g1 {{ ex:a ex:p ex:b , 'x'@en , 4.50 ; rdfs:label 'A' . "
    "ex:b ex:p ex:c } GRAPH ex:g2 { ex:a ex:p ex:b } }",
    f"{EX} DELETE DATA {{ GRAPH ex:g2 {{ ex:a ex:p ex:b }} }} ;\n"
    "INSERT DATA { GRAPH ex:g2 { ex:z ex:p 'é \\\" ; } ?x' } } ;",
    f"{EX} INSERT {{ GRAPH ?g {{ ?s ex:seen true ; ex:not ?never }} }} "
    "WHERE { GRAPH ?g { ?s ex:p ?o } OPTIONAL { ?s ex:none ?never } }",
    f"{EX} WITH ex:g1 DELETE {{ ?s ex:p ?o }} INSERT {{ ?s ex:q ?o . "
    "GRAPH ex:g3 { ?o ex:of ?s } } WHERE { ?s ex:p ?o FILTER(ISIRI(?o)) }",
    f"{EX} DELETE WHERE {{ GRAPH ex:g3 {{ ex:b ex:of ?s }} }}",
    f"{EX} INSERT {{ GRAPH ex:g3 {{ ?a ex:both ?b }} }} USING ex:g1 USING NAMED ex:g2 "
    "WHERE { ?a ex:q ?b . GRAPH ?g { ex:z ex:p ?text } }",
    f"{EX} DELETE {{ GRAPH ex:g3 {{ ex:c ex:of ex:b }} }} WHERE {{ ex:a rdfs:label 'A' }}",
    f"{EX} DELETE {{ GRAPH ex:g3 {{ ex:c ex:gone ex:b }} }} WHERE {{ ex:a rdfs:label 'nobody' }}",
    f"{EX} COPY ex:g1 TO ex:g4 ; ADD ex:g2 TO ex:g4 ; "
    "INSERT DATA { GRAPH ex:g4 { ex:n ex:p 1 } } ; "
    "DELETE DATA { GRAPH ex:g4 { ex:z ex:seen true } } ; MOVE SILENT GRAPH ex:g2 TO GRAPH ex:g5",
    f"{EX} CREATE GRAPH ex:g9 ; DROP SILENT GRAPH ex:none ; CLEAR GRAPH ex:g4 ;"
    " INSERT DATA { GRAPH ex:g4 { ex:back ex:p ex:again } }",
    f"{EX} INSERT DATA {{ GRAPH ex:g5 {{ ex:brief ex:p 1 }} }} ; DROP GRAPH ex:g5",
    "BASE <http://ex.org/> PREFIX : <http://ex.org/> INSERT DATA { GRAPH <g6> { <a> :p <b#c> } }",
    f"{EX} INSERT {{ GRAPH ex:g7 {{ ?e ex:dated ?d }} }} WHERE {{ ?e a kg:Event ; kg:date ?d }}",
]  # fmt: skip
REFUSED = {
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }": "merged view",
    "INSERT { ?s <urn:b> <urn:c> } WHERE { ?s a kg:Event }": "merged view",
    "CLEAR DEFAULT": "takes one graph",
    "DROP ALL": "takes one graph",
    "COPY DEFAULT TO <urn:g>": "merged view",
    "COPY <urn:none> TO <urn:g>": "has no graph <urn:none>",
    "INSERT { GRAPH <urn:g> { ?s ?p ?o } } USING <http://elsewhere.example/g> WHERE { ?s ?p ?o }":
        "nothing is fetched",
    "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } } ;"
    "DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }":
        "one by one",
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    without_settings(monkeypatch.setenv, tmp_path)
    return tmp_path


def quads(store: Store) -> str:
    return "".join(export_store(store, "nquads"))


@TWO
def test_updates_come_to_what_the_embedded_engine_makes(address: str, home: Path) -> None:
    for place in (home / "news.kg", address):
        with Writer.open(place) as writer:
            put(writer, made(1, 2))
    with open_store(home / "news.kg", "write") as local, open_store(address, "write") as remote:
        assert isinstance(local, OxigraphStore) and isinstance(remote, RemoteStore)
        for text in UPDATES:
            changing._update_derived(local, text, "")
            remote.write(effect(remote, text))
            assert quads(remote) == quads(local), text
        assert export(remote) == export(local)
        before = quads(remote)
        for text, words in REFUSED.items():
            with pytest.raises(UsageError, match=words):
                remote.write(effect(remote, text))
        with pytest.raises(SyntaxError):
            effect(remote, "INSERT DATA { GRAPH <urn:g> {")
        assert quads(remote) == before


def test_a_server_over_an_address_is_written_to(oxigraph: OxigraphServer, home: Path) -> None:
    pytest.importorskip("starlette")
    from kg.serve.app import make_app
    from kg.serve.service import Service

    service = Service(oxigraph.address, Limits(timeout=60), token="secret", workers=1)
    transport = httpx.ASGITransport(app=make_app(service))

    async def send(method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://kg") as client:
            headers = {"Authorization": "Bearer secret", **options.pop("headers", {})}
            return await client.request(method, path, headers=headers, timeout=60, **options)

    def ask(method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(send(method, path, **options))

    try:
        with Writer.open(oxigraph.address) as writer:
            put(writer, made(1))
        state = service.state()
        graph, turtle = {"graph": "http://ex.org/g"}, {"Content-Type": "text/turtle"}
        blank = "[] <http://ex.org/p> 'one' , [ <http://ex.org/q> 2 ] ."
        sent = {"params": graph, "content": blank, "headers": turtle}
        assert ask("PUT", "/store", **sent).status_code == 201
        assert service.state() != state
        more = {"update": f"{EX} INSERT DATA {{ GRAPH ex:g {{ ex:a ex:p _:b . _:b ex:q 3 }} }}"}
        assert ask("POST", "/sparql", data=more).status_code == 204
        assert ask("POST", "/sparql", data={"update": "CLEAR ALL"}).status_code == 400
        shown = ask("GET", "/store?default", headers={"Accept": "application/n-triples"}).text
        assert '"one"' in shown and shown.count("ex.org/q") == 2 and "_:" not in shown
        with open_store(oxigraph.address) as store:
            named: dict[Any, set[Triple]] = {}
            for quad in store.quads():
                named.setdefault(quad.graph_name, set()).add(quad.triple)
            del named[store.graphs.log]
            assert set(store.view()) == whole_view(named, store.graphs)
            kept = store.graphs.records.value
        assert ask("DELETE", "/store", params={"graph": kept}).status_code == 400
        assert ask("DELETE", "/store", params=graph).status_code == 204
        assert ask("DELETE", "/store", params=graph).status_code == 404
        with Writer.open(oxigraph.address) as writer:
            busy = ask("PUT", "/store", **sent)
            assert busy.status_code == 503 and "being written by another" in busy.text
        oxigraph.kill()
        gone = ask("PUT", "/store", **sent)
        assert gone.status_code == 503 and "does not answer" in gone.text
    finally:
        service.close()


def test_a_change_that_takes_too_long_writes_nothing(oxigraph: OxigraphServer) -> None:
    with Writer.open(oxigraph.address) as writer:
        put(writer, made(*range(10)))
        before = export(writer.store)
    cross = "INSERT { GRAPH <urn:g> { ?a <urn:p> ?f } } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(LimitError, match="longer than 2 s; nothing was written"):
        Changer(oxigraph.address, Limits(timeout=2)).run(Change("update", cross))
    with open_store(oxigraph.address) as store:
        assert export(store) == before
