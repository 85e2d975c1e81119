"""``kg search``: find actors, events, statements, passages and articles by words."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli import terminal
from kg.cli.options import store_option

if TYPE_CHECKING:
    from kg.search.details import Detail

__all__ = ["command", "run_search"]

_KINDS = ("actor", "place", "event", "statement", "position", "article", "passage", "source")
#: Columns of the kind on a line.
_INDENT = 11


@click.command("search", short_help="Find actors, statements and passages by words")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@store_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    help="Only things of this kind; may be given several times.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    metavar="N",
    help="The best N.",
)
@click.option("--json", "as_json", is_flag=True, help="Write what is found as JSON.")
@click.option(
    "--timeout",
    type=click.FloatRange(0),
    metavar="SECONDS",
    help="Seconds the search may run; 0: no limit.",
)
def command(
    words: tuple[str, ...],
    store: str,
    kinds: tuple[str, ...],
    limit: int,
    as_json: bool,
    timeout: float | None,
) -> None:
    """Find what holds the words: names, events, statements, passages, whole articles.

    \b
    kg search border security              both words, together or not
    kg search '"border security"'          the phrase
    kg search 'deploy* -strikes'           beginnings of words; without a word
    kg search petro --kind actor --json

    All words must be there; case and accents make no difference. The best come first: names before
    texts, words that stand together before words apart. Where no whole word fits, the beginnings
    of words are looked at.
    """
    from kg.config import Settings

    limits = Settings.from_environment().limits
    seconds = limits.timeout if timeout is None else timeout
    run_search(store, " ".join(words), kinds, limit, as_json, seconds)


def run_search(
    store: str,
    words: str,
    kinds: Sequence[str] = (),
    limit: int = 20,
    as_json: bool = False,
    seconds: float = 0.0,
) -> None:
    """Search and write what is found. Raises what `kg.search` raises."""
    from kg.search.details import detail
    from kg.search.reading import open_search
    from kg.search.words import parse
    from kg.store.opening import open_store

    wanted = parse(words)
    beginnings = False
    with open_search(store, seconds) as searcher:
        found = searcher.find(wanted, kinds, limit)
        if not found.hits:
            found = searcher.find(wanted.beginnings(), kinds, limit)
            beginnings = bool(found.hits)
    with open_store(store) as opened:
        details = detail(opened, found.hits)
    if as_json:
        click.echo(json.dumps([_plain(d) for d in details], ensure_ascii=False, indent=2))
        return
    if not details:
        click.echo(f"nothing holds {_quoted(words)}", err=True)
        return
    if beginnings:
        click.echo(f"no whole words fit; these begin with {_quoted(words)}:", err=True)
    if sys.stdout.isatty():
        _show(details)
        if found.total > len(details):
            click.echo(f"the best {len(details)} of {found.total:,}; --limit N shows more")
    else:
        _table(details)


def _quoted(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _plain(found: Detail) -> dict[str, object]:
    """A hit as JSON. ``marks`` are code points into ``text``, the end exclusive."""
    hit = found.hit
    marks, at = [], 0
    for text, marked in hit.runs:
        if marked:
            marks.append([at, at + len(text)])
        at += len(text)
    return {
        "node": hit.node,
        "kind": hit.kind,
        "label": hit.label,
        "field": hit.field,
        "text": hit.text,
        "marks": marks,
        "language": hit.lang,
        "date": found.date,
        "speakers": list(found.speakers),
        "articles": [{"iri": iri, "title": title} for iri, title in found.articles],
        "score": round(hit.score, 4),
    }


def _table(details: Sequence[Detail]) -> None:
    """CSV for a pipe, the words between asterisks."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("kind", "text", "label", "date", "article", "node"))
    for found in details:
        hit = found.hit
        text = "".join(f"*{run}*" if marked else run for run, marked in hit.runs)
        articles = "; ".join(title for _, title in found.articles)
        writer.writerow((hit.kind, text, hit.label, found.date, articles, hit.node))


def _show(details: Sequence[Detail]) -> None:
    """A hit is its text with the words marked, and below it where it stands and its IRI."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from kg.cli.query_table import show

    console = terminal.console()
    for found in details:
        hit = found.hit
        line = Text()
        if found.speakers:
            line.append(_visible(", ".join(found.speakers)) + ": ", style="italic")
        if hit.field in ("alt", "body") and hit.label:
            line.append(_visible(hit.label) + ": ", style="italic")
        for text, marked in hit.runs:
            line.append(_visible(text), style="bold yellow" if marked else "")
        grid = Table.grid(padding=0)
        grid.add_column(width=_INDENT)
        grid.add_column(overflow="fold")
        grid.add_row(Text(hit.kind, style="cyan"), line)
        console.print(grid)
        if told := " · ".join(part for part in (found.date, _where(found)) if part):
            below = Text(_visible(told), style="dim", no_wrap=True, overflow="ellipsis")
            console.print(Padding(below, (0, 0, 0, _INDENT)))
        # Not wrapped, so that it can be copied whole.
        iri = show({"type": "uri", "value": hit.node})
        console.print(Text(" " * _INDENT + iri, style="dim"), soft_wrap=True)


def _where(found: Detail) -> str:
    """The first article, and how many more there are."""
    if not found.articles:
        return ""
    more = len(found.articles) - 1
    return found.articles[0][1] + (f" and {more} more" if more else "")


def _visible(text: str) -> str:
    """Control characters are shown as what they are."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
