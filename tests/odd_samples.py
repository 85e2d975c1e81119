"""Reading one made-up file: what comes of it, and what is told."""

from __future__ import annotations

from pathlib import Path

from kg.model import Article
from kg.read import Failure, read_articles
from tests.test_readers import WORDS

__all__ = ["LD", "TEXT", "bare", "one", "read"]

TEXT = "\n\n".join(WORDS)
LD = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge"}


def read(folder: Path, name: str, content: str | bytes) -> tuple[list[Article], list[str]]:
    """The articles of one file, and what is told."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    items = list(read_articles([str(file)]))
    failures = [item.message for item in items if isinstance(item, Failure)]
    assert all(line.startswith(name) and "\n" not in line for line in failures)
    return [item for item in items if isinstance(item, Article)], failures


def one(folder: Path, name: str, content: str | bytes) -> Article:
    """The one article of a file of which nothing is told."""
    articles, failures = read(folder, name, content)
    assert failures == []
    (article,) = articles
    return article


def bare(article: Article) -> dict[str, object]:
    """What is known of an article, beside its path and text."""
    named = ("id", "url", "title", "published", "modified", "publisher", "author", "co_authors",
             "language", "section", "keywords", "licence")  # fmt: skip
    return {name: getattr(article, name) for name in named if getattr(article, name)}
