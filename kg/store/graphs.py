"""The names of the graphs that belong to no article, and which graphs the merged view holds.

| graph               | what it holds                                       | in the view |
|---------------------|-----------------------------------------------------|-------------|
| an article's IRI    | what that article says                              | yes         |
| ``graph/ontology``  | the ontology, its alignments, the event types       | yes         |
| ``graph/links``     | links to outside entities                           | yes         |
| ``graph/judgements``| which nodes are one, differ, disagree               | yes         |
| ``graph/loaded``    | triples that came without a graph (a Turtle export) | yes         |
| ``graph/records``   | the extraction of each article, whole, as JSON      | no          |
| ``graph/decisions`` | what a person rejected or amended                   | no          |
| ``graph/inferences``| what a reasoner added                               | no          |
| ``graph/enrichment``| facts copied from elsewhere                         | no          |
| ``graph/history``   | former versions of articles; not exported           | no          |
| ``graph/log``       | when this store took in each article; not exported  | no          |
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.iris import DEFAULT_BASE, KG

__all__ = ["CONTENT_HASH", "RECORD", "Graphs", "is_iri"]

#: Article -> string: the whole extraction as JSON (the contract of `kg.extract.record`).
RECORD = NamedNode(KG + "record")
#: Article -> string: hash of the text and the metadata that were read.
CONTENT_HASH = NamedNode(KG + "contentHash")

_SHARED = (
    "ontology",
    "links",
    "judgements",
    "loaded",
    "records",
    "decisions",
    "inferences",
    "enrichment",
    "history",
    "log",
)
_OUTSIDE = ("records", "decisions", "inferences", "enrichment", "history", "log")


def is_iri(text: str) -> bool:
    """Whether the text can stand as an absolute IRI (RFC 3987, the characters alone)."""
    try:
        node = NamedNode(text)
    except ValueError:
        return False
    return ":" in node.value


@dataclass(frozen=True, slots=True)
class Graphs:
    """The names of the shared graphs under one base."""

    base: str = DEFAULT_BASE

    def named(self, name: str) -> NamedNode:
        """The graph ``name`` (``links``, ``records`` ...) of this base."""
        return NamedNode(f"{self.base}graph/{name}")

    @property
    def records(self) -> NamedNode:
        """Where the extractions are kept."""
        return self.named("records")

    @property
    def decisions(self) -> NamedNode:
        """What people decided."""
        return self.named("decisions")

    @property
    def judgements(self) -> NamedNode:
        """What was decided about pairs of nodes."""
        return self.named("judgements")

    @property
    def links(self) -> NamedNode:
        """Links to outside entities."""
        return self.named("links")

    @property
    def log(self) -> NamedNode:
        """When this store took in each article.

        Exports leave it and `history` out: everything else is the same for the same input,
        whenever and in whatever order it came.
        """
        return self.named("log")

    @property
    def history(self) -> NamedNode:
        """Former versions of articles, each as its record."""
        return self.named("history")

    @property
    def ontology(self) -> NamedNode:
        """The ontology and the event types."""
        return self.named("ontology")

    @property
    def loaded(self) -> NamedNode:
        """Triples that came without a graph."""
        return self.named("loaded")

    def shared(self) -> frozenset[NamedNode]:
        """All graphs that belong to no article."""
        return frozenset(self.named(name) for name in _SHARED)

    def outside_view(self) -> frozenset[NamedNode]:
        """The graphs that the merged view leaves out."""
        return frozenset(self.named(name) for name in _OUTSIDE)
