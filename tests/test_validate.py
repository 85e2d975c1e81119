"""Validation: the samples conform, what is broken is found, the fast check agrees with pyshacl."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.config import data_folder
from kg.errors import UsageError
from kg.iris import KG, PREFIXES
from kg.map import event_iris, map_extraction, map_links
from kg.map import terms as t
from kg.store import Changes, open_store
from kg.validate import Checker, Report, validate
from tests.map_samples import INGESTED, SAMPLES, bridge, denial

CHECKER = Checker()
XSD = PREFIXES["xsd"]
ATTACK, DEPLOYMENT = (NamedNode(i) for i in event_iris(bridge()))


def triples(name: str = "bridge") -> set[Triple]:
    extraction = SAMPLES[name]()
    quads = map_extraction(extraction, ingested_at=INGESTED) + map_links(extraction)
    return {q.triple for q in quads}


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize("check", [CHECKER.check, validate], ids=["fast", "pyshacl"])
@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_mapping_makes_conforms(name: str, check: Callable[[set[Triple]], Report]) -> None:
    report = check(triples(name))
    assert report.conforms, report.violations


@pytest.mark.parametrize("check", [CHECKER.check, validate], ids=["fast", "pyshacl"])
def test_the_merged_view_with_the_ontology_conforms(
    check: Callable[[list[Triple]], Report],
) -> None:
    store = open_store(None)
    changes = {}
    for extraction in (bridge(), denial()):
        quads = map_extraction(
            extraction, resolve={event_iris(denial())[0]: ATTACK.value}, ingested_at=INGESTED
        )
        name = quads[0].graph_name
        assert isinstance(name, NamedNode)
        changes[name] = frozenset(q.triple for q in quads)
    ontology = data_folder("ontology")
    changes[store.graphs.ontology] = frozenset(
        q.triple
        for n in ("newsgraph", "event-types", "speech-acts")
        for q in parse(path=str(ontology / f"{n}.ttl"), format=RdfFormat.TURTLE)
    )
    store.write(Changes(changes))
    report = check(list(store.view()))
    assert report.conforms, report.violations


BROKEN: dict[str, tuple[list[Triple], list[Triple], str]] = {
    "an event without status": ([Triple(ATTACK, t.STATUS_OF, t.kg("Alleged"))], [], ATTACK.value),
    "two statuses": ([], [Triple(ATTACK, t.STATUS_OF, t.kg("Denied"))], ATTACK.value),
    "a status that is none": ([], [Triple(ATTACK, t.STATUS_OF, t.PERSON)], ATTACK.value),
    "a date that is a string": ([], [Triple(ATTACK, t.DATE, Literal("2024"))], ATTACK.value),
    "a date without bounds": ([], [Triple(ATTACK, t.DATE, typed("2024", "gYear"))], ATTACK.value),
    "a day that does not exist": (
        [],
        [
            Triple(ATTACK, t.EARLIEST, typed("2024-02-30", "date")),
            Triple(ATTACK, t.LATEST, typed("2024-03-01", "date")),
        ],
        ATTACK.value,
    ),
    "one bound": ([], [Triple(ATTACK, t.EARLIEST, typed("2024-01-01", "date"))], ATTACK.value),
    "bounds the wrong way": (
        [],
        [
            Triple(ATTACK, t.EARLIEST, typed("2024-01-02", "date")),
            Triple(ATTACK, t.LATEST, typed("2024-01-01", "date")),
        ],
        ATTACK.value,
    ),
    "confidence above one": (
        [], [Triple(ATTACK, t.CONFIDENCE, typed("1.5", "decimal"))], ATTACK.value,
    ),
    "an agent that is no actor": ([], [Triple(ATTACK, t.AGENT, DEPLOYMENT)], ATTACK.value),
    "an event type of no scheme": ([], [Triple(ATTACK, t.EVENT_TYPE, t.PERSON)], ATTACK.value),
    "a statement of both kinds": (
        [],
        [Triple(NamedNode("urn:x:s"), t.TYPE, c) for c in (t.STATEMENT, t.QUOTATION, t.PARAPHRASE)],
        "urn:x:s",
    ),
    "a link that is no Wikidata item": (
        [],
        [Triple(NamedNode(PREFIXES["id"] + "actor/vella"), t.EXACT_MATCH, NamedNode("urn:x:Q1"))],
        PREFIXES["id"] + "actor/vella",
    ),
    "a position that nobody holds": (
        [], [Triple(NamedNode("urn:x:p"), t.TYPE, t.POSITION)], "urn:x:p",
    ),
    "an empty label": ([], [Triple(ATTACK, t.LABEL, Literal(""))], ATTACK.value),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(name: str) -> None:
    gone, new, focus = BROKEN[name]
    data = (triples() - set(gone)) | set(new)
    fast = CHECKER.check(data)
    assert focus in {v.focus for v in fast.violations}
    full = validate(data)
    assert {v.focus for v in fast.violations} == {v.focus for v in full.violations}
    assert all(v.message and "\n" not in v.message for r in (fast, full) for v in r.violations)


WHOLE = sorted(triples(), key=str)
VALUES = [
    Literal(""),
    Literal("x"),
    Literal("x", language="en"),
    typed("2024-05-01", "date"),
    typed("2024-13-01", "date"),
    typed("2024", "gYear"),
    typed("7", "integer"),
    typed("-7", "integer"),
    typed("0.5", "decimal"),
    typed("true", "boolean"),
    t.kg("Occurred"),
    t.PERSON,
    NamedNode(PREFIXES["ev"] + "AID"),
    ATTACK,
]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_fast_check_agrees_with_pyshacl(data: st.DataObject) -> None:
    graph = set(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        triple = data.draw(st.sampled_from(WHOLE))
        value = data.draw(st.one_of(st.none(), st.sampled_from(VALUES)))
        if data.draw(st.booleans()):
            graph.discard(triple)
        if value is not None:
            graph.add(Triple(triple.subject, triple.predicate, value))
    fast, full = CHECKER.check(graph), validate(graph)
    assert {v.focus for v in fast.violations} == {v.focus for v in full.violations}


def test_a_construct_that_the_fast_check_does_not_know_is_an_error(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:x> a sh:NodeShape ; sh:targetClass <urn:c> ; sh:closed true .\n"
    )
    with pytest.raises(UsageError, match="sh:closed"):
        Checker(shapes)
    shapes.write_text("@prefix sh: <broken")
    for use in (lambda: Checker(shapes), lambda: validate([], shapes)):
        with pytest.raises(UsageError, match=r"shapes\.ttl"):
            use()


def test_the_fast_check_is_fast() -> None:
    import time

    data = triples()
    start = time.process_time()
    for _ in range(10):
        CHECKER.check(data)
    assert (time.process_time() - start) / 10 < 0.05


@pytest.mark.parametrize("options", [[], ["--fast"]])
def test_the_command(tmp_path: Path, options: list[str]) -> None:
    from kg.cli.validate import command

    folder = str(tmp_path / "s.kg")
    article = NamedNode(PREFIXES["id"] + "article/bridge.txt")
    good = frozenset(q.triple for q in map_extraction(bridge()))
    with open_store(folder, "create") as store:
        store.write(Changes({article: good}))
    run = CliRunner().invoke(command, ["--store", folder, *options], standalone_mode=False)
    assert run.return_value == 0, run.output
    assert "conforms" in run.output
    with open_store(folder, "write") as store:
        store.write(
            Changes({article: good | {Triple(ATTACK, t.CONFIDENCE, typed("2", "decimal"))}})
        )
    run = CliRunner().invoke(command, ["--store", folder, *options], standalone_mode=False)
    assert run.return_value == 1
    assert ATTACK.value in run.output and KG + "confidence" not in run.output
    assert "kg:confidence" in run.output
    run = CliRunner().invoke(
        command, ["--store", folder, "--format", "json", *options], standalone_mode=False
    )
    found = json.loads(run.output)
    assert found["conforms"] is False and found["violations"][0]["focus"] == ATTACK.value
    graph = ["--graph", "bridge.txt"]
    run = CliRunner().invoke(command, ["--store", folder, *graph, *options], standalone_mode=False)
    assert run.return_value == 1, run.output
