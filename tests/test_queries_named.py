"""One test a named query, on a small store whose answers are known from reading the two samples."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat, parse

from kg.config import data_folder
from kg.errors import QueryError
from kg.iris import DEFAULT_BASE, PREFIXES
from kg.map import (
    Judgement,
    Verdict,
    article_iri,
    event_iris,
    map_extraction,
    map_judgement,
    map_links,
    passage_iri,
)
from kg.map.terms import XSD_TYPES, term
from kg.query.binding import bind
from kg.query.named import parse_query
from kg.query.parameters import values_of
from kg.store import Changes, OxigraphStore, open_store
from tests.map_samples import INGESTED, bridge, denial

SHIPPED = sorted(path.stem for path in data_folder("queries").glob("*.rq"))
Ask = Callable[..., list[dict[str, str]]]
ATTACK, DEPLOYMENT = event_iris(bridge())
DENIED, ACCUSATION = event_iris(denial())


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    """Both samples; the attack is one event, and a judgement says that the two sides disagree."""
    opened = open_store(None)
    graphs = opened.graphs
    changes = {}
    shared = set()
    for extraction in (bridge(), denial()):
        resolve = {DENIED: ATTACK}
        quads = map_extraction(extraction, resolve=resolve, ingested_at=INGESTED)
        name = quads[0].graph_name
        assert isinstance(name, NamedNode)
        changes[name] = frozenset(q.triple for q in quads)
        shared |= set(map_links(extraction, resolve=resolve))
    first, second = (map_extraction(e)[0].graph_name for e in (bridge(), denial()))
    shared |= set(
        map_judgement(
            Judgement(
                ATTACK,
                Verdict.DISAGREE,
                "disagreement-status",
                DENIED,
                confidence=0.8,
                evidence=(
                    passage_iri(first.value, bridge().events[0].sentence),
                    passage_iri(second.value, denial().events[0].sentence),
                ),
                note="alleged against denied",
            ),
            graphs.judgements.value,
        )
    )
    changes[graphs.ontology] = frozenset(
        quad.triple
        for name in ("newsgraph", "event-types", "speech-acts")
        for quad in parse(
            path=str(data_folder("ontology") / f"{name}.ttl"), format=RdfFormat.TURTLE
        )
    )
    opened.write(Changes(changes, frozenset(shared)))
    return opened


@pytest.fixture(scope="module")
def ask(store: OxigraphStore) -> Ask:
    def run(text: str) -> bytes:
        found = store.query(text).serialize(format=QueryResultsFormat.JSON)
        assert found is not None
        return found

    def named(name: str, /, **given: str) -> list[dict[str, str]]:
        path = data_folder("queries") / f"{name}.rq"
        query = parse_query(name, path.read_text("utf-8"), path)
        values = values_of(query, given, run, store.prefixes)
        solutions = store.query(bind(query.text, values))
        names = [v.value for v in solutions.variables]
        return [{n: row[n].value for n in names if row[n] is not None} for row in solutions]

    return named


def column(rows: list[dict[str, str]], name: str) -> list[str]:
    return [row.get(name, "") for row in rows]


def test_timeline(ask: Ask) -> None:
    rows = ask("timeline")
    assert column(rows, "event") == [ATTACK, DEPLOYMENT, ACCUSATION]
    # Two voices, alleged and denied: the later published wins the tie. One row an event.
    assert rows[0] == {
        "date": "2024-05-02",
        "status": "denied",
        "type": "ASSAULT",
        "what": "rebels bombed the bridge at Vella",
        "articles": "2",
        "event": ATTACK,
    }
    assert column(ask("timeline", actor="norland"), "event") == [DEPLOYMENT]
    assert column(ask("timeline", actor="Vella"), "event") == [ATTACK, DEPLOYMENT]
    assert column(ask("timeline", type="accuse"), "event") == [ACCUSATION]
    assert column(ask("timeline", status="Planned"), "event") == [DEPLOYMENT]
    # A plan for early June overlaps with any day of early June; undated events fall out of a range.
    assert column(ask("timeline", **{"from": "2024-06-05"}), "event") == [DEPLOYMENT]
    assert column(ask("timeline", to="2024-05"), "event") == [ATTACK]


def test_events_by_type(ask: Ask) -> None:
    assert column(ask("events-by-type"), "type") == ["ACCUSE", "ASSAULT", "MOBILIZE"]
    rows = ask("events-by-type", type="assault")
    assert [(r["type"], r["status"], r["event"]) for r in rows] == [("ASSAULT", "denied", ATTACK)]


def test_event_counts(ask: Ask) -> None:
    rows = {row["type"]: row for row in ask("event-counts")}
    assert rows["ASSAULT"] == {
        "type": "ASSAULT", "label": "assault", "events": "1", "happened": "0", "planned": "0",
        "doubtful": "1",
    }  # fmt: skip
    assert rows["MOBILIZE"]["planned"] == "1" and rows["ACCUSE"]["happened"] == "1"


def test_planned(ask: Ask) -> None:
    rows = ask("planned")
    assert [(r["date"], r["type"], r["event"]) for r in rows] == [
        ("2024-06-01/2024-06-10", "MOBILIZE", DEPLOYMENT)
    ]
    assert ask("planned", **{"from": "2025"}) == []


def test_alleged(ask: Ask) -> None:
    rows = ask("alleged")
    assert column(rows, "event") == [ATTACK]
    assert set(rows[0]["accordingTo"].split(", ")) == {"Ana Ruiz", "rebels"}
    assert ask("alleged", status="hypothetical") == []


def test_latest_events(ask: Ask) -> None:
    rows = ask("latest-events")
    assert column(rows, "published") == ["2024-05-05", "2024-05-05", "2024-05-04", "2024-05-04"]
    assert set(column(ask("latest-events", since="2024-05-05"), "event")) == {ATTACK, ACCUSATION}


def test_who_said_what(ask: Ask) -> None:
    rows = ask("who-said-what")
    assert [(r.get("date"), r["speaker"], r["act"], r["language"]) for r in rows] == [
        ("2024-05-03", "Ana Ruiz", "say", "en"),
        ("2024-05-04", "rebels", "deny", "en"),
        (None, "Ana Ruiz", "say", "es"),
    ]
    assert column(ask("who-said-what", lang="es"), "text") == ["No nos iremos, … ni hoy ni nunca."]
    assert len(ask("who-said-what", words="BRIDGE", actor="ana ruiz")) == 1
    assert column(ask("who-said-what", **{"from": "2024-05-04"}), "speaker") == ["rebels"]


def test_who_said_what_leaves_thoughts_out_and_marks_what_was_not_said() -> None:
    from dataclasses import replace

    extraction = bridge()
    thought = replace(extraction.statements[0], act="believe", negated=True)
    quads = map_extraction(replace(extraction, statements=(thought, extraction.statements[1])))
    opened = open_store(None)
    scheme = parse(path=str(data_folder("ontology") / "speech-acts.ttl"), format=RdfFormat.TURTLE)
    opened.write(
        Changes(
            {
                NamedNode(article_iri(extraction.article)): frozenset(q.triple for q in quads),
                opened.graphs.ontology: frozenset(q.triple for q in scheme),
            }
        )
    )
    said = opened.query((data_folder("queries") / "who-said-what.rq").read_text("utf-8"))
    assert [row["language"].value for row in said] == ["es"]
    everything = opened.query((data_folder("queries") / "statements-by.rq").read_text("utf-8"))
    assert {row["act"].value for row in everything} == {"not believe", "say"}


def test_statements_by(ask: Ask) -> None:
    rows = ask("statements-by", actor="Ana Ruiz")
    assert [(r["kind"], r["cue"], r.get("channel")) for r in rows] == [
        ("paraphrase", "say", None),
        ("quotation", "write", "Zip"),
    ]
    assert set(column(rows, "article")) == {"Bridge at Vella bombed"}
    assert len(ask("statements-by")) == 3


def test_quotes_in_language(ask: Ask) -> None:
    assert column(ask("quotes-in-language"), "speaker") == ["Ana Ruiz"]
    assert ask("quotes-in-language", lang="en") == []


def test_speakers(ask: Ask) -> None:
    rows = ask("speakers")
    assert [(r["name"], r["statements"], r["quotations"]) for r in rows] == [
        ("Ana Ruiz", "2", "1"),
        ("rebels", "1", "0"),
    ]


def test_actors(ask: Ask) -> None:
    rows = ask("actors")
    assert [(r["label"], r["kind"], r["articles"]) for r in rows] == [
        ("Ana Ruiz", "Person", "2"),
        ("Vella", "Place", "2"),
        ("rebels", "Group", "2"),
        ("Norland", "Country", "1"),
    ]
    assert rows[0]["wikidata"] == "http://www.wikidata.org/entity/Q1000001"
    assert column(ask("actors", type="country"), "label") == ["Norland"]
    assert column(ask("actors", name="RUIZ"), "label") == ["Ana Ruiz"]


def test_positions(ask: Ask) -> None:
    rows = ask("positions")
    assert [(r["person"], r["title"], r["ofWhat"], r["held"], r["articles"]) for r in rows] == [
        ("Ana Ruiz", "mayor", "Vella", "current", "1")
    ]
    assert len(ask("positions", holder="ana ruiz", office="MAYOR", of="vell", name="ana")) == 1
    assert ask("positions", office="minister") == []


def test_sources_of_event(ask: Ask) -> None:
    rows = ask("sources-of-event", event=ATTACK)
    assert [(r["article"], r["publisher"], r.get("cited")) for r in rows] == [
        ("Bridge at Vella bombed", "Vella Post", "1"),
        ("denial.txt", "Coast Wire", None),
    ]
    assert all("bombed" in r["words"] for r in rows)
    assert column(ask("sources-of-event", label="ACCUSED"), "node") == [ACCUSATION]
    assert ask("sources-of-event") == []


def test_event_accounts(ask: Ask) -> None:
    rows = ask("event-accounts", event=ATTACK)
    assert [(r["status"], r.get("date"), r["published"]) for r in rows] == [
        ("alleged", None, "2024-05-04"),
        ("denied", "2024-05-02", "2024-05-05"),
    ]
    assert ask("event-accounts") == rows
    assert len(ask("event-accounts", event=DEPLOYMENT)) == 1


def test_disagreements(ask: Ask) -> None:
    rows = ask("disagreements")
    assert len(rows) == 2
    assert set(column(rows, "article")) == {"Bridge at Vella bombed", "denial.txt"}
    assert rows[0]["explanation"] == "alleged against denied"
    assert ask("disagreements", event=DEPLOYMENT) == []
    assert len(ask("disagreements", event=ATTACK)) == 2


def test_differing_accounts(ask: Ask) -> None:
    rows = ask("differing-accounts")
    assert [(r["aspect"], {r["one"], r["other"]}) for r in rows] == [
        ("status", {"alleged", "denied"})
    ]


def test_corroboration(ask: Ask) -> None:
    rows = ask("corroboration")
    assert [(r["independent"], r["articles"], r["event"]) for r in rows] == [("2", "2", ATTACK)]
    assert len(ask("corroboration", least="1")) == 3


def test_four_times() -> None:
    """When it was, was said, was published and was taken in: the last from the store's log."""
    opened = open_store(None)
    quads = map_extraction(bridge())
    article = quads[0].graph_name
    assert isinstance(article, NamedNode)
    stamp = Literal("2026-01-06T07:08:09Z", datatype=XSD_TYPES["dateTime"])
    taken = Quad(article, term("prov:generatedAtTime"), stamp, opened.graphs.log)
    opened.write(Changes({article: frozenset(q.triple for q in quads)}, added=frozenset({taken})))
    text = (data_folder("queries") / "four-times.rq").read_text("utf-8")
    rows = list(opened.query(text))
    assert {row["kind"].value for row in rows} == {"event", "statement"}
    assert {row["taken"].value for row in rows} == {"2026-01-06T07:08:09Z"}
    assert {row["published"].value for row in rows} == {bridge().article.published}
    times = {row["node"].value: row["time"] and row["time"].value for row in rows}
    assert times[DEPLOYMENT] == "2024-06-01/2024-06-10"
    since = bind(text, {"since": Literal("2026-01-07", datatype=XSD_TYPES["date"])})
    assert list(opened.query(since)) == []
    one = bind(text, {"of": NamedNode(ATTACK)})
    assert [row["node"].value for row in opened.query(one)] == [ATTACK]


