"""Which names are one actor: full name, surname, acronym."""

from __future__ import annotations

from collections import Counter

from kg.extract.mentions import Name
from kg.iris import Minter
from kg.model import Actor, ActorType, Mention

__all__ = ["cluster"]


def cluster(
    names: tuple[Name, ...], text: str, base: str
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """Actors and their mentions by name."""
    minter = Minter(base)
    full: dict[str, str] = {}
    persons = [n.text for n in names if n.type is ActorType.PERSON and " " in n.text]
    for person in persons:
        full.setdefault(person.split()[-1], person)
    grouped: dict[str, list[Name]] = {}
    for name in names:
        grouped.setdefault(full.get(name.text, name.text), []).append(name)
    actors: dict[str, Actor] = {}
    mentions: list[Mention] = []
    for label, members in grouped.items():
        kinds = Counter(m.type for m in members)
        kind = ActorType.PERSON if label in persons else kinds.most_common(1)[0][0]
        iri = minter.actor(label)
        others = tuple(sorted({m.text for m in members} - {label}))
        actors.setdefault(iri, Actor(iri, kind, label, others))
        mentions.extend(Mention(m.span, kind, iri) for m in members)
    return (
        tuple(sorted(actors.values(), key=lambda a: a.iri)),
        tuple(sorted(mentions, key=lambda m: m.span)),
    )
