"""Small extractions for tests of identity: one sentence an event, written as roles and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.iris import DEFAULT_BASE, Minter
from kg.model import (
    Actor,
    ActorType,
    Article,
    Event,
    Extraction,
    Generator,
    Link,
    Mention,
    Position,
    Quantity,
    Role,
    RoleName,
    Span,
    Status,
    TimeValue,
)

__all__ = ["Told", "article", "iri", "person"]


@dataclass(frozen=True)
class Told:
    """One event as an article tells it: "AGENT TRIGGER PATIENT in PLACE on DAY, COUNT troops"."""

    agent: str
    trigger: str
    patient: str
    place: str = "Bridgeport"
    day: str | None = None
    count: int | None = None
    type: str = "ASSAULT"
    status: Status = Status.OCCURRED
    more: str = ""


def article(path: str, told: Sequence[Told], published: str | None = None) -> Extraction:
    """The extraction of an article that tells these events."""
    text, minter = "", Minter(DEFAULT_BASE)
    actors: dict[str, Actor] = {}
    mentions: list[Mention] = []
    events: list[Event] = []
    sentences: list[Span] = []

    def put(words: str) -> Span:
        nonlocal text
        text += words
        return Span(len(text) - len(words), len(text))

    def name(label: str, kind: ActorType) -> tuple[str, Span]:
        span, iri = put(label), minter.actor(label)
        actors.setdefault(iri, Actor(iri, kind, label, (label,)))
        mentions.append(Mention(span, kind, iri))
        return iri, span

    for one in told:
        start = len(text)
        agent, agent_span = name(one.agent, ActorType.PERSON)
        put(" ")
        trigger = put(one.trigger)
        put(" ")
        patient, patient_span = name(one.patient, ActorType.PERSON)
        put(" in ")
        place, place_span = name(one.place, ActorType.PLACE)
        quantities: tuple[Quantity, ...] = ()
        if one.day:
            put(f" on {one.day}")
        if one.count is not None:
            put(" with ")
            amount = put(f"{one.count} troops")
            quantities = (Quantity(amount, Decimal(one.count), None, "troops"),)
        put(f" {one.more}.")
        sentence = Span(start, len(text))
        sentences.append(sentence)
        events.append(
            Event(
                type=one.type,
                label=f"{one.agent} {one.trigger} {one.patient}",
                trigger=trigger,
                sentence=sentence,
                status=one.status,
                time=TimeValue(one.day, one.day, one.day, "date", one.day, one.day)
                if one.day
                else None,
                roles=(
                    Role(RoleName.AGENT, agent_span, agent),
                    Role(RoleName.PATIENT, patient_span, patient),
                    Role(RoleName.PLACE, place_span, place),
                ),
                quantities=quantities,
            )
        )
        put("\n")
    return Extraction(
        article=Article(path=path, text=text, published=published),
        generator=Generator("test", "1"),
        sentences=tuple(sentences),
        actors=tuple(actors.values()),
        mentions=tuple(mentions),
        events=tuple(events),
    )


def person(
    path: str,
    label: str,
    *,
    office: str | None = None,
    country: str | None = None,
    qid: str | None = None,
    kind: ActorType = ActorType.PERSON,
    names: tuple[str, ...] = (),
    published: str | None = None,
) -> Extraction:
    """The extraction of an article that names one actor, with an office of a country."""
    minter = Minter(DEFAULT_BASE)
    text = f"{label} of {country}, {office}, spoke. The rest is about {path}."
    link = Link(qid, 0.95, "test", "test") if qid else None
    me = Actor(minter.actor(label), kind, label, (label, *names), link)
    actors, positions = [me], []
    span = Span(0, len(label))
    if office and country:
        of = Actor(minter.actor(country), ActorType.COUNTRY, country, (country,))
        actors.append(of)
        positions.append(Position(me.iri, office, span, Span(0, len(text)), of=of.iri))
    return Extraction(
        article=Article(path=path, text=text, published=published),
        generator=Generator("test", "1"),
        sentences=(Span(0, len(text)),),
        actors=tuple(actors),
        mentions=(Mention(span, kind, me.iri),),
        positions=tuple(positions),
    )


def iri(extraction: Extraction) -> str:
    """The IRI of an extraction's article."""
    from kg.map import article_iri

    return article_iri(extraction.article)
