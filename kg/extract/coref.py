"""Actors of one article: who is named, and which names, descriptions and pronouns are the same.

The article is read once from left to right. Names come from `kg.extract.mentions` and are already
clustered; descriptions and pronouns are resolved against what was said before, precisely rather
than boldly: where it is not clear, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.acronyms import parenthetical_acronyms
from kg.extract.discourse import Discourse
from kg.extract.given_names import FEMALE_NAMES, FEMALE_WORDS, MALE_NAMES, MALE_WORDS
from kg.extract.group_words import PERSONS
from kg.extract.mentions import named_mentions
from kg.extract.names import Entity, Reference, cluster, fold
from kg.extract.nominals import find_nominal, resolve_nominal
from kg.extract.offices import offices_before
from kg.extract.pronouns import PRONOUNS, resolve_pronoun
from kg.extract.truecase import is_title_case
from kg.iris import DEFAULT_BASE, Minter, digest
from kg.model import Actor, ActorType, Mention, MentionKind, Segment, SegmentKind, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_actors"]


def find_actors(
    text: str,
    doc: Doc,
    segments: tuple[Segment, ...] = (),
    times: tuple[TimeExpression, ...] = (),
    *,
    base: str = DEFAULT_BASE,
    article: str = "",
    original: str | None = None,
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """The actors and places of an article with all their mentions.

    Args:
        text: the masked text, as parsed.
        doc: its parse.
        segments: the article's segments.
        times: its time expressions, which are never actors.
        base: where the actors' IRIs are minted.
        article: what identifies the article; unnamed actors get IRIs of their own under it.
        original: the article's own text, with its typographic quotation marks.

    Returns:
        Actors sorted by IRI; mentions in the order of the text. A description ("Colombian troops")
        may hold the mention of a name ("Colombian").
    """
    # Imported here: the package of statements builds on the context that needs this module.
    from kg.extract.statements.quotes import find_quotes

    names = named_mentions(text, doc, segments, times, original)
    acronyms = frozenset((long[0], short) for long, short in parenthetical_acronyms(doc))
    entities = cluster(names, acronyms)
    _describe(doc, entities)
    quotes = tuple(q.inner for q in find_quotes(original or text) if q.depth == 0)
    discourse = Discourse(doc, segments, quotes)
    blocked = _blocked(discourse, times)
    entities += _read(discourse, entities, blocked)
    return _minted(entities, base, article)


def _describe(doc: Doc, entities: list[Entity]) -> None:
    """Gives persons the offices before their names, and their gender where words tell it."""
    at = {r.start: e for e in entities for r in e.references if e.type is ActorType.PERSON}
    for office in offices_before(doc, 0, len(doc)):
        entity = at.get(office.name_start)
        if entity is not None:
            words = doc[office.start : office.end].text.lower()
            entity.offices.discard(words)
            entity.offices.add(f"former {words}" if office.former else words)
            _tell(entity, doc[office.head].lower_)
    for start, entity in at.items():
        if start:
            before = doc[start - 1]
            _tell(entity, before.lower_.rstrip("."))
            if before.lower_ in PERSONS and before.pos_ == "NOUN":
                entity.offices.add(before.lower_)  # "actor Lee" makes Lee "the actor"
    for entity in entities:
        if entity.type is ActorType.PERSON and entity.gender is None:
            first = fold(entity.label).split()[0]
            original = entity.label.split()[0].lower()
            male = first in MALE_NAMES or original in MALE_NAMES
            female = first in FEMALE_NAMES or original in FEMALE_NAMES
            if male != female and len(entity.label.split()) > 1:
                entity.gender = "m" if male else "f"


def _tell(entity: Entity, word: str) -> None:
    if entity.gender is None and word in MALE_WORDS:
        entity.gender = "m"
    elif entity.gender is None and word in FEMALE_WORDS:
        entity.gender = "f"


def _blocked(discourse: Discourse, times: tuple[TimeExpression, ...]) -> set[int]:
    """Tokens that start no description or pronoun: times, furniture, headlines in title case."""
    doc = discourse.doc
    found: set[int] = set()
    for time in times:
        tokens = doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
        if tokens is not None:
            found.update(range(tokens.start, tokens.end))
    for part in discourse.segments:
        tokens = doc.char_span(part.span.start, part.span.end, alignment_mode="expand")
        if tokens is None:
            continue
        if part.kind is SegmentKind.FURNITURE or (
            part.kind in (SegmentKind.TITLE, SegmentKind.HEADLINE) and is_title_case(tokens.text)
        ):
            found.update(range(tokens.start, tokens.end))
    return found


def _read(discourse: Discourse, entities: list[Entity], blocked: set[int]) -> list[Entity]:
    """Reads from left to right and resolves; returns the entities that have no name."""
    doc = discourse.doc
    named: dict[int, tuple[Entity, Reference]] = {
        r.start: (e, r) for e in entities for r in e.references
    }
    # A description is resolved when its last word is read, but it may hold a name.
    for entity in entities:
        for reference in entity.references:
            for index in range(reference.start, reference.end):
                discourse.at.setdefault(index, entity)
    unnamed: list[Entity] = []
    for token in doc:
        found = named.get(token.i)
        if found is not None:
            discourse.add(*found)
            continue
        if token.i in blocked or discourse.at.get(token.i) is not None:
            continue
        if token.lower_ in PRONOUNS and token.pos_ in ("PRON", "DET"):
            meant = resolve_pronoun(discourse, token)
            if meant is not None:
                discourse.refer(meant, token.i, token.i + 1, MentionKind.PRONOUN)
                _tell_by_pronoun(meant, token.lower_)
            continue
        nominal = find_nominal(discourse, token)
        if nominal is None:
            continue
        described = resolve_nominal(discourse, nominal)
        if described is None:
            continue
        if not described.named and not described.references:
            unnamed.append(described)
        if described.type is ActorType.PERSON and nominal.type is ActorType.PERSON:
            described.offices.add(nominal.noun)
        discourse.refer(described, nominal.start, nominal.head + 1, MentionKind.NOMINAL)
    return unnamed


def _tell_by_pronoun(entity: Entity, word: str) -> None:
    if entity.type is ActorType.PERSON and entity.gender is None:
        if word in ("he", "him", "his", "himself"):
            entity.gender = "m"
        elif word in ("she", "her", "hers", "herself"):
            entity.gender = "f"


def _minted(
    entities: list[Entity], base: str, article: str
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """Actors and mentions with their IRIs."""
    minter = Minter(base)
    actors: dict[str, Actor] = {}
    mentions: list[Mention] = []
    for entity in entities:
        iri = _iri(entity, minter, article)
        if iri in actors and actors[iri].type is not entity.type:
            iri = minter.actor(f"{entity.key or entity.label} {entity.type.value}")
        names = {form for form in entity.forms if form != entity.label}
        known = actors.get(iri)
        label = entity.label
        if known is not None:
            names |= {*known.names, label} - {known.label}
            label = known.label
        actors[iri] = Actor(iri, entity.type, label, tuple(sorted(names)))
        for reference in entity.references:
            mentions.append(Mention(reference.span, reference.type, iri, reference.kind))
    return (
        tuple(actors[iri] for iri in sorted(actors)),
        tuple(sorted(mentions, key=lambda m: (m.span.start, -m.span.end))),
    )


def _iri(entity: Entity, minter: Minter, article: str) -> str:
    """A name, or an institution of a country, is the same in every article; a witness is not."""
    if entity.key is not None:
        return minter.actor(entity.key)
    if entity.named:
        return minter.actor(entity.label)
    return minter.actor(f"{entity.label} {digest(article, entity.label, length=8)}")
