"""The order of the steps for an article in English."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.circumstances import link_events
from kg.extract.context import Context
from kg.extract.events import find_events, load_encoded_spotter
from kg.extract.language import LanguageGuesser
from kg.extract.positions import find_positions
from kg.extract.quantities import find_quantities
from kg.extract.references import find_sources
from kg.extract.speakers import resolve_statements
from kg.extract.statements import StatementTagger, find_statements, readable
from kg.model import Extraction, Generator

__all__ = ["read_english"]


def read_english(
    context: Context,
    tagger: StatementTagger | None,
    guesser: LanguageGuesser,
    generator: Generator,
) -> Extraction:
    """All that the article says.

    Args:
        context: the article with its parse, sentences, times and actors.
        tagger: the trained tagger of statements; None: rules alone find them.
        guesser: tells the language of quoted words.
        generator: program and models, for the provenance.
    """
    article = context.article
    quantities = find_quantities(context.text, context.doc, context.times, context.segments)
    context = replace(context, quantities=quantities)
    read = None
    if tagger is not None:
        plain = readable(article.text, context.segments)
        read, states = tagger.read(plain, load_encoded_spotter().project)
        context = replace(context, states=states)
    found = find_statements(
        article.text,
        context.doc,
        tagger,
        segments=context.segments,
        sentences=context.sentences,
        language=article.language or "en",
        guesser=guesser,
        read=read,
    )
    context = resolve_statements(context, found)
    positions = find_positions(context)
    events = find_events(context)
    return Extraction(
        article=article,
        generator=generator,
        sentences=context.sentences,
        segments=context.segments,
        actors=context.actors,
        mentions=context.mentions,
        times=context.times,
        statements=link_events(context, events),
        events=events,
        positions=positions,
        citations=context.citations,
        sources=find_sources(article.text, context.times, article.cited),
    )
