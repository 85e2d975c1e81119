"""Actors by description: "the minister", "unions", "Petro's government", "an AFP reporter".

A description that points back to somebody named is one more mention of them; one that does not
makes an actor without a name, where it takes part in what a verb says. What is only talked about in
passing ("a policy for farmers") makes none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.countries import adjective, territory
from kg.extract.discourse import Discourse
from kg.extract.given_names import FEMALE_WORDS, MALE_WORDS
from kg.extract.group_words import (
    BODIES,
    COMPANY_WORDS,
    COUNTRY_WORDS,
    GROUPS,
    INSTITUTIONS,
    PARTITIVE,
    PERSONS,
)
from kg.extract.lexicon import OFFICE_WORDS, word_set
from kg.extract.names import Entity
from kg.extract.phrases import ACTING, is_plural, keeps_no_capital, noun_start
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Nominal", "find_nominal", "resolve_nominal"]

_ACTING_PREPOSITIONS = word_set(
    "by against to with from on between among at toward towards for alongside including like"
)
_DEFINITE = word_set("the this that these those")
_INDEFINITE = word_set("a an another some any several many few one two three no")
#: Determiners that speak of nobody in particular: "neither candidate", "any voter".
_NOBODY = word_set("no neither either each every any what whichever whatever")
_OWN = word_set("his her their its my our your whose")
_DIFFERENT = word_set("vice deputy former assistant acting ex other another second rival first")
_POLITICAL = word_set(
    """political ruling opposition governing left-wing right-wing conservative liberal socialist
    communist nationalist far-right far-left populist green centrist minority majority smaller"""
)
#: Singular nouns for bodies that do without an article.
_BARE = word_set("police government parliament congress")
_SPORTS = word_set("tennis badminton volleyball basketball squash handball food centre center")
#: Things called like people: the noun, and the words before it that tell.
_DEVICES = {
    "manager": word_set("task file password window download package session memory device font"),
    "player": word_set(
        "music media mp3 mp4 dvd cd video audio record portable disc cassette blu-ray"
    ),
    "reader": word_set("card e-book ebook book rss feed pdf news screen fingerprint electronic"),
    "assistant": word_set("digital voice virtual"),
    "browser": word_set("web"),
    "driver": word_set("device printer graphics video disk hard screw"),
    "guard": word_set("mud fire mouth splash"),
    "agent": word_set("chemical bleaching nerve cleaning reducing"),
}
_FIRMS = word_set("company firm corporation maker carmaker automaker retailer manufacturer")
_NEVER = word_set("majority public number community population state island head")
#: Such nouns that do with a determiner or number: "a man", "two women".
_HUMAN = word_set("person man men woman women child baby adult couple")
#: Words before a noun that count or vary and are no part of a description.
_QUANTIFIERS = word_set(
    """even only just nearly about almost several many few some other another more most various
    numerous certain such both all own same as too so how very enough fewer much plenty"""
)
#: Words that make a vague noun no less vague.
_EVALUATIVE = word_set("great good bad nice wonderful big little real right wrong average ordinary")
_LABEL_LIMIT = 70
#: Endings of nouns that name what somebody does or suffers: "deployment of troops".
_ACTION_ENDINGS = (
    *("ment", "tion", "sion", "ing", "ure", "arrest", "arrests", "attack", "attacks", "death"),
    *("deaths", "murder", "release", "rescue", "killings", "ments", "tions", "withdrawal"),
)
_PAPERS = word_set("newspaper paper magazine daily weekly")
#: Last words of the names of newspapers and magazines.
_TITLES = word_set(
    """times post journal sentinel herald tribune gazette chronicle inquirer courier examiner
    telegraph globe news star guardian observer mail sun mirror standard independent express
    week economist politico register dispatch press record review monde pais país zeitung"""
)
#: Nouns that say too little without a modifier to be an actor.
_VAGUE = word_set(
    """groups group members member people leaders leader nations countries parties companies firms
    agencies organizations organisations sources person men women man woman users fans players
    candidates couple crowd panel unit club campaign child baby adult partners nation country
    party company firm agency organization organisation"""
)


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun phrase that may be an actor: its head, first modifier, possessor and determiner."""

    head: int
    start: int
    noun: str
    words: str
    type: ActorType
    plural: bool
    definite: bool
    owner: int | None
    owned: bool
    determined: bool
    of: str | None = None
    country: str | None = None


