"""The fast check: the shapes evaluated over one article's quads, in a few milliseconds."""

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


#: A check of one value: why it is wrong, or None.
_Check = Callable[[Node, "_Data"], str | None]


class Checker:
    """The shapes, read once; `check` is pure and may be called for any number of articles."""

    def __init__(self, shapes: Path | None = None) -> None:
        """Read ``shapes.ttl``, or the shapes of another file (see `read_shapes` for errors)."""
        found = read_shapes(shapes or data_folder("ontology") / "shapes.ttl")
        self._plans = [(shape.targets, _Plan(shape)) for shape in found]
        self._inverse = frozenset(p for _, plan in self._plans for p in plan.inverse_paths())

    def check(self, quads: Iterable[Quad | Triple]) -> Report:
        """What breaks the shapes in these quads; the names of graphs do not matter."""
        data = _Data(quads, self._inverse)
        found: list[Violation] = []
        for targets, plan in self._plans:
            for node in {node for target in targets for node in data.instances(target)}:
                plan.run(node, data, found)
        return Report.of(found)


class _Data:
    """The triples by subject and property; by property and object where a shape looks that way."""

    def __init__(self, quads: Iterable[Quad | Triple], inverse: frozenset[NamedNode]) -> None:
        self._out: dict[tuple[Node, NamedNode], set[Node]] = defaultdict(set)
        self._in: dict[tuple[Node, NamedNode], set[Node]] = defaultdict(set)
        above: dict[Node, set[Node]] = defaultdict(set)
        for quad in quads:
            subject, predicate, value = quad.subject, quad.predicate, quad.object
            self._out[subject, predicate].add(value)
            if predicate == _TYPE or predicate in inverse:
                self._in[value, predicate].add(subject)
            elif predicate == _SUBCLASS:
                above[subject].add(value)
        self._below: dict[Node, set[Node]] = defaultdict(set)
        for class_ in list(above):
            for other in _reachable(class_, above):
                self._below[other].add(class_)

    def values(self, node: Node, path: NamedNode, inverse: bool) -> set[Node]:
        """The value nodes of a path."""
        return (self._in if inverse else self._out).get((node, path), _EMPTY)

    def instances(self, class_: NamedNode) -> set[Node]:
        """The nodes that are of a class, by its own name or a subclass's."""
        found = set(self._in.get((class_, _TYPE), _EMPTY))
        for below in self._below.get(class_, ()):
            found |= self._in.get((below, _TYPE), _EMPTY)
        return found

    def is_a(self, node: Node, class_: NamedNode) -> bool:
        """Whether the node is of the class."""
        types = self._out.get((node, _TYPE), _EMPTY)
        return class_ in types or bool(types & self._below.get(class_, _EMPTY))


_EMPTY: set[Node] = set()


def _reachable(start: Node, above: dict[Node, set[Node]]) -> set[Node]:
    seen: set[Node] = set()
    todo = [start]
    while todo:
        for other in above.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


