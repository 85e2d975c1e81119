"""The README and the docs: commands print what they show, tables are what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import make_docs


@pytest.mark.parametrize("path", make_docs.files(), ids=lambda p: p.name)
def test_generated_parts_are_current(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"no {path.name}")
    told = make_docs.without_seconds(path.read_text(encoding="utf-8"))
    true = make_docs.without_seconds(make_docs.fill(path))
    assert told == true, "run `make docs`"
