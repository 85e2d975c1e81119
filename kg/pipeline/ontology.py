"""The ontology as the store holds it: part of the merged view, so that queries can join with it."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from kg.config import data_folder
from kg.errors import UsageError

__all__ = ["ontology_triples", "without_blank_nodes"]

_FILES = ("newsgraph.ttl", "event-types.ttl", "speech-acts.ttl")


def ontology_triples(base: str, folder: Path | None = None) -> frozenset[Triple]:
    """The ontology, the event types and the speech acts, without blank nodes."""
    folder = folder or data_folder("ontology")
    triples: set[Triple] = set()
    for name in _FILES:
        path = folder / name
        if not path.exists():
            continue
        try:
            quads = list(parse(path.read_bytes(), RdfFormat.TURTLE))
        except SyntaxError as error:
            raise UsageError(f"{path}: {error}") from None
        named = without_blank_nodes(quads, f"{base}genid/{path.stem}-")
        triples.update(quad.triple for quad in named)
    return frozenset(triples)


def without_blank_nodes(
    quads: list[Quad], prefix: str, names: dict[BlankNode, NamedNode] | None = None
) -> list[Quad]:
    """The quads with IRIs in place of blank nodes, numbered as they come (RDF 1.1, 3.5).

    ``names`` keeps the IRIs from one call to the next.
    """
    names = {} if names is None else names

    def named(term: object) -> object:
        if isinstance(term, BlankNode):
            return names.setdefault(term, NamedNode(f"{prefix}{len(names) + 1}"))
        return term

    return [
        Quad(named(q.subject), q.predicate, named(q.object), q.graph_name)  # type: ignore[arg-type]
        for q in quads
    ]
