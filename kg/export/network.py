"""The network of actors: who acts with whom, and who speaks to or about whom.

Nodes are the actors and places that take part in events or statements. An edge joins two that take
part in one event (``kg:participant``), or the speaker of a statement and whom it is addressed to or
is about. It counts both kinds, the types of the events, and the first and last day that is known.
All of it is read from the merged view.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions

from kg.iris import EV, KG, WD

if TYPE_CHECKING:
    from kg.store.protocol import Store

__all__ = ["Edge", "Network", "Node", "network"]

_KINDS = ("Person", "Organization", "Country", "Group", "Place")


@dataclass(frozen=True, slots=True)
class Node:
    """An actor or place. ``degree`` counts its neighbours; ``wikidata`` is an id such as Q8646."""

    iri: str
    label: str
    kind: str
    wikidata: str
    degree: int


@dataclass(frozen=True, slots=True)
class Edge:
    """What two nodes share; ``one`` comes before ``other`` in the order of code points.

    ``types`` are event types with their counts; ``first`` and ``last`` ISO days, empty where no
    date is known.
    """

    one: str
    other: str
    events: int
    statements: int
    types: tuple[tuple[str, int], ...]
    first: str
    last: str

    @property
    def weight(self) -> int:
        """Events and statements together."""
        return self.events + self.statements


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes by IRI and edges by their ends, both sorted."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(slots=True)
class _Count:
    events: int = 0
    statements: int = 0
    types: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""

    def note(self, days: tuple[str, str]) -> None:
        self.first = min(filter(None, (self.first, days[0])), default="")
        self.last = max(self.last, days[1])


def network(store: Store) -> Network:
    """The network of the store's merged view."""
    days = _days(store)
    types: dict[str, list[str]] = defaultdict(list)
    for event, kind in _pairs(store, "?a kg:eventType ?b"):
        types[event].append(kind.removeprefix(EV))
    counts: dict[tuple[str, str], _Count] = defaultdict(_Count)
    nodes: set[str] = set()
    for event, members in _grouped(_pairs(store, "?a kg:participant ?b . ?a a kg:Event")).items():
        nodes |= members
        for pair in combinations(sorted(members), 2):
            count = counts[pair]
            count.events += 1
            count.types.update(set(types[event]))
            count.note(days.get(event, ("", "")))
    said = "?a kg:speaker ?s ; kg:addressee|kg:about ?b . ?b a ?c VALUES ?c { kg:Actor kg:Place }"
    heard = _grouped(_pairs(store, said))
    speakers = _grouped(_pairs(store, "?a kg:speaker ?b"))
    for members in speakers.values():
        nodes |= members
    for statement, others in heard.items():
        for speaker in speakers[statement]:
            for other in others - {speaker}:
                nodes.add(other)
                one, two = sorted((speaker, other))
                counts[one, two].statements += 1
                counts[one, two].note(days.get(statement, ("", "")))
    edges = tuple(
        Edge(one, other, c.events, c.statements, tuple(sorted(c.types.items())), c.first, c.last)
        for (one, other), c in sorted(counts.items())
    )
    return Network(_nodes(store, nodes, edges), edges)


def _nodes(store: Store, iris: Iterable[str], edges: Iterable[Edge]) -> tuple[Node, ...]:
    degree = Counter(end for edge in edges for end in (edge.one, edge.other))
    labels = _first(_pairs(store, "?x kg:participant|kg:speaker|kg:addressee|kg:about ?a . "
                                  "?a rdfs:label ?b"))  # fmt: skip
    kinds = _grouped(_pairs(store, "?a a ?b VALUES ?b { kg:Actor kg:Place "
                            + " ".join(f"kg:{kind}" for kind in _KINDS) + " }"))  # fmt: skip
    links = _first(
        (a, b.removeprefix(WD)) for a, b in _pairs(store, "?a skos:exactMatch ?b")
        if b.startswith(WD)
    )  # fmt: skip
    return tuple(
        Node(
            iri,
            labels.get(iri, iri),
            next((kind for kind in _KINDS if KG + kind in kinds.get(iri, ())), "Actor"),
            links.get(iri, ""),
            degree[iri],
        )
        for iri in sorted(iris)
    )


def _days(store: Store) -> dict[str, tuple[str, str]]:
    first = _first(_pairs(store, "?a kg:earliest ?b"))
    last = _first(_pairs(store, "?a kg:latest ?b"))
    return {node: (first.get(node, ""), last.get(node, "")) for node in first.keys() | last.keys()}


def _pairs(store: Store, pattern: str) -> list[tuple[str, str]]:
    rows = store.query(f"SELECT DISTINCT ?a ?b {{ {pattern} }}")
    assert isinstance(rows, QuerySolutions)
    return [(row[0].value, row[1].value) for row in rows]


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of several values of one node the first in the order of code points."""
    return dict(sorted(pairs, reverse=True))
