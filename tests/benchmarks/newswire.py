"""A stream of extractions as a newsroom's archive has them, for measuring ingest by the 100,000.

    python -m tests.benchmarks.newswire 50000 > articles.jsonl

What makes ingest dear in real news is here, each by a known law, all of it made up:

* names, words and places follow Zipf's law, and new names go on appearing (Heaps' law): a few are
  in every tenth article, most in one or two; common words are those of the table of rarity;
* a hundred articles a day, published in the order of their dates, each event dated by its story;
* stories are told again for some days: the number of articles of a story follows a power law, and
  later articles differ in words, now and then in number or date;
* one article in twenty is a copy of a recent one with another first line.

Number ``i`` of a seed is always the same article, whatever was made before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from random import Random

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

_PER_DAY = 100
_START = date(2015, 1, 1)
_NAMES = "Ana Boris Carla Dmitri Elena Farid Grace Hugo Irina Jorge Kemal Laila Marta Nuno"
_PARTS = "bar den fol gir hal jun kel lom mar nev ost per quin rav sol tor ulm vas wen"
_FIRST = _NAMES.split()
_SYLLABLES = _PARTS.split()
_ACTS = (
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
_COPY = 0.05
_RETOLD = 0.45


def _word(number: int, parts: int = 3) -> str:
    """A made-up word of its own for each number."""
    found = ""
    while number or parts > 0:
        found += _SYLLABLES[number % len(_SYLLABLES)]
        number //= len(_SYLLABLES)
        parts -= 1
    return found


def _rank(chance: Random, size: int) -> int:
    """A rank below ``size``, about as often as one over the rank."""
    return int(size ** chance.random()) - 1


class _Story:
    """What happened in the world: decided by the story's number alone."""

    def __init__(self, seed: int, number: int) -> None:
        chance = Random(f"{seed} story {number}")
        # Of n words about the square root of n are different ones, so new names go on appearing.
        names = 2_000 + 40 * int(number**0.5)
        self.agent = self._name(_rank(chance, names))
        self.patient = self._name(_rank(chance, names))
        self.place = _word(_rank(chance, 400), 2).capitalize()
        self.type, *self.acts, self.counted = chance.choice(_ACTS)
        self.day = _START + timedelta(days=max(0, number // _PER_DAY - chance.randrange(3)))
        self.count = chance.randrange(2, 400)
        self.words = [_word(_rank(chance, 20_000) + 400) for _ in range(12)]

    @staticmethod
    def _name(rank: int) -> str:
        return f"{_FIRST[rank % len(_FIRST)]} {_word(rank, 2).capitalize()}"


class _Draft:
    """An article under construction: its text, and what was found in it."""

    def __init__(self) -> None:
        self.text = ""
        self.minter = Minter(DEFAULT_BASE)
        self.actors: dict[str, Actor] = {}
        self.mentions: list[Mention] = []
        self.sentences: list[Span] = []
        self.events: list[Event] = []
        self.statements: list[Statement] = []

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))

    def name(self, label: str, kind: ActorType) -> tuple[str, Span]:
        span, iri = self.put(label), self.minter.actor(label)
        self.actors.setdefault(iri, Actor(iri, kind, label, (label,)))
        self.mentions.append(Mention(span, kind, iri))
        return iri, span

    def event(self, story: _Story, chance: Random) -> None:
        start = len(self.text)
        day = (story.day + timedelta(days=chance.choice((0,) * 19 + (1,)))).isoformat()
        agent, agent_span = self.name(story.agent, ActorType.PERSON)
        self.put(" ")
        trigger = self.put(chance.choice(story.acts))
        self.put(" ")
        patient, patient_span = self.name(story.patient, ActorType.PERSON)
        self.put(" in ")
        place, place_span = self.name(story.place, ActorType.PLACE)
        self.put(f" on {day}, with ")
        count = story.count + chance.choice((0,) * 9 + (5,))
        amount = self.put(f"{count} {story.counted}")
        self.put(f", over {' '.join(chance.sample(story.words, 4))}.")
        sentence = Span(start, len(self.text))
        self.sentences.append(sentence)
        self.put(" ")
        self.events.append(
            Event(
                type=story.type,
                label=f"{story.agent} {trigger.of(self.text)} {story.patient}",
                trigger=trigger,
                sentence=sentence,
                status=Status.OCCURRED,
                time=TimeValue(day, day, day, "date", day, day),
                roles=(
                    Role(RoleName.AGENT, agent_span, agent),
                    Role(RoleName.PATIENT, patient_span, patient),
                    Role(RoleName.PLACE, place_span, place),
                ),
                quantities=(Quantity(amount, Decimal(count), None, story.counted),),
            )
        )

    def statement(self, story: _Story, chance: Random) -> None:
        start = len(self.text)
        speaker, span = self.name(story.patient, ActorType.PERSON)
        cue = self.put(" said ")
        said = self.put(f'"The {chance.choice(story.words)} will be remembered."')
        sentence = Span(start, len(self.text))
        self.sentences.append(sentence)
        self.put("\n")
        self.statements.append(
            Statement(
                kind=StatementKind.QUOTATION,
                content=(said,),
                sentence=sentence,
                speaker=span,
                speaker_actor=speaker,
                cue=Span(cue.start + 1, cue.end - 1),
                cue_lemma="say",
                act="say",
                lang="en",
            )
        )

    def colour(self, story: _Story, chance: Random, words: int) -> None:
        """Sentences that tell of no event: what the story is about, and words of any kind."""
        start = len(self.text)
        mixed = [
            chance.choice(story.words) if chance.random() < 0.3 else _common(_rank(chance, 3_000))
            for _ in range(words)
        ]
        self.put(" ".join(mixed).capitalize() + ".")
        self.sentences.append(Span(start, len(self.text)))
        self.put("\n")


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    """The stems of the package's table, the most common first."""
    source = files("kg").joinpath("data", "identity", "frequencies.tsv")
    rows = [line.split("\t") for line in source.read_text(encoding="utf-8").splitlines()]
    told = [(float(row[1]), row[0]) for row in rows if len(row) == 2]
    return tuple(word for _, word in sorted(told))