def find_nominal(discourse: Discourse, token: Token) -> Nominal | None:
    """The description whose head the token is, where it is one of an actor that takes part."""
    noun = token.lower_
    if token.pos_ not in ("NOUN", "PROPN") or not token.is_alpha or discourse.at.get(token.i):
        return None
    if token.pos_ == "PROPN" and token.text[0].isupper() and not token.is_sent_start:
        return None
    plural = is_plural(token) or noun in ("police", "people", "staff", "personnel")
    if (noun in GROUPS and plural) or noun == "police":
        kind = ActorType.GROUP
    elif noun in BODIES and not plural:
        kind = ActorType.GROUP
        plural = False
    elif noun in PERSONS and not plural:
        kind = ActorType.PERSON
    elif noun in COMPANY_WORDS | COUNTRY_WORDS and not plural:
        kind = ActorType.GROUP
    else:
        return None
    if token.dep_ in ("compound", "amod", "nmod", "npadvmod", "advmod") or not _takes_part(token):
        return None
    start = noun_start(token)
    bare = not any(c.dep_ in ("det", "poss", "nummod") for c in token.lefts)
    plain = bare and not any(t.pos_ == "PROPN" or adjective(t.text) for t in token.lefts)
    if plain and noun in BODIES - _BARE:
        return None  # "on board", "on patrol", "for her leadership"
    if plural and any(t.tag_ == "JJS" for t in token.lefts):
        return None  # "some of the best friends of my life"
    if bare and noun in OFFICE_WORDS and not plural and token.dep_ == "pobj":
        return None  # "ran for president", "her time as governor"
    if _DEVICES.get(noun.rstrip("s"), frozenset()) & {t.lower_ for t in token.lefts}:
        return None  # "a task manager", "music players"
    if noun == "court" and any(t.lower_ in _SPORTS for t in token.lefts):
        return None
    if bare and plural and _generic(discourse, token):
        return None
    if token.dep_ == "poss" and any(c.lower_ in ("a", "an") for c in token.lefts):
        return None  # "a sheriff's deputy" is the deputy
    if noun == "host" and any(c.lower_ == "of" for c in token.rights):
        return None  # "a host of features"
    if noun in PARTITIVE and any(c.lower_ == "of" for c in token.rights):
        return None
    if any(discourse.at.get(i) and discourse.doc[i].dep_ == "appos" for i in range(start, token.i)):
        return None
    determiner = next((c.lower_ for c in token.lefts if c.dep_ in ("det", "predet")), "")
    if determiner in _NOBODY:
        return None
    owner = next((c for c in token.lefts if c.dep_ == "poss"), None)
    country = None
    while start < token.i and discourse.doc[start].lower_ in _QUANTIFIERS:
        if discourse.doc[start + 1].text == "-":
            break  # "so-called"
        start += 1
    if noun in _VAGUE:
        while start < token.i and discourse.doc[start].lower_ in _EVALUATIVE:
            start += 1
    for index in range(start, token.i):
        word = discourse.doc[index].text
        place = adjective(word) or territory(word)
        if place is not None:
            country = place.label
    holder = discourse.at.get(owner.i) if owner is not None else None
    if holder is not None and holder.type is ActorType.COUNTRY:
        country = holder.label
    words = " ".join(t.text for t in discourse.doc[start : token.i + 1] if not t.is_space)
    words = words.replace(" - ", "-").replace(" ,", ",")
    first = discourse.doc[start]
    if first.is_sent_start and not discourse.at.get(start) and keeps_no_capital(first):
        words = words[0].lower() + words[1:]
    if holder is not None and holder.named and owner is not None and owner.pos_ != "PRON":
        start = noun_start(owner)
    return Nominal(
        token.i,
        start,
        noun,
        words,
        kind,
        plural,
        determiner in _DEFINITE,
        owner.i if owner is not None else None,
        owner is not None and (owner.lower_ in _OWN or owner.pos_ == "PRON"),
        any(c.dep_ in ("det", "nummod") for c in token.lefts),
        _of_phrase(token),
        country,
    )


