"""``kg history``: the versions of an article and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import store_option

if TYPE_CHECKING:
    from kg.model import Article, Event, Statement
    from kg.pipeline.history import Change, Version

__all__ = ["command"]


@click.command("history", short_help="The versions of an article and what changed")
@click.argument("article", metavar="ARTICLE")
@store_option
@click.option("--text", "as_text", is_flag=True, help="Show the changes of the text, line by line.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(article: str, store: str, as_text: bool, as_json: bool) -> None:
    """The versions of an article, and what appeared and vanished from one to the next.

    \b
    kg history news/flood.txt
    kg history https://news.example/flood --text

    ARTICLE is an article's IRI, path, address or title. Each former version is kept whole when an
    edited article replaces it; `kg remove` takes them away with the article.
    """
    from kg.pipeline.articles import find_article
    from kg.pipeline.history import changes_between, read_history
    from kg.store import open_store

    with open_store(store) as opened:
        found = find_article(opened, article)
        versions = read_history(opened, found)
        base = opened.graphs.base
    changes = [
        changes_between(before.extraction, after.extraction, base)
        for before, after in pairwise(versions)
    ]
    if as_json:
        former = [None, *(version.extraction.article for version in versions)]
        rows = list(map(_row, versions, [None, *changes], former))
        answer = {"article": found.value, "versions": rows}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    click.echo(found.value)
    for number, version in enumerate(versions):
        click.echo(_headline(number + 1, version))
        if number == 0:
            continue
        before = versions[number - 1].extraction.article
        after = version.extraction.article
        if as_text:
            for line in _diff(before, after):
                click.echo("    " + line)
            continue
        change = changes[number - 1]
        for line in _lines(change, before, after):
            click.echo("    " + line)


def _headline(number: int, version: Version) -> str:
    taken = version.taken_in or "before this store kept its times"
    until = f", replaced {version.replaced}" if version.replaced else ""
    extraction = version.extraction
    counts = f"{len(extraction.events)} events, {len(extraction.statements)} statements"
    return f"{number}  taken in {taken}{until}: {counts}  ({version.hash[:12]})"


def _lines(change: Change, before: Article, after: Article) -> Iterator[str]:
    if change.empty:
        yield "the wording alone: no event and no statement appeared or vanished"
    if change.title:
        yield f"title  {change.title[0] or '(none)'}  ->  {change.title[1] or '(none)'}"
    for sign, article, statements, events in (
        ("-", before, change.statements_out, change.events_out),
        ("+", after, change.statements_in, change.events_in),
    ):
        for event in events:
            yield f"{sign} event      {_event(event)}"
        for statement in statements:
            yield f"{sign} statement  {_said(statement, article.text)}"


def _event(event: Event) -> str:
    when = f" ({event.time.edtf})" if event.time and event.time.edtf else ""
    return f"{event.label}{when}, {event.status.value}"


def _said(statement: Statement, text: str) -> str:
    who = statement.speaker.of(text) if statement.speaker else "nobody named"
    words = " [...] ".join(span.of(text) for span in statement.content)
    return " ".join(f"{who}: {words}".split())


def _diff(before: Article, after: Article) -> Iterator[str]:
    from difflib import unified_diff

    lines = unified_diff(before.text.splitlines(), after.text.splitlines(), lineterm="", n=1)
    yield from list(lines)[2:]


def _row(version: Version, change: Change | None, before: Article | None) -> dict[str, Any]:
    article = version.extraction.article
    row: dict[str, Any] = {
        "hash": version.hash,
        "taken_in": version.taken_in,
        "replaced": version.replaced,
        "title": article.title,
        "published": article.published,
        "modified": article.modified,
        "text": article.text,
    }
    if change is not None and before is not None:
        row["changes"] = {
            "title": change.title,
            "events_in": [_event_row(event) for event in change.events_in],
            "events_out": [_event_row(event) for event in change.events_out],
            "statements_in": [_said_row(said, article.text) for said in change.statements_in],
            "statements_out": [_said_row(said, before.text) for said in change.statements_out],
        }
    return row


def _event_row(event: Event) -> dict[str, Any]:
    return {
        "label": event.label,
        "type": event.type,
        "status": event.status.value,
        "date": event.time.edtf if event.time else None,
    }


def _said_row(statement: Statement, text: str) -> dict[str, Any]:
    return {
        "speaker": statement.speaker.of(text) if statement.speaker else None,
        "act": statement.act,
        "text": [span.of(text) for span in statement.content],
    }
