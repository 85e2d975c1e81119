"""Links to outside entities live in a graph of their own, which all articles share.

Each article's links are judgements that name the article; the plain triple beside them
(``skos:exactMatch``) belongs to every judgement that says the same, and goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from pyoxigraph import NamedNode, Quad

from kg.iris import KG, PREFIXES
from kg.map.terms import CLOSE_MATCH, EXACT_MATCH, OBJECT, SUBJECT
from kg.store.protocol import Store

__all__ = ["link_changes"]

_DERIVED = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_VERDICT = NamedNode(KG + "verdict")
_SHORT = {NamedNode(KG + "Match"): EXACT_MATCH, NamedNode(KG + "CloseMatch"): CLOSE_MATCH}


def link_changes(
    store: Store, links: Mapping[NamedNode, AbstractSet[Quad]]
) -> tuple[set[Quad], set[Quad]]:
    """The quads that come and go when each article's links are now these; empty: it has none."""
    old: set[Quad] = set()
    judged: set[NamedNode] = set()
    for article in links:
        for found in store.quads(None, _DERIVED, article, store.graphs.links):
            if isinstance(found.subject, NamedNode):
                judged.add(found.subject)
                old |= set(store.quads(found.subject, None, None, store.graphs.links))
    new: set[Quad] = set().union(*links.values()) if links else set()
    added, removed = new - old, old - new
    for short in _shorts(old, store) - _shorts(new, store):
        if not _supported(store, short, judged):
            removed.add(short)
    return added, removed


def _shorts(quads: Iterable[Quad], store: Store) -> set[Quad]:
    """The plain triples that these judgements stand for."""
    facts: dict[object, dict[NamedNode, object]] = {}
    for quad in quads:
        facts.setdefault(quad.subject, {})[quad.predicate] = quad.object
    shorts: set[Quad] = set()
    for judgement in facts.values():
        verdict, subject, target = (judgement.get(p) for p in (_VERDICT, SUBJECT, OBJECT))
        if isinstance(verdict, NamedNode) and verdict in _SHORT:
            assert isinstance(subject, NamedNode)
            assert isinstance(target, NamedNode)
            shorts.add(Quad(subject, _SHORT[verdict], target, store.graphs.links))
    return shorts


def _supported(store: Store, short: Quad, leaving: AbstractSet[NamedNode]) -> bool:
    """Whether a judgement that stays says the same; the first that is found is enough."""
    verdict = next(v for v, p in _SHORT.items() if p == short.predicate)
    graph = store.graphs.links
    assert isinstance(short.subject, NamedNode)
    for quad in store.quads(None, SUBJECT, short.subject, graph):
        if quad.subject in leaving or not isinstance(quad.subject, NamedNode):
            continue
        same = any(True for _ in store.quads(quad.subject, OBJECT, short.object, graph))
        if same and any(True for _ in store.quads(quad.subject, _VERDICT, verdict, graph)):
            return True
    return False
