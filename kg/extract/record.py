"""Extractions as JSON objects and back, without loss.

One object an article. The keys are those of the JSON Lines contract that the scorers read
(``mentions`` with ``start``, ``end``, ``text``, ``actor``, ``wikidata``, ``type``; ``times`` with
``value``; ``statements`` and ``events`` whose spans are ``{"start": 0, "end": 5}``) plus everything
else that an `Extraction` holds. Offsets are code points into ``text``.

A record may come from anywhere: `from_record` believes nothing. Whatever does not fit is one
`InputError` that names the place in the record (``events[3].trigger.end``) and the reason.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, TextIO

from kg.errors import InputError
from kg.extract.countries import adjective
from kg.extract.record_checks import check_extraction, check_text
from kg.model import (
    Actor,
    Article,
    Citation,
    Extraction,
    Generator,
    Mention,
    Role,
    Span,
    TimeExpression,
    TimeValue,
)

__all__ = ["dumps", "from_record", "read_records", "to_record"]

#: Longest line (characters) of a JSON Lines file that is read.
MAX_LINE = 64 * 1024 * 1024

_INLINE_SPAN = (Mention, Role, TimeExpression, Citation)
_MAX_ITEMS = 1_000_000


def to_record(extraction: Extraction) -> dict[str, Any]:
    """The extraction as a JSON object; `from_record` gives back an equal extraction."""
    article = extraction.article
    text = article.text
    record: dict[str, Any] = {}
    for item in fields(Article):
        record[item.name] = _encode(getattr(article, item.name))
    record["generator"] = _encode(extraction.generator)
    qids = {a.iri: a.link.qid for a in extraction.actors if a.link is not None}
    for item in fields(Extraction):
        if item.name not in ("article", "generator"):
            record[item.name] = _encode(getattr(extraction, item.name))
    for entry, mention in zip(record["mentions"], extraction.mentions, strict=True):
        entry["text"] = words = mention.span.of(text)
        # "French" may be the country, its people or their language: the actor's link stands for
        # the country, but nobody can say that these words mean it.
        entry["wikidata"] = None if _adjectival(words) else qids.get(mention.actor)
    for entry, time in zip(record["times"], extraction.times, strict=True):
        entry["text"] = time.span.of(text)
    return record


def _adjectival(words: str) -> bool:
    return adjective(words.title() if words.isupper() else words) is not None


def dumps(extraction: Extraction) -> str:
    """The record on one line of JSON, without the line end; the same input, the same bytes."""
    return json.dumps(to_record(extraction), ensure_ascii=False, separators=(",", ":"))


def _encode(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value):
        found: dict[str, Any] = {}
        for item in fields(value):
            inner = getattr(value, item.name)
            if item.name == "span" and isinstance(value, _INLINE_SPAN):
                found["start"], found["end"] = inner.start, inner.end
            elif item.name == "time" and isinstance(value, TimeExpression):
                found.update(_encode(inner))
            else:
                found[item.name] = _encode(inner)
        return found
    return value


def read_records(handle: TextIO, name: str) -> Iterator[Extraction | InputError]:
    """The extractions of a JSON Lines file; a bad line is an error that says which, not the end.

    Args:
        handle: an open text file.
        name: what the lines of error call it.
    """
    number = 0
    while line := handle.readline(MAX_LINE + 1):
        number += 1
        where = f"{name}: line {number}"
        if len(line) > MAX_LINE:
            yield InputError(f"{where}: longer than {MAX_LINE} characters")
            return
        if not line.strip():
            continue
        try:
            yield from_record(json.loads(line), where)
        except InputError as error:
            yield error
        except (ValueError, RecursionError) as error:
            yield InputError(f"{where}: not JSON: {error}")


def from_record(record: object, where: str = "record") -> Extraction:
    """The extraction that a record holds.

    Missing keys get their defaults, except ``path`` and ``text``; without ``actors`` they are made
    of the mentions. Unknown keys are ignored.

    Raises:
        InputError: something is missing, of another type, out of range, or points to nothing; the
            line begins with ``where`` and names the place in the record.
    """
    if not isinstance(record, dict):
        raise InputError(f"{where}: not a JSON object")
    article = _decode(Article, record, where, "")
    parts: dict[str, Any] = {"article": article}
    hints = _hints(Extraction)
    for item in fields(Extraction):
        if item.name in ("article", "generator"):
            continue
        if item.name in record:
            parts[item.name] = _decode(hints[item.name], record[item.name], where, item.name)
    if record.get("generator") is not None:
        parts["generator"] = _decode(Generator, record["generator"], where, "generator")
    else:
        parts["generator"] = Generator("unknown", "")
    if "actors" not in record:
        parts["actors"] = _actors_of(parts.get("mentions", ()), article.text)
    extraction = Extraction(**parts)
    check_extraction(extraction, where)
    return extraction


def _actors_of(mentions: tuple[Mention, ...], text: str) -> tuple[Actor, ...]:
    """Actors made of mentions, for records that list none; the longest name is the label."""
    names: dict[str, list[Mention]] = {}
    for mention in mentions:
        names.setdefault(mention.actor, []).append(mention)
    found = []
    for iri in sorted(names):
        words = sorted({m.span.of(text) for m in names[iri]}, key=lambda w: (-len(w), w))
        found.append(Actor(iri, names[iri][0].type, words[0], tuple(sorted(words[1:]))))
    return tuple(found)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _fail(where: str, place: str, reason: str) -> InputError:
    return InputError(f"{where}: {place or 'the record'} {reason}")


def _decode(hint: Any, value: object, where: str, place: str) -> Any:
    """The value as the type that the hint says."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return None if value is None else _decode(inner[0], value, where, place)
    if origin is tuple:
        if not isinstance(value, list):
            raise _fail(where, place, "is not a list")
        if len(value) > _MAX_ITEMS:
            raise _fail(where, place, f"has more than {_MAX_ITEMS} items")
        item = typing.get_args(hint)[0]
        return tuple(_decode(item, v, where, f"{place}[{i}]") for i, v in enumerate(value))
    if hint is str:
        if not isinstance(value, str):
            raise _fail(where, place, "is not a text")
        reason = check_text(value)
        if reason:
            raise _fail(where, place, reason)
        return value
    if hint is bool:
        if not isinstance(value, bool):
            raise _fail(where, place, "is not true or false")
        return value
    if hint is int or hint is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _fail(where, place, "is not a number")
        if hint is int and not isinstance(value, int):
            raise _fail(where, place, "is not a whole number")
        if not -(1 << 53) <= value <= 1 << 53:
            raise _fail(where, place, "is out of range")
        return hint(value)
    if hint is Decimal:
        return _decimal(value, where, place)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        for member in hint:
            if member.value == value:
                return member
        known = ", ".join(member.value for member in hint)
        raise _fail(where, place, f"is not one of {known}")
    return _object(hint, value, where, place)


def _object(hint: Any, value: object, where: str, place: str) -> Any:
    if not isinstance(value, dict):
        raise _fail(where, place, "is not an object")
    hints = _hints(hint)
    found: dict[str, Any] = {}
    dot = f"{place}." if place else ""
    for item in fields(hint):
        if item.name == "span" and hint in _INLINE_SPAN:
            found["span"] = _object(Span, value, where, place)
        elif item.name == "time" and hint is TimeExpression:
            found["time"] = _object(TimeValue, value, where, place)
        elif item.name in value:
            found[item.name] = _decode(
                hints[item.name], value[item.name], where, f"{dot}{item.name}"
            )
        elif _required(item):
            raise _fail(where, place, f"lacks {item.name!r}")
    return hint(**found)


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _decimal(value: object, where: str, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _fail(where, place, "is not a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _fail(where, place, "is not a number") from None
    if not number.is_finite() or number.adjusted() > 40 or len(number.as_tuple().digits) > 60:
        raise _fail(where, place, "is out of range")
    return number
