"""Actors of one article: who is named, and which names, descriptions and pronouns are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.mentions import named_mentions
from kg.extract.names import cluster
from kg.iris import DEFAULT_BASE
from kg.model import Actor, Mention, Segment, TimeExpression

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
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """The actors and places of an article with all their mentions.

    Args:
        text: the masked text, as parsed.
        doc: its parse.
        segments: the article's segments.
        times: its time expressions, which are never actors.
        base: where the actors' IRIs are minted.

    Returns:
        Actors sorted by IRI; mentions in the order of the text, not overlapping one another.
    """
    names = named_mentions(text, doc, segments, times)
    return cluster(names, text, base)
