"""Timelines of entities (SemEval-2015 Task 4), by the scorer that lies beside the corpora.

    python -m tests.benchmarks.timelines [SHARED] [--fast]

SHARED is the folder of corpora and scorers ($KG_SHARED, else beside the checkout). The articles of
its ``data/timelines`` are extracted from raw text with their publication dates; the predictions go
to ``tools/score_timelines.py``. Printed and written to docs/results/timelines.json: its awareness
(precision, recall, F1; the published best on raw text is 7.85 per cent, on other articles of the
same task), event-and-date and event scores, and the number of events by type and status.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from kg.extract.extractor import Extractor
from kg.extract.record import to_record
from kg.model import Article, Extraction
from tests.conftest import ROOT, shared_folder

RESULT = ROOT / "docs" / "results" / "timelines.json"


def extract_all(folder: Path, *, fast: bool) -> list[Extraction]:
    """The extractions of all articles of the corpus."""
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as handle:
        published = {row["path"]: row["published"] for row in csv.DictReader(handle)}
    articles = [
        Article(path=path.name, text=path.read_bytes().decode(), published=published[path.name])
        for path in sorted((folder / "text").glob("*.txt"))
    ]
    found = Extractor(link=False, fast=fast).extract_many(articles)
    return [item for item in found if isinstance(item, Extraction)]


def score(shared: Path, extractions: list[Extraction]) -> dict[str, Any]:
    """What the scorer says of the extractions."""
    data = shared / "data" / "timelines"
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        lines = [json.dumps(to_record(extraction)) for extraction in extractions]
        predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
        scorer = shared / "tools" / "score_timelines.py"
        command = [sys.executable, str(scorer), str(data / "gold"), str(data / "text")]
        done = subprocess.run(
            [*command, str(predictions)], check=True, capture_output=True, text=True
        )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path, nargs="?", default=shared_folder())
    parser.add_argument("--fast", action="store_true", help="rules alone find statements")
    arguments = parser.parse_args()
    extractions = extract_all(arguments.shared / "data" / "timelines", fast=arguments.fast)
    result = score(arguments.shared, extractions)
    result["types"] = Counter(e.type for x in extractions for e in x.events)
    result["statuses"] = Counter(e.status.value for x in extractions for e in x.events)
    text = json.dumps(result, indent=1)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
