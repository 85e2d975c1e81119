"""The verbs that cover named queries: timeline, statements, who, sources, disagreements, why."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.cli.options import query_names
from kg.cli.why import sentences
from kg.errors import UsageError

STORY = (
    "On 3 January 2026 President Ana Flavia of Ruritania ordered the army to the border.\n"
    '"We will not wait," Flavia said on Monday. '
    "Foreign Minister Tom Rassendyll will meet Duke Michael on 9 January 2026.\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("asking")
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    kg.ingest([folder / "story.txt"], store=folder / "news.kg", published="2026-01-05")
    return str(folder / "news.kg")


def run(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--store", store])


def rows(store: str, *arguments: str) -> list[dict[str, str]]:
    result = run(store, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert isinstance(found, list)
    return found


def test_timeline_of_an_actor_named_as_people_name_it(store: str) -> None:
    assert [row["date"] for row in rows(store, "timeline", "flavia")] == ["2026-01-03"]
    planned = rows(store, "timeline", "--status", "planned")
    assert [(row["date"], row["status"]) for row in planned] == [("2026-01-09", "planned")]
    assert rows(store, "timeline", "--until", "2026-01-02") == [] or all(
        "date" not in row for row in rows(store, "timeline", "--until", "2026-01-02")
    )


def test_statements_by_an_actor(store: str) -> None:
    said = rows(store, "statements", "--by", "flavia", "--about", "wait")
    assert [row["speaker"] for row in said] == ["Ana Flavia"]


def test_who_has_every_side(store: str) -> None:
    result = run(store, "who", "rassendyll", "--json")
    found = json.loads(result.output)
    assert found["who"][0]["name"] == "Tom Rassendyll"
    assert [row["title"] for row in found["positions"]] == ["Foreign Minister"]
    assert len(found["timeline"]) == 1


def test_sources_shows_the_words(store: str) -> None:
    assert any("ordered the army" in row["words"] for row in rows(store, "sources", "army"))


def test_what_nobody_can_ask_for_is_told(store: str) -> None:
    wrong = run(store, "timeline", "--type", "kill")
    assert isinstance(wrong.exception, UsageError)
    assert "no event type 'KILL'" in str(wrong.exception) and "ASSAULT" in str(wrong.exception)
    assert run(store, "timeline", "--status", "maybe").exit_code == 2
    assert rows(store, "timeline", "--type", "mobilize") == rows(
        store, "timeline", "--type", "MOBILIZE"
    )
    with pytest.raises(UsageError, match="--name corroboration"):
        CliRunner().invoke(
            cli, ["query", "corroboration", "--store", store], catch_exceptions=False
        )


def test_disagreements_of_one_article_are_none(store: str) -> None:
    assert rows(store, "disagreements") == []


def test_why_marks_the_words_in_their_sentence(store: str) -> None:
    event = rows(store, "timeline", "flavia")[0]["event"]
    result = run(store, "why", event)
    assert result.exit_code == 0, result.output
    assert "story.txt, from character 0" in result.output
    assert '"ordered"' in result.output


def test_show_query_is_what_runs(store: str) -> None:
    text = run(store, "timeline", "flavia", "--show-query").output
    again = run(store, "query", text, "--format", "json")
    assert len(json.loads(again.output)["results"]["bindings"]) == 1


def test_a_name_that_nobody_has(store: str) -> None:
    result = run(store, "timeline", "nobody")
    assert isinstance(result.exception, kg.UsageError) or result.exit_code == 2


def test_sentences_keep_the_widest_passages() -> None:
    def row(start: int, end: int, words: str) -> dict[str, dict[str, str]]:
        return {
            "source": {"value": "a"},
            "start": {"value": str(start)},
            "end": {"value": str(end)},
            "words": {"value": words},
        }

    found = sentences([row(0, 9, "they met."), row(5, 8, "met"), row(20, 23, "no.")])
    assert found == [("a", 0, "they met.", [(5, 8)], []), ("a", 20, "no.", [], [])]


def test_folder_is_no_store(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none"), "timeline")
    assert isinstance(result.exception, kg.StoreError) or result.exit_code == 3


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_what_is_wrong_is_told_of_the_option(store: str, option: str) -> None:
    result = run(store, "timeline", option, "soon")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith(f"{option} soon: a date such as")


def test_the_names_of_queries_complete() -> None:
    found = query_names(click.Context(click.Command("x")), click.Argument(["x"]), "co-")
    assert found == ["co-participants"]
