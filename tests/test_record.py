"""Records: lossless there and back, and nothing of a hostile record gets through."""

from __future__ import annotations

import copy
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.extract.record import dumps, from_record, read_records, to_record
from kg.model import (
    Actor,
    ActorType,
    Article,
    Citation,
    Event,
    Extraction,
    Generator,
    Link,
    LinkCandidate,
    Mention,
    MentionKind,
    Position,
    Quantity,
    Role,
    RoleName,
    Segment,
    SegmentKind,
    Span,
    Statement,
    StatementKind,
    Status,
    TimeExpression,
    TimeValue,
)

TEXT = "On 4 March 2021 President Lena Anders said 3.50 tons of tea were lost in Ruritania [1]."
ANDERS = "https://w3id.org/newsgraph/id/actor/lena-anders"
RURITANIA = "https://w3id.org/newsgraph/id/actor/ruritania"


def full() -> Extraction:
    day = TimeValue("2021-03-04", "2021-03-04", "2021-03-04", "date", "2021-03-04", "2021-03-04")
    tea = Quantity(Span(43, 59), Decimal("3.50"), "tons", "tea")
    whole = Span(0, len(TEXT))
    return Extraction(
        article=Article("a.txt", TEXT, title="Tea", published="2021-03-05", keywords=("tea",)),
        generator=Generator("newsgraph", "0", ("model-1",)),
        sentences=(whole,),
        segments=(Segment(SegmentKind.PARAGRAPH, whole, Span(3, 15)),),
        actors=(
            Actor(
                ANDERS,
                ActorType.PERSON,
                "Lena Anders",
                ("Anders",),
                Link("Q1", 0.9, "exact", "gazetteer", (LinkCandidate("Q2", "L. Anders", 0.1),)),
            ),
            Actor(RURITANIA, ActorType.COUNTRY, "Ruritania"),
        ),
        mentions=(
            Mention(Span(26, 37), ActorType.PERSON, ANDERS, MentionKind.NAME),
            Mention(Span(73, 82), ActorType.COUNTRY, RURITANIA),
        ),
        times=(TimeExpression(Span(3, 15), day),),
        statements=(
            Statement(
                StatementKind.PARAPHRASE,
                (Span(43, 82),),
                whole,
                speaker=Span(26, 37),
                speaker_actor=ANDERS,
                cue=Span(38, 42),
                cue_lemma="say",
                act="say",
                lang="en",
                time=day,
                quantities=(tea,),
                citations=("1",),
                about=(0,),
                place=RURITANIA,
            ),
        ),
        events=(
            Event(
                "OTHER",
                "loss of tea",
                Span(65, 69),
                whole,
                Status.ALLEGED,
                day,
                Span(3, 15),
                (Role(RoleName.PLACE, Span(73, 82), RURITANIA),),
                (tea,),
                ("1",),
                according_to=ANDERS,
                according_to_statement=0,
            ),
        ),
        positions=(Position(ANDERS, "President", Span(16, 25), whole, RURITANIA),),
        citations=(Citation(Span(83, 86), "1"),),
        warnings=("none",),
    )


def test_round_trip_is_lossless_and_stable() -> None:
    record = json.loads(dumps(full()))
    assert from_record(record) == full()
    assert dumps(from_record(record)) == dumps(full())


def test_contract_of_the_scorers() -> None:
    record = to_record(full())
    assert record["mentions"][0] == {
        "start": 26,
        "end": 37,
        "text": "Lena Anders",
        "actor": ANDERS,
        "wikidata": "Q1",
        "type": "Person",
        "kind": "name",
    }
    assert record["times"][0]["value"] == "2021-03-04"
    assert record["statements"][0]["speaker"] == {"start": 26, "end": 37}
    assert record["events"][0]["roles"][0]["start"] == 73
    assert record["events"][0]["quantities"][0]["value"] == "3.50"


