"""The pipeline: ingest, replace, remove, correct, load; the same graph by whatever way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import KgError, UsageError
from kg.export.export import FORMATS, export_graph
from kg.extract.record import dumps
from kg.iris import KG, PREFIXES
from kg.model import Article, Extraction, Generator, Span
from kg.pipeline.articles import find_article
from kg.pipeline.correct import amend, list_corrections, reject, withdraw
from kg.pipeline.ingest import Options, ingest, ingest_records
from kg.pipeline.load import base_of, format_of, load
from kg.pipeline.stats import count
from kg.pipeline.terms import property_of, value_of, values_of_date
from kg.pipeline.writer import Writer
from tests.pipeline_samples import Quiet, export, made, make_extraction, many_extractions, put

EVENT = NamedNode(KG + "Event")
SPEAKER = NamedNode(KG + "speaker")


@pytest.fixture
def writer() -> Iterator[Writer]:
    with Writer.open(None) as opened:
        yield opened


def test_an_article_is_stored_with_all_that_was_extracted(writer: Writer) -> None:
    summary = put(writer, made(1))
    assert (summary.articles, summary.failed) == (1, 0)
    assert summary.events and summary.statements and summary.quads
    article = find_article(writer.store, "made/000001.txt")
    text = "".join(export_graph(writer.store, article, "turtle"))
    assert 'kg:path "made/000001.txt"' in text
    assert "kg:Event" in text
    assert "generatedAtTime" not in export(writer)


def later(value: object, by: int) -> object:
    """A part of an extraction as it is when so many characters came before its text."""
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)
    if isinstance(value, tuple):
        return tuple(later(part, by) for part in value)
    if is_dataclass(value) and not isinstance(value, Article):
        known = {item.name: later(getattr(value, item.name), by) for item in fields(value)}
        return type(value)(**known)
    return value


def test_judgements_follow_an_edited_article(writer: Writer, tmp_path: Path) -> None:
    put(writer, made(2, 3))
    before = set(writer.store.quads(graph=writer.store.graphs.judgements))
    assert any("note" in q.predicate.value or "evidence" in q.predicate.value for q in before)
    first = "Updated at noon. "
    edited = later(made(2)[0], len(first))
    assert isinstance(edited, Extraction)
    edited = replace(edited, article=replace(edited.article, text=first + edited.article.text))
    put(writer, [edited])
    after = set(writer.store.quads(graph=writer.store.graphs.judgements))
    assert after != before
    path = tmp_path / "export.nq"
    path.write_text(export(writer), "utf-8")
    with Writer.open(None) as other:
        load(other, path, format_of(path, None))
        assert set(other.store.quads(graph=other.store.graphs.judgements)) == after


def test_the_same_article_again_changes_nothing(writer: Writer) -> None:
    put(writer, made(1, 2, 3))
    before = export(writer)
    summary = put(writer, made(3, 2, 1))
    assert (summary.articles, summary.unchanged, summary.quads) == (0, 3, 0)
    assert export(writer) == before


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.permutations(range(6)), st.integers(1, 4))
def test_order_and_batches_leave_no_trace(order: list[int], batch: int) -> None:
    with Writer.open(None) as one, Writer.open(None) as other:
        put(one, made(*range(6)))
        put(other, made(*order), batch=batch)
        assert export(one) == export(other)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.sets(st.integers(0, 12), max_size=4), st.sets(st.integers(0, 12), max_size=4))
def test_removing_what_was_added_gives_back_the_store(kept: set[int], gone: set[int]) -> None:
    gone -= kept
    with Writer.open(None) as one, Writer.open(None) as other:
        put(one, made(*sorted(kept)))
        put(other, made(*sorted(kept | gone)))
        other.remove([other.iri(e) for e in made(*gone)])
        assert export(one) == export(other)
        assert export(one, "turtle") == export(other, "turtle")


def test_an_edited_article_replaces_its_graph(writer: Writer) -> None:
    first = make_extraction(20)
    put(writer, [first, make_extraction(21)])
    longer = first.article.text + "Nothing else is known."
    edited = replace(first, article=replace(first.article, text=longer), events=first.events[:1])
    summary = put(writer, [edited])
    assert (summary.articles, summary.unchanged) == (1, 0)
    with Writer.open(None) as fresh:
        put(fresh, [edited, make_extraction(21)])
        assert export(fresh) == export(writer)


def test_a_path_that_is_taken_by_another_story_is_told(writer: Writer) -> None:
    first = make_extraction(30)
    other = Extraction(
        Article(
            first.article.path, "A storm closed two harbours on Tuesday night; nobody drowned."
        ),
        Generator("test", "1"),
    )
    put(writer, [first])
    before = export(writer)
    progress = Quiet()
    summary = ingest_records(writer, [other], progress, Options())
    assert (summary.articles, summary.failed) == (0, 1)
    assert "--replace" in progress.messages[0]
    assert "--as NAME" in progress.messages[0]
    assert export(writer) == before
    assert put(writer, [other], replace=True).articles == 1


def test_links_go_with_the_last_article_that_makes_them(writer: Writer) -> None:
    extractions = many_extractions(6, start=40)
    put(writer, extractions)
    query = "SELECT DISTINCT ?a { ?a skos:exactMatch ?q }"
    linked = len(list(writer.store.query(query)))
    assert linked
    writer.remove([writer.iri(e) for e in extractions[:5]])
    left = {a.iri for a in extractions[5].actors if a.link is not None}
    assert {row["a"].value for row in writer.store.query(query)} == left


class Fails:
    """Extracts, but for one article."""

    def __call__(self, articles: Iterator[Article]) -> Iterator[Extraction | KgError]:
        for article in articles:
            if "bad" in article.text:
                yield KgError(f"{article.path}: nothing to be read")
            else:
                yield Extraction(article, Generator("test", "1"))


def test_a_bad_file_is_told_and_the_others_go_in(writer: Writer, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ana met Luis.")
    (tmp_path / "b.txt").write_text("a bad one")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\x00broken\x00")
    (tmp_path / "d.jsonl").write_text(dumps(make_extraction(50)) + "\n{nothing\n")
    progress = Quiet()
    paths = [str(tmp_path), str(tmp_path / "d.jsonl"), str(tmp_path / "none.txt")]
    summary = ingest(writer, paths, Fails(), Options(), progress)
    assert summary.articles >= 2
    assert len(progress.messages) == summary.failed >= 3
    assert all("\n" not in m for m in progress.messages)
    again = ingest(writer, [str(tmp_path / "a.txt")], Fails(), Options(name="x.txt"), progress)
    assert again.articles == 1
    assert find_article(writer.store, "x.txt").value.endswith("/x.txt")
    with pytest.raises(UsageError, match="no article"):
        find_article(writer.store, "y.txt")


def test_an_article_of_the_store_is_not_extracted_again(writer: Writer, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ana met Luis.")
    seen: list[str] = []

    def extract(articles: Iterator[Article]) -> Iterator[Extraction | KgError]:
        for article in articles:
            seen.append(article.path)
            yield Extraction(article, Generator("test", "1"))

    for refresh in (False, False, True):
        ingest(writer, [str(tmp_path)], extract, Options(refresh=refresh), Quiet())
    assert seen == ["a.txt", "a.txt"]


def first_event(writer: Writer) -> NamedNode:
    (row,) = writer.store.query("SELECT ?e { ?e a kg:Event } ORDER BY ?e LIMIT 1")
    event = row["e"]
    assert isinstance(event, NamedNode)
    return event


def test_a_rejected_event_stays_away_until_that_is_withdrawn(writer: Writer) -> None:
    extractions = made(0, 1, 12)
    put(writer, extractions)
    before = export(writer)
    event = first_event(writer)
    decision = reject(writer, event, by="ed")
    assert not list(writer.store.quads(event, NamedNode(PREFIXES["rdf"] + "type"), EVENT))
    writer.remove([writer.iri(e) for e in extractions])
    put(writer, extractions)
    assert not list(writer.store.quads(event, NamedNode(PREFIXES["rdf"] + "type"), EVENT))
    with pytest.raises(UsageError, match="nothing to reject"):
        reject(writer, event, by="ed")
    withdraw(writer, decision)
    assert export(writer) == before


def test_an_amended_value_holds_and_survives_export_and_load(
    writer: Writer, tmp_path: Path
) -> None:
    put(writer, made(12, 13))
    before = export(writer)
    (row,) = writer.store.query("SELECT ?s ?a { ?s kg:speaker ?a } ORDER BY ?s LIMIT 1")
    statement, other = row["s"], NamedNode("https://w3id.org/newsgraph/id/actor/someone-else")
    amend(writer, statement, SPEAKER, NamedNode(other.value + "-again"), by="ed")
    decision = amend(writer, statement, SPEAKER, other, by="ed", note="heard it")
    assert [q.object for q in writer.store.quads(statement, SPEAKER)] == [other]
    ((iri, known, who, _),) = list_corrections(
        list(writer.store.quads(graph=writer.store.graphs.decisions))
    )
    assert (iri, known.predicate, who) == (decision, SPEAKER, "ed")
    path = tmp_path / "a.nq"
    path.write_text(export(writer))
    with Writer.open(None) as copy:
        load(copy, path, format_of(path, None))
        assert export(copy) == export(writer)
        withdraw(copy, decision)
        assert export(copy) == before


def test_an_article_cannot_take_the_name_of_a_shared_graph(writer: Writer) -> None:
    put(writer, [make_extraction(62)])
    before = export(writer)
    made_up = make_extraction(63)
    for name in ("records", "judgements", "ontology"):
        url = writer.store.graphs.named(name).value
        evil = replace(made_up, article=replace(made_up.article, url=url))
        progress = Quiet()
        summary = ingest_records(writer, [evil], progress, Options())
        assert (summary.articles, summary.failed) == (0, 1)
        assert "under the base" in progress.messages[0]
    assert export(writer) == before


def test_a_graph_that_breaks_the_shapes_is_told_and_kept_out(writer: Writer) -> None:
    good = make_extraction(60)
    odd = replace(good.events[0], type="NO SUCH TYPE!")
    bad = replace(good, article=replace(good.article, path="bad.txt"), events=(odd,))
    progress = Quiet()
    summary = ingest_records(writer, [good, bad, make_extraction(61)], progress, Options())
    assert (summary.articles, summary.failed) == (2, 1)
    assert progress.messages[0].startswith("bad.txt: ")


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.sets(st.integers(0, 30), min_size=1, max_size=4), st.sampled_from(FORMATS))
def test_an_export_is_taken_back_to_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, numbers: set[int], form: str
) -> None:
    endings = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf"}
    path = tmp_path_factory.mktemp("load") / f"a.{endings.get(form, form)}"
    base = "https://my.example/kg/"
    with Writer.open(None, base=base) as one:
        put(one, made(*sorted(numbers)))
        text = export(one, form)
        path.write_text(text, encoding="utf-8")
        assert form == "ntriples" or base_of(path) == base
        with Writer.open(None, base=base) as other:
            load(other, path, format_of(path, None))
            assert export(other, form) == text
            if form in ("nquads", "trig"):
                assert export(other, "turtle") == export(one, "turtle")
                put(one, made(40, 41))
                put(other, made(40, 41))
                assert export(other) == export(one)


def test_loading_over_a_store_replaces_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.nq"
    first = make_extraction(70)
    # Its graph comes after the shared ones in the file, and has links.
    first = replace(first, article=replace(first.article, url="https://z.example/70"))
    edited = replace(first, events=first.events[:1], statements=())
    with Writer.open(None) as one, Writer.open(None) as other:
        put(one, [first, make_extraction(71)])
        path.write_text(export(one))
        put(other, [edited])
        load(other, path, format_of(path, None))
        assert export(other) == export(one)
        load(other, path, format_of(path, None))
        assert export(other) == export(one)


def test_strange_texts_survive_every_format(tmp_path: Path) -> None:
    strange = 'a\u2028"b"\\ \r\n\t<i>&amp;</i> ]]> \U0001f600 \u202e {} @prefix'
    article = Article("x/ü 'y\".txt", strange + " and more words here", title=strange, id="geo:1,2")
    endings = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf"}
    with Writer.open(None) as one:
        put(one, [Extraction(article, Generator("t", "1"))])
        for form in FORMATS:
            path = tmp_path / f"a.{endings.get(form, form)}"
            path.write_bytes(export(one, form).encode())
            with Writer.open(None) as other:
                load(other, path, format_of(path, None))
                assert export(other, form) == export(one, form), form


def test_a_file_that_does_not_parse_is_told(writer: Writer, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<a:b> <a:c> .")
    with pytest.raises(KgError, match=r"a\.ttl: .*line 1 column 13"):
        load(writer, path, format_of(path, None))
    with pytest.raises(KgError, match="unknown ending"):
        format_of(tmp_path / "a.doc", None)


def test_the_store_is_counted(writer: Writer) -> None:
    put(writer, made(0, 1, 12))
    stats = count(writer.store)
    assert stats.counts["articles"] == 3
    assert stats.counts["events of several articles"] >= 1
    assert sum(stats.event_types.values()) == stats.counts["events"]
    assert stats.first is not None


def test_values_are_read_as_people_write_them() -> None:
    status = property_of("status", PREFIXES)
    assert value_of("denied", status, PREFIXES) == NamedNode(KG + "Denied")
    assert value_of('"si"@es', property_of("text", PREFIXES), PREFIXES) == Literal(
        "si", language="es"
    )
    assert value_of("wd:Q1", SPEAKER, PREFIXES).value.endswith("Q1")
    assert values_of_date("2025-11")[NamedNode(KG + "latest")].value == "2025-11-30"
    for text, verb in (("soon", "earliest"), ("x", "speaker"), ("many", "confidence")):
        with pytest.raises(UsageError):
            value_of(text, property_of(verb, PREFIXES), PREFIXES)
