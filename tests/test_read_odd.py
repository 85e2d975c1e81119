"""Odd but plausible files, as newsrooms and archives have them: what comes of them, or one line."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.model import Article, Extraction, Generator
from kg.pipeline.ingest import Options, ingest
from kg.pipeline.writer import Writer
from kg.read.moments import iso_time
from tests.odd_samples import LD, TEXT, bare, one, read
from tests.test_readers import WORDS, page

pytest.importorskip("trafilatura")
brotli = pytest.importorskip("brotli")


class Told:
    """What an ingest tells of."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        self.failures.append(message)


def test_articles_of_one_name_in_one_run_are_not_lost_in_silence(tmp_path: Path) -> None:
    def ahead(articles: Iterator[Article]) -> Iterator[Extraction | KgError]:
        # As processes do: several articles are under way before the first is stored.
        for article in list(articles):
            yield Extraction(article, Generator("test", "1"))

    others = ("A storm hit the coast of Eastmark.", "The opera in Lund opened its season late.")
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"id": 7, "text": text} for text in (TEXT, *others, TEXT + " !")]))
    told = Told()
    with Writer.open(None) as writer:
        done = ingest(writer, [str(file)], ahead, Options(), told)
    assert (done.articles, done.failed) == (2, 2)  # the story, and its second version
    assert all("a.json#7: " in line and "--as NAME" in line for line in told.failures)


#: Without the time of packing: both processes of a test run must see the same cases.
PACKED_TWICE = gzip.compress(gzip.compress(b"[]", mtime=0), mtime=0)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Tue Jan 06 2026 10:15:00 GMT+0100 (Central European Standard Time)",
         "2026-01-06T10:15:00+01:00"),
        ("1767694500", "2026-01-06T10:15:00Z"),
        ("/Date(1767694500000)/", "2026-01-06T10:15:00Z"),
        (20260106, "2026-01-06"),
        ("2026-01-06T10:15:00+01:00[Europe/Paris]", "2026-01-06T10:15:00+01:00"),
        ("Tue,06 Jan 2026 10:15:00 CEST", "2026-01-06T10:15:00+02:00"),
        ("2026-01-06 10:15:00 CET", "2026-01-06T10:15:00+01:00"),
        ("martes, 6 de enero de 2026", "2026-01-06"),
        ("6 ago. 2026", "2026-08-06"),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00", None),
        (2026, None),
    ],
)  # fmt: skip
def test_times_as_programs_write_them(value: object, iso: str | None) -> None:
    assert iso_time(value) == iso


def test_front_matter_is_no_text(tmp_path: Path) -> None:
    stated = (
        "---\ntitle: 'Bridge: closed'\ndate: 2026-01-06T10:00:00+01:00 # first\nauthor: Ada Park\n"
        "id: 12\ntags:\n  - bridge\n  - harbour\n---\n\n"
    )
    article = one(tmp_path, "a.md", "\ufeff" + stated + TEXT)
    assert article.text == TEXT
    assert bare(article) == {
        "title": "Bridge: closed",
        "published": "2026-01-06T10:00:00+01:00",
        "author": "Ada Park",
        "keywords": ("bridge", "harbour"),
    }
    # Lines between two rules that are no fields are the text's own.
    for text in (
        f"---\n{TEXT}\n---\n",
        f"---\n\n---\n{TEXT}",
        f"---\ntitle: none closes it\n{TEXT}",
    ):
        assert one(tmp_path, "b.md", text).text == text
    assert "nothing below" in read(tmp_path, "c.md", stated)[1][0]


@pytest.mark.parametrize(
    ("name", "head", "says"),
    [
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3", "is a PDF, which is not read: convert it"),
        ("a.txt", b"{\\rtf1\\ansi Words.}", "is a text in RTF"),
        ("a.csv", b"PK\x03\x04abc", "is a ZIP file or office document"),
        ("a.warc.zst", b"\x28\xb5\x2f\xfdabc", "packed with zstd, which is not read: unpack it"),
        ("a.json.gz", PACKED_TWICE, "packed with gzip twice"),
    ],
)
def test_files_of_other_kinds_are_named(tmp_path: Path, name: str, head: bytes, says: str) -> None:
    articles, (line,) = read(tmp_path, name, head)
    assert articles == []
    assert says in line


