"""Tables of links to Wikidata."""

from __future__ import annotations

from tests.doc_tables.results import load

__all__ = [
    "table_linking",
    "table_linking_speed",
]

LINKING = {
    "kore50": "Kore50",
    "rss-500": "RSS-500",
    "reuters-128": "Reuters-128",
    "derczynski": "Derczynski",
    "oke-2016-train": "OKE 2016",
}
#: F1 in ELEVANT's published results: DBpedia Spotlight, WAT, REL, ReFinED.
ELSEWHERE = {
    "kore50": (42.3, 60.2, 63.4, 69.5),
    "rss-500": (32.3, 35.7, 37.8, 42.9),
    "reuters-128": (34.4, 49.9, 52.6, 59.3),
    "derczynski": (40.5, 41.5, 47.3, 55.4),
    "oke-2016-train": (56.4, 59.1, 72.4, 76.0),
}


def table_linking(which: str) -> str:
    """Linking on the ELEVANT benchmarks with one gazetteer."""
    ours = (load("linking") or {}).get(which)
    if ours is None:
        return ""
    large = which == "large"
    elsewhere = " Spotlight / WAT / REL / ReFinED F1 |" if large else ""
    rows = [
        f"| {which} gazetteer ({ours['entities']:,} entities) | P | R | F1 "
        f"| linked_accuracy |{elsewhere}",
        "|---|---|---|---|---|" + "---|" * large,
    ]
    for name, s in ours["sets"].items():
        others = " / ".join(f"{f / 100:.3f}" for f in ELSEWHERE.get(name, ()))
        rows.append(
            f"| {LINKING.get(name, name)} | {s['p']:.3f} | {s['r']:.3f} | {s['f1']:.3f} "
            f"| {s['linked_accuracy']:.3f} ({s['right']} of {s['made']}) |" + f" {others} |" * large
        )
    return "\n".join(rows) + "\n"


def table_linking_speed() -> str:
    """How fast actors are linked and a gazetteer is built."""
    s = (load("linking") or {}).get("speed")
    if s is None:
        return ""
    return (
        f"1,000 actors are linked in {s['actors_1000_s']} s of processor time. A dump is read "
        f"at {s['MB_a_second']} MB of JSON a second on one core: {s['minutes_a_million']} "
        f"minutes for a million items of {s['kB_an_item']} kB each (on {s['items']:,}; "
        f"peak memory of the process {s['peak_MB']} MB).\n"
    )
