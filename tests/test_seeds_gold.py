"""The seed articles through the whole pipeline, against the graph written by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from tests import seeds_gold
from tests.conftest import ROOT

RESULTS = ROOT / "docs" / "results" / "seeds.json"
#: F1 that each measure must keep.
FLOOR = {"events": 0.95, "roles": 0.95, "dates": 0.95, "statements": 0.95, "speakers": 0.95,
         "positions": 0.95, "citations": 0.95}


@pytest.fixture(scope="module")
def tallies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, seeds_gold.Tally]:
    """The seeds ingested by the command and scored."""
    folder = tmp_path_factory.mktemp("seeds")
    quads = folder / "seeds.nq"
    export = ["export", "--format", "nquads", "-o", str(quads)]
    for arguments in (["ingest", str(ROOT / "seeds")], export):
        subprocess.run([sys.executable, "-m", "kg", *arguments, "--store", str(folder / "store")],
                       check=True, capture_output=True, timeout=300)
    store = Store()
    store.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
    return seeds_gold.score(store, ROOT / "seeds")


@pytest.mark.parametrize("measure", seeds_gold.MEASURES)
def test_precision_and_recall(tallies: dict[str, seeds_gold.Tally], measure: str) -> None:
    tally = tallies[measure]
    assert tally.scores()["f1"] >= FLOOR[measure], "\n".join(tally.errors)


def test_figures_in_the_docs_are_those_measured(tallies: dict[str, seeds_gold.Tally]) -> None:
    measured = {measure: tally.scores() for measure, tally in tallies.items()}
    assert json.loads(RESULTS.read_text(encoding="utf-8")) == measured, "run `make docs`"


def test_the_scorer_sees_what_is_wrong(tmp_path: Path) -> None:
    """An empty graph of the seeds scores nothing: the scorer can fail."""
    store = Store()
    base = "https://w3id.org/newsgraph/id/article/"
    lines = [f'<{base}{path.stem}.txt> <https://w3id.org/newsgraph/ontology#path> '
             f'"{path.stem}.txt" <{base}{path.stem}.txt> .'
             for path in sorted((ROOT / "seeds").glob("*.txt"))]
    store.load("\n".join(lines), format=RdfFormat.N_QUADS)
    scores = {m: t.scores() for m, t in seeds_gold.score(store, ROOT / "seeds").items()}
    assert all(s["recall"] == 0.0 and s["gold"] > 0 for s in scores.values())
