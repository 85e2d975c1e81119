"""Extractions written by hand, for the tests of the mapping, of validation and of the queries.

`python -m tests.map_samples` writes the golden files of `tests/gold/map` anew; read the difference
before committing it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from kg.iris import DEFAULT_BASE, PREFIXES
from kg.model import (
    Actor,
    ActorType,
    Article,
    Citation,
    Event,
    Extraction,
    Generator,
    Link,
    LinkCandidate,
    Mention,
    MentionKind,
    Position,
    Quantity,
    Role,
    RoleName,
    Span,
    Statement,
    StatementKind,
    Status,
    TimeValue,
)

GOLD = Path(__file__).parent / "gold" / "map"
INGESTED = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
GENERATOR = Generator("newsgraph", "0.1.0", ("en_core_web_md-3.7.1",))
ACTOR = DEFAULT_BASE + "actor/"

BRIDGE = (
    "Ana Ruiz, the mayor of Vella, said on 3 May 2024 that rebels had bombed the bridge [1]. "
    '"No nos iremos," she wrote on Zip, "ni hoy ni nunca." '
    "Norland will send 400 troops to Vella in early June [2]."
)
DENIAL = (
    "Rebels denied on 4 May 2024 that they had bombed the bridge at Vella. "
    "Ruiz accused them of lying."
)


def span(text: str, words: str, nth: int = 0) -> Span:
    """Where the words stand in the text, for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def day(text: str) -> TimeValue:
    """A day."""
    return TimeValue(text, text, text, "date", text, text)


RUIZ = Actor(
    ACTOR + "ana-ruiz",
    ActorType.PERSON,
    "Ana Ruiz",
    ("Ana Ruiz", "Ruiz"),
    Link("Q1000001", 0.93, "name-and-office", "gazetteer 2026.1"),
)
VELLA = Actor(
    ACTOR + "vella",
    ActorType.PLACE,
    "Vella",
    ("Vella",),
    Link(
        None,
        0.4,
        "name",
        "gazetteer 2026.1",
        (LinkCandidate("Q1000002", "Vella", 0.4), LinkCandidate("Q1000003", "Vella", 0.3)),
    ),
)
NORLAND = Actor(ACTOR + "norland", ActorType.COUNTRY, "Norland")
REBELS = Actor(ACTOR + "rebels", ActorType.GROUP, "rebels", ("rebels", "Rebels"))
ZIP = Actor(ACTOR + "zip", ActorType.ORGANIZATION, "Zip")


def bridge() -> Extraction:
    """An alleged attack, two statements, a position, a planned deployment, two citations."""
    text = BRIDGE

    def at(words: str, nth: int = 0) -> Span:
        return span(text, words, nth)

    first = Span(0, text.index(' "No'))
    second = Span(first.end + 1, text.index(" Norland"))
    third = Span(second.end + 1, len(text))
    june = TimeValue("2024-06", "2024-06-01/2024-06-10", None, None, "2024-06-01", "2024-06-10")
    return Extraction(
        Article(
            path="bridge.txt",
            text=text,
            title="Bridge at Vella bombed",
            published="2024-05-04",
            publisher="Vella Post",
            author="J. Doe",
            language="en",
            keywords=("bridge",),
        ),
        GENERATOR,
        sentences=(first, second, third),
        actors=(RUIZ, VELLA, NORLAND, REBELS),
        mentions=(
            Mention(at("Ana Ruiz"), ActorType.PERSON, RUIZ.iri),
            Mention(at("Vella"), ActorType.PLACE, VELLA.iri),
            Mention(at("rebels"), ActorType.GROUP, REBELS.iri, MentionKind.NOMINAL),
            Mention(at("she"), ActorType.PERSON, RUIZ.iri, MentionKind.PRONOUN),
            Mention(at("Norland"), ActorType.COUNTRY, NORLAND.iri),
            Mention(at("Vella", 1), ActorType.PLACE, VELLA.iri),
        ),
        statements=(
            Statement(
                StatementKind.PARAPHRASE,
                (at("rebels had bombed the bridge"),),
                first,
                speaker=at("Ana Ruiz"),
                speaker_actor=RUIZ.iri,
                cue=at("said"),
                cue_lemma="say",
                act="say",
                lang="en",
                time=day("2024-05-03"),
                citations=("1",),
                about=(0,),
                confidence=0.9,
            ),
            Statement(
                StatementKind.QUOTATION,
                (at("No nos iremos,"), at("ni hoy ni nunca.")),
                second,
                speaker=at("she"),
                speaker_actor=RUIZ.iri,
                cue=at("wrote"),
                cue_lemma="write",
                act="say",
                lang="es",
                channel=at("Zip"),
            ),
        ),
        events=(
            Event(
                "ASSAULT",
                "rebels bombed the bridge",
                at("bombed"),
                first,
                Status.ALLEGED,
                roles=(
                    Role(RoleName.AGENT, at("rebels"), REBELS.iri),
                    Role(RoleName.PLACE, at("Vella"), VELLA.iri),
                ),
                citations=("1",),
                according_to=RUIZ.iri,
                according_to_statement=0,
                confidence=0.8,
            ),
            Event(
                "MOBILIZE",
                "Norland sends troops to Vella",
                at("send"),
                third,
                Status.PLANNED,
                time=june,
                roles=(
                    Role(RoleName.AGENT, at("Norland"), NORLAND.iri),
                    Role(RoleName.PLACE, at("Vella", 1), VELLA.iri),
                ),
                quantities=(Quantity(at("400 troops"), Decimal(400), None, "troops"),),
                citations=("2",),
                in_response_to=(0,),
            ),
        ),
        positions=(Position(RUIZ.iri, "mayor", at("mayor"), first, VELLA.iri),),
        citations=(Citation(at("[1]"), "1"), Citation(at("[2]"), "2")),
    )