def test_encodings_that_nothing_declares(tmp_path: Path) -> None:
    for form in ("utf-16-le", "utf-16-be", "utf-16", "utf-32"):
        assert one(tmp_path, "a.txt", TEXT.encode(form)).text.removeprefix("\ufeff") == TEXT
        assert one(tmp_path, "a.html", page().encode(form)).text.splitlines() == list(WORDS)
    records = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in WORDS)
    table = "title\ttext\n" + "".join(f"A\t{text}\n" for text in WORDS)
    for data in (records.encode("utf-16"), records.replace("\n", "\r").encode()):
        assert [a.text for a in read(tmp_path, "a.jsonl", data)[0]] == list(WORDS)
    for data in (table.encode("utf-16"), table.replace("\n", "\r").encode()):
        assert [a.text for a in read(tmp_path, "a.tsv", data)[0]] == list(WORDS)


@pytest.mark.parametrize(
    "script",
    [
        "<script type='application/ld+json'>{};</script>",
        "<script type='application/ld+json'>\n<!--\n{}\n-->\n</script>",
        "<script type='application/ld+json'>// <![CDATA[\n{}\n// ]]></script>",
        "<script type='application/ld+json'>/* <![CDATA[ */{}/* ]]> */</script>",
        "<script type='Application/LD+JSON; charset=utf-8'>// made by hand\x01\n{}</script>",
    ],
)
def test_json_ld_as_pages_have_it(tmp_path: Path, script: str) -> None:
    data = json.dumps({**LD, "datePublished": "2026-01-06"})[:-1] + ",}"
    article = one(tmp_path, "a.html", page(script.replace("{}", data)))
    assert (article.title, article.published) == ("Bridge", "2026-01-06")


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("<base href='https://post.example/a/'><link rel=canonical href='b'>",
         {"url": "https://post.example/a/b"}),
        ("<LINK REL='Canonical' HREF='HTTPS://Post.Example/S?a=1&amp;utm_source=x#top'>",
         {"url": "https://post.example/S?a=1"}),
        # A site's first page is no article, whatever its program writes on every page.
        ("<link rel=canonical href='https://post.example/'>"
         "<meta property='og:url' content='https://post.example/b'>",
         {"url": "https://post.example/b"}),
        ("<link rel=canonical href='https://post.example'>", {}),
        ("<title>Caf&amp;eacute; &#8211; The Post</title>"
         "<meta property='og:site_name' content='The Post'>",
         {"title": "Café", "publisher": "The Post"}),
        ("<title>The Post</title><meta property='og:site_name' content='The Post'>",
         {"title": "The Post", "publisher": "The Post"}),
    ],
)  # fmt: skip
def test_what_heads_of_pages_say(tmp_path: Path, head: str, known: dict[str, object]) -> None:
    assert bare(one(tmp_path, "a.html", page(head))) == {"language": "en-GB", **known}


def test_pages_for_programs_alone_hold_no_article(tmp_path: Path) -> None:
    shell = (
        "<html><body><div></div><noscript>You need to enable JavaScript to run this app.</noscript>"
    )
    assert "no article's text found" in read(tmp_path, "a.html", shell)[1][0]
    xhtml = page().replace("lang='en-GB'", "xmlns='http://www.w3.org/1999/xhtml' xml:lang='es'")
    assert one(tmp_path, "a.html", xhtml).language == "es"


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("<p><strong>Read also:</strong> <a href='/a'>Ferry line to reopen in May</a></p>", False),
        ("<p><a href='/a'><b>READ MORE: Ferry line to reopen in May</b></a></p>", False),
        (
            "<h3>Related posts</h3><p>Te puede interesar: <a href='/a'>Reabre el ferri</a></p>",
            False,
        ),
        ("<p>Read also what <a href='/a'>the ministry of transport</a> wrote in May.</p>", True),
        ("<p>Related: nobody knows. <a href='/a'>The minister</a> said no.</p>", True),
        ("<p><a href='/a'>The ferry line is to reopen in May, the ministry said.</a></p>", True),
    ],
)
def test_links_to_other_articles_are_no_text(tmp_path: Path, line: str, stays: bool) -> None:
    article = one(
        tmp_path, "a.html", page().replace("</article>", f"{line}<p>{WORDS[0]} !</p></article>")
    )
    assert article.text.startswith("\n".join(WORDS))
    assert (len(article.text.splitlines()) > 4) == stays


