"""Judgements: what the program or a person decided about two nodes, and links to Wikidata.

Each judgement is a node of its own (`kg:Judgement`) beside the plain triple that it decides on, in
a graph that belongs to no article: ``id:graph/links`` or ``id:graph/judgements``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad

from kg.iris import DEFAULT_BASE, WD, Minter
from kg.map import terms as t
from kg.map import values
from kg.map.graph import GraphBuilder, node
from kg.map.identifiers import article_iri, passage_iri
from kg.model import Extraction, MentionKind

__all__ = ["Judgement", "Verdict", "judgement_iri", "map_judgement", "map_links"]


class Verdict(StrEnum):
    """What was decided; each is a named individual of ``kg:Verdict``."""

    SAME = "Same"
    DIFFERENT = "Different"
    MATCH = "Match"
    CLOSE_MATCH = "CloseMatch"
    DISAGREE = "Disagree"
    REJECTED = "Rejected"
    AMENDED = "Amended"


#: The plain triple that a verdict stands for; the others have none.
_SHORT_CUT = {
    Verdict.MATCH: t.EXACT_MATCH,
    Verdict.CLOSE_MATCH: t.CLOSE_MATCH,
    Verdict.DISAGREE: t.DISAGREES_WITH,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision. ``subject`` and ``object`` are IRIs (a rejected fact has no object).

    ``context`` is the article that a program's judgement was made from, so that it goes when the
    article goes. ``decided_by`` names who decided and ``decided_at`` when; a program's judgement
    has no time, so that the same input gives the same graph. ``evidence`` holds passages' IRIs;
    ``source`` the data set that decided, ``note`` a person's words.
    """

    subject: str
    verdict: Verdict
    method: str
    object: str | None = None
    confidence: float | None = None
    context: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    evidence: tuple[str, ...] = ()
    source: str | None = None
    note: str | None = None


def judgement_iri(judgement: Judgement, base: str = DEFAULT_BASE) -> str:
    """The judgement's IRI, made of what is judged, how, by whom and in which article."""
    return Minter(base).local(
        "judgement",
        judgement.subject,
        judgement.verdict.value,
        judgement.object or "",
        judgement.method,
        judgement.context or "",
        judgement.decided_by or "",
    )


def map_judgement(judgement: Judgement, graph: str, *, base: str = DEFAULT_BASE) -> list[Quad]:
    """The quads of a judgement and of the plain triple that it decides on, in the named graph."""
    builder = GraphBuilder(graph)
    _judgement(builder, judgement, base)
    return builder.quads()


def map_links(
    extraction: Extraction,
    *,
    base: str = DEFAULT_BASE,
    resolve: Mapping[str, str] = MappingProxyType({}),
) -> list[Quad]:
    """The links of an article's actors to Wikidata, in ``id:graph/links``.

    An accepted link is a ``skos:exactMatch``; where none was accepted, each candidate is a
    ``skos:closeMatch`` for a person to see. Each has its judgement, with the method, the score,
    the source of the outside data and the first naming mention as evidence.
    """
    builder = GraphBuilder(Minter(base).graph("links"))
    article = article_iri(extraction.article, base)
    first: dict[str, str] = {}
    for mention in sorted(extraction.mentions, key=lambda m: m.span):
        if mention.kind is MentionKind.NAME:
            first.setdefault(mention.actor, passage_iri(article, mention.span))
    for actor in extraction.actors:
        link = actor.link
        if link is None:
            continue
        found: Sequence[tuple[str, float, Verdict]]
        if link.qid:
            found = [(link.qid, link.score, Verdict.MATCH)]
        else:
            found = [(c.qid, c.score, Verdict.CLOSE_MATCH) for c in link.candidates]
        for qid, score, verdict in found:
            judgement = Judgement(
                subject=resolve.get(actor.iri, actor.iri),
                object=qid if "://" in qid else WD + qid,
                verdict=verdict,
                method=link.method,
                confidence=score,
                context=article,
                evidence=(first[actor.iri],) if actor.iri in first else (),
                source=link.source,
            )
            _judgement(builder, judgement, base)
    return builder.quads()


def _judgement(graph: GraphBuilder, judgement: Judgement, base: str) -> NamedNode:
    this = graph.typed(node(judgement_iri(judgement, base)), t.JUDGEMENT)
    subject = node(judgement.subject)
    object_ = node(judgement.object) if judgement.object else None
    short_cut = _SHORT_CUT.get(judgement.verdict)
    if short_cut is not None:
        graph.add(subject, short_cut, object_)
    graph.add(this, t.SUBJECT, subject)
    graph.add(this, t.OBJECT, object_)
    graph.add(this, t.VERDICT_OF, t.kg(judgement.verdict.value))
    graph.add(this, t.METHOD, values.string(judgement.method))
    if judgement.confidence is not None:
        score = min(1.0, max(0.0, judgement.confidence))
        graph.add(this, t.CONFIDENCE, values.decimal(score, places=4))
    if judgement.context:
        graph.add(this, t.term("prov:wasDerivedFrom"), node(judgement.context))
    if judgement.decided_by:
        graph.add(this, t.term("dcterms:creator"), values.string(judgement.decided_by))
    if judgement.decided_at is not None:
        graph.add(this, t.term("prov:generatedAtTime"), values.stamp(judgement.decided_at))
    for passage in judgement.evidence:
        graph.add(this, t.EVIDENCE, node(passage))
    if judgement.source:
        graph.add(this, t.term("dcterms:source"), values.string(judgement.source))
    if judgement.note:
        graph.add(this, t.term("rdfs:comment"), values.string(judgement.note))
    return this
