"""Shared fixtures. The corpora that some tests need lie outside the repository."""

from __future__ import annotations

import functools
import os
import signal
from pathlib import Path

import pytest

from kg.extract import nlp
from kg.extract.statements.runtime import StatementTagger

ROOT = Path(__file__).resolve().parent.parent

# A shell without job control starts what runs in the background with SIGINT ignored, and every
# command that a test starts would inherit that; some are stopped by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# The models are loaded once a process, not once a test: neither keeps anything of a text. A second
# `Parser` took two seconds, a second `Extractor` three.
nlp._load = functools.cache(nlp._load)
StatementTagger.load = functools.cache(StatementTagger.load)  # type: ignore[method-assign]


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
