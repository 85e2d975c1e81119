"""Result files of the benchmarks: docs/results/NAME.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["RESULTS", "load"]

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"


def load(name: str) -> Any:
    """A result file, or None where the benchmark has not run."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
