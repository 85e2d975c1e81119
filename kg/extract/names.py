"""Which names are one actor: full name and surname, long form and acronym, variants of spelling."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from kg.extract.acronyms import KNOWN, matches
from kg.extract.countries import STATES, adjective, people, territory
from kg.extract.given_names import FEMALE_NAMES, FEMALE_WORDS, MALE_NAMES, MALE_WORDS
from kg.extract.lexicon import HONORIFICS, NAME_PARTICLES, word_set
from kg.extract.name import Name
from kg.extract.name_words import PARTISANS
from kg.extract.nicknames import same_given_name
from kg.model import ActorType, MentionKind, Span

__all__ = ["Entity", "Reference", "cluster"]

_CORPORATE = word_set(
    "inc incorporated corp corporation co company ltd limited plc ag sa gmbh llc group holdings the"
)
#: What a company may leave out of its name after the first mention: "Acme Motors", "Acme".
_TRADES = word_set(
    """computer computers motor motors airlines airways industries technologies technology systems
    stores pharmaceuticals electronics energy petroleum services service products resources
    laboratories foods brands bancorp international"""
)
#: Words that end the names of bodies of many kinds: alone they mean another one.
_COMMON = word_set(
    """house army party bank university department office council court street group press star
    guard state states center centre school college club union church board company news times
    post journal committee commission agency ministry police force forces senate congress
    parliament treasury federal national international central united american association
    federation foundation institute society fund trust network alliance team league service"""
)
_SUFFIXES = word_set("jr sr ii iii iv phd md esq")


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where an entity is named, described or pointed to: tokens and code points."""

    start: int
    end: int
    span: Span
    kind: MentionKind
    type: ActorType


@dataclass(slots=True, eq=False)
class Entity:
    """An actor or place in the making: everything in the article that refers to it.

    ``forms`` counts its proper names; ``named`` is False for one that the article only describes;
    ``offices`` are the offices that it is given, in lower case ("foreign minister"); ``key`` is
    what its IRI is minted from where that is not the label.
    """

    type: ActorType
    label: str
    forms: Counter[str] = field(default_factory=Counter)
    references: list[Reference] = field(default_factory=list)
    named: bool = True
    plural: bool = False
    gender: str | None = None
    offices: set[str] = field(default_factory=set)
    key: str | None = None

    @property
    def first(self) -> int:
        """Index of the token where the article first refers to it."""
        return min((r.start for r in self.references), default=0)


def fold(name: str) -> str:
    """A name without case, accents, full stops and possessive, for comparing.

    >>> fold("García's"), fold("U.S.")
    ('garcia', 'us')
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = plain.removesuffix("'s").removesuffix("'").replace(".", "").replace(",", " ")
    return " ".join(plain.split())


def cluster(
    names: tuple[Name, ...], acronyms: frozenset[tuple[int, int]] = frozenset()
) -> list[Entity]:
    """The entities that the names of an article stand for, in the order of their first mention.

    Args:
        names: the names, as `kg.extract.mentions.named_mentions` finds them.
        acronyms: first token of a long form and token of the acronym introduced behind it.
    """
    persons = [n for n in names if n.type is ActorType.PERSON]
    groups = [n for n in names if n.type is ActorType.GROUP]
    rest = [n for n in names if n.type not in (ActorType.PERSON, ActorType.GROUP)]
    found = [*_persons(persons), *_others(rest, acronyms), *_peoples(groups)]
    return sorted(found, key=lambda entity: (entity.first, entity.label))


def _reference(name: Name, kind: ActorType) -> Reference:
    return Reference(name.start, name.end, name.span, MentionKind.NAME, kind)


def _entity(label: str, kind: ActorType, names: list[Name]) -> Entity:
    entity = Entity(kind, label)
    for name in names:
        if not name.adjectival:
            entity.forms[name.text] += 1
        entity.references.append(_reference(name, kind))
    return entity


def _label(forms: Counter[str]) -> str:
    """The fullest form: most words, in mixed case rather than capitals, then the most frequent."""

    def rank(form: str) -> tuple[bool, int, int, str]:
        shout = form.isupper() and len(form) > 6
        return (shout, -min(len(form.split()), 6), -forms[form], form)

    best = min(forms, key=rank)
    # Datelines and old headlines shout; an acronym stays as it is.
    return best.title() if best.isupper() and len(best) > 6 and best.isalpha() else best


# ------------------------------------------------------------------------------ persons


def _persons(names: list[Name]) -> list[Entity]:
    full: list[tuple[list[str], list[Name]]] = []
    single: list[Name] = []
    for name in sorted(names, key=lambda n: (-len(_parts(n.text)), n.start)):
        parts = _parts(name.text)
        if len(parts) < 2:
            single.append(name)
            continue
        home = next((members for key, members in full if _same_person(key, parts)), None)
        if home is None:
            full.append((parts, [name]))
        else:
            home.append(name)
    entities = [_entity("", ActorType.PERSON, members) for _, members in full]
    for entity, (key, members) in zip(entities, full, strict=True):
        entity.gender = _gender(key[0], [m.title for m in members])
        entity.offices = {m.title for m in members if m.title and m.title not in HONORIFICS}
    keys = [key for key, _ in full]
    alone: dict[str, list[Name]] = {}
    for name in sorted(single, key=lambda n: n.start):
        word = fold(name.text)
        home_index = _bearer(name, word, keys, entities)
        if home_index is None:
            alone.setdefault(word, []).append(name)
        else:
            entities[home_index].forms[name.text] += 1
            entities[home_index].references.append(_reference(name, ActorType.PERSON))
    entities += [_entity("", ActorType.PERSON, members) for members in alone.values()]
    for entity in entities:
        entity.label = _label(entity.forms)
    return entities


def _parts(name: str) -> list[str]:
    """The words of a person's name for comparing, without suffixes such as Jr."""
    parts = fold(name).split()
    while len(parts) > 1 and parts[-1] in _SUFFIXES:
        parts.pop()
    return parts


