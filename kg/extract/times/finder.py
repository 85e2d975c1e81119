"""Finds the time expressions of an article, in order, and resolves each where it stands.

A rule-based temporal tagger in the tradition of HeidelTime (Strötgen and Gertz, 2013): tokens of
time, patterns over them, the longest match first, and meanings that look at the publication date,
the tense and the time told before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kg.extract.times import absolute, relative, spans
from kg.extract.times.calendar import Period, Unit
from kg.extract.times.grammar import Found, Grammar, Hit
from kg.extract.times.scene import Parse, Scene, Tense
from kg.extract.times.timex import period_of, to_time
from kg.extract.times.tokens import Token, tokenize
from kg.model import Segment, SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_times", "reference_of"]

_GRAMMAR = Grammar(absolute.RULES + relative.RULES + spans.RULES)
#: Words before a date that lies ahead ("until Tuesday", "as early as Friday").
_AHEAD = frozenset({"by", "until", "till", "through", "effective", "payable", "as"})
#: In the past these lie behind: "left by Friday", "Until Thursday nobody had called".
_BEHIND = frozenset({"by", "By", "Until"})
_TITLES = frozenset({"WORK_OF_ART", "ORG", "PRODUCT"})
_JOINTS = frozenset({"COMMA", "ON", "AT", "OF", "THE", "ABOUT"})
_WORD_AFTER = re.compile(r"[\s\"”-]*([^\W\d_]+)")
_SPANISH = re.compile(
    r"lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|enero|febrero|marzo|abril|mayo"
    r"|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre",
    re.IGNORECASE,
)
_PRETERITE = re.compile(r"\b(?:\w{2,20}(?:ó|aron|ieron)|fue|fueron|dijo|hizo|pasado)\b")
_FUTURO = re.compile(r"\b(?:\w{2,20}(?:rá|rán|remos)|nos\svemos|vamos|próximo)\b")
_OPENS = re.compile(r"(?:^|[.!?\n]|``|[\"“])\s*\Z")
_NEAR = 120  # a time of day belongs to a day named so many code points before
_HEAD = 300  # a full date this near to the beginning is the article's own ("BOGOTÁ, 6 Jan. 2026")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the text has told up to here."""

    told: Period | None = None
    told_day: Period | None = None
    sentence: int = -1
    quarter: Period | None = None
    quarter_at: int = -10_000
    #: The date label of the timeline entry that is being read.
    label: Period | None = None
    explicit: Period | None = None
    head: bool = False


def find_times(
    text: str,
    doc: Doc | None,
    *,
    published: str | None,
    segments: Sequence[Segment] = (),
) -> tuple[TimeExpression, ...]:
    """All time expressions of the text, in order, not overlapping.

    Args:
        text: the article's text (or as many code points of it in plain characters).
        doc: its parse by spaCy, with the same offsets; without one, tense is unknown.
        published: ISO 8601 date or time of publication, at any precision. Without it the full dates
            that stand in the text are the reference, and no year is made up: ``XXXX-01-07``.
        segments: the article's parts. No expression crosses their bounds, and inside an entry of a
            timeline its label is the reference.

    Returns:
        Expressions of the types DATE, TIME, DURATION and SET with TIMEX3 values; spans are code
        points into the text.
    """
    cuts = [cut for part in segments for cut in (part.span.start, part.span.end)]
    cuts += [part.label.end for part in segments if part.label and _entry(part)]
    tokens = tokenize(text, cuts)
    parse = Parse(doc)
    reference = reference_of(published)
    entries = [part for part in segments if _entry(part)]
    chosen: list[tuple[Hit, Found]] = []
    seen, inside, done = _Seen(), -1, 0
    for hit, meaning in _GRAMMAR.candidates(tokens):
        if hit.first < done:
            continue
        entry = _entry_at(entries, hit.start)
        if entry != inside:
            seen, inside = replace(seen, told=None, told_day=None, label=None), entry
        sentence = parse.sentence(hit.start)
        scene = _scene(text, hit, parse, seen, sentence, reference, entry >= 0)
        found = meaning(hit, scene)
        if found is None or (scene.entity in _TITLES and _only_words(text, hit)):
            continue
        done = hit.last
        chosen.append((hit, found))
        label = entries[entry].label if entry >= 0 else None
        seen = _follow(seen, found, hit, scene, sentence, label)
    return tuple(_finish(text, tokens, chosen, parse, reference))


