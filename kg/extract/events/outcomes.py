"""What a contest came to: an infinitive that tells of a result, not of a purpose.

"Keller scored 31 points to break the record" broke it; "Keller trained to break the record" may not
have. What tells them apart is what the verb above does: it scores, wins or beats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.syntax import lemma
from kg.extract.lexicon import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_outcome"]

_RESULTS = word_set(
    """win beat defeat retain keep regain claim clinch seal secure earn take break set tie equal
    become reach advance improve snap end extend overcome overtake surpass join snatch capture carry
    lift lead guide lock"""
)
_CONTESTING = word_set(
    """score win beat defeat stop edge rally rout outlast hit knock pass sink down outpoint outscore
    crush overcome overpower dominate convert shoot hold fight come battle finish upset trounce
    return intercept throw"""
)


def is_outcome(verb: Token) -> bool:
    """Whether an infinitive tells what came of a contest."""
    head = verb.head
    if verb.tag_ != "VB" or lemma(verb) not in _RESULTS:
        return False
    if verb.dep_ == "conj" and head.dep_ == "advcl":
        return is_outcome(head)
    contesting = lemma(head) in _CONTESTING and head.tag_ in ("VBD", "VBZ", "VBN")
    return verb.dep_ == "advcl" and contesting
