"""``kg watch``: follow feeds and add what is new."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from kg.cli.extracting import Extracting, extracting_options
from kg.cli.options import store_option

if TYPE_CHECKING:
    from kg.model import Article
    from kg.pipeline.feeds import Feeds
    from kg.pipeline.watch import Round
    from kg.read import Failure

__all__ = ["command"]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LEAST = 60
_NONE = "no feed is followed yet; name one: kg watch https://..."


@click.command("watch", short_help="Follow feeds and add what is new")
@click.argument("addresses", nargs=-1, metavar="[FEED]...")
@store_option
@click.option(
    "--every",
    default="15m",
    show_default=True,
    metavar="TIME",
    help="Wait between two looks: 90s, 15m, 2h or 1d; a minute at least.",
)
@click.option("--once", is_flag=True, help="Look at each feed once and end.")
@click.option("--status", is_flag=True, help="Show the feeds and their last errors, and end.")
@click.option("--contact", metavar="WHO", help="Your mail or web address, which hosts are told.")
@click.option("--allow-local", is_flag=True, help="Ask addresses inside the local network too.")
@extracting_options
def command(
    addresses: tuple[str, ...],
    store: str,
    every: str,
    once: bool,
    status: bool,
    contact: str | None,
    allow_local: bool,
    extracting: Extracting,
) -> int:
    """Follow feeds (RSS, Atom): new articles are fetched, read and added; changed ones replaced.

    \b
    kg watch https://news.example/feed.xml --every 30m
    kg watch --once                         the feeds that were followed before
    kg watch --status

    What was taken is remembered beside the store, so that a watch that was stopped goes on where it
    was. robots.txt is obeyed. A page that cannot be had gives one line and is tried again with the
    next looks, five times in all. Stop it with Ctrl-C.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from kg.errors import StoreError, UsageError
    from kg.pipeline.feeds import Feeds
    from kg.pipeline.watch import poll
    from kg.read.web import Fetcher, Rules, is_web_address
    from kg.store.opening import open_store, sidecar_folder, stamp_of

    wait = _seconds(every)
    for address in addresses:
        if not is_web_address(address):
            raise UsageError(f"'{address}' is not the address of a feed; kg ingest reads files")
    if stamp_of(store) is None:
        if status or not addresses:
            raise UsageError(_NONE)
        open_store(store, "create").close()
    folder = sidecar_folder(store) or Path(store)
    with Feeds(folder / "feeds.sqlite") as feeds:
        if status:
            return _status(feeds)
        followed = addresses or tuple(state.url for state in feeds.feeds())
        if not followed:
            raise UsageError(_NONE)
        fetcher = Fetcher(Rules(contact=contact, allow_local=allow_local))
        ingest = partial(_ingest, store, extracting)
        failed = False
        while True:
            for address in followed:
                try:
                    done = poll(address, feeds, fetcher.fetch, ingest, lambda: datetime.now(UTC))
                except StoreError as error:
                    if once:
                        raise
                    # another writer has it: the entries are not marked, and come again
                    click.echo(f"kg: {error}", err=True)
                    continue
                failed = failed or done.error is not None or done.failed > 0
                _tell(done)
            if once:
                return 1 if failed else 0
            try:
                time.sleep(wait)
            except KeyboardInterrupt:
                click.echo("stopped", err=True)
                return 0


def _ingest(
    store: str, extracting: Extracting, articles: Iterator[Article | Failure]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Put articles into the store, which is open only meanwhile, so that others can use it."""
    from kg.pipeline.ingest import Options, ingest_articles
    from kg.pipeline.writer import Writer

    told = _Told()
    with Writer.open(store, "create") as writer:
        extract = partial(extracting.run, base=writer.base)
        ingest_articles(writer, articles, extract, Options(), told)
    return frozenset(told.paths), tuple(told.errors)


class _Told:
    """Remembers what an ingest tells, and shows it."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.errors: list[str] = []

    def stored(self, path: str, changed: bool) -> None:
        self.paths.append(path)
        if changed:
            click.echo(f"{path}: stored", err=True)

    def failed(self, message: str) -> None:
        self.errors.append(message)
        click.echo(f"kg: {message}", err=True)


def _tell(done: Round) -> None:
    if done.error is not None:
        click.echo(f"kg: {done.error}", err=True)
        return
    parts = [f"{done.taken:,} taken", f"{done.known:,} known"]
    if done.failed:
        parts.append(f"{done.failed:,} failed")
    click.echo(f"{done.feed}: {', '.join(parts)}")


def _status(feeds: Feeds) -> int:
    for state in feeds.feeds():
        entries = feeds.entries(state.url).values()
        taken = sum(1 for entry in entries if entry.mark)
        click.echo(f"{state.url}: {taken:,} articles, looked at {state.asked or 'never'}")
        if state.error:
            times = "once" if state.failures == 1 else f"{state.failures} times in a row"
            click.echo(f"    failed {times}: {state.error}")
        for entry in entries:
            if entry.error:
                click.echo(f"    {entry.error} (tried {entry.tries})")
    return 0


def _seconds(text: str) -> float:
    from kg.errors import UsageError

    match = re.fullmatch(r"(\d{1,6})([smhd])", text.strip())
    if match is None or int(match[1]) * _UNITS[match[2]] < _LEAST:
        raise UsageError(f"--every {text!r} is not a time of a minute or more, such as 15m or 2h")
    return float(int(match[1]) * _UNITS[match[2]])
