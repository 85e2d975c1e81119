"""Which type a name has: the votes of all places where it stands, and what stands around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.countries import territory
from kg.extract.given_names import FEMALE_NAMES, MALE_NAMES
from kg.extract.lexicon import HONORIFICS, KIN, word_set
from kg.extract.name_words import AGENCIES
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.name import Name

__all__ = ["drop_products", "fix_types", "is_organisation_name"]

#: Words that make a name one of an organisation, as its last word or before "of" and "for".
_ORGANISATION = word_set(
    """inc inc. corp corp. corporation company co co. ltd ltd. limited plc ag sa gmbh llc llp group
    holdings bank ministry department agency administration bureau office commission committee
    council union party association federation confederation organization organisation foundation
    institute institution university college school academy hospital clinic church court parliament
    congress senate assembly house army navy force forces police guard brigade corps command
    authority service services society club team league front movement coalition alliance network
    news times post journal press agency television radio magazine center centre fund trust board
    chamber cabinet secretariat embassy airlines airways motors industries systems technologies
    pictures records studios entertainment media communications bancorp partners associates
    watch sentinel herald tribune gazette chronicle inquirer courier examiner telegraph globe
    international guild brotherhood cartel militia nations states-senate exchange store stores
    fc central-bank partido sindicato consejo ministerio fiscalía policía ejército"""
)
_ORGANISATION_FIRST = word_set(
    """ministry department university bank organization organisation association council committee
    commission federation union office board house court institute party church society fund
    academy chamber academy league congress bureau confederation army central ministerio
    universidad banco"""
)
_PLACE_LAST = word_set(
    """river lake mountain mountains sea ocean island islands bay gulf strait peninsula desert
    valley city county province state district region street avenue road square plaza
    airport bridge park
    beach port harbor harbour canal border coast hills heights boulevard highway village town
    stadium arena prison tower building palace ave ave. st. blvd rd"""
)
_PLACE_FIRST = word_set(
    "rue avenida calle piazza mount lake plaza fort port camp cape gulf san santa río rio puerto"
)


def is_organisation_name(words: str) -> bool:
    """Whether a name of several words says that it is an organisation's.

    >>> is_organisation_name("Ministry of Defence"), is_organisation_name("Ann Lee")
    (True, False)
    """
    parts = words.lower().split()
    if not parts:
        return False
    if len(parts) > 1 and parts[-1].rpartition("-")[2] in _ORGANISATION:
        return True  # "Union-Tribune" too
    return any(
        part in _ORGANISATION_FIRST and parts[i + 1] in ("of", "for", "de", "del")
        for i, part in enumerate(parts[:-1])
    )


def fix_types(doc: Doc, names: list[Name], titled: Mapping[int, str]) -> list[Name]:
    """The names with the type that the whole article speaks for.

    A bare surname gets the type of the full name; an office or honorific before a name makes it a
    person's; else the majority of what the model said of these very words decides.
    """
    votes: dict[str, Counter[ActorType]] = {}
    for name in names:
        vote = votes.setdefault(name.text, Counter())
        vote[name.type] += 2
        for kind, weight in _evidence(doc, name, titled):
            vote[kind] += weight
    decided = {words: vote.most_common(1)[0][0] for words, vote in votes.items()}
    surnames: dict[str, int] = {}
    for words, kind in decided.items():
        parts = words.split()
        if kind is ActorType.PERSON and len(parts) > 1:
            surnames[parts[-1]] = surnames.get(parts[-1], 0) + votes[words][kind]
    found: list[Name] = []
    for name in names:
        kind = decided[name.text]
        if " " not in name.text and name.text in surnames:
            other = sum(
                vote[ActorType.ORGANIZATION]
                for words, vote in votes.items()
                if words.startswith(name.text + " ") and decided[words] is ActorType.ORGANIZATION
            )
            if other <= surnames[name.text]:
                kind = ActorType.PERSON
        place = territory(name.text)
        if place is not None and kind is not ActorType.PERSON:
            kind = place.type
        if name.text.lower() in AGENCIES:
            kind = ActorType.ORGANIZATION
        found.append(replace(name, type=kind))
    return found


#: Last words of products, services and works, which act no more than laws do.
_PRODUCT_LAST = word_set(
    """kit sdk touch mini software app apps stores os browser server console device phone drive
    wi-fi     video card cards tablet notebook laptop desktop processor chip edition version model
    update beta gb mb tv-series album song film movie novel"""
)
#: Words right before the name of a product or work: "web browser Rocket", "the film Nightfall".
_KINDS_OF_THINGS = word_set(
    """browser software app application console smartphone phone laptop tablet computer game film
    movie album song novel book musical sitcom website ship ferry yacht hurricane typhoon
    spacecraft probe satellite magazine"""
)
_CAMEL = re.compile(r"[ie](?:[A-Z][a-z]|OS\b)")


def drop_products(doc: Doc, names: list[Name]) -> list[Name]:
    """The names without products and works that the model took for organisations.

    What gives them away: an article before a bare name ("an iPod"), a maker in the possessive
    ("Acme's Rocket"), letters such as in "iPhone", a number right before.
    """
    total: Counter[str] = Counter()
    products: Counter[str] = Counter()
    for name in names:
        total[name.text] += 1
        if name.type is ActorType.ORGANIZATION:
            products[name.text] += _is_product(doc, name)
        elif " " not in name.text:
            products[name.text] += _is_one_of_many(doc, name) or _follows_kind(doc, name)
    return [name for name in names if 3 * products[name.text] < total[name.text]]


def _is_one_of_many(doc: Doc, name: Name) -> bool:
    """Whether an indefinite article stands before a bare name: "a Rocketphone"."""
    head = doc[name.start : name.end].root
    return head.dep_ not in ("compound", "poss", "amod", "nmod") and any(
        child.dep_ == "det" and child.lower_ in ("a", "an") for child in head.lefts
    )


def _follows_kind(doc: Doc, name: Name) -> bool:
    """Whether the word before says that it is a thing: "the web browser Rocket"."""
    if not name.start:
        return False
    before = doc[name.start - 1]
    head = doc[name.start : name.end].root
    if before.lower_ == "in" and before.head.lemma_.lower() in ("star", "co-star", "costar"):
        return True
    return before.lower_ in _KINDS_OF_THINGS and head.i in (before.head.i, before.i + 1)


def _is_product(doc: Doc, name: Name) -> bool:
    if is_organisation_name(name.text):
        return False
    words = name.text.split()
    if words[-1].lower() in _PRODUCT_LAST or _CAMEL.match(words[0]):
        return True
    if any(word.isdigit() for word in words[1:]):
        return True
    head = doc[name.start : name.end].root
    if _follows_kind(doc, name):
        return True
    if head.dep_ in ("compound", "poss", "amod", "nmod", "appos"):
        return False
    for child in head.lefts:
        if child.dep_ == "det" and child.lower_ in ("a", "an") and child.i == name.start - 1:
            return True
        if child.dep_ == "poss" and child.ent_type_ == "ORG" and child.i < name.start:
            return True
        if child.dep_ == "nummod":
            return True
    return False


def _evidence(doc: Doc, name: Name, titled: Mapping[int, str]) -> list[tuple[ActorType, int]]:
    found: list[tuple[ActorType, int]] = []
    words = name.text.split()
    first, last = words[0].lower(), words[-1].lower()
    before = doc[name.start - 1].lower_ if name.start else ""
    if name.start in titled or before.rstrip(".") in HONORIFICS or before in KIN:
        found.append((ActorType.PERSON, 6))
    if is_organisation_name(name.text):
        found.append((ActorType.ORGANIZATION, 5))
    elif len(words) in (2, 3) and first in MALE_NAMES | FEMALE_NAMES:
        found.append((ActorType.PERSON, 3))
    place = last in _PLACE_LAST or (first in _PLACE_FIRST and len(words) < 4)
    if len(words) > 1 and place and not (name.type is ActorType.ORGANIZATION and first == "san"):
        found.append((ActorType.PLACE, 3))
    if name.end < len(doc) and name.type is ActorType.PERSON:
        after = doc[name.end].lower_
        if after in ("inc", "inc.", "corp", "corp.", "co.", "ltd", "plc", "shares", "'s shares"):
            found.append((ActorType.ORGANIZATION, 5))
    return found
