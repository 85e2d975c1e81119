"""A person's decisions on identity, as the store keeps them: judgements in the decisions' graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pyoxigraph import NamedNode, Quad

from kg.iris import KG
from kg.map import Judgement, Verdict, judgement_iri, map_judgement
from kg.map.terms import OBJECT, SUBJECT, VERDICT_OF
from kg.resolve import Decision
from kg.store.protocol import Subject, Term

__all__ = ["decision_quads", "read_decisions"]

_METHOD = "person"
_SAME, _DIFFERENT = NamedNode(KG + Verdict.SAME), NamedNode(KG + Verdict.DIFFERENT)


def decision_quads(
    decision: Decision,
    graph: NamedNode,
    *,
    base: str,
    by: str,
    at: datetime,
    note: str | None = None,
) -> frozenset[Quad]:
    """The quads of a decision. Those of one pair share one IRI, whatever was decided."""
    left, right = decision.pair
    iri = NamedNode(judgement_iri(Judgement(left, Verdict.SAME, _METHOD, object=right), base))
    judgement = Judgement(
        subject=left,
        verdict=Verdict.SAME if decision.same else Verdict.DIFFERENT,
        method=_METHOD,
        object=right,
        decided_by=by,
        decided_at=at,
        note=note,
    )
    return frozenset(
        Quad(iri, quad.predicate, quad.object, graph)
        for quad in map_judgement(judgement, graph.value, base=base)
    )


def read_decisions(decisions: Iterable[Quad]) -> list[Decision]:
    """All decisions on identity in the graph of decisions."""
    facts: dict[Subject, dict[NamedNode, Term]] = {}
    for quad in decisions:
        facts.setdefault(quad.subject, {})[quad.predicate] = quad.object
    found = []
    for judgement in facts.values():
        verdict, left, right = (judgement.get(p) for p in (VERDICT_OF, SUBJECT, OBJECT))
        if (
            verdict in (_SAME, _DIFFERENT)
            and isinstance(left, NamedNode)
            and isinstance(right, NamedNode)
        ):
            found.append(Decision(left.value, right.value, verdict == _SAME))
    return sorted(found)
