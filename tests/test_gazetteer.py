"""Gazetteers built from dumps and endpoints; facts copied from an endpoint."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg.cli.gazetteer import command
from kg.errors import InputError, KgError, LimitError, UsageError
from kg.link.build import Choice, build_from_dump, build_from_records
from kg.link.gazetteer import Gazetteer, shipped
from kg.link.wikidata import from_item, kind_of, prior_of
from tests.sparql_loopback import Loopback, serving_sparql

NT = """
<https://www.wikidata.org/wiki/Special:EntityData/Q1> <http://wikiba.se/ontology#sitelinks> "120"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://www.wikidata.org/entity/Q1> <http://www.w3.org/2000/01/rdf-schema#label> "Atlantis"@en .
<http://www.wikidata.org/entity/Q1> <http://www.w3.org/2000/01/rdf-schema#label> "Atl\\u00E1ntida"@es .
<http://www.wikidata.org/entity/Q1> <http://schema.org/description> "sunken \\"state\\""@en .
<http://www.wikidata.org/entity/Q1> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q6256> .
<http://www.wikidata.org/entity/Q1> <http://www.wikidata.org/prop/direct/P625> "Point(-20.5 30.25)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> .
<http://www.wikidata.org/entity/Q1> <http://www.wikidata.org/prop/direct/P1549> "Atlantean"@en .
<http://www.wikidata.org/entity/Q2> <http://www.w3.org/2000/01/rdf-schema#label> "Ada Quill"@en .
<http://www.wikidata.org/entity/Q2> <http://www.w3.org/2004/02/skos/core#altLabel> "A. Quill"@en .
<http://www.wikidata.org/entity/Q2> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q5> .
<http://www.wikidata.org/entity/Q2> <http://www.wikidata.org/prop/direct/P27> <http://www.wikidata.org/entity/Q1> .
<http://www.wikidata.org/entity/Q2> <http://www.wikidata.org/prop/direct/P39> <http://www.wikidata.org/entity/Q3> .
<http://www.wikidata.org/entity/Q3> <http://www.w3.org/2000/01/rdf-schema#label> "President of Atlantis"@en .
<http://www.wikidata.org/entity/Q3> <http://www.wikidata.org/prop/direct/P1001> <http://www.wikidata.org/entity/Q1> .
<http://www.wikidata.org/entity/P31> <http://www.w3.org/2000/01/rdf-schema#label> "instance of"@en .
"""  # noqa: E501


def claim(*values: Any) -> list[dict[str, Any]]:
    return [{"rank": "normal", "mainsnak": {"datavalue": {"value": v}}} for v in values]


def items(count: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        yield {
            "type": "item", "id": f"Q{n}", "labels": {"en": {"value": f"Person {n}"}},
            "claims": {"P31": claim({"id": "Q5"})}, "sitelinks": {"enwiki": {}},
        }  # fmt: skip


def write_json(path: Path, count: int, *, array: bool = False) -> Path:
    lines = [json.dumps(item) for item in items(count)]
    text = "[\n" + ",\n".join(lines) + "\n]\n" if array else "\n".join(lines) + "\n"
    opener = {".gz": gzip.open, ".bz2": bz2.open}.get(path.suffix, open)
    with opener(path, "wt", encoding="utf-8") as handle:  # type: ignore[operator]
        handle.write(text)
    return path


@pytest.mark.parametrize("name", ["d.json", "d.json.gz", "d.json.bz2"])
@pytest.mark.parametrize("array", [True, False])
def test_json_dumps(tmp_path: Path, name: str, array: bool) -> None:
    dump = write_json(tmp_path / name, 25, array=array)
    seen: list[tuple[int, int | None, int]] = []
    out = tmp_path / "g.sqlite"
    built = build_from_dump(
        str(dump), out, version="v1", progress=lambda *state: seen.append(state)
    )
    assert (built.read, built.taken, built.bad) == (25, 25, 0)
    assert built.per_million > 0
    assert seen[-1][0] == seen[-1][1] == dump.stat().st_size
    assert not (tmp_path / "g.sqlite.part").exists()
    with Gazetteer(out) as gazetteer:
        assert gazetteer.version == "v1"
        assert gazetteer.matches(["person 7"])["person 7"][0].entity.qid == "Q7"


def test_n_triples(tmp_path: Path) -> None:
    dump = tmp_path / "truthy.nt"
    dump.write_text(NT + "this is no triple\n", encoding="utf-8")
    wrong: list[str] = []
    built = build_from_dump(str(dump), tmp_path / "g.sqlite", version="v", bad=wrong.append)
    assert (built.read, built.taken, built.bad) == (4, 2, 1)
    assert wrong == [f"{dump}:17: not a triple"]
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        atlantis = gazetteer.entity("Q1")
        assert atlantis is not None
        assert (atlantis.type, atlantis.description) == ("Country", 'sunken "state"')
        assert (atlantis.latitude, atlantis.longitude) == (30.25, -20.5)
        assert atlantis.prior == prior_of(120)
        assert gazetteer.matches(["atlantean"])["atlantean"][0].kind == "d"
        assert gazetteer.matches(["atlantida"])["atlantida"][0].entity.qid == "Q1"
        quill = gazetteer.matches(["quill"])["quill"][0]
        assert (quill.entity.qid, quill.kind) == ("Q2", "s")
        (held,) = gazetteer.offices([quill.entity.n])[quill.entity.n]
        assert (held.office, held.country) == ("President of Atlantis", "Q1")


def test_a_build_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.link.build._BATCH", 10)
    dump, out = write_json(tmp_path / "d.json", 100), tmp_path / "g.sqlite"

    def stop(done: int, size: int | None, taken: int) -> None:
        if taken >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_from_dump(str(dump), out, version="v", progress=stop)
    assert not out.exists()
    built = build_from_dump(str(dump), out, version="v")
    assert built.resumed
    assert built.read == 60
    with Gazetteer(out) as gazetteer:
        assert len(gazetteer) == 100


def test_a_build_that_read_nothing_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("hello\n")
    with pytest.raises(InputError):
        build_from_dump(str(tmp_path / "no.json"), tmp_path / "x.sqlite", version="1")
    assert [p.name for p in tmp_path.iterdir()] == ["no.json"]


def _dump(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            names = {"en": {"language": "en", "value": f"Town {n} of many words"}}
            claims = {"P625": [{"rank": "normal", "mainsnak": {"datavalue": {"value": {
                "latitude": 1.0, "longitude": 2.0}}}}], "P1082": []}  # fmt: skip
            out.write(json.dumps({"id": f"Q{n + 1}", "type": "item", "labels": names,
                                  "claims": claims, "note": "x" * 2000}) + "\n")  # fmt: skip
    return path


def test_memory_does_not_grow_with_the_dump_and_progress_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracemalloc

    monkeypatch.setattr("kg.link.build._BATCH", 50)
    peaks = []
    for count in (200, 2000):
        dump = _dump(tmp_path / f"{count}.json", count)
        told: list[tuple[int, int | None, int]] = []
        tracemalloc.start()
        built = build_from_dump(
            str(dump), tmp_path / f"{count}.sqlite", version="1",
            progress=lambda *now, told=told: told.append(now),
        )  # fmt: skip
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert (built.read, built.taken) == (count, count)
        assert [t[2] for t in told] == list(range(50, count + 1, 50))
        assert {t[1] for t in told} == {dump.stat().st_size}
        assert told[-1][0] == dump.stat().st_size and told == sorted(told)
    assert peaks[1] < 1.3 * peaks[0]


def test_another_source_does_not_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.link.build._BATCH", 10)
    dump, out = write_json(tmp_path / "d.json", 100), tmp_path / "g.sqlite"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_from_dump(str(dump), out, version="v", progress=stop)
    with pytest.raises(UsageError, match="something else"):
        build_from_dump(str(dump), out, version="v", choice=Choice(min_sitelinks=9))


def test_choice(tmp_path: Path) -> None:
    dump = write_json(tmp_path / "d.json", 5)
    out = tmp_path / "g.sqlite"
    assert build_from_dump(str(dump), out, version="v", choice=Choice(min_sitelinks=2)).taken == 0
    truthy = tmp_path / "truthy.nt"
    truthy.write_text(NT, encoding="utf-8")
    # Q1 has 120 sitelinks; of Q2 the dump does not tell.
    for least, taken in ((100, 2), (200, 1)):
        choice = Choice(min_sitelinks=least)
        assert build_from_dump(str(truthy), out, version="v", choice=choice).taken == taken
    none = Choice(types=frozenset(("Place",)))
    assert build_from_dump(str(dump), out, version="v", choice=none).taken == 0


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 a zip", b"<html>", b"\x00\x01\x02", b'[{"type": "item"', b"[\n]\n", b"",
     b'{"type": "item", "id": "Q1", "labels": [], "claims": 3}\n',
     b'{"type": "item", "id": "Q1", "labels": {"en": {}}, "claims": {"P31": [{}]}}\n'],
)  # fmt: skip
def test_hostile_dumps(tmp_path: Path, content: bytes) -> None:
    dump = tmp_path / "d.json"
    dump.write_bytes(content)
    try:
        built = build_from_dump(str(dump), tmp_path / "g.sqlite", version="v")
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert built.taken == 0


@pytest.mark.parametrize("name", ["d.json.gz", "d.json.bz2"])
def test_a_truncated_dump_says_where(tmp_path: Path, name: str) -> None:
    dump = write_json(tmp_path / name, 5000)
    dump.write_bytes(dump.read_bytes()[:-200])
    with pytest.raises(InputError, match="broken"):
        build_from_dump(str(dump), tmp_path / "g.sqlite", version="v")
    with pytest.raises(InputError, match="no such file"):
        build_from_dump(str(tmp_path / "none"), tmp_path / "g.sqlite", version="v")


def test_classes_of_items() -> None:
    assert kind_of(["Q5"], ["P625"]) == "Person"
    assert kind_of([], ["P297", "P625"]) == "Country"
    assert kind_of([], ["P159", "P856"]) == "Organization"
    assert kind_of([], ["P625", "P1082"]) == "Place"
    assert kind_of(["Q4167410"], ["P625"]) is None
    assert kind_of([], []) is None


def test_the_best_statements_count() -> None:
    item = next(items(1))
    item["claims"]["P27"] = claim({"id": "Q10"}, {"id": "Q11"})
    item["claims"]["P27"][1]["rank"] = "preferred"
    record = from_item(item)
    assert record is not None
    assert record.country == "Q11"
    item["claims"]["P31"][0]["rank"] = "deprecated"
    assert from_item(item) is None


def test_recorded_items(shared: Path, tmp_path: Path) -> None:
    """404 items as Wikidata gave them; their classes were counted by who recorded them."""
    dump = shared / "data" / "wikidata" / "entities.jsonl.gz"
    built = build_from_dump(str(dump), tmp_path / "g.sqlite", version="v")
    assert (built.read, built.bad) == (404, 0)
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        counts = gazetteer.counts()
        assert counts["Person"] == 86
        assert 80 <= counts["Organization"] <= 110
        oxford = gazetteer.matches(["oxford"])["oxford"]
        assert oxford[0].entity.qid == "Q34217"


def test_the_shipped_file_is_what_its_card_says() -> None:
    card = shipped().with_name("DATA_CARD.md").read_text(encoding="utf-8")
    with Gazetteer() as gazetteer:
        assert f"`{gazetteer.version}`" in card
        assert f"{len(gazetteer):,} entities" in card
        assert shipped().stat().st_size < 8_000_000
        assert gazetteer.counts()["Country"] > 190
        for qid in ("Q704022", "Q739"):
            assert gazetteer.entity(qid) is not None


def test_command_line(tmp_path: Path) -> None:
    dump = write_json(tmp_path / "d.json", 8)
    runner = CliRunner()
    out = str(tmp_path / "g.sqlite")
    done = runner.invoke(command, ["build", str(dump), "-o", out, "--min-sitelinks", "1"])
    assert done.exit_code == 0, done.output
    assert "8 items read, 8 taken" in done.output
    shown = runner.invoke(command, ["info", "--gazetteer", out])
    assert "Person" in shown.output
    found = runner.invoke(command, ["search", "person 3", "--gazetteer", out])
    assert found.output.startswith("Q3 ")
    with pytest.raises(UsageError, match="one source"):
        runner.invoke(command, ["build", "-o", out], catch_exceptions=False)
    with pytest.raises(UsageError, match="--class"):
        runner.invoke(
            command, ["build", "-o", out, "--sparql", "http://127.0.0.1:9/"],
            catch_exceptions=False,
        )  # fmt: skip


TURTLE = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX wd: <http://www.wikidata.org/entity/> PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX schema: <http://schema.org/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
wd:Q298 rdfs:label "Chile"@en ; wdt:P31 wd:Q6256 ; wdt:P17 wd:Q298 ;
  wdt:P625 "Point(-71 -33)"^^geo:wktLiteral ; wdt:P18 <http://example.org/chile.jpg> .
wd:Q6256 rdfs:label "country"@en .
wd:Q70 rdfs:label "Free Harbour Party"@en , "Partido del Puerto"@es ; skos:altLabel "FHP"@en ;
  schema:description "party"@en ; wdt:P31 wd:Q72 ; wdt:P17 wd:Q298 ; wikibase:sitelinks 20 .
wd:Q72 wdt:P279 wd:Q71 .
wd:Q75 wdt:P31 wd:Q71 .
"""