def test_a_copy_is_no_second_source() -> None:
    """Two articles of one publisher, or a copy of a text, are one voice."""
    from dataclasses import replace

    opened = open_store(None)
    changes = {}
    for path in ("a.txt", "b.txt"):
        one = bridge()
        copy = replace(one, article=replace(one.article, path=path))
        resolve = dict(zip(event_iris(copy), event_iris(one), strict=True))
        quads = map_extraction(copy, resolve=resolve)
        changes[NamedNode(f"{DEFAULT_BASE}article/{path}")] = frozenset(q.triple for q in quads)
    opened.write(Changes(changes))
    text = (data_folder("queries") / "corroboration.rq").read_text("utf-8")
    assert list(opened.query(text)) == []


def test_co_participants(ask: Ask) -> None:
    rows = ask("co-participants")
    assert [(r["one"], r["other"], r["events"]) for r in rows] == [("Ana Ruiz", "rebels", "1")]
    rows = ask("co-participants", actor="rebels")
    assert [(r["one"], r["other"]) for r in rows] == [("rebels", "Ana Ruiz")]


def test_a_limit_is_a_number_behind_LIMIT() -> None:
    text = (data_folder("queries") / "co-participants.rq").read_text("utf-8")
    number = Literal("7", datatype=NamedNode(PREFIXES["xsd"] + "integer"))
    assert bind(text, {"limit": number}).rstrip().endswith("\nLIMIT 7")
    for wrong in ("-1", "1; DROP", "x"):
        with pytest.raises(QueryError):
            bind(text, {"limit": Literal(wrong)})


