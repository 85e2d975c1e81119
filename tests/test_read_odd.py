"""Odd but plausible files, as newsrooms and archives have them: what comes out, or one clear line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.model import Article, Extraction, Generator
from kg.pipeline.ingest import Options, ingest
from kg.pipeline.writer import Writer
from kg.read import Failure, read_articles
from tests.test_readers import WORDS

TEXT = "\n\n".join(WORDS)


class Told:
    """What an ingest tells of."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        self.failures.append(message)


def read(folder: Path, name: str, content: str | bytes) -> tuple[list[Article], list[str]]:
    """The articles of one file, and what is told."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    items = list(read_articles([str(file)]))
    failures = [item.message for item in items if isinstance(item, Failure)]
    assert all(line.startswith(name) and "\n" not in line for line in failures)
    return [item for item in items if isinstance(item, Article)], failures


def test_articles_of_one_name_in_one_run_are_not_lost_in_silence(tmp_path: Path) -> None:
    def ahead(articles: Iterator[Article]) -> Iterator[Extraction | KgError]:
        # As processes do: several articles are under way before the first is stored.
        for article in list(articles):
            yield Extraction(article, Generator("test", "1"))

    others = ("A storm hit the coast of Eastmark.", "The opera in Lund opened its season late.")
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"id": 7, "text": text} for text in (TEXT, *others, TEXT + " !")]))
    told = Told()
    with Writer.open(None) as writer:
        done = ingest(writer, [str(file)], ahead, Options(), told)
    assert (done.articles, done.failed) == (2, 2)  # the story, and its second version
    assert all("a.json#7: " in line and "--as NAME" in line for line in told.failures)
