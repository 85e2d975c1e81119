"""Validation against the shapes (SHACL): in full with pyshacl, or fast with `Checker`.

`validate` runs pyshacl over quads: the reference, some tenth of a second for one article and about
twenty seconds for a million triples. `Checker` reads the same ``shapes.ttl`` and evaluates the
constructs that stand there in a few milliseconds an article, which every ingest can afford; a
property test holds the two together, and a construct that `Checker` does not know is an error when
the shapes are read, not a check that is silently left out.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.validate.checker import Checker
    from kg.validate.full import validate
    from kg.validate.report import Report, Violation

__all__ = ["Checker", "Report", "Violation", "validate"]

# pyshacl and rdflib take a second to import: only who asks for them pays.
_HOME = {
    "Checker": "kg.validate.checker",
    "Report": "kg.validate.report",
    "Violation": "kg.validate.report",
    "validate": "kg.validate.full",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
