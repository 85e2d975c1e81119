"""What an export is made of: blocks of one subject in one graph, in a fixed order.

Memory holds the names of the subjects of one graph, never its content: the store is asked for each
subject in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from kg.iris import PREFIXES

if TYPE_CHECKING:
    from kg.store.protocol import GraphName, Store, Subject, Term

__all__ = ["Block", "block_of", "blocks", "triple_blocks"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")


@dataclass(frozen=True, slots=True)
class Block:
    """All that one graph says of one subject: predicates in order, each with its objects."""

    subject: Subject
    facts: tuple[tuple[NamedNode, tuple[Term, ...]], ...]
    graph: NamedNode | None = None


def block_of(subject: Subject, triples: Iterable[Triple], graph: NamedNode | None = None) -> Block:
    """The block of these triples: types first, then by IRI; objects by their N-Triples form."""
    facts: dict[NamedNode, list[Term]] = {}
    for triple in triples:
        facts.setdefault(triple.predicate, []).append(triple.object)
    return Block(
        subject,
        tuple(
            (predicate, tuple(sorted(facts[predicate], key=str)))
            for predicate in sorted(facts, key=lambda p: (p != _TYPE, p.value))
        ),
        graph,
    )


def blocks(store: Store, graph: GraphName, name: NamedNode | None = None) -> Iterator[Block]:
    """The blocks of one graph of the store, by subject."""
    for subject, triples in store.grouped(graph):
        yield block_of(subject, triples, name)


def triple_blocks(triples: Iterable[Triple | Quad]) -> Iterator[Block]:
    """The blocks of triples in memory."""
    by_subject: dict[Subject, set[Triple]] = {}
    for item in triples:
        triple = item.triple if isinstance(item, Quad) else item
        by_subject.setdefault(triple.subject, set()).add(triple)
    for subject in sorted(by_subject, key=str):
        yield block_of(subject, by_subject[subject])
