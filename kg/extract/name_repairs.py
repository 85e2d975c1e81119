"""Names put right after the recogniser: found by apposition, freed of a bare s, cut at "and"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.countries import territory
from kg.extract.group_words import PERSONS
from kg.extract.lexicon import OFFICE_WORDS
from kg.extract.name_types import is_organisation_name
from kg.extract.name_words import OF_PERSONS
from kg.extract.phrases import is_capital
from kg.model import ActorType, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.name import Name

__all__ = [
    "apposed_persons",
    "two_bodies",
    "without_bare_s",
    "without_country",
    "without_modifiers",
]


def apposed_persons(doc: Doc, taken: Sequence[bool]) -> list[tuple[int, int]]:
    """Tokens (start, end) of names of two or three words that an apposition says are a person's.

    "Hope Marsh, a spokeswoman for the club, ...": words that are taken already are left alone.
    """
    found = []
    for token in doc:
        if token.dep_ != "appos" or token.lower_ not in PERSONS | OFFICE_WORDS:
            continue
        head = token.head
        if head.pos_ != "PROPN" or not is_capital(head.text) or head.i > token.i:
            continue
        between = doc[head.i + 1 : token.left_edge.i]
        determined = any(c.lower_ in ("a", "an", "the") for c in token.lefts)
        if [t.text for t in between] != [","] or not determined:
            continue
        start = head.i
        while start > 0 and is_capital(doc[start - 1].text) and doc[start - 1].head.i == head.i:
            start -= 1
        words = doc[start : head.i + 1]
        if not 2 <= len(words) <= 3 or any(taken[t.i] for t in words):
            continue
        if all(t.is_alpha or t.text.endswith(".") for t in words) and not words.text.isupper():
            found.append((start, head.i + 1))
    return found


def without_bare_s(names: Iterable[Name], doc: Doc) -> list[Name]:
    """The names, where a wire without apostrophes wrote "Acmes profit", as "Acme".

    Only where the article has the name without its s too, or a country is meant; "the Lees" are a
    family.
    """
    kept = list(names)
    known = {name.text for name in kept}
    found = []
    for name in kept:
        bare = name.text[:-1]
        after = doc[name.end] if name.end < len(doc) else None
        owned = after is not None and after.pos_ in ("NOUN", "ADJ", "PROPN")
        family = name.start > 0 and doc[name.start - 1].lower_ == "the"
        if (
            name.text.endswith("s")
            and len(bare) > 3
            and owned
            and not family
            and territory(name.text) is None
            and (
                bare in known
                or territory(bare) is not None
                or any(other.startswith(bare + " ") for other in known)
            )
        ):
            name = replace(name, text=bare, span=Span(name.span.start, name.span.end - 1))
        found.append(name)
    return found


def two_bodies(doc: Doc, start: int, end: int, kind: ActorType) -> int | None:
    """Where "and" stands between two names that were taken for one: "Best Shop and Radio Hut".

    None where it may be one name: a single word on a side, "of", or a last word that names a body.
    """
    if kind is not ActorType.ORGANIZATION:
        return None
    places = [i for i in range(start, end) if doc[i].lower_ == "and"]
    if len(places) != 1 or any(doc[i].lower_ in ("of", "for", "the") for i in range(start, end)):
        return None
    place = places[0]
    if place - start < 2 or end - place < 3 or is_organisation_name(doc[start:end].text):
        return None
    return place if all(is_capital(doc[i].text) for i in range(start, end) if i != place) else None


def without_country(doc: Doc, found: list[Name]) -> list[Name]:
    """With "U.S. Lee" cut to "Lee" where the article names an Ann Lee: the abbreviation ended the
    sentence before."""
    surnames = {n.text.split()[-1] for n in found if n.type is ActorType.PERSON and " " in n.text}
    result = []
    for name in found:
        last = doc[name.end - 1]
        if (
            name.end - name.start == 2
            and name.type is ActorType.ORGANIZATION
            and doc[name.start].text in ("U.S.", "U.K.", "U.N.", "E.U.")
            and last.text in surnames
        ):
            span = Span(last.idx, last.idx + len(last))
            name = replace(name, start=last.i, span=span, text=last.text, type=ActorType.PERSON)
        result.append(name)
    return result


def without_modifiers(doc: Doc, found: list[Name], titled: Collection[int]) -> list[Name]:
    """Without single words that are called persons but only ever stand before a noun ("Oscar
    ceremony"), where no full name has them."""
    full = {part for n in found if " " in n.text for part in n.text.split()}
    free: set[str] = set()
    for name in found:
        token = doc[name.end - 1]
        if not (
            token.dep_ in ("compound", "amod", "nmod")
            and token.head.i >= name.end
            and token.head.text.islower()
            and token.head.lower_ not in OF_PERSONS
        ):
            free.add(name.text)
    return [
        n
        for n in found
        if n.type is not ActorType.PERSON
        or n.end - n.start > 1
        or n.text in full
        or n.text in free
        or n.start in titled
    ]
