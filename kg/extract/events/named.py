"""Whom a noun phrase names: the actor that a role is given to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.syntax import lemma, prepositions
from kg.extract.lexicon import word_set
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = ["PLACE_WORDS", "actors_in", "is_animate", "is_place"]

#: Prepositions that say where.
PLACE_WORDS = word_set(
    "in at near outside inside across around along throughout off beside between within"
)
_ANIMATE = {ActorType.PERSON, ActorType.ORGANIZATION, ActorType.COUNTRY, ActorType.GROUP}
#: Heads that only count or gather what stands behind their "of": "thousands of Nigerians".
_OF_THEM = word_set(
    """all crowd delegation dozen group half hundred leader majority many member million most number
    one pair part score series some team ten third thousand three two"""
)


def actors_in(token: Token, view: View) -> list[Token]:
    """The words of a noun phrase, given by its head, that may name an actor: the head itself, or
    those behind "of" where the head only counts them."""
    if token.i in view.mention or token.pos_ in ("PROPN", "PRON"):
        return [token]
    if lemma(token) in _OF_THEM:
        for word, inner in prepositions(token):
            if word == "of":
                return inner
    return [token]


def is_place(token: Token, view: View) -> bool:
    """Whether the word names a place or country, or stands in such a name."""
    mention = view.mention.get(token.i) or view.covered.get(token.i)
    return mention is not None and mention.type in (ActorType.PLACE, ActorType.COUNTRY)


def is_animate(token: Token, view: View) -> bool:
    """Whether the word names somebody who can act: a person, a body, a country, a group."""
    mention = view.mention.get(token.i)
    return mention is not None and mention.type in _ANIMATE
