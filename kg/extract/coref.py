"""Actors of one article: who is named, and which names, descriptions and pronouns are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.acronyms import parenthetical_acronyms
from kg.extract.mentions import named_mentions
from kg.extract.names import Entity, cluster
from kg.iris import DEFAULT_BASE, Minter, digest
from kg.model import Actor, Mention, Segment, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_actors"]


def find_actors(
    text: str,
    doc: Doc,
    segments: tuple[Segment, ...] = (),
    times: tuple[TimeExpression, ...] = (),
    *,
    base: str = DEFAULT_BASE,
    article: str = "",
    original: str | None = None,
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """The actors and places of an article with all their mentions.

    Args:
        text: the masked text, as parsed.
        doc: its parse.
        segments: the article's segments.
        times: its time expressions, which are never actors.
        base: where the actors' IRIs are minted.
        article: what identifies the article; unnamed actors get IRIs of their own under it.
        original: the article's own text, with its typographic quotation marks.

    Returns:
        Actors sorted by IRI; mentions in the order of the text.
    """
    names = named_mentions(text, doc, segments, times, original)
    acronyms = frozenset((long[0], short) for long, short in parenthetical_acronyms(doc))
    entities = cluster(names, acronyms)
    return _minted(entities, text, base, article)


def _minted(
    entities: list[Entity], text: str, base: str, article: str
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """Actors and mentions with their IRIs."""
    minter = Minter(base)
    actors: dict[str, Actor] = {}
    mentions: list[Mention] = []
    for entity in entities:
        if entity.named:
            iri = minter.actor(entity.label)
        else:
            iri = minter.actor(f"{entity.label} {digest(article, entity.label, length=8)}")
        if iri in actors and actors[iri].type is not entity.type:
            iri = minter.actor(f"{entity.label} {entity.type.value}")
        names = {form for form in entity.forms if form != entity.label}
        known = actors.get(iri)
        if known is not None:
            names |= set(known.names)
        actors[iri] = Actor(iri, entity.type, entity.label, tuple(sorted(names)))
        for reference in entity.references:
            mentions.append(Mention(reference.span, reference.type, iri, reference.kind))
    return (
        tuple(actors[iri] for iri in sorted(actors)),
        tuple(sorted(mentions, key=lambda m: (m.span.start, -m.span.end))),
    )
