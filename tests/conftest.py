"""Shared fixtures. The corpora that some tests need lie outside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Where the public corpora and scorers are: $KG_SHARED, else a folder beside the checkout."""
    return Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and scorers; the test is skipped where there is none."""
    folder = shared_folder()
    if not (folder / "data").is_dir():
        pytest.skip("needs the corpora (set KG_SHARED)")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The two seed articles."""
    return ROOT / "seeds"
