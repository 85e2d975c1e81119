"""What must hold inside a record beyond the types of its fields.

Everything that becomes part of an IRI or a typed literal later is checked here, so that no later
stage has to: a record is a public input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from kg.errors import InputError
from kg.model import Extraction, Span, TimeValue

__all__ = ["check_extraction", "check_text", "is_iri"]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]+")
_URL = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]+")
_QID = re.compile(r"[QLP][1-9]\d{0,11}")
_LANG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_TYPE = re.compile(r"[A-Z][A-Z0-9_-]{0,63}")
_ACT = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_IDENTIFIER = re.compile(r"[^\x00-\x20<>\"{}|\\^`]{1,64}")
_XSD = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "gYearMonth": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])"),
    "gYear": re.compile(r"-?\d{4}"),
    "dateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?"),
}
_LONGEST = 100_000_000


def is_iri(value: str) -> bool:
    """Whether the value is an absolute IRI that can be written without escapes."""
    return len(value) <= 4096 and _IRI.fullmatch(value) is not None


def check_text(value: str) -> str | None:
    """Why a text cannot be stored (a NUL or half of a surrogate pair); None where it can."""
    if len(value) > _LONGEST:
        return "is too long"
    if "\0" in value:
        return "holds a NUL character"
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        return "holds half of a surrogate pair"
    return None


def check_extraction(extraction: Extraction, where: str) -> None:
    """Offsets inside the text, indices inside their lists, IRIs, tags and dates well formed.

    Raises:
        InputError: the first thing that does not hold, with its place in the record.
    """
    for place, reason in _problems(extraction):
        raise InputError(f"{where}: {place} {reason}")


def _problems(ex: Extraction) -> Iterator[tuple[str, str]]:
    article = ex.article
    length = len(article.text)
    if not article.path or any(ord(c) < 32 for c in article.path):
        yield "path", "is empty or holds control characters"
    if article.url is not None and not _URL.fullmatch(article.url):
        yield "url", "is not an http(s) address"
    if article.language is not None and not _LANG.fullmatch(article.language):
        yield "language", "is not a language tag"
    for name in ("published", "modified"):
        value = getattr(article, name)
        if value is not None and not _is_time(value):
            yield name, "is not an ISO 8601 date"
    iris = set()
    for i, actor in enumerate(ex.actors):
        if not is_iri(actor.iri):
            yield f"actors[{i}].iri", "is not an absolute IRI"
        if actor.iri in iris:
            yield f"actors[{i}].iri", "is there twice"
        iris.add(actor.iri)
        if not actor.label.strip():
            yield f"actors[{i}].label", "is empty"
        if actor.link is not None:
            qids = [actor.link.qid] if actor.link.qid is not None else []
            for qid in [*qids, *(c.qid for c in actor.link.candidates)]:
                if not _QID.fullmatch(qid):
                    yield f"actors[{i}].link", f"has {qid[:20]!r} for a Wikidata identifier"
    yield from _places(ex, length, iris)
    yield from _times(ex)
    yield from _tags(ex)


def _places(ex: Extraction, length: int, iris: set[str]) -> Iterator[tuple[str, str]]:
    for place, span in _spans(ex):
        if not 0 <= span.start < span.end <= length:
            yield place, f"is {span.start} to {span.end}, outside the text (0 to {length})"
    for place, iri in _actor_refs(ex):
        if iri is not None and iri not in iris:
            yield place, "is no actor of the record"
    counts = {"statements": len(ex.statements), "events": len(ex.events)}
    for place, kind, index in _indices(ex):
        if not 0 <= index < counts[kind]:
            yield place, f"is {index}, but there are {counts[kind]} {kind}"


def _spans(ex: Extraction) -> Iterator[tuple[str, Span]]:
    for i, span in enumerate(ex.sentences):
        yield f"sentences[{i}]", span
    for i, part in enumerate(ex.segments):
        yield f"segments[{i}].span", part.span
        if part.label is not None:
            yield f"segments[{i}].label", part.label
    for i, mention in enumerate(ex.mentions):
        yield f"mentions[{i}]", mention.span
    for i, time in enumerate(ex.times):
        yield f"times[{i}]", time.span
    for i, citation in enumerate(ex.citations):
        yield f"citations[{i}]", citation.span
    for i, source in enumerate(ex.sources):
        if source.span is not None:
            yield f"sources[{i}].span", source.span
    for i, position in enumerate(ex.positions):
        yield f"positions[{i}].span", position.span
        yield f"positions[{i}].sentence", position.sentence
    for i, statement in enumerate(ex.statements):
        place = f"statements[{i}]"
        yield f"{place}.sentence", statement.sentence
        for j, span in enumerate(statement.content):
            yield f"{place}.content[{j}]", span
        for name in ("speaker", "cue", "addressee", "channel"):
            if getattr(statement, name) is not None:
                yield f"{place}.{name}", getattr(statement, name)
        for j, quantity in enumerate(statement.quantities):
            yield f"{place}.quantities[{j}].span", quantity.span
    for i, event in enumerate(ex.events):
        place = f"events[{i}]"
        yield f"{place}.trigger", event.trigger
        yield f"{place}.sentence", event.sentence
        if event.time_span is not None:
            yield f"{place}.time_span", event.time_span
        for name, spans in (
            ("other_triggers", event.other_triggers),
            ("other_sentences", event.other_sentences),
        ):
            for j, span in enumerate(spans):
                yield f"{place}.{name}[{j}]", span
        for j, role in enumerate(event.roles):
            yield f"{place}.roles[{j}]", role.span
        for j, quantity in enumerate(event.quantities):
            yield f"{place}.quantities[{j}].span", quantity.span


def _actor_refs(ex: Extraction) -> Iterator[tuple[str, str | None]]:
    for i, mention in enumerate(ex.mentions):
        yield f"mentions[{i}].actor", mention.actor
    for i, position in enumerate(ex.positions):
        yield f"positions[{i}].holder", position.holder
        yield f"positions[{i}].of", position.of
    for i, statement in enumerate(ex.statements):
        yield f"statements[{i}].speaker_actor", statement.speaker_actor
        for j, actor in enumerate(statement.co_speakers):
            yield f"statements[{i}].co_speakers[{j}]", actor
        yield f"statements[{i}].addressee_actor", statement.addressee_actor
        yield f"statements[{i}].place", statement.place
    for i, event in enumerate(ex.events):
        yield f"events[{i}].according_to", event.according_to
        for j, role in enumerate(event.roles):
            yield f"events[{i}].roles[{j}].actor", role.actor


def _indices(ex: Extraction) -> Iterator[tuple[str, str, int]]:
    for i, statement in enumerate(ex.statements):
        if statement.within is not None:
            yield f"statements[{i}].within", "statements", statement.within
        for index in statement.about:
            yield f"statements[{i}].about", "events", index
        for index in statement.in_response_to:
            yield f"statements[{i}].in_response_to", "events", index
    for i, event in enumerate(ex.events):
        if event.according_to_statement is not None:
            yield f"events[{i}].according_to_statement", "statements", event.according_to_statement
        for index in event.in_response_to:
            yield f"events[{i}].in_response_to", "events", index


def _times(ex: Extraction) -> Iterator[tuple[str, str]]:
    for i, time in enumerate(ex.times):
        yield from _time(f"times[{i}]", time.time)
    dated = [
        *((f"statements[{i}].time", s.time) for i, s in enumerate(ex.statements)),
        *((f"events[{i}].time", e.time) for i, e in enumerate(ex.events)),
        *((f"positions[{i}].time", p.time) for i, p in enumerate(ex.positions)),
    ]
    for place, value in dated:
        if value is not None:
            yield from _time(place, value)


def _time(place: str, time: TimeValue) -> Iterator[tuple[str, str]]:
    if (time.earliest is None) != (time.latest is None):
        yield place, "has one of earliest and latest without the other"
    bounds = [value for value in (time.earliest, time.latest) if value is not None]
    for value in bounds:
        if not _is_day(value):
            yield place, f"has {value[:40]!r} for a bound, not a date such as 2026-01-06"
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        yield place, "is over before it begins"
    if (time.xsd is None) != (time.datatype is None):
        yield place, "has one of xsd and datatype without the other"
    elif time.datatype is not None and time.xsd is not None:
        form = _XSD.get(time.datatype)
        if form is None:
            yield place, f"has an unknown datatype {time.datatype[:20]!r}"
        elif not form.fullmatch(time.xsd) or not _is_time(time.xsd):
            yield place, f"has {time.xsd[:40]!r}, which is no xsd:{time.datatype}"


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_time(value: str) -> bool:
    if not 4 <= len(value) <= 40:
        return False
    try:
        if len(value) <= 7:
            return _is_day((value + "-01-01")[:10])
        if len(value) == 10:
            return _is_day(value)
        datetime.fromisoformat(value.replace(" ", "T"))
    except ValueError:
        return False
    return True


def _tags(ex: Extraction) -> Iterator[tuple[str, str]]:
    for i, statement in enumerate(ex.statements):
        place = f"statements[{i}]"
        if not statement.content:
            yield f"{place}.content", "is empty"
        if statement.lang is not None and not _LANG.fullmatch(statement.lang):
            yield f"{place}.lang", "is not a language tag"
        if statement.act is not None and not _ACT.fullmatch(statement.act):
            yield f"{place}.act", "is not a concept name in lower case"
        if statement.within == i:
            yield f"{place}.within", "is the statement itself"
        if not 0 <= statement.confidence <= 1:
            yield f"{place}.confidence", "is not between 0 and 1"
    for i, event in enumerate(ex.events):
        place = f"events[{i}]"
        if not _TYPE.fullmatch(event.type):
            yield f"{place}.type", "is not a notation such as ASSAULT"
        if not 0 <= event.confidence <= 1:
            yield f"{place}.confidence", "is not between 0 and 1"
    cited = [(f"citations[{i}].identifier", c.identifier) for i, c in enumerate(ex.citations)]
    cited += [(f"sources[{i}].identifier", s.identifier) for i, s in enumerate(ex.sources)]
    cited += [(f"cited[{i}].identifier", s.identifier) for i, s in enumerate(ex.article.cited)]
    cited += [(f"events[{i}].citations", c) for i, e in enumerate(ex.events) for c in e.citations]
    cited += [
        (f"statements[{i}].citations", c) for i, s in enumerate(ex.statements) for c in s.citations
    ]
    cited += [
        (f"positions[{i}].citations", c) for i, p in enumerate(ex.positions) for c in p.citations
    ]
    listed = (("sources", ex.sources), ("cited", ex.article.cited))
    for where, sources in listed:
        for i, source in enumerate(sources):
            if source.url is not None and not _URL.fullmatch(source.url):
                yield f"{where}[{i}].url", "is not an http(s) address"
            if source.published is not None and not _is_time(source.published):
                yield f"{where}[{i}].published", "is not an ISO 8601 date"
    for place, identifier in cited:
        if not _IDENTIFIER.fullmatch(identifier):
            yield place, "is not an identifier"
