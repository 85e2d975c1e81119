"""Tables of what an article costs, on one machine and on paper."""

from __future__ import annotations

from tests.doc_tables.results import load

__all__ = [
    "table_grown",
    "table_jobs",
    "table_load",
    "table_remote",
    "table_scaling_plan",
]


def table_jobs() -> str:
    """One process against two, beside bare spaCy."""
    found = load("jobs")
    if found is None:
        return ""
    return (
        f"{found['articles']} articles of {found['words']:,} words, start-up taken off: one "
        f"process {found['wall_s_1']:.1f} s, two {found['wall_s_2']:.1f} s, "
        f"{found['speedup']:.2f} times as fast, with {found['busy_2']:.2f} of two cores busy. "
        f"`kg ingest` reads {found['words_a_second_of_cpu']:,} words a second of CPU, identity and "
        f"store included; bare spaCy in the same run {found['spacy_words_a_second_of_cpu']:,}.\n"
    )


def table_remote() -> str:
    """What an article costs to write to each kind of store, from `tests.benchmarks.remote`."""
    found = load("remote")
    if found is None:
        return ""
    rows = [
        "| store | ms an article | requests | kB sent | export of all |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| {name} | {s['ms']:.0f} | {s['requests']:.0f} | {s['kB']:.0f} "
        f"| {s['export_seconds']} s |"
        for name, s in found["stores"].items()
    ]
    quads = next(iter(found["stores"].values()))["quads"]
    rows += [
        "",
        f"{found['articles']} made-up articles of {quads:.0f} quads each, in batches of "
        f"{found['batch']}. CPU time of `kg` and the server together.",
    ]
    return "\n".join(rows) + "\n"


def table_scaling_plan() -> str:
    """Extrapolated from the measured costs of one article to a hundred million."""
    words, count = 500, 100_000_000
    speed = (load("statements") or {}).get("words_a_second", {}).get("kg extract")
    rows = ["| step | measured | 100 million articles |", "|---|---|---|"]
    if speed:
        days = count * words / speed / 86_400
        rows.append(
            f"| extraction | {speed} words a second on 2 cores | {days:,.0f} days of such "
            f"a machine; {days * 2 / 1000:.1f} days on 1,000 cores |"
        )
    curve = load("load")
    if curve is not None:
        last = curve["marks"][-1]
        ms, size = last["ms"], last["store_MB"] / last["articles"]
        rows.append(
            f"| identity, mapping and writing, a folder | {ms:.0f} ms of CPU at "
            f"{last['articles']:,} articles | {count * ms / 86.4e6:,.0f} days of one "
            f"writer; {24 * 3.6e6 / ms:,.0f} articles a day |"
        )
        rows.append(
            f"| disk, a folder | {1000 * size:.0f} kB an article | {count * size / 1e6:,.0f} TB |"
        )
    remote = load("remote") or {"stores": {}}
    for name, s in remote["stores"].items():
        if name != "folder":
            rows.append(
                f"| identity, mapping and writing, {name} | {s['ms']:.0f} ms of CPU at "
                f"{remote['articles']} articles, {s['kB']:.0f} kB sent | "
                f"{count * s['ms'] / 86.4e6:,.0f} days of one writer; "
                f"{24 * 3.6e6 / s['ms']:,.0f} articles a day |"
            )
            rows.append(
                f"| quads on {name} | {s['quads']:.0f} an article | "
                f"{count * s['quads'] / 1e9:,.0f} billion, and the merged view |"
            )
            break
    return "\n".join(rows) + "\n"


def table_load() -> str:
    """What one more article costs `kg ingest X.jsonl` as the store grows."""
    found = load("load")
    if found is None:
        return ""
    rows = [
        "| articles | ms of CPU an article | at one speed | memory | store |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| {m['articles']:,} | {m['ms']:.1f} | {m['even_ms']:.1f} | {m['memory_MB']:,} MB "
        f"| {m['store_MB']:,} MB |"
        for m in found["marks"]
    ]
    raw = found["raw"]
    first, last = found["marks"][0], found["marks"][-1]
    turns = found.get("turns")
    rows += [
        "",
        f"The last costs {last['ms'] / first['ms']:.2f} of the first, "
        f"{last['even_ms'] / first['even_ms']:.2f} at one speed; the peak of memory was "
        f"{last['peak_MB']:,} MB. "
        + (
            f"In turns with a store of {turns['small']} articles, so that the machine's other load "
            f"slows both alike, the next {turns['articles']:,} articles cost that store "
            f"{turns['small_ms']} ms each and one of {turns['large']:,} articles "
            f"{turns['large_ms']} ms: {turns['ratio']:.2f} to 1. "
            if turns
            else ""
        )
        + f"Of the first {raw['articles']:,} articles "
        f"({raw['events_an_article']} events and {raw['quads_an_article']:.0f} quads each, "
        f"the view counted) `kg ingest` took {raw['ingest_ms']} ms each, Oxigraph's bulk "
        f"loader {raw['oxigraph_load_ms']} ms for the same quads in the same run: "
        f"{raw['ratio']} to 1.",
    ]
    if found.get("note"):
        rows += ["", found["note"]]
    return "\n".join(rows) + "\n"


def table_grown() -> str:
    """What one more article costs from its text on, in a small store and in a large one."""
    found = load("grown")
    if found is None:
        return ""
    return (
        f"{found['articles']} articles of {found['words']:,} words, from their texts: "
        f"{found['small_ms']:.0f} ms of CPU each in a store of {found['small']:,}, "
        f"{found['large_ms']:.0f} ms in one of {found['large']:,}, {found['ratio']:.2f} to 1.\n"
    )
