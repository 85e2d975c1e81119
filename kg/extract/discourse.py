"""What the article has spoken of so far: the entities, where they were mentioned, and how.

A `Discourse` is built once an article and grows while `kg.extract.coref` reads from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.names import Entity, Reference
from kg.extract.phrases import char_span
from kg.model import ActorType, MentionKind, Segment, SegmentKind, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Discourse", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """One mention as the resolver sees it: its head token and where that stands."""

    head: int
    start: int
    end: int
    entity: Entity
    sentence: int
    segment: int
    quote: int


class Discourse:
    """Tokens with their sentence, segment and quotation, and the mentions in order.

    ``sentence``, ``segment`` and ``quote`` give an index for each token; -1 means none.
    """

    def __init__(self, doc: Doc, segments: tuple[Segment, ...], quotes: tuple[Span, ...]) -> None:
        self.doc = doc
        self.segments = segments
        size = len(doc)
        self.sentence = [-1] * size
        self.roots: list[int] = []
        for number, sentence in enumerate(doc.sents):
            self.roots.append(sentence.root.i)
            for index in range(sentence.start, sentence.end):
                self.sentence[index] = number
        self.segment = self._numbers(tuple(part.span for part in segments))
        self.quote = self._numbers(quotes)
        self.places: list[Place] = []
        self.at: dict[int, Entity] = {}

    def _numbers(self, spans: tuple[Span, ...]) -> list[int]:
        numbers = [-1] * len(self.doc)
        for number, span in enumerate(spans):
            found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
            if found is not None:
                for index in range(found.start, found.end):
                    numbers[index] = number
        return numbers

    def kind_of(self, index: int) -> SegmentKind:
        """The kind of segment that a token stands in."""
        number = self.segment[index]
        return self.segments[number].kind if number >= 0 else SegmentKind.PARAGRAPH

    def head_of(self, start: int, end: int) -> int:
        """Index of the head token of the tokens ``start`` to ``end``."""
        return int(self.doc[start:end].root.i)

    def add(self, entity: Entity, reference: Reference) -> None:
        """Note a mention; the same tokens are not noted twice."""
        head = self.head_of(reference.start, reference.end)
        self.places.append(
            Place(
                head,
                reference.start,
                reference.end,
                entity,
                self.sentence[head],
                self.segment[head],
                self.quote[head],
            )
        )
        for index in range(reference.start, reference.end):
            self.at.setdefault(index, entity)
        self.at[head] = entity

    def refer(self, entity: Entity, start: int, end: int, kind: MentionKind) -> None:
        """Add a description or pronoun to an entity and note it."""
        reference = Reference(start, end, char_span(self.doc, start, end), kind, entity.type)
        entity.references.append(reference)
        self.add(entity, reference)

    def entity_at(self, token: Token) -> Entity | None:
        """The entity whose mention has the token as its head or holds it."""
        return self.at.get(token.i)

    def before(self, index: int, sentences: int) -> list[Place]:
        """The mentions before a token, the last first, at most so many sentences back.

        The search stays in the token's timeline entry; from a paragraph it goes back to the
        paragraph before, never into titles and headlines.
        """
        number = self.sentence[index]
        part = self.segment[index]
        kind = self.kind_of(index)
        found: list[Place] = []
        for place in reversed(self.places):
            if place.head >= index or place.start >= index:
                continue
            if number - place.sentence > sentences:
                break
            if place.segment != part and (
                kind is not SegmentKind.PARAGRAPH
                or self.kind_of(place.head) is not SegmentKind.PARAGRAPH
            ):
                continue
            found.append(place)
        return found

    def persons(self, places: list[Place]) -> list[Place]:
        """Those that are single persons."""
        return [p for p in places if p.entity.type is ActorType.PERSON and not p.entity.plural]
