"""Where the files that the package ships are: at the top of a checkout, or inside the wheel."""

from __future__ import annotations

from pathlib import Path

from kg.errors import KgError

__all__ = ["ontology_folder", "queries_folder"]

_HERE = Path(__file__).resolve().parent


def ontology_folder() -> Path:
    """The folder of the ontology, event types, speech acts, shapes, alignments and context."""
    return _find("ontology", "newsgraph.ttl")


def queries_folder() -> Path:
    """The folder of the named queries (``*.rq``)."""
    return _find("queries", "timeline.rq")


def _find(name: str, member: str) -> Path:
    # An installed package holds the files under kg/data (see pyproject, force-include); in a
    # checkout they stand at the top, where people look for them.
    for folder in (_HERE / "data" / name, _HERE.parent / name):
        if (folder / member).is_file():
            return folder
    raise KgError(f"the package's folder '{name}' is missing at {_HERE}; install newsgraph again")