def _generic(discourse: Discourse, token: Token) -> bool:
    """Whether a bare plural in quoted words is of no particular people: "Great firms stumble"."""
    if discourse.quote[token.i] < 0 or token.dep_ not in ("nsubj", "nsubjpass"):
        return False
    if any(t.pos_ == "PROPN" or adjective(t.text) for t in token.lefts):
        return False
    verb = token.head
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    return verb.tag_ == "VBP" and not helpers


def _of_phrase(token: Token) -> str | None:
    """The words behind "of" right after a noun, where they are short and hold no clause."""
    for child in token.rights:
        if child.lower_ in ("of", "for") and child.i == token.i + 1 and child.dep_ == "prep":
            words = [t for t in child.subtree if not t.is_space]
            if len(words) <= 7 and not any(t.pos_ in ("VERB", "AUX") for t in words):
                return " ".join(t.text for t in words).replace(" 's", "'s").replace(" - ", "-")
    return None


def _takes_part(token: Token) -> bool:
    """Whether a noun is an argument of a verb or of a noun of action, or agent or target."""
    node = token
    for _ in range(4):
        if node.dep_ in ("conj", "appos") and node.head.i != node.i:
            node = node.head
            if token.lower_ in PERSONS and node.ent_type_ in ("ORG", "GPE"):
                return False  # "Disney, owner of ABC" is no person
            continue
        if node.dep_ == "pobj" and node.head.head.lower_ in PARTITIVE and node.head.lower_ == "of":
            node = node.head.head
            continue
        break
    if node.dep_ in ACTING or node.dep_ in ("poss", "ROOT"):
        return True
    if node.dep_ == "pobj":
        if node.head.lower_ == "of":
            return node.head.head.lower_.endswith(_ACTION_ENDINGS)
        return node.head.lower_ in _ACTING_PREPOSITIONS
    return False


def resolve_nominal(discourse: Discourse, nominal: Nominal) -> Entity | None:
    """The entity that a description means: one known before, a new one, or None for neither."""
    token = discourse.doc[nominal.head]
    named = None if nominal.plural else _apposition(discourse, token)
    if named is not None:
        return named
    if nominal.type is ActorType.PERSON:
        return _person(discourse, nominal)
    if nominal.noun in COUNTRY_WORDS:
        return _country(discourse, nominal)
    if nominal.noun in COMPANY_WORDS and nominal.definite and nominal.owner is None:
        found = _organisation(discourse, nominal)
        if found is not None:
            return found
    if nominal.noun in COMPANY_WORDS - BODIES or nominal.noun in _NEVER:
        return None
    if nominal.noun in _FIRMS and nominal.definite and nominal.words.lower() == nominal.noun:
        return None  # "the company", where it is not clear which
    if nominal.noun == "party" and not set(nominal.words.lower().split()) & _POLITICAL:
        return None  # an office party is no actor
    return _group(discourse, nominal)


def _apposition(discourse: Discourse, token: Token) -> Entity | None:
    """The named entity that a description stands beside: "Lee, the minister"."""
    node = token
    while node.dep_ == "conj" and node.head.i != node.i:
        node = node.head
    if node.dep_ == "appos":
        entity = discourse.entity_at(node.head)
        if entity is not None and entity.type in (ActorType.PERSON, ActorType.ORGANIZATION):
            return entity if _fits(entity, token) else None
    for child in token.rights:
        if child.dep_ == "appos":
            entity = discourse.entity_at(child)
            if entity is not None and _fits(entity, token):
                return entity
    return _behind(discourse, token)


