"""SECURITY.md names a test for each promise: each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_promise_has_tests_and_every_test_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    heads = ("| promise |", "| fault |")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith(heads)]
    missing = []
    for row in rows:
        named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", row)
        assert named, f"no test holds: {row[:80]}"
        for file, test in named:
            code = (ROOT / "tests" / file).read_text("utf-8")
            if not re.search(rf"^(?:async )?def {test}\(", code, re.MULTILINE):
                missing.append(f"{file}::{test}")
    assert len(rows) > 15
    assert missing == []