def rss(*items: str, channel: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        f"<title>Post</title><link>https://post.example/</link>{channel}{inner}</channel></rss>"
    )


def test_entries_that_share_an_identifier_or_have_none(tmp_path: Path) -> None:
    text = "<description>%s</description>"
    same = "<guid>https://post.example/</guid><link>/%d?utm_source=rss</link>"
    feed = rss(
        same % 1 + text % WORDS[0],
        same % 2 + text % WORDS[1],
        "<title>Weather</title>" + text % "Rain.",
        "<title>Weather</title>" + text % "Sun.",
        text % WORDS[2],
        same % 2 + text % WORDS[1],
    )
    articles, failures = read(tmp_path, "a.rss", feed)
    assert failures == []
    assert [a.text for a in articles] == [WORDS[0], WORDS[1], "Rain.", "Sun.", WORDS[2]]
    assert len({a.path for a in articles}) == 5
    links = [cited.url for a in articles for cited in a.cited]
    assert links == ["https://post.example/1", "https://post.example/2"]


def test_what_feeds_put_behind_a_text_and_leave_out_before(tmp_path: Path) -> None:
    whole = "".join(f"<p>{text}</p>" for text in WORDS)
    back = "<p>The post <a href='/1'>Bridge</a> appeared first on <a href='/'>Post</a>.</p>"
    content = "<link>/1</link><content:encoded><![CDATA[%s]]></content:encoded>"
    article = one(tmp_path, "a.rss", rss(content % (whole + back)))
    assert (article.text.splitlines(), article.url) == (list(WORDS), "https://post.example/1")
    # A text that is cut off does not stand for the article.
    cut = one(tmp_path, "a.rss", rss(content % f"<p>{WORDS[0]} […] <a href='/1'>Read more</a></p>"))
    assert (cut.url, cut.cited[0].url) == (None, "https://post.example/1")
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>W</title><entry><id>urn:x:1</id>"
        f"<updated>2026-01-06T10:15:00Z</updated><summary>{WORDS[0]}</summary></entry></feed>"
    )
    assert bare(one(tmp_path, "a.atom", atom)) == {
        "publisher": "W",
        "published": "2026-01-06T10:15:00Z",
    }
    assert read(tmp_path, "a.rss", b"")[1] == ["a.rss: not a feed: the file is empty"]


NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x:1' xml:lang='en-GB'>"
    "<contentMeta>%s</contentMeta><contentSet>%s</contentSet></newsItem>"
)


XHTML = "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>%s</body></html></inlineXML>"


@pytest.mark.parametrize(
    ("start", "data"),
    [
        ("", XHTML % "<p>Caf&eacute;&nbsp;bar</p>"),
        ("<!DOCTYPE newsItem SYSTEM 'x.dtd'>", XHTML % "<p>Caf&eacute; bar</p>"),
        ("<?xml version='1.0' encoding='utf-8'?>", (XHTML % "<p>Caf\xe9 bar</p>")),
        ("", "<inlineData contenttype='text/plain' encoding='x/base64'>"
         + base64.b64encode("Café bar".encode()).decode() + "</inlineData>"),
        ("", XHTML % "<p>Café bar</p><table><tr><td>1</td></tr></table>"),
    ],
)  # fmt: skip
def test_texts_of_agencies(tmp_path: Path, start: str, data: str) -> None:
    document = (start + NEWSML % ("", data)).encode("latin-1" if "\xe9" in data else "utf-8")
    assert one(tmp_path, "a.xml", document).text.replace("\xa0", " ") == "Café bar"


def test_what_agencies_say_of_their_texts(tmp_path: Path) -> None:
    meta = (
        "<headline xml:lang='es'>Puente</headline><headline xml:lang='en'>Bridge</headline>"
        "<creator><name xml:lang='es'>Adela</name><name xml:lang='en'>Ada Park</name></creator>"
    )
    article = one(tmp_path, "a.xml", NEWSML % (meta, XHTML % WORDS[0]))
    assert (article.title, article.author) == ("Bridge", "Ada Park")
    nitf = (
        "<nitf><head><pubdata date.publication='20260106T101500-0500' name='The Post'"
        " position.section='World'/></head><body><body.head><byline>By ADA PARK and BEN MOSS,"
        f" Wire Staff Writers</byline></body.head><body.content><p>{TEXT}</p></body.content>"
        "</body></nitf>"
    )
    assert bare(one(tmp_path, "a.nitf", nitf)) == {
        "published": "2026-01-06T10:15:00-05:00",
        "publisher": "The Post",
        "section": "World",
        "author": "ADA PARK",
        "co_authors": ("BEN MOSS",),
    }
    assert read(tmp_path, "a.nitf", b"\n")[1] == ["a.nitf: the file is empty"]


