"""The graph from Python: what the README's snippet stands on."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import kg

STORY = "On 3 January 2026 Ruritania deployed 400 troops along the border with Strelsau.\n"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    folder = tmp_path_factory.mktemp("graph")
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    summary = kg.ingest([folder / "story.txt"], store=folder / "news.kg")
    assert (summary.articles, summary.failed) == (1, 0)
    return kg.open(folder / "news.kg")


def test_rows_have_python_values(graph: kg.Graph) -> None:
    rows = graph.query(
        "SELECT ?path ?value ?start { ?a kg:path ?path . ?q kg:value ?value . ?p kg:start ?start }"
        " ORDER BY ?start LIMIT 1"
    )
    assert rows == [{"path": "story.txt", "value": Decimal(400), "start": 0}]


def test_a_parameter_is_a_term(graph: kg.Graph) -> None:
    asked = "SELECT ?a { ?a kg:path ?path }"
    assert len(graph.query(asked, path="story.txt")) == 1
    assert graph.query(asked, path='story.txt" } #') == []


def test_named_query(graph: kg.Graph) -> None:
    assert [row["date"] for row in graph.named("timeline")] == ["2026-01-03"]


def test_ask_and_construct(graph: kg.Graph) -> None:
    assert graph.ask("ASK { ?e a kg:Event }")
    assert "story.txt" in graph.construct("CONSTRUCT WHERE { ?a kg:path ?p }")
    with pytest.raises(kg.UsageError):
        graph.query("ASK { ?e a kg:Event }")


def test_errors(graph: kg.Graph, tmp_path: Path) -> None:
    with pytest.raises(kg.QueryError):
        graph.query("SELECT")
    with pytest.raises(kg.StoreError):
        kg.open(tmp_path / "none").query("SELECT * { ?s ?p ?o }")
    with pytest.raises(kg.InputError):
        kg.extract_file(tmp_path / "none.txt")


def test_extract_a_file(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY, encoding="utf-8")
    found = kg.extract_file(story)
    assert [event.type for event in found.events] == ["MOBILIZE"]


def test_the_same_article_again_changes_nothing(tmp_path: Path) -> None:
    """Also where extraction found the title and the language that the file did not tell."""
    story = tmp_path / "story.txt"
    story.write_text(f"Troops at the border\n\n{STORY}", encoding="utf-8")
    store = tmp_path / "news.kg"
    assert kg.ingest([story], store=store).articles == 1
    again = kg.ingest([story], store=store)
    assert (again.articles, again.unchanged) == (0, 1)
    story.write_text(f"Troops at the border\n\n{STORY} They left on 9 January 2026.\n")
    assert kg.ingest([story], store=store).articles == 1


def test_a_birth_is_no_death(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Ana Flavia was born in Strelsau on 24 February 1955.\n", encoding="utf-8")
    assert [event.type for event in kg.extract_file(story).events] == ["OTHER"]
