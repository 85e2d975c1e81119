"""Names in a Spanish article: runs of proper nouns, typed, and joined to actors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.extract.given_names import FEMALE_NAMES, MALE_NAMES
from kg.extract.lexicon import word_set
from kg.extract.spanish.lexicon import Words
from kg.iris import Minter
from kg.link.gazetteer import Gazetteer, Match
from kg.link.names import key
from kg.model import Actor, ActorType, Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_names"]

_JOINS = frozenset({"de", "del", "la", "las", "los", "y", "e", "el"})
_PLACES = (ActorType.PLACE, ActorType.COUNTRY)
#: What a place alone has, in front of its name.
_OF_PLACES = word_set(
    """gobernador gobernadora alcalde alcaldesa intendente provincia departamento ciudad municipio
    pueblo barrio distrito localidad habitantes vecinos calles afueras puerto aeropuerto"""
)
_KNOWN = {kind.value: kind for kind in ActorType}
#: A match weaker than this in prior is no evidence for a type.
_PRIOR = 0.05


@dataclass(slots=True)
class _Name:
    span: Span
    words: str
    first: Token
    last: Token
    type: ActorType | None = None
    known: str | None = None


def find_names(
    doc: Doc, text: str, words: Words, gazetteer: Gazetteer | None, base: str
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """The actors and places that are named, and where.

    A name whose type nothing tells is left out: a false node costs more than a missing one.
    """
    names = list(_runs(doc, text, words))
    matches = {} if gazetteer is None else gazetteer.matches(key(n.words) for n in names)
    for name in names:
        _type(name, words, matches)
    persons = [n for n in names if n.type is ActorType.PERSON and " " in n.words]
    surnames = _surnames(persons)
    acronyms = _acronyms(names, text)
    minter = Minter(base)
    actors: dict[str, Actor] = {}
    forms: dict[str, set[str]] = {}
    mentions = []
    for name in names:
        label, kind, known = name.words, name.type, name.known
        full = surnames.get(name.words.casefold())
        if full is not None:
            label, kind, known = full, ActorType.PERSON, None
        elif name.words in acronyms:
            long = acronyms[name.words]
            label, kind, known = long.words, long.type or ActorType.ORGANIZATION, long.known
            known = known or name.known
        if kind is None:
            continue
        # A node of the world goes by its usual name, whatever language tells of it.
        iri = minter.actor(known or label)
        if iri not in actors:
            actors[iri] = Actor(iri, kind, label)
        # ... and bears that name too, so that it is found and linked by it
        forms.setdefault(iri, set()).update({name.words, known or name.words})
        mentions.append(Mention(name.span, actors[iri].type, iri))
    found = []
    for iri, actor in actors.items():
        others = sorted(forms[iri] - {actor.label})
        found.append(Actor(iri, actor.type, actor.label, tuple(others)))
    return tuple(found), tuple(mentions)


def _runs(doc: Doc, text: str, words: Words) -> Iterator[_Name]:
    """Runs of proper nouns; "de" and "y" join only inside the name of an organisation or place."""
    index = 0
    while index < len(doc):
        token = doc[index]
        if token.pos_ != "PROPN" or not token.text[:1].isupper():
            index += 1
            continue
        end = index + 1
        institution = token.lower_ in words.organizations
        while end < len(doc):
            if doc[end].pos_ == "PROPN" and doc[end].text[:1].isalnum():
                end += 1
                continue
            after = end
            while after < len(doc) and doc[after].lower_ in _JOINS and after - end < 3:
                after += 1
            if after == end or after >= len(doc) or not doc[after].text[:1].isupper():
                break
            particle = doc[end].lower_ in ("de", "del", "la") and doc[after].dep_ == "flat"
            if not institution and not particle:
                break
            end = after + 1
        span = Span(token.idx, doc[end - 1].idx + len(doc[end - 1].text))
        told = " ".join(span.of(text).split())
        if sum(c.isalpha() for c in told) > 1:
            yield _Name(span, told, token, doc[end - 1])
        index = end


def _type(name: _Name, words: Words, matches: Mapping[str, list[Match]]) -> None:
    """By the words beside it, by its own words, by the gazetteer, by given names: in this order."""
    first, doc = name.first, name.first.doc
    before = doc[first.i - 1] if first.i else None
    if before is not None and before.lower_ in words.offices:
        name.type = ActorType.PERSON
        return
    if first.dep_ in ("appos", "flat") and first.head.lower_ in words.offices:
        name.type = ActorType.PERSON
        return
    if first.lower_ in words.organizations:
        name.type = ActorType.ORGANIZATION
    candidates = [m for m in matches.get(key(name.words), ()) if m.kind in "lacw"]
    if _is_ruled(name):
        candidates = [m for m in candidates if _KNOWN.get(m.entity.type) in _PLACES]
        name.type = None if candidates else ActorType.PLACE
    best = candidates[0].entity if candidates else None
    if best is not None and best.prior >= _PRIOR and best.type in _KNOWN:
        clear = len({m.entity.type for m in candidates[:2]}) == 1 or best.prior > 0.5
        if clear and (name.type is None or best.type == name.type.value):
            name.type, name.known = _KNOWN[best.type], best.label
            return
    if name.type is not None:
        return
    given = first.lower_
    if " " in name.words and (given in MALE_NAMES or given in FEMALE_NAMES):
        name.type = ActorType.PERSON
    elif re.fullmatch(r"[A-ZÁÉÍÓÚÑ]{2,6}", name.words):
        name.type = ActorType.ORGANIZATION
    elif before is not None and before.lower_ == "en" and first.dep_ in ("obl", "nmod"):
        name.type = ActorType.PLACE


def _is_ruled(name: _Name) -> bool:
    """Whether it stands behind what has a place alone: "gobernador de", "la ciudad de"."""
    doc, at = name.first.doc, name.first.i - 1
    while at > 0 and doc[at].lower_ in ("la", "las", "los", "el"):
        at -= 1
    return at > 0 and doc[at].lower_ in ("de", "del") and doc[at - 1].lower_ in _OF_PLACES


def _surnames(persons: list[_Name]) -> dict[str, str]:
    """Surnames and shorter forms that one person alone bears, with the fullest name."""
    found: dict[str, set[str]] = {}
    for person in persons:
        parts = person.words.split()
        for cut in range(1, len(parts)):
            found.setdefault(" ".join(parts[cut:]).casefold(), set()).add(person.words)
    short: dict[str, str] = {}
    for form, full in found.items():
        longest = max(full, key=len)
        if all(other in longest for other in full):
            short[form] = longest
    return short


def _acronyms(names: list[_Name], text: str) -> dict[str, _Name]:
    """Acronyms that stand in brackets behind the name whose capitals they are."""
    found: dict[str, _Name] = {}
    for long, short in pairwise(names):
        between = text[long.span.end : short.span.start]
        if between.strip() != "(" or text[short.span.end : short.span.end + 1] != ")":
            continue
        capitals = "".join(word[0] for word in long.words.split() if word[0].isupper())
        if short.words.isupper() and short.words[0] == capitals[0]:
            found[short.words] = long
            long.type = long.type or ActorType.ORGANIZATION
    return found
