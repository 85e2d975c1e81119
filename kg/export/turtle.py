"""Turtle and TriG: grouped by subject, prefixed, one property a line.

Written here because the library's writer puts the prefixes in another order every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.export.blocks import Block
from kg.iris import PREFIXES

__all__ = ["trig", "turtle"]

#: Local names that need no escape: a part of what the grammar (PN_LOCAL) allows.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]


class _Names:
    """Shortens IRIs to prefixed names."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # The longest namespace first, so that the closest one wins.
        self._spaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._known: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        short = self._known.get(iri)
        if short is None:
            short = self._short(iri)
            if len(self._known) < 4096:
                self._known[iri] = short
        return short

    def _short(self, iri: str) -> str:
        for prefix, space in self._spaces:
            if iri.startswith(space):
                local = iri[len(space) :]
                if _LOCAL.fullmatch(local):
                    return f"{prefix}:{local}"
        return f"<{iri}>"

    def term(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self.iri(term.value) if str(term) == f"<{term.value}>" else str(term)
        if isinstance(term, Literal):
            kind = term.datatype.value
            if kind.startswith(_XSD) and kind != _XSD + "string":
                plain = str(Literal(term.value))
                return f"{plain}^^{self.iri(kind)}"
        assert isinstance(term, Literal | BlankNode | Triple)
        return str(term)


def turtle(blocks: Iterable[Block], prefixes: Mapping[str, str]) -> Iterator[str]:
    """A Turtle document, piece by piece."""
    names = _Names(prefixes)
    yield from _head(prefixes)
    for block in blocks:
        yield "\n" + _block(block, names, "")


def trig(blocks: Iterable[Block], prefixes: Mapping[str, str]) -> Iterator[str]:
    """A TriG document, piece by piece; the blocks come graph by graph."""
    names = _Names(prefixes)
    yield from _head(prefixes)
    graph: NamedNode | None = None
    for block in blocks:
        if block.graph != graph:
            if graph is not None:
                yield "}\n"
            assert block.graph is not None
            graph = block.graph
            yield f"\n{names.term(graph)} {{\n"
        yield _block(block, names, "  ")
    if graph is not None:
        yield "}\n"


def _head(prefixes: Mapping[str, str]) -> Iterator[str]:
    for prefix, space in sorted(prefixes.items()):
        yield f"@prefix {prefix}: <{space}> .\n"


def _block(block: Block, names: _Names, indent: str) -> str:
    lines = []
    for predicate, objects in block.facts:
        verb = "a" if predicate.value == _TYPE else names.term(predicate)
        lines.append(f"{verb} {', '.join(names.term(o) for o in objects)}")
    inner = f" ;\n{indent}    ".join(lines)
    return f"{indent}{names.term(block.subject)} {inner} .\n"
