"""Linkers: what turns actors of an article into actors with links.

`Linker` is the protocol; `GazetteerLinker` the offline one that extraction uses. To link against
another data set, give a class a ``name`` and a ``link`` method: see ``docs/linking.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from kg.link.context import LinkContext, context_of
from kg.link.features import Surroundings, best_matches, features
from kg.link.gazetteer import Gazetteer, Match
from kg.link.names import key, variants
from kg.link.scoring import Model, kind_of, shipped_model
from kg.model import Actor, ActorType, Extraction, Link, LinkCandidate

__all__ = ["GazetteerLinker", "Linker", "decide", "link_extraction"]

#: A gazetteer of so many entities is taken for one that hardly misses any that news speak of.
_LARGE = 100_000
#: At most so many candidates go with an actor that a person should look at.
_SHOWN = 5
#: What a longer name may add without naming another body.
_NOTHING_NEW = frozenset(("un", "united nations", "us", "eu", "national", "federal"))


@runtime_checkable
class Linker(Protocol):
    """Anything that links. ``name`` is written down as the method of each link."""

    name: str

    def link(self, actors: tuple[Actor, ...], context: LinkContext) -> tuple[Actor, ...]:
        """The same actors in the same order, with ``link`` set where something was found."""
        ...


def link_extraction(linker: Linker, extraction: Extraction) -> Extraction:
    """The extraction with its actors linked; what a person decided and old links stay."""
    return replace(extraction, actors=linker.link(extraction.actors, context_of(extraction)))


def decide(
    scored: Sequence[tuple[LinkCandidate, Mapping[str, float]]],
    model: Model,
    *,
    method: str,
    source: str,
    large: bool = False,
) -> Link | None:
    """Accept the best candidate, keep candidates for a person to see, or say nothing (None).

    ``scored`` are candidates with their features, as `GazetteerLinker.candidates` gives them.
    """
    features = {candidate.qid: found for candidate, found in scored}
    ranked = sorted((c for c, _ in scored), key=lambda c: (-c.score, len(c.qid), c.qid))
    if not ranked or ranked[0].score < model.show:
        return None
    best = ranked[0]
    margin = best.score - (ranked[1].score if len(ranked) > 1 else 0.0)
    enough = model.threshold(kind_of(features[best.qid]), large=large)
    accepted = best.score >= enough and margin >= model.margin
    return Link(
        qid=best.qid if accepted else None,
        score=best.score,
        method=method,
        source=source,
        candidates=tuple(c for c in ranked[:_SHOWN] if c.score >= model.show),
    )


class GazetteerLinker:
    """Links against a gazetteer file, without a network.

    Names give candidates; class, offices, countries, dates and how well known they are decide.
    """

    name = "gazetteer"

    def __init__(self, gazetteer: Gazetteer, model: Model, *, large: bool | None = None) -> None:
        """``large`` says that hardly an entity is missing; None tells it from the number."""
        self.gazetteer = gazetteer
        self.model = model
        self.large = len(gazetteer) >= _LARGE if large is None else large

    @classmethod
    def open(cls, path: Path | str | None = None, model: Model | None = None) -> GazetteerLinker:
        """A linker on a gazetteer file, the shipped one where none is named.

        Raises `kg.errors.InputError` where the file is missing or not a gazetteer.
        """
        return cls(Gazetteer(path), model or shipped_model())

    def link(self, actors: tuple[Actor, ...], context: LinkContext) -> tuple[Actor, ...]:
        """Link the actors of one article. An actor that is linked already is left as it is."""
        scored = self.candidates(actors, context)
        return tuple(
            actor
            if actor.link is not None
            else replace(
                actor,
                link=decide(
                    scored.get(actor.iri, ()),
                    self.model,
                    method=self.name,
                    source=self.gazetteer.version,
                    large=self.large,
                ),
            )
            for actor in actors
        )

    def candidates(
        self, actors: Sequence[Actor], context: LinkContext
    ) -> dict[str, list[tuple[LinkCandidate, dict[str, float]]]]:
        """All candidates of each actor (by IRI) with their features: what training reads."""
        wanted = {actor.iri: _keys(actor) for actor in actors}
        shortened = {actor.iri: _shortened(actor) for actor in actors}
        keys = {form for forms in wanted.values() for form in forms}
        keys |= {rest for forms in shortened.values() for rest in forms.values()}
        keys |= {key(name) for name in _place_names(actors, context)}
        by_key = self.gazetteer.matches(keys)
        around = Surroundings.of(context, actors, by_key)
        rivals: dict[str, list[Match]] = {
            actor.iri: best_matches(
                actor,
                [
                    m
                    for form in wanted[actor.iri]
                    for m in by_key.get(form, ())
                    if _still_fits(m, shortened[actor.iri].get(form), by_key)
                ],
            )
            for actor in actors
        }
        offices = self.gazetteer.offices(
            m.entity.n for found in rivals.values() for m in found if m.entity.type == "Person"
        )
        result: dict[str, list[tuple[LinkCandidate, dict[str, float]]]] = {}
        for actor in actors:
            found = rivals[actor.iri]
            result[actor.iri] = [
                (self._candidate(match, values), values)
                for match in found
                for values in [
                    features(actor, match, found, offices.get(match.entity.n, ()), around)
                ]
            ]
        return result

    def _candidate(self, match: Match, values: dict[str, float]) -> LinkCandidate:
        return LinkCandidate(
            qid=match.entity.qid,
            label=match.entity.label,
            score=round(self.model.probability(values), 4),
            description=match.entity.description,
        )


def _keys(actor: Actor) -> tuple[str, ...]:
    """The names to look up. A person of whom the article has the full name is looked up by it
    alone: a bare surname would find namesakes that the full name rules out.
    """
    names = dict.fromkeys((actor.label, *actor.names))
    forms = [variants(name) for name in names]
    if actor.type is ActorType.PERSON:
        full = [form for form in forms if form and len(form[-1].split()) > 1]
        forms = full or forms
    return tuple(dict.fromkeys(key for form in forms for key in form))


def _shortened(actor: Actor) -> dict[str, str]:
    """Names of a body that are a part of its label, each with what the label says beyond it:
    "Supreme Court" for the "Michigan Supreme Court" says "michigan" less.
    """
    if actor.type not in (ActorType.ORGANIZATION, ActorType.GROUP):
        return {}
    whole = key(actor.label)
    found: dict[str, str] = {}
    for name in actor.names:
        form = key(name)
        if form and form != whole and f" {form} " in f" {whole} ":
            found[form] = " ".join(f" {whole} ".replace(f" {form} ", " ", 1).split())
    return found


def _still_fits(match: Match, rest: str | None, by_key: Mapping[str, Sequence[Match]]) -> bool:
    """Whether a label says nothing beyond the name that matched, or only the entity's country."""
    if not rest or rest in _NOTHING_NEW:
        return True
    country = match.entity.country
    return any(
        m.entity.type == "Country" and m.entity.country == country for m in by_key.get(rest, ())
    )


def _place_names(actors: Sequence[Actor], context: LinkContext) -> Iterable[str]:
    yield from context.places
    for hint in context.positions:
        if hint.of:
            yield hint.of
    for actor in actors:
        yield actor.label
        yield from actor.names
