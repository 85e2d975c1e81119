"""Random bytes, and pages cut and mixed, through every reader: articles or one line of error."""

from __future__ import annotations

import gzip
import io
import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.extract.record import check_text
from kg.model import Article
from kg.read.bounded import unpacked
from kg.read.files import Reading

READERS = Reading().readers()
FUZZ = settings(
    max_examples=int(os.environ.get("KG_FUZZ", "100")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TOKENS = st.sampled_from(
    [
        *(
            b"<html>",
            b"<p>",
            b"</p>",
            b"<rss version='2.0'>",
            b"<item>",
            b"<title>",
            b"]]>",
            b"<!--",
        ),
        *(b'<?xml version="1.0"?>', b"<!DOCTYPE x>", b"&amp;", b"&x;", b"<newsItem>", b"<feed>"),
        *(b'{"', b'":', b'"text"', b"[", b"]", b"}", b"null", b"1e999", b'"@context"', b"\\u0000"),
        *(b"WARC/1.0\r\n", b"Content-Length: 10\r\n", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n"),
        *(
            b"path,text\n",
            b'"',
            b",",
            b"\n",
            b"\t",
            b"\x00",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\xc3\x28",
        ),
        *(
            b'<script type="application/ld+json">',
            b"NewsArticle",
            b"<article>",
            b"Norland signed. ",
        ),
    ]
)
DATA = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(TOKENS, st.binary(max_size=6)), max_size=60).map(b"".join),
)
PAGE = (
    b'<html><head><title>T</title><script type=\'application/ld+json\'>{"@type":"NewsArticle",'
    b'"headline":"H","datePublished":"2026-01-03T10:00:00+02:00"}</script></head><body>'
    b"<article><p>Norland and Sudland signed a border accord in Geneva on Saturday.</p></article>"
)


def take(data: bytes) -> None:
    for reader in READERS:
        reader.sniff(data[:8192])
        try:
            for item in reader.read("fuzz", io.BufferedReader(unpacked(io.BytesIO(data), "fuzz"))):
                if isinstance(item, Article):
                    assert item.path and check_text(item.text) is None
                else:
                    assert "\n" not in str(item)
        except InputError as error:
            assert str(error).startswith("fuzz")


@FUZZ
@given(DATA)
def test_any_bytes_give_articles_or_a_line(data: bytes) -> None:
    take(data)
    take(gzip.compress(data))


@FUZZ
@given(st.integers(0, 1 << 32))
def test_a_page_that_was_cut_and_mixed(seed: int) -> None:
    rnd = random.Random(seed)
    data = bytearray(PAGE * rnd.randint(1, 3))
    for _ in range(rnd.randint(1, 12)):
        at = rnd.randrange(len(data))
        data[at : at + rnd.randint(0, 9)] = rnd.randbytes(rnd.randint(0, 5))
    take(bytes(data[: rnd.randint(1, len(data))]))
