"""Names of actors and places: what the model finds, cleaned up by rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import ActorType, Segment, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Name", "named_mentions"]

_TYPES = {
    "PERSON": ActorType.PERSON,
    "ORG": ActorType.ORGANIZATION,
    "GPE": ActorType.PLACE,
    "LOC": ActorType.PLACE,
    "FAC": ActorType.PLACE,
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands: code points of the words, and the type they seem to have."""

    span: Span
    text: str
    type: ActorType


def named_mentions(
    text: str,
    doc: Doc,
    segments: tuple[Segment, ...] = (),
    times: tuple[TimeExpression, ...] = (),
) -> tuple[Name, ...]:
    """The names of the text in order, not overlapping."""
    found: list[Name] = []
    for entity in doc.ents:
        kind = _TYPES.get(entity.label_)
        if kind is None:
            continue
        start, end = entity.start_char, entity.end_char
        if text[start:end].lower().startswith("the "):
            start += 4
        if text[start:end].endswith("'s"):
            end -= 2
        while end > start and not text[end - 1].isalnum() and text[end - 1] != ".":
            end -= 1
        if end > start:
            found.append(Name(Span(start, end), text[start:end], kind))
    return tuple(found)
