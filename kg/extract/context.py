"""What the rules of one article share: its parse, sentences, times, actors, and look-ups in them.

A `Context` is frozen and its look-ups are pure. `build_context` makes one from an article; stages
that come later (statements, quantities) are added with `dataclasses.replace`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.extract.citations import find_citations
from kg.extract.clean import mask
from kg.extract.coref import find_actors
from kg.extract.marks import mark_spans
from kg.extract.references import reference_list
from kg.extract.segments import segment
from kg.extract.times import find_times
from kg.extract.truecase import truecase
from kg.extract.wrapping import breaks_inside
from kg.iris import DEFAULT_BASE
from kg.model import (
    Actor,
    Article,
    Citation,
    Mention,
    Quantity,
    Segment,
    SegmentKind,
    Span,
    Statement,
    TimeExpression,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as TokenSpan

    from kg.extract.nlp import Parser
    from kg.extract.states import States

__all__ = ["MAX_TEXT", "Context", "build_context", "prepare", "sentence_spans"]

#: Longest text (code points) that is taken for one article.
MAX_TEXT = 1_000_000

_LAST = 1 << 60


@dataclass(frozen=True, slots=True)
class Context:
    """An article as far as it is understood. All offsets are code points into ``article.text``.

    ``text`` is the text as parsed: as long as the article's, with plain quotes and blank citation
    markers. ``sentences`` never cross segments; a timeline entry's first sentence includes its date
    label, and a citation marker belongs to the sentence before it. ``actors`` and ``mentions`` are
    those of the whole article, pronouns and descriptions included where they could be resolved.
    ``states`` is what the encoder makes of the text, where it has read it.
    """

    article: Article
    text: str
    doc: Doc
    segments: tuple[Segment, ...] = ()
    sentences: tuple[Span, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    citations: tuple[Citation, ...] = ()
    base: str = DEFAULT_BASE
    states: States | None = None

    def actor(self, iri: str) -> Actor | None:
        """The actor of that IRI."""
        return next((actor for actor in self.actors if actor.iri == iri), None)

    def mention_at(self, span: Span) -> Mention | None:
        """The mention that the span is about: its head rather than a modifier inside it.

        An equal mention wins; else the mention whose last word is the head of the span's phrase;
        else the only mention inside it, unless a possessive or modifier of something else.
        """
        inside = list(self.mentions_in(span))
        for mention in inside:
            if mention.span == span:
                return mention
        around = [m for m in self._overlapping(span) if m.span.contains(span)]
        if around:
            return min(around, key=lambda m: m.span.end - m.span.start)
        head = self.head(span)
        if head is None:
            return None
        for mention in sorted(inside, key=lambda m: m.span.start - m.span.end):
            if mention.span.start <= head < mention.span.end:
                return mention
        return None

    def actor_at(self, span: Span) -> Actor | None:
        """The actor that the span's words name, describe or point to; None where unresolved."""
        mention = self.mention_at(span)
        return self.actor(mention.actor) if mention is not None else None

    def head(self, span: Span) -> int | None:
        """Offset of the syntactic head word of the span's words."""
        tokens = self.tokens(span)
        if tokens is None:
            return None
        return int(tokens.root.idx)

    def tokens(self, span: Span) -> TokenSpan | None:
        """The tokens that the span touches, without white space at the ends; None where none."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        if found is None:
            return None
        start, end = found.start, found.end
        while start < end and self.doc[start].is_space:
            start += 1
        while end > start and self.doc[end - 1].is_space:
            end -= 1
        return self.doc[start:end] if end > start else None

    def mentions_in(self, span: Span) -> tuple[Mention, ...]:
        """The mentions that lie wholly inside the span, in order."""
        return tuple(m for m in self._overlapping(span) if span.contains(m.span))

    def _overlapping(self, span: Span) -> tuple[Mention, ...]:
        stop = bisect_right(self.mentions, span.end - 1, key=lambda m: m.span.start)
        found = []
        for mention in reversed(self.mentions[:stop]):
            if mention.span.end > span.start:
                found.append(mention)
            elif span.start - mention.span.start > 400:
                break
        return tuple(reversed(found))

    def sentence_of(self, span: Span) -> Span:
        """The sentence (or timeline entry's) that the span begins in; the span where none does."""
        index = bisect_right(self.sentences, Span(span.start, _LAST)) - 1
        if index >= 0 and span.start < self.sentences[index].end:
            return self.sentences[index]
        return span

    def segment_of(self, span: Span) -> Segment | None:
        """The segment that the span begins in."""
        index = bisect_right(self.segments, span.start, key=lambda s: s.span.start) - 1
        if index >= 0 and span.start < self.segments[index].span.end:
            return self.segments[index]
        return None

    def label_time(self, span: Span) -> TimeExpression | None:
        """The time of the date label of the timeline entry that the span lies in."""
        part = self.segment_of(span)
        if part is None or part.kind is not SegmentKind.TIMELINE or part.label is None:
            return None
        return next((t for t in self.times if part.label.overlaps(t.span)), None)

    def times_in(self, span: Span) -> tuple[TimeExpression, ...]:
        """The time expressions inside the span."""
        return tuple(time for time in self.times if span.contains(time.span))

    def time_near(self, span: Span) -> TimeExpression | None:
        """The date of the sentence nearest to the span, else that of its timeline entry's label.

        Durations and repeated times are left out. Between two dates as near, the earlier wins.
        """
        sentence = self.sentence_of(span)
        label = self.label_time(span)
        found = [
            time
            for time in self.times_in(sentence)
            if time.kind in ("DATE", "TIME") and (label is None or time.span != label.span)
        ]
        if not found:
            return label

        def distance(time: TimeExpression) -> int:
            return max(time.span.start - span.end, span.start - time.span.end, 0)

        return min(found, key=lambda time: (distance(time), time.span.start))

    def citations_for(self, span: Span) -> tuple[str, ...]:
        """Identifiers of the sources behind the span: see `kg.extract.citations`."""
        sentence = self.sentence_of(span)
        here = [c for c in self.citations if sentence.contains(c.span)]
        after = [c for c in here if c.span.start >= span.end]
        if not after:
            return ()
        # A marker stands behind what comes before it, back to the marker before that one; the
        # markers that stand together all count.
        first = after[0]
        together = [first]
        for citation in after[1:]:
            gap = self.article.text[together[-1].span.end : citation.span.start]
            if gap.strip(" ,;[]()"):
                break
            together.append(citation)
        return tuple(dict.fromkeys(citation.identifier for citation in together))

    def quantities_in(self, span: Span) -> tuple[Quantity, ...]:
        """The quantities inside the span."""
        return tuple(q for q in self.quantities if span.contains(q.span))


def prepare(article: Article) -> tuple[str, tuple[Segment, ...]]:
    """The text as it is parsed and its segments: what `Parser.pipe` takes.

    Raises:
        InputError: the text is longer than `MAX_TEXT`.
    """
    if len(article.text) > MAX_TEXT:
        raise InputError(
            f"{article.path}: a text of {len(article.text)} characters is too long for one article "
            f"(the limit is {MAX_TEXT}); split it"
        )
    segments = segment(article.text)
    blank = [*mark_spans(article.text), *breaks_inside(article.text, segments)]
    return mask(article.text, blank), segments


def build_context(
    article: Article,
    parser: Parser,
    *,
    base: str = DEFAULT_BASE,
    doc: Doc | None = None,
) -> Context:
    """Segments, parse, sentences, citations, times, actors and mentions of an article.

    Args:
        article: the article; its text is never changed.
        parser: parses the masked text, unless ``doc`` is given.
        base: where the IRIs of actors are minted.
        doc: the parse of ``prepare(article)``, where it was made in a batch before.

    Raises:
        InputError: the text is too long for one article.
    """
    text, segments = prepare(article)
    if doc is None:
        doc = parser.parse(truecase(text, segments, parser.common), segments)
    listed = reference_list(article.text)
    citations = tuple(
        citation
        for citation in find_citations(article.text)
        if listed is None or not listed.span.contains(citation.span)
    )
    sentences = sentence_spans(doc, article.text, segments, citations)
    times = find_times(text, doc, published=article.published, segments=segments)
    actors, mentions = find_actors(
        text,
        doc,
        segments,
        times,
        base=base,
        article=article.url or article.id or article.path,
        original=article.text,
    )
    return Context(
        article=article,
        text=text,
        doc=doc,
        segments=segments,
        sentences=sentences,
        times=times,
        actors=actors,
        mentions=mentions,
        citations=citations,
        base=base,
    )


def sentence_spans(
    doc: Doc, text: str, segments: tuple[Segment, ...], citations: tuple[Citation, ...]
) -> tuple[Span, ...]:
    """The sentences, trimmed, each with the citation markers that follow it directly.

    The date label of a timeline entry belongs to the entry's first sentence.
    """
    labels = {s.label.start: s for s in segments if s.kind is SegmentKind.TIMELINE and s.label}
    marks = {c.span.start: c.span.end for c in citations}
    found: list[Span] = []
    open_label: int | None = None
    for sentence in doc.sents:
        start, end = sentence.start_char, sentence.end_char
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end <= start:
            continue
        entry = labels.get(start)
        if entry is not None and entry.label is not None and end <= entry.label.end + 3:
            open_label = entry.span.start
            continue
        if open_label is not None:
            start, open_label = open_label, None
        end = _with_markers(text, end, marks)
        words = text[start:end].strip()
        if found and (start < found[-1].end or not any(c.isalnum() for c in words)):
            # Left over from a marker that went to the sentence before, or stray punctuation.
            if start < found[-1].end < end and _letters(text[found[-1].end : end]):
                found.append(Span(found[-1].end, end))
            elif not text[found[-1].end : start].strip():
                found[-1] = Span(found[-1].start, max(end, found[-1].end))
            continue
        found.append(Span(start, end))
    return tuple(found)


def _letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _with_markers(text: str, end: int, marks: dict[int, int]) -> int:
    """The end of a sentence moved behind the markers, and the full stop after them."""
    while True:
        ahead = end
        while ahead < len(text) and text[ahead] in " \u00a0(":
            ahead += 1
        close = marks.get(ahead)
        if close is None:
            break
        end = close
        while end < len(text) and text[end] in ").,;]":
            end += 1
    return end
