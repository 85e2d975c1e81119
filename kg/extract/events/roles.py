"""Who did it to whom, and where: the roles of an event, read from the parse.

A role is given only to words that name, describe or point to an actor or place (a mention), or to a
proper name that is none of them ("iPhone 3G"), which then has no actor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.charges import accused, charge_of
from kg.extract.events.collect import Collector
from kg.extract.events.named import actors_in
from kg.extract.events.noun_roles import add_absorbed_roles, add_noun_roles
from kg.extract.events.syntax import is_passive, objects, subjects
from kg.extract.events.triggers import Trigger
from kg.extract.events.verb_roles import add_verb_roles
from kg.model import Role, RoleName

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["find_roles"]


def find_roles(trigger: Trigger, doc: Doc, view: View) -> tuple[Role, ...]:
    """The roles of the event that the trigger names."""
    token = doc[trigger.token]
    found = Collector(view, token)
    if token.pos_ == "ADJ":
        _add_dead(token, found, view)
    elif trigger.frame:
        add_noun_roles(token, trigger.frame, trigger.type, found, view)
        _add_accused(token, found, view)
    else:
        add_verb_roles(token, trigger.type, found, view)
        for index in trigger.absorbed:
            add_absorbed_roles(doc[index], trigger.type, found, view)
    return found.roles()


def _add_dead(word: Token, found: Collector, view: View) -> None:
    """Who is dead: the subject of the copula, or the object of "found" and "left"."""
    head = word.head
    if head.pos_ in ("VERB", "AUX"):
        people = objects(head) if word.dep_ == "oprd" and not is_passive(head) else subjects(head)
        if word.dep_ == "ccomp":
            people = subjects(word) or subjects(head)
    else:
        people = [head]
    for person in people:
        for token in actors_in(person, view):
            found.add(RoleName.PATIENT, token)


def _add_accused(noun: Token, found: Collector, view: View) -> None:
    """Who is charged with the act, where nobody else is said to have done it."""
    charge = charge_of(noun)
    if charge is not None and not found.has(RoleName.AGENT):
        for person in accused(charge):
            for token in actors_in(person, view):
                found.add(RoleName.AGENT, token)