def test_unlinked_actors(ask: Ask) -> None:
    rows = ask("unlinked-actors")
    assert column(rows, "name") == ["Vella", "Norland"]
    assert set(rows[0]["candidates"].split()) == {"Q1000002", "Q1000003"}


def test_links_to_review(ask: Ask) -> None:
    assert set(column(ask("links-to-review"), "confidence")) == {"0.4", "0.3"}
    rows = ask("links-to-review", above="0.35")
    assert {r["candidate"] for r in rows} == {"http://www.wikidata.org/entity/Q1000002"}


def test_mentions_of(ask: Ask) -> None:
    rows = ask("mentions-of", actor="Ana Ruiz")
    assert [(r["words"], r["article"]) for r in rows] == [
        ("Ana Ruiz", "Bridge at Vella bombed"),
        ("she", "Bridge at Vella bombed"),
        ("Ruiz", "denial.txt"),
    ]


def test_quantities(ask: Ask) -> None:
    rows = ask("quantities", counted="Troops")
    assert [(r["value"], r["what"], r["of"]) for r in rows] == [
        ("400", "troops", "Norland sends troops to Vella")
    ]
    assert ask("quantities", counted="homes") == []


def test_responses(ask: Ask) -> None:
    rows = ask("responses")
    assert [(r["response"], r["cause"]) for r in rows] == [(DEPLOYMENT, ATTACK)]


