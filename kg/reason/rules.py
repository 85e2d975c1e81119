"""What follows from the facts by the ontology's classes and properties. Pure.

Rules 2, 3, 7 and 9 of RDFS entailment (RDF 1.1 Semantics, section 9) and symmetry: which is all
that the axioms of this ontology entail about individuals, beside contradictions (`find_clashes`,
HermiT). Over all facts, where HermiT can only be given a sample.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from kg.map.terms import TYPE
from kg.reason.closure import Schema

__all__ = ["entail"]


def entail(schema: Schema, facts: Iterable[Triple]) -> frozenset[Triple]:
    """The triples that the facts entail and that are not among them."""
    given = facts if isinstance(facts, frozenset) else frozenset(facts)
    found: set[Triple] = set()

    def types(node: object, classes: Iterable[NamedNode]) -> None:
        if isinstance(node, NamedNode):
            for class_ in classes:
                found.update(Triple(node, TYPE, upper) for upper in schema.classes(class_))

    for triple in given:
        if triple.predicate == TYPE:
            if isinstance(triple.object, NamedNode):
                types(triple.subject, [triple.object])
            continue
        for predicate in schema.properties(triple.predicate):
            found.add(Triple(triple.subject, predicate, triple.object))
            types(triple.subject, schema.domain(predicate))
            if not isinstance(triple.object, Literal):
                types(triple.object, schema.range(predicate))
            if predicate in schema.symmetric and isinstance(triple.object, NamedNode):
                found.add(Triple(triple.object, predicate, triple.subject))
    return frozenset(found - given)
