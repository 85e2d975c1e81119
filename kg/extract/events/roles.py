"""Who did it to whom, and where: the roles of an event, read from the parse.

A role is given only to words that name, describe or point to an actor or place (a mention), or to a
proper name that is none of them ("iPhone 3G"), which then has no actor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.charges import accused, charge_of
from kg.extract.events.collect import Collector
from kg.extract.events.syntax import (
    conjoined,
    is_passive,
    lemma,
    objects,
    prepositions,
    subjects,
)
from kg.extract.events.triggers import Trigger
from kg.model import ActorType, Role, RoleName

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["find_roles"]

_PLACE_WORDS = frozenset(
    [
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "across",
        "around",
        "along",
        "throughout",
        "off",
        "beside",
        "between",
        "within",
    ]
)
_TARGET = frozenset(["against", "on", "upon", "at"])
_TOWARDS = frozenset(["to", "with", "from"])
#: Types whose object or "to"/"on" complement is spoken to rather than acted upon.
_SPOKEN = frozenset({"REQUEST", "CONSULT", "THREATEN", "AGREE"})
#: Verbs whose subject undergoes what the noun object names.
_UNDERGO = frozenset(["suffer", "receive", "undergo", "face", "survive", "sustain", "get"])
_LIGHT_AGENT = frozenset(
    [
        "carry",
        "launch",
        "make",
        "take",
        "give",
        "hold",
        "stage",
        "mount",
        "conduct",
        "have",
        "undertake",
        "wage",
        "commit",
        "issue",
        "file",
        "pay",
        "deliver",
        "perform",
        "host",
        "begin",
        "start",
        "continue",
        "order",
        "announce",
        "sign",
        "reach",
        "declare",
        "call",
        "lead",
        "open",
        "plan",
        "join",
        "attend",
        "complete",
        "sought",
        "seek",
        "request",
        "demand",
        "propose",
        "reject",
    ]
)
_ANIMATE = {ActorType.PERSON, ActorType.ORGANIZATION, ActorType.COUNTRY, ActorType.GROUP}


def find_roles(trigger: Trigger, doc: Doc, view: View) -> tuple[Role, ...]:
    """The roles of the event that the trigger names."""
    token = doc[trigger.token]
    found = Collector(view)
    if token.pos_ == "ADJ":
        _adjective_roles(token, found, view)
    elif trigger.frame:
        _noun_roles(token, trigger.frame, trigger.type, found, view)
        _governing(token, trigger.frame, found, view)
        charge = charge_of(token)
        if charge is not None and not found.has(RoleName.AGENT):
            for person in accused(charge):
                for head in _heads(person, view):
                    found.add(RoleName.AGENT, head)
    else:
        _verb_roles(token, trigger.type, found, view)
        for index in trigger.absorbed:
            _noun_roles(doc[index], "A", trigger.type, found, view, absorbed=True)
    return found.roles()


def _adjective_roles(word: Token, found: Collector, view: View) -> None:
    """Who is dead: the subject of the copula, or the object of "found" and "left"."""
    head = word.head
    if head.pos_ in ("VERB", "AUX"):
        people = objects(head) if word.dep_ == "oprd" and not is_passive(head) else subjects(head)
        if word.dep_ == "ccomp":
            people = subjects(word) or subjects(head)
    else:
        people = [head]
    for person in people:
        for token in _heads(person, view):
            found.add(RoleName.PATIENT, token)


def _place_like(token: Token, view: View) -> bool:
    mention = view.mention.get(token.i) or view.covered.get(token.i)
    return mention is not None and mention.type in (ActorType.PLACE, ActorType.COUNTRY)


def _heads(token: Token, view: View) -> list[Token]:
    """Who a noun phrase names: itself, or the actor inside it that acts through it.

    "Petro's government" is its head where that is a mention, else the possessor is not meant.
    """
    if token.i in view.mention or token.pos_ in ("PROPN", "PRON"):
        return [token]
    for word, inner in prepositions(token):
        # "thousands of Nigerians", "a group of diplomats"
        if word == "of" and lemma(token) in (
            "thousand",
            "hundred",
            "group",
            "dozen",
            "million",
            "score",
            "member",
            "number",
            "ten",
            "leader",
            "majority",
            "pair",
            "team",
            "series",
            "crowd",
            "delegation",
            "some",
            "all",
            "one",
            "two",
            "three",
            "most",
            "many",
            "half",
            "third",
            "part",
        ):
            return inner
    return [token]


def _verb_roles(verb: Token, kind: str, found: Collector, view: View) -> None:
    passive = is_passive(verb)
    subject_role = RoleName.PATIENT if passive else RoleName.AGENT
    if kind == "DEATH" and not passive and not objects(verb):
        subject_role = RoleName.PATIENT
    if kind == "DISASTER" and not passive:
        subject_role = RoleName.PATIENT if not objects(verb) else RoleName.AGENT
    for subject in subjects(verb):
        for token in _heads(subject, view):
            if not _place_of_date(token, view):
                found.add(subject_role, token)
        _appositives(subject, subject_role, found, view)
    if passive:
        for word, tokens in prepositions(verb):
            if word == "by":
                for token in tokens:
                    for head in _heads(token, view):
                        if head.i not in view.time:
                            found.add(RoleName.AGENT, head)
    spoken = kind in _SPOKEN
    dative = [c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"]
    for token in dative:
        found.add(RoleName.ADDRESSEE, token)
    for obj in objects(verb):
        for token in _heads(obj, view):
            clause = any(c.dep_ in ("xcomp", "ccomp") for c in verb.children)
            role = RoleName.ADDRESSEE if spoken and (kind != "AGREE") else RoleName.PATIENT
            if kind == "CONSULT":
                role = RoleName.PARTICIPANT if lemma(verb) in ("meet", "host") else role
            if role is RoleName.ADDRESSEE and kind == "REQUEST" and not clause:
                animate = view.mention.get(token.i)
                if animate is None or animate.type not in _ANIMATE:
                    role = RoleName.PATIENT
            if kind == "TRAVEL" and _place_like(token, view):
                role = RoleName.PLACE
            added = found.add(role, token)
            if added:
                _places_inside(token, found, view)
            else:
                _inside(token, kind, found, view)
    if kind in ("REQUEST", "AGREE", "THREATEN", "ACCUSE", "REJECT"):
        _clause_subject(verb, kind, found, view)
    _prepositional(verb, kind, found, view)


def _place_of_date(token: Token, view: View) -> bool:
    return token.i in view.time


def _appositives(noun: Token, role: RoleName, found: Collector, view: View) -> None:
    for child in noun.children:
        if child.dep_ == "appos" and child.i in view.mention and noun.i not in view.mention:
            found.add(role, child)


def _inside(noun: Token, kind: str, found: Collector, view: View) -> None:
    """Who is done to by way of a thing of theirs: "rejected an Israeli request", "cut aid to X"."""
    for child in noun.children:
        if (child.dep_ == "poss" and kind not in ("TRADE", "LAUNCH", "OTHER", "CEREMONY")) or (
            child.dep_ in ("amod", "compound", "nmod")
            and kind in ("REJECT", "ACCUSE", "SUPPORT")
            and child.i in view.mention
        ):
            found.add(RoleName.PATIENT, child)
        elif child.dep_ in ("compound", "nmod") and kind == "REQUEST":
            # "seeks UN help": of whom it is asked
            for token in (child, *conjoined(child)):
                if _is_animate(token, view):
                    found.add(RoleName.ADDRESSEE, token)
    for word, tokens in prepositions(noun):
        for token in tokens:
            for head in _heads(token, view):
                if head.i in view.time:
                    continue
                if word in ("by",) and kind in ("REJECT", "SUPPORT", "ACCUSE"):
                    found.add(RoleName.PATIENT, head)
                elif word in ("of", "from") and kind == "REQUEST" and _is_animate(head, view):
                    found.add(RoleName.ADDRESSEE, head)
                elif word in ("with", "between", "among") and kind in (
                    "AGREE",
                    "CONSULT",
                    "SUPPORT",
                    "TRADE",
                ):
                    found.add(RoleName.PARTICIPANT, head)
                elif word in ("to", "for", "against", "on", "with") and kind in (
                    "AID",
                    "SANCTION",
                    "COERCE",
                    "ASSAULT",
                    "ACCUSE",
                    "PROTEST",
                    "THREATEN",
                ):
                    found.add(RoleName.PATIENT, head)
                elif (word in _PLACE_WORDS and _place_like(head, view)) or (
                    word == "to" and kind in ("MOBILIZE", "TRAVEL") and _place_like(head, view)
                ):
                    found.add(RoleName.PLACE, head)


def _places_inside(noun: Token, found: Collector, view: View) -> None:
    """Where the object of an act is: "opened an embassy in Lima"."""
    for word, tokens in prepositions(noun):
        for token in tokens:
            if word in _PLACE_WORDS and token.i not in view.time and _place_like(token, view):
                found.add(RoleName.PLACE, token)


def _is_animate(token: Token, view: View) -> bool:
    mention = view.mention.get(token.i)
    return mention is not None and mention.type in _ANIMATE


def _clause_subject(verb: Token, kind: str, found: Collector, view: View) -> None:
    """Of whom something is asked or expected: the subject of the clause ("demanded that X ...")."""
    role = RoleName.ADDRESSEE if kind == "REQUEST" else RoleName.PATIENT
    for child in verb.children:
        if child.dep_ == "ccomp" and kind in ("REQUEST",):
            for subject in subjects(child):
                for token in _heads(subject, view):
                    if token.pos_ != "PRON":
                        found.add(role, token)
        if child.dep_ in ("prep",) and child.lower_ == "for" and kind == "REQUEST":
            continue


def _prepositional(verb: Token, kind: str, found: Collector, view: View) -> None:
    for word, tokens in prepositions(verb):
        for token in tokens:
            if token.i in view.time or token.pos_ == "VERB":
                continue
            for head in _heads(token, view):
                place = _place_like(head, view)
                if word in _PLACE_WORDS and place:
                    found.add(RoleName.PLACE, head)
                elif word in ("on", "upon") and kind == "REQUEST":
                    found.add(RoleName.ADDRESSEE, head)
                elif word in ("to", "with") and kind in ("CONSULT", "AGREE"):
                    found.add(RoleName.PARTICIPANT if word == "with" else RoleName.ADDRESSEE, head)
                elif word == "with":
                    if _is_animate(head, view):
                        found.add(RoleName.PARTICIPANT, head)
                elif word == "against" or (
                    word in _TARGET
                    and kind in ("ASSAULT", "COERCE", "SANCTION")
                    and (word != "at" or not place)
                ):
                    found.add(RoleName.PATIENT, head)
                elif (
                    word in ("to", "from", "into", "toward", "towards", "via", "through") and place
                ):
                    moves = kind in (
                        "TRAVEL",
                        "MOBILIZE",
                        "RETREAT",
                        "COERCE",
                        "SANCTION",
                        "OTHER",
                        "DISASTER",
                    )
                    if moves:
                        found.add(RoleName.PLACE, head)
                    elif word == "to":
                        found.add(RoleName.ADDRESSEE, head)
                elif word == "to":
                    if _is_animate(head, view):
                        found.add(RoleName.ADDRESSEE, head)
                elif word == "from" and kind == "TRADE":
                    if _is_animate(head, view):
                        found.add(RoleName.PARTICIPANT, head)
                elif word == "from" and kind in ("AID", "REQUEST", "COERCE"):
                    if _is_animate(head, view):
                        found.add(
                            RoleName.ADDRESSEE if kind == "REQUEST" else RoleName.PATIENT, head
                        )
                elif word in ("of", "for") and kind == "ACCUSE":
                    _accused(head, found, view)
                elif word == "for" and kind in ("REQUEST", "SUPPORT", "PROTEST"):
                    _inside(head, kind, found, view)
                elif word == "between":
                    found.add(RoleName.PARTICIPANT, head)


def _accused(head: Token, found: Collector, view: View) -> None:
    """ "called for the resignation of X" style complements carry no further role here."""


def _noun_roles(
    noun: Token, frame: str, kind: str, found: Collector, view: View, *, absorbed: bool = False
) -> None:
    subject = RoleName.PATIENT if frame == "P" else RoleName.AGENT
    if frame == "R":
        subject = RoleName.PARTICIPANT
    of_role = {
        "T": RoleName.PATIENT,
        "P": RoleName.PATIENT,
        "A": RoleName.AGENT,
        "R": RoleName.PARTICIPANT,
    }[frame]
    by = any(word == "by" for word, _ in prepositions(noun))
    for child in noun.children:
        if child.i in view.time:
            continue
        if child.dep_ == "poss":
            for token in conjoined(child):
                found.add(RoleName.PATIENT if by and frame == "T" else subject, token)
        elif (
            child.dep_ in ("compound", "amod", "nmod") and child.i in view.covered and not absorbed
        ):
            mention = view.covered[child.i]
            if mention.type is ActorType.PLACE:
                found.add(RoleName.PLACE, child)
            elif frame == "P" and kind == "ASSAULT":
                found.add(RoleName.AGENT, child)
            else:
                found.add(subject, child)
    for word, tokens in prepositions(noun):
        for token in tokens:
            if token.i in view.time or token.pos_ == "VERB":
                continue
            for head in _heads(token, view):
                place = _place_like(head, view)
                if word == "by":
                    found.add(RoleName.AGENT, head)
                elif word == "of":
                    if absorbed and kind == "REQUEST":
                        found.add(RoleName.ADDRESSEE, head)
                    elif not absorbed or not place:
                        if frame in ("A", "P") and absorbed:
                            found.add(RoleName.PATIENT, head)
                        else:
                            found.add(of_role, head)
                elif word in ("between", "among"):
                    found.add(RoleName.PARTICIPANT, head)
                elif word == "with":
                    if _is_animate(head, view):
                        found.add(RoleName.PARTICIPANT, head)
                elif word in ("against", "on", "upon") and frame in ("T", "A"):
                    found.add(RoleName.PATIENT, head)
                elif (word in _PLACE_WORDS and place) or (
                    word in ("to", "from", "into")
                    and place
                    and kind
                    in (
                        "TRAVEL",
                        "MOBILIZE",
                        "RETREAT",
                        "COERCE",
                    )
                ):
                    found.add(RoleName.PLACE, head)
                elif word == "to" and _is_animate(head, view):
                    found.add(RoleName.PATIENT if kind == "AID" else RoleName.ADDRESSEE, head)


def _governing(noun: Token, frame: str, found: Collector, view: View) -> None:
    """Who takes part through the verb that governs the noun: "carried out an attack"."""
    verb = noun.head
    if noun.dep_ == "pobj" and verb.pos_ == "ADP" and verb.lower_ in ("in", "for", "on"):
        verb = verb.head
    if verb.pos_ != "VERB":
        return
    for word, tokens in prepositions(verb):
        for token in tokens:
            if word in _PLACE_WORDS and token.i not in view.time and _place_like(token, view):
                found.add(RoleName.PLACE, token)
    if noun.dep_ == "dobj":
        passive = is_passive(verb)
        name = lemma(verb)
        if passive:
            return
        if name in _UNDERGO:
            role = RoleName.PATIENT
        elif name in _LIGHT_AGENT and frame in ("A", "T", "R"):
            role = RoleName.AGENT
        else:
            return
        if found.has(RoleName.AGENT) and role is RoleName.AGENT:
            return
        for subject in subjects(verb):
            for token in _heads(subject, view):
                found.add(role, token)
    elif noun.dep_ == "nsubjpass":
        for word, tokens in prepositions(verb):
            if word == "by":
                for token in tokens:
                    if not found.has(RoleName.AGENT):
                        found.add(RoleName.AGENT, token)
    elif noun.dep_ == "nsubj" and frame == "T":
        for obj in objects(verb):
            if lemma(verb) in ("kill", "injure", "wound", "hit", "target", "destroy", "strike"):
                for token in _heads(obj, view):
                    found.add(RoleName.PATIENT, token)
