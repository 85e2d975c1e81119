"""Writes the generated parts of README.md and docs/: command output and tables of figures.

Run by `make docs`; `tests/test_docs.py` fails where a part is not what this would write.

- A fenced ``console`` block holds commands (``$ kg ...``), each followed by its output. The blocks
  of one file run in order, in one fresh folder that holds the seeds. Seconds are written as they
  were measured and compared without their digits.
- ``<!-- table: NAME -->`` ... ``<!-- end -->`` is made from the result files in docs/results, which
  `make bench` and the tests write.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "results"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```\n+(?:prints\n+```text\n(.*?)```)?", re.DOTALL)
TABLE = re.compile(r"<!-- table: ([\w-]+) -->\n(.*?)<!-- end -->", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """What a command prints (stdout and stderr as they come), as a terminal 128 columns wide."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "128",
        "NO_COLOR": "1",
        "KG_STORE": "news.kg",
        "LC_ALL": "C.UTF-8",
    }
    if command.startswith("make demo"):
        # The environment that runs this stands for the one that make would create.
        command = f"make --no-print-directory -s -o .venv/.installed BIN={scripts} demo"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE)


def without_seconds(text: str) -> str:
    """The text without what differs from run to run."""
    text = re.sub(r"\d+([.,]\d+)? ?(s|ms|seconds|quads/s)\b", "N s", text)
    return re.sub(r"[ ]{2,}", "  ", re.sub(r"[─━]+", "─", text))


def fill_console(text: str, folder: Path) -> str:
    """The text with the output of each command in its console blocks."""

    def block(match: re.Match[str]) -> str:
        parts = []
        for line in match[1].splitlines():
            if line.startswith("$ "):
                parts.append(line + "\n" + run(line[2:], folder))
        return "```console\n" + "".join(p if p.endswith("\n") else p + "\n" for p in parts) + "```"

    return CONSOLE.sub(block, text)


