"""The mapping: golden graphs, identifiers, hostile values, order and stability."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import InputError
from kg.iris import DEFAULT_BASE, KG
from kg.map import (
    Judgement,
    Verdict,
    article_iri,
    event_iri,
    event_iris,
    map_extraction,
    map_judgement,
    map_links,
    statement_iris,
    values,
)
from kg.map import terms as t
from kg.model import Article, Extraction, Quantity, Segment, SegmentKind, Span, TimeValue
from tests.map_samples import GENERATOR, GOLD, INGESTED, REBELS, RUIZ, SAMPLES, bridge, denial

XSD = "http://www.w3.org/2001/XMLSchema#"


def objects(quads: list[Quad], subject: str, predicate: NamedNode) -> list[str]:
    return [
        q.object.value for q in quads if q.subject.value == subject and q.predicate == predicate
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_golden_graph(name: str) -> None:
    extraction = SAMPLES[name]()
    quads = map_extraction(extraction, ingested_at=INGESTED) + map_links(extraction)
    wanted = set(parse(path=str(GOLD / f"{name}.trig"), format=RdfFormat.TRIG))
    assert set(quads) == wanted
    assert len(quads) == len(set(quads)), "a quad is repeated"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_store_gives_back_what_went_in(name: str) -> None:
    quads = map_extraction(SAMPLES[name](), ingested_at=INGESTED)
    store = Store()
    store.extend(quads)
    assert set(store) == set(quads)


def test_all_quads_are_in_the_article_graph_and_none_is_blank() -> None:
    extraction = bridge()
    quads = map_extraction(extraction)
    assert {q.graph_name for q in quads} == {NamedNode(article_iri(extraction.article))}
    assert not any(isinstance(x, BlankNode) for q in quads for x in (q.subject, q.object))


def test_without_ingest_time_nothing_depends_on_the_clock() -> None:
    assert map_extraction(bridge()) == map_extraction(bridge())
    stamp = NamedNode("http://www.w3.org/ns/prov#generatedAtTime")
    assert all(q.predicate != stamp for q in map_extraction(bridge()))
    stamped = map_extraction(bridge(), ingested_at=INGESTED)
    assert objects(stamped, article_iri(bridge().article), stamp) == ["2024-05-06T07:08:09Z"]


def test_event_iris_survive_an_edit_elsewhere() -> None:
    before = bridge()
    shift = len("Rain fell. ")

    def moved(s: Span) -> Span:
        return Span(s.start + shift, s.end + shift)

    events = tuple(
        replace(
            e,
            trigger=moved(e.trigger),
            sentence=moved(e.sentence),
            roles=tuple(replace(r, span=moved(r.span)) for r in e.roles),
        )
        for e in before.events
    )
    article = replace(before.article, text="Rain fell. " + before.article.text)
    after = replace(before, article=article, events=events)
    assert event_iris(after) == event_iris(before)
    assert event_iri(before, 1) == event_iris(before)[1]


def test_equal_events_of_one_article_stay_two() -> None:
    extraction = bridge()
    twice = replace(extraction, events=(extraction.events[0],) * 2)
    assert len(set(event_iris(twice))) == 2


def test_articles_do_not_share_events_or_statements() -> None:
    one = bridge()
    other = replace(one, article=replace(one.article, path="other.txt"))
    assert not set(event_iris(one)) & set(event_iris(other))
    assert not set(statement_iris(one)) & set(statement_iris(other))


def test_resolution_renames_events_and_actors() -> None:
    extraction = denial()
    own = event_iris(extraction)[0]
    cluster, namesake = DEFAULT_BASE + "event/1234", DEFAULT_BASE + "actor/ana-ruiz-2"
    quads = map_extraction(extraction, resolve={own: cluster, RUIZ.iri: namesake})
    used = {x.value for q in quads for x in (q.subject, q.object) if isinstance(x, NamedNode)}
    assert cluster in used and namesake in used
    assert own not in used and RUIZ.iri not in used
    linked = map_links(extraction, resolve={RUIZ.iri: namesake})
    assert objects(linked, namesake, t.EXACT_MATCH) == ["http://www.wikidata.org/entity/Q1000001"]


def test_two_accounts_of_one_article_in_one_event_have_one_date_and_status() -> None:
    extraction = denial()
    own = event_iris(extraction)
    node = DEFAULT_BASE + "event/both"
    quads = map_extraction(extraction, resolve=dict.fromkeys(own, node))
    assert len(objects(quads, node, t.STATUS_OF)) == 1
    assert objects(quads, node, t.DATE) == ["2024-05-02"]
    assert len(objects(quads, node, t.LABEL)) == 1
    assert objects(quads, node, t.ALT_LABEL) == ["Ruiz accused rebels"]


def test_participant_stands_beside_the_other_roles() -> None:
    quads = map_extraction(denial())
    node = event_iris(denial())[1]
    assert objects(quads, node, t.AGENT) == [RUIZ.iri]
    assert objects(quads, node, t.PATIENT) == [REBELS.iri]
    assert set(objects(quads, node, t.kg("participant"))) == {RUIZ.iri, REBELS.iri}


def test_only_persons_hold_positions_and_unknown_actors_get_no_node() -> None:
    extraction = bridge()
    position = replace(extraction.positions[0], holder=REBELS.iri)
    quads = map_extraction(replace(extraction, positions=(position,)))
    assert not [q for q in quads if q.predicate == t.HOLDS]
    unknown = replace(extraction.events[0], according_to=DEFAULT_BASE + "actor/nobody")
    quads = map_extraction(replace(extraction, events=(unknown,)))
    assert not [q for q in quads if q.object == NamedNode(DEFAULT_BASE + "actor/nobody")]


def test_an_office_held_and_once_held_are_two_positions() -> None:
    extraction = bridge()
    held = extraction.positions[0]
    both = (replace(held, former=False), replace(held, former=True))
    quads = map_extraction(replace(extraction, positions=both))
    nodes = {q.object for q in quads if q.predicate == t.HOLDS}
    assert len(nodes) == 2
    assert sorted(v for n in nodes for v in objects(quads, n.value, t.FORMER)) == ["false", "true"]


def test_all_who_say_it_together_are_speakers() -> None:
    extraction = denial()
    said = replace(extraction.statements[0], speaker_actor=RUIZ.iri, co_speakers=(REBELS.iri,))
    quads = map_extraction(replace(extraction, statements=(said,)))
    this = statement_iris(replace(extraction, statements=(said,)))[0]
    assert REBELS.iri in objects(quads, this, t.SPEAKER)
    assert len(objects(quads, this, t.SPEAKER)) == 2


def test_an_article_without_a_title_is_labelled_by_its_headline() -> None:
    extraction = bridge()
    bare = replace(extraction.article, title=None)
    text = bare.text
    head = Segment(SegmentKind.HEADLINE, Span(0, text.index(" ", 10)))
    said = Segment(SegmentKind.PARAGRAPH, Span(0, len(text)))
    for parts, label in (
        ((said, head), text[: head.span.end]),
        ((said,), bare.path),
        ((), bare.path),
    ):
        quads = map_extraction(replace(extraction, article=bare, segments=parts))
        node = next(q.subject for q in quads if q.predicate == t.PATH)
        assert objects(quads, node.value, t.LABEL) == [" ".join(label.split())]
        assert not objects(quads, node.value, t.term("dcterms:title"))


def test_a_span_outside_the_text_is_an_input_error() -> None:
    extraction = bridge()
    bad = replace(extraction.events[0], trigger=Span(10, 9999))
    with pytest.raises(InputError, match=r"bridge\.txt: .*10 to 9999"):
        map_extraction(replace(extraction, events=(bad,)))


def test_an_actor_without_an_iri_is_an_input_error() -> None:
    extraction = bridge()
    bad = replace(RUIZ, iri="not an iri")
    with pytest.raises(InputError, match="not an IRI"):
        map_extraction(replace(extraction, actors=(bad,)))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/a?b=1#c", True),
        ("http://[bad", False),
        ("https://news.example/%zz", False),
        ("https://news.example/a b", False),
        ("https://news.example/a#b#c", False),
        ("http://news.example:port/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_that_is_no_iri_is_passed_over(url: str, kept: bool) -> None:
    iri = article_iri(Article("a b.txt", "x", url=url))
    assert iri == (url if kept else DEFAULT_BASE + "article/a%20b.txt")
    NamedNode(iri)


def test_passages_of_an_article_whose_address_has_a_fragment() -> None:
    article = Article("a", "Rain fell.", url="https://news.example/live#p7")
    extraction = Extraction(article, GENERATOR, sentences=(Span(0, 10),))
    quads = map_extraction(replace(extraction, citations=()))
    assert any(q.subject.value == "https://news.example/live#p7/extraction" for q in quads)


@given(st.text(max_size=12), st.sampled_from(["date", "dateTime", "gYear", "gYearMonth", "x"]))
def test_no_invalid_time_gets_out(text: str, datatype: str) -> None:
    time = values.when(TimeValue(text, None, text, datatype, text, text))
    if time is not None and time.date is not None:
        assert time.earliest is not None and time.latest is not None
        assert time.earliest.value <= time.latest.value
        store = Store()
        quad = Quad(NamedNode("a:a"), NamedNode("a:b"), time.date)
        store.add(quad)
        assert list(store) == [quad]


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("2016", "gYear", "2016"),
        ("2025-12", "gYearMonth", "2025-12"),
        ("2026-01-03", "date", "2026-01-03"),
        ("2026-01-07T16:00", "dateTime", "2026-01-07T16:00:00"),
        ("2026-01-07T16:00:00.500+00:00", "dateTime", "2026-01-07T16:00:00.5Z"),
        ("2026-02-30", None, None),
        ("2026-13", None, None),
        ("2026-W02", None, None),
        ("PRESENT_REF", None, None),
        ("0000", None, None),
        ("", None, None),
        ("2026-01-07T24:00", None, None),
    ],
)
def test_temporal_literals(text: str, datatype: str | None, value: str | None) -> None:
    literal = values.temporal(text)
    if value is None:
        assert literal is None
    else:
        assert literal == Literal(value, datatype=NamedNode(f"{XSD}{datatype}"))


def test_bounds_come_from_the_date_where_they_are_missing_or_wrong() -> None:
    time = values.when(
        TimeValue("2024-02", None, "2024-02", "gYearMonth", "2024-03-09", "2024-01-01")
    )
    assert time is not None and time.earliest is not None and time.latest is not None
    assert (time.earliest.value, time.latest.value) == ("2024-02-01", "2024-02-29")
    assert time.edtf == "2024-02"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("11000.50"), "11000.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0"), "0"),
        (0.1 + 0.2, "0.3"),
        (Decimal("NaN"), None),
        (Decimal("1E+5000"), None),
    ],
)
def test_decimals(number: Decimal | float, text: str | None) -> None:
    literal = values.decimal(number, places=4)
    assert (literal.value if literal else None) == text


def test_language_tags() -> None:
    assert values.lang_string("a", "pt-BR").language == "pt-br"
    assert values.lang_string("a", None).language == "und"
    assert values.lang_string("a", "no tag!").language == "und"
    assert values.lang_string("a\ud800", "en").value == "a\ufffd"


def test_a_quantity_that_is_no_number_is_left_out() -> None:
    extraction = bridge()
    bad = Quantity(Span(0, 3), Decimal("Infinity"))
    event = replace(extraction.events[1], quantities=(bad,))
    quads = map_extraction(replace(extraction, events=(extraction.events[0], event)))
    assert not [q for q in quads if q.predicate == t.QUANTITY_OF]


def test_a_judgement_holds_who_decided_and_when() -> None:
    graph = DEFAULT_BASE + "graph/judgements"
    quads = map_judgement(
        Judgement(
            DEFAULT_BASE + "event/1",
            Verdict.DISAGREE,
            "status",
            DEFAULT_BASE + "event/2",
            confidence=1.7,
            decided_by="desk",
            decided_at=INGESTED,
            evidence=(DEFAULT_BASE + "article/a#char=0,3",),
            note="see both",
        ),
        graph,
    )
    assert {q.graph_name.value for q in quads} == {graph}
    assert objects(quads, DEFAULT_BASE + "event/1", t.DISAGREES_WITH) == [DEFAULT_BASE + "event/2"]
    assert {q.object.value for q in quads if q.predicate == t.CONFIDENCE} == {"1"}
    assert {q.object.value for q in quads if q.predicate == t.VERDICT_OF} == {KG + "Disagree"}
