"""Offices in a Spanish article: "el presidente Gustavo Petro", "Laura Sarabia, ministra de ..."."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.context import Context
from kg.extract.spanish.lexicon import Words
from kg.extract.spanish.syntax import span_of
from kg.model import ActorType, Mention, Position, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_spanish_positions"]

_OF = frozenset({ActorType.COUNTRY, ActorType.ORGANIZATION, ActorType.PLACE})


def find_spanish_positions(context: Context, words: Words) -> tuple[Position, ...]:
    """One person's holding of one office, each pair once."""
    found: dict[tuple[str, str, str | None], Position] = {}
    for position in _all(context, words):
        found.setdefault((position.holder, position.office.casefold(), position.of), position)
    return tuple(found.values())


def _all(context: Context, words: Words) -> Iterator[Position]:
    for token in context.doc:
        if token.lower_ not in words.offices:
            continue
        holder = _holder(token, context)
        if holder is None:
            continue
        end, of = _office(token, context)
        bare = token.lower_.removeprefix("ex") if token.lower_.startswith("ex") else token.lower_
        office = context.text[token.idx : end]
        before = context.doc[token.i - 1].lower_ if token.i else ""
        yield Position(
            holder=holder.actor,
            office=" ".join(office.split()),
            span=Span(token.idx, end),
            sentence=context.sentence_of(span_of(token)),
            of=of,
            former=bare != token.lower_ or before in ("ex", "entonces", "antiguo", "antigua"),
            citations=context.citations_for(span_of(token)),
        )


def _holder(office: Token, context: Context) -> Mention | None:
    """The person in apposition to the office, or to whom the office is in apposition."""
    near = [c for c in office.children if c.dep_ in ("appos", "flat")]
    if office.dep_ == "appos":
        near.append(office.head)
    for token in near:
        mention = context.mention_at(span_of(token))
        if mention is not None and mention.type is ActorType.PERSON:
            return mention
    return None


def _office(token: Token, context: Context) -> tuple[int, str | None]:
    """Where the office's words end ("ministra de Exteriores"), and of which actor it is one."""
    end, of = token.idx + len(token.text), None
    for child in token.children:
        if child.dep_ == "amod" and child.i == token.i + 1:
            end = child.idx + len(child.text)
        if child.dep_ != "nmod" or child.i < token.i:
            continue
        actor = context.actor_at(span_of(child))
        if actor is not None and actor.type in _OF:
            of = actor.iri
        elif actor is None:
            last = max(
                (t for t in child.subtree if t.dep_ not in ("appos", "punct") or t.i == child.i),
                key=lambda t: t.i,
            )
            if last.i - token.i <= 6:
                end = max(end, last.idx + len(last.text))
    return end, of
