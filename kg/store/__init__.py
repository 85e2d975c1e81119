"""The store: graphs of articles, and the merged view that follows them in each transaction.

`open_store` opens a folder (embedded Oxigraph), the address of a SPARQL endpoint or, without a
place, a store in memory. What the other layers may rely on is the small protocol `Store`. The
names are imported at first use, since a query's worker needs a small part alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.store.graphs import Graphs
    from kg.store.opening import open_store
    from kg.store.oxigraph import OxigraphStore
    from kg.store.protocol import Changes, Store

__all__ = ["Changes", "Graphs", "OxigraphStore", "Store", "open_store"]

_HOME = {
    "Changes": "kg.store.protocol",
    "Graphs": "kg.store.graphs",
    "OxigraphStore": "kg.store.oxigraph",
    "Store": "kg.store.protocol",
    "open_store": "kg.store.opening",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
