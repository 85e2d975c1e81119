"""Small questions to the parse: the extent of a noun phrase, its number, its case of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.name_words import PARTISANS
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = [
    "ACTING",
    "char_span",
    "is_capital",
    "is_plural",
    "keeps_no_capital",
    "noun_start",
    "subject_above",
    "subject_of",
]

#: Dependencies of a noun that takes part in what its verb says.
ACTING = frozenset(["nsubj", "nsubjpass", "dobj", "dative", "agent", "iobj", "obj", "csubj"])

#: Adjectives of parties, which the recogniser often leaves out.
_PARTISAN = ("Democratic", "Republican", "Conservative", "Liberal", "Labour", *PARTISANS)
_LEFT = frozenset(["amod", "compound", "nmod", "advmod", "npadvmod", "punct", "quantmod"])
_STOP = frozenset(["det", "poss", "predet", "nummod", "case", "cc", "preconj"])


def char_span(doc: Doc, start: int, end: int) -> Span:
    """The code points of the tokens ``start`` to ``end`` (exclusive)."""
    last = doc[end - 1]
    return Span(doc[start].idx, last.idx + len(last.text))


def noun_start(head: Token) -> int:
    """Index of the first modifier of a noun, without determiner, possessor and number."""
    start = head.i
    for child in sorted(head.lefts, key=lambda t: -t.i):
        if child.dep_ in _STOP or child.pos_ in ("DET", "PRON") or child.is_space:
            break
        if child.dep_ not in _LEFT or child.right_edge.i + 1 != start:
            break
        if child.dep_ == "punct" and child.text != "-":
            break
        if any(t.is_punct and t.text not in ("-", ",") for t in child.subtree):
            break
        start = child.left_edge.i
    while start < head.i and (head.doc[start].is_punct or head.doc[start].is_space):
        start += 1
    return start


def is_plural(head: Token) -> bool:
    """Whether a noun is plural, by its tag."""
    return head.tag_ in ("NNS", "NNPS")


def is_capital(word: str) -> bool:
    """Whether a word begins with a capital, or with a particle that keeps one inside (al-Assad)."""
    return word[:1].isupper() or (
        len(word) > 3 and "-" in word and word.split("-")[-1][:1].isupper()
    )


def keeps_no_capital(first: Token) -> bool:
    """Whether a word has its capital only because a sentence begins with it."""
    if first.text.isupper():
        return False
    if first.pos_ in ("PROPN", "ADJ") and first.ent_type_ in (
        "NORP",
        "ORG",
        "GPE",
        "PERSON",
        "LOC",
    ):
        return False
    return first.text not in _PARTISAN


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, shared over a coordination where it has none of its own."""
    for _ in range(6):
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
        if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
            verb = verb.head
            continue
        return None
    return None


def subject_above(verb: Token) -> Token | None:
    """The subject of a verb, or of the verb that a participle or infinitive without one hangs on:
    in "Lee holds a seat, enabling her to speak" it is Lee who enables."""
    for _ in range(4):
        subject = subject_of(verb)
        if subject is not None:
            return subject
        if verb.dep_ not in ("advcl", "xcomp", "conj") or verb.head.i == verb.i:
            return None
        verb = verb.head
    return None
