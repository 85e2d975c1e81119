"""A short, readable name for an event, made of the text's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.events.syntax import auxiliaries, subjects
from kg.extract.events.triggers import Trigger
from kg.model import MentionKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["MAX_LABEL", "make_label"]

#: Longest label (code points); whole phrases are left out, from the end, until it fits.
MAX_LABEL = 110

_DROP_VERB = frozenset(
    {
        "advcl",
        "punct",
        "ccomp",
        "conj",
        "cc",
        "parataxis",
        "mark",
        "relcl",
        "csubj",
        "intj",
        "meta",
        "dep",
        "preconj",
    }
)
_DROP_NOUN = frozenset({"relcl", "appos", "punct", "parataxis", "acl"})


def make_label(trigger: Trigger, doc: Doc, view: View, *, real: bool) -> str:
    """Agent, trigger and object in the text's order and words, without side clauses.

    ``real``: the event is told as one that happened.
    """
    token = doc[trigger.token]
    if token.pos_ in ("VERB", "AUX"):
        return _verb_label(token, view, real=real)
    if token.pos_ == "ADJ" and token.head.pos_ in ("VERB", "AUX"):
        return _verb_label(token.head, view, real=real)
    if token.pos_ == "ADJ":
        return _tidy(_words(_phrase(token.head), view))
    return _tidy(_words(_phrase(token), view))


def _phrase(noun: Token) -> list[Token]:
    """The noun with its modifiers, without side clauses; long tails are left out."""
    found = {noun.i: noun}
    stack = [noun]
    while stack:
        current = stack.pop()
        for child in current.children:
            if child.dep_ in _DROP_NOUN and not _hyphen(child):
                continue
            if child.dep_ in ("conj", "cc") and current.i == noun.i:
                continue
            found[child.i] = child
            stack.append(child)
    return [found[i] for i in sorted(found)]


def _hyphen(token: Token) -> bool:
    return token.dep_ == "punct" and token.text in ("-", "‑", "–", "/") and not token.whitespace_


def _verb_label(verb: Token, view: View, *, real: bool) -> str:
    if verb.tag_ == "VB" and verb.dep_ == "xcomp" and real and verb.head.pos_ == "VERB":
        # "was forced to resign": what really happened is told by the verb above.
        return _verb_label(verb.head, view, real=False)
    parts: list[list[Token]] = []
    subject = subjects(verb)
    left = _subject_words(_whole(subject[0]), view, verb) if subject else ""
    helpers = auxiliaries(verb)
    small = [c for c in verb.children if c.dep_ in ("neg", "prt")]
    verb_tokens = sorted([*helpers, verb, *small], key=lambda t: t.i)
    for child in verb.children:
        if child.i < verb.i or child.dep_ in _DROP_VERB or child in verb_tokens:
            continue
        if any(t.text == ":" for t in verb.doc[verb.i : child.i]):
            continue
        if child.dep_ in ("npadvmod", "advmod") and (
            child.i in view.time or child.dep_ == "advmod"
        ):
            continue
        if child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass"):
            continue
        if child.dep_ == "prep" and all(t.i in view.time or t.i == child.i for t in child.subtree):
            continue
        parts.append(_clause(child))
    if not parts:
        said = [c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i]
        if said and not any(t.i in view.quoted for t in said[0].subtree):
            parts.append(_shorten(_clause(said[0])))
    while True:
        text = " ".join(
            piece
            for piece in [left, _words(verb_tokens, view), *(_words(p, view) for p in parts)]
            if piece
        )
        text = _tidy(text)
        if len(text) <= MAX_LABEL or len(parts) <= 1:
            break
        parts.pop()
    if len(text) > MAX_LABEL and parts:
        parts[0] = _shorten(parts[0])
        text = _tidy(
            " ".join(x for x in [left, _words(verb_tokens, view), _words(parts[0], view)] if x)
        )
    return text


def _shorten(tokens: list[Token]) -> list[Token]:
    """A phrase cut before its last prepositional phrase or clause until it is short."""
    size = 0
    cut = len(tokens)
    last = cut
    for index, token in enumerate(tokens):
        size += len(token.text_with_ws)
        if index and token.dep_ in ("prep", "relcl", "acl", "cc", "mark", "xcomp", "aux"):
            last = index
        if size > 70:
            cut = last
            break
    return tokens[:cut] if cut else tokens


def _whole(noun: Token) -> Token:
    """The measure that a noun is counted in: "2,512 tons" of "2,512 tons of cocaine"."""
    prep = noun.head
    measure = noun.dep_ == "pobj" and prep.lower_ == "of" and prep.head.pos_ == "NOUN"
    if measure and any(c.dep_ == "nummod" for c in prep.head.children):
        return prep.head
    return noun


def _subject_words(token: Token, view: View, verb: Token) -> str:
    """The subject as the text says it; a pronoun becomes the name that it stands for."""
    mention = view.mention.get(token.i)
    if mention is not None and mention.kind is MentionKind.PRONOUN:
        actor = view.context.actor(mention.actor)
        if actor is not None:
            return actor.label
    conj = [c for c in token.children if c.dep_ in ("conj", "cc")]
    below = {t.i for t in verb.subtree} if verb.is_ancestor(token) is False else set()
    words = [t for t in _clause(token) if t.i not in below]
    text = _words(words, view)
    if len(text) > 60 and not conj:
        words = [t for t in words if t.i <= token.i]
        text = _words(words, view)
    return text


def _clause(token: Token) -> list[Token]:
    """A phrase without relative clauses, apposition and asides."""
    found = {token.i: token}
    stack = [token]
    while stack:
        current = stack.pop()
        for child in current.children:
            if child.dep_ in ("relcl", "appos", "parataxis", "advcl"):
                continue
            if child.dep_ == "punct" and not _hyphen(child) and not _listed(child):
                continue
            found[child.i] = child
            stack.append(child)
    return [found[i] for i in sorted(found)]


def _listed(comma: Token) -> bool:
    """A comma of an enumeration ("Brazil, Chile and Guatemala")."""
    return comma.text == "," and any(c.dep_ == "conj" for c in comma.head.children)


def _words(tokens: list[Token], view: View) -> str:
    text = view.context.article.text
    pieces = []
    for token in tokens:
        word = text[token.idx : token.idx + len(token.text)]
        pieces.append(word + (" " if token.whitespace_ else ""))
        if not token.whitespace_ and token.i + 1 < len(token.doc):
            following = token.nbor(1)
            if tokens and following not in tokens:
                pieces.append(" ")
    return "".join(pieces).strip()


def _tidy(text: str) -> str:
    text = re.sub(r"\s*\[\d+\]", "", text)
    text = re.sub(r"\(\s*\)?", "", text) if "(" in text and ")" not in text else text
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;:–—-\"'“”‘’")
    # A closing mark whose opening one was left out; after an s it may be a possessive.
    text = re.sub(r"(?<=[^\Ws])'(?=\s)", "", text)
    text = re.sub(r"\s+([,.;:])", r"\1", text)
    text = re.sub(r"(?:,|\band\b|\bor\b|\bthe\b|\ba\b)$", "", text).strip(" ,")
    if text[1:2].isupper():
        # "iPhone", "eBay" keep their first letter.
        return text
    return text[:1].upper() + text[1:]
