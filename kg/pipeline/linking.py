"""Links of the store: made anew with another linker, decided by a person, taken in as a mapping.

A person's decision is a judgement in the graph of decisions; it is applied whenever an article is
mapped (`Writer`), so that neither a later ingest nor another linker overrides it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UsageError
from kg.iris import KG, PREFIXES
from kg.link import Linker, link_extraction
from kg.link.decisions import PERSON, LinkDecision, entity_iri
from kg.link.mapping import Mapped
from kg.link.reconcile import KnownActor
from kg.map import Judgement, Verdict, judgement_iri, map_judgement
from kg.map.terms import (
    CLOSE_MATCH,
    CONFIDENCE,
    EXACT_MATCH,
    METHOD,
    OBJECT,
    SUBJECT,
    VERDICT_OF,
)
from kg.model import Extraction
from kg.pipeline.articles import find_article
from kg.pipeline.link_decisions import read_link_decisions
from kg.pipeline.records import all_extractions, read_extraction
from kg.pipeline.writer import Writer
from kg.store.protocol import Store

__all__ = ["Relinked", "decide", "known_actors", "mapped", "relink"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_ALT_LABEL = NamedNode(PREFIXES["skos"] + "altLabel")
_MENTIONS = NamedNode(KG + "mentions")
#: The most telling class first: a country is a place too.
_CLASSES = ("Person", "Country", "Organization", "Group", "Place")
_LABEL = NamedNode(PREFIXES["rdfs"] + "label")
_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Relinked:
    """What re-linking did: articles seen and changed, actors, and links accepted or only shown."""

    articles: int
    changed: int
    actors: int
    accepted: int
    shown: int


def relink(
    writer: Writer,
    linker: Linker,
    *,
    article: str | None = None,
    progress: Callable[[str, bool], None] | None = None,
) -> Relinked:
    """Link the actors of all articles anew, or of one (named as `find_article` has it).

    An article whose links stay the same is not written: doing it again changes nothing. A linker
    with an attribute ``failed`` that is true after an article leaves that article as it was.
    Raises `UsageError` where there is no such article.
    """
    seen = changed = actors = accepted = shown = 0
    batch: list[Extraction] = []
    for _, old in _chosen(writer.store, article):
        seen += 1
        bare = replace(old, actors=tuple(replace(a, link=None) for a in old.actors))
        new = link_extraction(linker, bare)
        if getattr(linker, "failed", False):
            new = old  # a service that was not reached takes no links away
        actors += len(new.actors)
        accepted += sum(a.link is not None and a.link.qid is not None for a in new.actors)
        shown += sum(a.link is not None and a.link.qid is None for a in new.actors)
        if new != old:
            changed += 1
            batch.append(new)
        if progress is not None:
            progress(old.article.path, new != old)
    for start in range(0, len(batch), _BATCH):
        put = writer.put(batch[start : start + _BATCH])
        for error in put.failed:
            raise error
    return Relinked(seen, changed, actors, accepted, shown)


def _chosen(store: Store, article: str | None) -> Iterable[tuple[NamedNode, Extraction]]:
    if article is None:
        return all_extractions(store)
    iri = find_article(store, article)
    found = read_extraction(store, iri)
    return [] if found is None else [(iri, found)]


def decide(
    writer: Writer,
    decisions: Iterable[LinkDecision],
    *,
    by: str,
    at: datetime,
    note: str | None = None,
) -> int:
    """Keep a person's decisions on links and bring the graph in step; gives how many are new.

    A later decision on the same actor and entity takes the place of the former; an accepted link
    takes the place of another one accepted for the actor by a person.
    Raises `UsageError` where the store does not know an actor.
    """
    store, graph = writer.store, writer.store.graphs.decisions
    known = {
        (d.actor, d.entity): (d, iri) for iri, d in read_link_decisions(store.quads(graph=graph))
    }
    added: set[Quad] = set()
    removed: set[Quad] = set()
    touched: set[str] = set()
    new = 0
    for decision in decisions:
        decision = replace(decision, entity=entity_iri(decision.entity))
        actor = NamedNode(decision.actor)
        if not any(True for _ in store.quads(actor)):
            raise UsageError(f"the store has no actor <{decision.actor}>")
        former = known.get((decision.actor, decision.entity))
        if former is not None and former[0].accepted == decision.accepted:
            continue
        outdated = [former[1]] if former is not None else []
        if decision.accepted:
            outdated += [
                iri
                for (a, e), (d, iri) in known.items()
                if a == decision.actor and e != decision.entity and d.accepted
            ]
        for iri in outdated:
            removed |= set(store.quads(iri, None, None, graph))
        quads = _decision_quads(decision, graph, base=writer.base, by=by, at=at, note=note)
        added |= quads
        touched.add(decision.actor)
        new += 1
    if new:
        articles = {q.graph_name for actor in touched for q in store.quads(NamedNode(actor))}
        named = [g for g in articles if isinstance(g, NamedNode) and _is_article(store, g)]
        writer.remap(sorted(named, key=lambda g: g.value), added - removed, removed - added)
    return new


def _is_article(store: Store, graph: NamedNode) -> bool:
    return any(True for _ in store.quads(graph, None, None, store.graphs.records))


def _decision_quads(
    decision: LinkDecision,
    graph: NamedNode,
    *,
    base: str,
    by: str,
    at: datetime,
    note: str | None,
) -> set[Quad]:
    plain = Judgement(decision.actor, Verdict.MATCH, PERSON, object=decision.entity)
    iri = NamedNode(judgement_iri(plain, base))
    judgement = Judgement(
        subject=decision.actor,
        verdict=Verdict.MATCH if decision.accepted else Verdict.REJECTED,
        method=PERSON,
        object=decision.entity,
        decided_by=by,
        decided_at=at,
        source=decision.source,
        note=note,
    )
    return {
        Quad(iri, quad.predicate, quad.object, graph)
        for quad in map_judgement(judgement, graph.value, base=base)
        if quad.predicate not in (EXACT_MATCH, CLOSE_MATCH)
    }


def mapped(store: Store) -> Iterator[Mapped]:
    """All links of the store, one a pair of actor and entity, in a fixed order."""
    facts: dict[object, dict[NamedNode, object]] = {}
    for quad in store.quads(graph=store.graphs.links):
        if quad.predicate in (SUBJECT, OBJECT, VERDICT_OF, METHOD, CONFIDENCE, _SOURCE):
            facts.setdefault(quad.subject, {})[quad.predicate] = quad.object
    rejected = [d for _, d in read_link_decisions(store.quads(graph=store.graphs.decisions))
                if not d.accepted]  # fmt: skip
    best: dict[tuple[str, str, str], Mapped] = {}
    for fact in facts.values():
        subject, target, verdict = (fact.get(p) for p in (SUBJECT, OBJECT, VERDICT_OF))
        if not isinstance(subject, NamedNode) or not isinstance(target, NamedNode):
            continue
        exact = verdict == NamedNode(KG + Verdict.MATCH)
        if not exact and verdict != NamedNode(KG + Verdict.CLOSE_MATCH):
            continue
        link = Mapped(
            actor=subject.value,
            label=_label(store, subject),
            entity=target.value,
            kind="exact" if exact else "close",
            method=_text(fact.get(METHOD)),
            score=float(_text(fact.get(CONFIDENCE)) or 0),
            source=_text(fact.get(_SOURCE)),
        )
        key = (link.actor, link.entity, link.kind)
        if key not in best or best[key].score < link.score:
            best[key] = link
    for decision in rejected:
        actor = NamedNode(decision.actor)
        link = Mapped(
            decision.actor, _label(store, actor), decision.entity, "not", PERSON, 1.0,
            decision.source,
        )  # fmt: skip
        best[link.actor, link.entity, link.kind] = link
    yield from sorted(best.values())


def known_actors(store: Store) -> Iterator[KnownActor]:
    """The actors and places of the store, for a reconciliation service, in the order of IRIs."""
    names: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    articles: dict[str, int] = {}
    for triple in store.view():
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, NamedNode):
            continue
        if predicate == _TYPE and isinstance(value, NamedNode) and value.value.startswith(KG):
            kinds.setdefault(subject.value, set()).add(value.value.removeprefix(KG))
        elif predicate in (_LABEL, _ALT_LABEL) and isinstance(value, Literal):
            names.setdefault(subject.value, set()).add(value.value)
        elif predicate == _MENTIONS and isinstance(value, NamedNode):
            articles[value.value] = articles.get(value.value, 0) + 1
    for iri in sorted(kinds):
        kind = next((name for name in _CLASSES if name in kinds[iri]), None)
        if kind is None or not names.get(iri):
            continue
        label = _label(store, NamedNode(iri)) or min(names[iri])
        number = articles.get(iri, 1)
        yield KnownActor(
            iri, label, kind, tuple(sorted(names[iri] - {label})), number,
            f"{kind.lower()} in {number} article{'s' * (number != 1)}",
        )  # fmt: skip


def _label(store: Store, node: NamedNode) -> str:
    labels = sorted(q.object.value for q in store.quads(node, _LABEL)
                    if isinstance(q.object, Literal))  # fmt: skip
    return labels[0] if labels else ""


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""