def record(head: str, body: bytes, kind: str = "response") -> bytes:
    answer = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body
    told = f"WARC-Type: {kind}\r\nWARC-Target-URI: https://post.example/a\r\n"
    told += f"Content-Type: application/http\r\nContent-Length: {len(answer)}"
    return f"WARC/1.0\r\n{told}\r\n\r\n".encode() + answer + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("X: no type", page().encode()),
        ("Content-Type: text/html\r\nContent-Encoding: br", brotli.compress(page().encode())),
        ("Content-Type: text/html\r\nContent-Encoding: br", page().encode()),
        ("Content-Type: TEXT/HTML\r\nContent-Encoding: gzip, br",
         brotli.compress(gzip.compress(page().encode(), mtime=0))),
    ],
)  # fmt: skip
def test_answers_in_archives(tmp_path: Path, head: str, body: bytes) -> None:
    assert one(tmp_path, "a.warc", record(head, body)).text.splitlines() == list(WORDS)


def test_an_archive_without_a_page_is_told(tmp_path: Path) -> None:
    data = record("Content-Type: text/html", b"", "revisit") + record("X: y", b"GIF89a")
    says = "a.warc: none of its 2 records is a page answered with 200"
    assert read(tmp_path, "a.warc", data) == ([], [says])


def test_files_beside_as_editors_write_them(tmp_path: Path) -> None:
    side = {"authors": ["Ada Park", "Ben Moss"], "keywords": ["a", "b"], "license": "CC BY"}
    (tmp_path / "a.json").write_text("\ufeff" + json.dumps(side), encoding="utf-8")
    assert bare(one(tmp_path, "a.txt", TEXT)) == {
        "author": "Ada Park",
        "co_authors": ("Ben Moss",),
        "keywords": ("a", "b"),
        "licence": "CC BY",
    }


def test_metadata_in_toml(tmp_path: Path) -> None:
    top = '+++\ntitle = "Bridge closed"\ndate = 2026-01-06T09:00:00Z\nauthors = ["Jo", "Ed"]\n+++\n'
    (article,), told = read(tmp_path, "a.md", f"{top}\n{TEXT}")
    assert told == [] and article.text == TEXT
    assert (article.title, article.published) == ("Bridge closed", "2026-01-06T09:00:00Z")
    assert (article.author, article.co_authors) == ("Jo", ("Ed",))
    for broken in ("+++\ntitle = \n+++\n\nWords.", "+++\nWords without an end.\n"):
        (article,), _ = read(tmp_path, "a.md", broken)
        assert article.text == broken


def test_pages_that_say_that_there_is_none_are_refused(tmp_path: Path) -> None:
    for title in ("404 Not Found", "Page not found | The Post", "Access Denied", "404"):
        html = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>The page that you "
            "are looking for could not be found. Try the search.</p></body></html>"
        )
        articles, (line,) = read(tmp_path, "a.html", html)
        assert articles == [] and "no article but the page of an error" in line
    html = page("<title>Access denied to the bridge for lorries</title>")
    assert len(read(tmp_path, "a.html", html)[0]) == 1


def test_metadata_in_lines_of_keys(tmp_path: Path) -> None:
    top = "Title: Bridge closed\nDate: 6 January 2026\nSource: Ashford Post\nAuthor: Jo Poe\n"
    (article,), told = read(tmp_path, "a.txt", f"{top}\n{TEXT}")
    assert told == [] and article.text == TEXT
    assert (article.title, article.published) == ("Bridge closed", "2026-01-06")
    assert (article.publisher, article.author) == ("Ashford Post", "Jo Poe")
    for other in (
        "Date: 6 January 2026\nSource: Post\n\nWords.",  # no title
        "Title: Bridge closed\n\nWords.",  # one line
        "Title: Bridge closed\nMayor: I shall go.\n\nWords.",
        "Title: Bridge closed\nDate: 6 January 2026\nWords that follow at once.",
    ):
        assert read(tmp_path, "a.txt", other)[0][0].text == other
