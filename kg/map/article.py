"""What the graph says of the article itself and of how it was read (PROV-O)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pyoxigraph import NamedNode

from kg.iris import Minter, is_address, slug
from kg.map import values
from kg.map.graph import GraphBuilder, node
from kg.map.identifiers import fragment, source_iri
from kg.map.terms import (
    ARTICLE,
    CITES,
    EVIDENCE,
    LABEL,
    PATH,
    SOURCE,
    TYPE,
    term,
)
from kg.model import Article, CitedSource, Extraction, Generator, Segment, SegmentKind

__all__ = ["map_article", "map_citations", "map_provenance", "map_source"]

_IDENTIFIER = term("dcterms:identifier")


#: Longest label (code points) made of an article's first headline.
_LONGEST = 120
_HEADS = (SegmentKind.TITLE, SegmentKind.HEADLINE)


def map_article(graph: GraphBuilder, article: Article, segments: tuple[Segment, ...] = ()) -> None:
    """The article: title, publisher, authors, language, section, keywords, dates, path, address;
    a licence that is an address as ``dcterms:license``, words as ``dcterms:rights``.

    One without a title is labelled by its first headline, else by its path: ``segments`` are its
    parts.
    """
    this = graph.typed(graph.graph, ARTICLE)
    graph.add(this, PATH, values.string(article.path))
    title = (article.title or "").strip()
    licence = article.licence if article.licence and is_address(article.licence) else None
    graph.add(this, LABEL, values.string(title or _headline(article, segments) or article.path))
    if title:
        graph.add(this, term("dcterms:title"), values.string(title))
    for name, value in (
        ("dcterms:publisher", article.publisher),
        ("dcterms:creator", article.author),
        *(("dcterms:creator", name) for name in article.co_authors),
        ("dcterms:language", article.language),
        ("dcterms:identifier", article.id),
        ("dcterms:rights", None if licence else article.licence),
        ("schema:articleSection", article.section),
        *(("schema:keywords", keyword) for keyword in article.keywords),
    ):
        if value and value.strip():
            graph.add(this, term(name), values.string(value.strip()))
    if licence:
        graph.add(this, term("dcterms:license"), node(licence))
    if article.url:
        graph.add(this, term("schema:url"), values.string(article.url))
    graph.when(this, values.when_iso(article.published))
    modified = values.when_iso(article.modified)
    graph.add(this, term("dcterms:modified"), modified.date if modified else None)


def _headline(article: Article, segments: tuple[Segment, ...]) -> str:
    """The first headline of the text; empty where it has none."""
    head = next((s for s in segments if s.kind in _HEADS), None)
    if head is None:
        return ""
    return values.shortened(head.span.of(article.text).strip("#*= \n"), _LONGEST)


def map_provenance(
    graph: GraphBuilder, generator: Generator, base: str, ingested_at: datetime | None
) -> None:
    """How the graph came about: the activity, the program and its models, the time if it is given.

    The time is written in UTC to the second, on the article as ``prov:generatedAtTime``.
    """
    minter = Minter(base)
    activity = node(fragment(graph.iri, "extraction"))
    graph.add(activity, TYPE, term("prov:Activity"))
    graph.add(activity, term("prov:used"), graph.graph)
    program = f"{generator.program} {generator.version}".strip()
    agent = node(f"{minter.base}software/{slug(generator.program)}-{_version(generator.version)}")
    graph.add(agent, TYPE, term("prov:SoftwareAgent"))
    graph.add(agent, LABEL, values.string(program))
    graph.add(agent, term("schema:softwareVersion"), values.string(generator.version))
    graph.add(activity, term("prov:wasAssociatedWith"), agent)
    for model in generator.models:
        used = node(f"{minter.base}model/{_version(model)}")
        graph.add(used, TYPE, term("prov:Entity"))
        graph.add(used, LABEL, values.string(model))
        graph.add(activity, term("prov:used"), used)
    graph.add(graph.graph, term("prov:wasGeneratedBy"), activity)
    if ingested_at is not None:
        graph.add(graph.graph, term("prov:generatedAtTime"), values.stamp(ingested_at))


def _version(text: str) -> str:
    """A program's or model's name and version as a part of an IRI, its dots kept as hyphens."""
    return slug(text.replace(".", "-"))


def map_source(graph: GraphBuilder, identifier: str, cited: Mapping[str, CitedSource]) -> NamedNode:
    """The source that the article cites as ``[identifier]``, with what ``cited`` says of it.

    Where its address is known, that is the name of the real article too, should it be in the graph
    or come later: ``prov:alternateOf`` joins the two.
    """
    source = graph.typed(node(source_iri(graph.iri, identifier)), SOURCE)
    graph.add(source, _IDENTIFIER, values.string(identifier))
    known = cited.get(identifier, CitedSource(identifier))
    title = (known.title or "").strip()
    graph.add(source, LABEL, values.string(f"[{identifier}] {title}".rstrip()))
    for name, value in (("dcterms:title", title), ("dcterms:publisher", known.publisher)):
        graph.add(source, term(name), values.string(value.strip()) if value else None)
    graph.when(source, values.when_iso(known.published))
    if known.url and is_address(known.url):
        graph.add(source, term("schema:url"), values.string(known.url))
        graph.add(source, term("prov:alternateOf"), node(known.url))
    if known.span is not None:
        graph.add(source, EVIDENCE, graph.passage(known.span))
    return source


def map_citations(graph: GraphBuilder, extraction: Extraction) -> None:
    """Every citation marker, on the sentence that it stands in, and every source that is listed."""
    cited = {source.identifier: source for source in extraction.sources}
    for identifier in cited:
        map_source(graph, identifier, cited)
    sentences = sorted(extraction.sentences)
    for citation in extraction.citations:
        source = map_source(graph, citation.identifier, cited)
        around = next((s for s in sentences if s.contains(citation.span)), citation.span)
        graph.add(graph.passage(around), CITES, source)
