"""What one more article costs `kg ingest`, from its text to the graph, as the store has grown.

    python -m tests.benchmarks.grown LARGE.kg 100000 [ARTICLES [SKIPPED]]

Real articles (the corpora of timelines and of identity) go into two stores of made-up ones (see
`tests.benchmarks.newswire`): one of 1,000, made here, and the large one, which is said to hold so
many and keeps them, so that a second run has to skip those of the first. Each store is given a few
articles first, in a command of their own; what counts is how much more CPU time (all threads) a
command with more of them takes, for each article more: starting, the models and opening the store
are left out. A bulk ingest leaves RocksDB files to merge, which the next commands do: the large
store is to have taken in some articles since. What comes out is docs/results/grown.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kg.extract.record import dumps
from tests.benchmarks.newswire import articles
from tests.conftest import shared_folder

__all__ = ["grown", "main"]

_RESULT = Path(__file__).resolve().parents[2] / "docs" / "results" / "grown.json"
_SMALL = 1_000
_FIRST = 8


def _cpu(paths: list[Path], store: Path) -> float:
    """Seconds of CPU that `kg ingest` takes for these files."""
    command = [sys.executable, "-m", "kg", "ingest", *map(str, paths), "--store", str(store)]
    before = os.times()
    subprocess.run([*command, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system
    return used - before.children_user - before.children_system


def grown(texts: list[Path], large: Path, held: int) -> dict[str, Any]:
    """Milliseconds of CPU for one of these articles in a small store and in this one."""
    with tempfile.TemporaryDirectory() as name:
        small, records = Path(name) / "small.kg", Path(name) / "small.jsonl"
        records.write_text("".join(dumps(e) + "\n" for e in articles(_SMALL)), "utf-8")
        _cpu([records], small)
        first = [_cpu(texts[:_FIRST], store) for store in (small, large)]
        rest = [_cpu(texts[_FIRST:], store) for store in (small, large)]
    more = len(texts) - 2 * _FIRST
    here, there = (1000 * (b - a) / more for a, b in zip(first, rest, strict=True))
    words = sum(len(path.read_text("utf-8").split()) for path in texts[_FIRST:])
    return {
        "articles": len(texts) - _FIRST,
        "words": words,
        "small": _SMALL,
        "large": held,
        "small_ms": round(here, 1),
        "large_ms": round(there, 1),
        "ratio": round(there / here, 3),
        "seconds": {"first": [round(s, 2) for s in first], "rest": [round(s, 2) for s in rest]},
    }


def main() -> None:
    """Measure, print, and leave the result where the docs are made from."""
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 72
    skipped = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    folders = [shared_folder() / "data" / name / "text" for name in ("timelines", "identity")]
    texts = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
    texts = texts[skipped : skipped + count]
    if len(texts) < count:
        raise SystemExit("needs the corpora (set KG_SHARED)")
    found = grown(texts, Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    _RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
