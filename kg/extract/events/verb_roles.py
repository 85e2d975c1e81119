"""Roles of an event that a verb names: its subject, its objects, what its prepositions lead to."""

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
from kg.extract.events.view import char_span
from kg.extract.lexicon import word_set
from kg.model import RoleName

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = ["add_verb_roles"]

#: Types whose object is spoken to rather than acted upon.
_SPOKEN = frozenset({"REQUEST", "CONSULT", "THREATEN"})
#: Types of acts that go somewhere: "to", "from", "into" say where.
_MOVING = frozenset({"TRAVEL", "MOBILIZE", "RETREAT", "COERCE", "SANCTION", "OTHER", "DISASTER"})
#: Verbs that move their object there.
_SEND = word_set("deploy dispatch fly move send ship transfer transport")
#: Verbs whose subject does not act, whatever the event is.
_DIE = word_set("die drown perish succumb")
#: Verbs of asking whose object is what is asked for, not who is asked.
_WANT = word_set("demand propose recommend request seek suggest")
#: Participles whose subject acts.
_READY = word_set("determine engage prepare")
#: Where a preposition leads to a thing, behind which somebody stands: "bowed to demands from X".
_BEHIND = {("for", "REQUEST"), ("for", "SUPPORT"), ("for", "PROTEST"), ("to", "CONCEDE")}
_DIRECTIONS = frozenset({"to", "from", "into", "toward", "towards", "via", "through"})


def add_verb_roles(verb: Token, kind: str, found: Collector, view: View) -> None:
    """Adds the roles of the event of this type that the verb names."""
    passive = is_passive(verb)
    _add_subjects(verb, kind, found, view, passive=passive)
    if passive:
        for word, tokens in prepositions(verb):
            if word == "by":
                for head in _actors(tokens, view):
                    found.add(RoleName.AGENT, head)
    for child in verb.children:
        if child.dep_ == "dative" and child.pos_ != "ADP":
            found.add(RoleName.ADDRESSEE, child)
    _add_objects(verb, kind, found, view)
    if kind == "REQUEST":
        _add_asked(verb, found, view)
    sends = kind != "AID" and lemma(verb) in _SEND
    for word, tokens in prepositions(verb):
        for token in tokens:
            if token.i in view.time or token.pos_ == "VERB":
                continue
            if word in PLACE_WORDS or (sends and word in _DIRECTIONS):
                places = places_in(token, view)
                for place in places:
                    found.add(RoleName.PLACE, place)
                if places:
                    continue
            for head in actors_in(token, view):
                _add_complement(word, head, kind, found, view)


def _actors(tokens: list[Token], view: View) -> list[Token]:
    heads = [head for token in tokens for head in actors_in(token, view)]
    return [head for head in heads if head.i not in view.time]


def _add_subjects(verb: Token, kind: str, found: Collector, view: View, *, passive: bool) -> None:
    if passive and (_is_ready(verb) or _tells(verb, view)):
        passive = False
    dies = kind in ("DEATH", "DISASTER") or lemma(verb) in _DIE
    undergoes = dies and not objects(verb)
    role = RoleName.PATIENT if passive or undergoes else RoleName.AGENT
    for subject in subjects(verb):
        for head in _actors([subject], view):
            found.add(_role_of_object(verb, head, kind, view) if passive else role, head)
        for child in subject.children:
            if child.dep_ == "appos" and child.i in view.mention and subject.i not in view.mention:
                found.add(role, child)


def _is_ready(verb: Token) -> bool:
    """Whether a participle only looks passive: "were engaged in", "is committed to helping"."""
    if lemma(verb) == "commit":
        inner = [c for p in verb.children if p.lower_ == "to" for c in p.children]
        return any(child.dep_ == "pcomp" for child in inner)
    return lemma(verb) in _READY


def _tells(verb: Token, view: View) -> bool:
    """Whether the subject says by this verb what somebody is told to have done: "..., a group
    charged on Monday", where the parse takes the verb for a participle."""
    index = view.cue.get(verb.i)
    speaker = None if index is None else view.context.statements[index].speaker
    return speaker is not None and any(speaker.contains(char_span(t)) for t in subjects(verb))


def _add_objects(verb: Token, kind: str, found: Collector, view: View) -> None:
    for obj in objects(verb):
        for head in actors_in(obj, view):
            if found.add(_role_of_object(verb, head, kind, view), head):
                _add_places_of(head, found, view)
            else:
                _add_behind(head, kind, found, view)


def _role_of_object(verb: Token, head: Token, kind: str, view: View) -> RoleName:
    if kind == "TRAVEL" and is_place(head, view):
        return RoleName.PLACE
    if kind == "CONSULT" and lemma(verb) in ("meet", "host"):
        return RoleName.PARTICIPANT
    if kind == "REQUEST" and lemma(verb) in _WANT:
        return RoleName.PATIENT
    if kind == "REQUEST" and not is_animate(head, view):
        # "ordered the army to leave" speaks to the army, "ordered an inquiry" to nobody.
        clause = any(child.dep_ in ("xcomp", "ccomp") for child in verb.children)
        return RoleName.ADDRESSEE if clause else RoleName.PATIENT
    return RoleName.ADDRESSEE if kind in _SPOKEN else RoleName.PATIENT


