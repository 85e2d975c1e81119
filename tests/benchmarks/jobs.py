"""Whether `kg ingest --jobs 2` keeps two cores busy, and what it does beside bare spaCy.

    python -m tests.benchmarks.jobs [ARTICLES]

Real articles (the corpora of timelines and of identity) are ingested into an empty store with one
process and with two, and the same texts go through the bare spaCy pipeline, all in one run. What it
takes to start (Python, the models of each process, the store) is taken off: 16 articles, which give
two processes a chunk each, are ingested by themselves, and what counts is how much longer all take.

Wall time needs a calm machine; how busy the ingest kept it (CPU time by wall time) is told beside
it, and what the CPU time alone would allow: twice the CPU of one process by the CPU of two.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.extract.nlp import Parser
from tests.conftest import shared_folder

__all__ = ["main", "measured"]

_JOBS = (1, 2)
#: Articles of the first run: a chunk for each process.
_FIRST = 16
_RESULT = Path(__file__).resolve().parents[2] / "docs" / "results" / "jobs.json"


def _ingest(texts: list[Path], jobs: int, folder: Path) -> tuple[float, float]:
    """Seconds of wall and of CPU that `kg ingest` takes for the texts, with its processes."""
    store = folder / "s.kg"
    shutil.rmtree(store, ignore_errors=True)
    command = [sys.executable, "-m", "kg", "ingest", *map(str, texts), "--jobs", str(jobs)]
    before, began = os.times(), time.perf_counter()
    subprocess.run(
        [*command, "--store", str(store), "--quiet"], check=True, stdout=subprocess.DEVNULL
    )
    wall, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system


def _bare(texts: list[str]) -> float:
    """Seconds of CPU that spaCy alone takes for the texts, its model loaded."""
    nlp = Parser().nlp
    nlp("Warm up.")
    began = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return time.process_time() - began


def measured(texts: list[Path]) -> dict[str, float]:
    """The figures for these texts; see the module's description."""
    rest = [path.read_text("utf-8") for path in texts[_FIRST:]]
    words = sum(len(text.split()) for text in rest)
    result: dict[str, float] = {"articles": len(rest), "words": words}
    wall, cpu = {}, {}
    with tempfile.TemporaryDirectory() as name:
        for jobs in _JOBS:
            first = _ingest(texts[:_FIRST], jobs, Path(name))
            whole = _ingest(texts, jobs, Path(name))
            wall[jobs], cpu[jobs] = (a - b for a, b in zip(whole, first, strict=True))
            result |= {
                f"wall_s_{jobs}": round(wall[jobs], 2),
                f"cpu_s_{jobs}": round(cpu[jobs], 2),
                f"busy_{jobs}": round(cpu[jobs] / wall[jobs], 2),
            }
    spacy = _bare(rest)
    return result | {
        "speedup": round(wall[1] / wall[2], 2),
        "speedup_by_cpu": round(2 * cpu[1] / cpu[2], 2),
        "words_a_second_of_cpu": round(words / cpu[1]),
        "spacy_words_a_second_of_cpu": round(words / spacy),
        "ratio_to_spacy": round(spacy / cpu[1], 2),
    }


def main() -> None:
    """Measure, print, and leave the result where the docs are made from."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    folders = [shared_folder() / "data" / name / "text" for name in ("timelines", "identity")]
    texts = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
    if len(texts) <= _FIRST:
        raise SystemExit("needs the corpora (set KG_SHARED)")
    found = measured(texts[:most])
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    _RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
