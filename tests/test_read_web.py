"""Addresses: fetched from real servers on loopback, politely, within limits, and never inside."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.errors import InputError, KgError
from kg.model import Article, Extraction, Generator
from kg.pipeline.fetches import known_validators
from kg.pipeline.ingest import Options, ingest
from kg.pipeline.writer import Writer
from kg.read import Failure, Reading
from kg.read.online import Page, Unchanged, read_addresses
from kg.read.robots import Robots
from kg.read.web import Fetched, Fetcher, Rules, Validators
from kg.store.opening import open_store
from tests.test_readers import WORDS, page
from tests.web_loopback import Answer, serving

pytest.importorskip("httpx")
pytest.importorskip("trafilatura")

LOCAL = Rules(allow_local=True, pause=0.0, seconds=5.0)


def fetcher(rules: Rules = LOCAL, **options: object) -> Fetcher:
    return Fetcher(rules, **options)  # type: ignore[arg-type]


def refused(url: str, rules: Rules = LOCAL, **options: object) -> str:
    with pytest.raises(InputError) as error:
        fetcher(rules, **options).fetch(url)
    line = str(error.value)
    assert line.startswith(f"{url}: ")
    assert "\n" not in line
    return line


def test_a_page_is_fetched_and_read() -> None:
    latin = page("<title>Café</title><link rel=canonical href='/story'>", WORDS[:1] * 1 + WORDS[2:])
    answers = {
        "/story?utm=1": Answer(latin.encode("latin-1"), "text/html; charset=iso-8859-1"),
        "/other": Answer(page("<link rel=canonical href='https://post.example/theirs'>").encode()),
        "/data": Answer(json.dumps([{"text": "One."}]).encode(), "application/json"),
        "/note": Answer(b"Some words of a note.", "text/plain"),
        "/picture": Answer(b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        "/empty": Answer(b""),
    }
    with serving(answers) as site:
        urls = [site.base + path for path in answers]
        items = list(read_addresses(urls, fetcher(), published="2026-01-06"))
    pages = [item for item in items if isinstance(item, Page)]
    first = pages[0].article
    assert (first.path, first.url) == (urls[0], site.base + "/story")
    assert (first.title, first.published) == ("Café", "2026-01-06")
    assert first.text.splitlines() == [WORDS[0], WORDS[2]]
    # A page cannot put itself in the place of another site's article.
    assert pages[1].article.url == urls[1]
    assert pages[2].article == Article(f"{urls[2]}#1", "One.", published="2026-01-06")
    assert pages[2].article.url is None
    assert (pages[3].article.path, pages[3].article.url) == (urls[3], urls[3])
    failures = [item.message for item in items if isinstance(item, Failure)]
    assert "of a kind that is not read (image/png)" in failures[0]
    assert "the answer is empty" in failures[1]


def test_robots_are_obeyed_and_asked_once() -> None:
    robots = b"User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 2\n"
    answers = {
        "/robots.txt": Answer(robots, "text/plain"),
        "/private/a": Answer(b"x"),
        "/private/open": Answer(b"x"),
        "/a": Answer(b"x"),
    }
    waited: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    with serving(answers) as site:
        polite = fetcher(
            Rules(contact="me@post.example", allow_local=True), clock=lambda: now[0], sleep=sleep
        )
        for path in ("/a", "/private/open"):
            assert polite.fetch(site.base + path).data == b"x"
        with pytest.raises(InputError, match=r"robots[.]txt does not let programs read it"):
            polite.fetch(site.base + "/private/a")
    assert site.paths() == ["/robots.txt", "/a", "/private/open"]
    assert waited == [2.0]
    agents = {headers["user-agent"] for _, headers in site.requests}
    assert len(agents) == 1
    assert "newsgraph/" in (agent := agents.pop())
    assert "me@post.example" in agent
    with serving({"/robots.txt": Answer(b"", status=503), "/a": Answer(b"x")}) as site:
        assert "its robots.txt answers 503" in refused(site.base + "/a")
        assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: newsgraph\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: a\nUser-agent: NewsGraph\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /a*/c$", "/ab/c", False),
        ("User-agent: *\nDisallow: /a*/c$", "/ab/cd", True),
        ("User-agent: *\nDisallow: *.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /%7Ea", "/~a", False),
        ("User-agent: *\nDisallow: /caf%c3%a9", "/café", False),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 2_000 + "$", "/" + "a" * 1_999 + "b", True),
    ],
)
def test_rules_of_robots(rules: str, path: str, allowed: bool) -> None:
    start = time.monotonic()
    assert Robots.parse(rules, "newsgraph").allows(path) is allowed
    assert time.monotonic() - start < 1


def test_validators_are_sent_back() -> None:
    with serving({"/a": Answer(page().encode(), etag='"v1"')}) as site:
        url = site.base + "/a"
        first = fetcher().fetch(url)
        assert first.validators == Validators('"v1"')
        again = fetcher().fetch(url, first.validators)
        assert again == Fetched(url, None, validators=first.validators)
        items = list(read_addresses([url], fetcher(), known=lambda _: first.validators))
        assert items == [Unchanged(url)]


def test_an_answer_has_its_limits() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    answers = {
        "/long": Answer(b"a" * 3_000_000),
        "/endless": Answer(b"a" * 3_000_000, headers={"Content-Length": "999999999999"}),
        "/bomb": Answer(bomb, headers={"Content-Encoding": "gzip"}),
        "/br": Answer(b"x", headers={"Content-Encoding": "br"}),
        "/zstd": Answer(b"x", headers={"Content-Encoding": "zstd"}),
        "/slow": Answer(b"a" * 100, drip=0.1),
        "/slow-head": Answer(drip=0.05, drip_head=True),
        "/head": Answer(b"", headers={"X-A": "a" * 1_000_000}),
        "/many": Answer(b"x", status=429, headers={"Retry-After": "120"}),
    }
    rules = Rules(allow_local=True, pause=0.0, seconds=1.5, limit=1_000_000)
    with serving(answers) as site:
        assert "larger than the limit of 1,000,000 bytes" in refused(site.base + "/long", rules)
        assert "larger than the limit" in refused(site.base + "/endless", rules)
        assert "unpacks to more than 1,000,000" in refused(site.base + "/bomb", rules)
        assert "brotli data is broken" in refused(site.base + "/br", rules)
        assert "packed with 'zstd'" in refused(site.base + "/zstd", rules)
        for path in ("/slow", "/slow-head"):
            start = time.monotonic()
            assert "no whole answer within 2 s" in refused(site.base + path, rules)
            assert time.monotonic() - start < 4
        assert "cannot be reached" in refused(site.base + "/head", rules)
        assert "answers 404 (there is no such page)" in refused(site.base + "/none", rules)
        assert "answers 429 (too many requests); it asks to wait 120 s" in refused(
            site.base + "/many", rules
        )
    assert "cannot be reached" in refused(site.base + "/after-it-closed")


def test_an_answer_that_is_cut_off_is_asked_for_again() -> None:
    body = gzip.compress(page(words=WORDS * 40).encode())[:-20]
    coded = (("Content-Encoding", "gzip"),)
    with serving({"/cut": Answer(body, headers=dict(coded))}) as site:
        line = refused(site.base + "/cut")
    assert "the answer is cut off before its end; try again later" in line


def test_redirects_are_followed_some_steps_and_only_on_the_web() -> None:
    answers = {
        "/a": Answer(status=301, headers={"Location": "/b"}),
        "/b": Answer(b"end"),
        "/loop": Answer(status=302, headers={"Location": "/loop"}),
        "/file": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        "/nowhere": Answer(status=302),
        "/user": Answer(status=302, headers={"Location": "http://a:b@127.0.0.1/"}),
    }
    with serving(answers) as site:
        assert fetcher().fetch(site.base + "/a").address == site.base + "/b"
        assert "more than 5 redirects" in refused(site.base + "/loop")
        assert "not http or https" in refused(site.base + "/file")
        assert "without saying where" in refused(site.base + "/nowhere")
        assert "a name or password" in refused(site.base + "/user")


def test_nothing_inside_the_local_network_is_asked() -> None:
    strict = Rules(pause=0.0, seconds=5.0)
    with serving({"/a": Answer(b"secret")}) as site:
        port = site.port
        for host in (
            "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0",
            "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        ):  # fmt: skip
            line = refused(f"http://{host}:{port}/a", strict)
            assert "local network" in line or "cannot be reached" in line, line
        # A name that resolves inside, one that does so the second time, and one with both.
        inside = {"resolve": lambda host, port: ["127.0.0.1"]}
        assert "inside the local network: not asked; --allow-local" in refused(
            f"http://post.example:{port}/a", strict, **inside
        )
        assert site.requests == []
        answers = iter([["192.0.2.1"], ["127.0.0.1"]])
        mixed = {"resolve": lambda host, port: next(answers)}
        refused(f"http://post.example:{port}/a", strict, **mixed)
        assert site.requests == []
        allowed = fetcher(LOCAL, **inside).fetch(f"http://post.example:{port}/a")
        assert allowed.data == b"secret"
        assert site.requests[-1][1]["host"] == f"post.example:{port}"


def test_a_redirect_does_not_lead_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.read import address

    with serving({"/secret": Answer(b"secret")}) as inner:
        leads = Answer(status=302, headers={"Location": f"{inner.base}/secret"})
        with serving({"/a": leads}, host="127.0.0.2") as outer:
            # The outer server's address counts as public, for this test alone.
            real = address.is_public
            monkeypatch.setattr(address, "is_public", lambda ip: ip == "127.0.0.2" or real(ip))
            line = refused(outer.base + "/a", Rules(pause=0.0, seconds=5.0))
            assert "127.0.0.1 is 127.0.0.1, inside the local network" in line
            assert outer.paths() == ["/robots.txt", "/a"]
            assert inner.requests == []


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("240.0.0.1", False),
        ("255.255.255.255", False), ("::", False), ("::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("fec0::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", False), ("2002:7f00:1::", False), ("2002:c0a8:101::1", False),
        ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("2001:0:7f00:1::", False),
        ("::127.0.0.1", False), ("not an address", False),
    ],
)  # fmt: skip
def test_public_addresses(text: str, public: bool) -> None:
    from kg.read.address import is_public

    assert is_public(text) is public


class _Told:
    """What an ingest tells of its progress."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        self.failures.append(message)


