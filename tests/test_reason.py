"""Reasoning: the ontology is consistent, contradictions are found, what follows is written down."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Triple

from kg.cli.reason import command
from kg.errors import MissingExtraError
from kg.iris import DEFAULT_BASE, KG, PREFIXES
from kg.map import event_iris, map_extraction
from kg.map import terms as t
from kg.reason import Schema, classify, entail, find_clashes, schema_triples, select
from kg.store import Changes, open_store
from tests.map_samples import REBELS, RUIZ, VELLA, bridge

java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")
AXIOMS = schema_triples()
FACTS = frozenset(q.triple for q in map_extraction(bridge()))
RUIZ_NODE = NamedNode(RUIZ.iri)


def node(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@java
def test_ontology_and_alignments_are_consistent_and_a_sample_with_them() -> None:
    chosen, taken, known = select(FACTS)
    assert taken == known > 5
    found = classify(AXIOMS, chosen)
    assert found.consistent
    assert found.unsatisfiable == ()


@java
def test_hermit_finds_a_contradiction() -> None:
    wrong = {Triple(RUIZ_NODE, t.TYPE, t.PERSON), Triple(RUIZ_NODE, t.TYPE, t.PLACE)}
    assert not classify(AXIOMS, wrong).consistent


@java
def test_hermit_finds_a_class_without_members() -> None:
    subclass = NamedNode(PREFIXES["rdfs"] + "subClassOf")
    odd = NamedNode("urn:x:Odd")
    axioms = AXIOMS | {
        Triple(odd, t.TYPE, NamedNode(PREFIXES["owl"] + "Class")),
        Triple(odd, subclass, t.PERSON),
        Triple(odd, subclass, t.EVENT),
    }
    assert classify(axioms).unsatisfiable == ("urn:x:Odd",)


def test_no_java_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingExtraError, match="needs Java"):
        classify(AXIOMS)


def test_a_clash_names_the_node_and_why() -> None:
    schema = Schema(AXIOMS)
    assert find_clashes(schema, FACTS) == []
    wrong = Triple(RUIZ_NODE, t.TYPE, t.ORGANIZATION)
    (clash,) = find_clashes(schema, FACTS | {wrong})
    assert clash.node == RUIZ.iri
    assert {clash.one, clash.other} == {KG + "Person", KG + "Organization"}
    assert str(wrong) in (clash.because_one, clash.because_other)
    # By the domain of a property alone: an event that holds a position would be a person.
    event = NamedNode(event_iris(bridge())[0])
    odd = Triple(event, t.HOLDS, NamedNode(DEFAULT_BASE + "position/1"))
    assert find_clashes(schema, FACTS | {odd})[0].node == event.value


def test_what_follows() -> None:
    new = entail(Schema(AXIOMS), FACTS)
    assert not new & FACTS
    event = NamedNode(event_iris(bridge())[0])
    assert Triple(event, node("sem:hasActor"), NamedNode(REBELS.iri)) in new
    assert Triple(event, node("sem:hasPlace"), NamedNode(VELLA.iri)) in new
    assert Triple(RUIZ_NODE, t.TYPE, node("foaf:Person")) in new
    assert not [x for x in new if x.predicate == t.AGENT]
    pair = Triple(NamedNode("urn:x:1"), t.DISAGREES_WITH, NamedNode("urn:x:2"))
    back = Triple(NamedNode("urn:x:2"), t.DISAGREES_WITH, NamedNode("urn:x:1"))
    assert back in entail(Schema(AXIOMS), [pair])
    # What follows adds nothing when it is added: one pass is enough.
    schema = Schema(AXIOMS)
    assert entail(schema, FACTS | new) == frozenset()


def test_a_sample_takes_the_most_linked_and_no_passages() -> None:
    chosen, taken, known = select(FACTS, 3)
    assert taken == 3 < known
    subjects = {x.subject for x in chosen}
    assert NamedNode(event_iris(bridge())[0]) in subjects
    passages = {x.subject for x in FACTS if x.object == t.PASSAGE}
    assert not subjects & passages
    assert chosen == select(sorted(FACTS, key=str), 3)[0]


@pytest.mark.parametrize("options", [["--no-hermit"], pytest.param([], marks=java)])
def test_the_command(tmp_path: Path, options: list[str]) -> None:
    folder = str(tmp_path / "s.kg")
    article = NamedNode(DEFAULT_BASE + "article/bridge.txt")
    with open_store(folder, "create") as store:
        store.write(Changes({article: FACTS}))
        before = set(store.view())
    arguments = ["--store", folder, *options]
    run = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert run.return_value == 0, run.output
    with open_store(folder) as store:
        name = store.graphs.named("inferences")
        assert set(store.triples(name)) == entail(Schema(AXIOMS), FACTS)
        assert set(store.view()) == before, "inferences are not in the merged view"
    # Twice gives the same; a dry run of a contradiction writes nothing and exits with 1.
    CliRunner().invoke(command, arguments, standalone_mode=False)
    with open_store(folder, "write") as store:
        assert set(store.triples(name)) == entail(Schema(AXIOMS), FACTS)
        wrong = Triple(RUIZ_NODE, t.TYPE, t.PLACE)
        store.write(Changes({article: FACTS | {wrong}}))
    run = CliRunner().invoke(command, [*arguments, "--dry-run"], standalone_mode=False)
    assert run.return_value == 1
    assert "cannot be both" in run.output
