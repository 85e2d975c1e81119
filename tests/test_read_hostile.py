"""Hostile input: one clear line that says what and where, soon, and the other articles in."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, Reading, read_articles
from kg.read.charset import decode_page
from kg.read.markup import has_markup, plain
from kg.read.prolog import doctype, root_name
from tests.test_readers import WORDS, page

pytest.importorskip("trafilatura")

MANY = 100_000
RSS = "<?xml version='1.0'?><rss version='2.0'><channel><title>Post</title>%s</channel></rss>"
ITEM = "<item><title>One</title><guid>urn:x:1</guid><description>%s</description></item>"
NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x:1'><contentSet><inlineXML>"
    "<html xmlns='http://www.w3.org/1999/xhtml'><body>%s</body></html></inlineXML></contentSet>"
    "</newsItem>"
)
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """Nothing takes long, however it is made: by the time of the processor."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 20


def given(folder: Path, **files: str | bytes) -> tuple[list[Article], list[str]]:
    """What a folder gives that holds these files and a good one, which is always in."""
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("__", ".")).write_bytes(data)
    (folder / "zz.txt").write_text("A good article.")
    items = list(read_articles([str(folder)]))
    articles = [i for i in items if isinstance(i, Article)]
    failures = [i.message for i in items if isinstance(i, Failure)]
    assert articles[-1].text == "A good article."
    assert all("\n" not in line and len(line) < 600 for line in failures)
    return articles[:-1], failures


@pytest.mark.parametrize("laughs", [LAUGHS, OUTSIDE])
def test_entities_of_xml_are_refused(tmp_path: Path, laughs: str) -> None:
    articles, failures = given(
        tmp_path,
        a__rss=laughs + (RSS % (ITEM % "&i;")).removeprefix("<?xml version='1.0'?>"),
        b__xml=laughs + NEWSML % "<p>&i;</p>",
        c__nitf=laughs + "<nitf><body><body.content><p>&i;</p></body.content></body></nitf>",
    )
    assert articles == []
    assert "a.rss: the feed declares entities" in failures[0]
    assert "b.xml: line 1: the document declares the entity" in failures[1]
    assert "c.nitf: line 1: the document declares the entity" in failures[2]


def test_a_document_type_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    kind = "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"
    articles, failures = given(tmp_path, a__xml=kind + NEWSML % "<p>Words of it.</p>")
    assert [a.text for a in articles] == ["Words of it."]
    assert failures == []
    _, failures = given(tmp_path, a__xml=kind + NEWSML % "<p>&i;</p>")
    assert len(failures) == 1


