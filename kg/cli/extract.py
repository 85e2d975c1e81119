"""``kg extract``: what articles say, without a store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.extracting import Extracting, extracting_options
from kg.cli.options import form_of, output_option
from kg.cli.reading import reading_options

if TYPE_CHECKING:
    from kg.model import Article
    from kg.read import Reading

__all__ = ["command"]

_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".txt": "show"}


@click.command("extract", short_help="Show what an article says, without a store")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "json", "show"]),
    help="jsonl: one record a line; json: readable; show: the text, marked. "
    "[default: by the ending of FILE, else show on a terminal for one file, else jsonl]",
)
@click.option(
    "--metadata",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV or TSV with a header: path and any of published, modified, title, url, publisher, "
    "author, language, section, keywords, licence.",
)
@click.option("--published", metavar="DATE", help="Publication date of articles that have none.")
@reading_options
@extracting_options
@output_option(_ENDINGS)
def command(
    paths: tuple[str, ...],
    form: str | None,
    metadata: str | None,
    published: str | None,
    reading: Reading,
    extracting: Extracting,
    output: str | None,
) -> int:
    """Read articles (files, folders, addresses) and write what they say: actors, times, events ...

    \b
    kg extract article.txt                  a marked view of the text
    kg extract folder/ --format jsonl       one JSON object a line
    kg extract a.txt --published 2026-01-06
    curl -s URL | kg extract -              what a pipe brings

    A file that cannot be read gives one line on stderr; the others go on, and the exit code is 1.
    """
    from kg.config import Settings
    from kg.errors import KgError, UsageError
    from kg.model import Article
    from kg.read import Failure, load_metadata, read_articles
    from kg.read.files import Notice
    from kg.read.metadata import is_published
    from kg.read.online import Page, read_addresses
    from kg.read.web import Fetcher, is_web_address

    if published is not None and not is_published(published):
        raise UsageError(f"--published {published!r} is not a date such as 2026-01-06")
    if form is None:
        single = len(paths) == 1 and not Path(paths[0]).is_dir()
        shown = single and output is None and sys.stdout.isatty()
        form = form_of(output, _ENDINGS) or ("show" if shown else "jsonl")
    table = load_metadata(Path(metadata)) if metadata is not None else None
    failed = False

    def articles() -> Iterator[Article]:
        nonlocal failed
        files = [path for path in paths if not is_web_address(path)]
        addresses = [path for path in paths if is_web_address(path)]
        read = read_articles(files, metadata=table, published=published, reading=reading)
        pages = read_addresses(
            addresses,
            Fetcher(reading.web),
            metadata=table,
            published=published,
            reading=reading,
        )
        for item in chain(read, pages):
            if isinstance(item, Failure):
                failed = failed or not isinstance(item, Notice)
                click.echo(f"kg: {' '.join(item.message.split())}", err=True)
            elif isinstance(item, Article):
                yield item
            elif isinstance(item, Page):
                yield item.article

    base = Settings.from_environment().base
    results = extracting.run(articles(), base)

    from kg.cli.extract_output import writer

    with writer(form, output) as write:
        for result in results:
            if isinstance(result, KgError):
                failed = True
                click.echo(f"kg: {' '.join(str(result).split())}", err=True)
            else:
                write(result)
    return 1 if failed else 0
