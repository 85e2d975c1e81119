"""Former versions of an article: kept when an edit replaces it, shown, gone with the article."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from kg.cli import cli
from kg.export.export import export_store
from kg.model import Article, Extraction, Generator, Span, Statement, StatementKind
from kg.pipeline.history import changes_between, read_history
from kg.pipeline.writer import Writer

OPENING = "The dam holds. "


def version(*quotes: str, title: str = "Flood") -> Extraction:
    """An article that quotes Ana Ruiz with each of the quotes."""
    text, said = OPENING, []
    for quote in quotes:
        sentence = f'Ana Ruiz said "{quote}". '
        start = len(text) + sentence.index(quote)
        span = Span(start, start + len(quote))
        whole = Span(len(text), len(text) + len(sentence) - 1)
        speaker = Span(len(text), len(text) + 8)
        said.append(Statement(StatementKind.QUOTATION, (span,), whole, speaker))
        text += sentence
    sentences = (Span(0, 14), *(s.sentence for s in said))
    article = Article("flood.txt", text, title=title)
    return Extraction(article, Generator("test", "1"), sentences, statements=tuple(said))


def test_an_edit_keeps_the_former_version_and_says_what_changed() -> None:
    first, second = version("the dam is safe", "go home"), version("go home", "leave now")
    clock = iter(datetime(2026, 1, 3, tzinfo=UTC) + timedelta(hours=n) for n in range(9))
    with Writer.open(None) as writer:
        writer._now = lambda: next(clock)
        for extraction in (first, second, first):
            writer.put([extraction])
        versions = read_history(writer.store, writer.iri(first))
    assert [v.extraction.article.text for v in versions] == [
        first.article.text,
        second.article.text,
        first.article.text,
    ]
    assert [(v.taken_in, v.replaced) for v in versions] == [
        ("2026-01-03T00:00:00Z", "2026-01-03T01:00:00Z"),
        ("2026-01-03T01:00:00Z", "2026-01-03T02:00:00Z"),
        ("2026-01-03T02:00:00Z", None),
    ]
    change = changes_between(versions[0].extraction, versions[1].extraction, "https://kg.example/")
    assert [s.content[0].of(second.article.text) for s in change.statements_in] == ["leave now"]
    assert [s.content[0].of(first.article.text) for s in change.statements_out] == [
        "the dam is safe"
    ]


def test_a_new_reading_of_the_same_text_is_no_version() -> None:
    first = version("go home")
    with Writer.open(None) as writer:
        writer.put([first])
        writer.put([replace(first, statements=())])
        assert len(read_history(writer.store, writer.iri(first))) == 1


def test_history_goes_with_the_article_and_is_not_exported() -> None:
    with Writer.open(None) as fresh:
        fresh.put([version("leave now")])
        wanted = "".join(export_store(fresh.store, "nquads"))
    with Writer.open(None) as writer:
        writer.put([version("go home")])
        writer.put([version("leave now")])
        assert len(read_history(writer.store, writer.iri(version()))) == 2
        assert "".join(export_store(writer.store, "nquads")) == wanted
        writer.remove([writer.iri(version())])
        assert not list(writer.store.quads(None, None, None, writer.store.graphs.history))


def test_the_command_shows_versions_and_changes(tmp_path: Path) -> None:
    store = str(tmp_path / "s.kg")
    with Writer.open(store) as writer:
        writer.put([version("the dam is safe")])
        writer.put([version("leave now", title="Flood: people leave")])
    run = CliRunner().invoke(cli, ["history", "flood.txt", "--store", store])
    assert run.exit_code == 0, run.output
    assert "title  Flood  ->  Flood: people leave" in run.output
    assert "- statement  Ana Ruiz: the dam is safe" in run.output
    assert "+ statement  Ana Ruiz: leave now" in run.output
    shown = CliRunner().invoke(cli, ["history", "flood.txt", "--store", store, "--json"])
    rows = json.loads(shown.output)["versions"]
    assert rows[1]["changes"]["statements_in"][0]["text"] == ["leave now"]
    text = CliRunner().invoke(cli, ["history", "flood.txt", "--store", store, "--text"])
    assert f'-{OPENING}Ana Ruiz said "the dam is safe".' in text.output
