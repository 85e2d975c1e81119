"""Whom a noun phrase names: the actor that a role is given to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.syntax import conjoined, lemma, prepositions
from kg.extract.lexicon import word_set
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = ["PLACE_WORDS", "actors_in", "is_animate", "is_place", "places_in"]

#: Prepositions that say where.
PLACE_WORDS = word_set(
    "in at near outside inside across around along throughout off beside between within"
)
#: What a place may be called beside its name.
_KINDS = word_set(
    """area capital city county district island neighborhood neighbourhood port province region
    resort state suburb territory town village"""
)
_ANIMATE = {ActorType.PERSON, ActorType.ORGANIZATION, ActorType.COUNTRY, ActorType.GROUP}
#: Heads that only count or gather what stands behind their "of": "thousands of Nigerians".
_OF_THEM = word_set(
    """all crowd delegation dozen group half hundred leader majority many member million most number
    one pair part score series some team ten third thousand three two"""
)


def actors_in(token: Token, view: View) -> list[Token]:
    """The words of a noun phrase, given by its head, that may name an actor: the head itself, or
    those behind "of" where the head only counts them ("dozens of Malians") or says what kind of
    place it is ("the city of Bamako"), else names beside it ("the capital Bamako")."""
    if token.i in view.mention or token.pos_ in ("PROPN", "PRON"):
        return [token]
    for word, inner in prepositions(token):
        if word == "of" and lemma(token) in _OF_THEM:
            return inner
        if word == "of" and lemma(token) in _KINDS and all(is_place(i, view) for i in inner):
            return inner
    beside = [c for c in token.children if c.dep_ == "appos" and _is_its_name(c, token, view)]
    return [name for first in beside for name in conjoined(first)] or [token]


def places_in(token: Token, view: View) -> list[Token]:
    """The words of a noun phrase behind a preposition of place that name where that is: "in the
    city of Bamako", "at a hotel in Bamako", "in a Bamako hotel"."""
    here = [word for word in actors_in(token, view) if is_place(word, view)]
    if here or token.i in view.mention or token.i in view.time:
        return here
    here = [
        child
        for child in token.children
        if child.dep_ in ("compound", "nmod")
        and child.i in view.covered
        # "U.S. embassies" stand elsewhere.
        and view.covered[child.i].type is ActorType.PLACE
    ]
    for word, inner in prepositions(token):
        if word in PLACE_WORDS:
            here += [place for each in inner for place in places_in(each, view)]
    return here


def _is_its_name(name: Token, noun: Token, view: View) -> bool:
    """Whether a word in apposition, right behind the noun, is its name."""
    near = noun.i < name.left_edge.i <= noun.i + 2
    if not near or name.pos_ != "PROPN" or name.i not in view.mention:
        return False
    return lemma(noun) in _KINDS or not is_place(name, view)


def is_place(token: Token, view: View) -> bool:
    """Whether the word names a place or country, or stands in such a name."""
    mention = view.mention.get(token.i) or view.covered.get(token.i)
    return mention is not None and mention.type in (ActorType.PLACE, ActorType.COUNTRY)


def is_animate(token: Token, view: View) -> bool:
    """Whether the word names somebody who can act: a person, a body, a country, a group."""
    mention = view.mention.get(token.i)
    return mention is not None and mention.type in _ANIMATE
