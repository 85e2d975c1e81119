"""Which state a store is in, and how a file beside it learns what changes.

Every write puts a mark of its own (random, so that no two writes share one) into the graph ``log``,
in the same transaction as what it writes. A file beside the store that carries the marks of the
state it was made from is in step with the store, and one that carries others is not, whatever was
killed or lost in between. A `Follower` is told of each write before and after, and so can keep such
a file in step at the cost of what changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Database

from kg.iris import KG
from kg.store.graphs import Graphs
from kg.store.protocol import Delta

__all__ = ["WRITTEN", "Follower", "marks", "new_mark", "version_of"]

#: ``graph/log`` -> the mark of a write.
WRITTEN = NamedNode(KG + "written")


class Follower(Protocol):
    """Something that keeps a file beside the store in step with it."""

    def before(self, delta: Delta, old: str, new: str) -> None:
        """A write is about to happen; the store still is as it was. Must not raise."""

    def after(self) -> None:
        """The write that was told of is done. Must not raise."""

    def failed(self) -> None:
        """The write that was told of did not happen. Must not raise."""

    def close(self) -> None:
        """The store is about to be closed. Must not raise."""


def marks(database: Database, graphs: Graphs) -> frozenset[Quad]:
    """The marks that the store carries."""
    return frozenset(database.quads_for_pattern(graphs.log, WRITTEN, None, graphs.log))


def new_mark(graphs: Graphs) -> Quad:
    """A mark that no write had before."""
    return Quad(graphs.log, WRITTEN, Literal(secrets.token_hex(8)), graphs.log)


def version_of(found: Iterable[Quad]) -> str:
    """The state that the marks name; empty where no write left one."""
    return " ".join(sorted(quad.object.value for quad in found if isinstance(quad.object, Literal)))
