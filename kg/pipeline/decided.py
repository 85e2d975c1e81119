"""Which decision on identity a person means to take back, by what the two were called.

A decision changes the names by which it was made: two nodes that were said to be the same are one
by then, under one IRI, and whatever either was called names both.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.map import event_iris
from kg.map.terms import ALT_LABEL, LABEL
from kg.pipeline.decisions import read_decisions
from kg.pipeline.records import read_extraction
from kg.resolve import Decision
from kg.store.protocol import Store

__all__ = ["find_decision"]

_REPLACED = NamedNode(PREFIXES["dcterms"] + "isReplacedBy")
_NAMES = (LABEL, ALT_LABEL)


def find_decision(store: Store, left: str, right: str, *, same: bool) -> Decision:
    """The decision that two nodes are the same (or differ) which these names mean.

    ``left`` and ``right`` are IRIs, ``id:…``, or names, whichever way round. A name means the nodes
    that bear it now and the accounts that these replaced; where more than one decision fits, the
    one whose own accounts are called so. Raises `UsageError` where none fits, or several.
    """
    made = [
        decision
        for decision in read_decisions(store.quads(graph=store.graphs.decisions))
        if decision.same == same
    ]
    exact = _fitting(made, {_iri(store, left)}, {_iri(store, right)})
    if exact:
        return exact[0]
    nodes = _nodes(store, left), _nodes(store, right)
    fitting = _fitting(made, *(_accounts(store, found) for found in nodes))
    if len(fitting) > 1:
        own = _own_names(store, nodes[0] | nodes[1])
        called = [
            {name, *(iri for iri, names in own.items() if name in names)} for name in (left, right)
        ]
        fitting = _fitting(fitting, *called) or fitting
    what = "the same" if same else "not the same"
    if not fitting:
        raise UsageError(
            f"nobody decided that '{left}' and '{right}' are {what}; name them as then, or by "
            "their IRIs"
        )
    if len(fitting) > 1:
        some = "; ".join(f"<{d.left}> <{d.right}>" for d in fitting[:5])
        raise UsageError(
            f"{len(fitting)} decisions are on '{left}' and '{right}'; name one pair of {some}"
        )
    return fitting[0]


def _fitting(made: Iterable[Decision], one: set[str], other: set[str]) -> list[Decision]:
    return [
        decision
        for decision in made
        if (decision.left in one and decision.right in other)
        or (decision.left in other and decision.right in one)
    ]


def _iri(store: Store, name: str) -> str:
    return store.graphs.base + name[3:] if name.startswith("id:") else name


def _nodes(store: Store, name: str) -> set[str]:
    """The node of an IRI, else all nodes that bear the name."""
    iri = _iri(store, name)
    found = {
        quad.subject.value
        for predicate in _NAMES
        for quad in store.quads(None, predicate)
        if getattr(quad.object, "value", None) == name and isinstance(quad.subject, NamedNode)
    }
    return found or {iri}


def _accounts(store: Store, nodes: Iterable[str]) -> set[str]:
    """The nodes, the accounts that they replaced, and what replaced them."""
    found: set[str] = set()
    for value in nodes:
        found.add(value)
        try:
            node = NamedNode(value)
        except ValueError:
            continue  # a name that no node bears
        graph = store.graphs.judgements
        for quad in store.quads(None, _REPLACED, node, graph):
            if isinstance(quad.subject, NamedNode):
                found.add(quad.subject.value)
    return found


def _own_names(store: Store, nodes: Iterable[str]) -> dict[str, set[str]]:
    """What the articles that tell of these nodes call each of their own accounts."""
    articles = {
        quad.graph_name
        for node in nodes
        for quad in store.quads(NamedNode(node), LABEL)
        if isinstance(quad.graph_name, NamedNode)
    }
    names: dict[str, set[str]] = {}
    for article in articles:
        extraction = read_extraction(store, article)
        if extraction is None:
            continue
        for actor in extraction.actors:
            names.setdefault(actor.iri, set()).update((actor.label, *actor.names))
        own = event_iris(extraction, store.graphs.base)
        for iri, event in zip(own, extraction.events, strict=True):
            names.setdefault(iri, set()).add(event.label)
    return names