@pytest.fixture
def loopback() -> Loopback:
    return Loopback(TURTLE)


@pytest.fixture
def address(loopback: Loopback) -> Iterator[str]:
    with serving_sparql(loopback) as url:
        yield url


def endpoint(address: str, **options: Any) -> Any:
    pytest.importorskip("SPARQLWrapper")
    from kg.link.sparql import Endpoint

    naps: list[float] = []
    options = {"pause": 0.0, "sleep": naps.append} | options
    made = Endpoint(address, "tests@example.org", **options)
    return made, naps


def test_instances_of_a_class(address: str, loopback: Loopback, tmp_path: Path) -> None:
    from kg.link.sparql import records_of_class

    asked, _ = endpoint(address)
    records = list(records_of_class(asked, "Q71", "Organization"))
    assert [r.qid for r in records] == ["Q70"]  # Q75 has no label
    assert build_from_records(records, tmp_path / "g.sqlite", version="v", sources="s") == 1
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        party = gazetteer.matches(["fhp"])["fhp"][0].entity
        assert (party.label, party.country, party.description) == (
            "Free Harbour Party", "Q298", "party",
        )  # fmt: skip
        assert party.prior == prior_of(20)
        assert gazetteer.matches(["partido del puerto"])
    assert all("tests@example.org" in agent for agent in loopback.agents)
    assert not any("SERVICE" in query for query in loopback.queries)
    with pytest.raises(UsageError):
        next(records_of_class(asked, "Q71 } DROP ALL", "Organization"))


