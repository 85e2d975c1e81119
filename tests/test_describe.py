"""`kg describe`: the figures of VoID are those of the store."""

from __future__ import annotations

from pathlib import Path

import rdflib
from click.testing import CliRunner
from rdflib import RDF, VOID

from kg.cli import cli
from kg.iris import KG, PREFIXES, WD
from kg.map import map_extraction, map_links
from kg.store import Changes, open_store
from tests.map_samples import INGESTED, bridge, denial


def described(folder: Path) -> str:
    result = CliRunner().invoke(cli, ["describe", "--store", str(folder)])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_figures_are_those_of_the_store(tmp_path: Path) -> None:
    graphs, links = {}, set()
    for extraction in (bridge(), denial()):
        quads = map_extraction(extraction, ingested_at=INGESTED)
        graphs[quads[0].graph_name] = frozenset(q.triple for q in quads)
        links |= set(map_links(extraction))
    with open_store(tmp_path / "s.kg", "create") as store:
        store.write(Changes(graphs, frozenset(links)))
        view = set(store.view())
        names = len(list(store.names()))
    text = described(tmp_path / "s.kg")
    assert text == described(tmp_path / "s.kg")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    data = rdflib.URIRef(PREFIXES["id"] + "dataset")

    def number(node: object, name: str) -> int:
        return int(str(graph.value(node, VOID[name])))

    assert number(data, "triples") == len(view)
    assert number(data, "distinctSubjects") == len({t.subject for t in view})
    assert number(data, "properties") == len({t.predicate for t in view})
    assert number(data, "documents") == 2
    assert f"{names} named graphs" in text
    (events,) = graph.subjects(VOID["class"], rdflib.URIRef(KG + "Event"))
    type_ = str(RDF.type)
    assert number(events, "entities") == len(
        {t for t in view if t.predicate.value == type_ and str(t.object) == f"<{KG}Event>"}
    )
    (exact,) = (
        node for node in graph.subjects(RDF.type, VOID.Linkset)
        if str(graph.value(node, VOID.linkPredicate)).endswith("exactMatch")
    )  # fmt: skip
    assert number(exact, "triples") == 1
    target = graph.value(exact, VOID.objectsTarget)
    assert str(graph.value(target, VOID.uriSpace)) == WD
    total = sum(number(part, "triples") for part in graph.objects(data, VOID.propertyPartition))
    assert total == len(view)


def test_an_empty_store_is_described_and_a_file_written(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", "create"):
        pass
    assert "void:triples 0" in described(tmp_path / "s.kg").replace('"0"^^xsd:integer', "0")
    file = tmp_path / "void.ttl"
    result = CliRunner().invoke(
        cli, ["describe", "--store", str(tmp_path / "s.kg"), "-o", str(file)]
    )
    assert result.exit_code == 0 and "void:Dataset" in file.read_text("utf-8")
