"""An article in a language that is not read: what can be had without a model of it.

Source and metadata, dates that are written in figures (those of Spanish in words too), and
quotations by their marks; who says them is not told. One warning says so.
"""

from __future__ import annotations

import re

from kg.extract.citations import find_citations
from kg.extract.language import LanguageGuesser
from kg.extract.references import find_sources
from kg.extract.spanish.times import find_spanish_times
from kg.extract.statements.quotes import find_quotes
from kg.extract.times import find_times
from kg.model import (
    Article,
    Extraction,
    Generator,
    Segment,
    SegmentKind,
    Span,
    Statement,
    StatementKind,
)

__all__ = ["read_plain", "title_of"]

_SENTENCE = re.compile(r"[^.!?…。！？؟\n]+(?:[.!?…。！？؟]+[\"'”’»“」』)\]]*|$|(?=\n))")
#: Quoted words fewer than these are titles, nicknames and scare quotes; letters where the script
#: sets no spaces.
_WORDS, _LETTERS = 4, 12
_CONFIDENCE = 0.5


def read_plain(
    article: Article,
    text: str,
    segments: tuple[Segment, ...],
    *,
    guesser: LanguageGuesser,
    generator: Generator,
    warning: str,
) -> Extraction:
    """What the article gives without a model of its language.

    Args:
        article: the article, its language known.
        text: the masked text (`kg.extract.clean.mask`).
        segments: its parts.
        guesser: tells the language of quoted words.
        generator: the program, for the provenance.
        warning: says what is missing and how to get it.
    """
    import spacy

    language = article.language or "und"
    # tokens alone: the rules for dates want no more
    doc = spacy.blank("xx")(text)
    find = find_spanish_times if language.startswith("es") else find_times
    times = find(text, doc, published=article.published, segments=segments)
    sentences = _sentences(text)
    statements = []
    for quote in find_quotes(text):
        words = quote.inner.of(text)
        enough = len(words.split()) >= _WORDS or (" " not in words and len(words) >= _LETTERS)
        if quote.depth == 0 and enough:
            statements.append(
                Statement(
                    kind=StatementKind.QUOTATION,
                    content=(quote.inner,),
                    sentence=_around(quote.span, sentences),
                    lang=guesser.quotation(words, language),
                    confidence=_CONFIDENCE,
                )
            )
    return Extraction(
        article=article,
        generator=generator,
        sentences=sentences,
        segments=segments,
        times=times,
        statements=tuple(statements),
        citations=find_citations(article.text),
        sources=find_sources(article.text, times, article.cited),
        warnings=(warning,),
    )


def title_of(text: str, segments: tuple[Segment, ...]) -> str | None:
    """The title line of a text that came without a title of its own."""
    for part in segments:
        if part.kind is SegmentKind.TITLE:
            return " ".join(part.span.of(text).strip("# ").split())
    return None


def _sentences(text: str) -> tuple[Span, ...]:
    """Sentences by their final marks; nothing better is known of the language."""
    found = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if any(char.isalnum() for char in text[start:end]):
            found.append(Span(start, end))
    return tuple(found)


def _around(quote: Span, sentences: tuple[Span, ...]) -> Span:
    touched = [s for s in sentences if s.overlaps(quote)]
    if not touched:
        return quote
    return Span(min(touched[0].start, quote.start), max(touched[-1].end, quote.end))