def _behind(discourse: Discourse, token: Token) -> Entity | None:
    """The person whose name follows an office and its body: "the former head of Acme Ann Lee"."""
    doc = discourse.doc
    beside = [c for c in token.rights if c.dep_ == "conj"]
    if beside:
        return _behind(discourse, beside[0])  # "the founder and former head of Acme Ann Lee"
    first = token.i + 1
    if token.lower_ not in PERSONS or first >= len(doc) or doc[first].lower_ not in ("of", "for"):
        return None
    for index in range(first + 1, min(first + 9, len(doc))):
        entity = discourse.at.get(index)
        if entity is not None and entity.type is ActorType.PERSON:
            capital = doc[index - 1].pos_ in ("PROPN", "NOUN") and doc[index].text[:1].isupper()
            return entity if entity.named and capital else None
        if doc[index].pos_ not in ("PROPN", "NOUN", "ADJ", "DET", "ADP", "CCONJ"):
            break
    return None


def _fits(entity: Entity, token: Token) -> bool:
    person = token.lower_ in PERSONS
    return person == (entity.type is ActorType.PERSON)


def _gender(noun: str) -> str | None:
    if noun in MALE_WORDS:
        return "m"
    return "f" if noun in FEMALE_WORDS else None


def _person(discourse: Discourse, nominal: Nominal) -> Entity | None:
    gender = _gender(nominal.noun)
    modifiers = nominal.words.lower().split()[:-1]
    if nominal.definite and nominal.owner is None:
        known = _office_holder(discourse, nominal, modifiers)
        if known is not None:
            return known
        known = _same_description(discourse, nominal)
        if known is not None:
            return known
        if nominal.noun in ("man", "woman") and not modifiers:
            near = discourse.persons(discourse.before(nominal.head, 1))
            fitting = {id(p.entity): p.entity for p in near if p.entity.gender in (None, gender)}
            if len(fitting) == 1:
                return next(iter(fitting.values()))
            return None
        if nominal.noun in OFFICE_WORDS and not modifiers and nominal.of is None:
            named = {
                id(p.entity): p.entity
                for p in discourse.persons(discourse.before(nominal.head, 1))
                if not p.entity.offices and p.entity.named
            }
            if named:
                return None
    if nominal.owned or _is_vague(nominal):
        return None
    label = _label(discourse, nominal)
    if label is None:
        return None
    entity = Entity(ActorType.PERSON, label, named=False, gender=gender)
    entity.offices.add(" ".join([*modifiers, nominal.noun]))
    return entity


def _office_holder(discourse: Discourse, nominal: Nominal, modifiers: list[str]) -> Entity | None:
    """The last person mentioned who holds such an office: "the minister" after "Minister Lee"."""
    words = [m for m in modifiers if adjective(m.title()) is None]
    phrase = " ".join([*words, nominal.noun])
    wanted = {phrase}
    if words[:1] == ["former"]:
        wanted.add(" ".join([*words[1:], nominal.noun]))
    known: list[Entity] = []
    for place in reversed(discourse.places):
        entity = place.entity
        if place.head >= nominal.head or entity.type is not ActorType.PERSON:
            continue
        if entity not in known and any(_is_office(o, w) for o in entity.offices for w in wanted):
            known.append(entity)
    exact = [
        e for e in known if phrase in e.offices or any(_is_office(o, phrase) for o in e.offices)
    ]
    if exact:
        return exact[0]
    return known[0] if len(known) == 1 else None


def _is_office(office: str, phrase: str) -> bool:
    """Whether an office is the one that a phrase names: "minister" for "foreign minister"."""
    if office == phrase:
        return True
    if not office.endswith(" " + phrase):
        return False
    return not set(office[: -len(phrase)].split()) & _DIFFERENT


