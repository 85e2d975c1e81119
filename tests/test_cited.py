"""What citation markers stand for: lists of references, sidecars, and the join to real articles."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.config import data_folder
from kg.errors import InputError
from kg.extract.citations import find_citations
from kg.extract.references import find_sources, reference_list
from kg.iris import DEFAULT_BASE, PREFIXES
from kg.model import Article, Citation, CitedSource, Extraction, Generator, Span
from kg.pipeline.writer import Writer
from kg.query.named import find_query
from kg.read import read_articles
from kg.read.cited import read_cited
from tests.pipeline_samples import make_extraction

BODY = "Norland and Sudland signed a border accord [1]. Anna Berg praised the deal [2].\n"


def _sources(tail: str) -> tuple[CitedSource, ...]:
    return find_sources(BODY + tail, ())


@pytest.mark.parametrize(
    ("entry", "title", "publisher", "url"),
    [
        (
            'Reuters, "Accord signed at last", https://news.example/a.',
            "Accord signed at last",
            "Reuters",
            "https://news.example/a",
        ),
        (
            "Accord signed at last – The Daily Example",
            "Accord signed at last",
            "The Daily Example",
            None,
        ),
        (
            "[Accord signed](https://news.example/a)",
            "Accord signed",
            None,
            "https://news.example/a",
        ),
        ("https://news.example/a", None, None, "https://news.example/a"),
        ("Reuters: Accord signed at last", "Accord signed at last", "Reuters", None),
        ("“Accord signed,” Example Wire (accessed later)", "Accord signed", "Example Wire", None),
    ],
)
def test_an_entry_is_read_for_what_is_plain_in_it(
    entry: str, title: str | None, publisher: str | None, url: str | None
) -> None:
    (source,) = _sources(f"Sources\n1. {entry}")
    assert (source.title, source.publisher, source.url) == (title, publisher, url)
    assert source.span is not None
    assert source.span.of(BODY + f"Sources\n1. {entry}") == entry


@pytest.mark.parametrize("heading", ["Sources", "## References:", "**Cited articles**", "Fuentes"])
def test_a_heading_makes_a_numbered_list_one_of_references(heading: str) -> None:
    assert [s.identifier for s in _sources(f"{heading}\n1. Some Paper\n2) Another Paper")] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    "tail",
    [
        "The plan has two parts\n1. Troops leave the valley\n2. Talks begin",  # a list, no sources
        "[1] Nobody was hurt in the valley",  # marked, yet it names no source
        "Sources\n2. Some Paper\n1. Another Paper",  # out of order
        "Sources\nhttps://news.example/a",  # no marker: nothing cites it
    ],
)
def test_what_is_no_list_of_references_stays_text(tail: str) -> None:
    assert reference_list(BODY + tail) is None


def test_an_address_on_its_own_line_belongs_to_the_entry_above() -> None:
    (source,) = _sources('[1] "Accord signed at last"\n    https://news.example/a\n')
    assert source.url == "https://news.example/a"


def test_what_the_metadata_says_wins() -> None:
    given = CitedSource("1", url="https://news.example/given")
    (source,) = find_sources(BODY + "Sources\n1. Reuters, https://news.example/a", (), (given,))
    assert (source.url, source.publisher) == ("https://news.example/given", "Reuters")


def test_a_sidecar_lists_sources(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    side = {
        "title": "Accord",
        "sources": {"1": {"url": "https://news.example/a"}, "2": "https://x.example"},
    }
    (tmp_path / "a.json").write_text(json.dumps(side), encoding="utf-8")
    (article,) = read_articles([str(tmp_path / "a.txt")])
    assert isinstance(article, Article)
    assert [(s.identifier, s.url) for s in article.cited] == [
        ("1", "https://news.example/a"),
        ("2", "https://x.example"),
    ]


@pytest.mark.parametrize("value", [3, {"x": {}}, {"1": 3}, {"1": {"url": "ftp://a"}}, [7]])
def test_a_bad_list_is_one_line(value: object) -> None:
    with pytest.raises(InputError, match=r"a\.json: sources|a\.json: sources\["):
        read_cited(value, "a.json")


def _digest(cited: CitedSource) -> Extraction:
    marks = find_citations(BODY)
    return Extraction(
        Article("digest.txt", BODY, title="Digest of the day"),
        Generator("test", "1"),
        sentences=(Span(0, 47),),
        citations=tuple(Citation(m.span, m.identifier) for m in marks),
        sources=(cited,),
    )


def _article(**fields: Any) -> Extraction:
    return Extraction(
        replace(Article("a.txt", "Norland and Sudland signed."), **fields), Generator("test", "1")
    )


def _joined(writer: Writer) -> list[str]:
    query = (
        "SELECT ?article { ?source dcterms:identifier '1' ; prov:alternateOf ?article ."
        " ?article a kg:Article }"
    )
    return [row["article"].value for row in writer.store.query(query, PREFIXES)]  # type: ignore[union-attr]


TITLED = CitedSource(
    "1", title="Accord signed at last", publisher="Reuters", published="2026-01-03"
)


@pytest.mark.parametrize(
    ("cited", "fields", "joins"),
    [
        (CitedSource("1", url="https://news.example/a"), {"url": "https://news.example/a"}, True),
        (CitedSource("1", url="https://news.example/a"), {"url": "https://news.example/b"}, False),
        (TITLED, {"title": "Accord signed at last"}, True),
        (TITLED, {"title": "Accord signed at last", "published": "2026-01-05"}, True),
        (TITLED, {"title": "Accord signed at last", "published": "2025-01-05"}, False),
        (TITLED, {"title": "Accord signed at last", "publisher": "REUTERS"}, True),
        (TITLED, {"title": "Accord signed at last", "publisher": "Another Wire"}, False),
        (TITLED, {"title": "Accord signed"}, False),
    ],
)
def test_a_cited_source_is_joined_to_its_article_in_any_order(
    cited: CitedSource, fields: dict[str, str], joins: bool
) -> None:
    pair = [_digest(cited), _article(**fields)]
    for batches in ([[pair[0]], [pair[1]]], [[pair[1]], [pair[0]]], [pair]):
        with Writer.open(None) as writer:
            for batch in batches:
                assert not writer.put(batch).failed
            assert bool(_joined(writer)) == joins


def test_a_title_of_two_articles_joins_none_until_one_goes() -> None:
    parts = [
        _digest(TITLED),
        _article(title="Accord signed at last"),
        _article(title="Accord signed at last", path="b.txt"),
    ]
    for order in itertools.permutations(parts):
        with Writer.open(None) as writer:
            for part in order:
                writer.put([part])
            assert _joined(writer) == []
            writer.remove([writer.iri(parts[2])])
            assert _joined(writer) == [f"{DEFAULT_BASE}article/a.txt"]
            writer.remove([writer.iri(parts[0])])
            assert not list(writer.store.quads(None, None, None, writer.store.graphs.links))


def test_what_an_article_cites_speaks_in_its_place() -> None:
    told, digest = make_extraction(0, story=0), make_extraction(1, story=0)
    told = replace(told, article=replace(told.article, url="https://news.example/told"))
    cited = CitedSource("1", url="https://news.example/told")
    first, *others = digest.events
    citing = replace(digest, sources=(cited,), events=(replace(first, citations=("1",)), *others))
    query = find_query("corroboration", [data_folder("queries")])
    text = query.text.replace("VALUES ?least { 2 }", "VALUES ?least { 1 }")
    found = {}
    for name, second in (("two", digest), ("one and who cites it", citing)):
        with Writer.open(None) as writer:
            writer.put([told])
            writer.put([second])
            rows = list(writer.store.query(text, PREFIXES))  # type: ignore[arg-type]
        shared = [r for r in rows if r["articles"].value == "2"]  # type: ignore[union-attr,index]
        found[name] = {r["independent"].value for r in shared}  # type: ignore[union-attr,index]
    assert found == {"two": {"2"}, "one and who cites it": {"1"}}
