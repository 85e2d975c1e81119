"""A person's decisions on identity: kept in the store, and the graph brought in step with them."""

from __future__ import annotations

from datetime import UTC, datetime

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.map.terms import LABEL, TYPE
from kg.pipeline.decided import find_decision
from kg.pipeline.decisions import decision_quads, read_decisions
from kg.pipeline.writer import Writer
from kg.resolve import Decision
from kg.store.graphs import is_iri
from kg.store.protocol import Store

__all__ = ["decide", "find_node"]


def find_node(store: Store, name: str) -> NamedNode:
    """The actor or event that a person names: by IRI, ``id:…`` or label; a retired IRI stays.

    Raises `UsageError` where the store has no such node, or several of that label.
    """
    candidates = [name] if is_iri(name) else []
    if name.startswith("id:"):
        candidates = [store.graphs.base + name[3:]]
    for candidate in candidates:
        if is_iri(candidate) and _known(store, NamedNode(candidate)):
            return NamedNode(candidate)
    if candidates:
        raise UsageError(f"the store has no node <{candidates[0]}>; kg why shows a node's accounts")
    labelled = {
        quad.subject
        for quad in store.quads(None, LABEL)
        if getattr(quad.object, "value", None) == name and isinstance(quad.subject, NamedNode)
    }
    if len(labelled) == 1:
        return next(iter(labelled))
    if not labelled:
        raise UsageError(f"the store has no node named '{name}'; name it by its IRI")
    some = ", ".join(f"<{iri.value}>" for iri in sorted(labelled, key=str)[:5])
    raise UsageError(f"'{name}' names {len(labelled)} nodes; name one of {some}")


def _known(store: Store, iri: NamedNode) -> bool:
    graph = store.graphs.judgements
    return any(True for _ in store.quads(iri, TYPE)) or any(
        True for _ in store.quads(iri, None, None, graph)
    )


def decide(
    writer: Writer,
    left: str,
    right: str,
    *,
    same: bool,
    by: str,
    note: str | None = None,
    withdraw: bool = False,
    at: datetime | None = None,
) -> tuple[NamedNode, NamedNode]:
    """Keep (or withdraw) a decision that two nodes are the same, or differ; gives the two nodes.

    A later decision on a pair takes the place of the former. The articles whose nodes change by it
    are mapped anew in the same transaction. What is withdrawn may be named as it was before the
    decision (`kg.pipeline.decided`). Raises `UsageError` where a node is not known, the two are one
    IRI, or there is no such decision to withdraw.
    """
    store = writer.store
    if withdraw:
        decision = find_decision(store, left, right, same=same)
        a, b = NamedNode(decision.left), NamedNode(decision.right)
    else:
        a, b = find_node(store, left), find_node(store, right)
        if a == b:
            raise UsageError(
                f"'{left}' and '{right}' are one IRI; name two (kg why shows accounts)"
            )
        decision = Decision(a.value, b.value, same)
    graph = store.graphs.decisions
    new = decision_quads(
        decision, graph, base=writer.base, by=by, at=at or datetime.now(UTC), note=note
    )
    iri = next(quad.subject for quad in new)
    old = set(store.quads(iri, None, None, graph)) if isinstance(iri, NamedNode) else set()
    before = read_decisions(old)
    try:
        if withdraw:
            writer.remap((), removed=old, identity=writer.index.withdraw(decision))
        elif not before or before[0].same != same:
            writer.remap((), new, old - new, writer.index.decide(decision))
    except BaseException:
        writer.index.rollback()
        raise
    return a, b
