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


#: The files that take longest: servers, kills, commands in processes of their own.
_LONGEST = (
    "test_remote.py",
    "test_remote_faults.py",
    "test_ingest_killed.py",
    "test_remote_updates.py",
    "test_serve_w3c.py",
    "test_faults.py",
    "test_pipeline_processes.py",
    "test_remote_commands.py",
    "test_cluster.py",
    "test_docs.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: begun last, one would run on alone beside an idle process."""
    rank = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


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
