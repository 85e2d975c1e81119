"""The merged view: what changes in the default graph when named graphs change. Pure.

The view is the union of the graphs that it covers, each triple once, with two exceptions:

- of an event it holds one date and one status, made of all accounts (`kg.map.consolidate`);
- of any node it holds one label; the other labels become alternative ones.

`whole_view` is the definition, made from nothing. `delta` keeps a stored view in step with it at
the cost of look-ups for what changed: never a pass over the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.map.terms import EVENT, TYPE
from kg.store import single
from kg.store.graphs import Graphs
from kg.store.protocol import Changes, Delta, GraphName, Reader, Subject
from kg.store.single import SINGLE, Account, of_article

__all__ = ["delta", "whole_view"]

_PLAIN = DefaultGraph()
_ByGraph = Mapping[GraphName, set[Triple]]


def whole_view(graphs: Mapping[GraphName, Iterable[Triple]], names: Graphs) -> frozenset[Triple]:
    """The merged view of these graphs, made from nothing: what `delta` must come to."""
    view: set[Triple] = set()
    accounts: dict[Subject, Account] = {}
    articles: dict[GraphName, set[Triple]] = {}
    outside = names.outside_view()
    for graph, triples in graphs.items():
        if graph in outside:
            continue
        for triple in triples:
            if triple.predicate in SINGLE:
                accounts.setdefault(triple.subject, Account()).note(graph, triple)
            else:
                view.add(triple)
                if triple.predicate == TYPE and triple.object == EVENT:
                    accounts.setdefault(triple.subject, Account()).event = True
            if of_article(graph, triple) and isinstance(triple.subject, NamedNode):
                articles.setdefault(triple.subject, set()).add(triple)
    for subject, account in accounts.items():
        view |= single.shown(subject, account, articles, names)
    return frozenset(view)


def delta(changes: Changes, reader: Reader) -> Delta:
    """What a transaction has to write for the changes, in the named graphs and in the view."""
    old: dict[GraphName, frozenset[Triple]] = {g: reader.triples(g) for g in changes.graphs}
    gained, lost, dropped = _named(changes, old, reader)
    outside = reader.graphs.outside_view()
    gains = {g: t for g, t in gained.items() if g not in outside and t}
    losses = {g: t for g, t in lost.items() if g not in outside and t}
    added, removed = _plain(gains, losses, reader)
    more, less = single.changes(gains, losses, old, reader)
    added |= more
    removed |= less
    added_quads = {_quad(t, graph) for graph, triples in gained.items() for t in triples}
    removed_quads = {
        _quad(t, graph) for graph, triples in lost.items() if graph not in dropped for t in triples
    }
    added_quads.update(_quad(triple, _PLAIN) for triple in added)
    removed_quads.update(_quad(triple, _PLAIN) for triple in removed)
    return Delta(frozenset(added_quads), frozenset(removed_quads), frozenset(dropped))


def _named(
    changes: Changes, old_graphs: Mapping[GraphName, frozenset[Triple]], reader: Reader
) -> tuple[dict[GraphName, set[Triple]], dict[GraphName, set[Triple]], set[GraphName]]:
    """What each named graph gains and loses, and which are gone."""
    gained: dict[GraphName, set[Triple]] = defaultdict(set)
    lost: dict[GraphName, set[Triple]] = defaultdict(set)
    dropped: set[GraphName] = set()
    for name, new in changes.graphs.items():
        old = old_graphs[name]
        gained[name] = set(new - old)
        lost[name] = set(old - new)
        if old and not new:
            dropped.add(name)
    single_quads = changes.removed - changes.added
    held = reader.holders({quad.triple for quad in single_quads})
    for quad in single_quads:
        # What is not there cannot be lost; a graph that is given whole needs no single quads.
        graph = quad.graph_name
        if graph not in changes.graphs and graph in held.get(quad.triple, ()):
            lost[graph].add(quad.triple)
    for quad in changes.added:
        if quad.graph_name not in changes.graphs:
            gained[quad.graph_name].add(quad.triple)
    return gained, lost, dropped


def _quad(triple: Triple, graph: GraphName) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _plain(gains: _ByGraph, losses: _ByGraph, reader: Reader) -> tuple[set[Triple], set[Triple]]:
    """What the view gains and loses by the plain rule: a triple is shown while a graph holds it."""
    gained = {t for triples in gains.values() for t in triples if t.predicate not in SINGLE}
    gone = {t for triples in losses.values() for t in triples if t.predicate not in SINGLE}
    gone -= gained
    if gone:
        outside = reader.graphs.outside_view()
        # The first graphs found may be such as lose the triple, or lie outside the view.
        enough = len(losses) + len(outside) + 1
        held = reader.holders(gone, enough)
        gone = {
            triple
            for triple in gone
            if not any(
                g not in outside and triple not in losses.get(g, ()) for g in held.get(triple, ())
            )
        }
    return gained, gone
