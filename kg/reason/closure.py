"""The schema as tables: what stands above a class or property, domains, ranges, disjointness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.iris import PREFIXES
from kg.map.terms import TYPE

__all__ = ["Schema"]

_RDFS, _OWL = PREFIXES["rdfs"], PREFIXES["owl"]
_SUBCLASS = NamedNode(_RDFS + "subClassOf")
_SUBPROPERTY = NamedNode(_RDFS + "subPropertyOf")
_DOMAIN = NamedNode(_RDFS + "domain")
_RANGE = NamedNode(_RDFS + "range")
_DISJOINT = NamedNode(_OWL + "disjointWith")
_SYMMETRIC = NamedNode(_OWL + "SymmetricProperty")
_NOTHING: frozenset[NamedNode] = frozenset()


class Schema:
    """The axioms of an ontology that the rules need; answers are worked out once."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        tables: dict[NamedNode, dict[NamedNode, set[NamedNode]]]
        tables = defaultdict(lambda: defaultdict(set))
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                tables[triple.predicate][triple.subject].add(triple.object)
        self._classes = _Closure(tables[_SUBCLASS])
        self._properties = _Closure(tables[_SUBPROPERTY])
        self._domains, self._ranges = tables[_DOMAIN], tables[_RANGE]
        self.symmetric = frozenset(p for p, kinds in tables[TYPE].items() if _SYMMETRIC in kinds)
        pairs = {(one, other) for one, others in tables[_DISJOINT].items() for other in others}
        self.disjoint = frozenset(pairs | {(other, one) for one, other in pairs})

    def classes(self, class_: NamedNode) -> frozenset[NamedNode]:
        """The class and all above it."""
        return self._classes.of(class_)

    def properties(self, property_: NamedNode) -> frozenset[NamedNode]:
        """The property and all above it."""
        return self._properties.of(property_)

    def domain(self, property_: NamedNode) -> frozenset[NamedNode]:
        """The classes of whatever has the property."""
        return frozenset(self._domains.get(property_, _NOTHING))

    def range(self, property_: NamedNode) -> frozenset[NamedNode]:
        """The classes of whatever is a value of the property."""
        return frozenset(self._ranges.get(property_, _NOTHING))


class _Closure:
    def __init__(self, graph: dict[NamedNode, set[NamedNode]]) -> None:
        self._graph = graph
        self._known: dict[NamedNode, frozenset[NamedNode]] = {}

    def of(self, start: NamedNode) -> frozenset[NamedNode]:
        if start not in self._known:
            seen, todo = {start}, [start]
            while todo:
                for node in self._graph.get(todo.pop(), ()):
                    if node not in seen:
                        seen.add(node)
                        todo.append(node)
            self._known[start] = frozenset(seen)
        return self._known[start]
