"""Web archives: written by warcio, read by us; whole, cut off, damaged, and as bombs."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, read_articles
from tests.test_readers import WORDS, page

warcio = pytest.importorskip("warcio")
brotli = pytest.importorskip("brotli")

#: 32 MB of blanks in some sixty bytes.
BOMB = brotli.compress(b" " * 2**25, quality=5)


def add(
    writer: object,
    url: str,
    body: bytes,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),),
    kind: str = "response",
    status: str = "200 OK",
) -> None:
    from warcio.statusandheaders import StatusAndHeaders

    http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
    record = writer.create_warc_record(  # type: ignore[attr-defined]
        url, kind, payload=io.BytesIO(body), http_headers=http if kind == "response" else None
    )
    writer.write_record(record)  # type: ignore[attr-defined]


def archive(packed: bool) -> bytes:
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    add(writer, "https://post.example/1", page("<title>One</title>").encode())
    add(writer, "https://post.example/1.png", b"\x89PNG", (("Content-Type", "image/png"),))
    add(writer, "https://post.example/gone", page().encode(), status="404 Not Found")
    add(writer, "https://post.example/note", b"text", kind="resource")
    latin = page("<title>Café</title>").replace("“", '"').replace("”", '"').encode("latin-1")
    add(writer, "https://post.example/2", latin, (("Content-Type", "text/html; charset=latin1"),))
    zipped = gzip.compress(page("<title>Three</title>").encode())
    chunked = b"%x\r\n%s\r\n5;x=y\r\n%s\r\n0\r\n\r\n" % (len(zipped) - 5, zipped[:-5], zipped[-5:])
    coded = (
        ("Content-Type", "text/html"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Encoding", "gzip"),
    )
    add(writer, "https://post.example/3", chunked, coded)
    return out.getvalue()


def read(path: Path) -> tuple[list[Article], list[str]]:
    items = list(read_articles([str(path)]))
    return (
        [i for i in items if isinstance(i, Article)],
        [i.message for i in items if isinstance(i, Failure)],
    )


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_an_archive(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / ("a.warc.gz" if packed else "a.warc")
    file.write_bytes(archive(packed))
    articles, failures = read(file)
    assert failures == []
    assert [(a.title, a.url) for a in articles] == [
        ("One", "https://post.example/1"),
        ("Café", "https://post.example/2"),
        ("Three", "https://post.example/3"),
    ]
    assert [a.path for a in articles] == [f"{file.name}#{n}" for n in (2, 6, 7)]
    assert articles[2].text.splitlines() == list(WORDS)


def test_what_is_damaged_costs_itself_alone(tmp_path: Path) -> None:
    data = archive(packed=False)
    file = tmp_path / "a.warc"
    file.write_bytes(data[:-400])
    articles, failures = read(file)
    assert len(articles) == 2
    assert "a.warc#7 (https://post.example/3): the archive ends" in failures[0]
    start = data.index(b"Content-Length", data.index(b"post.example/2"))
    file.write_bytes(data[:start] + b"Content-Length: x\r\nX" + data[start:])
    articles, failures = read(file)
    assert [a.title for a in articles] == ["One", "Three"]
    assert "no Content-Length" in failures[0]
    assert "bytes after record 6 are no WARC record; passed over" in failures[1]
    file.write_bytes(b"WARC/1.0 but not really\n" * 10)
    assert "no WARC record in it" in read(file)[1][-1]
    packed = tmp_path / "b.warc.gz"
    packed.write_bytes(archive(packed=True)[:-300])
    articles, failures = read(packed)
    assert len(articles) >= 1
    assert "gzip data is broken" in failures[-1]


def test_a_page_that_is_cut_off_inside_its_record_is_told(tmp_path: Path) -> None:
    from warcio.warcwriter import WARCWriter

    html = page("<title>One</title>", WORDS * 40).encode()
    packed = gzip.compress(html)
    whole = b"%x\r\n%s\r\n0\r\n\r\n" % (len(html), html)
    kind = ("Content-Type", "text/html")
    bodies = {
        "gzip": (packed[:-20], ("Content-Encoding", "gzip")),
        "deflate": (zlib.compress(html)[:-20], ("Content-Encoding", "deflate")),
        "br": (brotli.compress(html)[:-20], ("Content-Encoding", "br")),
        "chunk": (whole[:-400], ("Transfer-Encoding", "chunked")),
        "length": (html[:-400], ("Content-Length", str(len(html)))),
        "well": (packed, ("Content-Encoding", "gzip")),
        "chunks": (whole, ("Transfer-Encoding", "chunked")),
        "shorter": (html, ("Content-Length", str(len(packed)))),
    }
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for name, (body, header) in bodies.items():
        add(writer, f"https://post.example/{name}", body, (kind, header))
    file = tmp_path / "a.warc"
    file.write_bytes(out.getvalue())
    articles, told = read(file)
    assert [a.url for a in articles] == [f"https://post.example/{name}" for name in bodies]
    line = "the page is cut off before its end; read as far as it goes"
    names = enumerate(list(bodies)[:5], 1)
    assert told == [f"a.warc#{n} (https://post.example/{name}): {line}" for n, name in names]


def test_a_packed_page_that_expands_without_end(tmp_path: Path) -> None:
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    bomb = gzip.compress(b"<p>" + b"a " * 20_000_000, 9)
    coded = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    add(writer, "https://post.example/bomb", bomb, coded)
    add(writer, "https://post.example/br", b"x", (coded[0], ("Content-Encoding", "zstd")))
    add(writer, "https://post.example/bb", BOMB, (coded[0], ("Content-Encoding", "br")))
    add(writer, "https://post.example/long", b"<p>" + b"a " * 10_000_000, coded[:1])
    add(writer, "https://post.example/1", page().encode())
    file = tmp_path / "a.warc.gz"
    file.write_bytes(out.getvalue())
    tracemalloc.start()
    articles, failures = read(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [a.url for a in articles] == ["https://post.example/1"]
    assert "a.warc.gz#1 (https://post.example/bomb): the page unpacks to more than" in failures[0]
    assert "packed with 'zstd', which is not read" in failures[1]
    assert "a.warc.gz#3 (https://post.example/bb): the page unpacks to more than" in failures[2]
    assert "a page of more than 16,777,216 bytes" in failures[3]
    assert peak < 120_000_000


def test_an_archive_that_is_a_bomb_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    with gzip.open(file, "wb") as out:
        out.write(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 80000000\r\n\r\n")
        for _ in range(80):
            out.write(b"\0" * 1_000_000)
    articles, failures = read(file)
    assert articles == []
    assert "unpacks to more than 200 times its size: not read on" in failures[0]


def test_a_header_without_end_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(b"WARC/1.0\r\nX: " + b"a" * 30_000_000 + b"\r\n\r\n" + archive(False))
    tracemalloc.start()
    articles, _ = read(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(articles) == 3
    assert peak < 60_000_000


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    from warcio.warcwriter import WARCWriter

    def peak(count: int) -> int:
        file = tmp_path / f"{count}.warc"
        with file.open("wb") as out:
            writer = WARCWriter(out, gzip=False)
            for number in range(count):
                html = page(f"<title>{number}</title>" + "<!-- filler -->" * 5_000)
                add(writer, f"https://post.example/{number}", html.encode())
        tracemalloc.start()
        found = sum(1 for item in read_articles([str(file)]) if isinstance(item, Article))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == count
        return most

    peak(3)  # what is loaded and kept once
    assert peak(60) < peak(6) + 2_000_000


def test_a_page_without_the_answer_it_came_in(tmp_path: Path) -> None:
    words = page("<title>Café</title>").encode("cp1252")
    head = (
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://post.example/8\r\n"
        f"Content-Type: text/html; charset=windows-1252\r\nContent-Length: {len(words)}\r\n\r\n"
    )
    file = tmp_path / "a.warc"
    file.write_bytes(head.encode() + words + b"\r\n\r\n")
    (article,) = read_articles([str(file)])
    assert isinstance(article, Article), article
    assert article.title == "Café" and article.url == "https://post.example/8"
