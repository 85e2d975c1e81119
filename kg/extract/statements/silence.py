"""Silence: "declined to say whether", "would not discuss", "did not say when", "neither confirmed
nor denied". Who is silent on something says nothing of it: neither that it is so, nor that it is
not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["keeps_silent", "turns_down"]

#: Verbs of telling that somebody may refuse, and what is given or shared then.
_TELLING = word_set(
    """say tell comment discuss confirm deny disclose reveal elaborate name identify specify answer
    respond reply speak talk explain address divulge clarify detail describe state mention
    acknowledge expand quantify estimate speculate verify"""
)
_GIVING = word_set("give provide offer release share")
_TOLD = word_set(
    """detail information comment figure reason explanation name number identity timeline timetable
    timeframe statement breakdown estimate specifics specific answer response"""
)
_REFUSING = word_set("decline refuse fail avoid refrain")
_MODALS = frozenset(("would", "will", "could", "can", "wo", "ca", "'d"))
#: What is asked of somebody who then says nothing.
_ASKED = word_set("comment interview question query request inquiry enquiry answer reply call")
#: Words that ask for what is not said: "did not say when".
_ASKING = word_set("whether if who whom what which when where why how whose")
#: Not to do so is to be silent, whatever follows: "did not comment on the report".
_ALWAYS = word_set(
    "comment elaborate respond reply answer specify disclose reveal divulge clarify discuss address"
)
_NOT = frozenset(("not", "n't", "n’t", "never", "neither", "nor"))


def keeps_silent(words: Sequence[Token], head: Token, start: int) -> bool | None:
    """Whether a cue tells that somebody said nothing; None where that cannot be told from it.

    Args:
        words: the cue's words.
        head: the word of it that carries its meaning.
        start: where (code points) the content begins.

    Returns:
        True for silence, and False where the cue says that it was broken: "did not refuse to
        answer". None where somebody says, thinks or wants something.
    """
    refusing = _refusing(words, head)
    if refusing is not None:
        return not _denied(refusing)
    if _lemma(head) == "comment" and any(t.lower_ == "no" for t in words):
        return True
    telling = head if _tells(head) else next((t for t in words if _tells(t)), None)
    if telling is None:
        return None
    before = tuple(t.lower_ for t in telling.doc[max(0, telling.i - 2) : telling.i])
    if before in (("yet", "to"), ("short", "of")):  # "has yet to say", "stopped short of saying"
        return True
    forms = {telling, *(c for c in telling.children if c.dep_ == "conj")}
    if telling.dep_ == "conj" and telling.head.pos_ == "VERB":
        forms.add(telling.head)
    both = {"confirm", "deny"} <= {_lemma(form) for form in forms}
    if not any(_denied(form) for form in forms):
        return None
    if both or _lemma(telling) in _ALWAYS or telling.lemma_.lower() in _GIVING:
        return True
    modal = any(c.lower_ in _MODALS for form in forms for c in form.children if c.dep_ == "aux")
    return True if modal or _asks(telling, start) else None


def turns_down(head: Token) -> bool:
    """Whether a verb of refusing is about an offer or a deed, and not about words: "declined the
    assignment", "declined to step in"."""
    if _lemma(head) not in ("decline", "refuse"):
        return False
    below = [c for c in head.children if c.dep_ in ("xcomp", "dobj") and c.i > head.i]
    return any(
        (c.dep_ == "xcomp" and c.pos_ == "VERB") or (c.pos_ == "NOUN" and _lemma(c) not in _ASKED)
        for c in below
    )


def _refusing(words: Sequence[Token], head: Token) -> Token | None:
    """The verb of refusing that governs a verb of telling, or stands alone before one."""
    for token in words:
        if _lemma(token) in _REFUSING and token.pos_ == "VERB":
            below = [t for c in token.children for t in (c, *c.children) if t.i > token.i]
            return token if any(_tells(t) for t in below) else None
    token = head
    while token.dep_ in ("xcomp", "pcomp", "prep", "conj") and token.head.i < token.i:
        if token.dep_ == "conj" and not _tells(token.head):
            return None
        token = token.head
        if _lemma(token) in _REFUSING and token.pos_ == "VERB":
            return token if _tells(head) else None
    return None


def _tells(token: Token) -> bool:
    lemma = _lemma(token)
    if token.pos_ not in ("VERB", "AUX"):
        return False
    given = lemma in _GIVING and any(
        _lemma(c) in _TOLD for c in token.children if c.dep_ in ("dobj", "obj")
    )
    return given or lemma in _TELLING


def _denied(verb: Token) -> bool:
    for child in verb.children:
        if child.dep_ in ("neg", "preconj", "cc", "advmod") and child.lower_ in _NOT:
            return True
        if child.dep_ == "nsubj" and any(
            c.dep_ == "det" and c.lower_ in ("no", "neither") for c in child.lefts
        ):
            return True
    return False


def _asks(verb: Token, start: int) -> bool:
    """Whether the content is a question that is left open, and no claim."""
    follows = [t for t in verb.doc[verb.i + 1 : verb.i + 12] if t.idx >= start]
    # "never told them what to say": an order, no question.
    to = len(follows) > 1 and follows[1].lower_ == "to"
    return bool(follows) and follows[0].lower_ in _ASKING and not to


def _lemma(token: Token) -> str:
    return str(token.lemma_).lower()
