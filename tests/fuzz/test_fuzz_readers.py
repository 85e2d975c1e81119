"""Random bytes, and documents cut and mixed, through every reader: articles, or one line each."""

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
from kg.read.files import Reading, reader_for
from kg.read.foreign import refuse_foreign

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
_WARC = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n" + PAGE
#: A document of each kind that can be cut and mixed.
DOCUMENTS = (
    PAGE,
    b"---\ntitle: 'T: t'\ndate: 2026-01-03 # x\ntags: [a]\nauthors:\n  - Ada\n---\n\nIt rained.",
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>P</title><link>https://p.example/"
    b"</link><item><title>&lt;b&gt;A</title><guid>1</guid><link>/1?utm_source=x#t</link>"
    b"<description>It closed. [&#8230;]</description><pubDate>Tue, 06 Jan 2026 10:15 CEST</pubDate>"
    b"</item><item><guid>1</guid><description>It opened.</description></item></channel></rss>",
    b"<!DOCTYPE newsMessage SYSTEM 'x'><newsMessage><itemSet><newsItem guid='urn:x:1' "
    b"xml:lang='en'><contentMeta><headline xml:lang='es'>P</headline><creator><name>Ada</name>"
    b"</creator></contentMeta><contentSet><inlineXML><html><body><p>Caf&eacute; &x; bar</p></body>"
    b"</html></inlineXML><inlineData contenttype='text/plain' encoding='x/base64'>SXQgY2xvc2VkLg=="
    b"</inlineData></contentSet></newsItem></itemSet></newsMessage>",
    b'{"uri":"urn:p","type":"composite","pubstatus":"stat:usable","associations":{"a":{'
    b'"uri":"urn:a","headlines":[{"role":"main","value":"H"}],'
    b'"bodies":[{"role":"main","value":"<p>It closed.</p>"}]}}}',
    b'{"@context":{"s":"http://schema.org/"},"@graph":[{"@id":"#p","s:name":"Ada"},'
    b'{"@type":"s:NewsArticle","s:articleBody":[{"@value":"It closed."}],'
    b'"s:author":{"@list":[{"@id":"#p"}]},"s:keywords":["a, b"]}]}',
    b'{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_html":"<p>It"}]}\n'
    b'{"text":"One.","date":{"$date":{"$numberLong":"1767694500000"}}},\n[{"body":[{"text":"B"}]}]',
    b'sep=;\ntitle;text;date\nA;"It ""closed"".";6 ene 2026\nB;nan;/Date(1767694500000)/\n',
    "title\ttext\rA\tIt closed.\r".encode("utf-16"),
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://p.example/1\r\n"
    b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(_WARC), _WARC),
)


def take(data: bytes) -> None:
    try:
        refuse_foreign(data[:8192], "fuzz")
    except InputError as error:
        assert str(error).startswith("fuzz: is ")
    reader_for("fuzz.txt", data[:8192], READERS)
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
def test_a_document_that_was_cut_and_mixed(seed: int) -> None:
    rnd = random.Random(seed)
    data = bytearray(rnd.choice(DOCUMENTS) * rnd.randint(1, 3))
    for _ in range(rnd.randint(1, 12)):
        at = rnd.randrange(len(data))
        data[at : at + rnd.randint(0, 9)] = rnd.randbytes(rnd.randint(0, 5))
    take(bytes(data[: rnd.randint(1, len(data))]))
