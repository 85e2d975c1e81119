"""RDF/XML: one ``rdf:Description`` a subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import InputError
from kg.export.blocks import Block
from kg.iris import PREFIXES

__all__ = ["rdfxml"]

_STRING = PREFIXES["xsd"] + "string"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*$")
#: What XML 1.0 cannot carry, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def rdfxml(blocks: Iterable[Block], prefixes: Mapping[str, str]) -> Iterator[str]:
    """An RDF/XML document, piece by piece.

    Raises `InputError` on what the format cannot say: a property without an XML name at its end, a
    control character in a text.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    for prefix, space in sorted(prefixes.items()):
        yield f"\n    xmlns:{prefix}={quoteattr(space)}"
    yield ">\n"
    spaces = {space: prefix for prefix, space in prefixes.items()}
    for block in blocks:
        yield f"<rdf:Description {_node(block.subject, 'about')}>\n"
        for predicate, objects in block.facts:
            tag, declared = _tag(predicate.value, spaces)
            for item in objects:
                yield f"  {_property(tag, declared, item)}\n"
        yield "</rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _tag(iri: str, spaces: Mapping[str, str]) -> tuple[str, str]:
    """The element's name and the declaration of its namespace, where it needs one."""
    match = _NAME.search(iri)
    if match is None:
        raise InputError(f"RDF/XML cannot write the property <{iri}>; export to turtle")
    space, local = iri[: match.start()], match[0]
    prefix = spaces.get(space)
    if prefix is not None:
        return f"{prefix}:{local}", ""
    return f"p:{local}", f" xmlns:p={quoteattr(space)}"


def _property(tag: str, declared: str, term: object) -> str:
    if not isinstance(term, Literal):
        return f"<{tag}{declared} {_node(term, 'resource')}/>"
    if _FORBIDDEN.search(term.value):
        raise InputError("RDF/XML cannot hold a control character that a text has; use turtle")
    text = escape(term.value, {"\r": "&#13;"})
    if term.language is not None:
        return f'<{tag}{declared} xml:lang="{term.language}">{text}</{tag}>'
    if term.datatype.value != _STRING:
        return f"<{tag}{declared} rdf:datatype={quoteattr(term.datatype.value)}>{text}</{tag}>"
    return f"<{tag}{declared}>{text}</{tag}>"


def _node(term: object, attribute: str) -> str:
    if isinstance(term, NamedNode):
        return f"rdf:{attribute}={quoteattr(term.value)}"
    if isinstance(term, BlankNode):
        return f'rdf:nodeID="{term.value}"'
    raise InputError("RDF/XML cannot hold a triple as a node; export to turtle or nquads")