def test_a_busy_endpoint_is_waited_for(address: str, loopback: Loopback) -> None:
    loopback.faults = [(429, {"Retry-After": "11"}, b""), (503, {}, b""), (200, {}, b"{broken")]
    asked, naps = endpoint(address)
    assert asked.select("SELECT ?s WHERE { ?s wdt:P279 wd:Q71 }") == [
        {"s": "http://www.wikidata.org/entity/Q72"}
    ]
    assert naps[0] == 11.0
    loopback.faults = [(503, {}, b"")] * 9
    with pytest.raises(KgError, match="503"):
        asked.select("ASK {}")
    loopback.faults = [(429, {"Retry-After": "9999"}, b"")]
    with pytest.raises(LimitError):
        endpoint(address, time_limit=60.0)[0].select("ASK {}")
    loopback.faults = [(403, {}, b"")]
    with pytest.raises(KgError, match="403"):
        asked.select("ASK {}")
    away, _ = endpoint("http://127.0.0.1:9/sparql")
    with pytest.raises(KgError, match="cannot be reached"):
        away.select("ASK {}")


def test_enrichment(address: str, loopback: Loopback) -> None:
    from pyoxigraph import Literal, NamedNode

    from kg.iris import WD
    from kg.link import GazetteerLinker
    from kg.link.enrich import ask_facts
    from kg.pipeline.enrich import enrich, linked_entities
    from kg.pipeline.linking import relink
    from kg.pipeline.writer import Writer
    from tests.test_link_store import extraction

    when = datetime(2026, 1, 7, tzinfo=UTC)
    asked, _ = endpoint(address)
    with pytest.raises(UsageError, match="no facts"):
        next(ask_facts(asked, [], names=("weight",)))
    with Writer.open(None) as writer:
        writer.put([extraction()])
        relink(writer, GazetteerLinker.open())
        store = writer.store
        assert linked_entities(store) == [WD + "Q298"]
        view = set(store.view())
        copied = enrich(store, asked, at=when)
        assert copied == 6  # label, type and its label, country, image, coordinates
        graph = store.graphs.named("enrichment")
        point = [q.object for q in store.quads(graph=graph) if q.predicate.value.endswith("P625")]
        assert isinstance(point[0], Literal)
        assert point[0].value == "Point(-71 -33)"
        used = NamedNode("http://www.w3.org/ns/prov#used")
        assert [q.object.value for q in store.quads(None, used, None, graph)] == [address]  # type: ignore[union-attr]
        assert set(store.view()) == view  # plain queries do not see it
        before = set(store.quads(graph=graph))
        enrich(store, asked, at=when)
        assert set(store.quads(graph=graph)) == before
