"""The mapping: an extraction becomes the quads of its article's graph. Pure; no input or output."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from pyoxigraph import Quad

from kg.errors import InputError
from kg.iris import DEFAULT_BASE
from kg.map.article import map_article, map_citations, map_provenance
from kg.map.facts import FactMapper
from kg.map.graph import GraphBuilder, node
from kg.map.identifiers import article_iri, event_iris, statement_iris
from kg.model import Extraction

__all__ = ["map_extraction"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


def map_extraction(
    extraction: Extraction,
    *,
    base: str = DEFAULT_BASE,
    resolve: Mapping[str, str] = _NOTHING,
    ingested_at: datetime | None = None,
) -> list[Quad]:
    """The quads of one article, all in the graph that is named by the article's IRI.

    ``resolve`` maps own IRIs of actors and events (see `kg.map.event_iris`) to the IRIs of the
    clusters that they belong to; what it does not name keeps its own. ``ingested_at`` is when the
    article came into the graph: the caller keeps it while the article is unchanged.

    The same arguments give the same quads in the same order, without blank nodes and without
    repetitions. Raises `InputError` on an extraction whose spans lie outside its text or whose
    actors' IRIs are none.
    """
    graph = GraphBuilder(article_iri(extraction.article, base), extraction.article.text)
    try:
        events = tuple(node(resolve.get(i, i)) for i in event_iris(extraction, base))
        statements = tuple(node(i) for i in statement_iris(extraction, base))
        map_article(graph, extraction.article, extraction.segments)
        map_provenance(graph, extraction.generator, base, ingested_at)
        facts = FactMapper(graph, extraction, base, resolve, events, statements)
        facts.map_actors()
        facts.map_events()
        facts.map_statements()
        facts.map_positions()
        map_citations(graph, extraction)
    except InputError as error:
        raise InputError(f"{extraction.article.path}: {error}") from None
    return graph.quads()