class _Plan:
    """A shape made ready to run: only the checks that it asks for."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.checks = tuple(_checks(shape))
        self.properties = tuple(_Plan(inner) for inner in shape.properties)
        self.counted = shape.min_count is not None or shape.max_count is not None
        self.compared = tuple(
            (other, fits)
            for other, fits in (
                (shape.less_than, _before),
                (shape.less_than_or_equals, _not_after),
            )
            if other is not None
        )

    def inverse_paths(self) -> Iterator[NamedNode]:
        """The properties that this shape or one inside it follows backwards."""
        if self.shape.inverse and self.shape.path is not None:
            yield self.shape.path
        inner = (*self.shape.any_of, *self.shape.exactly_one_of, *self.shape.nodes)
        for plan in (*self.properties, *map(_Plan, inner)):
            yield from plan.inverse_paths()

    def run(self, focus: Node, data: _Data, found: list[Violation]) -> None:
        """Note what breaks the shape at the focus node."""
        if self.shape.path is not None:
            self._run_property(focus, data, found)
            return
        for check in self.checks:
            reason = check(focus, data)
            if reason is not None:
                shown = _show(focus)
                found.append(Violation(shown, "", self.shape.message or reason, shown))
        for plan in self.properties:
            plan.run(focus, data, found)

    def holds(self, focus: Node, data: _Data) -> bool:
        """Whether nothing breaks the shape."""
        found: list[Violation] = []
        self.run(focus, data, found)
        return not found

    def _run_property(self, focus: Node, data: _Data, found: list[Violation]) -> None:
        shape = self.shape
        assert shape.path is not None
        values = data.values(focus, shape.path, shape.inverse)
        wrong: list[tuple[str, Node | None]] = []
        if self.counted:
            if shape.min_count is not None and len(values) < shape.min_count:
                wrong.append((f"has {len(values)} values, fewer than {shape.min_count}", None))
            if shape.max_count is not None and len(values) > shape.max_count:
                wrong.append((f"has {len(values)} values, more than {shape.max_count}", None))
        if shape.has_value is not None and shape.has_value not in values:
            wrong.append((f"lacks the value {_show(shape.has_value)}", None))
        for other, fits in self.compared:
            for value, limit in _pairs(values, data.values(focus, other, False), fits):
                wrong.append((f"is not before {_show(limit)} ({other.value})", value))
        for value in values:
            for check in self.checks:
                reason = check(value, data)
                if reason is not None:
                    wrong.append((reason, value))
        for reason, node in wrong:
            shown = "" if node is None else _show(node)
            found.append(Violation(_show(focus), shape.path.value, shape.message or reason, shown))


def _before(order: int) -> bool:
    return order < 0


def _not_after(order: int) -> bool:
    return order <= 0


def _pairs(
    values: set[Node], limits: set[Node], fits: Callable[[int], bool]
) -> Iterator[tuple[Node, Node]]:
    for value in values:
        for limit in limits:
            order = _compare(value, limit)
            if order is None or not fits(order):
                yield value, limit


def _checks(shape: Shape) -> Iterator[_Check]:
    """The value constraints of a shape, one function each."""
    if (datatype := shape.datatype) is not None:
        yield lambda v, _, d=datatype: (  # type: ignore[misc]
            None if _has_datatype(v, d) else f"is not of the datatype {d}"
        )
    if (kind := shape.node_kind) is not None:
        yield lambda v, _, k=kind: (  # type: ignore[misc]
            None if _is_kind(v, k) else f"is not a {k.removeprefix(_SH)}"
        )
    for class_ in shape.classes:
        yield lambda v, data, c=class_: (  # type: ignore[misc]
            None if data.is_a(v, c) else f"is not a {c.value}"
        )
    if (pattern := shape.pattern) is not None:
        yield lambda v, _, p=pattern: (  # type: ignore[misc]
            None if _matches(v, p) else f"does not match {p.pattern}"
        )
    if (one_of := shape.one_of) is not None:
        yield lambda v, _, allowed=frozenset(one_of): (  # type: ignore[misc]
            None if v in allowed else "is none of the values that may stand here"
        )
    if (length := shape.min_length) is not None:
        yield lambda v, _, n=length: (  # type: ignore[misc]
            None if _is_long(v, n) else f"is shorter than {n} characters"
        )
    for limit, sign, word in (
        (shape.min_inclusive, 1, "less"),
        (shape.max_inclusive, -1, "more"),
    ):
        if limit is not None:
            yield lambda v, _, x=limit, s=sign, w=word: (  # type: ignore[misc]
                None if _within(v, x, s) else f"is {w} than {x.value}"
            )
    yield from _logical(shape)


def _logical(shape: Shape) -> Iterator[_Check]:
    """``sh:or``, ``sh:xone`` and ``sh:node``."""
    if shape.any_of:
        plans = tuple(_Plan(inner) for inner in shape.any_of)
        yield lambda v, data, ps=plans: (  # type: ignore[misc]
            None
            if any(plan.holds(v, data) for plan in ps)
            else "fits none of the shapes that may stand here"
        )
    if shape.exactly_one_of:
        plans = tuple(_Plan(inner) for inner in shape.exactly_one_of)

        yield _exactly_one(plans)
    for inner in shape.nodes:
        yield _conforming(_Plan(inner))


def _exactly_one(plans: tuple[_Plan, ...]) -> _Check:
    def check(value: Node, data: _Data) -> str | None:
        fitting = sum(plan.holds(value, data) for plan in plans)
        if fitting == 1:
            return None
        return f"fits {fitting} of the shapes of which it must fit exactly one"

    return check


def _conforming(plan: _Plan) -> _Check:
    def check(value: Node, data: _Data) -> str | None:
        found: list[Violation] = []
        plan.run(value, data, found)
        if not found:
            return None
        about = found[0].path.rpartition("#")[2]
        return f"{about}: {found[0].message}" if about else found[0].message

    return check


def _is_long(value: Node, length: int) -> bool:
    return isinstance(value, NamedNode | Literal) and len(value.value) >= length


def _within(value: Node, limit: Literal, sign: int) -> bool:
    order = _compare(value, limit)
    return order is not None and order * sign >= 0


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
