"""What somebody did not say, or is silent on: what of it the article itself tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.view import View
from kg.model import Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_asked", "is_left_open", "is_silent"]


def is_silent(statement: Statement) -> bool:
    """Whether nothing was said: "declined to comment on", "would not say whether"."""
    return statement.act == "decline" and not statement.negated


def is_left_open(token: Token, statement: int, view: View) -> bool:
    """Whether a word stands in a clause that somebody is silent on ("whether", "that"), and not in
    what belongs to a thing that is not spoken of: "the player who was suspended"."""
    current = token
    while view.statement.get(current.head.i) == statement and current.head.i != current.i:
        if current.dep_ in ("relcl", "acl", "pobj", "poss"):
            return False
        current = current.head
    return current.pos_ in ("VERB", "AUX")


def is_asked(token: Token, statement: int, view: View) -> bool:
    """Whether a word stands in what a question takes for granted: "not say why X was banned"."""
    current = token
    while view.statement.get(current.i) == statement:
        if current.pos_ in ("VERB", "AUX") and any(
            c.lower_ in ("why", "how", "when", "where") and c.tag_ == "WRB"
            for c in current.children
        ):
            return True
        if current.head.i == current.i:
            return False
        current = current.head
    return False
