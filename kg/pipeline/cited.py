"""Cited sources are joined to the real articles, in whichever order the two come.

Where a citation has an address, the mapping joins it: the address names the article. Where it has a
title alone, it is joined here to the one article of that title whose publisher and date agree;
where several do, to none. The triple (``prov:alternateOf``) and its judgement stand in the graph of
links, and go when either side goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.map import Judgement, Verdict, judgement_iri, map_judgement
from kg.map.terms import EARLIEST, term
from kg.store.protocol import Store

__all__ = ["cited_changes"]

_ALTERNATE = term("prov:alternateOf")
_TITLE = term("dcterms:title")
_PUBLISHER = term("dcterms:publisher")
_METHOD = "title"
#: An article that is cited is dated by time zones, updated and reprinted; later it is another one.
_DAYS = 7
#: A title that more than these bear ("Live updates") tells nothing.
_MOST = 64


@dataclass(slots=True)
class _Work:
    """An article, or a source that one cites: what is known of it. ``graph`` is who says so."""

    node: NamedNode
    graph: NamedNode
    facts: dict[NamedNode, set[str]] = field(default_factory=dict)

    @property
    def cited(self) -> bool:
        return self.node != self.graph


def cited_changes(
    store: Store, graphs: Mapping[NamedNode, frozenset[Triple]], base: str
) -> tuple[set[Quad], set[Quad]]:
    """The quads of the graph of links that come and go when these graphs hold these triples.

    Args:
        store: as it is before the change.
        graphs: the new content of articles' graphs; empty where the article goes.
        base: the base of minted IRIs.
    """
    coming: dict[Literal, list[_Work]] = {}
    titles: set[Literal] = set()
    for graph, triples in graphs.items():
        for title, work in _coming(graph, triples):
            coming.setdefault(title, []).append(work)
        titles |= _titles(q.triple for q in store.quads(None, _TITLE, None, graph))
    come: set[Quad] = set()
    go: set[Quad] = set()
    for title in titles | coming.keys():
        before = list(islice(store.quads(None, _TITLE, title), _MOST + 1))
        works = [w for q in before if (w := _stored(store, q, graphs)) is not None]
        works += coming.get(title, [])
        cited = {w.node for w in works if w.cited}
        cited |= {q.subject for q in before if isinstance(q.subject, NamedNode)}
        for node in cited:
            go |= _joined(store, node, base)
        if len(works) <= _MOST:
            for work in works:
                come |= _join(work, works, store, base)
    return come - go, go - come


def _titles(triples: Iterable[Triple]) -> set[Literal]:
    return {t.object for t in triples if t.predicate == _TITLE and isinstance(t.object, Literal)}


def _stored(
    store: Store, quad: Quad, graphs: Mapping[NamedNode, frozenset[Triple]]
) -> _Work | None:
    """What an unchanged graph says of the bearer of a title."""
    node, graph = quad.subject, quad.graph_name
    if not isinstance(node, NamedNode) or not isinstance(graph, NamedNode) or graph in graphs:
        return None
    work = _Work(node, graph)
    for found in store.quads(node, None, None, graph):
        _learn(work, found.triple)
    return work


def _coming(graph: NamedNode, triples: frozenset[Triple]) -> list[tuple[Literal, _Work]]:
    """The bearers of titles in a graph that is to be written, each with its title."""
    titles = [
        (t.object, t.subject)
        for t in triples
        if t.predicate == _TITLE
        and isinstance(t.object, Literal)
        and isinstance(t.subject, NamedNode)
    ]
    works = {node: _Work(node, graph) for _, node in titles}
    if works:
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and triple.subject in works:
                _learn(works[triple.subject], triple)
    return [(title, works[node]) for title, node in titles]


def _learn(work: _Work, triple: Triple) -> None:
    if triple.predicate in (_PUBLISHER, EARLIEST, _ALTERNATE) and not isinstance(
        triple.object, Triple
    ):
        work.facts.setdefault(triple.predicate, set()).add(triple.object.value)


def _join(work: _Work, works: Iterable[_Work], store: Store, base: str) -> set[Quad]:
    """The join of a cited source to the only article that it can be."""
    if not work.cited or _ALTERNATE in work.facts:
        return set()
    real = [w for w in works if not w.cited and w.node != work.graph and _agree(work, w)]
    if len(real) != 1:
        return set()
    graph = store.graphs.links
    judgement = _judgement(work.node, real[0].node)
    plain = Quad(work.node, _ALTERNATE, real[0].node, graph)
    return {plain, *map_judgement(judgement, graph.value, base=base)}


def _joined(store: Store, node: NamedNode, base: str) -> set[Quad]:
    """The join that the store holds for a cited source."""
    graph = store.graphs.links
    found: set[Quad] = set()
    for quad in store.quads(node, _ALTERNATE, None, graph):
        if isinstance(quad.object, NamedNode):
            judgement = NamedNode(judgement_iri(_judgement(node, quad.object), base))
            found |= {quad, *store.quads(judgement, None, None, graph)}
    return found


def _judgement(cited: NamedNode, article: NamedNode) -> Judgement:
    return Judgement(
        subject=cited.value,
        verdict=Verdict.SAME,
        method=_METHOD,
        object=article.value,
    )


def _agree(cited: _Work, article: _Work) -> bool:
    """Whether publisher and date agree where both sides tell them."""
    theirs, ours = (w.facts.get(_PUBLISHER, set()) for w in (cited, article))
    if theirs and ours and not {p.casefold() for p in theirs} & {p.casefold() for p in ours}:
        return False
    days = [w.facts.get(EARLIEST, set()) for w in (cited, article)]
    if not all(days):
        return True
    first, second = (date.fromisoformat(min(d)) for d in days)
    return abs((first - second).days) <= _DAYS
