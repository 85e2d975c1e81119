"""Statements on PolNeAR dev: scores beside the published ones, speed beside spaCy's, peak memory.

    python -m tests.benchmarks.statements

Needs the corpora and scorers (`KG_SHARED`, or a folder `shared` beside the checkout). The articles
go through the real command, `kg extract --format jsonl`; the figures go to
docs/results/statements.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from kg.extract.nlp import Parser
from kg.extract.statements import StatementTagger
from tests.conftest import ROOT, shared_folder

RESULT = ROOT / "docs" / "results" / "statements.json"
PUBLISHED = {
    "rules (Rule, CofeNet Table 6)": (10.7, 22.8, 5.6),
    "CoreNLP": (13.9, None, 17.5),
    "CRF": (50.6, 53.4, 28.6),
    "BERT-CofeNet": (83.2, 75.3, 72.9),
    "two annotators of the corpus with each other": (79.2, 71.1, 68.4),
}


def extract(folder: Path, out: Path, options: list[str]) -> dict[str, float]:
    """Runs the command on a folder, on two cores; seconds, and peak memory of one process."""
    words = ["extract", str(folder), "--format", "jsonl", "--jobs", "2", *options]
    command = [sys.executable, "-m", "kg", *words]
    began = time.perf_counter()
    with out.open("wb") as handle:
        process = subprocess.Popen(command, stdout=handle, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"kg extract failed ({os.waitstatus_to_exitcode(status)})")
    return {"seconds": time.perf_counter() - began, "peak_MB": usage.ru_maxrss / 1024}


def scored(shared: Path, gold: Path, predictions: Path) -> Any:
    """What the official scorer says of the predictions."""
    done = subprocess.run(
        [
            sys.executable,
            str(shared / "tools" / "score_statements.py"),
            str(gold / "text"),
            str(gold / "attributions"),
            str(predictions),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def parts_alone(folder: Path) -> dict[str, float]:
    """Words a second of bare spaCy and of the tagger alone, on the same texts, models loaded."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    nlp = Parser().nlp
    nlp("Warm up.")
    began = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    found = {"words": float(words), "spacy": words / (time.perf_counter() - began)}
    for name, fast in (("tagger_fast", True), ("tagger_exact", False)):
        tagger = StatementTagger.load(fast=fast)
        tagger.tag("Warm up, she said.")
        began = time.perf_counter()
        for text in texts:
            tagger.tag(text)
        found[name] = words / (time.perf_counter() - began)
    return found


def main() -> None:
    """Prints the table and writes the result file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("options", nargs="*", help="further options of kg extract, after --")
    arguments = parser.parse_args()
    shared = shared_folder()
    gold = shared / "data" / "polnear" / "dev"
    if not gold.is_dir():
        raise SystemExit("needs the corpora (set KG_SHARED)")
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "dev.jsonl"
        run = extract(gold / "text", out, arguments.options)
        scores = scored(shared, gold, out)
    speed = parts_alone(gold / "text")
    exact = {
        kind: round(100 * scores["exact"][kind]["f1"], 1) for kind in ("source", "cue", "content")
    }
    whole = speed["words"] / run["seconds"]
    result = {
        "exact": exact,
        "precision_recall": {
            kind: [scores["exact"][kind]["p"], scores["exact"][kind]["r"]] for kind in exact
        },
        "lenient_exact": {
            kind: round(100 * scores["lenient_exact"][kind]["f1"], 1) for kind in exact
        },
        "speaker": scores["speaker"]["overlap_accuracy"],
        "overlap_0.3": scores["content_overlap"]["0.3"]["f1"],
        "words": int(speed["words"]),
        "words_a_second": {
            "kg extract": round(whole),
            "spaCy alone": round(speed["spacy"]),
            "tagger, fast": round(speed["tagger_fast"]),
            "tagger, exact": round(speed["tagger_exact"]),
        },
        "ratio_to_spacy": round(whole / speed["spacy"], 2),
        "peak_MB": round(run["peak_MB"]),
    }
    for system, figures in (*PUBLISHED.items(), ("newsgraph", tuple(exact.values()))):
        shown = " / ".join("-" if f is None else f"{f:.1f}" for f in figures)
        sys.stdout.write(f"{shown:22} {system}\n")
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
