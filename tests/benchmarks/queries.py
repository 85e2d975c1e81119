"""What each named query costs on a store of about so many quads, without and with its parameters.

    python -m tests.benchmarks.queries 1000000

CPU milliseconds of this process (the best of three), so that a busy machine does not count. The
articles are those of `tests.benchmarks.generate`; the actor asked for is the one in most events,
the event the one that most articles tell. Quads are counted as the store holds them, with the view.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.config import data_folder
from kg.map import event_iris, map_extraction
from kg.query.binding import bind
from kg.query.named import NamedQuery, all_queries
from kg.store import Changes, OxigraphStore, open_store
from tests.benchmarks.generate import articles

__all__ = ["measure"]

_BATCH = 200


def measure(quads: int, show: Callable[[str], object]) -> dict[str, float]:
    """Fill a store, run everything, give the slowest milliseconds of each query by its name."""
    slowest: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "s.kg", "create") as store,
    ):
        count = _fill(store, quads)
        store.flush()
        show(f"{len(store):,} quads, {count:,} articles")
        values = _values(store)
        for name, query in all_queries([data_folder("queries")]).items():
            for given in _choices(query, values):
                text = bind(query.text, given)
                rows, spent = _time(store, text)
                slowest[name] = max(slowest.get(name, 0.0), spent)
                told = ", ".join(given) or "-"
                show(f"{name:22} {told:16} {rows:>7,} rows {spent:8.1f} ms")
    return slowest


def _fill(store: OxigraphStore, quads: int) -> int:
    """Write generated articles until the store holds so many quads; every third tells of an event
    that an earlier one told."""
    count, batch, earlier = 0, {}, [""]
    for extraction in articles(10**9):
        resolve = {}
        for i, own in enumerate(event_iris(extraction)):
            if (count + i) % 3 == 0 and earlier[-1]:
                resolve[own] = earlier[(count * 7 + i) % len(earlier)] or earlier[-1]
            else:
                earlier.append(own)
        found = map_extraction(extraction, resolve=resolve)
        batch[found[0].graph_name] = frozenset(quad.triple for quad in found)
        count += 1
        if len(batch) == _BATCH:
            store.write(Changes(batch))
            batch = {}
            if len(store) >= quads:
                return count
    return count


def _values(store: OxigraphStore) -> dict[str, NamedNode | Literal]:
    def first(text: str) -> NamedNode:
        (row,) = store.query(text)
        assert isinstance(row[0], NamedNode)
        return row[0]

    actor = first(
        "SELECT ?a { ?e a kg:Event ; kg:participant ?a } "
        "GROUP BY ?a ORDER BY DESC(COUNT(?e)) LIMIT 1"
    )
    event = first(
        "SELECT ?e { GRAPH ?g { ?e a kg:Event } } GROUP BY ?e ORDER BY DESC(COUNT(?g)) LIMIT 1"
    )
    return {"actor": actor, "event": event, "node": event, "type": Literal("ASSAULT")}


def _choices(
    query: NamedQuery, values: dict[str, NamedNode | Literal]
) -> list[dict[str, NamedNode | Literal]]:
    needed = {p.name for p in query.parameters if p.required}
    choices = [{n: values[n]} for n in values if n in {p.name for p in query.parameters}]
    return choices if needed else [{}, *choices]


def _time(store: OxigraphStore, text: str) -> tuple[int, float]:
    best, rows = float("inf"), 0
    for _ in range(3):
        begin = time.process_time()
        rows = sum(1 for _ in store.query(text))
        best = min(best, 1e3 * (time.process_time() - begin))
    return rows, best


if __name__ == "__main__":
    measure(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
        lambda line: sys.stdout.write(line + "\n"),
    )
