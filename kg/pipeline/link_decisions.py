"""Reading a person's decisions on links from the graph of decisions."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import KG, PREFIXES
from kg.link.decisions import PERSON, LinkDecision
from kg.map import Verdict
from kg.map.terms import METHOD, OBJECT, SUBJECT, VERDICT_OF
from kg.store.protocol import Subject, Term

__all__ = ["read_link_decisions"]

_RDF_SUBJECT = NamedNode(PREFIXES["rdf"] + "subject")
_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_MATCH, _REJECTED = NamedNode(KG + Verdict.MATCH), NamedNode(KG + Verdict.REJECTED)


def read_link_decisions(decisions: Iterable[Quad]) -> list[tuple[NamedNode, LinkDecision]]:
    """All decisions on links, with the IRI of their judgement, in a fixed order.

    A correction of a fact is a rejection too; it names what it is about with ``rdf:subject``,
    which a decision on a link has not.
    """
    facts: dict[Subject, dict[NamedNode, Term]] = {}
    for quad in decisions:
        facts.setdefault(quad.subject, {})[quad.predicate] = quad.object
    found: list[tuple[NamedNode, LinkDecision]] = []
    for judgement, fact in facts.items():
        verdict, actor, entity = (fact.get(p) for p in (VERDICT_OF, SUBJECT, OBJECT))
        if _RDF_SUBJECT in fact or verdict not in (_MATCH, _REJECTED):
            continue
        if fact.get(METHOD) != Literal(PERSON) or not isinstance(judgement, NamedNode):
            continue
        if isinstance(actor, NamedNode) and isinstance(entity, NamedNode):
            source = fact.get(_SOURCE)
            decision = LinkDecision(
                actor.value,
                entity.value,
                verdict == _MATCH,
                source.value if isinstance(source, Literal) else PERSON,
            )
            found.append((judgement, decision))
    return sorted(found, key=lambda pair: pair[1])