def fill_python(text: str, folder: Path) -> str:
    """The text with what its Python snippets print."""

    def block(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        script = folder / "snippet.py"
        script.write_text(match[1], encoding="utf-8")
        printed = run(f"python {script.name}", folder)
        return f"```python\n{match[1]}```\n\nprints\n\n```text\n{printed}```"

    return PYTHON.sub(block, text)


def load(name: str) -> Any:
    """A result file, or None where the benchmark has not run."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def table_seeds() -> str:
    """Precision and recall on the seed articles, against the graph written by hand."""
    rows = ["| | precision | recall | F1 | given | wanted |", "|---|---|---|---|---|---|"]
    for measure, s in (load("seeds") or {}).items():
        rows.append(
            f"| {measure} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} "
            f"| {s['predicted']} | {s['gold']} |"
        )
    return "\n".join(rows) + "\n"


def table_statements() -> str:
    """Statements on PolNeAR dev: beside published systems, and speed beside spaCy's."""
    ours = load("statements")
    if ours is None:
        return ""
    published = (
        ("rules", "10.7 | 22.8 | 5.6"),
        ("CoreNLP", "13.9 | - | 17.5"),
        ("CRF", "50.6 | 53.4 | 28.6"),
        ("BERT-CofeNet", "83.2 | 75.3 | 72.9"),
        ("two annotators of the corpus with each other", "79.2 | 71.1 | 68.4"),
    )
    rows = ["| | source | cue | content |", "|---|---|---|---|"]
    rows += [f"| {name} | {figures} |" for name, figures in published]
    rows.append("| newsgraph | " + " | ".join(f"{f:.1f}" for f in ours["exact"].values()) + " |")
    speed = ours["words_a_second"]
    rows += [
        "",
        "Statements found (words overlap by 0.3 or more): F1 "
        f"{ours['overlap_0.3']:.3f}; the speaker is right in {ours['speaker']:.3f} of these.",
        "",
        "| words a second, two cores, the same run | |",
        "|---|---|",
    ]
    rows += [f"| {name} | {value} |" for name, value in speed.items()]
    rows += [
        "",
        f"`kg extract` runs at {ours['ratio_to_spacy']} of the bare spaCy pipeline's "
        f"speed; its peak memory was {ours['peak_MB']} MB.",
    ]
    return "\n".join(rows) + "\n"


def table_tried() -> str:
    """What was tried for statements, and what it gave."""
    rows = ["| | source | cue | content |", "|---|---|---|---|"]
    for entry in load("statements-tried") or []:
        figures = " | ".join("-" if f is None else f"{f:.1f}" for f in entry["exact"])
        rows.append(f"| {entry['what']} | {figures} |")
    return "\n".join(rows) + "\n"


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


def table_timelines() -> str:
    """Timelines of entities on the trial articles."""
    found = load("timelines") or {}
    rows = ["| | precision | recall | F1 |", "|---|---|---|---|"]
    for name, key in (
        ("temporal awareness", "awareness"),
        ("event and date", "event_date"),
        ("event", "event"),
    ):
        if key in found:
            s = found[key]
            rows.append(f"| {name} | {s['p']:.3f} | {s['r']:.3f} | {s['f1']:.3f} |")
    return "\n".join(rows) + "\n"


def table_identity() -> str:
    """ECB+ events from raw text through the graph."""
    found = load("identity")
    if found is None:
        return ""
    rows = ["| | CoNLL F1 | MUC | B3 precision | B3 recall | CEAF-e |", "|---|---|---|---|---|---|"]
    for name, scores in (
        ("same head word, given all gold mentions", found["baseline"]["gold_mentions"]),
        ("newsgraph, all mentions", found["coreference"]),
        ("newsgraph, over gold mentions (unfound: singletons)", found["gold_mentions"]),
    ):
        rows.append(
            f"| {name} | {scores['conll_f1']:.3f} | {scores['muc']['f1']:.3f} "
            f"| {scores['b3']['p']:.3f} | {scores['b3']['r']:.3f} "
            f"| {scores['ceafe']['f1']:.3f} |"
        )
    seen = found["detection"]["overlap"]
    rows += [
        "",
        f"Of {seen['gold']:,} gold mentions {seen['tp']:,} were found "
        f"({seen['r']:.3f}); of {seen['pred']:,} events told in annotated sentences "
        f"{seen['p']:.3f} are gold mentions.",
    ]
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


TABLES: dict[str, Callable[[], str]] = {
    "identity": table_identity,
    "timelines": table_timelines,
    "jobs": table_jobs,
    "load": table_load,
    "queries": table_queries,
    "serving": table_serving,
    "seeds": table_seeds,
    "statements": table_statements,
    "statements-tried": table_tried,
    "remote": table_remote,
    "scaling-plan": table_scaling_plan,
    "linking-shipped": lambda: table_linking("shipped"),
    "linking-large": lambda: table_linking("large"),
    "linking-speed": table_linking_speed,
}


def fill_tables(text: str) -> str:
    """The text with its tables made anew from the result files."""
    return TABLE.sub(lambda m: f"<!-- table: {m[1]} -->\n{TABLES[m[1]]()}<!-- end -->", text)


def fill(path: Path) -> str:
    """The file's text as it should be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        shutil.copy(ROOT / "Makefile", folder)
        text = path.read_text(encoding="utf-8")
        return fill_tables(fill_python(fill_console(text, folder), folder))


def files() -> list[Path]:
    """The files with generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def write_seeds() -> None:
    """Scores the seed articles and writes the result file."""
    from pyoxigraph import RdfFormat, Store

    from tests import seeds_gold

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        run("kg ingest seeds/ && kg export --format nquads -o seeds.nq", folder)
        store = Store()
        store.bulk_load(path=str(folder / "seeds.nq"), format=RdfFormat.N_QUADS)
    scores = {m: t.scores() for m, t in seeds_gold.score(store, ROOT / "seeds").items()}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "seeds.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    write_seeds()
    for path in files():
        if path.exists():
            path.write_text(fill(path), encoding="utf-8")


if __name__ == "__main__":
    main()
