"""Statements by rules over a dependency parse: what holds without a trained model.

A reporting verb, its subject and what it reports; "according to" and "per"; quotations whose verb
stands beside them. The patterns follow the syntax of reporting clauses (Quirk et al., A
Comprehensive Grammar of the English Language, 1985, chapters 14 to 16; Krestel, Bergler and Witte,
LREC 2008, for rules of this kind in news). They complete the tagger where news digests pack
several acts into participles, and stand in for it where the model is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set
from kg.extract.statements.quotes import Quote
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["CLAUSE_VERBS", "Draft", "noun_span", "rule_statements", "subject_of"]

#: Verbs whose clause, infinitive or quotation is what was said.
CLAUSE_VERBS = word_set(
    """say tell announce state declare warn claim argue insist assert maintain contend allege
    suggest confirm deny acknowledge admit concede reveal disclose explain add note remark
    observe reply respond promise pledge vow threaten predict caution stress emphasize
    emphasise believe think hope fear want expect intend plan urge demand request propose
    recommend report write tweet post testify estimate accuse affirm reiterate repeat signal
    imply vow swear assure remind inform notify advise complain agree decide conclude boast
    lament wonder"""
)
#: Verbs whose object alone is what was said, asked for or judged.
_OBJECT = word_set(
    """condemn denounce criticize criticise reject dismiss deny confirm announce demand propose
    praise welcome applaud urge request suggest emphasize emphasise stress deplore decry
    oppose endorse promise pledge predict note reiterate reaffirm highlight underscore
    advocate"""
)
#: Verbs that name their object something: "describing it as", "labelling it".
_NAMING = word_set(
    """describe label brand frame portray characterize characterise depict denounce condemn
    dismiss decry criticize criticise hail praise call dub term deem cast present reject"""
)
_BARE_NAMING = frozenset(["label", "call", "brand", "dub", "term", "deem"])
#: Verbs with a preposition before what was said.
_PREPOSITION = {
    "call": ("for",),
    "warn": ("of", "about", "against"),
    "accuse": ("of",),
    "appeal": ("for",),
    "press": ("for",),
    "push": ("for",),
    "blame": ("for",),
    "complain": ("of", "about"),
    "boast": ("of", "about"),
    "ask": ("for",),
    "argue": ("for", "against"),
    "insist": ("on",),
    "object": ("to",),
}
#: Nouns of saying, with the prepositions that what was said follows, beside a "that" clause.
_NOUNS = {
    "statement": (),
    "claim": ("of",),
    "suggestion": ("of",),
    "threat": ("of",),
    "accusation": ("of",),
    "allegation": ("of",),
    "warning": ("of", "about"),
    "promise": ("of",),
    "pledge": ("of",),
    "denial": ("of",),
    "condemnation": ("of",),
    "criticism": ("of",),
    "demand": ("for",),
    "request": ("for",),
    "call": ("for",),
    "announcement": ("of",),
    "assertion": (),
    "argument": (),
    "admission": ("of",),
    "remark": (),
    "proposal": ("for",),
    "prediction": ("of",),
}
_SUBJECTS = frozenset(("nsubj", "csubj"))
_CHAIN = frozenset(("conj", "advcl", "xcomp", "ccomp"))
_AFTER = ",.;:!? "


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement in the making: spans only. ``rule`` names what found it, '' for the model."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    score: float = 1.0
    rule: str = ""
    within: int | None = None


def rule_statements(text: str, doc: Doc, quotes: tuple[Quote, ...]) -> tuple[Draft, ...]:
    """All statements that the rules find, in the order of their cues.

    Args:
        text: the article's text; offsets are code points into it.
        doc: its parse, with the same offsets.
        quotes: the quotations found by their marks.
    """
    found: list[Draft] = []
    for token in doc:
        if token.lower_ in ("per", "according"):
            found.extend(_according(text, token))
        elif token.pos_ in ("VERB", "AUX"):
            found.extend(_verb(text, token, quotes))
        elif token.pos_ == "NOUN" and token.lemma_.lower() in _NOUNS:
            found.extend(_noun(text, token))
    return tuple(sorted(found, key=lambda d: (d.cue or d.content[0]).start))


def _verb(text: str, verb: Token, quotes: tuple[Quote, ...]) -> Iterator[Draft]:
    lemma = verb.lemma_.lower()
    if (
        lemma not in CLAUSE_VERBS
        and lemma not in _OBJECT
        and lemma not in _NAMING
        and (lemma not in _PREPOSITION)
    ):
        return
    content, rule = _content(text, verb, lemma, quotes)
    if content is None:
        return
    speaker = subject_of(verb)
    source = noun_span(text, speaker) if speaker is not None else None
    if source is not None and any(source.overlaps(part) for part in content):
        source = None
    if source is None and rule not in ("quote", "naming"):
        return
    yield Draft(source, Span(verb.idx, verb.idx + len(verb)), content, 0.5, rule)


def _content(
    text: str, verb: Token, lemma: str, quotes: tuple[Quote, ...]
) -> tuple[tuple[Span, ...] | None, str]:
    """What a verb reports and the name of the rule; nothing where it reports nothing."""
    quoted = _quoted(text, verb, quotes)
    if quoted:
        return quoted, "quote"
    children = list(verb.children)
    if lemma in _NAMING:
        named = _named(text, verb, lemma)
        if named:
            return (named,), "naming"
    if lemma in CLAUSE_VERBS:
        for child in children:
            if child.dep_ == "ccomp" and (child.i > verb.i or child.i < verb.i - 1):
                span = _extent(text, child, verb)
                if span and len(span.of(text)) > 3:
                    return (span,), "clause"
            if (
                child.dep_ == "xcomp"
                and child.i > verb.i
                and child.pos_ in ("VERB", "AUX")
                and (child.tag_ in ("VB", "VBG"))
            ):
                objects = [c for c in children if c.dep_ in ("dobj", "dative") and c.i < child.i]
                first = objects[0] if objects and lemma in ("urge", "want", "advise") else child
                left = min(_left(first), _left(child))
                return (_trimmed(text, left, _right(child)),), "clause"
    for preposition in _PREPOSITION.get(lemma, ()):
        for child in children:
            if child.dep_ in ("prep", "agent") and child.lower_ == preposition and child.i > verb.i:
                left = child.idx
                objects = [c for c in children if c.dep_ == "dobj" and verb.i < c.i < child.i]
                if lemma == "accuse" and objects:
                    left = _left(objects[0])
                return (_trimmed(text, left, _right(child)),), "preposition"
    if lemma in _OBJECT:
        for child in children:
            if child.dep_ == "dobj" and child.i > verb.i:
                return (_trimmed(text, _left(child), _right(child)),), "object"
    return None, ""


def _named(text: str, verb: Token, lemma: str) -> Span | None:
    """ "it an invasion threat", "the attacks as an assault": object and what it is named."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubj", "ccomp") and c.i > verb.i]
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "as" and child.i > verb.i:
            left = min([_left(c) for c in objects if c.i < child.i], default=child.idx)
            return _trimmed(text, left, _right(child))
    for thing in objects:
        for child in thing.children:
            if child.dep_ == "prep" and child.lower_ == "as":
                return _trimmed(text, _left(thing), _right(thing))
    if lemma in _BARE_NAMING:
        names = [c for c in verb.children if c.dep_ in ("oprd", "attr", "acomp") and c.i > verb.i]
        if names:
            left = min([_left(c) for c in objects if c.i < names[0].i], default=_left(names[0]))
            return _trimmed(text, left, _right(names[0]))
        if len(objects) == 1 and objects[0].dep_ == "ccomp" and _has_subject(objects[0]):
            return _trimmed(text, _left(objects[0]), _right(objects[0]))
        if len(objects) == 2:
            return _trimmed(text, _left(objects[0]), max(_right(c) for c in objects))
    return None