def test_packed_files_that_expand_without_end(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a " * 36_000_000, 9)
    twice = gzip.compress(gzip.compress(b"a " * 10_000_000))
    table = gzip.compress(b"text\n" + b"a " * 36_000_000, 9)
    tracemalloc.start()
    articles, failures = given(
        tmp_path,
        a__txt__gz=bomb,
        b__jsonl__gz=bomb,
        c__html__gz=bomb,
        d__json__gz=bomb,
        e__csv__gz=table,
        f__txt__gz=twice,
        g__txt__gz=gzip.compress(b"Good words.")[:-4],
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert articles == []
    assert "a.txt.gz: larger than the limit of 10,485,760 bytes" in failures[0]
    assert "b.jsonl.gz: unpacks to more than 200 times its size" in failures[1]
    assert "larger than the limit" in failures[2]
    assert "d.json.gz:" in failures[3]
    assert "e.csv.gz: unpacks to more than 200 times" in failures[4]
    assert "f.txt.gz:" in failures[5]
    assert "g.txt.gz: the gzip data is broken" in failures[6]
    assert peak < 200_000_000


def test_what_is_too_long_is_passed_over(tmp_path: Path) -> None:
    good = json.dumps({"text": "Good words."})
    articles, failures = given(
        tmp_path,
        a__html="<html><body>" + "<p>word word</p>" * 3_200_000,
        b__jsonl='{"text": "' + "a" * 20_000_000 + '"}\n' + good + "\n",
        c__csv="text\n" + "a" * 20_000_000 + "\n",
        d__html="<html><body>" + "<br>" * 400_000 + WORDS[0],
        e__html="<html><body>" + "<br>" * 120_000 + WORDS[0],
        f__txt="word " * 2_000_000,
    )
    assert "a.html: larger than the limit of 16,777,216 bytes" in failures[0]
    assert "b.jsonl: line 1: longer than 16,777,216 bytes; passed over" in failures[1]
    assert "c.csv: line 2: longer than" in failures[2]
    assert "d.html: a page of more than 300,000 tags" in failures[3]
    assert "e.html: a page of more than 100,000 elements" in failures[4]
    # A line of ten million bytes is long, and a text all the same.
    assert [len(a.text) for a in articles] == [11, 10_000_000]


def test_nesting_without_end(tmp_path: Path) -> None:
    articles, failures = given(
        tmp_path,
        a__html="<html><body>" + "<div>" * MANY + WORDS[0],
        b__html="<html><body><p>" + "<b>" * MANY + WORDS[0],
        c__xml="<newsItem>" + "<a>" * MANY,
        d__rss=RSS % ("<a>" * MANY),
        e__json="[" * MANY,
        f__json='{"a":' * MANY,
        g__json="[" * 300 + '{"text": "x"}' + "]" * 300,
        h__jsonl="[" * MANY + '\n{"text": "Good words."}\n' + '{"text":' * MANY + "\n",
        i__html=page("<script type='application/ld+json'>" + "[" * MANY + "</script>"),
        j__html=page("<script type='application/ld+json'>" + '{"@graph":[' * MANY + "</script>"),
    )
    assert [a.path for a in articles] == ["h.jsonl#2", "i.html", "j.html"]
    told = [
        "a.html: elements nested deeper", "b.html: elements nested deeper",
        "c.xml: line 1: nested deeper than 200", "d.rss: ", "e.json: ", "f.json: ",
        "g.json: nested deeper than 200 levels", "h.jsonl: line 1: ", "h.jsonl: line 3: ",
    ]  # fmt: skip
    assert [line[: len(start)] for start, line in zip(told, failures, strict=True)] == told
    marks = "“" * MANY + "'\"" * MANY + "(" * MANY
    articles, failures = given(tmp_path, k__txt=marks, l__html=page(words=(*WORDS, marks)))
    assert {a.path for a in articles} >= {"k.txt", "l.html"}


def test_nul_bytes(tmp_path: Path) -> None:
    articles, failures = given(
        tmp_path,
        a__html=page().replace("harbour", "har\0bour"),
        b__json=json.dumps({"text": "One\0two.", "title": "A\0B"}),
        c__csv='text\n"One\0two."\n',
        d__rss=RSS % (ITEM % "One\0two."),
        e__xml=NEWSML % "<p>One\0two.</p>",
        f__txt="One\0two.",
    )
    texts = {a.path: a.text for a in articles}
    assert "har\N{REPLACEMENT CHARACTER}bour" in texts["a.html"]
    assert texts["b.json"] == texts["c.csv#1"] == "One\N{REPLACEMENT CHARACTER}two."
    assert not any("\0" in text for text in texts.values())
    assert {a.title for a in articles if a.path == "b.json"} == {"AB"}
    assert any(line.startswith("e.xml: not well-formed XML") for line in failures)
    assert any(line.startswith("f.txt: holds a NUL character") for line in failures)


def test_encodings_declared_mixed_and_broken(tmp_path: Path) -> None:
    words = tuple(text.replace("“", '"').replace("”", '"') + " Café Zürich." for text in WORDS)
    latin = page(words=words).encode("latin-1")
    declared = page("<meta charset='windows-1250'>", words=words).encode("cp1250")
    broken = page(words=(words[0] + " caf\udce9", *words[1:])).encode("utf-8", "surrogateescape")
    articles, failures = given(
        tmp_path,
        a__html=latin,
        b__html=declared,
        c__html=broken,
        d__html=page(words=words).encode("utf-16"),
        e__html="\ufeff" + page(words=words),
        f__jsonl=b'{"text": "caf\xe9"}\n{"text": "Good words."}\n',
        g__csv=b"text\ncaf\xe9\n",
        h__json='{"text": "half \\ud800 a pair"}',
        i__xml=b"<?xml version='1.0' encoding='utf-8'?>"
        + (NEWSML % "<p>caf\xe9</p>").encode("latin-1"),
        j__rss=(RSS % (ITEM % "caf\xe9 words")).encode("latin-1"),
    )
    texts = {a.path: a.text for a in articles}
    for name in ("a", "b", "d", "e"):
        assert texts[f"{name}.html"].splitlines() == list(words), name
    assert "caf\N{REPLACEMENT CHARACTER}" in texts["c.html"]
    assert "Zürich" in texts["c.html"]
    assert texts["h.json"] == "half \N{REPLACEMENT CHARACTER} a pair"
    assert texts["f.jsonl#2"] == "Good words."
    assert texts["i.xml"] == "café"
    assert [line.partition(":")[0] for line in failures] == ["f.jsonl", "g.csv"]
    assert "line 1: not UTF-8" in failures[0]
    assert "not UTF-8; read as windows-1252" in failures[1] and texts["g.csv#1"] == "café"
    assert decode_page(b"<meta charset=utf-7>+ADw-p+AD4-caf\xe9") != "<p>"


def test_marks_of_direction_stay_in_the_text_alone(tmp_path: Path) -> None:
    record = {"text": "He said \u202eabc\u202c.", "title": "A\u202eb", "author": "Ada\u2066 Park"}
    (article,), failures = given(tmp_path, a__json=json.dumps(record))
    assert failures == []
    assert article.text == record["text"]
    assert (article.title, article.author) == ("Ab", "Ada Park")


def test_metadata_that_is_none_is_left_out(tmp_path: Path) -> None:
    record = {
        "text": "Words.", "title": ["x" * 100_000, {"a": 1}], "url": "javascript:alert(1)",
        "published": "2026-02-30", "language": "en; DROP", "author": 17.5, "keywords": {"a": "b"},
        "section": "a" * 100_000, "id": "\x01\x02",
    }  # fmt: skip
    (article,), told = given(tmp_path, a__json=json.dumps(record))
    assert len(told) == 1 and "published is '2026-02-30', which is no day" in told[0]
    assert article == Article("a.json", "Words.")


@pytest.mark.parametrize(
    "piece",
    ["<!-- a -->", "<?a?>", "<!DOCTYPE a [", "<!DOCTYPE", "<", "<a", "[", "<!--", "]>", " ",
     "<script>", "</script ", "<p", "&", "<![CDATA["],
)  # fmt: skip
def test_no_pattern_runs_for_ever(piece: str, tmp_path: Path) -> None:
    start = time.process_time()
    text = piece * (500_000 // len(piece))
    head = text[: 64 * 1024].encode()
    root_name(head)
    doctype(head)
    has_markup(text)
    plain(text)
    plain("<script>" + text)
    decode_page(head + b"\xff")
    assert time.process_time() - start < 4
    for name in ("html", "feed", "newsml", "json", "jsonl", "csv", "warc", "mail"):
        file = tmp_path / f"a.{name}"
        file.write_text(text)
        found = list(read_articles([str(file)], reading=Reading(name)))
        assert all(isinstance(item, Article | Failure) for item in found)
    assert time.process_time() - start < 15


def test_a_record_of_an_extraction_in_a_folder_is_told(tmp_path: Path) -> None:
    line = json.dumps({"path": "a", "text": "Words.", "events": [], "generator": None})
    articles, failures = given(tmp_path, a__jsonl=line + "\n")
    assert articles == []
    assert "a.jsonl#1: a record of kg extract, not an article" in failures[0]


def test_articles_of_one_file_have_identities_of_their_own(tmp_path: Path) -> None:
    records = [
        {"text": "One.", "id": 1},
        {"text": "Two.", "url": "https://post.example/two"},
        {"text": "Three.", "guid": "urn:x:3"},
        {"text": "Four."},
    ]
    (tmp_path / "a.json").write_text(json.dumps({"title": "the sidecar of none"}))
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    table = tmp_path / "meta.csv"
    table.write_text("path,title\na.jsonl#4,The fourth\n")
    from kg.map import article_iri
    from kg.read import load_metadata

    found = list(read_articles([str(tmp_path)], metadata=load_metadata(table)))
    articles = [item for item in found if isinstance(item, Article)]
    assert [a.path for a in articles] == [f"a.jsonl#{n}" for n in (1, 2, 3, 4)]
    assert [a.title for a in articles] == [None, None, None, "The fourth"]
    assert len({article_iri(a, "https://base.example/") for a in articles}) == 4
    assert len(found) == 4
