"""Web pages and JSON to articles: text, metadata, identity; one line for what is broken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.iris import digest
from kg.model import Article
from kg.read import Failure, FieldMap, Reading, load_field_map, read_articles

pytest.importorskip("trafilatura")

WORDS = (
    "The city of Norwick closed its harbour bridge on Tuesday after engineers found a crack in "
    "the northern pier, the mayor said.",
    "“Nobody will cross it until we know more,” Mayor Lena Hart told reporters. The bridge "
    "carries 20,000 cars a day.",
    "Engineers from Westmark arrived in the evening. Repairs are planned for March 2026, the "
    "ministry of transport said.",
)


def page(head: str = "", words: tuple[str, ...] = WORDS) -> str:
    """A page with a menu, an article and a footer."""
    paragraphs = "".join(f"<p>{text}</p>" for text in words)
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<article>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    )


def read(path: Path, **options: object) -> tuple[list[Article], list[str]]:
    items = list(read_articles([str(path)], **options))  # type: ignore[arg-type]
    return (
        [i for i in items if isinstance(i, Article)],
        [i.message for i in items if isinstance(i, Failure)],
    )


def one(path: Path, **options: object) -> Article:
    articles, failures = read(path, **options)
    assert failures == []
    (article,) = articles
    return article


def test_page_with_json_ld(tmp_path: Path) -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#org", "name": "Example Post"},
            {
                "@type": ["NewsArticle"],
                "headline": "Bridge closed after &quot;crack&quot;",
                "datePublished": "2026-01-06T10:15:00+0100",
                "dateModified": "2026-01-06T10:00:00Z",
                "author": [{"@type": "Person", "name": "Ada Park"}, {"name": "Ben Moss"}],
                "publisher": {"@id": "#org"},
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "articleSection": "City",
                "keywords": "bridges, harbour",
                "inLanguage": "en",
            },
        ],
    }
    head = (
        "<link rel=canonical href='/news/bridge'><meta property='og:site_name' content='Other'>"
        "<script type='application/ld+json'>{ broken </script>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    )
    file = tmp_path / "page.html"
    file.write_text(page(head))
    article = one(file)
    assert article.text.splitlines() == list(WORDS)
    assert article == Article(
        path="page.html",
        text=article.text,
        title='Bridge closed after "crack"',
        published="2026-01-06T10:15:00+01:00",
        modified="2026-01-06T10:00:00Z",
        publisher="Example Post",
        author="Ada Park",
        co_authors=("Ben Moss",),
        language="en",
        section="City",
        keywords=("bridges", "harbour"),
        licence="https://creativecommons.org/licenses/by/4.0/",
    )


def test_page_with_opengraph_or_microdata_or_bare_elements(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        page(
            "<title>Bridge - Post</title><meta property='og:title' content='Bridge'>"
            "<link rel='canonical' href='https://post.example/bridge'>"
            "<meta property='article:published_time' content='2026-01-06T10:15:00-05:00'>"
            "<meta property='article:tag' content='a'><meta property='article:tag' content='b'>"
            "<meta name='author' content='By Ada Park and Ben Moss'>"
        )
    )
    article = one(file)
    assert (article.title, article.url) == ("Bridge", "https://post.example/bridge")
    assert article.published == "2026-01-06T10:15:00-05:00"
    assert (article.author, article.co_authors) == ("Ada Park", ("Ben Moss",))
    assert (article.keywords, article.language) == (("a", "b"), "en-GB")
    micro = (
        "<html><body><div itemscope itemtype='https://schema.org/NewsArticle'>"
        "<h1 itemprop='headline'>Bridge closed</h1>"
        "<time itemprop='datePublished' datetime='2026-01-06'>6 January</time>"
        "<span itemprop='author' itemscope itemtype='https://schema.org/Person'>"
        "<span itemprop='name'>Ada Park</span></span><div itemprop='articleBody'>"
        + "".join(f"<p>{text}</p>" for text in WORDS)
        + "</div></div></body></html>"
    )
    file.write_text(micro)
    article = one(file)
    assert (article.title, article.published, article.author) == (
        "Bridge closed",
        "2026-01-06",
        "Ada Park",
    )
    file.write_text(page("<title>Only a title</title>"))
    assert one(file).title == "Only a title"


def test_content_decides_before_the_ending_and_the_user_before_both(tmp_path: Path) -> None:
    file = tmp_path / "saved.txt"
    file.write_text(page())
    assert one(file).text.splitlines() == list(WORDS)
    assert one(file, reading=Reading("text")).text == page()
    packed = tmp_path / "saved.html.gz"
    packed.write_bytes(gzip.compress(page().encode()))
    assert one(packed).text.splitlines() == list(WORDS)
    with pytest.raises(UsageError, match="there is no format 'word'"):
        read(file, reading=Reading("word"))


def test_json_lines_with_common_names_ids_and_broken_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    records = [
        {"headline": "One", "body": "The mayor resigned.", "date": "2026-01-05", "id": 17},
        {"title": "Two"},
        {"guid": "urn:x:1", "text": "<p>First.</p><p>Second &amp; last.</p>", "by": {"name": "A"}},
    ]
    lines = [json.dumps(record) for record in records]
    file.write_text("\n".join([lines[0], "{broken", lines[1], "", lines[2]]) + "\n")
    articles, failures = read(file)
    assert [(a.path, a.id) for a in articles] == [("a.jsonl#17", None), ("a.jsonl#5", "urn:x:1")]
    assert (articles[0].title, articles[0].published) == ("One", "2026-01-05")
    assert articles[1].text == "First.\nSecond & last."
    assert articles[1].author == "A"
    assert "a.jsonl: line 2: not JSON" in failures[0]
    assert "a.jsonl#3: no text" in failures[1]


def test_field_map_of_options_and_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"items": [{"meta": {"by": ["A", "B"]}, "content_raw": "Words."}]}))
    toml = tmp_path / "map.toml"
    toml.write_text('[fields]\ntext = "content"\nauthors = "meta.by"\n')
    fields = load_field_map(["text=content_raw"], toml)
    article = one(file, reading=Reading(fields=fields))
    assert (article.text, article.author, article.co_authors) == ("Words.", "A", ("B",))
    assert article.path == "a.json#1"
    with pytest.raises(UsageError, match="there is no field 'words'"):
        load_field_map(["words=body"])
    with pytest.raises(UsageError, match="not FIELD=KEY"):
        load_field_map(["text"])
    assert FieldMap({"text": "a.1.b"}).values({"a": [0, {"b": "x"}]}) == {"text": "x"}


def test_json_ld_and_ninjs(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    news = {
        "@context": {"@vocab": "https://schema.org/", "s": "http://schema.org/"},
        "@type": "s:NewsArticle",
        "s:headline": "Bridge",
        "articleBody": "The bridge is closed.",
        "url": "https://post.example/bridge",
    }
    file.write_text(json.dumps(news))
    article = one(file)
    assert (article.title, article.url) == ("Bridge", "https://post.example/bridge")
    file.write_text(json.dumps({**news, "@context": "https://evil.example/context"}))
    assert "evil.example/context is remote and is not fetched" in read(file)[1][0]
    for item in (
        {"headline": "Bridge", "body_text": "Closed.", "byline": "By Ada Park",
         "versioncreated": "2026-01-06T10:00:00+01:00"},
        {"headlines": [{"role": "main", "value": "Bridge"}], "by": "Ada Park",
         "bodies": [{"contenttype": "text/html", "value": "<p>Closed.</p>"}],
         "versioncreated": "2026-01-06T10:00:00+01:00"},
        {"headlines": [{"value": "Bridge"}], "by": "Ada Park", "standard": {"name": "ninjs"},
         "bodies": [{"contentType": "text/plain", "value": "Closed."}],
         "versionCreated": "2026-01-06T10:00:00+01:00"},
    ):  # fmt: skip
        file.write_text(json.dumps({"uri": "urn:newsml:x:1", "language": "en", **item}))
        article = one(file)
        assert (article.id, article.title, article.text) == ("urn:newsml:x:1", "Bridge", "Closed.")
        assert (article.author, article.published) == ("Ada Park", "2026-01-06T10:00:00+01:00")
    file.write_text(json.dumps({"uri": "urn:x", "pubstatus": "canceled", "body_text": "Closed."}))
    assert "its publisher took it back" in read(file)[1][0]


def test_what_a_page_says_goes_into_the_graph() -> None:
    from kg.iris import PREFIXES
    from kg.map import map_extraction
    from kg.model import Extraction, Generator

    article = one(Path(__file__).parent / "gold" / "read" / "page.html")
    quads = map_extraction(Extraction(article, Generator("test", "1")))
    subject = "https://post.example/news/bridge"
    said: dict[str, set[str]] = {}
    for quad in quads:
        if str(quad.subject) == f"<{subject}>":
            said.setdefault(str(quad.predicate)[1:-1], set()).add(str(quad.object))

    def of(name: str) -> set[str]:
        prefix, _, rest = name.partition(":")
        return said[PREFIXES[prefix] + rest]

    time = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"
    assert of("dcterms:title") == {'"Harbour bridge closed after crack is found"'}
    assert of("dcterms:creator") == {'"Ada Park"', '"Ben Moss"'}
    assert of("dcterms:publisher") == {'"Example Post"'}
    assert of("schema:articleSection") == {'"City"'}
    assert of("schema:keywords") == {'"Bridges"', '"Norwick"'}
    assert of("dcterms:language") == {'"en-GB"'}
    assert of("schema:url") == {f'"{subject}"'}
    assert of("dcterms:license") == {"<https://creativecommons.org/licenses/by/4.0/>"}
    assert of("kg:date") == {f'"2026-01-06T10:15:00+01:00"{time}'}
    assert of("dcterms:modified") == {f'"2026-01-06T18:40:00+01:00"{time}'}


def test_a_table_gives_every_field(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    table = tmp_path / "meta.csv"
    table.write_text(
        "path,modified,section,keywords,licence\n"
        'a.txt,2026-01-06T10:00:00Z,City,"bridges, ferries",CC BY 4.0\n'
    )
    from kg.read import load_metadata

    article = one(tmp_path, metadata=load_metadata(table))
    assert (article.modified, article.section) == ("2026-01-06T10:00:00Z", "City")
    assert (article.keywords, article.licence) == (("bridges", "ferries"), "CC BY 4.0")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-01-06T10:15:00+0100", "2026-01-06T10:15:00+01:00"),
        ("2026-01-06T10:15:00.123456Z", "2026-01-06T10:15:00Z"),
        ("2026-01-06 10:15", "2026-01-06T10:15:00"),
        ("20260106T101500Z", "2026-01-06T10:15:00Z"),
        ("2026-01-06T10:15:00-05", "2026-01-06T10:15:00-05:00"),
        ("Tue, 06 Jan 2026 10:15:00 EST", "2026-01-06T10:15:00-05:00"),
        ("6 Jan 2026 10:15:00 +0000", "2026-01-06T10:15:00Z"),
        ("2026-01", "2026-01"),
        (1767694500, "2026-01-06T10:15:00Z"),
        (1767694500000, "2026-01-06T10:15:00Z"),
        ("03/04/2026", None),
        ("202601", None),
        ("2026-02-30", None),
        ("2026-01-06T25:00:00Z", None),
        ("yesterday", None),
        ("6 January 2026", "2026-01-06"),
        ("Tuesday, January 6, 2026 10:15 PM", "2026-01-06"),
        ("Jan. 6th, 2026", "2026-01-06"),
        ("Smarch 6, 2026", None),
        ("February 30, 2026", None),
        (True, None),
        (float("nan"), None),
        ("9" * 1000, None),
    ],
)
def test_times(text: object, iso: str | None) -> None:
    from kg.read.moments import iso_time

    assert iso_time(text) == iso


def test_a_feed_is_bytes_and_never_an_address_or_a_file(tmp_path: Path) -> None:
    from kg.errors import InputError
    from kg.read.feed import parse_feed

    secret = tmp_path / "feed.xml"
    secret.write_text("<rss version='2.0'><channel><item><title>x</title></item></channel></rss>")
    for data in (str(secret).encode(), b"http://127.0.0.1:9/feed", b"", b"<html></html>"):
        with pytest.raises(InputError, match="not a feed"):
            parse_feed(data)


def test_entries_of_a_feed() -> None:
    from kg.read.feed import parse_feed

    data = (
        "<rss version='2.0'><channel><title>Post</title>"
        "<item><title>One</title><link>one</link><description>&lt;p&gt;A &amp;amp; b.&lt;/p&gt;"
        "</description><author>desk@post.example (Ada Park)</author></item>"
        "<item><link>two</link><description>" + "Long. " * 300 + "</description></item>"
        "<item><title>One</title><link>one</link><description>Again.</description></item>"
        "<item><description>Nothing names it.</description></item></channel></rss>"
    )
    entries = parse_feed(data.encode(), base="https://post.example/feeds/all")
    assert [(e.key, e.full) for e in entries] == [
        ("https://post.example/feeds/one", False),
        ("https://post.example/feeds/two", True),
        (digest("Nothing names it."), False),
    ]
    assert (entries[0].text, entries[0].found.authors) == ("A & b.", ("Ada Park",))
    assert entries[1].article("x").url == "https://post.example/feeds/two"
    assert entries[0].article("x").url is None


def test_the_command_takes_a_format_and_fields(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kg.cli import main

    file = tmp_path / "dump"
    file.write_text(json.dumps({"words": "The mayor resigned.", "head": "Mayor gone"}) + "\n")

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main([*arguments])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    store = ["--store", str(tmp_path / "s.kg"), "--fast", "--no-link"]
    code, said = run("ingest", str(file), "--format", "jsonl", *store)
    assert (code, "dump#1: no text under text" in said) == (1, True)
    code, said = run("ingest", str(file), "--from", "jsonl", "--field", "text=words", *store)
    assert (code, "1 article," in said) == (0, True)
    code, said = run("ingest", str(file), *store)
    assert (code, "unknown kind of file" in said) == (1, True)
    assert run("ingest", str(file), "--from", "word", *store)[0] == 2
    assert run("ingest", str(file), "--field", "wrong=x", *store)[0] == 2