def _has_subject(token: Token) -> bool:
    return any(child.dep_ == "nsubj" for child in token.children)


def _quoted(text: str, verb: Token, quotes: tuple[Quote, ...]) -> tuple[Span, ...] | None:
    """Whole quotations right after the verb, or before it and its subject."""
    lemma = verb.lemma_.lower()
    if lemma not in CLAUSE_VERBS:
        return None
    end = verb.idx + len(verb)
    start = min([verb.idx, *(_left(c) for c in verb.children if c.dep_ == "nsubj")])
    found = []
    for quote in quotes:
        if quote.depth or quote.continued:
            continue
        gap = text[end : quote.span.start] if quote.span.start >= end else None
        if (
            gap is not None
            and len(gap) < 80
            and gap.rstrip().endswith((":", ","))
            and ("\n" not in gap and not any(mark in gap for mark in ".!?"))
        ):
            found.append(quote.span)
            break
        if gap == " ":
            found.append(quote.span)
            break
        before = text[quote.span.end : start] if quote.span.end <= start else None
        if (
            before is not None
            and before.strip() in ("", ",")
            and len(before) < 3
            and (quote.inner.of(text)[-1:] in ",.!?…" or before.strip())
        ):
            found.append(quote.span)
    return tuple(found) or None


def _according(text: str, token: Token) -> Iterator[Draft]:
    """ "…, according to the ministry", "…, per the minister"."""
    last = token
    if token.lower_ == "according":
        following = token.nbor(1) if token.i + 1 < len(token.doc) else None
        if following is None or following.lower_ != "to":
            return
        last = following
    # "per cent", "per day" and "per Vice Minister …": only names and definite nouns speak
    objects = [c for c in last.children if c.dep_ in ("pobj", "pcomp")]
    if not objects:
        return
    head = objects[0]
    if token.lower_ == "per" and not (
        head.pos_ == "PROPN" or any(c.lower_ == "the" for c in head.children)
    ):
        return
    if token.lower_ == "per" and token.i and not token.nbor(-1).is_punct:
        return
    source = noun_span(text, head)
    sentence = token.sent
    start, end = sentence.start_char, sentence.end_char
    cue = Span(token.idx, last.idx + len(last))
    if token.i == sentence.start:
        left, right = source.end, end
    else:
        left, right = start, token.idx
    content = _trimmed(text, left, right)
    if content.end - content.start > 10:
        yield Draft(source, cue, (content,), 0.6, "according")


