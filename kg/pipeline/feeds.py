"""What `kg watch` remembers of the feeds that it follows: a small SQLite file beside the store.

Of a feed: when it was asked, with which validators (RFC 9110), and the last error. Of an entry:
which version of it is in the store, and the last error. What is forgotten when the file is lost is
asked again; the store itself knows the articles that it has.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.errors import StoreError

__all__ = ["EntryState", "FeedState", "Feeds"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feed (
    url TEXT PRIMARY KEY, etag TEXT, modified TEXT, asked TEXT, error TEXT,
    failures INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    feed TEXT NOT NULL, key TEXT NOT NULL, mark TEXT, tries INTEGER NOT NULL DEFAULT 0,
    path TEXT, error TEXT, at TEXT, PRIMARY KEY (feed, key)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed: its validators, when it was asked last (ISO 8601, UTC), and why that failed."""

    url: str
    etag: str | None = None
    modified: str | None = None
    asked: str | None = None
    error: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry: ``mark`` is the hash of the version that was taken, ``tries`` how often the version
    after it failed, ``path`` the name of its article."""

    key: str
    mark: str | None = None
    tries: int = 0
    path: str | None = None
    error: str | None = None
    at: str | None = None


class Feeds:
    """The file, open. Every change is on disk when its method returns.

    Raises:
        StoreError: it cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=10.0)
            self._db.executescript(_SCHEMA)

    def __enter__(self) -> Feeds:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def feeds(self) -> tuple[FeedState, ...]:
        """All feeds that were ever followed here, by address."""
        with self._told():
            rows = self._db.execute(
                "SELECT url, etag, modified, asked, error, failures FROM feed ORDER BY url"
            )
            return tuple(FeedState(*row) for row in rows)

    def feed(self, url: str) -> FeedState:
        """What is known of a feed."""
        return next((state for state in self.feeds() if state.url == url), FeedState(url))

    def keep_feed(self, state: FeedState) -> None:
        """Remember a feed."""
        with self._told(), self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO feed (url, etag, modified, asked, error, failures) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    state.url,
                    state.etag,
                    state.modified,
                    state.asked,
                    state.error,
                    state.failures,
                ),
            )

    def entries(self, feed: str) -> dict[str, EntryState]:
        """What is known of a feed's entries, by key."""
        with self._told():
            rows = self._db.execute(
                "SELECT key, mark, tries, path, error, at FROM entry WHERE feed = ? ORDER BY key",
                (feed,),
            )
            return {row[0]: EntryState(*row) for row in rows}

    def keep_entry(self, feed: str, state: EntryState) -> None:
        """Remember an entry."""
        with self._told(), self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO entry (feed, key, mark, tries, path, error, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (feed, state.key, state.mark, state.tries, state.path, state.error, state.at),
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self._path}: {error}; remove the file to begin anew") from None
