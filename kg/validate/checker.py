"""The fast check: the shapes evaluated over one article's quads, in about a millisecond."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.config import data_folder
from kg.iris import PREFIXES
from kg.map.values import temporal
from kg.validate.report import Report, Violation
from kg.validate.shapes import Node, Shape, read_shapes

__all__ = ["Checker"]

_XSD = PREFIXES["xsd"]
_SH = PREFIXES["sh"]
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_NUMERIC = frozenset(_XSD + name for name in ("integer", "decimal"))
_TEMPORAL = frozenset(_XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))
_LEXICAL = {
    _XSD + "integer": re.compile(r"[+-]?\d+"),
    _XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    _XSD + "boolean": re.compile(r"true|false|1|0"),
}


class Checker:
    """The shapes, read once; `check` is pure and may be called for any number of articles."""

    def __init__(self, shapes: Path | None = None) -> None:
        """Read ``shapes.ttl``, or the shapes of another file (see `read_shapes` for errors)."""
        self._shapes = read_shapes(shapes or data_folder("ontology") / "shapes.ttl")

    def check(self, quads: Iterable[Quad | Triple]) -> Report:
        """What breaks the shapes in these quads; the names of graphs do not matter."""
        data = _Data(quads)
        found: list[Violation] = []
        for shape in self._shapes:
            focus = {node for target in shape.targets for node in data.instances(target)}
            for node in focus:
                found.extend(_node(shape, node, data))
        return Report.of(found)


class _Data:
    """The triples by subject and property, and by property and object."""

    def __init__(self, quads: Iterable[Quad | Triple]) -> None:
        self._out: dict[tuple[Node, NamedNode], set[Node]] = defaultdict(set)
        self._in: dict[tuple[Node, NamedNode], set[Node]] = defaultdict(set)
        above: dict[Node, set[Node]] = defaultdict(set)
        for quad in quads:
            self._out[quad.subject, quad.predicate].add(quad.object)
            self._in[quad.object, quad.predicate].add(quad.subject)
            if quad.predicate == _SUBCLASS:
                above[quad.subject].add(quad.object)
        self._below: dict[Node, set[Node]] = defaultdict(set)
        for class_ in list(above):
            for other in _reachable(class_, above):
                self._below[other].add(class_)

    def values(self, node: Node, path: NamedNode, inverse: bool) -> set[Node]:
        """The value nodes of a path."""
        return (self._in if inverse else self._out).get((node, path), set())

    def instances(self, class_: NamedNode) -> set[Node]:
        """The nodes that are of a class, by its own name or a subclass's."""
        found = set(self._in.get((class_, _TYPE), set()))
        for below in self._below.get(class_, ()):
            found |= self._in.get((below, _TYPE), set())
        return found

    def is_a(self, node: Node, class_: NamedNode) -> bool:
        """Whether the node is of the class."""
        types = self._out.get((node, _TYPE), set())
        return class_ in types or bool(types & self._below.get(class_, set()))


def _reachable(start: Node, above: dict[Node, set[Node]]) -> set[Node]:
    seen: set[Node] = set()
    todo = [start]
    while todo:
        for other in above.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def _node(shape: Shape, focus: Node, data: _Data) -> Iterator[Violation]:
    """Violations of a node shape at its focus node."""
    for reason in _wrong(shape, focus, data):
        yield Violation(_show(focus), "", shape.message or reason, _show(focus))
    for property_shape in shape.properties:
        yield from _property(property_shape, focus, data)


def _property(shape: Shape, focus: Node, data: _Data) -> Iterator[Violation]:
    assert shape.path is not None
    found = data.values(focus, shape.path, shape.inverse)
    path = shape.path.value

    def violation(reason: str, value: Node | None = None) -> Violation:
        shown = "" if value is None else _show(value)
        return Violation(_show(focus), path, shape.message or reason, shown)

    if shape.min_count is not None and len(found) < shape.min_count:
        yield violation(f"has {len(found)} values, fewer than {shape.min_count}")
    if shape.max_count is not None and len(found) > shape.max_count:
        yield violation(f"has {len(found)} values, more than {shape.max_count}")
    if shape.has_value is not None and shape.has_value not in found:
        yield violation(f"lacks the value {_show(shape.has_value)}")
    for other, fits in (
        (shape.less_than, lambda order: order < 0),
        (shape.less_than_or_equals, lambda order: order <= 0),
    ):
        if other is not None:
            for value, limit in _pairs(found, data.values(focus, other, False), fits):
                yield violation(f"is not before {_show(limit)} ({other.value})", value)
    for value in found:
        for reason in _wrong(shape, value, data):
            yield violation(reason, value)


