"""What full-text search costs an article, and how long it takes to ask and to build anew.

    python -m tests.benchmarks.search 1000

Generated articles go into a store on disk. ``follow`` is the CPU time an article that keeping the
index in step takes of ``ingest``; ``build`` makes it anew from the store; the searches are the
median of twenty, in the process that asks. The three queries ask the same in SPARQL, on a database
that is open: by the pattern, by the function, and without the index.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.pipeline.writer import Writer
from kg.query.matching import searching
from kg.search.follow import SearchFollower
from kg.search.index import NAME
from kg.search.reading import open_search
from kg.search.words import parse
from kg.store import open_store
from tests.pipeline_samples import many_extractions

__all__ = ["measure"]

BATCH = 32
RESULT = Path(__file__).resolve().parents[2] / "docs" / "results" / "search.json"
SEARCHES = ("ruiz", "ruiz plan", '"said that"', "p*")
QUERIES = {
    "kg:matches as a pattern": '{ ?x kg:matches "praised jexo" ; a kg:Event ; rdfs:label ?l }',
    "kg:matches as a function": "{ ?x a kg:Event ; rdfs:label ?l "
    'FILTER(kg:matches(?x, "praised jexo")) }',
    "CONTAINS": "{ ?x a kg:Event ; rdfs:label ?l "
    'FILTER(CONTAINS(LCASE(?l), "praised") && CONTAINS(LCASE(?l), "jexo")) }',
}


def measure(count: int, show: Callable[[str], object]) -> dict[str, Any]:
    """Ingest so many articles, search, and tell what it took."""
    spent = [0.0]
    with tempfile.TemporaryDirectory() as home:
        place = Path(home) / "s.kg"
        begin = time.process_time()
        with Writer.open(place) as writer:
            _timed(writer, spent)
            for start in range(0, count, BATCH):
                writer.put(many_extractions(min(BATCH, count - start), start, sentences=8))
            quads = len(writer.store)
        whole = time.process_time() - begin
        figures: dict[str, Any] = {
            "articles": count,
            "quads": quads,
            "ingest_ms": 1000 * whole / count,
            "follow_ms": 1000 * spent[0] / count,
            "size_kb": (place / NAME).stat().st_size / 1024 / count,
        }
        (place / NAME).unlink()
        begin = time.perf_counter()
        with open_search(place) as searcher:
            figures["build_s"] = time.perf_counter() - begin
            figures["search_ms"] = {
                text: _median(lambda text=text: searcher.find(parse(text))) for text in SEARCHES
            }
        figures["query_ms"] = {name: _query(place, text) for name, text in QUERIES.items()}
    for name, figure in figures.items():
        show(f"{name:12} {figure if isinstance(figure, dict | int) else round(figure, 3)}")
    return figures


def _timed(writer: Writer, spent: list[float]) -> None:
    """Count the time that the follower takes."""
    (follower,) = (f for f in writer.store._followers if isinstance(f, SearchFollower))  # type: ignore[attr-defined]
    before, after = follower.before, follower.after

    def timed(function: Callable[..., None]) -> Callable[..., None]:
        def run(*args: Any) -> None:
            begin = time.process_time()
            function(*args)
            spent[0] += time.process_time() - begin

        return run

    follower.before, follower.after = timed(before), timed(after)  # type: ignore[method-assign]


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(20):
        begin = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def _query(place: Path, pattern: str) -> float:
    with open_store(place) as store:

        def run() -> None:
            text = f"SELECT ?x ?l {pattern}"
            with searching(text, store.prefixes, place, store.database) as (searched, functions):
                list(
                    store.database.query(
                        searched, prefixes=store.prefixes, custom_functions=functions
                    )
                )

        return _median(run)


def main() -> None:
    """Measure and keep the figures."""
    figures = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, print)
    RESULT.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