def reference_of(published: str | None) -> Period | None:
    """The publication date as a period at its own precision; None where it says nothing."""
    words = (published or "").strip()
    match = re.match(r"(\d{4})(?:-?(\d\d))?(?:-?(\d\d))?", words)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    unit = Unit.DAY if match[3] else Unit.MONTH if match[2] else Unit.YEAR
    return Period.of(unit, day)


def _entry(part: Segment) -> bool:
    return part.kind is SegmentKind.TIMELINE and part.label is not None


def _entry_at(entries: Sequence[Segment], offset: int) -> int:
    """The number of the timeline entry there, -1 outside."""
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].span.end <= offset:
            low = middle + 1
        else:
            high = middle
    return low if low < len(entries) and entries[low].span.start <= offset else -1


def _scene(
    text: str,
    hit: Hit,
    parse: Parse,
    seen: _Seen,
    sentence: int,
    reference: Period | None,
    in_entry: bool,
) -> Scene:
    """What is known where the expression stands."""
    ref = reference if reference is not None else seen.explicit
    sure = reference is not None or seen.head
    if in_entry and seen.label is not None:
        ref, sure = seen.label, True
    before, before_at = _word_before(text, hit.start)
    after = _WORD_AFTER.match(text, hit.end, min(hit.end + 40, len(text)))
    first = parse.token(hit.start)
    last = parse.token(hit.end - 1)
    spanish = _SPANISH.search(text, hit.start, hit.end)
    tense = _spanish_tense(text, hit) if spanish else parse.tense(hit.start, hit.end)
    behind = tense is Tense.PAST and before in _BEHIND
    if before.lower() in _AHEAD and not behind:
        tense = Tense.FUTURE
    return Scene(
        ref=ref,
        told=seen.told,
        told_day=seen.told_day,
        here=seen.sentence == sentence,
        quarter=seen.quarter if hit.start - seen.quarter_at < 1000 else None,
        tense=tense,
        sure=sure,
        tag=last.tag_ if last is not None else "",
        entity=first.ent_type_ if first is not None else "",
        before=before.lower().rstrip("."),
        before_tag=parse.tag(before_at) if before else "",
        after=after[1].lower() if after else "",
        after_tag=parse.tag(after.start(1)) if after else "",
    )


def _only_words(text: str, hit: Hit) -> bool:
    """Whether the expression is of capitalised words or may be a title ("60 Minutes")."""
    words = text[hit.start : hit.end].split()
    if re.match(r"\s[a-z]", text[hit.end : hit.end + 2]) and _OPENS.search(
        text[max(0, hit.start - 4) : hit.start]
    ):
        return False  # a sentence begins with it
    return all(not word[0].islower() for word in words) and hit.first + 2 >= hit.last


def _spanish_tense(text: str, hit: Hit) -> Tense:
    """The tense of the Spanish words around a Spanish date, by the endings of their verbs."""
    words = text[max(0, hit.start - 60) : hit.end + 60]
    if _PRETERITE.search(words):
        return Tense.PAST
    return Tense.FUTURE if _FUTURO.search(words) else Tense.NONE


def _word_before(text: str, offset: int) -> tuple[str, int]:
    """The word before the offset and where it starts, empty where none is near."""
    window = text[max(0, offset - 40) : offset].rstrip(' \n(["“-')
    words = window.rsplit(None, 1)
    if not words:
        return "", offset
    end = max(0, offset - 40) + len(window)
    word = words[-1]
    if word.endswith(("'s", "’s")):
        return word[-2:], end - 2
    return word.lstrip("([\"“'‘"), end - len(word.lstrip("([\"“'‘"))