def _common(rank: int) -> str:
    words = _vocabulary()
    return words[rank % len(words)]


@lru_cache(maxsize=4096)
def _story(seed: int, number: int) -> _Story:
    return _Story(seed, number)


def _told(seed: int, number: int, chance: Random) -> _Story:
    """The story that an article tells: its own, or one of the last days, the big ones most."""
    if number and chance.random() < _RETOLD:
        back = min(number, int(chance.paretovariate(0.7)))
        # Every thirtieth story is a big one: half of what is told again is of these.
        number -= back
        if chance.random() < 0.5:
            number -= number % 30
    return _story(seed, number)


def article(number: int, seed: int = 0) -> Extraction:
    """The extraction of article ``number``: one to four events, mostly one."""
    chance = Random(f"{seed} article {number}")
    source, headline = number, ""
    if number > 50 and chance.random() < _COPY:
        source = number - 1 - chance.randrange(50)
        headline = f"Copied from the wire of {_word(_rank(chance, 50))}.\n"
        chance = Random(f"{seed} article {source}")
        chance.random()
    main = _told(seed, source, chance)
    draft = _Draft()
    draft.put(headline)
    for position in range(1 + min(3, int(chance.expovariate(1.2)))):
        draft.event(main if not position else _told(seed, source, chance), chance)
    if chance.random() < 0.6:
        draft.statement(main, chance)
    for _ in range(2):
        draft.colour(main, chance, 8 + chance.randrange(14))
    published = _START + timedelta(days=source // _PER_DAY)
    return Extraction(
        article=Article(
            path=f"wire/{seed}/{number}.txt", text=draft.text, published=published.isoformat()
        ),
        generator=Generator("newswire", "1"),
        sentences=tuple(draft.sentences),
        actors=tuple(draft.actors.values()),
        mentions=tuple(draft.mentions),
        events=tuple(draft.events),
        statements=tuple(draft.statements),
    )


def articles(count: int, seed: int = 0, start: int = 0) -> Iterator[Extraction]:
    """The extractions of ``count`` articles from number ``start`` on."""
    return (article(number, seed) for number in range(start, start + count))


def main() -> None:
    """Write so many records as JSON Lines to standard output."""
    from kg.extract.record import dumps

    for extraction in articles(int(sys.argv[1])):
        sys.stdout.write(dumps(extraction) + "\n")


if __name__ == "__main__":
    main()
