"""What an article says around an actor: the evidence that tells namesakes apart."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import ActorType, Extraction

__all__ = ["LinkContext", "PositionHint", "context_of"]


@dataclass(frozen=True, slots=True)
class PositionHint:
    """An office that the article gives an actor: ``office`` in its words, ``of`` a name or None.

    ``holder`` is the actor's IRI; ``former`` says that the article calls it a past office.
    """

    holder: str
    office: str
    of: str | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class LinkContext:
    """The surroundings of the actors of one article.

    ``published`` is an ISO date at any precision. ``places`` are names of countries and places
    that the article speaks of (repeated as often as it does). ``text`` is the article's text, for
    the words of candidates' descriptions. Everything may be left empty: then only the names count.
    """

    positions: tuple[PositionHint, ...] = ()
    places: tuple[str, ...] = ()
    published: str | None = None
    text: str = ""
    language: str | None = None


def context_of(extraction: Extraction) -> LinkContext:
    """The context that an extraction gives its own actors."""
    labels = {actor.iri: actor.label for actor in extraction.actors}
    return LinkContext(
        positions=tuple(
            PositionHint(
                holder=position.holder,
                office=position.office,
                of=labels.get(position.of) if position.of else None,
                former=position.former,
            )
            for position in extraction.positions
        ),
        places=tuple(
            labels[mention.actor]
            for mention in extraction.mentions
            if mention.type in (ActorType.COUNTRY, ActorType.PLACE) and mention.actor in labels
        ),
        published=extraction.article.published,
        text=extraction.article.text,
        language=extraction.article.language,
    )
