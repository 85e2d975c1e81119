"""When a happening took place: which time expression governs it.

In order: the expression that hangs from the trigger or from a verb that adds nothing to it; the
date label of its timeline entry; the expression of a verb that shares the clause; the only date of
its sentence; and, for the narrative past, the date that the sentences before it go by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.events.lexicon import Lexicon
from kg.extract.events.syntax import coordinated, lemma
from kg.extract.events.triggers import Trigger
from kg.model import SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["Dated", "date_triggers", "is_calendar"]

_UP = frozenset(
    {
        "npadvmod",
        "pobj",
        "prep",
        "advmod",
        "nummod",
        "compound",
        "appos",
        "nmod",
        "amod",
        "poss",
        "pcomp",
        "tmod",
        "quantmod",
        "det",
        "punct",
        "dep",
        "attr",
        "conj",
        "dobj",
    }
)
_SHARED = frozenset(
    {
        "xcomp",
        "conj",
        "advcl",
        "dobj",
        "nsubjpass",
        "ccomp",
        "acl",
        "nsubj",
        "pobj",
        "prep",
        "pcomp",
    }
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression that an event goes by, and how sure that is (0 to 1)."""

    expression: TimeExpression
    confidence: float
    how: str


def is_calendar(expression: TimeExpression) -> bool:
    """Whether the expression names a stretch of the calendar (no duration, no "now")."""
    return expression.kind in ("DATE", "TIME") and expression.time.earliest is not None


def _anchor(expression: TimeExpression, view: View) -> Token | None:
    """The word that the expression modifies."""
    tokens = view.context.tokens(expression.span)
    if tokens is None:
        return None
    token = tokens.root
    inside = set(range(tokens.start, tokens.end))
    steps = 0
    while token.head.i != token.i and steps < 8:
        steps += 1
        if token.i not in inside and token.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ"):
            return token
        if token.i in inside or token.pos_ in ("ADP", "SCONJ", "ADV", "NUM", "PART"):
            token = token.head
            continue
        return token
    return token if token.i not in inside else None


def date_triggers(
    triggers: Iterable[Trigger], doc: Doc, lexicon: Lexicon, view: View
) -> dict[int, Dated]:
    """The time of each trigger, by token index; triggers without one are left out."""
    found = list(triggers)
    anchors: dict[int, list[TimeExpression]] = {}
    for expression in view.context.times:
        if not is_calendar(expression):
            continue
        part = view.context.segment_of(expression.span)
        if (
            part is not None
            and part.kind is SegmentKind.TIMELINE
            and part.label is not None
            and part.label.overlaps(expression.span)
        ):
            continue
        anchor = _anchor(expression, view)
        if anchor is not None:
            anchors.setdefault(anchor.i, []).append(expression)
    result: dict[int, Dated] = {}
    tokens = {trigger.token for trigger in found}
    for trigger in found:
        token = doc[trigger.token]
        dated = (
            _before(token, view)
            or _direct(token, anchors, view)
            or _absorbed(trigger, doc, anchors, view)
        )
        if dated is not None:
            result[trigger.token] = dated
    for trigger in found:
        if trigger.token not in result:
            label = _label(doc[trigger.token], lexicon, view)
            if label is not None:
                result[trigger.token] = label
    for trigger in found:
        if trigger.token not in result:
            shared = _shared(doc[trigger.token], anchors, lexicon, tokens)
            if shared is not None:
                result[trigger.token] = shared
    return result


def _tense(verb: Token) -> str:
    """The form that conjoined verbs share; "was fired and founded" are both in the past."""
    if verb.tag_ == "VBD":
        return "past"
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return "past" if verb.tag_ == "VBN" and helpers & {"was", "were"} else str(verb.tag_)


