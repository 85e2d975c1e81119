"""The order of the steps for an article in Spanish."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.citations import find_citations
from kg.extract.context import Context, sentence_spans
from kg.extract.language import LanguageGuesser
from kg.extract.references import find_sources
from kg.extract.spanish.events import find_spanish_events
from kg.extract.spanish.lexicon import load_words
from kg.extract.spanish.names import find_names
from kg.extract.spanish.positions import find_spanish_positions
from kg.extract.spanish.statements import find_spanish_statements
from kg.extract.spanish.times import find_spanish_times
from kg.link.gazetteer import Gazetteer
from kg.model import Article, Extraction, Generator, Segment

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["read_spanish"]


def read_spanish(
    article: Article,
    text: str,
    segments: tuple[Segment, ...],
    doc: Doc,
    *,
    guesser: LanguageGuesser,
    gazetteer: Gazetteer | None,
    generator: Generator,
    base: str,
) -> Extraction:
    """All that the article says.

    Args:
        article: the article, its language known.
        text: the masked text (`kg.extract.clean.mask`).
        segments: its parts.
        doc: the parse of ``text``.
        guesser: tells the language of quoted words.
        gazetteer: types names and gives nodes of the world their usual name.
        generator: program and models, for the provenance.
        base: where IRIs are minted.
    """
    words = load_words()
    citations = find_citations(article.text)
    actors, mentions = find_names(doc, text, words, gazetteer, base)
    context = Context(
        article=article,
        text=text,
        doc=doc,
        segments=segments,
        sentences=sentence_spans(doc, article.text, segments, citations),
        times=find_spanish_times(text, doc, published=article.published, segments=segments),
        actors=actors,
        mentions=mentions,
        citations=citations,
        base=base,
    )
    statements = find_spanish_statements(context, words, guesser)
    events = find_spanish_events(context, words, statements)
    about = [
        tuple(i for i, e in enumerate(events) if any(s.contains(e.trigger) for s in said.content))
        for said in statements
    ]
    statements = tuple(
        replace(said, about=told) for said, told in zip(statements, about, strict=True)
    )
    return Extraction(
        article=article,
        generator=generator,
        sentences=context.sentences,
        segments=segments,
        actors=actors,
        mentions=mentions,
        times=context.times,
        statements=statements,
        events=events,
        positions=find_spanish_positions(context, words),
        citations=citations,
        sources=find_sources(article.text, context.times, article.cited),
    )
