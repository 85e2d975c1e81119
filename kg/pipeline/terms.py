"""What a person types for a node, a property or a value, as an RDF term."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.errors import UsageError
from kg.iris import KG, PREFIXES
from kg.map.terms import DATE, EARLIEST, EDTF, LATEST, STATUS_OF, TEXT
from kg.map.values import when_iso

__all__ = ["node_of", "property_of", "value_of", "values_of_date"]

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_DECIMAL = frozenset(NamedNode(KG + name) for name in ("confidence", "value"))
_NODES = frozenset(
    NamedNode(KG + name)
    for name in (
        "agent",
        "patient",
        "addressee",
        "participant",
        "place",
        "speaker",
        "channel",
        "about",
        "of",
        "holds",
        "accordingTo",
        "inResponseTo",
        "eventType",
        "act",
    )
)


def node_of(text: str, prefixes: Mapping[str, str]) -> NamedNode:
    """An IRI as it stands, in angle brackets, or by its prefix. Raises `UsageError`."""
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    prefix, colon, local = text.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        text = prefixes[prefix] + local
    try:
        node = NamedNode(text)
    except ValueError:
        raise UsageError(f"'{text}' is not an IRI") from None
    if ":" not in text:
        raise UsageError(f"'{text}' is not an IRI; write it in full, or as id:...")
    return node


def property_of(text: str, prefixes: Mapping[str, str]) -> NamedNode:
    """A property: as `node_of`, or a bare name of the ontology (``speaker``), or ``label``."""
    if text == "label":
        return NamedNode(PREFIXES["rdfs"] + "label")
    return NamedNode(KG + text) if _BARE.fullmatch(text) else node_of(text, prefixes)


def value_of(
    text: str, predicate: NamedNode, prefixes: Mapping[str, str], language: str | None = None
) -> NamedNode | Literal:
    """A value of a property: Turtle's way of writing it, else what the property takes.

    ``"words"@es``, ``"2026"^^xsd:gYear``, ``<iri>`` and prefixed names are read as Turtle reads
    them; a bare word is a status, a number, a text or an IRI as the property asks for. Raises
    `UsageError` where it is none of that.
    """
    prefix, colon, local = text.partition(":")
    turtle = text[:1] in ('"', "'", "<") or (
        bool(colon) and prefix in prefixes and re.fullmatch(r"[\w.\-/%]+", local) is not None
    )
    if predicate == STATUS_OF and _BARE.fullmatch(text):
        return NamedNode(KG + text.capitalize())
    if predicate in _NODES or text.startswith(("http://", "https://")):
        return node_of(text, prefixes)
    if turtle and text[:1] != "<" and text[:1] not in ('"', "'"):
        return node_of(text, prefixes)
    if turtle:
        return _turtle(text, prefixes)
    if predicate in (EARLIEST, LATEST):
        return Literal(_date(text, predicate), datatype=NamedNode(PREFIXES["xsd"] + "date"))
    if predicate in _DECIMAL:
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
            raise UsageError(f"'{text}' is not a number")
        return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + "decimal"))
    if language is not None or predicate == TEXT:
        try:
            return Literal(text, language=(language or "und").lower())
        except ValueError:
            raise UsageError(f"'{language}' is not a language tag") from None
    return Literal(text)


def values_of_date(text: str) -> dict[NamedNode, Literal]:
    """All that the graph says of a date: its value, EDTF form and bounds, which go together.

    Raises `UsageError` where the text is no ISO 8601 date.
    """
    when = when_iso(text)
    if when is None or when.earliest is None or when.latest is None:
        raise UsageError(f"'{text}' is not a date such as 2026-01-03, 2026-01 or 2026")
    found = {EARLIEST: when.earliest, LATEST: when.latest}
    if when.date is not None:
        found[DATE] = when.date
    if when.edtf is not None:
        found[EDTF] = Literal(when.edtf)
    return found


def _date(text: str, predicate: NamedNode) -> str:
    values = values_of_date(text)
    return values[predicate].value


def _turtle(text: str, prefixes: Mapping[str, str]) -> NamedNode | Literal:
    head = "".join(f"@prefix {p}: <{space}> .\n" for p, space in prefixes.items())
    try:
        quads: list[Quad] = list(parse(f"{head}<a:s> <a:p> {text} .".encode(), RdfFormat.TURTLE))
    except SyntaxError:
        raise UsageError(f"{text} is not a term as Turtle writes it") from None
    value = quads[0].object if len(quads) == 1 else None
    if not isinstance(value, NamedNode | Literal):
        raise UsageError(f"{text} is not one term")
    return value
