"""Which texts are searched: labels, the words of statements, passages, and articles whole. Pure.

A document is one text of one node: ``(node, kind, field, text, language)``. Which there are follows
from the merged view and the records alone:

| triple                                   | kind                             | field   |
|------------------------------------------|----------------------------------|---------|
| ``kg:text``                              | statement                        | text    |
| ``kg:exact`` of four words and more      | passage                          | exact   |
| ``rdfs:label`` of a typed node           | actor, place, event, article ... | label   |
| ``skos:altLabel`` of a typed node        | the same                         | alt     |
| the record of an article: its text       | article                          | body    |

Shorter passages are the names and verbs that facts are hung on: they would be found by the label.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import KG, PREFIXES

__all__ = [
    "KINDS",
    "LABELS",
    "PREDICATES",
    "RECORD",
    "TYPE",
    "TYPES",
    "Document",
    "body",
    "document",
    "kind",
]

TYPE = NamedNode(PREFIXES["rdf"] + "type")
_LABEL = NamedNode(PREFIXES["rdfs"] + "label")
_ALT = NamedNode(PREFIXES["skos"] + "altLabel")
_TEXT = NamedNode(KG + "text")
_EXACT = NamedNode(KG + "exact")
#: Article -> its record, in the graph of records (`kg.pipeline.records`).
RECORD = NamedNode(PREFIXES["prov"] + "value")

#: The predicates whose literals are texts.
PREDICATES = (_LABEL, _ALT, _TEXT, _EXACT)
#: Those of them whose documents depend on the types of the node.
LABELS = (_LABEL, _ALT)

#: Which kind a class makes of a node with a label, the telling ones first.
_CLASSES = (
    ("Event", "event"),
    ("Article", "article"),
    ("Actor", "actor"),
    ("Place", "place"),
    ("Position", "position"),
    ("Source", "source"),
)
TYPES: dict[NamedNode, str] = {NamedNode(KG + name): kind for name, kind in _CLASSES}

#: All kinds of things that are found.
KINDS = ("actor", "place", "event", "statement", "position", "article", "passage", "source")

_FEWEST = 3
"""Spaces in a passage of four words."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of one node."""

    node: str
    kind: str
    field: str
    text: str
    lang: str = ""


def kind(types: Iterable[object]) -> str | None:
    """The kind of a node with these types; None where its label is not searched."""
    found = set(types)
    return next((name for class_, name in TYPES.items() if class_ in found), None)


def document(
    subject: object, predicate: NamedNode, value: object, of: str | None
) -> Document | None:
    """The document that a triple of the view makes, where it makes one.

    ``of`` is the kind of the subject by its types; it counts for labels alone.
    """
    if not isinstance(subject, NamedNode) or not isinstance(value, Literal):
        return None
    text = value.value
    if predicate == _TEXT:
        found = ("statement", "text")
    elif predicate == _EXACT:
        if text.count(" ") < _FEWEST:
            return None
        found = ("passage", "exact")
    elif of is None:
        return None
    elif predicate == _LABEL:
        found = (of, "label")
    elif predicate == _ALT:
        found = (of, "alt")
    else:
        return None
    return Document(subject.value, *found, text, value.language or "")


def body(quad: Quad) -> Document | None:
    """The text of an article, from a quad of the graph of records."""
    if (
        quad.predicate != RECORD
        or not isinstance(quad.subject, NamedNode)
        or not isinstance(quad.object, Literal)
    ):
        return None
    try:
        record = json.loads(quad.object.value)
        text = record["text"]
        language = record.get("language")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(text, str):
        return None
    lang = language if isinstance(language, str) else ""
    return Document(quad.subject.value, "article", "body", text, lang)
