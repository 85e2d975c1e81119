"""A person's decisions on links: they stand above every linker, and survive every re-linking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from kg.errors import UsageError
from kg.iris import WD
from kg.model import Actor, Extraction, Link, LinkCandidate

__all__ = ["PERSON", "LinkDecision", "decide_links", "entity_iri", "entity_of"]

#: The method of a link that a person made.
PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class LinkDecision:
    """A person says that an actor is an outside entity, or is not.

    ``actor`` is the actor's IRI, ``entity`` a Q-identifier or an IRI of another data set.
    ``source`` says where the decision came from: a person's name or a mapping file.
    """

    actor: str
    entity: str
    accepted: bool
    source: str = PERSON


def entity_iri(entity: str) -> str:
    """The IRI of an outside entity: of Wikidata's for a Q-identifier.

    Raises `UsageError` where it is neither a Q-identifier nor an IRI.
    """
    if "://" in entity and not any(c in entity for c in ' <>"{}|\\^`\n\t'):
        return entity
    if entity[:1] in ("Q", "q") and entity[1:].isascii() and entity[1:].isdigit():
        return WD + entity.upper()
    raise UsageError(f"'{entity}' is no Wikidata identifier (Q42) and no IRI")


def entity_of(iri: str) -> str:
    """The short form of an outside entity's IRI: the Q-identifier where it is Wikidata's."""
    return iri.removeprefix(WD)


def decide_links(
    extraction: Extraction,
    decisions: Iterable[LinkDecision],
    resolve: Mapping[str, str] = MappingProxyType({}),
) -> Extraction:
    """The extraction with a person's decisions in place of what the linker said.

    ``resolve`` maps the article's own actors to the nodes of the graph: a decision on a node holds
    for every account of it.
    """
    by_actor: dict[str, list[LinkDecision]] = {}
    for decision in decisions:
        by_actor.setdefault(decision.actor, []).append(decision)
    if not by_actor:
        return extraction
    return replace(
        extraction,
        actors=tuple(
            _decided(
                actor,
                [
                    decision
                    for iri in dict.fromkeys((actor.iri, resolve.get(actor.iri, actor.iri)))
                    for decision in by_actor.get(iri, ())
                ],
            )
            for actor in extraction.actors
        ),
    )


def _decided(actor: Actor, decisions: list[LinkDecision]) -> Actor:
    if not decisions:
        return actor
    accepted = sorted(d for d in decisions if d.accepted)
    if accepted:
        best = accepted[0]
        entity = entity_of(best.entity)
        label = next(
            (c.label for c in (actor.link.candidates if actor.link else ()) if c.qid == entity),
            actor.label,
        )
        candidate = LinkCandidate(entity, label, 1.0)
        return replace(actor, link=Link(entity, 1.0, PERSON, best.source, (candidate,)))
    if actor.link is None:
        return actor
    rejected = {entity_of(d.entity) for d in decisions}
    candidates = tuple(c for c in actor.link.candidates if c.qid not in rejected)
    if actor.link.qid is not None and actor.link.qid not in rejected:
        return replace(actor, link=replace(actor.link, candidates=candidates))
    if not candidates:
        return replace(actor, link=None)
    # What the program liked second best was never accepted: a person should look at it.
    link = replace(actor.link, qid=None, score=candidates[0].score, candidates=candidates)
    return replace(actor, link=link)
