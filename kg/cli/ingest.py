"""``kg ingest``: read articles and add them to the graph."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.extracting import Extracting, extracting_options
from kg.cli.options import store_option
from kg.cli.reading import reading_options

if TYPE_CHECKING:
    from kg.pipeline.ingest import Summary
    from kg.read import Reading

__all__ = ["command"]


@click.command("ingest", short_help="Read articles and add them to the graph")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@click.option(
    "--metadata",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV or TSV with a header: path and any of published, modified, title, url, publisher, "
    "author, language, section, keywords, licence.",
)
@click.option("--published", metavar="DATE", help="Publication date of articles that have none.")
@partial(reading_options, names=("--from", "--format"))
@extracting_options
@click.option("--refresh", is_flag=True, help="Extract anew what is in the store already.")
@click.option(
    "--replace", is_flag=True, help="Let a text take the place of quite another of its path."
)
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="Call the article NAME in place of its path; NAME/... for several.",
)
@click.option("--base", metavar="IRI", help="Base of the IRIs that a new store mints.")
@click.option("--quiet", "-q", is_flag=True, help="Write the summary and errors alone.")
def command(
    paths: tuple[str, ...],
    store: str,
    metadata: str | None,
    published: str | None,
    reading: Reading,
    extracting: Extracting,
    refresh: bool,
    replace: bool,
    name: str | None,
    base: str | None,
    quiet: bool,
) -> int:
    """Read articles (files, folders, addresses) and add what they say to the graph.

    \b
    kg ingest seeds/                        a folder of texts, pages, JSON ...
    kg ingest story.txt --published 2026-01-06
    kg ingest archive.jsonl --field text=body --field title=head
    kg ingest https://news.example/story    robots.txt is obeyed
    kg ingest extractions.jsonl             the output of kg extract
    kg extract news/ | kg ingest -          the same through a pipe

    An article that is in the store already is left as it is; an edited one replaces its former
    version in one transaction. A file that cannot be read gives one line on stderr, the others go
    in, and the exit code is 1.
    """
    from kg.cli.ingest_progress import progress_to
    from kg.errors import UsageError
    from kg.pipeline.ingest import Options, ingest
    from kg.pipeline.writer import Writer
    from kg.read import load_metadata
    from kg.read.metadata import is_published
    from kg.store.graphs import is_iri

    if published is not None and not is_published(published):
        raise UsageError(f"--published {published!r} is not a date such as 2026-01-06")
    if base is not None and not (is_iri(base) and base.endswith(("/", "#"))):
        raise UsageError(f"--base {base!r} is not an IRI that ends in / or #")
    options = Options(
        metadata=load_metadata(Path(metadata)) if metadata else None,
        published=published,
        reading=reading,
        name=name,
        replace=replace,
        refresh=refresh,
    )
    with (
        Writer.open(store, "create", base) as writer,
        progress_to(paths, quiet=quiet) as progress,
    ):
        extract = partial(extracting.run, base=writer.base)
        summary = ingest(writer, paths, extract, options, progress)
    click.echo(_line(summary))
    if summary.undated and not quiet:
        click.echo(
            f"{_count(summary.undated, 'article')} without a date of publication: days such as "
            '"on Wednesday" stay open there; --published or --metadata says when it was',
            err=True,
        )
    return 1 if summary.failed else 0


def _line(summary: Summary) -> str:
    parts = [
        _count(summary.articles, "article"),
        _count(summary.events, "event"),
        _count(summary.statements, "statement"),
        _count(summary.actors, "actor"),
        _count(summary.quads, "quad"),
    ]
    if summary.unchanged:
        parts.append(f"{summary.unchanged:,} unchanged")
    if summary.failed:
        parts.append(f"{summary.failed:,} failed")
    return f"{', '.join(parts)} in {summary.seconds:.1f} s"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
