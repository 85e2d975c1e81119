"""Files to articles: order, metadata, and one clear line for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Article
from kg.read import Failure, load_metadata, read_articles
from kg.read.metadata import is_published
from kg.read.text import TextReader


def read(*paths: Path, **options: object) -> tuple[list[Article], list[str]]:
    items = list(read_articles([str(p) for p in paths], **options))  # type: ignore[arg-type]
    return (
        [i for i in items if isinstance(i, Article)],
        [i.message for i in items if isinstance(i, Failure)],
    )


def test_folder_in_order_with_paths_relative_to_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", ".hidden.txt", "skip.bin"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Some words.")
    articles, failures = read(tmp_path)
    assert [a.path for a in articles] == ["a.md", "b.txt", "sub/c.txt"]
    assert failures == []
    again, _ = read(tmp_path / "b.txt", tmp_path)
    assert [a.path for a in again] == ["b.txt", "a.md", "sub/c.txt"]


def test_text_is_kept_code_point_for_code_point(tmp_path: Path) -> None:
    text = "\ufeffOne\r\ntwo “three”\rfour\n"
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    assert read(tmp_path)[0][0].text == text
    (tmp_path / "a.txt").write_bytes("Grüße".encode("utf-16"))
    assert read(tmp_path)[0][0].text == "Grüße"


def test_bad_files_give_one_line_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"caf\xe9 au lait")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_bytes(b"a\0b")
    (tmp_path / "d.txt").write_bytes(b"x" * (TextReader.limit + 1))
    (tmp_path / "e.txt").write_text("Good.")
    articles, failures = read(tmp_path, tmp_path / "none.txt")
    assert [a.path for a in articles] == ["e.txt"]
    said = ["not UTF-8 (byte 3", "the file is empty", "NUL", "larger than", "no such file"]
    assert all(words in line for words, line in zip(said, failures, strict=True))
    assert all("\n" not in line for line in failures)


def test_metadata_wins_over_sidecar_and_published_fills_in(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("Words.")
    side = {"title": "Side", "published": "2020"}
    (tmp_path / "a.json").write_text(json.dumps(side))
    (tmp_path / "b.json").write_text(json.dumps(side))
    table = tmp_path / "meta.csv"
    table.write_text("path,published,url\na.txt,2021-05-01,https://example.org/a\n")
    articles, failures = read(tmp_path, metadata=load_metadata(table), published="1999")
    assert failures == []
    assert [(a.title, a.published) for a in articles] == [
        ("Side", "2021-05-01"),
        ("Side", "2020"),
        (None, "1999"),
    ]
    assert articles[0].url == "https://example.org/a"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("name,title\na,b\n", "no column 'path'"),
        ("path,published\na.txt,soon\n", "line 2: published is 'soon'"),
        ("path\turl\na.txt\tftp://x\n", "line 2: url is"),
        ("path,language\na.txt,e n\n", "language"),
        ("path,title\n,x\n", "path is empty"),
    ],
)
def test_wrong_tables_are_refused(tmp_path: Path, table: str, says: str) -> None:
    file = tmp_path / "m.csv"
    file.write_text(table)
    with pytest.raises(InputError, match=r"m[.]csv") as error:
        load_metadata(file)
    assert says in str(error.value)


def test_wrong_sidecar_fails_its_file_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "a.json").write_text("[1]")
    (tmp_path / "b.txt").write_text("Words.")
    articles, failures = read(tmp_path)
    assert [a.path for a in articles] == ["b.txt"]
    assert "not a JSON object" in failures[0]


def test_dates_at_every_precision() -> None:
    good = ["2016", "2016-09", "2016-09-22", "2016-09-22T10:00:00Z", "2016-09-22T10:00+02:00"]
    bad = ["", "16", "2016-13", "2016-02-30", "2016-09-22T25:00", "09/22/2016", "2016-09-22x"]
    assert all(is_published(value) for value in good)
    assert not any(is_published(value) for value in bad)
