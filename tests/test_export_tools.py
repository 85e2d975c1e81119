"""`kg export` for other tools: the network of actors, and the events as a table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Triple

from kg.cli import cli
from kg.export.events import event_rows
from kg.export.network import network
from kg.iris import EV, KG, PREFIXES, WD
from kg.store import Changes, OxigraphStore, open_store

BASE = "https://news.example/"
LABEL = 'A & <B> "C"\n\x01=1'


def node(name: str) -> NamedNode:
    for prefix in ("rdf", "rdfs", "skos", "dcterms"):
        if name.startswith(prefix + ":"):
            return NamedNode(PREFIXES[prefix] + name.partition(":")[2])
    if name.startswith("kg:"):
        return NamedNode(KG + name[3:])
    if name.startswith("ev:"):
        return NamedNode(EV + name[3:])
    return NamedNode(BASE + name)


def day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + "date"))


def facts(subject: str, **given: Any) -> set[Triple]:
    found = set()
    for name, values in given.items():
        predicate = node(name.replace("_", ":") if "_" in name else f"kg:{name}")
        for value in values if isinstance(values, list) else [values]:
            found.add(Triple(node(subject), predicate, value))
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Three actors, one with a strange label; two events that two of them share; a statement."""
    folder = tmp_path_factory.mktemp("export") / "s.kg"
    one = facts("g1", rdf_type=node("kg:Article"), rdfs_label=Literal("One"),
                dcterms_publisher=Literal("Post"))  # fmt: skip
    for name, kind, label in (("ana", "Person", LABEL), ("bor", "Country", "Borland"),
                              ("cid", "Group", "cids")):  # fmt: skip
        one |= facts(name, rdf_type=[node("kg:Actor"), node(f"kg:{kind}")],
                     rdfs_label=Literal(label))  # fmt: skip
    one |= facts("bor", skos_exactMatch=NamedNode(WD + "Q7"))
    one |= facts(
        "e1", rdf_type=node("kg:Event"), rdfs_label=Literal("=ana attacks"),
        eventType=node("ev:ASSAULT"), status=node("kg:Occurred"), agent=node("ana"),
        patient=node("bor"), participant=[node("ana"), node("bor")],
        edtf=Literal("2026-01-03"), earliest=day("2026-01-03"), latest=day("2026-01-03"),
    )  # fmt: skip
    one |= facts(
        "e2", rdf_type=node("kg:Event"), rdfs_label=Literal("they meet"),
        eventType=node("ev:CONSULT"), status=node("kg:Planned"),
        participant=[node("ana"), node("bor"), node("cid")],
        earliest=day("2026-02-01"), latest=day("2026-02-28"),
    )  # fmt: skip
    one |= facts("s1", rdf_type=node("kg:Statement"), speaker=node("cid"), about=node("ana"))
    two = facts("e1", rdf_type=node("kg:Event"), status=node("kg:Occurred"))
    two |= facts("g2", rdf_type=node("kg:Article"), rdfs_label=Literal("Two"))
    with open_store(folder, "create") as opened:
        opened.write(Changes({node("g1"): frozenset(one), node("g2"): frozenset(two)}))
    return str(folder)


@pytest.fixture
def store(place: str) -> OxigraphStore:
    opened = open_store(place)
    assert isinstance(opened, OxigraphStore)
    return opened


def export(place: str, *arguments: str) -> bytes:
    result = CliRunner().invoke(cli, ["export", "--store", place, *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def test_the_network_counts_events_and_statements(store: OxigraphStore) -> None:
    found = network(store)
    short = {e.iri.removeprefix(BASE): (e.kind, e.wikidata, e.degree) for e in found.nodes}
    assert short == {"ana": ("Person", "", 2), "bor": ("Country", "Q7", 2), "cid": ("Group", "", 2)}
    edges = {(e.one.removeprefix(BASE), e.other.removeprefix(BASE)): e for e in found.edges}
    shared = edges["ana", "bor"]
    assert (shared.events, shared.statements, shared.weight) == (2, 0, 2)
    assert shared.types == (("ASSAULT", 1), ("CONSULT", 1))
    assert (shared.first, shared.last) == ("2026-01-03", "2026-02-28")
    assert (edges["ana", "cid"].events, edges["ana", "cid"].statements) == (1, 1)


@pytest.mark.parametrize("form", ["graphml", "gexf", "cytoscape"])
def test_networkx_reads_what_is_written(place: str, tmp_path: Path, form: str) -> None:
    data = export(place, "--format", form)
    assert data == export(place, "--format", form)
    if form == "cytoscape":
        graph = nx.cytoscape_graph(json.loads(data))
    else:
        graph = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](io.BytesIO(data))
    assert not graph.is_directed() and len(graph) == 3
    ana = graph.nodes[BASE + "ana"]
    assert ana["type"] == "Person" and ana["degree"] == 2
    clean = LABEL if form == "cytoscape" else LABEL.replace("\x01", "�")
    assert ana["label"] == clean
    edge = graph.edges[BASE + "ana", BASE + "bor"]
    assert (edge["weight"], edge["events"], edge["types"]) == (2, 2, "ASSAULT:1 CONSULT:1")
    assert edge["first"] == "2026-01-03"
    endings = {"graphml": "graphml", "gexf": "gexf", "cytoscape": "cyjs"}
    file = tmp_path / f"actors.{endings[form]}"
    export(place, "-o", str(file))
    assert file.read_bytes() == data


def test_events_are_a_table(place: str, store: OxigraphStore, tmp_path: Path) -> None:
    table = list(csv.DictReader(io.StringIO(export(place, "--format", "csv").decode(), "")))
    assert [(row["label"], row["type"], row["status"]) for row in table] == [
        ("=ana attacks", "ASSAULT", "occurred"),
        ("they meet", "CONSULT", "planned"),
    ]
    assert (table[0]["agent"], table[0]["patient"]) == (LABEL, "Borland")
    assert (table[0]["articles"], table[0]["publishers"]) == ("2", "Post")
    assert table[1]["earliest"] == "2026-02-01" and table[1]["date"] == ""
    file = tmp_path / "events.csv"
    export(place, "--safe-csv", "-o", str(file))
    assert ",'=ana attacks," in file.read_text("utf-8")
    assert len(event_rows(store)) == 2


def test_events_are_parquet(place: str, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "events.parquet"
    export(place, "-o", str(file))
    table = parquet.read_table(file)
    assert table.column("articles").to_pylist() == [2, 1]
    assert [str(d) for d in table.column("earliest").to_pylist()] == ["2026-01-03", "2026-02-01"]
    assert table.column("date").to_pylist() == ["2026-01-03", None]
    assert file.read_bytes() == export(place, "--format", "parquet")


def test_one_article_has_no_network(place: str) -> None:
    result = CliRunner().invoke(cli, ["export", "--store", place, "--format", "gexf",
                                      "--graph", BASE + "g1"])  # fmt: skip
    assert result.exit_code == 2 and "holds the whole store" in result.output
