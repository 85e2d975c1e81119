"""What a store can do: small enough for an embedded database and for a SPARQL endpoint alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

from kg.store.graphs import Graphs

if TYPE_CHECKING:
    from kg.store.versions import Follower

__all__ = ["Changes", "Delta", "GraphName", "Reader", "Store", "Subject", "Term"]

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Subject: TypeAlias = NamedNode | BlankNode | Triple
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph


@dataclass(frozen=True, slots=True)
class Changes:
    """What a transaction shall do to the named graphs; the merged view follows by itself.

    ``graphs`` gives the whole new content of a graph; an empty set takes the graph away.
    ``added`` and ``removed`` are single quads of graphs that many articles share.
    """

    graphs: Mapping[NamedNode, frozenset[Triple]] = field(default_factory=dict)
    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()


@dataclass(frozen=True, slots=True)
class Delta:
    """What a transaction writes: quads that come, quads that go, graphs that are gone altogether.

    The quads of a graph that is gone are not listed one by one.
    """

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()
    dropped: frozenset[GraphName] = frozenset()


class Reader(Protocol):
    """The look-ups that keeping the merged view needs, each for many things at once."""

    @property
    def graphs(self) -> Graphs:
        """The names of the shared graphs."""

    def triples(self, graph: GraphName) -> frozenset[Triple]:
        """All triples of one graph."""

    def holders(
        self, triples: Iterable[Triple], most: int | None = None
    ) -> Mapping[Triple, AbstractSet[GraphName]]:
        """The named graphs that hold each of the triples; ``most`` of them are enough."""

    def known(self, subjects: Iterable[Subject]) -> AbstractSet[Subject]:
        """Those of the subjects of which the store says anything at all."""

    def values(
        self, subjects: Iterable[Subject], predicates: Iterable[NamedNode]
    ) -> Iterable[Quad]:
        """All quads of the named graphs with these subjects and predicates."""

    def shown(
        self, subjects: Iterable[Subject], predicates: Iterable[NamedNode]
    ) -> Iterable[Triple]:
        """What the merged view says of these subjects with these predicates."""


class Store(Reader, Protocol):
    """A store of articles' graphs with a merged view in its default graph. A context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def __len__(self) -> int:
        """The quads of the named graphs and the triples of the view."""

    @property
    def place(self) -> str:
        """Folder or address, for messages."""

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries know without a PREFIX line."""

    def query(
        self, text: str, prefixes: Mapping[str, str] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run a SPARQL query here and now, without limits."""

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The quads of the named graphs that match; None matches everything."""

    def view(self) -> Iterator[Triple]:
        """The triples of the merged view."""

    def names(self) -> Iterator[NamedNode]:
        """The names of the graphs that hold something."""

    def sizes(self) -> dict[NamedNode, int]:
        """How many triples each named graph holds."""

    def grouped(self, graph: GraphName) -> Iterator[tuple[Subject, Iterable[Triple]]]:
        """What one graph says, subject by subject, in the order of the subjects' text."""

    def write(self, changes: Changes) -> Delta:
        """Apply the changes and bring the view in step, in one transaction; say what changed."""

    def version(self) -> str:
        """A name of what the store holds now: another one after every write."""

    def follow(self, follower: Follower) -> None:
        """Tell the follower of every write from now on, until the store is closed."""

    def flush(self) -> None:
        """Make sure that what was written is on disk."""

    def close(self) -> None:
        """Let go of the store."""
