"""Generated articles with all that the named queries ask for, written to a store.

`tests.benchmarks.generate` makes plain articles; here they also get publishers, offices, links,
undated, planned and doubted events, answers, judgements, words in a second language. Every third
event is one that an earlier article told. Number ``i`` is always the same article. Large stores
hold several such worlds side by side, which are alike but for their addresses.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg.config import data_folder
from kg.map import (
    Judgement,
    Verdict,
    article_iri,
    event_iris,
    map_extraction,
    map_judgement,
    map_links,
    passage_iri,
)
from kg.model import ActorType, Event, Extraction, Link, LinkCandidate, Position, Status, TimeValue
from kg.store import Changes, OxigraphStore
from tests.benchmarks.generate import articles

__all__ = ["fill", "side_by_side", "varied"]

_BATCH = 200
#: Quads of one world, and what is its own in it.
_WORLD = 1_000_000
_OWN = re.compile(rb"/newsgraph/id/(article|actor|event|judgement|statement|position)/")
#: Quads that an article brings, about, with those of the view.
_EACH = 650
_STATUSES = (*(Status.OCCURRED,) * 14, Status.PLANNED, Status.PLANNED, Status.ALLEGED,
             Status.HYPOTHETICAL, Status.DENIED, Status.ONGOING)  # fmt: skip
_OFFICES = ("minister of trade", "mayor", "president", "general", "spokeswoman", "judge")


def varied(extraction: Extraction, number: int) -> Extraction:
    """The extraction with everything in it that queries ask for."""
    chance = random.Random(f"varied {number}")
    article = replace(
        extraction.article,
        title=f"Report {number}: {extraction.events[0].label}",
        publisher=f"Paper {chance.randrange(60)}",
    )
    actors = tuple(
        replace(actor, link=_link(actor.label)) if actor.type != ActorType.GROUP else actor
        for actor in extraction.actors
    )
    people = [actor for actor in actors if actor.type == ActorType.PERSON]
    places = [actor for actor in actors if actor.type == ActorType.PLACE]
    events = tuple(_event(event, i, people[0].iri, chance)
                   for i, event in enumerate(extraction.events))  # fmt: skip
    statements = tuple(
        replace(
            s,
            lang=chance.choice(("en", "en", "en", "es")),
            act=chance.choice(("say", "warn")),
            time=events[0].time,
            about=(0,),
        )
        for s in extraction.statements
    )
    positions = ()
    if chance.random() < 0.5:
        span = extraction.mentions[0].span
        positions = (
            Position(people[0].iri, chance.choice(_OFFICES), span, extraction.sentences[0],
                     of=places[0].iri if places else None, former=chance.random() < 0.2),
        )  # fmt: skip
    return replace(
        extraction, article=article, actors=actors, events=events, statements=statements,
        positions=positions,
    )  # fmt: skip


def _link(label: str) -> Link | None:
    chance = random.Random(f"link {label}")
    qid = f"Q{chance.randrange(10**7)}"
    kind = chance.random()
    if kind < 0.4:
        return Link(qid, 0.9, "name", "made")
    if kind < 0.6:
        return Link(None, 0.4, "name", "made", (LinkCandidate(qid, label, 0.4),))
    return None


def _event(event: Event, index: int, teller: str, chance: random.Random) -> Event:
    status = chance.choice(_STATUSES)
    event = replace(event, status=status)
    if status in (Status.ALLEGED, Status.DENIED):
        event = replace(event, according_to=teller)
    if chance.random() < 0.15:
        event = replace(event, time=None)
    elif chance.random() < 0.1 and event.time is not None and event.time.earliest:
        month = event.time.earliest[:7]
        time = TimeValue(month, month, month, "gYearMonth", f"{month}-01", f"{month}-28")
        event = replace(event, time=time)
    if index and chance.random() < 0.2:
        event = replace(event, in_response_to=(index - 1,))
    return event


def fill(store: OxigraphStore, quads: int) -> int:
    """Write articles until the store holds so many quads with the view; how many there are."""
    worlds = max(1, round(quads / _WORLD))
    store.write(Changes({store.graphs.ontology: frozenset(_ontology())}))
    count = 0
    for graphs, shared in _batches(store, min(_BATCH, 1 + quads // _EACH // 10)):
        store.write(Changes(graphs, frozenset(shared)))
        count += len(graphs)
        if len(store) >= quads // worlds:
            break
    side_by_side(store, worlds)
    store.flush()
    return count * worlds


def side_by_side(store: OxigraphStore, worlds: int) -> None:
    """Put copies of the one world that the store holds beside it, until there are so many."""
    if worlds < 2:
        return
    quads = store.database.dump(format=RdfFormat.N_QUADS)
    assert quads is not None
    for number in range(1, worlds):
        copy = _OWN.sub(rb"/newsgraph/id/\1/%d-" % number, quads)
        store.database.bulk_load(copy, format=RdfFormat.N_QUADS)


def _batches(
    store: OxigraphStore, size: int
) -> Iterator[tuple[dict[NamedNode, frozenset[Triple]], set[Quad]]]:
    graphs: dict[NamedNode, frozenset[Triple]] = {}
    shared: set[Quad] = set()
    earlier: list[tuple[str, Extraction]] = []
    for number, plain in enumerate(articles(10**9)):
        extraction = varied(plain, number)
        resolve = {}
        for i, own in enumerate(event_iris(extraction)):
            if (number + i) % 3 == 0 and earlier:
                other, told = earlier[(number * 7 + i) % len(earlier)]
                resolve[own] = other
                if number % 4 == 0:
                    shared |= _disagree(store, other, told, extraction, i)
            else:
                earlier.append((own, extraction))
        found = map_extraction(extraction, resolve=resolve)
        name = found[0].graph_name
        assert isinstance(name, NamedNode)
        graphs[name] = frozenset(quad.triple for quad in found)
        shared.update(map_links(extraction, resolve=resolve))
        if len(graphs) == size:
            yield graphs, shared
            graphs, shared = {}, set()


def _disagree(
    store: OxigraphStore, event: str, told: Extraction, extraction: Extraction, index: int
) -> set[Quad]:
    """A judgement that two articles differ on an event."""
    sides = ((told, 0), (extraction, index))
    evidence = tuple(passage_iri(article_iri(e.article), e.events[i].sentence) for e, i in sides)
    judgement = Judgement(
        event, Verdict.DISAGREE, "disagreement-date", event_iris(extraction)[index],
        confidence=0.7, evidence=evidence, note="two dates",
    )  # fmt: skip
    return set(map_judgement(judgement, store.graphs.judgements.value))


def _ontology() -> Iterator[Triple]:
    for name in ("newsgraph", "event-types", "speech-acts"):
        path = str(data_folder("ontology") / f"{name}.ttl")
        yield from (quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE))
