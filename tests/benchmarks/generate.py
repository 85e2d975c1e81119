"""Makes plausible extractions by the thousand, for measuring what grows with the store.

    python -m tests.benchmarks.generate 50000 > articles.jsonl

A world of *stories* (who did what to whom, where, when, how many) is told by articles: most stories
by one article, some by several, with other words, a date or a number that differs now and then, and
copies of one text here and there. Names follow Zipf's law, so that some are in every tenth article.
Number ``i`` of a seed is always the same article. All of it is made up.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from kg.iris import DEFAULT_BASE, Minter
from kg.model import (
    Actor,
    ActorType,
    Article,
    Event,
    Extraction,
    Generator,
    Mention,
    Quantity,
    Role,
    RoleName,
    Span,
    Statement,
    StatementKind,
    Status,
    TimeValue,
)

__all__ = ["article", "articles"]

_NAMES = "Ana Boris Carla Dmitri Elena Farid Grace Hugo Irina Jorge Kemal Laila Marta Nuno Olga"
_PARTS = "bar den fol gir hal jun kel lom mar nev ost per quin rav sol tor ulm vas wen zar"
_FIRST = _NAMES.split()
_SYLLABLES = _PARTS.split()
_VERBS = (
    ("ASSAULT", "attacked", "struck", "troops"),
    ("MOBILIZE", "deployed to", "sent forces to", "soldiers"),
    ("PROTEST", "protested against", "marched against", "people"),
    ("CONSULT", "met", "held talks with", "delegates"),
    ("AGREE", "signed an agreement with", "reached a deal with", "dollars"),
    ("SANCTION", "imposed sanctions on", "sanctioned", "companies"),
    ("AID", "sent aid to", "delivered relief to", "tons"),
    ("COERCE", "arrested", "detained", "suspects"),
    ("ACCUSE", "accused", "blamed", "officials"),
    ("REJECT", "rejected the offer of", "turned down", "votes"),
)
_START = date(2020, 1, 1)


def _name(number: int) -> str:
    a, rest = number % 20, number // 20
    b, c = rest % 20, rest // 20
    last = _SYLLABLES[a] + _SYLLABLES[b] + (_SYLLABLES[c % 20] if c else "")
    if c >= 20:
        last += str(c // 20)
    return f"{_FIRST[number % len(_FIRST)]} {last.capitalize()}"


def _zipf(chance: random.Random, size: int) -> int:
    """A rank below ``size``, about as often as one over the rank."""
    return int(size ** chance.random()) - 1


class _Story:
    """What happened in the world: decided by the story's number alone."""

    def __init__(self, seed: int, number: int) -> None:
        chance = random.Random(f"{seed} story {number}")
        self.agent = _name(_zipf(chance, 20_000))
        self.patient = _name(_zipf(chance, 20_000) + 1)
        self.place = (_SYLLABLES[_zipf(chance, 20)] + _SYLLABLES[chance.randrange(20)]).capitalize()
        self.type, *self.words, self.counted = chance.choice(_VERBS)
        self.day = _START + timedelta(days=number // 12 + chance.randrange(3))
        self.count = chance.randrange(2, 400)


class _Text:
    """A text under construction, with the spans of its parts."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))


def article(number: int, seed: int = 0) -> Extraction:
    """The extraction of article ``number``."""
    chance = random.Random(f"{seed} article {number}")
    stories = [_Story(seed, number // 2 if chance.random() < 0.5 else number)]
    stories += [_Story(seed, max(0, number - 3 - chance.randrange(40))) for _ in range(2)]
    out, minter = _Text(), Minter(DEFAULT_BASE)
    actors: dict[str, Actor] = {}
    mentions, sentences, events, statements = [], [], [], []

    def name(label: str, kind: ActorType) -> tuple[str, Span]:
        span, iri = out.put(label), minter.actor(label)
        actors.setdefault(iri, Actor(iri, kind, label, (label,)))
        mentions.append(Mention(span, kind, iri))
        return iri, span

    for story in stories:
        start = len(out.text)
        day = story.day + timedelta(days=chance.choice((0,) * 19 + (1,)))
        agent, agent_span = name(story.agent, ActorType.PERSON)
        out.put(" ")
        trigger = out.put(chance.choice(story.words))
        out.put(" ")
        patient, patient_span = name(story.patient, ActorType.PERSON)
        out.put(" in ")
        place, place_span = name(story.place, ActorType.PLACE)
        out.put(f" on {day.isoformat()}, with ")
        count = story.count + chance.choice((0,) * 9 + (5,))
        amount = out.put(f"{count} {story.counted}")
        out.put(".")
        sentence = Span(start, len(out.text))
        iso = day.isoformat()
        events.append(
            Event(
                type=story.type,
                label=f"{story.agent} {trigger.of(out.text)} {story.patient}",
                trigger=trigger,
                sentence=sentence,
                status=Status.OCCURRED,
                time=TimeValue(iso, iso, iso, "date", iso, iso),
                roles=(
                    Role(RoleName.AGENT, agent_span, agent),
                    Role(RoleName.PATIENT, patient_span, patient),
                    Role(RoleName.PLACE, place_span, place),
                ),
                quantities=(Quantity(amount, Decimal(count), None, story.counted),),
            )
        )
        sentences.append(sentence)
        out.put("\n")
    start = len(out.text)
    speaker, speaker_span = name(stories[0].patient, ActorType.PERSON)
    cue = out.put(" said ")
    said = out.put(f'"This will be remembered for {chance.randrange(2, 90)} years."')
    sentences.append(Span(start, len(out.text)))
    statements.append(
        Statement(
            kind=StatementKind.QUOTATION,
            content=(said,),
            sentence=sentences[-1],
            speaker=speaker_span,
            speaker_actor=speaker,
            cue=Span(cue.start + 1, cue.end - 1),
            cue_lemma="say",
            act="say",
            lang="en",
        )
    )
    published = (stories[0].day + timedelta(days=chance.randrange(4))).isoformat()
    return Extraction(
        article=Article(path=f"made/{seed}/{number}.txt", text=out.text, published=published),
        generator=Generator("generate", "1"),
        sentences=tuple(sentences),
        actors=tuple(actors.values()),
        mentions=tuple(mentions),
        events=tuple(events),
        statements=tuple(statements),
    )


def articles(count: int, seed: int = 0) -> Iterator[Extraction]:
    """The extractions of articles 0 to ``count`` - 1."""
    return (article(number, seed) for number in range(count))


def main() -> None:
    """Write so many records as JSON Lines to standard output."""
    from kg.extract.record import to_record

    for extraction in articles(int(sys.argv[1])):
        sys.stdout.write(json.dumps(to_record(extraction), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
