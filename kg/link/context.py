"""What an article says around an actor: the evidence that tells namesakes apart."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LinkContext", "PositionHint"]


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
