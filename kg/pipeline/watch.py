"""Following feeds: what is new or changed is fetched and ingested, and remembered as done after.

The order is: the article goes into the store, then the entry is marked. A watch that was killed in
between meets the article again, finds it unchanged, and marks it. An entry that fails is tried
again with the next rounds, a few times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kg.errors import KgError
from kg.iris import digest
from kg.model import Article
from kg.pipeline.feeds import EntryState, Feeds, FeedState
from kg.read.charset import decode_page
from kg.read.feed import FeedEntry, parse_feed
from kg.read.files import Failure
from kg.read.html import page_article
from kg.read.web import Fetched, Validators

__all__ = ["TRIES", "Fetch", "Round", "poll"]

#: How often a version of an entry is tried before it is let be.
TRIES = 5


#: Fetches an address, conditionally where validators are given; see `kg.read.web.Fetcher.fetch`.
Fetch = Callable[[str, Validators | None], Fetched]
#: Ingests articles; gives the paths of those that are in the store now, and the lines of error.
Ingest = Callable[[Iterator[Article | Failure]], tuple[frozenset[str], tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at a feed gave: entries taken, unchanged and failed, and the feed's error."""

    feed: str
    taken: int = 0
    known: int = 0
    failed: int = 0
    error: str | None = None


def poll(
    feed: str, feeds: Feeds, fetch: Fetch, ingest: Ingest, now: Callable[[], datetime]
) -> Round:
    """Look at a feed once and ingest what is new.

    Args:
        feed: its address.
        feeds: what is remembered.
        fetch: gets addresses.
        ingest: puts articles into the store.
        now: the clock, for what is remembered; nothing is decided by it.

    Raises:
        StoreError: the store or the memory cannot be written.
    """
    state = feeds.feed(feed)
    stamp = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    retried = any(e.error and e.tries < TRIES for e in feeds.entries(feed).values())
    try:
        # a feed that has not changed is still read where an entry of it is to be tried again
        known = None if retried else Validators(state.etag, state.modified)
        page = fetch(feed, known)
        entries = () if page.data is None else parse_feed(page.data, feed, page.address)
    except KgError as error:
        line = " ".join(str(error).split())
        feeds.keep_feed(replace(state, asked=stamp, error=line, failures=state.failures + 1))
        return Round(feed, error=line)
    done = _take(feed, entries, feeds, fetch, ingest, stamp)
    # The validators are kept last: a watch that is killed before asks for the whole feed again.
    told = page.validators
    feeds.keep_feed(FeedState(feed, told.etag, told.last_modified, stamp))
    return done


def _take(
    feed: str,
    entries: tuple[FeedEntry, ...],
    feeds: Feeds,
    fetch: Fetch,
    ingest: Ingest,
    stamp: str,
) -> Round:
    known = feeds.entries(feed)
    wanted: list[tuple[FeedEntry, str, EntryState]] = []
    for entry in entries:
        mark = digest(repr(entry))
        state = known.get(entry.key, EntryState(entry.key))
        if state.mark != mark and not (state.error and state.tries >= TRIES):
            wanted.append((entry, mark, state))
    paths: dict[str, tuple[FeedEntry, str, EntryState]] = {}
    errors: dict[str, str] = {}

    def articles() -> Iterator[Article | Failure]:
        for entry, mark, state in wanted:
            try:
                article = _article(feed, entry, fetch)
            except KgError as error:
                errors[entry.key] = " ".join(str(error).split())
                yield Failure(entry.link or feed, errors[entry.key])
                continue
            paths[article.path] = (entry, mark, state)
            yield article

    stored, lines = ingest(articles()) if wanted else (frozenset(), ())
    taken = 0
    for path, (entry, mark, _) in paths.items():
        if path not in stored:
            told = (line for line in lines if line.startswith(f"{path}:"))
            errors[entry.key] = next(told, f"{path}: not stored")
            continue
        feeds.keep_entry(feed, EntryState(entry.key, mark, 0, path, None, stamp))
        taken += 1
    for entry, _, state in wanted:
        if entry.key in errors:
            failed = replace(state, tries=state.tries + 1, error=errors[entry.key], at=stamp)
            feeds.keep_entry(feed, failed)
    return Round(feed, taken, len(entries) - len(wanted), len(errors))


def _article(feed: str, entry: FeedEntry, fetch: Fetch) -> Article:
    """The article of an entry: its own text where that is whole, else the page that it links to.

    Raises:
        KgError: the page cannot be had, or holds no article.
    """
    if entry.full or not entry.link:
        return entry.article(f"{feed}#{entry.key}")
    page = fetch(entry.link, None)
    text = decode_page(page.data or b"", page.charset)
    article = page_article(text, entry.link, page.address)
    # The page speaks for itself; the feed fills in what it does not say.
    told = entry.found
    return replace(
        article,
        title=article.title or told.title,
        published=article.published or told.published,
        publisher=article.publisher or told.publisher,
        author=article.author or next(iter(told.authors), None),
        language=article.language or told.language,
    )
