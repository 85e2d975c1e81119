"""Following feeds: real feeds and pages on loopback, with faults; nothing lost, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.errors import KgError, StoreError, UsageError
from kg.pipeline.feeds import Feeds
from kg.pipeline.watch import TRIES, Fetch, Round, poll
from kg.read.files import Failure
from kg.read.web import Fetched, Validators

pytest.importorskip("feedparser")
pytest.importorskip("trafilatura")

BODY = (
    "<p>Norland and Sudland signed a border accord in Geneva on 3 January 2026. President Anna "
    "Berg visited Sudland after the ceremony, and both sides promised to withdraw their troops "
    "from the valley before the end of the month.</p><p>Carl Lund, the foreign minister of "
    'Sudland, said: "We have waited eleven years for this day, and we will keep our word."</p>'
)


class Site:
    """A site on loopback: pages by path, with ETags; what was asked is remembered."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str]] = {}
        self.asked: list[tuple[str, int]] = []
        self.base = ""

    def feed(self, *items: tuple[str, str]) -> None:
        """A feed of (name, title); each links to /name.html."""
        entries = "".join(
            f"<item><guid>{name}</guid><title>{title}</title><link>{self.base}/{name}.html</link>"
            f"<description>In short.</description></item>"
            for name, title in items
        )
        self.pages["/feed.xml"] = (
            200,
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{entries}'
            "</channel></rss>",
        )

    def page(self, name: str, title: str, body: str = BODY) -> None:
        html = (
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
            "</article></body></html>"
        )
        self.pages[f"/{name}.html"] = (200, html)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    with _serving(made):
        yield made


@contextmanager
def _serving(site: Site) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = site.pages.get(self.path, (404, "none"))
            data, etag = text.encode(), f'"{hash(text)}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, data = 304, b""
            site.asked.append((self.path, status))
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def watch(site: Site, store: Path, *more: str) -> Result:
    given = [f"{site.base}/feed.xml", "--once", "--allow-local", "--fast", "--no-link"]
    arguments = ["watch", *given, "--store", str(store), *more]
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


def titles(store: Path) -> list[str]:
    query = "SELECT ?t { ?a a kg:Article ; dcterms:title ?t } ORDER BY ?t"
    run = CliRunner().invoke(cli, ["query", "--store", str(store), query, "--format", "csv"])
    return run.output.splitlines()[1:]


def test_what_is_new_is_taken_and_what_is_known_is_not_fetched_again(
    site: Site, tmp_path: Path
) -> None:
    store = tmp_path / "s.kg"
    site.page("a", "Accord signed")
    site.feed(("a", "Accord signed"))
    first = watch(site, store)
    assert first.return_value == 0, first.output
    assert "1 taken, 0 known" in first.output
    assert titles(store) == ["Accord signed"]

    site.asked.clear()
    again = watch(site, store)
    assert "0 taken, 0 known" in again.output  # the feed itself has not changed
    assert [a for a in site.asked if a[0] != "/robots.txt"] == [("/feed.xml", 304)]

    site.page("b", "Troops leave", BODY.replace("signed a border accord", "withdrew troops"))
    site.feed(("b", "Troops leave"), ("a", "Accord signed"))
    site.asked.clear()
    third = watch(site, store)
    assert "1 taken, 1 known" in third.output
    assert ("/a.html", 200) not in site.asked
    assert titles(store) == ["Accord signed", "Troops leave"]


def test_a_changed_entry_replaces_its_article_and_keeps_the_former_version(
    site: Site, tmp_path: Path
) -> None:
    store = tmp_path / "s.kg"
    site.page("a", "Accord signed")
    site.feed(("a", "Accord signed"))
    watch(site, store)
    site.page("a", "Accord broken", BODY.replace("signed", "broke"))
    site.feed(("a", "Accord broken"))
    changed = watch(site, store)
    assert "1 taken" in changed.output
    assert titles(store) == ["Accord broken"]
    told = CliRunner().invoke(cli, ["history", "Accord broken", "--store", str(store)])
    assert "title  Accord signed  ->  Accord broken" in told.output


