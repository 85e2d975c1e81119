"""What speaks for and against a candidate, as numbers: the input of the linking model.

Each feature is between 0 and 1. The set is small on purpose: every one has a meaning that a person
can check on an example, and the weights are learned on few thousand candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.link.context import LinkContext, PositionHint
from kg.link.gazetteer import Entity, Match, Office
from kg.link.names import key, words
from kg.link.offices import agree
from kg.link.regions import region_told
from kg.link.wikidata import MAX_SITELINKS
from kg.link.wording import about_sport, stands_for_other, unit_around
from kg.model import Actor, ActorType

__all__ = ["FEATURES", "Surroundings", "allowed", "best_matches", "features"]

FEATURES: tuple[str, ...] = (
    "label", "alias", "code", "weak", "demonym", "surname",
    "whole", "words", "same_type", "near_type", "person", "country", "place", "organization",
    "prior", "share", "ambiguous", "ties",
    "office_agrees", "office_differs", "office_country", "office_other_country",
    "home", "abroad", "near", "far", "in_office", "out_of_office",
    "description", "short", "upper", "sport", "other",
)  # fmt: skip

_KIND_FEATURE = {
    "l": "label", "a": "alias", "c": "code", "w": "weak", "d": "demonym", "s": "surname",
}  # fmt: skip
_KIND_RANK = {kind: rank for rank, kind in enumerate("lacdws")}
_PLACES = frozenset(("Country", "Place"))
_COLLECTIVE = frozenset(("Organization", "Group"))
_WORD = re.compile(r"[^\W\d_]{3,}")
_DULL = words(
    "american british german french country state city company organization organisation party "
    "political politician national international based world united chain from with that which "
    "this have been were their after over more than into when also born"
)


#: Words that may be somebody's other name ("the House" is an Oxford college) but hardly ever are.
_COMMON = words(
    "house senate congress parliament court academy army navy air force guard police council board "
    "bank union party group press post times standard star rally office agency ministry department "
    "center centre college institute club school church state city world family people alliance "
    "front movement coalition government opposition commission committee assembly"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A context worked out for one article: countries spoken of (id to share), words, offices."""

    countries: Mapping[str, float]
    words: frozenset[str]
    positions: Mapping[str, tuple[PositionHint, ...]]
    country_of: Mapping[str, str]
    published: str | None
    sport: bool
    text: str

    def stands_for_other(self, actor: Actor, entity: Entity) -> bool:
        """Whether the text uses the names of the actor for something else than a place."""
        if entity.type not in _PLACES or not self.text:
            return False
        if entity.description.startswith(("city", "capital")) and any(
            unit_around(name, self.text) for name in (actor.label, *actor.names)
        ):
            return True
        verdicts = [
            stands_for_other(name, self.text, country=entity.type == "Country", sport=self.sport)
            for name in dict.fromkeys((actor.label, *actor.names))
            if name in self.text
        ]
        return any(verdicts) if self.sport else bool(verdicts) and all(verdicts)

    @classmethod
    def of(
        cls, context: LinkContext, actors: Sequence[Actor], by_key: Mapping[str, Sequence[Match]]
    ) -> Surroundings:
        """Work out the context. ``by_key`` must hold the matches of all names of places in it."""
        counts: Counter[str] = Counter()
        country_of: dict[str, str] = {}
        names = [
            *context.places,
            *(name for actor in actors for name in (actor.label, *actor.names)),
        ]
        names += [hint.of for hint in context.positions if hint.of]
        for name in names:
            for match in by_key.get(key(name), ()):
                if (
                    match.entity.country
                    and match.kind != "s"
                    and (match.entity.type == "Country" or match.entity.prior >= 0.6)
                    and match.entity.type in _PLACES
                ):
                    counts[match.entity.country] += 1
                    country_of.setdefault(key(name), match.entity.country)
                    break
        total = sum(counts.values())
        positions: dict[str, list[PositionHint]] = {}
        for hint in context.positions:
            positions.setdefault(hint.holder, []).append(hint)
        said = frozenset(word.casefold() for word in _WORD.findall(context.text))
        return cls(
            countries={qid: count / total for qid, count in counts.items()},
            words=said - _DULL,
            positions={iri: tuple(hints) for iri, hints in positions.items()},
            country_of=country_of,
            published=context.published,
            sport=about_sport(said, context.text),
            text=context.text,
        )