def _pairs(
    values: set[Node], limits: set[Node], fits: Callable[[int], bool]
) -> Iterator[tuple[Node, Node]]:
    for value in values:
        for limit in limits:
            order = _compare(value, limit)
            if order is None or not fits(order):
                yield value, limit


def _wrong(shape: Shape, value: Node, data: _Data) -> Iterator[str]:
    """Why a value node breaks the shape's value constraints."""
    if shape.datatype is not None and not _has_datatype(value, shape.datatype):
        yield f"is not of the datatype {shape.datatype}"
    if shape.node_kind is not None and not _is_kind(value, shape.node_kind):
        yield f"is not a {shape.node_kind.removeprefix(_SH)}"
    for class_ in shape.classes:
        if not data.is_a(value, class_):
            yield f"is not a {class_.value}"
    if shape.pattern is not None and not _matches(value, shape.pattern):
        yield f"does not match {shape.pattern.pattern}"
    if shape.one_of is not None and value not in shape.one_of:
        yield "is none of the values that may stand here"
    if shape.min_length is not None and not (
        isinstance(value, NamedNode | Literal) and len(value.value) >= shape.min_length
    ):
        yield f"is shorter than {shape.min_length} characters"
    for limit, sign in ((shape.min_inclusive, 1), (shape.max_inclusive, -1)):
        if limit is not None:
            order = _compare(value, limit)
            if order is None or order * sign < 0:
                yield f"is {'less' if sign > 0 else 'more'} than {limit.value}"
    if shape.any_of and not any(_conforms(s, value, data) for s in shape.any_of):
        yield "fits none of the shapes that may stand here"
    if shape.exactly_one_of:
        fitting = sum(_conforms(s, value, data) for s in shape.exactly_one_of)
        if fitting != 1:
            yield f"fits {fitting} of the shapes of which it must fit exactly one"
    for inner in shape.nodes:
        for violation in _node(inner, value, data):
            about = violation.path.rpartition("#")[2]
            yield f"{about}: {violation.message}" if about else violation.message


def _conforms(shape: Shape, value: Node, data: _Data) -> bool:
    check = _property if shape.path is not None else _node
    return next(iter(check(shape, value, data)), None) is None


def _has_datatype(value: Node, datatype: str) -> bool:
    if not isinstance(value, Literal) or value.datatype.value != datatype:
        return False
    if datatype in _TEMPORAL:
        literal = temporal(value.value)
        return literal is not None and literal.datatype.value == datatype
    lexical = _LEXICAL.get(datatype)
    return lexical is None or lexical.fullmatch(value.value) is not None


def _is_kind(value: Node, kind: str) -> bool:
    allowed = kind.removeprefix(_SH)
    if isinstance(value, NamedNode):
        return "IRI" in allowed
    return ("BlankNode" if isinstance(value, BlankNode) else "Literal") in allowed


def _matches(value: Node, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, NamedNode | Literal) and pattern.search(value.value) is not None


def _compare(one: Node, other: Node) -> int | None:
    """-1, 0 or 1; None where the two cannot be compared."""
    if not isinstance(one, Literal) or not isinstance(other, Literal):
        return None
    if one.datatype.value in _NUMERIC and other.datatype.value in _NUMERIC:
        try:
            left, right = Decimal(one.value), Decimal(other.value)
        except InvalidOperation:
            return None
        return (left > right) - (left < right)
    if one.datatype == other.datatype == NamedNode(_XSD + "date"):
        return (one.value > other.value) - (one.value < other.value)
    return None


def _show(node: Node) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)