def _add_places_of(noun: Token, found: Collector, view: View) -> None:
    """Where the object of an act is: "opened an embassy in Lima"."""
    for word, tokens in prepositions(noun):
        for token in tokens:
            if word in PLACE_WORDS:
                for place in places_in(token, view):
                    found.add(RoleName.PLACE, place)


def _add_behind(noun: Token, kind: str, found: Collector, view: View) -> None:
    """Who is done to by way of a thing of theirs: "rejected an Israeli request", "cut aid to X"."""
    for child in noun.children:
        owner = child.dep_ == "poss" and kind not in ("TRADE", "LAUNCH", "OTHER", "CEREMONY")
        modifier = child.dep_ in ("amod", "compound", "nmod")
        if owner or (
            modifier and kind in ("REJECT", "ACCUSE", "SUPPORT") and child.i in view.mention
        ):
            found.add(RoleName.PATIENT, child)
        elif child.dep_ in ("compound", "nmod") and kind == "REQUEST":
            # "seeks UN help": of whom it is asked
            for token in conjoined(child):
                if is_animate(token, view):
                    found.add(RoleName.ADDRESSEE, token)
    for word, tokens in prepositions(noun):
        for head in _actors(tokens, view):
            role = _role_behind(word, head, kind, view)
            if role is not None:
                found.add(role, head)
            elif word in PLACE_WORDS:
                for place in places_in(head, view):
                    found.add(RoleName.PLACE, place)


def _role_behind(word: str, head: Token, kind: str, view: View) -> RoleName | None:
    """The role of what a preposition adds to the object: "an attack ON them", "talks WITH them"."""
    if word == "by" and kind in ("REJECT", "SUPPORT", "ACCUSE"):
        return RoleName.PATIENT
    if word in ("of", "from", "by") and kind in ("REQUEST", "CONCEDE") and is_animate(head, view):
        return RoleName.ADDRESSEE
    if word == "from" and kind == "COERCE" and is_animate(head, view):
        return RoleName.PATIENT
    if word in ("with", "between", "among") and kind in ("AGREE", "CONSULT", "SUPPORT", "TRADE"):
        return RoleName.PARTICIPANT
    harms = ("AID", "SANCTION", "COERCE", "ASSAULT", "ACCUSE", "PROTEST", "THREATEN")
    if word in ("to", "for", "against", "on", "with") and kind in harms:
        return RoleName.PATIENT
    if word == "to" and kind in ("MOBILIZE", "TRAVEL") and is_place(head, view):
        return RoleName.PLACE
    return None


def _add_asked(verb: Token, found: Collector, view: View) -> None:
    """Of whom something is asked: the subject of the clause ("demanded that X leave")."""
    for child in verb.children:
        if child.dep_ == "ccomp":
            for subject in subjects(child):
                for head in actors_in(subject, view):
                    if head.pos_ != "PRON":
                        found.add(RoleName.ADDRESSEE, head)


def _add_complement(word: str, head: Token, kind: str, found: Collector, view: View) -> None:
    """Adds what a preposition of the verb leads to."""
    if (word, kind) in _BEHIND and not (word == "to" and is_animate(head, view)):
        _add_behind(head, kind, found, view)
        return
    role = _role_of_complement(word, head, kind, view)
    if role is None:
        return
    if not found.add(role, head) and word == "against":
        _add_behind(head, kind, found, view)  # "protested against Mali's decision"


def _role_of_complement(word: str, head: Token, kind: str, view: View) -> RoleName | None:
    place, animate = is_place(head, view), is_animate(head, view)
    if word in ("on", "upon") and kind == "REQUEST":
        return RoleName.ADDRESSEE
    if word in ("to", "with") and kind in ("CONSULT", "AGREE"):
        return RoleName.PARTICIPANT if word == "with" else RoleName.ADDRESSEE
    if word == "with":
        return RoleName.PARTICIPANT if animate else None
    if word == "against" or (
        word in ("on", "upon", "at") and kind in ("ASSAULT", "COERCE", "SANCTION")
    ):
        return RoleName.PATIENT
    if word in _DIRECTIONS and place:
        if kind in _MOVING:
            return RoleName.PLACE
        return RoleName.ADDRESSEE if word == "to" else None
    if word == "to":
        return RoleName.ADDRESSEE if animate else None
    if word == "from" and animate:
        return {
            "TRADE": RoleName.PARTICIPANT,
            "REQUEST": RoleName.ADDRESSEE,
            "AID": RoleName.PATIENT,
            "COERCE": RoleName.PATIENT,
        }.get(kind)
    return RoleName.PARTICIPANT if word == "between" else None