def allowed(actor: Actor, match: Match) -> bool:
    """Whether the classes leave the link open at all: a person is never a brand or a town."""
    kind = match.entity.type
    if actor.type is ActorType.PERSON or kind == "Person":
        return actor.type is ActorType.PERSON and kind == "Person"
    if match.kind == "s" or (match.kind in "aw" and match.key in _COMMON):
        return False
    if actor.type is ActorType.GROUP:
        return kind in _COLLECTIVE and match.kind != "d"
    if match.kind == "d":
        return actor.type in (ActorType.COUNTRY, ActorType.PLACE)
    return True


def best_matches(actor: Actor, matches: Sequence[Match]) -> list[Match]:
    """One match an entity, by its best name; matches that the classes rule out are gone."""
    best: dict[int, Match] = {}
    for match in matches:
        if not allowed(actor, match):
            continue
        known = best.get(match.entity.n)
        if known is None or _order(match) < _order(known):
            best[match.entity.n] = match
    return list(best.values())


def _order(match: Match) -> tuple[int, int]:
    return (_KIND_RANK[match.kind], -len(match.key))


def features(
    actor: Actor,
    match: Match,
    rivals: Sequence[Match],
    offices: Sequence[Office],
    around: Surroundings,
) -> dict[str, float]:
    """The features of one candidate; ``rivals`` are all candidates of the actor, it among them."""
    entity = match.entity
    found = {
        _KIND_FEATURE[match.kind]: 1.0,
        "whole": float(key(actor.label).endswith(match.key)),
        "words": min(match.key.count(" "), 3) / 3,
        "same_type": float(entity.type == actor.type.value),
        "near_type": float(_near(entity.type, actor.type.value)),
        entity.type.lower() if entity.type != "Group" else "organization": 1.0,
        "prior": entity.prior,
        "share": _weight(entity) / sum(_weight(m.entity) for m in rivals),
        "ambiguous": min(sum(_weight(m.entity) > 0.2 * _weight(entity) for m in rivals) - 1, 5) / 5,
        "ties": float(
            any(m.entity.n != entity.n and m.entity.prior >= entity.prior for m in rivals)
        ),
        "short": float(len(match.key) <= 3),
        "upper": float(actor.label.isupper()),
        "sport": float(around.sport and not around.positions.get(actor.iri)),
        "other": float(around.stands_for_other(actor, entity)),
    }
    found.update(_places(entity, around))
    found.update(_region(actor, entity, around))
    found.update(_offices(actor, entity, offices, around))
    told = {word.casefold() for word in _WORD.findall(entity.description)} - _DULL
    told -= set(match.key.split())
    if told:
        found["description"] = min(1.0, 2 * len(told & around.words) / len(told))
    return found


def _weight(entity: Entity) -> float:
    """How often an entity is spoken of, roughly: a prior is the logarithm of sitelinks."""
    return float((MAX_SITELINKS + 1) ** entity.prior)


def _near(candidate: str, actor: str) -> bool:
    return {candidate, actor} <= _PLACES or {candidate, actor} <= _COLLECTIVE


def _places(entity: Entity, around: Surroundings) -> dict[str, float]:
    """Whether the article speaks of the candidate's country, or of others only."""
    if entity.type == "Country" or entity.country is None or not around.countries:
        return {}
    share = around.countries.get(entity.country, 0.0)
    home, abroad = ("home", "abroad") if entity.type == "Person" else ("near", "far")
    return {home: min(1.0, share * 2)} if share else {abroad: 1.0}


def _region(actor: Actor, entity: Entity, around: Surroundings) -> dict[str, float]:
    """ "Paris, Texas" is in Texas: the candidate's description says so, or it is another town."""
    if entity.type != "Place":
        return {}
    for name in dict.fromkeys((actor.label, *actor.names)):
        told = region_told(name, around.text) if name in around.text else None
        if told is not None:
            return {"near": 1.0, "far": 0.0} if told in entity.description else {"other": 1.0}
    return {}


def _offices(
    actor: Actor, entity: Entity, offices: Sequence[Office], around: Surroundings
) -> dict[str, float]:
    found: dict[str, float] = {}
    if entity.type != "Person":
        return found
    if offices and around.published:
        held = any(office.covers(around.published) for office in offices)
        found["in_office" if held else "out_of_office"] = 1.0
    known = [office.office for office in offices] or [entity.description]
    for hint in around.positions.get(actor.iri, ()):
        verdicts = [verdict for text in known if (verdict := agree(hint.office, text)) is not None]
        if verdicts:
            found["office_agrees" if max(verdicts) else "office_differs"] = 1.0
        country = around.country_of.get(key(hint.of)) if hint.of else None
        if country and entity.country:
            same = country == entity.country
            found["office_country" if same else "office_other_country"] = 1.0
    if "office_agrees" in found:
        found.pop("office_differs", None)
    if "office_country" in found:
        found.pop("office_other_country", None)
    return found
