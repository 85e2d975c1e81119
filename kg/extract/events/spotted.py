"""Triggers that the trained classifier finds where the lexicon and its rules see none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.extract.events.lexicon import Lexicon
from kg.extract.events.syntax import lemma, subjects
from kg.extract.events.triggers import Trigger, is_set_phrase, verb_span
from kg.extract.events.typing import match_noun, match_verb, pattern_types
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["LEAST", "spotted"]

#: Least probability of a word that only the classifier takes for a happening.
LEAST = 0.7
#: The same inside a name, which mostly is the name of an actor.
_NAMED = 0.8
#: The same of a noun that a verb without a meaning of its own carries: "made an offer".
_MADE = 0.85
_SURE = 0.93
#: Types whose nouns name what was said.
_WORDS = frozenset({"REQUEST", "THREATEN", "ACCUSE", "REJECT", "SUPPORT", "CONCEDE"})
_GOING = frozenset({"move", "go", "carry", "get"})
_NAMING = frozenset({"dub", "name", "call", "title", "entitle", "term", "label", "nickname"})
_PLACING = frozenset({"occur", "happen"})
#: Nouns of speaking that name an occasion.
_SPOKEN = frozenset({"address", "talk", "chat"})
_UNTYPED = frozenset({"SAY", "NONE", "LIGHT", "INHERIT"})


def spotted(
    doc: Doc, lexicon: Lexicon, view: View, chance: Mapping[int, float], known: Sequence[Trigger]
) -> list[Trigger]:
    """The triggers that the rules gave and those that they did not, in the order of the text.

    ``chance`` is the probability by token index that the word names a happening.
    """
    taken = {i for trigger in known for i in (trigger.token, *trigger.absorbed)}
    acts = frozenset(t.token for t in known if not t.frame and t.type != "OTHER")
    found = list(known)
    for index, probability in chance.items():
        if probability < LEAST or index in taken or _only_places(doc[index], taken):
            continue
        trigger = _trigger(doc[index], probability, lexicon, view, acts)
        if trigger is not None:
            found.append(trigger)
    return sorted(found, key=lambda t: (t.span, t.token))


def _only_places(verb: Token, taken: set[int]) -> bool:
    """Whether a verb only says that what its subject names was: "the attack occurred at noon"."""
    placing = verb.pos_ == "VERB" and lemma(verb) in _PLACING
    return placing and any(subject.i in taken for subject in subjects(verb))


def _trigger(
    token: Token, probability: float, lexicon: Lexicon, view: View, acts: frozenset[int]
) -> Trigger | None:
    i = token.i
    if i in view.time or token.tag_ == "MD" or token.dep_ in ("aux", "auxpass"):
        return None
    word = lemma(token)
    if word in lexicon.says and token.pos_ == "VERB":
        return None
    if i in view.covered and not (view.heading(token) and probability >= _NAMED):
        return None
    if token.pos_ == "VERB":
        if word in _NAMING and token.dep_ == "acl":
            return None  # "features dubbed X"
        if word in _GOING and any(c.dep_ == "prt" and c.lower_ == "on" for c in token.children):
            return None  # "moved on to the next point": the talk, not the talker
        typed = match_verb(token, lexicon, view)
        if typed is not None and typed.type == "SAY":
            return None
        kind = typed.type if typed is not None and typed.type not in _UNTYPED else "OTHER"
        return Trigger(i, verb_span(token), kind, generic=True, spotted=True)
    if token.dep_ in ("dobj", "nsubjpass") and token.head.i in acts:
        return None  # "signed an accord", "condemned the threat": the verb tells of it
    if word in lexicon.says - _SPOKEN:
        return None  # "this comment": what was said is a statement
    if is_set_phrase(token):
        return None
    typed = match_noun(token, lexicon, view)
    made = token.dep_ == "dobj" and lemma(token.head) in ("make", "have", "give", "extend")
    if (
        typed is None
        and word in lexicon.nouns
        and not (made and probability >= _MADE)
        and not (probability >= _SURE and _pointed(token) and _concrete(token, lexicon))
    ):
        return None  # the lexicon knows it, and wants more to go by
    kind = typed.type if typed is not None and typed.type not in _UNTYPED else "OTHER"
    frame = typed.frame if typed is not None and kind == typed.type else "R"
    span = Span(token.idx, token.idx + len(token))
    return Trigger(i, span, kind, "" if token.pos_ == "ADJ" else frame, generic=True, spotted=True)


def _concrete(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun names no mere words ("the appeal") and not just anything ("the action")."""
    word = lemma(noun)
    if word == "sale" and noun.tag_ == "NNS":
        return False  # "strong sales" are a figure
    kinds = pattern_types(lexicon.nouns[word])
    return not (kinds & _WORDS or word in lexicon.vague or word in lexicon.matters)


def _pointed(noun: Token) -> bool:
    """Whether a noun is told apart from others of its kind: "the march", "a security conference",
    not "on sale", and not what something else is said to be ("was a total loss")."""
    return noun.dep_ != "attr" and any(
        c.dep_ in ("det", "poss", "amod", "compound", "nummod") for c in noun.children
    )