def test_a_page_that_fails_is_told_kept_and_tried_again(site: Site, tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    site.page("a", "Accord signed")
    site.feed(("a", "Accord signed"), ("b", "Troops leave"))
    first = watch(site, store)
    assert first.return_value == 1
    assert "/b.html: answers 404" in first.stderr
    assert titles(store) == ["Accord signed"]
    status = CliRunner().invoke(cli, ["watch", "--status", "--store", str(store)])
    assert "1 articles" in status.output and "answers 404" in status.output

    site.page("b", "Troops leave", BODY.replace("signed a border accord", "withdrew troops"))
    again = watch(site, store)  # though the feed has not changed
    assert again.return_value == 0 and "1 taken, 1 known" in again.output
    assert titles(store) == ["Accord signed", "Troops leave"]
    assert "404" not in CliRunner().invoke(cli, ["watch", "--status", "--store", str(store)]).output


@pytest.mark.parametrize(
    ("status", "text", "told"),
    [
        (503, "", "answers 503"),
        (200, "<html>no feed</html>", "not a feed"),
        (200, "<!DOCTYPE x [<!ENTITY a 'b'>]><rss/>", "entities"),
    ],
)
def test_a_feed_that_fails_is_told_and_remembered(
    site: Site, tmp_path: Path, status: int, text: str, told: str
) -> None:
    store = tmp_path / "s.kg"
    site.pages["/feed.xml"] = (status, text)
    for _ in range(2):
        run = watch(site, store)
        assert run.return_value == 1
        assert told in run.stderr
    shown = CliRunner().invoke(cli, ["watch", "--status", "--store", str(store)])
    assert "failed 2 times in a row" in shown.output and told in shown.output


def test_nothing_inside_the_local_network_is_asked(site: Site, tmp_path: Path) -> None:
    given = ["watch", f"{site.base}/feed.xml", "--once", "--store", str(tmp_path / "s.kg")]
    run = CliRunner().invoke(cli, given, standalone_mode=False)
    assert run.return_value == 1 and "local" in run.stderr
    assert site.asked == []


@pytest.mark.parametrize("every", ["5", "0m", "10s", "soon", "1w"])
def test_a_wrong_time_is_bad_usage(tmp_path: Path, every: str) -> None:
    given = ["watch", "http://x.example/f", "--every", every, "--store", str(tmp_path / "s")]
    run = CliRunner().invoke(cli, given)
    assert isinstance(run.exception, UsageError) and every in str(run.exception)


def test_a_watch_without_a_feed_says_what_to_do(tmp_path: Path) -> None:
    run = CliRunner().invoke(cli, ["watch", "--store", str(tmp_path / "s")])
    assert isinstance(run.exception, UsageError) and "kg watch https" in str(run.exception)


FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel>
<item><guid>1</guid><title>One</title><link>http://n.example/1</link></item>
<item><guid>2</guid><title>Two</title><link>http://n.example/2</link></item>
</channel></rss>"""


def fetcher(pages: dict[str, bytes | str]) -> Fetch:
    def fetch(url: str, known: Validators | None) -> Fetched:
        found = pages.get(url, "answers 404")
        if isinstance(found, str):
            raise KgError(f"{url}: {found}")
        return Fetched(url, found)

    return fetch


def page(title: str) -> bytes:
    html = f"<html><head><title>{title}</title></head><body><article>{BODY}</article></body></html>"
    return html.encode()


def look(feeds: Feeds, pages: dict[str, bytes | str], stored: list[str], refuse: str = "") -> Round:
    def ingest(articles: Iterator[object]) -> tuple[frozenset[str], tuple[str, ...]]:
        paths, errors = set(), []
        for article in articles:
            if isinstance(article, Failure):
                errors.append(article.message)
            elif article.path == refuse:  # type: ignore[attr-defined]
                errors.append(f"{refuse}: its graph breaks the shapes")
            else:
                paths.add(article.path)  # type: ignore[attr-defined]
        stored.extend(sorted(paths))
        return frozenset(paths), tuple(errors)

    return poll("http://n.example/f", feeds, fetcher(pages), ingest, lambda: datetime.now(UTC))


def test_an_article_that_is_refused_does_not_count_as_taken(tmp_path: Path) -> None:
    pages = {
        "http://n.example/f": FEED,
        "http://n.example/1": page("1"),
        "http://n.example/2": page("2"),
    }
    stored: list[str] = []
    with Feeds(tmp_path / "f.sqlite") as feeds:
        done = look(feeds, pages, stored, refuse="http://n.example/2")
        assert (done.taken, done.failed) == (1, 1)
        state = feeds.entries("http://n.example/f")["http://n.example/2"]
        assert state.mark is None and "breaks the shapes" in (state.error or "")


def test_an_entry_is_let_be_after_some_tries(tmp_path: Path) -> None:
    pages: dict[str, bytes | str] = {"http://n.example/f": FEED, "http://n.example/1": page("1")}
    stored: list[str] = []
    with Feeds(tmp_path / "f.sqlite") as feeds:
        failed = [look(feeds, pages, stored).failed for _ in range(TRIES + 2)]
    assert failed == [1] * TRIES + [0, 0]
    assert stored == ["http://n.example/1"]


def test_a_watch_killed_after_storing_meets_the_article_again(tmp_path: Path) -> None:
    pages: dict[str, bytes | str] = {"http://n.example/f": FEED, "http://n.example/1": page("1")}
    stored: list[str] = []

    def killed(articles: Iterator[object]) -> tuple[frozenset[str], tuple[str, ...]]:
        list(articles)
        raise KeyboardInterrupt

    with Feeds(tmp_path / "f.sqlite") as feeds:
        with pytest.raises(KeyboardInterrupt):
            poll("http://n.example/f", feeds, fetcher(pages), killed, lambda: datetime.now(UTC))
        look(feeds, pages, stored)
    assert stored == ["http://n.example/1"]


def test_a_damaged_memory_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "f.sqlite").write_bytes(b"this is no database, and never was one" * 40)
    with pytest.raises(StoreError, match="remove the file to begin anew"):
        Feeds(tmp_path / "f.sqlite")
