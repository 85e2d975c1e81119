"""Products, services and works, which the model takes for organisations and which act no more than
laws do: the whole article tells by what stands around the name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.lexicon import OFFICE_WORDS, word_set
from kg.extract.name_types import is_organisation_name
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.name import Name

__all__ = ["drop_products"]

#: Last words of products, services and works.
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
#: Things that are told by examples ("programmes such as ...") or by what follows the name.
_THINGS = _KINDS_OF_THINGS | word_set(
    """program programme show series feature version release product line format system tool widget
    player service gadget handset notebook processor chip format protocol game successor edition
    update upgrade interface list menu mode"""
)
#: What stands behind the name of a product ("the Rocket browser") rather than of its maker.
_MADE = word_set("browser widget line format app tablet console desktop")
_MODELS = frozenset({"pro", "lite", "mini", "air", "max", "plus"})
_KINDS_AFTER = (("operating", "system"), ("personal", "computer"), ("mobile", "device"))
#: Parts of names that only products have.
_SYSTEMS = frozenset({"OS", "OSX", "Pro", "Lite", "SDK", "Wi-Fi"})
#: Verbs whose object is brought to market, and those that say of a product what it is like.
_BROUGHT = word_set(
    """unveil introduce launch release demo demonstrate showcase ship preview update upgrade install
    download port discontinue redesign relaunch purchase overclock patch"""
)
_DESCRIBED = word_set("feature retail weigh run ship sport boast come cost sell")
_NAMING = word_set("name call dub title entitle codename")
#: Nouns whose "of" complement is a thing: "the latest version of Rocket".
_OF_THINGS = word_set("version edition copy successor update upgrade beta instalment installment")
_CAMEL = re.compile(r"[ie](?:[A-Z][a-z]|OS\b)")


def drop_products(doc: Doc, names: list[Name]) -> list[Name]:
    """The names without products and works that the model took for organisations.

    What gives them away at each place: an article before a bare name ("an iPod"), a maker in the
    possessive ("Acme's Rocket"), letters such as in "iPhone", a number right before, being the
    object of "unveil" or the subject of "costs", standing beside "the new version of". Where a name
    is seen to act or to employ, these count against it. A longer name that begins with the name of
    a product is one too ("Rocket Pro").
    """
    made = {entity.text.lower() for entity in doc.ents if entity.label_ == "PRODUCT"}
    total: Counter[str] = Counter()
    surely: Counter[str] = Counter()
    likely: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    for name in names:
        text = name.text.lower()
        total[text] += 1
        if name.type is ActorType.ORGANIZATION:
            if _is_product(doc, name):
                surely[text] += 1
            elif not is_organisation_name(name.text):
                likely[text] += text in made or _is_told_as_thing(doc, name)
                acting[text] += _acts(doc, name)
        elif " " not in text:
            surely[text] += _is_one_of_many(doc, name) or _follows_kind(doc, name)
        elif name.type is ActorType.PERSON:
            surely[text] += _has_model(name)
    things = {
        text
        for text, number in total.items()
        if 3 * surely[text] >= number
        or (
            likely[text] + surely[text] > 2 * acting[text]
            and 3 * (likely[text] + surely[text]) >= number
        )
    }
    things |= {thing.rpartition(" ")[0] for thing in things if thing.split()[-1] in _MODELS}
    return [name for name in names if not _is_thing(name, things)]


def _is_thing(name: Name, things: set[str]) -> bool:
    text = name.text.lower()
    if text in things:
        return True
    if name.type is not ActorType.ORGANIZATION or is_organisation_name(name.text):
        return False
    if any(part in things for part in text.split(" and ")):
        return True  # "Rocket and Widgets"
    return any(text.startswith(thing + " ") for thing in things)


def _is_told_as_thing(doc: Doc, name: Name) -> bool:
    """Whether the words around tell of a thing that is made, sold or used."""
    head = doc[name.start : name.end].root
    if tuple(t.lower_ for t in doc[name.end : name.end + 2]) in _KINDS_AFTER:
        return True
    if head.dep_ in ("compound", "nmod") and head.head.i >= name.end:
        noun = head.head.lemma_.lower()
        owned = any(c.dep_ == "poss" and c.i < name.start for c in head.head.children)
        return head.head.pos_ == "NOUN" and (noun in _MADE or (owned and noun in _KINDS_OF_THINGS))
    if _is_named_by(doc, name) or _is_example(head):
        return True
    above = head.head
    if head.dep_ in ("dobj", "nsubjpass") and above.lemma_.lower() in _BROUGHT:
        return True
    if head.dep_ == "nsubj" and above.lemma_.lower() in _DESCRIBED and above.pos_ == "VERB":
        return True
    if head.dep_ == "nsubj" and above.lemma_ == "be" and _is_available(above):
        return True
    if head.dep_ == "pobj" and above.lower_ == "of" and above.head.lemma_.lower() in _OF_THINGS:
        return True
    return any(
        child.dep_ == "appos" and child.pos_ == "NOUN" and child.lemma_.lower() in _THINGS
        for child in head.children
    )


def _is_available(verb: Token) -> bool:
    return any(
        c.dep_ == "acomp" and c.lower_ in ("available", "compatible", "downloadable")
        for c in verb.children
    )


def _has_model(name: Name) -> bool:
    """Whether a word of the name is one that only products have: "iPhone", "Rocket OS"."""
    return any(_CAMEL.match(word) or word in _SYSTEMS for word in name.text.split())


def _is_named_by(doc: Doc, name: Name) -> bool:
    """Whether the name is what a thing is called: "a task list called Rocket"."""
    if name.start < 2 or doc[name.start - 1].lemma_.lower() not in _NAMING:
        return False
    verb = doc[name.start - 1]
    noun = verb.head
    return verb.dep_ == "acl" and noun.pos_ == "NOUN" and noun.lemma_.lower() in _THINGS | {"list"}


def _is_example(head: Token) -> bool:
    """Whether the name is an example of things: "programmes such as Nightfall"."""
    prep = head.head
    return (
        head.dep_ == "pobj"
        and prep.lower_ == "as"
        and any(c.lower_ == "such" for c in prep.children)
        and prep.head.lemma_.lower() in _THINGS
    )


def _acts(doc: Doc, name: Name) -> bool:
    """Whether a body is meant: it does something to something, owns, employs or is worked for."""
    head = doc[name.start : name.end].root
    above = head.head
    if head.dep_ == "nsubj" and above.pos_ == "VERB":
        return above.lemma_.lower() not in _DESCRIBED
    if head.dep_ == "poss":
        return above.lemma_.lower() not in _THINGS
    if head.dep_ == "pobj":
        if above.dep_ == "agent":
            return True
        if above.lower_ in ("of", "at"):
            return above.head.lemma_.lower() in OFFICE_WORDS
        return False
    if head.dep_ in ("compound", "nmod"):
        return above.lower_ in OFFICE_WORDS or (above.pos_ == "PROPN" and above.i >= name.end)
    return False


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
    if words[-1].lower() in _PRODUCT_LAST or _has_model(name):
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