def _same_description(discourse: Discourse, nominal: Nominal) -> Entity | None:
    """An entity without a name whose description ended in the same noun, the last first."""
    exact = [p for p in discourse.places if p.entity.label.lower() == nominal.words.lower()]
    for place in [*reversed(exact), *reversed(discourse.places)]:
        entity = place.entity
        if entity.named or place.head >= nominal.head or entity.type is not nominal.type:
            continue
        if entity.plural != nominal.plural:
            continue
        if discourse.doc[place.head].lower_ != nominal.noun:
            continue
        words = set(nominal.words.lower().split()[:-1])
        if words <= set(entity.label.lower().split()):
            return entity
    return None


def _country(discourse: Discourse, nominal: Nominal) -> Entity | None:
    """ "The country", where only one country was spoken of nearby."""
    if not nominal.definite or nominal.start != nominal.head or nominal.of is not None:
        return None
    near = discourse.before(nominal.head, 1)
    countries = {id(p.entity): p.entity for p in near if p.entity.type is ActorType.COUNTRY}
    return next(iter(countries.values())) if len(countries) == 1 else None


def _organisation(discourse: Discourse, nominal: Nominal) -> Entity | None:
    """The organisation that "the company" or "the party" means, where it is clear."""
    near = discourse.before(nominal.head, 2)
    named = [p for p in near if p.entity.type is ActorType.ORGANIZATION and p.entity.named]
    same = [p for p in named if nominal.noun in p.entity.label.lower().split()]
    if same:
        return same[0].entity
    if nominal.start != nominal.head or nominal.noun not in (
        "company",
        "firm",
        "corporation",
        "group",
        "organization",
        "organisation",
        "agency",
        *_PAPERS,
    ):
        return None
    if nominal.noun in _PAPERS:
        named = [p for p in named if p.entity.label.lower().split()[-1] in _TITLES]
    distinct = {id(p.entity): p.entity for p in named}
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    subjects = [
        p
        for p in named
        if discourse.doc[p.head].dep_ in ("nsubj", "nsubjpass")
        and discourse.sentence[nominal.head] - p.sentence <= 1
    ]
    distinct = {id(p.entity): p.entity for p in subjects}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _group(discourse: Discourse, nominal: Nominal) -> Entity | None:
    if nominal.owned:
        return None
    if nominal.definite and nominal.owner is None and nominal.country is None:
        known = _same_description(discourse, nominal)
        if known is not None:
            return known
    if _is_vague(nominal):
        return None
    label = _label(discourse, nominal)
    if label is None:
        return None
    for place in reversed(discourse.places):
        if not place.entity.named and place.entity.label == label:
            return place.entity
    entity = Entity(ActorType.GROUP, label, named=False, plural=nominal.plural)
    if nominal.country is not None:
        entity.key = f"{nominal.country} {_without_country(nominal)}"
        for place in reversed(discourse.places):
            if place.entity.key == entity.key:
                return place.entity
    return entity


def _is_vague(nominal: Nominal) -> bool:
    if nominal.noun in _HUMAN and nominal.determined:
        return False
    return (
        nominal.noun in _VAGUE
        and len(nominal.words.split()) == 1
        and nominal.owner is None
        and nominal.of is None
    )


def _without_country(nominal: Nominal) -> str:
    words = [w for w in nominal.words.split() if adjective(w) is None and territory(w) is None]
    return " ".join(words).lower()


def _label(discourse: Discourse, nominal: Nominal) -> str | None:
    """The words of the description as a label; None where it has a clause or a pronoun in it."""
    label = nominal.words
    if nominal.owner is not None:
        entity = discourse.at.get(nominal.owner)
        if entity is None or not entity.named:
            return None
        owner = discourse.doc[nominal.owner]
        start = noun_start(owner)
        words = " ".join(t.text for t in discourse.doc[start : owner.i + 1])
        label = f"{words}'s {label}"
    if nominal.of is not None and (
        nominal.type is ActorType.PERSON
        or nominal.noun in INSTITUTIONS
        or nominal.noun
        in ("members", "leaders", "families", "relatives", "group", "groups", "coalition")
    ):
        label = f"{label} {nominal.of}"
    return label if len(label) <= _LABEL_LIMIT else None
