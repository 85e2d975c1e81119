"""The same event in many articles: ECB+ from raw text through the graph.

    python -m tests.benchmarks.coreference [SHARED] [--jobs N] [--extractions FILE]

SHARED is the folder of corpora and scorers ($KG_SHARED, else beside the checkout). The 772 articles
of its ``data/identity/text`` are ingested into one store, as a user would; a query asks for the
passages of each event; ``tools/score_identity.py`` scores them against the gold chains. Printed and
written to docs/results/identity.json: detection, MUC, B3, CEAF-e and CoNLL F1 over all mentions and
over gold mentions, and the same-head-word baseline, which is given every gold mention.

``--extractions`` takes what ``kg extract`` wrote of these articles before, so that identity alone
is run anew.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, shared_folder

RESULT = ROOT / "docs" / "results" / "identity.json"
QUERY = """SELECT ?path ?start ?end ?node {
  GRAPH ?g {
    ?node a kg:Event ; kg:evidence ?p . ?p kg:start ?start ; kg:end ?end . ?g kg:path ?path
  }
}"""


def _kg(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def score(shared: Path, source: Path, jobs: int) -> dict[str, Any]:
    """What the scorer says of a graph of ``source``."""
    data, scorer = shared / "data" / "identity", shared / "tools" / "score_identity.py"
    with tempfile.TemporaryDirectory() as folder:
        store, nodes = Path(folder) / "ecb.kg", Path(folder) / "nodes.csv"
        _kg("ingest", str(source), "--store", str(store), "--jobs", str(jobs), "-q")
        asked = ("--store", str(store), "--max-rows", "0", "--timeout", "300", "--format", "csv")
        nodes.write_text(_kg("query", *asked, QUERY), encoding="utf-8")
        gold = [str(data / "gold.jsonl"), str(data / "annotated.jsonl")]
        command = [sys.executable, str(scorer), "--baseline", "lemma", *gold, str(nodes)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path, nargs="?", default=shared_folder())
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--extractions", type=Path)
    arguments = parser.parse_args()
    source = arguments.extractions or arguments.shared / "data" / "identity" / "text"
    text = json.dumps(score(arguments.shared, source, arguments.jobs), indent=1)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
