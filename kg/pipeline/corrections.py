"""What a person rejected or amended: kept as judgements, applied whenever an article is mapped.

A correction is a `kg:Judgement` in the graph of decisions, with who decided and when. What exactly
it is about stands beside it in RDF's own words for a statement (``rdf:subject``,
``rdf:predicate``, ``rdf:object``):

- **rejected**, a node alone: the node and everything said of it goes;
- **rejected**, with a property (and a value): those statements go;
- **amended**, a property and a value: this value stands in place of all others.

``rdf:subject`` holds the node that the person saw and the own IRIs of all accounts behind it, so
that the correction stays with them when the node gets another IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iris import KG, PREFIXES
from kg.map import Judgement, Verdict, judgement_iri, map_judgement
from kg.map.terms import VERDICT_OF

__all__ = ["Correction", "apply_corrections", "correction_quads", "read_corrections"]

_RDF_SUBJECT, _RDF_PREDICATE, _RDF_OBJECT = (
    NamedNode(PREFIXES["rdf"] + name) for name in ("subject", "predicate", "object")
)
_METHOD = "person"


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: see the module's description for what each shape means.

    ``nodes`` are the IRIs of the node that is meant: the one that the person saw comes first.
    """

    nodes: tuple[str, ...]
    verdict: Verdict
    predicate: NamedNode | None = None
    value: NamedNode | Literal | None = None


def correction_quads(
    correction: Correction,
    graph: NamedNode,
    *,
    base: str,
    by: str,
    at: datetime,
    note: str | None = None,
) -> tuple[NamedNode, frozenset[Quad]]:
    """The judgement's IRI, and its quads.

    The same correction made again has the same IRI, whoever makes it and whenever.
    """
    about = f"{correction.predicate or ''} {correction.value or ''}".strip()
    node = correction.nodes[0]
    plain = Judgement(node, correction.verdict, f"{_METHOD}\n{about}")
    iri = NamedNode(judgement_iri(plain, base))
    judgement = Judgement(
        subject=node,
        verdict=correction.verdict,
        method=_METHOD,
        decided_by=by,
        decided_at=at,
        note=note,
    )
    quads = {
        Quad(iri, quad.predicate, quad.object, graph)
        for quad in map_judgement(judgement, graph.value, base=base)
    }
    quads |= {Quad(iri, _RDF_SUBJECT, NamedNode(n), graph) for n in correction.nodes}
    if correction.predicate is not None:
        quads.add(Quad(iri, _RDF_PREDICATE, correction.predicate, graph))
    if correction.value is not None:
        quads.add(Quad(iri, _RDF_OBJECT, correction.value, graph))
    return iri, frozenset(quads)


def read_corrections(decisions: Iterable[Quad]) -> dict[NamedNode, Correction]:
    """All corrections in the graph of decisions, by the IRI of their judgement."""
    about: dict[NamedNode, list[Quad]] = {}
    for quad in decisions:
        if isinstance(quad.subject, NamedNode):
            about.setdefault(quad.subject, []).append(quad)
    found: dict[NamedNode, Correction] = {}
    for judgement, quads in about.items():
        nodes: list[str] = []
        correction = Correction((), Verdict.REJECTED)
        for quad in quads:
            predicate, value = quad.predicate, quad.object
            if predicate == _RDF_SUBJECT and isinstance(value, NamedNode):
                nodes.append(value.value)
            elif predicate == _RDF_PREDICATE and isinstance(value, NamedNode):
                correction = replace(correction, predicate=value)
            elif predicate == _RDF_OBJECT and isinstance(value, NamedNode | Literal):
                correction = replace(correction, value=value)
            elif predicate == VERDICT_OF and isinstance(value, NamedNode):
                verdict = Verdict(value.value.removeprefix(KG))
                correction = replace(correction, verdict=verdict)
        if nodes:
            found[judgement] = replace(correction, nodes=tuple(sorted(nodes)))
    return found


def apply_corrections(
    triples: Iterable[Triple],
    corrections: Iterable[Correction],
    resolve: Mapping[str, str],
) -> frozenset[Triple]:
    """What is left of an article's graph, with the amended values in it.

    ``resolve`` maps the article's own IRIs to those of nodes, as the mapping was given it. An
    amendment holds in every article that says anything of the node.
    """
    kept = set(triples)
    for correction in sorted(corrections, key=_order):
        nodes = {NamedNode(node) for node in correction.nodes}
        nodes |= {NamedNode(resolve[node]) for node in correction.nodes if node in resolve}
        if correction.verdict is Verdict.REJECTED:
            kept = {t for t in kept if not _rejected(t, nodes, correction)}
        elif correction.predicate is not None and correction.value is not None:
            for node in nodes & {t.subject for t in kept}:
                kept = {t for t in kept if t.subject != node or t.predicate != correction.predicate}
                kept.add(Triple(node, correction.predicate, correction.value))
    return frozenset(kept)


def _rejected(triple: Triple, nodes: set[NamedNode], correction: Correction) -> bool:
    if correction.predicate is None:
        return triple.subject in nodes or triple.object in nodes
    return (
        triple.subject in nodes
        and triple.predicate == correction.predicate
        and correction.value in (None, triple.object)
    )


def _order(correction: Correction) -> tuple[bool, tuple[str, ...], str, str]:
    """Amendments first, so that what was amended and then rejected is gone."""
    return (
        correction.verdict is Verdict.REJECTED,
        correction.nodes,
        str(correction.predicate),
        str(correction.value),
    )
