"""The shapes as Python reads them: SHACL Core's constructs that ``shapes.ttl`` uses, no others.

Source: Shapes Constraint Language (SHACL), W3C Recommendation of 20 July 2017, sections 2 to 4.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import UsageError
from kg.iris import PREFIXES

__all__ = ["Node", "Shape", "read_shapes"]

Node = NamedNode | BlankNode | Literal | Triple

_SH = PREFIXES["sh"]
_RDF = PREFIXES["rdf"]
_CONSTRUCTS = (
    "class datatype hasValue in inversePath lessThan lessThanOrEquals maxCount maxInclusive",
    "message minCount minInclusive minLength node nodeKind or path pattern property",
    "targetClass xone",
)
_KNOWN = frozenset(name for line in _CONSTRUCTS for name in line.split())


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or a property shape where ``path`` is set. None and empty: no constraint."""

    name: str
    targets: tuple[NamedNode, ...] = ()
    path: NamedNode | None = None
    inverse: bool = False
    message: str | None = None
    min_count: int | None = None
    max_count: int | None = None
    datatype: str | None = None
    node_kind: str | None = None
    classes: tuple[NamedNode, ...] = ()
    pattern: re.Pattern[str] | None = None
    one_of: tuple[Node, ...] | None = None
    has_value: Node | None = None
    min_inclusive: Literal | None = None
    max_inclusive: Literal | None = None
    min_length: int | None = None
    less_than: NamedNode | None = None
    less_than_or_equals: NamedNode | None = None
    any_of: tuple[Shape, ...] = ()
    exactly_one_of: tuple[Shape, ...] = ()
    nodes: tuple[Shape, ...] = ()
    properties: tuple[Shape, ...] = ()


def read_shapes(path: Path) -> tuple[Shape, ...]:
    """The shapes of a Turtle file that have targets.

    Raises `UsageError` where the file does not parse or uses a construct that is not known here.
    """
    try:
        return _Reader(path).targeted()
    except SyntaxError as error:
        raise UsageError(f"{path}: {error}") from None


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._facts: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            self._facts[quad.subject][quad.predicate.value].append(quad.object)
        self._done: dict[Node, Shape] = {}

    def targeted(self) -> tuple[Shape, ...]:
        found = [n for n, facts in self._facts.items() if _SH + "targetClass" in facts]
        return tuple(self._shape(node) for node in sorted(found, key=str))

    def _shape(self, node: Node) -> Shape:
        if node in self._done:
            return self._done[node]
        facts = self._facts[node]
        unknown = {p[len(_SH) :] for p in facts if p.startswith(_SH)} - _KNOWN
        if unknown:
            raise UsageError(
                f"{self._path}: the fast check does not know sh:{', sh:'.join(sorted(unknown))}; "
                "use kg validate without --fast"
            )
        path, inverse = self._path_of(node)
        pattern = self._one(node, "pattern")
        listed = self._one(node, "in")
        shape = Shape(
            name=node.value if isinstance(node, NamedNode) else "",
            targets=tuple(c for c in self._all(node, "targetClass") if isinstance(c, NamedNode)),
            path=path,
            inverse=inverse,
            message=_text(self._one(node, "message")),
            min_count=_number(self._one(node, "minCount")),
            max_count=_number(self._one(node, "maxCount")),
            datatype=_iri(self._one(node, "datatype")),
            node_kind=_iri(self._one(node, "nodeKind")),
            classes=tuple(c for c in self._all(node, "class") if isinstance(c, NamedNode)),
            pattern=re.compile(_text(pattern) or "") if pattern is not None else None,
            one_of=tuple(self._list(listed)) if listed is not None else None,
            has_value=self._one(node, "hasValue"),
            min_inclusive=_literal(self._one(node, "minInclusive")),
            max_inclusive=_literal(self._one(node, "maxInclusive")),
            min_length=_number(self._one(node, "minLength")),
            less_than=_named(self._one(node, "lessThan")),
            less_than_or_equals=_named(self._one(node, "lessThanOrEquals")),
            any_of=self._shapes(node, "or"),
            exactly_one_of=self._shapes(node, "xone"),
            nodes=tuple(self._shape(n) for n in self._all(node, "node")),
            properties=tuple(self._shape(n) for n in self._all(node, "property")),
        )
        self._done[node] = shape
        return shape

    def _path_of(self, node: Node) -> tuple[NamedNode | None, bool]:
        path = self._one(node, "path")
        if path is None or isinstance(path, NamedNode):
            return path, False
        inverse = self._one(path, "inversePath")
        if not isinstance(inverse, NamedNode):
            raise UsageError(f"{self._path}: only a property or its inverse can be a path")
        return inverse, True

    def _shapes(self, node: Node, name: str) -> tuple[Shape, ...]:
        listed = self._one(node, name)
        return tuple(self._shape(n) for n in self._list(listed)) if listed is not None else ()

    def _list(self, head: Node) -> list[Node]:
        items = []
        while head in self._facts and _RDF + "first" in self._facts[head]:
            items.append(self._facts[head][_RDF + "first"][0])
            head = self._facts[head][_RDF + "rest"][0]
        return items

    def _all(self, node: Node, name: str) -> list[Node]:
        return self._facts[node].get(_SH + name, []) if node in self._facts else []

    def _one(self, node: Node, name: str) -> Node | None:
        found = self._all(node, name)
        return found[0] if found else None


def _text(node: Node | None) -> str | None:
    return node.value if isinstance(node, Literal) else None


def _iri(node: Node | None) -> str | None:
    return node.value if isinstance(node, NamedNode) else None


def _named(node: Node | None) -> NamedNode | None:
    return node if isinstance(node, NamedNode) else None


def _literal(node: Node | None) -> Literal | None:
    return node if isinstance(node, Literal) else None


def _number(node: Node | None) -> int | None:
    return int(node.value) if isinstance(node, Literal) else None
