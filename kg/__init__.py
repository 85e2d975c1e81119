"""News articles in, a sourced, linked, queryable RDF graph out.

The public names: `open`, `ingest`, `extract_file`, `Graph`, the errors and ``__version__``. They
are imported at first use, so that ``import kg`` and ``kg --help`` stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import InputError, KgError, LimitError, QueryError, StoreError, UsageError
    from kg.graph import Graph, extract_file, ingest
    from kg.graph import open_graph as open

__all__ = [
    "Graph",
    "InputError",
    "KgError",
    "LimitError",
    "QueryError",
    "StoreError",
    "UsageError",
    "__version__",
    "extract_file",
    "ingest",
    "open",
]

__version__ = "0.1.0"

_HOME = {
    "Graph": ("kg.graph", "Graph"),
    "InputError": ("kg.errors", "InputError"),
    "KgError": ("kg.errors", "KgError"),
    "LimitError": ("kg.errors", "LimitError"),
    "QueryError": ("kg.errors", "QueryError"),
    "StoreError": ("kg.errors", "StoreError"),
    "UsageError": ("kg.errors", "UsageError"),
    "extract_file": ("kg.graph", "extract_file"),
    "ingest": ("kg.graph", "ingest"),
    "open": ("kg.graph", "open_graph"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)
