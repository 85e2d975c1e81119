"""Reasoning: consistency and classification with owlready2 and HermiT, what follows, what clashes.

| function       | what it does                                                 | over          |
|----------------|--------------------------------------------------------------|---------------|
| `classify`     | HermiT: is there a model, which classes are empty            | a sample      |
| `entail`       | types and properties that follow, for a graph of their own   | all facts     |
| `find_clashes` | nodes of classes that exclude each other, and why            | all facts     |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.reason.clashes import Clash, find_clashes
    from kg.reason.closure import Schema
    from kg.reason.hermit import Classification, classify, schema_triples
    from kg.reason.rules import entail
    from kg.reason.sample import select

__all__ = [
    "Clash",
    "Classification",
    "Schema",
    "classify",
    "entail",
    "find_clashes",
    "schema_triples",
    "select",
]

# owlready2 takes half a second to import: only who reasons pays.
_HOME = {
    "Clash": "clashes",
    "Classification": "hermit",
    "Schema": "closure",
    "classify": "hermit",
    "entail": "rules",
    "find_clashes": "clashes",
    "schema_triples": "hermit",
    "select": "sample",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"kg.reason.{_HOME[name]}"), name)