def denial() -> Extraction:
    """The same attack, denied; told a day later by another publisher."""
    text = DENIAL

    def at(words: str, nth: int = 0) -> Span:
        return span(text, words, nth)

    first = Span(0, text.index(" Ruiz"))
    second = Span(first.end + 1, len(text))
    return Extraction(
        Article(
            path="denial.txt",
            text=text,
            url="https://news.example/2024/denial",
            published="2024-05-05",
            publisher="Coast Wire",
            language="en",
        ),
        GENERATOR,
        sentences=(first, second),
        actors=(replace(RUIZ, label="Ruiz", names=("Ruiz",)), REBELS, VELLA),
        mentions=(
            Mention(at("Rebels"), ActorType.GROUP, REBELS.iri, MentionKind.NOMINAL),
            Mention(at("they"), ActorType.GROUP, REBELS.iri, MentionKind.PRONOUN),
            Mention(at("Vella"), ActorType.PLACE, VELLA.iri),
            Mention(at("Ruiz"), ActorType.PERSON, RUIZ.iri),
        ),
        statements=(
            Statement(
                StatementKind.PARAPHRASE,
                (at("they had bombed the bridge at Vella"),),
                first,
                speaker=at("Rebels"),
                speaker_actor=REBELS.iri,
                cue=at("denied"),
                cue_lemma="deny",
                act="deny",
                lang="en",
                time=day("2024-05-04"),
                about=(0,),
            ),
        ),
        events=(
            Event(
                "ASSAULT",
                "rebels bombed the bridge at Vella",
                at("bombed"),
                first,
                Status.DENIED,
                time=day("2024-05-02"),
                roles=(
                    Role(RoleName.AGENT, at("they"), REBELS.iri),
                    Role(RoleName.PLACE, at("Vella"), VELLA.iri),
                ),
                according_to=REBELS.iri,
            ),
            Event(
                "ACCUSE",
                "Ruiz accused rebels",
                at("accused"),
                second,
                roles=(
                    Role(RoleName.AGENT, at("Ruiz"), RUIZ.iri),
                    Role(RoleName.PATIENT, at("them"), REBELS.iri),
                ),
            ),
        ),
    )


SAMPLES = {"bridge": bridge, "denial": denial}


def main() -> None:
    from pyoxigraph import RdfFormat, serialize

    from kg.map import map_extraction, map_links

    GOLD.mkdir(parents=True, exist_ok=True)
    for name, make in SAMPLES.items():
        extraction = make()
        quads = map_extraction(extraction, ingested_at=INGESTED) + map_links(extraction)
        serialize(
            sorted(quads, key=lambda q: (str(q.graph_name), str(q))),
            str(GOLD / f"{name}.trig"),
            format=RdfFormat.TRIG,
            prefixes=PREFIXES,
        )


if __name__ == "__main__":
    main()
