"""Countries and regions where they stand in a text: by name, by adjective, by their people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.countries import adjective, people, territory
from kg.extract.name import Name
from kg.extract.name_words import PARTISANS
from kg.extract.phrases import char_span
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["territory_names"]

_LONGEST = 6


def territory_names(doc: Doc, text: str, taken: list[bool], blocked: list[bool]) -> list[Name]:
    """The countries, regions and peoples of a text, longest names first, in order.

    Args:
        doc: the parse.
        text: the masked text.
        taken: tokens that other names have.
        blocked: tokens that begin no adjective (offices may hold them, times, foreign words); those
            of an American by descent ("African American") are added, as they name no country.
    """
    found: list[Name] = []
    index = 0
    while index < len(doc):
        if taken[index] or not doc[index].text[:1].isupper():
            index += 1
            continue
        for length in range(_LONGEST, 0, -1):
            end = index + length
            if end > len(doc) or any(taken[index:end]):
                continue
            name = _territory(doc, text, blocked, index, end)
            if name is not None:
                found.append(name)
                index = end
                break
        else:
            index += 1
    return found


def _territory(doc: Doc, text: str, blocked: list[bool], start: int, end: int) -> Name | None:
    span = char_span(doc, start, end)
    words = span.of(text)
    if words in PARTISANS and end - start == 1:
        before = doc[start - 1] if start else None
        joined = before is not None and before.pos_ == "PROPN" and before.head.i == start
        if not joined and not (end < len(doc) and doc[end].dep_ == "compound"):
            return Name(start, end, span, words, ActorType.GROUP, people=True)
        return None  # "House Democrats", "Liberal Democrats"
    if words in ("Lao", "Turkmen", "Polish") and doc[start].pos_ not in ("ADJ", "PROPN"):
        return None
    if people(words) is not None and end - start <= 2:
        if start and doc[start - 1].text == "-":
            return None  # African-Americans
        last = doc[end - 1]
        if last.tag_ in ("NNS", "NNPS") or (last.pos_ != "ADJ" and adjective(words) is None):
            return Name(start, end, span, words, ActorType.GROUP, people=True)
    place = territory(words)
    if place is not None:
        person = doc[start].ent_type_ == "PERSON"
        if person or (blocked[start] and doc[start].is_sent_start):
            return None
        return Name(start, end, span, words, place.type)
    place = adjective(words)
    if place is None or blocked[start]:
        return None
    if _stands_alone(doc, end - 1):
        return None
    if _by_descent(doc, end):
        blocked[end] = blocked[min(end + 1, len(doc) - 1)] = True
        return None
    return Name(start, end, span, words, place.type, adjectival=True)


def _stands_alone(doc: Doc, index: int) -> bool:
    """Whether an adjective is no modifier: a language ("speaks English") or a person."""
    token = doc[index]
    for _ in range(4):
        if token.dep_ == "conj" and token.head.i != token.i:
            token = token.head
    return token.dep_ in ("dobj", "pobj", "nsubj", "nsubjpass", "attr") and (
        index + 1 >= len(doc) or doc[index + 1].pos_ not in ("NOUN", "PROPN", "ADJ")
    )


def _by_descent(doc: Doc, end: int) -> bool:
    """Whether "American" follows an adjective: "African American" is neither Africa nor a state."""
    if end >= len(doc):
        return False
    after = doc[end + 1].text if doc[end].text == "-" and end + 1 < len(doc) else doc[end].text
    return after in ("American", "Americans")
