"""JSON-LD: a context of prefixes, then one node a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import InputError
from kg.export.blocks import Block
from kg.iris import PREFIXES

__all__ = ["jsonld"]

_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"


def jsonld(blocks: Iterable[Block], prefixes: Mapping[str, str]) -> Iterator[str]:
    """A JSON-LD document, piece by piece. IRIs stand in full, properties by their prefix."""
    yield '{"@context": ' + json.dumps(dict(sorted(prefixes.items()))) + ',\n"@graph": ['
    first = True
    for block in blocks:
        yield ("\n" if first else ",\n") + _node(block, prefixes)
        first = False
    yield "\n]}\n"


def _node(block: Block, prefixes: Mapping[str, str]) -> str:
    node: dict[str, Any] = {"@id": _id(block.subject)}
    clash = _clashes(node["@id"], prefixes)
    for predicate, objects in block.facts:
        if predicate.value == _TYPE and all(
            isinstance(o, NamedNode) and not _clashes(o.value, prefixes) for o in objects
        ):
            node["@type"] = [_id(item) for item in objects]
        else:
            key = predicate.value if clash else _key(predicate.value, prefixes)
            node[key] = [_value(item, prefixes) for item in objects]
    if clash:
        # "geo:1,2" would be read as a prefixed name: this node is read without the context.
        node = {"@context": None, **node}
    return json.dumps(node, ensure_ascii=False)


def _key(iri: str, prefixes: Mapping[str, str]) -> str:
    best = max(
        (item for item in prefixes.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    if best is None or iri[len(best[1]) :].startswith("//"):
        return iri
    return f"{best[0]}:{iri[len(best[1]) :]}"


def _value(term: object, prefixes: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(term, Literal):
        if term.language is not None:
            return {"@value": term.value, "@language": term.language}
        if term.datatype.value == _STRING:
            return {"@value": term.value}
        return {"@value": term.value, "@type": term.datatype.value}
    iri = _id(term)
    if _clashes(iri, prefixes):
        return {"@context": None, "@id": iri}
    return {"@id": iri}


def _id(term: object) -> str:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    raise InputError("JSON-LD cannot hold a triple as a node; export to turtle or nquads")


def _clashes(iri: str, prefixes: Mapping[str, str]) -> bool:
    scheme, _, rest = iri.partition(":")
    return scheme in prefixes and not rest.startswith("//")
