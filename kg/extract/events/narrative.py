"""Dates that a story goes by without repeating them.

News dates what happened last and goes on about it in the plain past. So an undated happening told
in the plain past falls on the day that the story goes by: that of the last dated sentence, if it
is one day and lies close to publication. What is told in the pluperfect, with another word of time
("soon after"), beside a clause of time ("when ..."), or right after an older date ("In 1996 ...")
stays undated, and so is what comes more than a few sentences later. The day of publication itself
is no such day: it is wrong by one for every morning paper.

An hour dates what its own sentence tells, nothing else; where the sentence names no day, the day is
that of the story, and where the story has none it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kg.extract.events.draft import Draft
from kg.extract.events.syntax import auxiliaries
from kg.extract.events.when import Dated
from kg.extract.times.timex import to_time
from kg.extract.times.values import names_day
from kg.model import SegmentKind, Status, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["narrative_times"]

#: How long before publication (days) the story of an article may have happened.
FRESH_DAYS = 10
_CONFIDENCE = 0.5
#: How many sentences that tell of something after the dated one still go by its date: what stands
#: further down is as often background ("was raised in", "shared the award").
REACH = 14
#: Words that say that something was at another time than the story.
_ELSEWHEN = frozenset(
    [
        "soon",
        "later",
        "earlier",
        "previously",
        "already",
        "recently",
        "originally",
        "initially",
        "formerly",
        "once",
        "simultaneously",
        "first",
        "ever",
        "long",
        "eventually",
        "since",
        "after",
        "before",
        "until",
        "following",
        "ago",
    ]
)


def narrative_times(drafts: Sequence[Draft], doc: Doc, view: View) -> list[Draft]:
    """The drafts, those dated that the story dates without saying so."""
    published = _day(view.context.article.published)
    if published is None:
        return list(drafts)
    result: list[Draft] = []
    current: Dated | None = None
    reached = 0
    older = False
    sentence = -1
    last_dated = -1
    number = 0
    for draft in drafts:
        token = doc[draft.trigger.token]
        if draft.sentence.start != sentence:
            sentence = draft.sentence.start
            number += 1
        if draft.dated is not None and _is_hour(draft.dated.expression, token, view):
            within = current is not None and number - reached <= REACH
            result.append(replace(draft, dated=_at(draft.dated, current) if within else None))
            continue
        if draft.dated is not None:
            day = _day(draft.dated.expression.time.earliest)
            if draft.status in (Status.OCCURRED, Status.ALLEGED) and not draft.heading:
                latest = draft.dated.expression.time.latest
                fresh = (
                    day is not None
                    and latest == draft.dated.expression.time.earliest
                    and timedelta(0) <= published - day <= timedelta(FRESH_DAYS)
                )
                if fresh:
                    whole = _whole_day(draft.dated.expression)
                    current, older = Dated(whole, _CONFIDENCE, "story"), False
                    reached = number
                elif day is not None and day < published:
                    older, last_dated = True, number
            result.append(draft)
            continue
        if not _goes_on(draft, token, view):
            result.append(draft)
            continue
        if older and number - last_dated <= 1:
            result.append(draft)
            continue
        if current is None or number - reached > REACH:
            result.append(draft)
            continue
        result.append(replace(draft, dated=current))
    return result


def _is_hour(expression: TimeExpression, token: Token, view: View) -> bool:
    """Whether an expression of running text names an hour and no day: "about 1:30 a.m."."""
    if expression.time.datatype != "dateTime" or view.entry(token):
        return False
    return not names_day(expression.span.of(view.context.article.text))


def _whole_day(expression: TimeExpression) -> TimeExpression:
    """The day of an expression that may tell the hour too."""
    if expression.time.datatype != "dateTime" or not expression.time.earliest:
        return expression
    return replace(expression, time=to_time(expression.time.earliest))


def _at(hour: Dated, story: Dated | None) -> Dated | None:
    """An hour of the day that the story goes by."""
    day = story.expression.time.earliest if story is not None else None
    clock = hour.expression.time.value.partition("T")[2]
    if not day or not clock:
        return None
    time = to_time(f"{day}T{clock}")
    return replace(hour, expression=replace(hour.expression, time=time))


def _goes_on(draft: Draft, token: Token, view: View) -> bool:
    """Whether an undated draft is told as the next thing of the story."""
    if draft.status is not Status.OCCURRED or draft.heading or view.entry(token):
        return False
    part = view.segment(token)
    if part is None or part.kind is not SegmentKind.PARAGRAPH or token.i in view.statement:
        return False
    if draft.trigger.frame:
        return False
    current = token
    while current.head.i != current.i:
        if current.dep_ == "conj" or (current.dep_ in ("advcl", "xcomp") and current.tag_ == "VBG"):
            current = current.head
            continue
        if current.dep_ == "ccomp" and current.i < current.head.i:
            # "..., said X": the saying comes last.
            current = current.head
            continue
        return False
    for child in current.children:
        if child.lower_ in _ELSEWHEN and child.dep_ in ("advmod", "prep"):
            return False
        if child.dep_ == "advcl" and any(
            c.lower_ in ("when", "after", "before", "while", "since", "once", "until", "as")
            and c.dep_ in ("advmod", "mark")
            for c in child.children
        ):
            # The clause of time says when, and it was not the story's day for all we know.
            return False
    if current.tag_ == "VBD" and not any(a.lower_ == "had" for a in auxiliaries(current)):
        return True
    helpers = {a.lower_ for a in auxiliaries(current)}
    return (
        current.tag_ in ("VBN", "VBG") and bool(helpers & {"was", "were"}) and "had" not in helpers
    )


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
