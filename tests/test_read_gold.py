"""Every format by example: an input beside the articles and the errors that it gives.

``python -m tests.test_read_gold`` writes the expected files anew; read the difference before you
believe it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, read_articles

pytest.importorskip("trafilatura")

GOLD = Path(__file__).parent / "gold" / "read"
INPUTS = sorted(path for path in GOLD.iterdir() if not path.name.endswith(".expected.json"))


def given(path: Path) -> list[object]:
    """What a file gives: articles without what they do not say, and lines of error."""
    found: list[object] = []
    for item in read_articles([str(path)]):
        if isinstance(item, Failure):
            found.append(item.message)
        else:
            assert isinstance(item, Article)
            found.append({key: value for key, value in asdict(item).items() if value})
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def expected_file(path: Path) -> Path:
    return path.with_name(path.name + ".expected.json")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_gold(path: Path) -> None:
    assert given(path) == json.loads(expected_file(path).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for source in INPUTS:
        text = json.dumps(given(source), ensure_ascii=False, indent=1)
        expected_file(source).write_text(text + "\n", encoding="utf-8")