def _same_person(longer: list[str], shorter: list[str]) -> bool:
    """Whether two full names are one: equal, or a middle name or second surname left out."""
    if longer == shorter:
        return True
    if longer[0] != shorter[0]:
        return longer[-1] == shorter[-1] and same_given_name(longer[0], shorter[0])
    if longer[-1] == shorter[-1]:
        # Middle names must not clash: "John F. Kennedy" is not "John B. Kennedy".
        middle, other = longer[1:-1], shorter[1:-1]
        if middle and other:
            return all(any(m.startswith(o) or o.startswith(m) for m in middle) for o in other)
        return True
    return len(shorter) < len(longer) and longer[: len(shorter)] == shorter


def _gender(given: str, titles: list[str]) -> str | None:
    """What the titles before a name, else the given name, say of the gender."""
    words = {word for title in titles for word in title.rstrip(".").split()}
    male, female = bool(words & MALE_WORDS), bool(words & FEMALE_WORDS)
    if male == female:
        male, female = given in MALE_NAMES, given in FEMALE_NAMES
    return None if male == female else "m" if male else "f"


def _bearer(name: Name, word: str, keys: list[list[str]], entities: list[Entity]) -> int | None:
    """Which person a single name means: by surname, else by given name.

    Of several, the title decides ("Mrs Lee", "President Lee"), then whom the article speaks of by
    far the most, then who was named last.
    """
    last = [i for i, key in enumerate(keys) if word == _surname(key)]
    inner = [i for i, key in enumerate(keys) if word in key[1:] and word not in NAME_PARTICLES]
    given = [i for i, key in enumerate(keys) if key[0] == word]
    given = given or [i for i, key in enumerate(keys) if same_given_name(key[0], word)]
    gender = _gender("", [name.title])
    for options in (last, inner, given):
        fitting = [i for i in options if gender is None or entities[i].gender in (None, gender)]
        sure = [i for i in fitting if gender is not None and entities[i].gender == gender]
        same = [i for i in fitting if name.title and name.title in entities[i].offices]
        for choice in (same, sure, fitting):
            if len(choice) == 1:
                return choice[0]
        if fitting:
            if options is given:
                return None

            often = sorted(fitting, key=lambda i: -len(entities[i].references))
            most, next_most = (len(entities[i].references) for i in often[:2])
            if most >= 2 * next_most and most > 2:
                return often[0]

            def distance(index: int) -> tuple[bool, int]:
                before = [r.end for r in entities[index].references if r.end <= name.start]
                return (not before, -max(before) if before else entities[index].first)

            return min(fitting, key=distance)
    return None