def _not_yet(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a complement is wanted, planned or purposed: its time is not that of the governor."""
    if verb.tag_ != "VB":
        return False
    if verb.dep_ in ("advcl", "acl"):
        return True
    if verb.dep_ not in ("xcomp", "ccomp"):
        return False
    effect = lexicon.embedding.get(lemma(verb.head), "")
    return effect not in ("REAL", "ASPECT")


def _before(token: Token, view: View) -> Dated | None:
    """A date in the noun's own phrase, before it: "the January 3, 2026, US capture"."""
    if token.pos_ not in ("NOUN", "PROPN"):
        return None
    doc = token.doc
    index = token.i - 1
    while index >= 0 and token.i - index <= 6:
        word = doc[index]
        expression = view.time.get(index)
        if expression is not None:
            if not is_calendar(expression):
                return None
            start = view.context.tokens(expression.span)
            if start is None or start.start == 0:
                return None
            opener = doc[start.start - 1]
            own = (
                opener.tag_ in ("DT", "PRP$")
                or doc[index].tag_ == "POS"
                or (index + 1 < len(doc) and doc[index + 1].tag_ == "POS")
            )
            return Dated(expression, 0.9, "attributive") if own else None
        if word.pos_ not in ("ADJ", "NOUN", "PROPN", "PUNCT", "PART") or word.text in ".;:":
            return None
        index -= 1
    return None


def _absorbed(
    trigger: Trigger, doc: Doc, anchors: dict[int, list[TimeExpression]], view: View
) -> Dated | None:
    for index in trigger.absorbed:
        found = _direct(doc[index], anchors, view)
        if found is not None:
            return found
    return None


def _direct(token: Token, anchors: dict[int, list[TimeExpression]], view: View) -> Dated | None:
    if token.i in anchors:
        near = min(anchors[token.i], key=lambda t: _distance(t, token))
        return Dated(_open_ended(near, token.doc, view), 0.95, "direct")
    return None


def _open_ended(expression: TimeExpression, doc: Doc, view: View) -> TimeExpression:
    """ "since 2022" is a time that goes on (EDTF ``2022/..``), not the year 2022: until the day of
    publication at least, where that is known."""
    words = doc.char_span(expression.span.start, expression.span.end, alignment_mode="expand")
    if words is None or words.start == 0 or doc[words.start - 1].lower_ != "since":
        return expression
    time = expression.time
    if time.edtf is None or "/" in time.edtf:
        return expression
    published = (view.context.article.published or "")[:10]
    latest = max(time.latest or "", published) if len(published) == 10 else time.latest
    open_time = replace(
        time, edtf=f"{time.edtf}/..", xsd=None, datatype=None, latest=latest or None
    )
    return replace(expression, time=open_time)


def _distance(expression: TimeExpression, token: Token) -> int:
    return max(expression.span.start - token.idx, token.idx - expression.span.end, 0)


def _label(token: Token, lexicon: Lexicon, view: View) -> Dated | None:
    """The label of a timeline entry dates its main clause and what goes with it."""
    label = view.context.label_time(Span(token.idx, token.idx + len(token)))
    if label is None or not is_calendar(label):
        return None
    current = token
    while current.head.i != current.i:
        if current.dep_ in ("relcl", "acl") and current.pos_ in ("VERB", "AUX"):
            return None
        if current.pos_ in ("NOUN", "PROPN") and current.dep_ in (
            "dobj",
            "pobj",
            "nsubj",
            "appos",
            "nsubjpass",
            "conj",
            "poss",
        ):
            # An event noun inside the clause may be older ("recent strikes"); the place or
            # occasion that opens the entry ("At a ceremony ...") is what the label dates.
            opening = current.dep_ == "pobj" and current.head.lower_ in ("at", "in", "during")
            if not (opening and current.head.head.dep_ == "ROOT" and current.i == token.i):
                return None
        if current.dep_ == "ccomp" and current.head.pos_ == "VERB":
            return None
        if _not_yet(current, lexicon):
            return None
        current = coordinated(current)
    return Dated(label, 0.95, "label")


def _shared(
    token: Token,
    anchors: dict[int, list[TimeExpression]],
    lexicon: Lexicon,
    triggers: set[int],
) -> Dated | None:
    """The time of a verb of the same clause: conjunct, participle, control, light verb."""
    current = token
    for _ in range(6):
        head = coordinated(current)
        if head.i == current.i or current.dep_ not in _SHARED or _not_yet(current, lexicon):
            break
        is_noun = current.i == token.i and token.pos_ in ("NOUN", "PROPN")
        if is_noun and head.i in triggers:
            # "settled the lawsuit in 1981": the date is the settling's.
            break
        if current.dep_ == "prep" and current.lower_ not in ("in", "at", "during"):
            # "condemned on Monday after the attack"
            break
        if current.pos_ in ("VERB", "AUX") and current.dep_ in ("conj", "xcomp", "advcl", "ccomp"):
            if current.dep_ == "advcl" and current.tag_ not in ("VBG", "VBN"):
                break
            if current.dep_ == "ccomp":
                break
            if current.dep_ == "conj" and _tense(current) != _tense(head):
                break
        elif current.dep_ in ("acl",) or head.pos_ in ("NOUN", "PROPN"):
            break
        if head.i in anchors and head.pos_ in ("VERB", "AUX"):
            near = min(anchors[head.i], key=lambda t: _distance(t, token))
            return Dated(near, 0.8, "shared")
        current = head
    for child in token.children:
        # "in a Wednesday media event", "at Monday's meeting"
        if child.dep_ == "prep" and child.lower_ in ("in", "at", "during", "on"):
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.i in anchors:
                    near = min(anchors[noun.i], key=lambda t: _distance(t, token))
                    return Dated(near, 0.8, "shared")
    if token.pos_ == "VERB":
        # "The attack on Monday killed three": a dated subject that is itself a happening.
        for child in token.children:
            if child.dep_ == "nsubj" and child.i in anchors and child.pos_ == "NOUN":
                near = min(anchors[child.i], key=lambda t: _distance(t, token))
                return Dated(near, 0.7, "shared")
    return None
