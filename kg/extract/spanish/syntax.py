"""Look-ups in a Universal Dependencies parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "auxiliaries",
    "feature",
    "is_passive",
    "negated",
    "objects",
    "phrase",
    "span_of",
    "subject",
]


_CLAUSES = word_set("acl acl:relcl advcl punct conj cc parataxis ccomp")


def span_of(token: Token) -> Span:
    """Where the word stands."""
    return Span(token.idx, token.idx + len(token.text))


def feature(token: Token, name: str) -> list[str]:
    """The values of a morphological feature of Universal Dependencies ("Mood": ["Sub"])."""
    return list(token.morph.get(name, []))


def subject(verb: Token) -> Token | None:
    """The subject of a verb; that of the verb it is coordinated with, where it has none."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubj:pass"):
                return child
        if verb.dep_ != "conj" or verb.head.i == verb.i:
            return None
        verb = verb.head
    return None


def objects(verb: Token) -> list[Token]:
    """Direct objects, and persons that "a" marks as such."""
    return [child for child in verb.children if child.dep_ in ("obj", "iobj")]


def auxiliaries(verb: Token) -> set[str]:
    """Lemmas of the verb's auxiliaries."""
    return {c.lemma_.lower() for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop")}


def is_passive(verb: Token) -> bool:
    """A participle with "ser": its subject undergoes."""
    forms = {c.lower_ for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop")}
    being = {"ser", "fue", "fueron", "es", "son", "sido", "será", "serán", "siendo", "era", "eran"}
    return "Part" in feature(verb, "VerbForm") and bool(forms & being)


def negated(verb: Token) -> bool:
    """Whether "no", "nunca" or "jamás" stands with the verb."""
    return any(c.lower_ in ("no", "nunca", "jamás", "tampoco") for c in verb.children)


def phrase(noun: Token, without: Token | None = None) -> Span:
    """The words of a noun phrase, without the clauses and commas that hang on it."""
    kept = [noun]
    stack = [noun]
    while stack:
        for child in stack.pop().children:
            if child.dep_ in _CLAUSES:
                continue
            if without is not None and child.i == without.i:
                continue
            if child.dep_ == "appos" and abs(child.i - noun.i) > 6:
                continue
            kept.append(child)
            stack.append(child)
    brackets = [t.i for t in kept if t.doc[t.i - 1].text == "(" and t.i > noun.i]
    if brackets:  # an acronym behind the name is a mention of its own
        kept = [t for t in kept if t.i < min(brackets)]
    first, last = min(kept, key=lambda t: t.i), max(kept, key=lambda t: t.i)
    while first.i < last.i and first.lower_ in (
        "a",
        "al",
        "de",
        "del",
        "por",
        "con",
        "en",
        "según",
    ):
        first = first.doc[first.i + 1]
    return Span(first.idx, last.idx + len(last.text))
