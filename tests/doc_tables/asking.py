"""Tables of what a question costs."""

from __future__ import annotations

from typing import Any

from tests.doc_tables.results import load

__all__ = [
    "table_queries",
    "table_serving",
]


def table_queries() -> str:
    """What the named queries cost, on stores of two sizes."""
    sizes = [f for n in (1_000_000, 5_000_000) if (f := load(f"queries-{n}")) is not None]
    if not sizes:
        return ""

    def of(found: Any, name: str, column: str) -> str:
        cost = found["queries"].get(name, {})
        if column in cost and cost[column] is None:
            return f"over {1000 * found['patience_s']:,.0f}"
        return f"{cost[column]:,.0f}" if column in cost else ""

    titles = {"rows": "rows", "raw": "raw", "kg": "kg query", "server": "server"}
    head, cells = [], []
    for found in sizes:
        names = [*titles, *(["rdflib"] if "rdflib_load_s" in found else [])]
        cells += [(found, name) for name in names]
        head += [f"{found['quads']:,} quads: rows", *(titles.get(n, n) for n in names[1:])]
    rows = [f"| | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|"]
    for name in sizes[0]["queries"]:
        rows.append(f"| {name} | {' | '.join(of(f, name, column) for f, column in cells)} |")
    rows.append("")
    for found in sizes:
        costs = found["queries"].values()
        raw = sum(c["raw"] for c in costs)
        alone = sum(c.get("alone", c["raw"]) for c in costs)
        most, slowest = max((cost["raw"], name) for name, cost in found["queries"].items())
        text = (
            f"{found['quads']:,} quads: all together, over raw pyoxigraph: `kg query` "
            f"{sum(c['kg'] for c in costs) / alone:.2f}"
            f"{' (each in a process of its own)' if alone != raw else ''}, the server "
            f"{sum(c['server'] for c in costs) / raw:.2f}; the slowest raw: {slowest}, "
            f"{most:.0f} ms. On top comes what a query costs that asks "
            f"nothing: {found['start']:.0f} ms for a worker of `kg query`, "
            f"{found['request']:.0f} ms for a request to the server."
        )
        if (apart := found.get("apart")) is not None:
            text += (
                " In another run, on a calm machine, pyoxigraph in a process of its own for each "
                f"query, as `kg query` is one, took {apart['alone'] / apart['raw']:.2f} of one "
                f"process for all; `kg query` took {apart['kg'] / apart['alone']:.2f} of that, the "
                f"server {apart['server'] / apart['raw']:.2f} of one process."
            )
        if "rdflib_load_s" in found:
            text += f" rdflib took {found['rdflib_load_s']:.0f} s to load the quads."
        rows += [text, ""]
    return "\n".join(rows[:-1]) + "\n"


def table_serving() -> str:
    """Many clients at once."""
    found = load("serving")
    if found is None:
        return ""
    crowd, alone = found["together"], found["alone"]
    rows = [
        "| clients | seconds | answers | errors | median | 95 in 100 below | most memory |",
        "|---|---|---|---|---|---|---|",
        f"| {crowd['clients']} | {crowd['seconds']:.0f} | {crowd['answers']:,} "
        f"| {sum(crowd['errors'].values())} | {crowd['median_ms']:,} ms "
        f"| {crowd['p95_ms']:,} ms | {crowd['most_memory_MB']:,} MB |",
        "",
        f"A whole run of `kg query` on the same store takes {alone['select_cpu_ms']} ms of CPU "
        f"(`--name planned`: {alone['named_cpu_ms']} ms).",
    ]
    return "\n".join(rows) + "\n"