def test_articles(ask: Ask) -> None:
    rows = ask("articles")
    assert [(r["title"], r["publisher"], r["events"], r["statements"]) for r in rows] == [
        ("denial.txt", "Coast Wire", "2", "1"),
        ("Bridge at Vella bombed", "Vella Post", "2", "2"),
    ]


def test_activity_by_month(ask: Ask) -> None:
    rows = ask("activity-by-month")
    assert [(r["month"], r["events"]) for r in rows] == [("2024-05", "1"), ("2024-06", "1")]


def test_who(ask: Ask) -> None:
    (row,) = ask("who", actor="Ana Ruiz")
    assert (row["class"], row["articles"], row["statements"]) == ("person", "2", "2")


def test_why(ask: Ask) -> None:
    rows = ask("why", node=DEPLOYMENT)
    assert [(r["words"][:7], r.get("cited")) for r in rows] == [("Norland", "2"), ("send", None)]


def test_every_shipped_query_has_a_test_here() -> None:
    tests = Path(__file__).read_text("utf-8")
    missing = [n for n in SHIPPED if f"def test_{n.replace('-', '_')}(" not in tests]
    assert missing == []


@pytest.mark.parametrize("name", SHIPPED)
def test_header_and_body_agree(name: str) -> None:
    text = (data_folder("queries") / f"{name}.rq").read_text("utf-8")
    query = parse_query(name, text)
    assert query.title and query.description.endswith(".") and len(query.examples) >= 1
    body = re.sub(r"^#.*$", "", text, flags=re.M)
    for parameter in query.parameters:
        place = rf"VALUES \?{parameter.name} \{{ (\S+) \}}"
        if parameter.name == "limit":
            place = r"\nLIMIT (\d+)\n"
        default = re.search(place, body)
        assert default, f"?{parameter.name} has no place"
        assert (default[1] == "UNDEF") == (parameter.default is None)
    for example in query.examples:
        assert example.startswith(f"kg query --name {name}")
        for given in re.findall(r"-p (\w+)=", example):
            query.parameter(given)
