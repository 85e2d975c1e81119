"""An article's parse as the event rules look at it: mentions, times and statements by token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import ActorType, Mention, Segment, SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.context import Context

__all__ = ["View", "char_span", "make_view"]


@dataclass(frozen=True, slots=True)
class View:
    """Look-ups by token index. ``statement`` is the index of the innermost statement around;
    ``groups`` are the actors that are unnamed groups."""

    context: Context
    mention: dict[int, Mention] = field(default_factory=dict)
    covered: dict[int, Mention] = field(default_factory=dict)
    time: dict[int, TimeExpression] = field(default_factory=dict)
    statement: dict[int, int] = field(default_factory=dict)
    cue: dict[int, int] = field(default_factory=dict)
    quoted: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()

    def segment(self, token: Token) -> Segment | None:
        """The segment that the token stands in."""
        return self.context.segment_of(Span(token.idx, token.idx + 1))

    def heading(self, token: Token) -> bool:
        """Whether the token stands in a title or headline, where the present tells the past."""
        part = self.segment(token)
        return part is not None and part.kind in (SegmentKind.TITLE, SegmentKind.HEADLINE)

    def entry(self, token: Token) -> bool:
        """Whether the token stands in a timeline entry."""
        part = self.segment(token)
        return part is not None and part.kind is SegmentKind.TIMELINE


def char_span(token: Token) -> Span:
    """The token's code points."""
    return Span(token.idx, token.idx + len(token.text))


def make_view(context: Context) -> View:
    """Indexes a context by token."""
    mention: dict[int, Mention] = {}
    covered: dict[int, Mention] = {}
    for found in sorted(context.mentions, key=lambda m: m.span.start - m.span.end):
        tokens = context.tokens(found.span)
        if tokens is None:
            continue
        for token in tokens:
            covered[token.i] = found
        mention[tokens.root.i] = found
    time: dict[int, TimeExpression] = {}
    for expression in context.times:
        tokens = context.tokens(expression.span)
        if tokens is not None:
            for token in tokens:
                time[token.i] = expression
    statement: dict[int, int] = {}
    cue: dict[int, int] = {}
    quoted: set[int] = set()
    # Wider statements first, so that the innermost is what stays.
    order = sorted(
        range(len(context.statements)),
        key=lambda i: -sum(s.end - s.start for s in context.statements[i].content),
    )
    for index in order:
        said = context.statements[index]
        for piece in said.content:
            tokens = context.tokens(piece)
            if tokens is None:
                continue
            for token in tokens:
                statement[token.i] = index
                if said.kind.value == "quotation":
                    quoted.add(token.i)
        if said.cue is not None and (tokens := context.tokens(said.cue)) is not None:
            for token in tokens:
                cue[token.i] = index
    groups = frozenset(a.iri for a in context.actors if a.type is ActorType.GROUP)
    return View(context, mention, covered, time, statement, cue, frozenset(quoted), groups)
