"""Roles of an event that a noun names: whose it is, what its prepositions lead to, and who takes
part through the verb that governs it ("carried out an attack").

``frame`` says how the noun's arguments are read (``data/nouns.tsv``): T possessive, by or modifier
is the agent, of, on or against the patient; P possessive, of or modifier is the patient, by the
agent; A possessive, of, by or modifier is the agent; R of, between, with or among are participants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.collect import Collector
from kg.extract.events.named import PLACE_WORDS, actors_in, is_animate, is_place, places_in
from kg.extract.events.syntax import (
    conjoined,
    is_passive,
    lemma,
    objects,
    prepositions,
    subjects,
)
from kg.extract.lexicon import word_set
from kg.model import ActorType, RoleName

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = ["add_absorbed_roles", "add_noun_roles"]

_OWNER = {
    "T": RoleName.AGENT,
    "P": RoleName.PATIENT,
    "A": RoleName.AGENT,
    "R": RoleName.PARTICIPANT,
}
_OF = {**_OWNER, "T": RoleName.PATIENT}
#: Types of acts that go somewhere: "to", "from", "into" say where.
_MOVING = frozenset({"TRAVEL", "MOBILIZE", "RETREAT", "COERCE"})
#: Verbs whose subject undergoes what the noun object names.
_UNDERGO = word_set("suffer receive undergo face survive sustain get")
#: Verbs whose subject does what the noun object names.
_DO = word_set(
    """announce attend begin call carry commit complete conduct continue declare deliver demand file
    give have hold host issue join launch lead make mount open order pay perform plan propose reach
    reject request seek sign stage start take undertake wage"""
)
#: Verbs by which the event itself, as their subject, harms: "the attack killed Lee".
_HARM = word_set("kill injure wound hit target destroy strike")


def add_noun_roles(noun: Token, frame: str, kind: str, found: Collector, view: View) -> None:
    """Adds the roles of the event of this type that the noun names."""
    by = any(word == "by" for word, _ in prepositions(noun))
    for child in noun.children:
        if child.i in view.time:
            continue
        if child.dep_ == "poss":
            for token in conjoined(child):
                found.add(RoleName.PATIENT if by and frame == "T" else _OWNER[frame], token)
        elif child.dep_ in ("compound", "amod", "nmod") and child.i in view.covered:
            if view.covered[child.i].type is ActorType.PLACE:
                found.add(RoleName.PLACE, child)
            elif frame == "P" and kind == "ASSAULT":
                found.add(RoleName.AGENT, child)
            else:
                found.add(_OWNER[frame], child)
    for word, head in _complements(noun, view):
        role = _OF[frame] if word == "of" else _role(word, head, frame, kind, view)
        _add(role, word, head, found, view)
    _add_governing(noun, frame, found, view)


def add_absorbed_roles(noun: Token, kind: str, found: Collector, view: View) -> None:
    """Adds what a noun brings to the event that its verb names ("launched an attack on ...")."""
    for child in noun.children:
        if child.dep_ == "poss" and child.i not in view.time:
            for token in conjoined(child):
                found.add(RoleName.AGENT, token)
    for word, head in _complements(noun, view):
        if word != "of":
            role = _role(word, head, "A", kind, view)
        elif kind == "REQUEST":
            role = RoleName.ADDRESSEE
        elif kind == "ASSAULT" or not is_place(head, view):
            role = RoleName.PATIENT
        else:
            role = None
        _add(role, word, head, found, view)


def _add(role: RoleName | None, word: str, head: Token, found: Collector, view: View) -> None:
    if role is not None:
        found.add(role, head)
    elif word in PLACE_WORDS:
        for place in places_in(head, view):
            found.add(RoleName.PLACE, place)


def _complements(noun: Token, view: View) -> list[tuple[str, Token]]:
    """Prepositions of the noun and the words that may name whom they lead to."""
    return [
        (word, head)
        for word, tokens in prepositions(noun)
        for token in tokens
        if token.i not in view.time and token.pos_ != "VERB"
        for head in actors_in(token, view)
    ]


def _role(word: str, head: Token, frame: str, kind: str, view: View) -> RoleName | None:
    if word == "by":
        return RoleName.AGENT
    if word in ("between", "among"):
        return RoleName.PARTICIPANT
    if word == "with":
        return RoleName.PARTICIPANT if is_animate(head, view) else None
    if word in ("against", "on", "upon") and frame in ("T", "A"):
        return RoleName.PATIENT
    if word in ("to", "from", "into") and kind in _MOVING and is_place(head, view):
        return RoleName.PLACE
    if word == "to" and is_animate(head, view):
        return RoleName.PATIENT if kind == "AID" else RoleName.ADDRESSEE
    return None


def _add_governing(noun: Token, frame: str, found: Collector, view: View) -> None:
    """Adds who takes part through the verb that governs the noun."""
    verb = noun.head
    if noun.dep_ == "pobj" and verb.pos_ == "ADP" and verb.lower_ in ("in", "for", "on"):
        verb = verb.head
    if verb.pos_ != "VERB":
        return
    for word, tokens in prepositions(verb):
        for token in tokens:
            if word in PLACE_WORDS:
                for place in places_in(token, view):
                    found.add(RoleName.PLACE, place)
    if noun.dep_ == "dobj" and not is_passive(verb):
        _add_doers(verb, frame, found, view)
    elif noun.dep_ == "nsubjpass":
        for word, tokens in prepositions(verb):
            for token in tokens:
                if word == "by" and not found.has(RoleName.AGENT):
                    found.add(RoleName.AGENT, token)
    elif noun.dep_ == "nsubj" and frame == "T" and lemma(verb) in _HARM:
        for obj in objects(verb):
            for head in actors_in(obj, view):
                found.add(RoleName.PATIENT, head)


def _add_doers(verb: Token, frame: str, found: Collector, view: View) -> None:
    """Who did or underwent what the verb's object names."""
    if lemma(verb) in _UNDERGO:
        role = RoleName.PATIENT
    elif lemma(verb) in _DO and frame in ("A", "T", "R") and not found.has(RoleName.AGENT):
        role = RoleName.AGENT
    else:
        return
    for subject in subjects(verb):
        for head in actors_in(subject, view):
            found.add(role, head)
