"""What is told of a hit besides its words: the articles it stands in, and its date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.iris import KG, PREFIXES
from kg.search.asking import Hit
from kg.search.documents import TYPE
from kg.store.protocol import Store

__all__ = ["Detail", "detail"]

_LABEL = NamedNode(PREFIXES["rdfs"] + "label")
_EDTF = NamedNode(KG + "edtf")
_SPEAKER = NamedNode(KG + "speaker")
_IN_ARTICLE = NamedNode(KG + "inArticle")


@dataclass(frozen=True, slots=True)
class Detail:
    """A hit with the articles that tell of it (IRI and title), its date (EDTF), and who speaks."""

    hit: Hit
    articles: tuple[tuple[str, str], ...] = ()
    date: str = ""
    speakers: tuple[str, ...] = ()


def detail(store: Store, hits: Iterable[Hit]) -> list[Detail]:
    """Look up what is told of each hit."""
    names: dict[NamedNode, str] = {}
    found = []
    for hit in hits:
        node = NamedNode(hit.node)
        articles = {} if hit.kind == "article" else _articles(store, node, names)
        dates = _values(store, node, _EDTF)
        speakers = {
            _label(store, quad.object, names)
            for quad in store.values((node,), (_SPEAKER,))
            if isinstance(quad.object, NamedNode)
        }
        found.append(
            Detail(
                hit,
                tuple(sorted(articles.items(), key=lambda pair: (pair[1], pair[0]))),
                dates[0] if dates else "",
                tuple(sorted(speakers)),
            )
        )
    return found


def _articles(store: Store, node: NamedNode, names: dict[NamedNode, str]) -> dict[str, str]:
    """The articles whose graphs hold the node, with their titles."""
    shared = store.graphs.shared()
    graphs = {quad.graph_name for quad in store.values((node,), (TYPE, _IN_ARTICLE))}
    return {
        graph.value: _label(store, graph, names)
        for graph in graphs
        if isinstance(graph, NamedNode) and graph not in shared
    }


def _values(store: Store, node: NamedNode, predicate: NamedNode) -> list[str]:
    """What the merged view says of a node, sorted."""
    shown = store.shown((node,), (predicate,))
    return sorted(t.object.value for t in shown if isinstance(t.object, Literal))


def _label(store: Store, node: NamedNode, names: dict[NamedNode, str]) -> str:
    if node not in names:
        labels = _values(store, node, _LABEL)
        names[node] = labels[0] if labels else node.value
    return names[node]
