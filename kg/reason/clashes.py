"""Individuals of two classes that exclude each other, with the triples that say so. Pure.

HermiT says that an ontology is inconsistent but not why. What makes a graph of news inconsistent is
nearly always this: one node that two articles take for things of different kinds. The types follow
from what is stated, from sub-classes, and from domains and ranges (RDFS entailment rules 2, 3, 9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.map.terms import TYPE
from kg.reason.closure import Schema

__all__ = ["Clash", "find_clashes"]


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """A node, two classes that exclude each other, and why it is of each (one triple, written)."""

    node: str
    one: str
    other: str
    because_one: str
    because_other: str


def find_clashes(schema: Schema, facts: Iterable[Triple]) -> list[Clash]:
    """All clashes of the facts under the schema, sorted."""
    types: dict[NamedNode, dict[NamedNode, Triple]] = defaultdict(dict)

    def note(node: object, classes: Iterable[NamedNode], triple: Triple) -> None:
        if not isinstance(node, NamedNode):
            return
        for class_ in classes:
            for upper in schema.classes(class_):
                known = types[node].get(upper)
                if known is None or str(triple) < str(known):
                    types[node][upper] = triple

    for triple in facts:
        if triple.predicate == TYPE:
            if isinstance(triple.object, NamedNode):
                note(triple.subject, [triple.object], triple)
            continue
        for predicate in schema.properties(triple.predicate):
            note(triple.subject, schema.domain(predicate), triple)
            note(triple.object, schema.range(predicate), triple)
    return sorted(
        Clash(node.value, one.value, other.value, str(found[one]), str(found[other]))
        for node, found in types.items()
        for one, other in schema.disjoint
        if one.value < other.value and one in found and other in found
    )