def test_ingest_asks_again_only_for_what_changed(tmp_path: Path) -> None:
    store = tmp_path / "news.kg"

    def ingested(url: str, rules: Rules = LOCAL, refresh: bool = False) -> tuple[int, int, str]:
        told = _Told()
        options = Options(reading=Reading(web=rules), refresh=refresh)
        with Writer.open(store) as writer:
            done = ingest(writer, [url], _without_facts, options, told)
        return done.articles, done.unchanged, " ".join(told.failures)

    with serving({"/a": Answer(page("<title>Bridge</title>").encode(), etag='"v1"')}) as site:
        url = site.base + "/a"
        articles, _, failure = ingested(url, Rules(pause=0.0))
        assert articles == 0
        assert "inside the local network" in failure
        assert ingested(url) == (1, 0, "")
        assert ingested(url) == (0, 1, "")
        assert site.requests[-1][1]["if-none-match"] == '"v1"'
        with open_store(str(store), "read") as opened:
            assert known_validators(opened, url) == Validators('"v1"')
        assert ingested(url + "#part") == (0, 1, "")  # another address of the same article
        site.answers["/a"] = Answer(page("<title>Bridges</title>").encode(), etag='"v2"')
        assert ingested(url) == (1, 0, "")
        assert ingested(url, refresh=True) == (1, 0, "")
        assert "if-none-match" not in site.requests[-1][1]
        with Writer.open(store) as writer:
            writer.remove([NamedNode(url)])
            assert known_validators(writer.store, url) is None
            assert list(writer.store.quads(NamedNode(url))) == []
        assert ingested(url) == (1, 0, "")
        assert "if-none-match" not in site.requests[-1][1]


def _without_facts(articles: Iterator[Article]) -> Iterator[Extraction | KgError]:
    for article in articles:
        yield Extraction(article, Generator("test", "1"))


def test_reading_options_reach_the_page() -> None:
    with serving({"/a.html": Answer(page().encode())}) as site:
        (item,) = read_addresses([site.base + "/a.html"], fetcher(), reading=Reading("text"))
    assert isinstance(item, Page)
    assert item.article.text == page()


def test_a_feed_at_an_address_has_whole_links() -> None:
    rss = (
        "<rss version='2.0'><channel><title>Post</title><item><title>One</title>"
        "<link>/one</link><description>A summary.</description></item></channel></rss>"
    )
    with serving({"/feed": Answer(rss.encode(), "application/rss+xml")}) as site:
        (item,) = read_addresses([site.base + "/feed"], fetcher())
    assert isinstance(item, Page)
    assert item.article.cited[0].url == site.base + "/one"
    assert (item.article.url, item.validators) == (None, None)
