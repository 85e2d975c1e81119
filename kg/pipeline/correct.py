"""What people decide on single facts: rejected, amended, withdrawn; kept and held to ever after.

Every correction is a judgement in the graph of decisions, with who and when. The articles that it
touches are mapped anew from their records in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.map import Verdict, event_iris, statement_iris
from kg.pipeline.corrections import Correction, correction_quads, read_corrections
from kg.pipeline.records import all_extractions, stored_record
from kg.pipeline.writer import Writer

__all__ = ["amend", "list_corrections", "reject", "withdraw"]

_CREATOR = NamedNode(PREFIXES["dcterms"] + "creator")
_DERIVED = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_TIME = NamedNode(PREFIXES["prov"] + "generatedAtTime")

Now = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def reject(
    writer: Writer,
    node: NamedNode,
    predicate: NamedNode | None = None,
    value: NamedNode | Literal | None = None,
    *,
    by: str,
    note: str | None = None,
    now: Now = _now,
) -> NamedNode:
    """Reject a node, or one of its properties, or one value of it; the decision's IRI is returned.

    Raises `UsageError` where no article says such a thing.
    """
    correction = Correction(_nodes(writer, node), Verdict.REJECTED, predicate, value)
    told = any(
        True
        for quad in writer.store.quads(node, predicate, value)
        if _of_article(writer, quad.graph_name)
    )
    if not told:
        what = f" {predicate} {value or ''}".rstrip() if predicate is not None else ""
        raise UsageError(f"no article says <{node.value}>{what}; nothing to reject")
    return _keep(writer, correction, by, note, now)


def amend(
    writer: Writer,
    node: NamedNode,
    predicate: NamedNode,
    value: NamedNode | Literal,
    *,
    by: str,
    note: str | None = None,
    now: Now = _now,
) -> NamedNode:
    """Put a value in place of all others of a property; the decision's IRI is returned.

    Raises `UsageError` where no article tells of the node.
    """
    if not _articles(writer, node):
        raise UsageError(f"no article tells of <{node.value}>; nothing to amend")
    former = [
        iri
        for iri, known in read_corrections(_decisions(writer)).items()
        if known.verdict is Verdict.AMENDED
        and node.value in known.nodes
        and known.predicate == predicate
    ]
    correction = Correction(_nodes(writer, node), Verdict.AMENDED, predicate, value)
    return _keep(writer, correction, by, note, now, instead_of=former)


def withdraw(writer: Writer, decision: NamedNode) -> None:
    """Take a correction back: the facts are again as they were extracted.

    Raises `UsageError` where there is no such correction.
    """
    known = read_corrections(_decisions(writer)).get(decision)
    if known is None:
        raise UsageError(f"there is no correction <{decision.value}>; kg correct list shows them")
    quads = set(writer.store.quads(decision, None, None, writer.store.graphs.decisions))
    articles = {a for node in known.nodes for a in _behind(writer, node)}
    articles |= _derived(writer, quads)
    writer.remap(sorted(articles, key=str), removed=quads)


def list_corrections(decisions: list[Quad]) -> list[tuple[NamedNode, Correction, str, str]]:
    """All corrections in the graph of decisions, with who decided and when, by IRI."""
    facts = {(q.subject, q.predicate): q.object for q in decisions}
    return [
        (iri, known, _text(facts.get((iri, _CREATOR))), _text(facts.get((iri, _TIME))))
        for iri, known in sorted(read_corrections(decisions).items(), key=lambda x: str(x[0]))
    ]


def _keep(
    writer: Writer,
    correction: Correction,
    by: str,
    note: str | None,
    now: Now,
    instead_of: list[NamedNode] | None = None,
) -> NamedNode:
    graph = writer.store.graphs.decisions
    iri, quads = correction_quads(correction, graph, base=writer.base, by=by, at=now(), note=note)
    old = {
        quad
        for former in [iri, *(instead_of or [])]
        for quad in writer.store.quads(former, None, None, graph)
    }
    articles = {a for node in correction.nodes for a in _articles(writer, NamedNode(node))}
    # The articles are kept with the decision: when it is withdrawn, they are mapped anew.
    quads |= {Quad(iri, _DERIVED, article, graph) for article in articles}
    articles |= _derived(writer, old)
    writer.remap(sorted(articles, key=str), added=quads, removed=old - quads)
    return iri


def _derived(writer: Writer, quads: Iterable[Quad]) -> set[NamedNode]:
    """The articles that a decision names, as far as the store still has them."""
    named = [quad.object for quad in quads if quad.predicate == _DERIVED]
    return {
        article
        for article in named
        if isinstance(article, NamedNode) and stored_record(writer.store, article) is not None
    }


def _decisions(writer: Writer) -> list[Quad]:
    return list(writer.store.quads(graph=writer.store.graphs.decisions))


def _of_article(writer: Writer, graph: object) -> bool:
    return isinstance(graph, NamedNode) and graph not in writer.store.graphs.shared()


def _articles(writer: Writer, node: NamedNode) -> set[NamedNode]:
    """The articles whose graphs tell of the node."""
    found: set[NamedNode] = set()
    for quads in (writer.store.quads(node), writer.store.quads(object=node)):
        for quad in quads:
            if isinstance(quad.graph_name, NamedNode) and _of_article(writer, quad.graph_name):
                found.add(quad.graph_name)
    return found


def _nodes(writer: Writer, node: NamedNode) -> tuple[str, ...]:
    """The node's IRI and the own IRIs of all accounts behind it."""
    own = {
        iri
        for article in _articles(writer, node)
        for iri, target in writer.index.assignment(article.value).items()
        if target == node.value
    }
    return (node.value, *sorted(own - {node.value}))


def _behind(writer: Writer, node: str) -> set[NamedNode]:
    """Articles whose graphs may hold the node once it is no longer rejected.

    A rejected node stands in no graph, so that the records are searched for the articles that may
    tell of it: rare, and better than to miss one.
    """
    told = _articles(writer, NamedNode(node))
    for article, extraction in all_extractions(writer.store):
        own = {
            *event_iris(extraction, writer.base),
            *statement_iris(extraction, writer.base),
            *(actor.iri for actor in extraction.actors),
        }
        if node in own or node in writer.index.assignment(article.value).values():
            told.add(article)
    return told


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else ""