def test_an_adjective_of_nationality_is_not_said_to_mean_the_country() -> None:
    text = "Chile and Chilean wine."
    chile = Actor("id:chile", ActorType.COUNTRY, "Chile", link=Link("Q1", 0.9, "m", "s"))
    mentions = tuple(
        Mention(span, ActorType.COUNTRY, chile.iri) for span in (Span(0, 5), Span(10, 17))
    )
    record = to_record(
        Extraction(Article("a.txt", text), full().generator, actors=(chile,), mentions=mentions)
    )
    assert [m["wikidata"] for m in record["mentions"]] == ["Q1", None]
    assert record["actors"][0]["link"]["qid"] == "Q1"


def test_record_of_the_contract_alone_is_read() -> None:
    record = {
        "path": "b.txt",
        "text": "Ann Lee spoke.",
        "mentions": [
            {"start": 0, "end": 7, "text": "Ann Lee", "actor": "id:ann", "type": "Person"}
        ],
    }
    extraction = from_record(record)
    assert extraction.actors[0].label == "Ann Lee"
    assert extraction.article.published is None


def put(record: dict[str, Any], path: str, value: object) -> None:
    *steps, last = [int(p) if p.isdigit() else p for p in path.split(".")]
    for step in steps:
        record = record[step]  # type: ignore[index]
    record[last] = value


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("text", None, "text is not a text"),
        ("text", "a\0b", "NUL"),
        ("url", "javascript:alert(1)", "url is not"),
        ("published", "yesterday", "published is not"),
        ("actors.0.iri", "http://x/> <http://evil", "actors[0].iri is not"),
        ("actors.0.link.qid", "Q1> .", "actors[0].link has"),
        ("actors.1.iri", ANDERS, "actors[1].iri is there twice"),
        ("mentions.0.end", 9999, "mentions[0] is 26 to 9999"),
        ("mentions.0.start", True, "mentions[0].start is not a number"),
        ("mentions.0.actor", "id:nobody", "mentions[0].actor is no actor"),
        ("mentions.0.type", "Robot", "mentions[0].type is not one of"),
        ("times.0.xsd", "2021-02-30", "times[0] has"),
        ("times.0.earliest", None, "times[0] has one of"),
        ("times.0.datatype", "hexBinary", "unknown datatype"),
        ("statements.0.about", [7], "statements[0].about is 7"),
        ("statements.0.lang", "en us", "statements[0].lang"),
        ("statements.0.content", [], "statements[0].content is empty"),
        ("events.0.type", "ASSAULT> ", "events[0].type"),
        ("events.0.confidence", 7, "events[0].confidence"),
        ("events.0.quantities.0.value", "1e999999", "value is out of range"),
        ("events.0.quantities.0.value", "NaN", "value is out of range"),
        ("events.0.trigger", [1, 2], "events[0].trigger is not an object"),
        ("events.0.citations", ["1\n2"], "events[0].citations"),
        ("positions.0.holder", None, "positions[0].holder is not a text"),
    ],
)
def test_hostile_records_are_refused_with_the_place(path: str, value: object, says: str) -> None:
    record = copy.deepcopy(json.loads(dumps(full())))
    put(record, path, value)
    with pytest.raises(InputError) as error:
        from_record(record, "in.jsonl: line 4")
    assert str(error.value).startswith("in.jsonl: line 4: ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_bad_lines_do_not_stop_the_good_ones() -> None:
    lines = "\n".join(["{", dumps(full()), "[]", "[" * 100_000, "", dumps(full())])
    results = list(read_records(io.StringIO(lines), "x.jsonl"))
    good = [r for r in results if isinstance(r, Extraction)]
    bad = [str(r) for r in results if isinstance(r, InputError)]
    assert len(good) == 2
    assert [line.split(":")[1] for line in bad] == [" line 1", " line 3", " line 4"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
PLACES = st.sampled_from(
    [
        *("path", "text", "url", "actors", "mentions", "times", "statements", "events"),
        *("positions", "segments", "generator", "actors.0", "mentions.0", "actors.0.link"),
        *("statements.0.time", "statements.0.within", "events.0.roles", "events.0.time_span"),
        "citations.0.identifier",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLACES, JSON)
def test_whatever_stands_in_a_record_gives_an_extraction_or_an_input_error(
    path: str, value: object
) -> None:
    record = json.loads(dumps(full()))
    put(record, path, value)
    try:
        extraction = from_record(record)
    except InputError:
        return
    assert from_record(json.loads(dumps(extraction))) == extraction
