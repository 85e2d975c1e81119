"""Events of a Spanish article: verbs and nouns of the lexicon, with roles, status and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.context import Context
from kg.extract.lexicon import word_set
from kg.extract.spanish.lexicon import Frame, Words
from kg.extract.spanish.syntax import (
    auxiliaries,
    feature,
    is_passive,
    negated,
    objects,
    phrase,
    span_of,
    subject,
)
from kg.model import Actor, ActorType, Event, Role, RoleName, SegmentKind, Span, Statement, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_spanish_events"]

_CONFIDENCE = 0.6
_LABEL = 110
#: What a verb makes of the event that it governs.
_PLANNED = word_set("anunciar planear prever preparar programar decidir acordar convocar")
_WISHED = word_set(
    """pedir solicitar exigir querer buscar proponer sugerir instar poder deber intentar amenazar
    evitar impedir temer esperar prohibir descartar considerar exhortar urgir tratar"""
)
#: Verbs whose subject does what their object says.
_DOING = word_set(
    """ordenar realizar iniciar emprender autorizar efectuar perpetrar celebrar ejecutar anunciar
    convocar encabezar liderar"""
)
_PLACES = frozenset({ActorType.PLACE, ActorType.COUNTRY})


def find_spanish_events(
    context: Context, words: Words, statements: tuple[Statement, ...]
) -> tuple[Event, ...]:
    """What happened, by whom, to whom, where and when; an event without anybody is left out."""
    found = []
    for token in context.doc:
        part = context.segment_of(span_of(token))
        if part is not None and part.kind is SegmentKind.FURNITURE:
            continue
        lemma = token.lemma_.lower()
        if token.pos_ in ("VERB", "AUX") and lemma in words.verbs:
            event = _of_verb(token, words.verbs[lemma], context)
        elif token.pos_ == "NOUN" and lemma in words.nouns:
            event = _of_noun(token, words.nouns[lemma], context)
        else:
            continue
        if event is not None:
            found.append(_attributed(event, statements))
    return tuple(found)


def _of_verb(verb: Token, frame: Frame, context: Context) -> Event | None:
    reflexive = any(c.lower_ == "se" for c in verb.children)
    roles = list(_verb_roles(verb, frame, context))
    if frame.condition == "se" and not reflexive:
        return None
    if frame.condition == "place" and not any(r.role is RoleName.PLACE for r in roles):
        return None
    status = _verb_status(verb, context)
    if status is None or negated(verb):
        return None
    if not any(role.actor for role in roles):
        return None
    return _event(verb, frame, roles, status, _verb_label(verb, context), context)


def _verb_roles(verb: Token, frame: Frame, context: Context) -> Iterator[Role]:
    passive = is_passive(verb)
    doer = subject(verb)
    if doer is not None:
        name = (frame.role or RoleName.PATIENT) if passive else RoleName.AGENT
        yield from _role(name, doer, context)
    for child in verb.children:
        case = {c.lower_ for c in child.children if c.dep_ == "case"}
        if child.dep_ in ("obj", "iobj") and frame.role is not None:
            yield from _role(frame.role, child, context)
        elif child.dep_ in ("obl", "obl:agent", "obl:arg", "nmod"):
            if passive and "por" in case:
                yield from _role(RoleName.AGENT, child, context)
            elif "con" in case and frame.role is RoleName.PARTICIPANT:
                yield from _role(RoleName.PARTICIPANT, child, context)
            elif case & {"a", "al"} and frame.role is not None and not _is_place(child, context):
                yield from _role(frame.role, child, context)
            elif case & {"en", "a", "hacia", "desde"} and _is_place(child, context):
                yield from _role(RoleName.PLACE, child, context)


def _role(name: RoleName, noun: Token, context: Context) -> Iterator[Role]:
    """A role, and those that are coordinated with it; words that name nobody known give none."""
    for token in (noun, *(c for c in noun.children if c.dep_ == "conj")):
        words = phrase(token)
        actor = context.actor_at(words) or _government(token, context)
        if actor is None:
            named = {m.actor: m for m in context.mentions_in(words) if m.type is ActorType.PERSON}
            if len(named) != 1:
                continue
            iri = next(iter(named))
        else:
            iri = actor.iri
        yield Role(name, words, iri)


def _government(noun: Token, context: Context) -> Actor | None:
    """ "El gobierno de Colombia" acts for the country, as in PLOVER."""
    if noun.lower_ != "gobierno":
        return None
    for child in noun.children:
        actor = context.actor_at(phrase(child)) if child.dep_ == "nmod" else None
        if actor is not None and actor.type is ActorType.COUNTRY:
            return actor
    return None


def _is_place(noun: Token, context: Context) -> bool:
    actor = context.actor_at(phrase(noun))
    return actor is not None and actor.type in _PLACES


def _verb_status(verb: Token, context: Context) -> Status | None:
    """None where nothing is told to have happened or to be coming: habits, purposes, orders."""
    finite = [verb, *(c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop"))]
    moods = {m for token in finite for m in feature(token, "Mood")}
    tenses = {t for token in finite for t in feature(token, "Tense")}
    if "Inf" in feature(verb, "VerbForm") and {"poder", "deber"} & auxiliaries(verb):
        return Status.HYPOTHETICAL
    if "Inf" in feature(verb, "VerbForm"):
        above = verb.head.lemma_.lower()
        if verb.dep_ not in ("xcomp", "ccomp", "obj"):
            return Status.PLANNED if "ir" in auxiliaries(verb) else None
        if above in _PLANNED:
            return Status.PLANNED
        return Status.HYPOTHETICAL if above in _WISHED else None
    if moods & {"Sub", "Cnd"} or any(c.lower_ == "si" and c.dep_ == "mark" for c in verb.children):
        return Status.HYPOTHETICAL
    if "Fut" in tenses:
        return Status.PLANNED
    if "Ger" in feature(verb, "VerbForm"):
        return Status.ONGOING if "estar" in auxiliaries(verb) else None
    if "Past" in tenses or (
        "Part" in feature(verb, "VerbForm") and {"haber", "ser"} & auxiliaries(verb)
    ):
        return Status.OCCURRED
    if "Pres" in tenses:
        part = context.segment_of(span_of(verb))
        told = (SegmentKind.TITLE, SegmentKind.HEADLINE, SegmentKind.TIMELINE)
        return Status.OCCURRED if part is not None and part.kind in told else Status.ONGOING
    return None


def _of_noun(noun: Token, frame: Frame, context: Context) -> Event | None:
    """A noun is an event where somebody has part in it and it is this one, not any."""
    roles: list[Role] = []
    for child in noun.children:
        case = {c.lower_ for c in child.children if c.dep_ == "case"}
        if child.dep_ not in ("nmod", "obl"):
            continue
        if case & {"de", "del"} and frame.role is not None:
            if _is_place(child, context) and frame.role is RoleName.PATIENT:
                continue
            roles += _role(frame.role, child, context)
        elif case & {"contra"}:
            roles += _role(RoleName.PATIENT, child, context)
        elif case & {"con", "entre"}:
            roles += _role(RoleName.PARTICIPANT, child, context)
        elif case & {"en"} and _is_place(child, context):
            roles += _role(RoleName.PLACE, child, context)
    label = ""
    verb = noun.head
    if noun.dep_ in ("obj", "nsubj") and verb.lemma_.lower() in _DOING:
        doer = subject(verb)
        if noun.dep_ == "obj" and doer is not None:
            roles += _role(RoleName.AGENT, doer, context)
            label = _verb_label(verb, context)
    if not any(role.actor for role in roles):
        return None
    status = _noun_status(noun)
    return None if status is None else _event(noun, frame, roles, status, label, context)


def _noun_status(noun: Token) -> Status | None:
    """By the verb that governs the noun; "ningún ataque" and "un posible ataque" are none."""
    if any(
        c.lower_ in ("ningún", "ninguna", "posible", "eventual", "presunto") for c in noun.children
    ):
        return None
    verb = noun
    for _ in range(6):
        if verb.pos_ in ("VERB", "AUX") or verb.head.i == verb.i:
            break
        verb = verb.head
    if verb.pos_ not in ("VERB", "AUX"):
        return Status.OCCURRED
    if negated(verb):
        return None
    lemma = verb.lemma_.lower()
    if lemma in _PLANNED:
        return Status.PLANNED
    if lemma in _WISHED:
        return Status.HYPOTHETICAL
    finite = [verb, *(c for c in verb.children if c.dep_ in ("aux", "cop"))]
    if any(set(feature(t, "Mood")) & {"Sub", "Cnd"} for t in finite):
        return Status.HYPOTHETICAL
    if any("Fut" in feature(t, "Tense") for t in finite):
        return Status.PLANNED
    return Status.OCCURRED


def _event(
    token: Token,
    frame: Frame,
    roles: list[Role],
    status: Status,
    label: str,
    context: Context,
) -> Event:
    trigger = span_of(token)
    time = context.time_near(trigger)
    unique = {(role.role, role.actor): role for role in reversed(roles)}
    order = list(RoleName)
    kept = sorted(unique.values(), key=lambda r: (order.index(r.role), r.span))
    words = label or " ".join(phrase(token).of(context.text).split())
    return Event(
        type=frame.type,
        label=words[:1].upper() + words[1:],
        trigger=trigger,
        sentence=context.sentence_of(trigger),
        status=status,
        time=time.time if time else None,
        time_span=time.span if time else None,
        roles=tuple(kept),
        citations=context.citations_for(trigger),
        confidence=_CONFIDENCE,
    )


def _verb_label(verb: Token, context: Context) -> str:
    """Subject, verb and object as the text words them, where they stand near together."""
    parts = [span_of(verb), *(span_of(c) for c in verb.children if c.dep_ in ("aux", "cop"))]
    parts += [span_of(c) for c in verb.children if c.lower_ == "se"]
    doer = subject(verb)
    if doer is not None:
        parts.append(phrase(doer))
    parts += [phrase(noun) for noun in objects(verb)]
    whole = Span(min(p.start for p in parts), max(p.end for p in parts))
    if whole.end - whole.start > _LABEL:
        shown = sorted(p for p in parts if p.end - p.start <= _LABEL)
        return " ".join(" ".join(p.of(context.text).split()) for p in shown)
    return " ".join(whole.of(context.text).split())


def _attributed(event: Event, statements: tuple[Statement, ...]) -> Event:
    """What stands in somebody's words is alleged, and denied where that is what they do."""
    for index, said in enumerate(statements):
        if not any(span.contains(event.trigger) for span in said.content):
            continue
        status = event.status
        if said.act == "deny":
            status = Status.DENIED
        elif status in (Status.OCCURRED, Status.ONGOING):
            status = Status.ALLEGED
        return replace(
            event,
            status=status,
            according_to=said.speaker_actor,
            according_to_statement=index,
        )
    return event