def _follow(
    seen: _Seen,
    found: Found,
    hit: Hit,
    scene: Scene,
    sentence: int,
    label: Span | None,
) -> _Seen:
    """What the text has told after this expression."""
    if found.kind not in ("DATE", "TIME") or found.aside:
        return seen
    period = period_of(found.value.split("/")[0])
    if period is None:
        return seen
    tense = scene.tense
    if label is not None and hit.start < label.end:
        # An entry's label stays the reference to the entry's end.
        day = period if period.unit is Unit.DAY else None
        return replace(seen, told=period, told_day=day, label=period)
    changed = replace(seen, told=period, sentence=sentence)
    if period.unit is Unit.DAY:
        changed = replace(changed, told_day=period)
        if found.explicit and not seen.head and tense is not Tense.FUTURE:
            # The latest date told is nearest to the day of writing; a dateline is that day itself.
            head = tense is Tense.NONE and hit.start < _HEAD
            if head or seen.explicit is None or seen.explicit.first < period.first:
                changed = replace(changed, explicit=period, head=head)
    elif period.unit is not Unit.WEEK:
        changed = replace(changed, told_day=None)
    if period.unit is Unit.QUARTER:
        changed = replace(changed, quarter=period, quarter_at=hit.start)
    return changed


def _finish(
    text: str,
    tokens: Sequence[Token],
    chosen: Sequence[tuple[Hit, Found]],
    parse: Parse,
    reference: Period | None,
) -> list[TimeExpression]:
    """Joins times of day with the dates beside them; gives the others the day told before."""
    result: list[TimeExpression] = []
    day: tuple[str, int, int] | None = None
    skip = -1
    for number, (hit, found) in enumerate(chosen):
        if number == skip:
            continue
        sentence = parse.sentence(hit.start)
        start, end, value = hit.start, hit.end, found.value
        following = chosen[number + 1] if number + 1 < len(chosen) else None
        joined = following is not None and _joins(tokens, hit, following[0])
        if value.startswith("T"):
            if joined and following and _is_day(following[1].value):
                value, end, skip = following[1].value[:10] + value, following[0].end, number + 1
            elif ":" not in value:
                continue
            elif day is not None and (
                day[1] == sentence or reference is None or hit.start < day[2]
            ):
                value = day[0] + value
            elif (ahead := _day_ahead(parse, hit, following, sentence)) is not None:
                value = ahead + value
            elif reference is not None and reference.unit is Unit.DAY:
                value = reference.value + value
            else:
                value = "XXXX-XX-XX" + value
            found = replace(found, kind="TIME", mod=None, within=None)
        elif joined and following and _is_day(value) and following[1].value.startswith("T"):
            value, end, skip = value[:10] + following[1].value, following[0].end, number + 1
            found = replace(found, kind="TIME", mod=None, within=None)
        if _is_day(value):
            day = value[:10], sentence, end + _NEAR
        result.append(
            TimeExpression(Span(start, end), to_time(value, found.mod, found.within), found.kind)
        )
    return result


def _day_ahead(
    parse: Parse, hit: Hit, following: tuple[Hit, Found] | None, sentence: int
) -> str | None:
    """The day named soon after a time of day in its sentence: "10:35 a.m. (0735 GMT) Friday"."""
    if following is None or following[0].start - hit.end > 40:
        return None
    if parse.sentence(following[0].start) != sentence or not _is_day(following[1].value):
        return None
    return following[1].value[:10]


def _is_day(value: str) -> bool:
    """Whether the value is of one day, of a known year or not."""
    return re.match(r"[\dX]{4}-(?:[\dX]{2}-[\dX]{2}|WXX-\d)", value) is not None


def _joins(tokens: Sequence[Token], left: Hit, right: Hit) -> bool:
    """Whether only a comma, "on", "at" or "of" stands between the two."""
    between = tokens[left.last : right.first]
    return len(between) <= 2 and all(token.name in _JOINTS for token in between)
