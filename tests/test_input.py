"""What a command is given: pipes, packed records, dates that cannot be told."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.cli import _run
from kg.extract.record import dumps
from kg.model import Article
from kg.read import Failure, read_articles
from kg.read.files import Notice
from kg.read.moments import iso_time, why_untold
from kg.store import open_store
from tests.pipeline_samples import make_extraction

ARTICLE = {"title": "A visit", "text": "Ana Ruiz met Omar Lund in Lisbon on Friday.\n"}


def records(*numbers: int) -> bytes:
    return "".join(dumps(make_extraction(n)) + "\n" for n in numbers).encode()


def count(store: Path) -> int:
    with open_store(store) as opened:
        return sum(1 for _ in opened.quads(graph=opened.graphs.records))


def piped(data: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *words], input=data, capture_output=True, check=False
    )


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_records_come_through_a_pipe(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    store = tmp_path / "news.kg"
    done = piped(pack(records(1, 2, 3)), "ingest", "/dev/stdin", "--store", str(store), "--quiet")
    assert done.returncode == 0, done.stderr
    assert b"3 articles" in done.stdout
    again = piped(pack(records(1, 2, 3)), "ingest", "-", "--store", str(store), "--quiet")
    assert again.returncode == 0 and b"3 unchanged" in again.stdout, again.stderr


def test_articles_come_through_a_named_pipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "today.jsonl"
    os.mkfifo(pipe)
    lines = "".join(json.dumps({**ARTICLE, "title": f"Visit {n}"}) + "\n" for n in (1, 2))
    writer = threading.Thread(target=pipe.write_text, args=(lines,))
    writer.start()
    store = tmp_path / "news.kg"
    assert _run(["ingest", str(pipe), "--store", str(store), "--quiet", "--no-link"]) == 0
    writer.join()
    assert "2 articles" in capsys.readouterr().out


def test_any_format_comes_through_a_pipe(tmp_path: Path) -> None:
    page = "<!doctype html><title>A visit</title><article><p>" + ARTICLE["text"] * 5 + "</article>"
    for data, name in ((page.encode(), "html"), (ARTICLE["text"].encode(), "text")):
        pipe = tmp_path / f"{name}.pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(data,))
        writer.start()
        (article,) = read_articles([str(pipe)])
        writer.join()
        assert isinstance(article, Article), article
        assert article.text.startswith("Ana Ruiz met") and article.path == f"{name}.pipe"


def test_fields_where_programs_put_them(tmp_path: Path) -> None:
    text = "Ana Ruiz met Omar Lund in Lisbon."
    file = tmp_path / "a.jsonl"
    records = (
        {"title": {"rendered": "A &amp; B"}, "content": {"rendered": f"<p>{text}</p>"},
         "date_gmt": "2026-01-09T10:00:00", "link": "https://w.example/1"},
        {"fields": {"bodyText": text, "headline": "G"}, "webUrl": "https://g.example/1",
         "webPublicationDate": "2026-01-09T10:00:00Z"},
        {"_id": {"$oid": "65a"}, "_source": {"body": {"text": text}, "byline": "By Ann Lee"}},
    )  # fmt: skip
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    table = tmp_path / "b.csv"
    table.write_bytes(
        "\ufeffTítulo;Texto;Fecha;Autor\r\nUno;Ana fue.;2026-01-09;Ana Paz\r\n".encode()
    )
    found = [item for item in read_articles([str(tmp_path)]) if isinstance(item, Article)]
    assert [a.text for a in found] == [text, text, text, "Ana fue."]
    assert [a.title for a in found] == ["A & B", "G", None, "Uno"]
    assert [a.author for a in found] == [None, None, "Ann Lee", "Ana Paz"]
    day = "2026-01-09"
    assert [a.published and a.published[:10] for a in found] == [day, day, None, day]
    # What stands under the usual key itself comes first.
    both = tmp_path / "c.json"
    both.write_text(json.dumps({"text": "Own.", "fields": {"text": "Other."}}))
    (article,) = read_articles([str(both)])
    assert isinstance(article, Article) and article.text == "Own."


def test_the_entries_of_a_live_blog_are_its_text(tmp_path: Path) -> None:
    blog = {
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": "Talks, live",
        "author": ["By Jane Poe"],
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": "11:00", "articleBody": "They signed. " * 9},
            {"@type": "BlogPosting", "articleBody": "They met. " * 9},
            {"@type": "BlogPosting", "headline": "no words"}, "junk",
        ],
    }  # fmt: skip
    page = tmp_path / "live.html"
    page.write_text(
        f'<title>x</title><script type="application/ld+json">{json.dumps(blog)}</script><p>x</p>'
    )
    (article,) = read_articles([str(page)])
    assert isinstance(article, Article), article
    assert article.text.startswith("11:00\nThey signed.") and "\n\nThey met." in article.text
    assert article.author == "Jane Poe" and article.title == "Talks, live"


def test_a_pipe_that_brings_nothing_is_one_line(tmp_path: Path) -> None:
    done = piped(b"", "ingest", "-", "--store", str(tmp_path / "news.kg"), "--quiet")
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "kg: stdin: the file is empty"


@pytest.mark.parametrize("name", ["records.jsonl.gz", "records.ndjson.gz", "records.jsonl"])
def test_packed_records_are_records(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    data = records(1, 2)
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    store = tmp_path / "news.kg"
    assert _run(["ingest", str(file), "--store", str(store), "--quiet"]) == 0
    assert "2 articles" in capsys.readouterr().out and count(store)


def test_packed_records_that_are_broken_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "records.jsonl.gz"
    packed = gzip.compress(records(*range(1, 30)))
    file.write_bytes(packed[: len(packed) - 3000])
    assert _run(["ingest", str(file), "--store", str(tmp_path / "news.kg"), "--quiet"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "gzip data is broken" in err


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("2026/04/03", "2026-04-03"),
        ("25.12.2025", "2025-12-25"),
        ("03/03/2026", "2026-03-03"),
        ("13/04/2026 10:15", "2026-04-13"),
        ("03/04/2026", None),
        ("3.4.2026", None),
        ("32/04/2026", None),
        ("04/03/26", None),
    ],
)
def test_days_in_numbers_are_read_where_they_are_one_day(value: str, wanted: str | None) -> None:
    assert iso_time(value) == wanted
    assert (why_untold(value) is None) == (wanted is not None)


def test_a_date_that_may_be_two_days_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps({**ARTICLE, "date": "03/04/2026"}))
    (tmp_path / "b.csv").write_text('title,text,modified\nV,"Ana met Omar.",05.06.2026\n')
    (tmp_path / "c.json").write_text(json.dumps({**ARTICLE, "published": "Spring 2026"}))
    (tmp_path / "d.json").write_text(json.dumps({**ARTICLE, "published": "n/a"}))
    found = list(read_articles([str(tmp_path)]))
    notices = [str(item.message) for item in found if isinstance(item, Notice)]
    articles = [item for item in found if not isinstance(item, Failure)]
    assert notices == [
        "a.json: published is '03/04/2026', which may be two days; left out: write 2026-04-03 or "
        "2026-03-04",
        "b.csv#1: modified is '05.06.2026', which may be two days; left out: write 2026-06-05 or "
        "2026-05-06",
        "c.json: published is 'Spring 2026', which is no day that can be told; left out: write it "
        "as 2026-01-06",
    ]
    assert [type(article) for article in articles] == [Article] * 4
    assert {article.published for article in articles} == {None}
    # A warning is no failure: the article is in.
    store = str(tmp_path / "news.kg")
    ingest = ["ingest", str(tmp_path / "a.json"), "--store", store, "--quiet", "--no-link"]
    assert _run(ingest) == 0
    streams = capsys.readouterr()
    assert "1 article" in streams.out and "write 2026-04-03 or" in streams.err
    # The option gives what the file could not say.
    assert _run([*ingest, "--published", "2026-04-03", "--refresh"]) == 0
    # Where another part of the file tells the day there is nothing to warn of.
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "03/04/2026"}
    page = tmp_path / "page.html"
    page.write_text(
        f'<script type="application/ld+json">{json.dumps(told)}</script><title>T</title>'
        '<meta property="article:published_time" content="2026-04-03"><p>' + "Ana met Omar. " * 40
    )
    (article,) = read_articles([str(page)])
    assert isinstance(article, Article) and article.published == "2026-04-03"
