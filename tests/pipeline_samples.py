"""Extractions made from templates: small, valid, told apart by their number; a few share events."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kg.export.export import export_store
from kg.iris import Minter, digest
from kg.model import (
    Actor,
    ActorType,
    Article,
    Event,
    Extraction,
    Generator,
    Link,
    Mention,
    Role,
    RoleName,
    Span,
    Statement,
    StatementKind,
    TimeValue,
)
from kg.pipeline.ingest import Options, Summary, ingest_records
from kg.pipeline.writer import Writer

__all__ = ["Quiet", "export", "made", "make_extraction", "many_extractions", "put"]

_FIRST = ("Ana", "Luis", "Marta", "Juan", "Eva", "Omar", "Ida", "Paul")
_LAST = ("Ruiz", "Mora", "Stone", "Keller", "Diaz", "Okoro", "Lund", "Weber", "Sato", "Novak")
_VERBS = (("ASSAULT", "attacked"), ("CONSULT", "met"), ("SUPPORT", "praised"), ("AID", "helped"))
_NOUNS = tuple(
    a + b
    for a in ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so")
    for b in ("rton", "lmer", "sk", "vant", "ndel", "pper", "xo", "tric", "gham", "lund")
)


def make_extraction(
    number: int, sentences: int = 4, people: int = 400, story: int | None = None
) -> Extraction:
    """The extraction of an article that was never written.

    Articles of one ``story`` tell the same first event on the same day in nearly the same words.
    """
    rnd = random.Random(number)
    minter = Minter()
    text = ""
    day = f"2026-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"
    if story is not None:
        day = f"2026-03-{1 + story % 28:02d}"
    actors: dict[str, Actor] = {}
    mentions: list[Mention] = []
    events: list[Event] = []
    statements: list[Statement] = []
    spans: list[Span] = []

    def person(source: random.Random) -> str:
        pick = min(int(source.paretovariate(0.5)), people)
        suffix = f" {_NOUNS[pick // 80 % len(_NOUNS)].title()}" if pick >= 80 else ""
        return f"{_FIRST[pick % 8]} {_LAST[pick // 8 % 10]}{suffix}"

    def mention(name: str, start: int) -> str:
        iri = minter.actor(name)
        qid = f"Q{int(digest(name), 16) % 1_000_000}"
        link = Link(qid, 0.9, "test", "gazetteer") if len(name) % 3 == 0 else None
        actors[iri] = Actor(iri, ActorType.PERSON, name, (name,), link)
        mentions.append(Mention(Span(start, start + len(name)), ActorType.PERSON, iri))
        return iri

    for index in range(sentences):
        source = random.Random(story) if story is not None and index == 0 else rnd
        one, other = person(source), person(source)
        kind, verb = source.choice(_VERBS)
        topic = " ".join(source.choice(_NOUNS) for _ in range(3))
        start = len(text)
        if index % 2 and one != other:
            sentence = f"{one} said that the {topic} plan was good."
            iri = mention(one, start)
            content = Span(start + len(one) + 6, start + len(sentence) - 1)
            statements.append(
                Statement(
                    StatementKind.PARAPHRASE,
                    (content,),
                    Span(start, start + len(sentence)),
                    Span(start, start + len(one)),
                    iri,
                    cue_lemma="say",
                    act="say",
                    lang="en",
                )
            )
        else:
            sentence = f"{one} {verb} {other} over the {topic} plan."
            agent = mention(one, start)
            at = start + len(one) + 1
            second = at + len(verb) + 1
            patient = mention(other, second)
            events.append(
                Event(
                    kind,
                    f"{one} {verb} {other}",
                    Span(at, at + len(verb)),
                    Span(start, start + len(sentence)),
                    time=TimeValue(day, day, day, "date", day, day),
                    roles=(
                        Role(RoleName.AGENT, Span(start, start + len(one)), agent),
                        Role(RoleName.PATIENT, Span(second, second + len(other)), patient),
                    ),
                )
            )
        spans.append(Span(start, start + len(sentence)))
        text += sentence + " "
    return Extraction(
        Article(f"made/{number:06d}.txt", text, published=day, title=f"Report {number}"),
        Generator("made", "1"),
        tuple(spans),
        actors=tuple(actors.values()),
        mentions=tuple(mentions),
        statements=tuple(statements),
        events=tuple(events),
    )


def many_extractions(count: int, start: int = 0, sentences: int = 4) -> list[Extraction]:
    """So many extractions, numbered from ``start``."""
    return [make_extraction(number, sentences) for number in range(start, start + count)]


class Quiet:
    """Hears what an ingest says, and keeps what went wrong."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        self.messages.append(message)


def put(writer: Writer, extractions: Sequence[Extraction], **options: object) -> Summary:
    """Ingest extractions under the options named."""
    return ingest_records(writer, extractions, Quiet(), Options(**options))  # type: ignore[arg-type]


def export(writer: Writer, form: str = "nquads") -> str:
    """The whole store in one text."""
    return "".join(export_store(writer.store, form))


def made(*numbers: int) -> list[Extraction]:
    """Extractions by number; those below ten tell the same story two by two."""
    return [make_extraction(n, story=n // 2 if n < 10 else None) for n in numbers]
