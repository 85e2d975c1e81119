"""``kg extract`` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.extract.record import from_record

TEXT = (
    "Ruritania closes border\n\nOn 4 March 2021 President Lena Anders announced that she had "
    'ordered 300 soldiers to the border [1]. "I will not wait," she said.\n'
)


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["extract", *args], standalone_mode=False)


def test_records_of_a_folder_and_one_line_for_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / "a.txt").write_bytes(b"caf\xe9 au lait")
    (tmp_path / "c.txt").write_text(TEXT)
    result = run(str(tmp_path), "--fast", "--no-link", "--published", "2021-03-05")
    assert result.exception is None
    assert result.return_value == 1
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["path"] for r in records] == ["b.txt", "c.txt"]
    assert result.stderr.count("\n") == 1 and "a.txt" in result.stderr
    record = records[0]
    assert record["text"] == TEXT
    assert record["published"] == "2021-03-05"
    extraction = from_record(record)
    assert {a.label for a in extraction.actors} >= {"Lena Anders", "Ruritania"}
    assert [p.office for p in extraction.positions] == ["President"]
    assert [c.identifier for c in extraction.citations] == ["1"]
    said = [s for s in extraction.statements if s.speaker_actor]
    anders = next(a.iri for a in extraction.actors if a.label == "Lena Anders")
    assert {s.speaker_actor for s in said} == {anders}


def test_json_and_show(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    readable = run(str(file), "--fast", "--no-link", "--format", "json")
    assert json.loads(readable.stdout)["path"] == "a.txt"
    shown = run(str(file), "--fast", "--no-link", "--format", "show")
    assert shown.exception is None
    for words in ("Actors", "Lena Anders", "Statements", "Positions"):
        assert words in shown.stdout
    assert "\x1b" not in shown.stdout  # no colours where there is no terminal


def test_output_file_metadata_and_several_jobs(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(TEXT)
    table = tmp_path / "meta.tsv"
    table.write_text("path\ttitle\nb.txt\tThe second\n")
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    common = (str(folder), "--fast", "--no-link", "--metadata", str(table))
    assert run(*common, "-o", str(one)).return_value == 0
    assert run(*common, "-o", str(two), "--jobs", "2").return_value == 0
    assert one.read_bytes() == two.read_bytes()
    records = [json.loads(line) for line in one.read_text().splitlines()]
    own = "Ruritania closes border"
    assert [r["title"] for r in records] == [own, "The second", own]


@pytest.mark.parametrize("published", ["yesterday", "2021-02-30"])
def test_a_wrong_date_is_bad_usage(tmp_path: Path, published: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    result = run(str(tmp_path), "--published", published)
    assert result.exception is not None
    assert getattr(result.exception, "exit_code", None) == 2
    assert published in str(result.exception)


def test_a_text_in_another_language_is_told_and_gives_nothing_false(tmp_path: Path) -> None:
    (tmp_path / "it.txt").write_text(
        "Il presidente ha annunciato mercoledì che le truppe lasceranno il paese nei prossimi "
        "giorni, secondo quanto hanno riferito fonti del governo agli organi di informazione."
    )
    result = run(str(tmp_path / "it.txt"), "--fast", "--no-link")
    record = json.loads(result.stdout)
    assert record["language"] == "it"
    assert record["events"] == record["statements"] == record["mentions"] == []
    assert "'it', which is not read" in record["warnings"][0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--scheduler", "tcp://x:1"], "--scheduler goes with --engine dask"),
        (["--llm-model", "m"], "--llm-model goes with --extractor llm"),
        ([], "none.example/a: no such file or folder; an address begins with https://"),
    ],
)
def test_what_would_do_nothing_is_told(words: list[str], says: str) -> None:
    result = CliRunner().invoke(cli, ["extract", "--fast", "none.example/a", *words])
    assert result.exit_code == (2 if words else 0)
    assert says in result.output
