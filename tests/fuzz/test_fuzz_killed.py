"""An ingest of articles that is killed twenty times in a row: the graph is as if it never was."""

from __future__ import annotations

from pathlib import Path

from tests.killed_articles import export, kill_often, run_to_end, write_articles


def test_twenty_kills_amid_articles_leave_the_graph_of_an_undisturbed_ingest(
    tmp_path: Path,
) -> None:
    news = tmp_path / "news"
    write_articles(news, 200)
    assert kill_often(news, tmp_path / "a.kg", 20) >= 12
    run_to_end(news, tmp_path / "a.kg")
    run_to_end(news, tmp_path / "b.kg")
    assert export(tmp_path / "a.kg") == export(tmp_path / "b.kg")
