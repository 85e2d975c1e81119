"""The reconciliation service and its client, against the API's own schemas and each other."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import UsageError
from kg.iris import DEFAULT_BASE
from kg.link import LinkContext, Linker
from kg.link.reconcile import KnownActor, Reconciler, build_index
from kg.model import Actor, ActorType
from kg.serve.reconcile import ReconcileServer

ACTORS = [
    KnownActor(DEFAULT_BASE + "actor/ada-quill", "Ada Quill", "Person", ("Quill",), 3),
    KnownActor(DEFAULT_BASE + "actor/bea-quill", "Bea Quill", "Person", (), 1),
    KnownActor(DEFAULT_BASE + "actor/port-quill", "Port Quill", "Place", (), 2),
    KnownActor(DEFAULT_BASE + "actor/atlantis", "Atlantis", "Country", ("Atlantean",), 9),
]


@pytest.fixture
def reconciler(tmp_path: Path) -> Reconciler:
    return Reconciler(build_index(ACTORS, tmp_path / "a.sqlite"), base=DEFAULT_BASE)


@pytest.fixture
def address(reconciler: Reconciler) -> Iterator[str]:
    server = ReconcileServer(reconciler, port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.address
    server.stop()
    thread.join()


def ask(reconciler: Reconciler, **query: Any) -> list[dict[str, Any]]:
    found = reconciler.batch(json.dumps({"q0": query}))["q0"]["result"]
    assert isinstance(found, list)
    return found


def test_an_exact_name_is_a_match(reconciler: Reconciler) -> None:
    best = ask(reconciler, query="ada quill")[0]
    assert (best["id"], best["name"], best["match"]) == ("actor/ada-quill", "Ada Quill", True)
    assert best["score"] == 100
    assert best["type"] == [{"id": "Person", "name": "Person"}]


def test_part_of_a_name_is_a_candidate(reconciler: Reconciler) -> None:
    found = ask(reconciler, query="Bea")
    assert [row["id"] for row in found] == ["actor/bea-quill"]
    assert found[0]["match"] is False
    assert found[0]["score"] < 95
    assert ask(reconciler, query="Nemo") == []


def test_type_and_limit(reconciler: Reconciler) -> None:
    assert {r["id"] for r in ask(reconciler, query="quill", type="Place")} == {"actor/port-quill"}
    assert len(ask(reconciler, query="quill", limit=1)) == 1
    assert len(ask(reconciler, query="quill", type=["Person", "Place"])) == 3
    assert len(ask(reconciler, query="quill", type="Actor")) == 3


@pytest.mark.parametrize(
    "bad",
    ["", "[]", "3", '{"q0": 1}', '{"q0": {}}', '{"q0": {"query": 1}}', "[" * 100_000,
     '{"q0": {"query": "a", "limit": -1}}', '{"q0": {"query": "a", "type": 3}}'],
)  # fmt: skip
def test_bad_batches(reconciler: Reconciler, bad: str) -> None:
    with pytest.raises(UsageError):
        reconciler.batch(bad)


def schemas(shared: Path) -> dict[str, Any]:
    folder = shared / "data" / "reconciliation" / "0.2" / "schemas"
    if not folder.is_dir():
        pytest.skip("needs the schemas of the reconciliation API (set KG_SHARED)")
    return {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}


def test_answers_validate_against_the_schemas(reconciler: Reconciler, shared: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    found = schemas(shared)
    draft = referencing.jsonschema.DRAFT7
    registry = referencing.Registry().with_resources(
        (content["$id"], referencing.Resource(content, draft))
        for content in found.values()
        if "$id" in content
    )

    def check(name: str, answer: Any) -> None:
        jsonschema.Draft7Validator(found[name], registry=registry).validate(answer)

    manifest = reconciler.manifest("http://127.0.0.1:1/reconcile")
    manifest_schema = json.loads(json.dumps(found["manifest"]))
    manifest_schema["properties"].pop("authentication", None)  # refers to a schema elsewhere
    jsonschema.Draft7Validator(manifest_schema, registry=registry).validate(manifest)
    queries = {"q0": {"query": "Ada Quill", "type": "Person", "limit": 3}, "q1": {"query": "x"}}
    check("reconciliation-query-batch", queries)
    check("reconciliation-result-batch", reconciler.batch(json.dumps(queries)))
    check("suggest-entities-response", reconciler.suggest_entity("po"))
    check("suggest-types-response", reconciler.suggest_type("p"))


def test_over_http(address: str) -> None:
    httpx = pytest.importorskip("httpx")
    manifest = httpx.get(address)
    assert manifest.json()["identifierSpace"] == DEFAULT_BASE
    assert manifest.headers["Access-Control-Allow-Origin"] == "*"
    queries = {"queries": json.dumps({"q0": {"query": "Atlantis"}})}
    for answer in (httpx.get(address, params=queries), httpx.post(address, data=queries)):
        assert answer.json()["q0"]["result"][0]["id"] == "actor/atlantis"
    assert httpx.post(address, data={"queries": "nonsense"}).status_code == 400
    assert httpx.get(address + "/../nothing").status_code == 404
    root = address.rsplit("/", 1)[0]
    assert httpx.get(root + "/suggest/entity", params={"prefix": "atl"}).json()["result"]


def polite() -> Any:
    pytest.importorskip("httpx", reason="needs the extra live")
    from kg.link.http import Polite

    return Polite("tests@example.org", pause=0.0, sleep=lambda _: None)


def link(address: str, *actors: Actor) -> list[Actor]:
    client = polite()
    from kg.link.reconciliation import ReconciliationLinker

    linker = ReconciliationLinker(client, address)
    assert isinstance(linker, Linker)
    return list(linker.link(actors, LinkContext()))


def test_our_client_on_our_service(address: str) -> None:
    ada, quill, crowd, nemo = link(
        address,
        Actor("x:1", ActorType.PERSON, "Ada Quill"),
        Actor("x:2", ActorType.PERSON, "Quill"),
        Actor("x:3", ActorType.GROUP, "Atlantis"),
        Actor("x:4", ActorType.PERSON, "Nemo"),
    )
    assert ada.link is not None
    assert ada.link.qid == DEFAULT_BASE + "actor/ada-quill"
    assert ada.link.source == "newsgraph"
    assert quill.link is not None
    assert crowd.link is None
    assert nemo.link is None


def test_a_service_that_is_none(address: str) -> None:
    client = polite()
    from kg.link.reconciliation import ReconciliationLinker

    linker = ReconciliationLinker(client, address.replace("/reconcile", "/suggest/type"))
    (actor,) = linker.link((Actor("x:1", ActorType.PERSON, "Ada Quill"),), LinkContext())
    assert actor.link is None
    assert "no reconciliation service" in linker.notes[0]


def test_csv_reconcile_is_understood(tmp_path: Path) -> None:
    """An independent server (csv-reconcile, MIT) speaks to our client."""
    # A warning of what an earlier test left unclosed is noted among the globals of the module that
    # is just being imported, and werkzeug's walks over its own.
    gc.collect()
    csv_reconcile = pytest.importorskip("csv_reconcile", reason="needs csv-reconcile")
    pytest.importorskip("csv_reconcile_dice", reason="needs csv-reconcile-dice")
    from csv_reconcile import initdb
    from werkzeug.serving import make_server

    table = tmp_path / "people.tsv"
    table.write_text("id\tname\nE1\tAda Quill\nE2\tBea Stone\n", encoding="utf-8")
    config = tmp_path / "config.py"
    config.write_text(
        f"DATABASE = {str(tmp_path / 'csv.db')!r}\n"
        "CSVKWARGS = {'delimiter': '\\t'}\n"
        "MANIFEST = {'identifierSpace': 'http://example.org/id/'}\n",
        encoding="utf-8",
    )
    app = csv_reconcile.create_app(str(config), str(tmp_path), "dice")
    with app.app_context():
        initdb.init_db_with_context(str(table), "id", "name")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        (ada,) = link(
            f"http://127.0.0.1:{server.port}/reconcile", Actor("x:1", ActorType.PERSON, "Ada Quill")
        )
    finally:
        server.shutdown()
    assert ada.link is not None
    assert ada.link.candidates[0].qid == "http://example.org/id/E1"
