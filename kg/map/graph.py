"""A small builder of one named graph: no blank nodes, no repeated quads, order kept."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import InputError
from kg.map import values
from kg.map.identifiers import passage_iri
from kg.map.terms import (
    DATE,
    EARLIEST,
    EDTF,
    END,
    EXACT,
    IN_ARTICLE,
    LATEST,
    PASSAGE,
    START,
    SUPERCLASSES,
    TYPE,
)
from kg.model import Span

__all__ = ["GraphBuilder", "node"]


def node(iri: str) -> NamedNode:
    """The node of an IRI. Raises `InputError` on a string that is none."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise InputError(f"'{iri[:200]}' is not an IRI: {error}") from None


class GraphBuilder:
    """Collects the quads of one named graph."""

    def __init__(self, graph: str, text: str = "") -> None:
        self.iri = graph
        self.graph = node(graph)
        self.text = text
        self._quads: dict[tuple[NamedNode, NamedNode, NamedNode | Literal], None] = {}
        self._passages: dict[Span, NamedNode] = {}

    def add(
        self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal | None
    ) -> None:
        """Add a triple; nothing where there is no value."""
        if value is not None:
            self._quads[subject, predicate, value] = None

    def typed(self, subject: NamedNode, *classes: NamedNode) -> NamedNode:
        """Type a node with classes and their superclasses; the node is given back."""
        for class_ in classes:
            self._quads[subject, TYPE, class_] = None
            for superclass in SUPERCLASSES.get(class_, ()):
                self._quads[subject, TYPE, superclass] = None
        return subject

    def when(self, subject: NamedNode, when: values.When | None) -> None:
        """Add the date, its EDTF form and its bounds."""
        if when is not None:
            self.add(subject, DATE, when.date)
            self.add(subject, EDTF, values.string(when.edtf) if when.edtf else None)
            self.add(subject, EARLIEST, when.earliest)
            self.add(subject, LATEST, when.latest)

    def passage(self, span: Span) -> NamedNode:
        """The passage of a span of the article's text, described once.

        Raises `InputError` where the span is empty or outside the text.
        """
        found = self._passages.get(span)
        if found is not None:
            return found
        if not 0 <= span.start < span.end <= len(self.text):
            raise InputError(
                f"{self.iri}: the span {span.start} to {span.end} is not inside the text of "
                f"{len(self.text)} code points"
            )
        passage = NamedNode(passage_iri(self.iri, span))
        self.typed(passage, PASSAGE)
        self.add(passage, IN_ARTICLE, self.graph)
        self.add(passage, START, values.integer(span.start))
        self.add(passage, END, values.integer(span.end))
        self.add(passage, EXACT, values.string(span.of(self.text)))
        self._passages[span] = passage
        return passage

    def quads(self) -> list[Quad]:
        """All quads, each once."""
        return [Quad(s, p, o, self.graph) for s, p, o in self._quads]