def _surname(key: list[str]) -> str:
    return key[-1]


# ------------------------------------------------------------------------------ the others


def _others(names: list[Name], acronyms: frozenset[tuple[int, int]]) -> list[Entity]:
    grouped: dict[tuple[str, str], list[Name]] = {}
    for name in names:
        place = adjective(name.text) if name.adjectival else territory(name.text)
        if place is None and name.text in STATES:
            grouped.setdefault(("place", _key(STATES[name.text])), []).append(name)
            continue
        if place is not None:
            grouped.setdefault(("territory", place.label), []).append(name)
            continue
        kind = "place" if name.type in (ActorType.PLACE, ActorType.COUNTRY) else "organisation"
        grouped.setdefault((kind, _key(name.text)), []).append(name)
    _join_acronyms(grouped, acronyms)
    _join_short_forms(grouped)
    entities = []
    for (kind, key), members in grouped.items():
        entity = _entity("", members[0].type, members)
        if kind == "territory":
            place = territory(key)
            entity.type = place.type if place is not None else ActorType.COUNTRY
            entity.label = key
            entity.references = [_reference(n, entity.type) for n in members]
        else:
            entity.label = _label(entity.forms)
            entity.label = STATES.get(entity.label, entity.label)
            known = KNOWN.get(entity.label.replace(".", "")) if kind == "organisation" else None
            if known is not None:
                entity.label = known
        entities.append(entity)
    return entities


def _key(name: str) -> str:
    words = fold(name).split()
    while len(words) > 1 and (words[-1] in _CORPORATE or words[-1] in ("and", "&")):
        words.pop()
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    return " ".join(words).removesuffix("'s")


def _join_acronyms(
    grouped: dict[tuple[str, str], list[Name]], acronyms: frozenset[tuple[int, int]]
) -> None:
    """Puts "OAS" with "Organization of American States": by parentheses, initials, or as known."""
    order = [key for key in grouped if key[0] == "organisation"]
    longs = [key for key in order if " " in key[1]]
    for key in order:
        if key not in grouped or " " in key[1]:
            continue
        short = grouped[key][0].text.replace(".", "")
        if not (short.isupper() and 2 <= len(short) <= 8):
            continue
        near = [
            long
            for long in longs
            if long in grouped
            and any((n.start, s.start) in acronyms for n in grouped[long] for s in grouped[key])
        ]
        fitting = [
            long
            for long in longs
            if long in grouped and matches(short, grouped[long][0].text.split())
        ]
        known = ("organisation", _key(KNOWN[short])) if short in KNOWN else None
        if near:
            home = near[0]
        elif known is not None and known in grouped:
            home = known
        elif len(fitting) == 1 and (known is None or known == fitting[0]):
            home = fitting[0]
        else:
            continue
        grouped[home].extend(grouped.pop(key))


def _join_short_forms(grouped: dict[tuple[str, str], list[Name]]) -> None:
    """Puts "Security Council" with "UN Security Council" where one longer name ends so."""
    order = sorted((k for k in grouped if k[0] == "organisation"), key=lambda k: len(k[1]))
    for key in order:
        words = key[1].split()
        whole = [
            other
            for other in order
            if other in grouped
            and other[1].startswith(key[1] + " ")
            and set(other[1].split()[len(words) :]) <= _TRADES
        ]
        if len(whole) == 1:
            grouped[whole[0]].extend(grouped.pop(key))
            continue
        if len(words) < 2 and (words[0] in _COMMON or len(words[0]) < 4):
            continue
        longer = [
            other
            for other in order
            if other in grouped
            and other != key
            and other[1].endswith(" " + key[1])
            and "of" not in other[1].split()[: -len(words)]
        ]
        if len(longer) == 1:
            grouped[longer[0]].extend(grouped.pop(key))


def _peoples(names: list[Name]) -> list[Entity]:
    grouped: dict[str, list[Name]] = {}
    for name in names:
        grouped.setdefault(PARTISANS.get(name.text, name.text), []).append(name)
    found = []
    for words, members in grouped.items():
        entity = _entity(words, ActorType.GROUP, members)
        entity.plural = True
        if people(words) is None and words not in PARTISANS:
            entity.label = _label(entity.forms)
        found.append(entity)
    return found
