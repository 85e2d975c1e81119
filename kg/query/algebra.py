"""The SPARQL algebra of a query, as rdflib reads it (SPARQL 1.1, 18.2), and its triple patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import Literal, URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode

from kg.errors import QueryError

__all__ = ["algebra_lines", "patterns"]

#: Parts of the algebra that say nothing to a reader.
_SILENT = {"_vars", "PV", "lazy", "datasetClause"}


def algebra_lines(text: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """The algebra, one step a line, indented. Raises `QueryError` where rdflib cannot read it."""
    yield from _lines(_algebra(text), prefixes, 0)


def patterns(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each triple pattern as it is written, and a query that counts what matches it alone."""
    seen = set()
    for graph, triple in _triples(_algebra(text), None):
        if any(isinstance(term, Path) for term in triple):
            continue
        body = " ".join(_n3(term) for term in triple)
        body = f"GRAPH {_n3(graph)} {{ {body} }}" if graph is not None else body
        if body not in seen:
            seen.add(body)
            shown = " ".join(_short(term, prefixes) for term in triple)
            if graph is not None:
                shown = f"GRAPH {_short(graph, prefixes)} {{ {shown} }}"
            yield shown, f"SELECT (COUNT(*) AS ?n) {{ {body} }}"


def _algebra(text: str) -> CompValue:
    try:
        found = prepareQuery(text).algebra
    except Exception as error:
        line = " ".join(str(error).split())
        raise QueryError(f"rdflib cannot read the query: {line[:200]}") from None
    assert isinstance(found, CompValue)
    return found


def _lines(part: Any, prefixes: Mapping[str, str], depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(part, CompValue):
        yield indent + part.name
        for key, value in part.items():
            if key in _SILENT or value is None or value == []:
                continue
            if key == "triples":
                for triple in value:
                    yield indent + "  " + " ".join(_short(term, prefixes) for term in triple)
            elif isinstance(value, CompValue) or (
                isinstance(value, list) and any(isinstance(item, CompValue) for item in value)
            ):
                if key not in ("p", "p1", "p2"):
                    yield f"{indent}  {key}:"
                for item in value if isinstance(value, list) else [value]:
                    yield from _lines(item, prefixes, depth + 1 + (key not in ("p", "p1", "p2")))
            else:
                yield f"{indent}  {key}: {_plain(value, prefixes)}"
    else:
        yield indent + _plain(part, prefixes)


def _plain(value: Any, prefixes: Mapping[str, str]) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(_plain(item, prefixes) for item in value)
    if isinstance(value, dict):
        pairs = (f"{_plain(k, prefixes)} = {_plain(v, prefixes)}" for k, v in value.items())
        return " ".join(pairs)
    return _short(value, prefixes)


def _triples(part: Any, graph: Any) -> Iterator[tuple[Any, tuple[Any, Any, Any]]]:
    if isinstance(part, CompValue):
        if part.name == "Graph":
            graph = part.get("term")
        for key, value in part.items():
            if key == "triples" and part.name == "BGP":
                yield from ((graph, triple) for triple in value)
            else:
                yield from _triples(value, graph)
    elif isinstance(part, list):
        for item in part:
            yield from _triples(item, graph)


def _n3(term: Any) -> str:
    if isinstance(term, BNode):
        return f"?{term}"
    return str(term.n3())


def _short(term: Any, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, URIRef):
        for prefix, iri in sorted(prefixes.items(), key=lambda item: -len(item[1])):
            if term.startswith(iri):
                return f"{prefix}:{term[len(iri) :]}"
        return f"<{term}>"
    if isinstance(term, Variable | Literal | BNode):
        return str(term.n3())
    return str(term)
