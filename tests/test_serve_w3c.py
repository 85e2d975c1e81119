"""The W3C suite of SPARQL 1.1: protocol, service description, graph store protocol.

Runs where $KG_RDF_TEST_SUITE names the command of npm's rdf-test-suite 2.8.0, installed with the
override "n3": "2.0.3", and Node.js is there to run it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")
pytest.importorskip("uvicorn", reason="needs the extra 'serve'")

from kg.config import Limits
from tests.serve_samples import TOKEN, serving

_WEB = "https://w3c.github.io/rdf-tests/sparql/sparql11"


@pytest.mark.parametrize(
    ("name", "count"),
    [("protocol", 34), ("service-description", 3), ("graph-store-protocol", 13)],
)
def test_the_suite_passes_whole(shared: Path, tmp_path: Path, name: str, count: int) -> None:
    tool = os.environ.get("KG_RDF_TEST_SUITE")
    folder = shared / "data" / "protocol" / "sparql11"
    if not tool or not folder.is_dir():
        pytest.skip("needs rdf-test-suite (set KG_RDF_TEST_SUITE) and the suite's files")
    (tmp_path / "engine.js").write_text("module.exports = {};\n")
    with serving(
        tmp_path / "empty.kg", token=TOKEN, limits=Limits(timeout=60), inject=True
    ) as address:
        endpoints = {
            "protocolEndpoint": f"{address}/sparql",
            "serviceDescriptionEndpoint": f"{address}/sparql",
            "graphStoreEndpoint": f"{address}/store",
        }
        done = subprocess.run(
            [
                str(Path(tool).resolve()),
                "./engine.js",
                f"{_WEB}/{name}/manifest.ttl",
                "-m",
                f"{_WEB}/~{folder.resolve()}/",
                "-i",
                json.dumps(endpoints),
                "-d",
                "60000",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
    told = re.search(r"(\d+) / (\d+) tests succeeded", done.stdout)
    assert told is not None, done.stdout[-2000:] + done.stderr[-2000:]
    assert (int(told[1]), int(told[2])) == (count, count), done.stdout[-4000:]
