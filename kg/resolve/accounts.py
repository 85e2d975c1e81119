"""Accounts: what one article says of one event or actor, in the form in which identity compares it.

Built from an `Extraction` alone, so that an account never changes when other articles come or go.
An account serialises to JSON and back without loss: the identity index keeps it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, fields
from typing import Any

from kg.extract.times.values import names_day
from kg.iris import DEFAULT_BASE
from kg.map import article_iri, event_iris, statement_iris
from kg.model import Actor, ActorType, Event, Extraction, Role, RoleName, Span
from kg.resolve.rarity import rarity, story_words
from kg.resolve.syndication import text_signature
from kg.resolve.words import LIGHT, STOP, content_stems, name_key, stem, tokens

__all__ = [
    "SOME_STATE",
    "ActorAccount",
    "ArticleAccounts",
    "EventAccount",
    "accounts_of",
    "event_from_json",
    "event_to_json",
    "from_json",
    "to_json",
]

_MAX_WORDS = 60

#: Among an account's states: an agent who holds a national office, the text does not say where.
SOME_STATE = "*"

#: Who acts for a country: heads of state and of government, and their ministers.
_NATIONAL = re.compile(
    r"(?:vice |deputy |acting |interim |caretaker )*"
    r"(?:president|prime minister|premier|chancellor|king|queen|emperor|emir|sultan|supreme leader"
    r"|(?:[a-z]+ ){0,3}minister|minister of .*|secretary of (?:state|defen[cs]e|war)"
    r"|(?:foreign|home|defen[cs]e) secretary)",
    re.IGNORECASE,
)


#: Kinds of which two names are two things; a place lies in a country and may stand for it.
_FAMILIES = {
    ActorType.PERSON: "person",
    ActorType.ORGANIZATION: "organization",
    ActorType.GROUP: "organization",
    ActorType.COUNTRY: "country",
    ActorType.PLACE: "place",
}

#: Words of names that are written without a capital.
_SMALL_WORDS = """
of the and for on in at de del da di do dos du la le el y van von der den ter al bin ibn
"""
_SMALL = frozenset(_SMALL_WORDS.split())

#: What makes another verb of one: to pull over is not to pull.
_PARTICLES = frozenset(["up", "out", "off", "over", "down", "away", "back", "apart", "aside"])


@dataclass(frozen=True, slots=True)
class EventAccount:
    """What one article says of one event.

    ``iri`` is the event's own IRI; ``published`` an ISO date or empty. ``trigger`` holds the stems
    of the words that name the event. ``agents``, ``patients``, ``others`` and ``places`` hold actor
    keys (a Wikidata id, else the key of the name); ``nouns`` the stems of participants without a
    name; ``names`` the keys of all names in the event's sentences; ``words`` the stems of these
    sentences; ``numbers`` pairs of a value and the stem of what is counted. ``start`` and ``end``
    (code points) bound the sentence that is the evidence, ``at`` is where the trigger starts.
    ``agent_kinds`` are the agents' types; ``statement`` is the IRI of the statement that vouches;
    ``named`` holds those of the agents that bear a name and are not just described; ``counts``
    pairs of a value and the stems of all words for what is counted ("assault rifl"). ``states``
    holds the keys of the countries that the agents are or hold a national office of, with
    `SOME_STATE` where the text does not say of which. ``who`` says of each key of ``agents`` and
    ``patients`` the key of its name or description and, where it bears a name, its family (as
    `kg.resolve.likeness.Participant`). ``particles`` are the words that make another verb of one:
    "over" of "pulled over". ``carried`` says that the date stands in another sentence, which the
    story goes on from.
    """

    iri: str
    article: str
    published: str
    type: str
    status: str
    label: str
    trigger: tuple[str, ...]
    earliest: str = ""
    latest: str = ""
    agents: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    start: int = 0
    end: int = 0
    at: int = 0
    agent_kinds: tuple[str, ...] = ()
    statement: str = ""
    named: tuple[str, ...] = ()
    counts: tuple[tuple[str, str], ...] = ()
    states: tuple[str, ...] = ()
    who: tuple[tuple[str, str, str], ...] = ()
    particles: tuple[str, ...] = ()
    carried: bool = False


@dataclass(frozen=True, slots=True)
class ActorAccount:
    """What one article says of one actor or place.

    ``keys`` are the keys of its names, ``key`` that of the label. ``countries`` are keys of the
    countries that it holds a national office of.
    """

    iri: str
    article: str
    published: str
    type: str
    label: str
    key: str
    keys: tuple[str, ...] = ()
    qid: str = ""
    countries: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ArticleAccounts:
    """All accounts of one article, with what they share.

    ``story`` holds the article's most telling stems with their weights (unit length);
    ``signature`` the shingle sketch by which copies of one text are known.
    """

    article: str
    published: str
    story: tuple[tuple[str, float], ...]
    signature: tuple[int, ...]
    events: tuple[EventAccount, ...] = ()
    actors: tuple[ActorAccount, ...] = ()


def accounts_of(
    extraction: Extraction,
    base: str = DEFAULT_BASE,
    own: Callable[[Extraction, str], tuple[str, ...]] = event_iris,
) -> ArticleAccounts:
    """The accounts of one article.

    ``base`` is the base of the graph's minted IRIs; ``own`` gives the own IRIs of all events (by
    default as the mapping does).
    """
    article = extraction.article
    iri = article_iri(article, base)
    statements = statement_iris(extraction, base)
    published = (article.published or "")[:10]
    actors = {a.iri: a for a in extraction.actors}
    keys = {a.iri: _actor_key(a) for a in extraction.actors}
    return ArticleAccounts(
        article=iri,
        published=published,
        story=story_words(article.text, article.title or ""),
        signature=text_signature(article.text),
        events=tuple(
            _event_account(extraction, event, event_iri, iri, published, keys, statements)
            for event, event_iri in zip(extraction.events, own(extraction, base), strict=True)
        ),
        actors=tuple(_actor_account(extraction, a, iri, published, keys) for a in actors.values()),
    )


def _actor_key(actor: Actor) -> str:
    if actor.link is not None and actor.link.qid:
        return actor.link.qid
    return name_key(actor.label)


def trigger_stems(text: str, spans: tuple[Span, ...]) -> tuple[str, ...]:
    """Stems of the words of the triggers that mean something; all words where none does."""
    words = [w for span in spans for w in tokens(span.of(text))]
    telling = [w for w in words if w not in LIGHT] or words
    return tuple(sorted({stem(w) for w in telling}))


def _event_account(
    extraction: Extraction,
    event: Event,
    own: str,
    article: str,
    published: str,
    keys: dict[str, str],
    statements: tuple[str, ...],
) -> EventAccount:
    text = extraction.article.text
    sentences = (event.sentence, *event.other_sentences)
    trigger = trigger_stems(text, (event.trigger, *event.other_triggers))
    named = {
        keys[m.actor]
        for m in extraction.mentions
        if m.actor in keys and any(s.overlaps(m.span) for s in sentences)
    }
    words: dict[str, None] = {}
    for sentence in sentences:
        for word in content_stems(sentence.of(text)):
            if word not in trigger:
                words.setdefault(word)
    time = event.time
    types = {a.iri: a.type for a in extraction.actors}
    agents = {r.actor for r in event.roles if r.role is RoleName.AGENT and r.actor in types}

    def of_role(*names: RoleName) -> tuple[str, ...]:
        return tuple(
            sorted({keys[r.actor] for r in event.roles if r.role in names and r.actor in keys})
        )

    return EventAccount(
        iri=own,
        article=article,
        published=published,
        type=event.type,
        status=event.status.value,
        label=event.label,
        trigger=trigger,
        earliest=(time.earliest or "") if time else "",
        latest=(time.latest or "") if time else "",
        agents=of_role(RoleName.AGENT),
        patients=of_role(RoleName.PATIENT),
        others=of_role(RoleName.ADDRESSEE, RoleName.PARTICIPANT),
        places=of_role(RoleName.PLACE),
        nouns=_nouns(text, event.roles, keys),
        names=tuple(sorted(named)),
        words=tuple(words)[:_MAX_WORDS],
        numbers=tuple(
            sorted(
                {
                    (format(q.value.normalize(), "f"), _counted(q.counted or q.unit or ""))
                    for q in event.quantities
                }
            )
        ),
        start=event.sentence.start,
        end=event.sentence.end,
        at=event.trigger.start,
        agent_kinds=tuple(sorted({types[iri].value for iri in agents})),
        statement=statements[event.according_to_statement]
        if event.according_to_statement is not None
        and event.according_to_statement < len(statements)
        else "",
        named=tuple(
            sorted({keys[a.iri] for a in extraction.actors if a.iri in agents and _is_named(a)})
        ),
        counts=tuple(
            sorted(
                {
                    (format(q.value.normalize(), "f"), counted)
                    for q in event.quantities
                    if (counted := " ".join(map(stem, tokens(q.counted or q.unit or ""))))
                }
            )
        ),
        states=_states(extraction, agents, types, keys),
        who=_who(extraction, event, keys),
        particles=_particles(text, event),
        carried=_is_carried(event, text),
    )


def _is_carried(event: Event, text: str) -> bool:
    """Whether the day of an event stands in none of its sentences."""
    if event.time is None or event.time_span is None:
        return False
    if not any(s.overlaps(event.time_span) for s in (event.sentence, *event.other_sentences)):
        return True
    return event.time.datatype == "dateTime" and not names_day(event.time_span.of(text))


def _who(
    extraction: Extraction, event: Event, keys: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """Who acts and who is acted on: key, key of the name, family (empty without a name)."""
    parts = {r.actor for r in event.roles if r.role in (RoleName.AGENT, RoleName.PATIENT)}
    return tuple(
        sorted(
            {
                (keys[a.iri], name_key(a.label), _FAMILIES[a.type] if _is_named(a) else "")
                for a in extraction.actors
                if a.iri in parts
            }
        )
    )


def _particles(text: str, event: Event) -> tuple[str, ...]:
    """The particles of verbs that name the event, as their triggers have them."""
    spans = (event.trigger, *event.other_triggers)
    return tuple(sorted({w for s in spans for w in tokens(s.of(text))[1:] if w in _PARTICLES}))


def _states(
    extraction: Extraction,
    agents: Set[str],
    types: Mapping[str, ActorType],
    keys: Mapping[str, str],
) -> tuple[str, ...]:
    """The countries that the agents are or act for by an office that they hold."""
    found = {keys[iri] for iri in agents if types[iri] is ActorType.COUNTRY}
    for position in extraction.positions:
        if position.holder not in agents or position.former:
            continue
        national = _NATIONAL.fullmatch(position.office) is not None
        if position.of is None:
            acting = SOME_STATE
        elif types.get(position.of) is ActorType.COUNTRY:
            # "the Venezuelan leader" leads the country; a country's coach does not act for it.
            acting, national = keys[position.of], national or position.office.lower() == "leader"
        else:
            continue
        if national:
            found.add(acting)
    return tuple(sorted(found))


def _is_named(actor: Actor) -> bool:
    """Whether an actor bears a name: "federal scientists" and "Rioters" are descriptions.

    The words of a name have capitals, small ones apart ("Bank of Karelia"); the first is no sign of
    one ("Associate director of the FBI"), as at the start of a sentence any word may have it. Where
    a word stands alone it must not be one of the common words either.
    """
    if actor.link is not None:
        return True
    words = actor.label.split()
    if not words or not words[-1][:1].isupper():
        return False
    if len(words) == 1:
        word = words[0].lower()
        return word not in STOP and rarity(stem(word)) == 1.0
    return not any(word[:1].islower() and word not in _SMALL for word in words)


def _nouns(text: str, roles: tuple[Role, ...], keys: dict[str, str]) -> tuple[str, ...]:
    found: set[str] = set()
    for role in roles:
        if role.actor not in keys:
            found.update(stem(w) for w in tokens(role.span.of(text)) if w not in STOP)
    return tuple(sorted(found))


def _counted(words: str) -> str:
    stems = [stem(w) for w in tokens(words) if w not in STOP]
    return stems[-1] if stems else ""


def _actor_account(
    extraction: Extraction,
    actor: Actor,
    article: str,
    published: str,
    keys: dict[str, str],
) -> ActorAccount:
    countries, offices = set(), set()
    types = {a.iri: a.type for a in extraction.actors}
    for position in extraction.positions:
        if position.holder == actor.iri:
            offices.add(" ".join(tokens(position.office)))
            if position.of is not None and types.get(position.of) is ActorType.COUNTRY:
                countries.add(keys[position.of])
    first = next((m.span for m in extraction.mentions if m.actor == actor.iri), None)
    sentence = first and next((s for s in extraction.sentences if s.contains(first)), first)
    return ActorAccount(
        iri=actor.iri,
        article=article,
        published=published,
        type=actor.type.value,
        label=actor.label,
        key=name_key(actor.label),
        keys=tuple(sorted({name_key(n) for n in (actor.label, *actor.names)} - {""})),
        qid=(actor.link.qid or "") if actor.link else "",
        countries=tuple(sorted(countries)),
        offices=tuple(sorted(offices)),
        start=sentence.start if sentence else 0,
        end=sentence.end if sentence else 0,
    )


def to_json(account: EventAccount | ActorAccount | ArticleAccounts) -> str:
    """The account as compact JSON."""
    return json.dumps(_plain(account), ensure_ascii=False, separators=(",", ":"))


def _plain(account: EventAccount | ActorAccount | ArticleAccounts) -> dict[str, Any]:
    data = {field.name: getattr(account, field.name) for field in fields(account)}
    for name in ("events", "actors"):
        if name in data:
            data[name] = [_plain(inner) for inner in data[name]]
    return data


def from_json(record: str) -> ArticleAccounts:
    """The accounts of one article that `to_json` wrote."""
    data = json.loads(record)
    return ArticleAccounts(
        article=data["article"],
        published=data["published"],
        story=tuple((w, x) for w, x in data["story"]),
        signature=tuple(data["signature"]),
        events=tuple(EventAccount(**_tuples(e)) for e in data["events"]),
        actors=tuple(ActorAccount(**_tuples(a)) for a in data["actors"]),
    )


def event_to_json(account: EventAccount) -> str:
    """An event account as compact JSON: its values in the order of the fields."""
    values = [getattr(account, field.name) for field in fields(account)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def event_from_json(record: str) -> EventAccount:
    """The event account that `event_to_json` wrote."""
    return EventAccount(*_tuple(json.loads(record)))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {k: _tuple(v) for k, v in data.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(v) for v in value) if isinstance(value, list) else value
