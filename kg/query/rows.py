"""The first rows of a result in the usual formats.

The library writes a result whole or not at all, so the rows are written here where only the first
ones are wanted. The documents are those that the library would write: SPARQL 1.1 Query Results CSV
and TSV, JSON, and XML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import IO, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

__all__ = ["write_first"]

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
_Row: TypeAlias = Sequence[Term | None]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_QUOTED = re.compile(r'[",\r\n]')


def write_first(results: QuerySolutions, most: int, form: str, out: IO[bytes]) -> bool:
    """Write the first ``most`` rows as csv, tsv, json or xml; say whether there are more."""
    names = [variable.value for variable in results.variables]
    rows: list[_Row] = [[row[name] for name in names] for row in islice(results, most)]
    more = next(iter(results), None) is not None
    writers: dict[str, Callable[[Sequence[str], Sequence[_Row]], Iterator[str]]] = {
        "csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml,
    }  # fmt: skip
    for piece in writers[form](names, rows):
        out.write(piece.encode("utf-8"))
    return more


def _csv(names: Sequence[str], rows: Sequence[_Row]) -> Iterator[str]:
    yield ",".join(names) + "\r\n"
    for row in rows:
        yield ",".join(_cell(term) for term in row) + "\r\n"


def _cell(term: Term | None) -> str:
    text = "" if term is None else str(term)
    if isinstance(term, NamedNode | Literal):
        text = term.value
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _tsv(names: Sequence[str], rows: Sequence[_Row]) -> Iterator[str]:
    yield "\t".join("?" + name for name in names) + "\n"
    for row in rows:
        yield "\t".join(_written(term) for term in row) + "\n"


def _written(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and term.datatype.value == _XSD + "integer":
        return term.value
    return str(term).replace("\t", "\\t")


def _json(names: Sequence[str], rows: Sequence[_Row]) -> Iterator[str]:
    yield '{"head":{"vars":' + json.dumps(list(names)) + '},"results":{"bindings":['
    for i, row in enumerate(rows):
        bound = {n: _object(t) for n, t in zip(names, row, strict=True) if t is not None}
        yield (",\n" if i else "\n") + json.dumps(bound, ensure_ascii=False, separators=(",", ":"))
    yield "]}}"


def _object(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _object(part) for name, part in parts.items()}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language is not None:
        found["xml:lang"] = term.language
    elif term.datatype.value != _XSD + "string":
        found["datatype"] = term.datatype.value
    return found


def _xml(names: Sequence[str], rows: Sequence[_Row]) -> Iterator[str]:
    yield (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
        + "".join(f"<variable name={quoteattr(name)}/>" for name in names)
        + "</head><results>"
    )
    for row in rows:
        cells = (
            f"<binding name={quoteattr(name)}>{_element(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(cells)}</result>"
    yield "</results></sparql>"


def _element(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return "<triple>" + "".join(f"<{n}>{_element(t)}</{n}>" for n, t in parts) + "</triple>"
    text = escape(term.value, {"\r": "&#13;"})
    if term.language is not None:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    if term.datatype.value != _XSD + "string":
        return f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"
    return f"<literal>{text}</literal>"
