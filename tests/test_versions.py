"""Articles that come again: found by their names, and not put back by an older version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kg.errors import KgError, UsageError
from kg.model import Article, Extraction, Generator
from kg.pipeline.articles import find_article
from kg.pipeline.ingest import Options, Summary, ingest_articles, ingest_records
from kg.pipeline.records import read_extraction
from kg.pipeline.versions import earlier
from kg.pipeline.writer import Writer
from tests.pipeline_samples import Quiet, put


@pytest.fixture
def writer() -> Iterator[Writer]:
    with Writer.open(None) as opened:
        yield opened


def bare(articles: Iterator[Article]) -> Iterator[Extraction | KgError]:
    """Extractions that say nothing."""
    return (Extraction(article, Generator("test", "1")) for article in articles)


@pytest.mark.parametrize(
    "name",
    ["flood.txt", "water/flood.txt", "./news/water/flood.txt", "/data/news/water/flood.txt",
     "<https://w3id.org/newsgraph/id/article/water/flood.txt>", "The dam holds"],
)  # fmt: skip
def test_an_article_is_found_by_the_file_that_was_ingested(writer: Writer, name: str) -> None:
    texts = {"water/flood.txt": "The dam holds", "fire/flood.txt.bak": "A barn burnt"}
    articles = [Article(path, "Nobody was hurt.", title=title) for path, title in texts.items()]
    put(writer, [Extraction(article, Generator("test", "1")) for article in articles])
    assert find_article(writer.store, name).value.endswith("article/water/flood.txt")


@pytest.mark.parametrize(
    "name",
    ["https://post.example/2026/dam", "https://Post.example/2026/dam?utm_source=rss#top",
     "https://amp.post.example/2026/dam", "http://www.post.example/2026/dam/", "2026/dam", "dam/"],
)  # fmt: skip
def test_an_article_is_found_by_its_address(writer: Writer, name: str) -> None:
    url, asked = "https://post.example/2026/dam", "https://amp.post.example/2026/dam"
    article = Article(asked, "The dam holds.", url=url)
    put(writer, [Extraction(article, Generator("test", "1"))])
    assert find_article(writer.store, name).value == url


def test_the_one_article_of_a_file_is_found_by_it(writer: Writer) -> None:
    for path in ("a.jsonl#7", "b.jsonl#1", "b.jsonl#2"):
        put(writer, [Extraction(Article(path, f"Of {path}."), Generator("test", "1"))])
    assert find_article(writer.store, "news/a.jsonl#7").value.endswith("a.jsonl%237")
    assert find_article(writer.store, "a.jsonl").value.endswith("a.jsonl%237")
    with pytest.raises(UsageError, match="fits 2 articles"):
        find_article(writer.store, "b.jsonl")


def test_an_article_that_is_not_plain_is_told(writer: Writer) -> None:
    paths = ("a/flood.txt", "b/flood.txt")
    put(writer, [Extraction(Article(p, f"Of {p}."), Generator("test", "1")) for p in paths])
    with pytest.raises(UsageError, match="fits 2 articles"):
        find_article(writer.store, "flood.txt")
    with pytest.raises(UsageError, match="no article"):
        find_article(writer.store, "c/d/flood.txt")
    assert find_article(writer.store, "news/b/flood.txt").value.endswith("/b/flood.txt")


LATE, EARLY = "2026-01-06T09:00:00Z", "2026-01-05T12:00:00+01:00"


def dated(text: str, published: str | None, modified: str | None = None) -> Article:
    article = Article("flood.txt", f"The dam holds, said Ana Ruiz of the council. {text}")
    return replace(article, published=published, modified=modified)


@pytest.mark.parametrize("records", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        ((LATE, None), (EARLY, None), True),
        ((EARLY, None), (LATE, None), False),
        ((EARLY, LATE), (EARLY, EARLY), True),
        ((EARLY, LATE), (EARLY, None), False),  # what was not changed since may be the same
        (("2026-01-06", None), ("2026-01-05", None), True),
        (("2026-01-06", None), (LATE, None), False),  # on the same day
        (("2026-01-06T01:00", None), (EARLY, None), False),  # in whichever zone the first is
        ((LATE, None), (None, None), False),
    ],
)
def test_an_older_version_does_not_replace_a_newer_one(
    writer: Writer,
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    stays: bool,
    records: bool,
) -> None:
    one, two = dated("It rained.", *first), dated("It snowed.", *second)

    def take(article: Article, replace: bool = False) -> tuple[Summary, list[str]]:
        progress, options = Quiet(), Options(replace=replace)
        if records:
            made = [Extraction(article, Generator("test", "1"))]
            return ingest_records(writer, made, progress, options), progress.messages
        return ingest_articles(writer, [article], bare, options, progress), progress.messages

    take(one)
    summary, told = take(two)
    assert (summary.articles, summary.unchanged, summary.failed) == (1 - stays, int(stays), 0)
    if stays:
        word = "modified" if second[1] else "published"
        times = (first[1], second[1]) if second[1] else (first[0], second[0])
        assert told == [
            f"flood.txt: the store has a newer version ({word} {times[0]}, this one {times[1]}), "
            "which stays; --replace puts this one in its place"
        ]
        assert take(two, replace=True)[0].articles == 1
    kept = read_extraction(writer.store, find_article(writer.store, "flood.txt"))
    assert kept is not None and kept.article.text == two.text


def test_of_two_versions_in_one_run_the_newer_stays(writer: Writer) -> None:
    new, old = dated("It snowed.", LATE), dated("It rained.", EARLY)
    for pair in ((new, old), (old, new)):
        with Writer.open(None) as fresh:
            ingest_articles(fresh, pair, bare, Options(), Quiet())
            kept = read_extraction(fresh.store, find_article(fresh.store, "flood.txt"))
            assert kept is not None and kept.article.text == new.text


def test_a_date_that_is_put_right_goes_in(writer: Writer) -> None:
    for published in (LATE, EARLY):
        article = dated("It rained.", published)
        assert ingest_articles(writer, [article], bare, Options(), Quiet()).articles == 1


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ("2026-01", "2026-02-01", True),
        ("2026-01", "2026-01-31", False),
        ("2025", "2026", True),
        ("2025-12", "2026-01", True),
        ("2026-01-06T10:00:00+02:00", "2026-01-06T09:00:00Z", True),
        ("2026-01-06T10:00:00+01:00", "2026-01-06T09:00:00Z", False),
        ("2026-01-06T09:00:00.5Z", "2026-01-06T09:00:01Z", True),
        ("2026-01-06", "2026-01-06", False),
        ("2026-01-06T09:00", "2026-01-06T09:00", False),
        ("some day", "2026-01-06", False),
        ("9999", "9999-12-31", False),
    ],
)
def test_which_time_is_surely_first(one: str, other: str, first: bool) -> None:
    assert earlier(one, other) is first
    assert not (first and earlier(other, one))
