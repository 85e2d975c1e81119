"""Which type a name has: the votes of all places where it stands, and what stands around them."""

from __future__ import annotations

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

__all__ = ["fix_types", "is_organisation_name"]

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
#: Words right before the name of a medium: "the technology blog Rocketeer".
_MEDIA = word_set(
    "blog weblog newspaper daily weekly tabloid broadcaster startup start-up retailer"
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


def _evidence(doc: Doc, name: Name, titled: Mapping[int, str]) -> list[tuple[ActorType, int]]:
    found: list[tuple[ActorType, int]] = []
    words = name.text.split()
    first, last = words[0].lower(), words[-1].lower()
    before = doc[name.start - 1].lower_ if name.start else ""
    if name.start in titled or before.rstrip(".") in HONORIFICS or before in KIN:
        found.append((ActorType.PERSON, 6))
    if name.type is ActorType.PERSON and len(words) == 1 and before in _MEDIA:
        found.append((ActorType.ORGANIZATION, 5))
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
