"""Odd but plausible JSON and tables: what comes of them, or one line."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, read_articles
from tests.odd_samples import LD, TEXT, one, read
from tests.test_readers import WORDS


def test_articles_in_json_that_is_called_text(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", json.dumps({"title": "A", "text": TEXT})).text == TEXT
    assert one(tmp_path, "a.txt", "{Reuters} " + TEXT).text == "{Reuters} " + TEXT


NINJS = {"uri": "urn:n:1", "type": "text", "pubstatus": "usable", "body_text": TEXT}


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ({"response": {"results": [{"webTitle": "A", "fields": {"bodyText": TEXT}}]}}, [TEXT]),
        ({"hits": {"hits": [{"_id": "1", "_source": {"body": TEXT}}]}}, [TEXT]),
        ({"a": {"text": WORDS[0]}, "b": {"text": WORDS[1]}}, [*WORDS[:2]]),
        ({"body": [{"type": "p", "text": WORDS[0]}, {"type": "p", "text": WORDS[1]}]},
         ["\n".join(WORDS[:2])]),
        ({"articles": [{"content": "A bridge was closed… [+1234 chars]"}]},
         ["A bridge was closed…"]),
        ({"version": "https://jsonfeed.org/version/1.1", "title": "JF",
          "items": [{"id": "1", "content_html": f"<p>{WORDS[0]}</p>"}]}, [WORDS[0]]),
        # ninjs: a package is its articles; a main body is no summary, however it is written.
        ({"uri": "urn:p", "type": "composite", "pubstatus": "usable",
          "associations": {"a": NINJS, "b": {**NINJS, "associations": {"c": NINJS}},
                           "d": {"uri": "urn:i", "type": "picture", "pubstatus": "usable"}}},
         [TEXT, TEXT, TEXT]),
        ({"_items": [{**NINJS, "body_text": None, "bodies": [
            {"role": "summary", "contentType": "text/html", "value": "<p>Short.</p>"},
            {"role": "main", "contentType": "text/plain", "value": TEXT}]}]}, [TEXT]),
        # JSON-LD: of a page, in a list, with other prefixes, expanded.
        ({"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "articleBody": TEXT}}, [TEXT]),
        ({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
            {"@type": "ListItem", "item": {**LD, "articleBody": text}} for text in WORDS]},
         [*WORDS]),
        ([{"@type": ["http://schema.org/NewsArticle"],
           "http://schema.org/articleBody": [{"@value": TEXT}]}], [TEXT]),
    ],
)  # fmt: skip
def test_shapes_of_json(tmp_path: Path, value: object, texts: list[str]) -> None:
    articles, failures = read(tmp_path, "a.json", json.dumps(value))
    assert failures == []
    assert [article.text for article in articles] == texts


def test_what_json_says_of_its_articles(tmp_path: Path) -> None:
    press = {"text": TEXT, "date": "2026-01-06T10:15:00", "date_gmt": "2026-01-06T09:15:00"}
    assert one(tmp_path, "a.json", json.dumps(press)).published == "2026-01-06T09:15:00Z"
    mongo = {"text": TEXT, "date": {"$date": {"$numberLong": "1767694500000"}}}
    assert one(tmp_path, "a.json", json.dumps(mongo)).published == "2026-01-06T10:15:00Z"
    graph = {
        "@context": {"s": "http://schema.org/"},
        "@graph": [
            {"@id": "#p", "@type": "s:Person", "s:name": "Ada Park"},
            {"@id": "https://post.example/1#a", "@type": "s:NewsArticle", "s:articleBody": TEXT,
             "s:author": {"@list": [{"@id": "#p"}, {"s:name": "Ben Moss"}]},
             "s:keywords": ["bridge, harbour"]},
        ],
    }  # fmt: skip
    article = one(tmp_path, "a.jsonld", json.dumps(graph))
    assert (article.author, article.co_authors) == ("Ada Park", ("Ben Moss",))
    assert (article.url, article.keywords) == ("https://post.example/1", ("bridge", "harbour"))
    # The line names the file.
    remote = {**LD, "@context": "https://elsewhere.example/", "articleBody": TEXT}
    assert "remote and is not fetched" in read(tmp_path, "a.json", json.dumps(remote))[1][0]
    item = {**NINJS, "headline": "Caf&eacute; <b>bar</b>", "by": "By Ada Park, Staff Writer",
            "pubstatus": "stat:withheld"}  # fmt: skip
    assert "is withheld" in read(tmp_path, "a.json", json.dumps(item))[1][0]
    article = one(tmp_path, "a.json", json.dumps({**item, "pubstatus": "usable"}))
    assert (article.title, article.author) == ("Café bar", "Ada Park")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_values_one_after_the_other(tmp_path: Path, name: str) -> None:
    records = [{"text": text} for text in WORDS]
    texts = [
        "\n".join(json.dumps(record, indent=1) for record in records),
        json.dumps(records, indent=1),
        json.dumps(records),
        "[\n" + ",\n".join(map(json.dumps, records)) + "\n]\n",
    ]
    if name == "a.json":
        texts.append("".join(map(json.dumps, records)))
    else:
        texts.append("".join(json.dumps(record) + ",\n" for record in records))
    for text in texts:
        articles, failures = read(tmp_path, name, text)
        assert failures == []
        assert [article.text for article in articles] == [*WORDS]


@pytest.mark.parametrize(
    ("table", "texts", "says"),
    [
        ("sep=;\ntitle;text\nA;One.\n", ["One."], None),
        ("\n\ntitle,text\nA,One.\n", ["One."], None),
        ('"a, b";"text"\nA;One.\n', ["One."], None),
        ("id,text,text\n1,One.,\n", ["One."], None),
        ("text,author\nOne.,nan\nNone,Ada\n", ["One."], "a.csv#2: no text"),
        ("title,text\n", [], "a.csv: no row below"),
        ("title,text\nA,One, two.\nB,Three.\n", ["Three."], "a.csv#1: 3 cells for 2 columns"),
        ('title,text\nA,"One.\nB,"Two"\nC,Three.\n', [], "a.csv: line 3: "),
        ('title,text\nA,One.\nB,"He said \\"no\\"; yes"\n', ["One."], "a.csv: line 3: "),
    ],
)
def test_tables(tmp_path: Path, table: str, texts: list[str], says: str | None) -> None:
    articles, failures = read(tmp_path, "a.csv", table)
    assert [article.text for article in articles] == texts
    assert all(article.author is None for article in articles)
    assert failures == [] if says is None else failures[0].startswith(says)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_what_comes_before_damage_is_read(tmp_path: Path, name: str) -> None:
    words = random.Random(7).choices(["abcdefgh", "ijklm", "nopq"], k=40_000)
    rows = [" ".join(words[i : i + 400]) for i in range(0, len(words), 400)]
    lines = [json.dumps({"text": row}) for row in rows]
    text = "\n".join(lines if "jsonl" in name else ["text", *rows])
    packed = gzip.compress(text.encode())
    (tmp_path / name).write_bytes(packed[: len(packed) // 2])
    *articles, last = read_articles([str(tmp_path / name)])
    assert len(articles) > 20 and all(isinstance(item, Article) for item in articles)
    assert isinstance(last, Failure)
    assert last.message == f"{name}: the gzip data is broken (it is cut off); get the file again"


REMARK = (
    "t.csv: not UTF-8; read as windows-1252, as spreadsheets save it: look whether its accents are "
    "right, or save it as UTF-8"
)


@pytest.mark.parametrize(
    "text",
    ["El alcalde —“difícil”— señaló que volverá mañana.", "L’été à l’hôtel, « l’œuvre » dite.",
     "It cost 3 £ a m³, he said: it’s late – too late…", "Die Straße über den Fluß ist gesperrt."],
)  # fmt: skip
def test_a_table_of_windows_is_read_and_told(tmp_path: Path, text: str) -> None:
    rows = f'title,text\r\nOne,"Plain."\r\nTwo,"{text}"\r\n'
    articles, told = read(tmp_path, "t.csv", rows.encode("cp1252"))
    assert [a.text for a in articles] == ["Plain.", text]
    assert told == [REMARK]
    articles, told = read(tmp_path, "t.csv", rows.encode())
    assert [a.text for a in articles] == ["Plain.", text] and told == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("Мэр заявил, что мост закрыт.", "cp1251"), ("He didn’t want it.", "mac_roman"),
     ("Most został zamknięty, powiedział.", "cp1250"), ("Ο δήμαρχος είπε.", "cp1253"),
     ("He didn’t, é.", "cp1252")],
)  # fmt: skip
def test_a_table_in_another_encoding_is_refused(tmp_path: Path, text: str, code: str) -> None:
    # The last: a table of two encodings.
    first = "Café" if code == "cp1252" else "Plain"
    data = f'title,text\r\nOne,"{first}."\r\n'.encode() + f'Two,"{text}"\r\n'.encode(code)
    articles, told = read(tmp_path, "t.csv", data)
    assert len(articles) == 1
    assert len(told) == 1 and told[0].startswith("t.csv: line 3: not UTF-8")


def test_a_table_that_turns_to_utf_8_is_not_read_on(tmp_path: Path) -> None:
    data = "text\r\nSeñor.\r\n".encode("cp1252") + "Señora.\r\nSeñores.\r\n".encode()
    articles, told = read(tmp_path, "t.csv", data)
    assert [a.text for a in articles] == ["Señor."]
    assert told[0] == REMARK and "line 3: UTF-8 in a file whose lines before" in told[1]