def _noun(text: str, noun: Token) -> Iterator[Draft]:
    """ "the minister's claim that ...", "their calls for ..."."""
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    if owner is None or owner.pos_ not in ("NOUN", "PROPN", "PRON"):
        return
    said = next(
        (
            c
            for c in noun.children
            if c.i > noun.i
            and c.dep_ in ("acl", "ccomp", "relcl")
            and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)
        ),
        None,
    )
    prepositions = _NOUNS[noun.lemma_.lower()]
    if said is None:
        said = next(
            (c for c in noun.children if c.dep_ == "prep" and c.lower_ in prepositions), None
        )
    if said is None:
        said = next(
            (
                c
                for c in noun.children
                if c.i > noun.i
                and c.dep_ == "acl"
                and any(m.tag_ == "TO" for m in c.children)
                and noun.lemma_.lower() in ("threat", "promise", "pledge", "call", "demand")
            ),
            None,
        )
    if said is None:
        return
    source = Span(noun_span(text, owner).start, owner.idx + len(owner))
    cue = Span(noun.idx, noun.idx + len(noun))
    yield Draft(source, cue, (_trimmed(text, _left(said), _right(said)),), 0.5, "nominal")


def subject_of(verb: Token) -> Token | None:
    """Who does what the verb says: its own subject, or that of the clause it hangs on."""
    token = verb
    for _ in range(6):
        for child in token.children:
            if child.dep_ in _SUBJECTS and child.pos_ in ("NOUN", "PROPN", "PRON"):
                if child.lower_ in ("who", "which", "that") and token.dep_ == "relcl":
                    return token.head
                return child
        passive = any(child.dep_ == "nsubjpass" for child in token.children)
        if passive:
            for child in token.children:
                if child.dep_ == "agent":
                    return next((c for c in child.children if c.dep_ == "pobj"), None)
            return None
        if token.dep_ in ("acl", "relcl"):
            return token.head if token.head.pos_ in ("NOUN", "PROPN", "PRON") else None
        if token.dep_ in ("pcomp", "prep"):
            # "with president Arias stating"
            inner = [c for c in token.children if c.dep_ in ("pobj", "nsubj")]
            if inner:
                return inner[0]
            token = token.head
            continue
        if token.dep_ not in _CHAIN or token.head.i == token.i:
            return None
        token = token.head
    return None


def noun_span(text: str, head: Token) -> Span:
    """A noun with what belongs to it before it, and its "of" and apposition after it."""
    start, end = _left_of_noun(head), head.idx + len(head)
    for child in head.children:
        if (
            child.i > head.i
            and child.dep_ in ("prep", "flat", "nummod")
            and (child.lower_ in ("of", "for") or child.dep_ == "flat")
        ):
            end = max(end, _right(child))
    return _trimmed(text, start, end)


def _left_of_noun(head: Token) -> int:
    left = head.idx
    for child in head.lefts:
        if child.dep_ in ("det", "amod", "compound", "nmod", "poss", "nummod", "quantmod", "appos"):
            left = min(left, _left(child))
    return left


def _extent(text: str, clause: Token, verb: Token) -> Span | None:
    """The clause's words, less the verb's own subject and verb where they cut into it."""
    left, right = _left(clause), _right(clause)
    if left <= verb.idx < right:
        if clause.i > verb.i:
            left = verb.idx + len(verb)
        else:
            right = min([verb.idx, *(_left(c) for c in verb.children if c.dep_ in _SUBJECTS)])
    span = _trimmed(text, left, right)
    return span if span.end > span.start else None


def _left(token: Token) -> int:
    return int(token.left_edge.idx)


def _right(token: Token) -> int:
    edge = token.right_edge
    return int(edge.idx + len(edge))


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without white space and separators at the ends; a closing quotation mark stays."""
    while start < end and text[start] in _AFTER + "—–-\n":
        start += 1
    while end > start and text[end - 1] in _AFTER + "—–-\n":
        end -= 1
    return Span(start, end)
