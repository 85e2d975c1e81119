"""Citation markers: ``[1]``, ``([1], [3])``, ``[2-4]``, and ``[^1]`` where its note names a source.

A marker stands behind the claim before it: the part of the sentence (or timeline entry) from the
marker before, or from the sentence's start, up to it (`kg.extract.context.Context.citations_for`).
"""

from __future__ import annotations

import re

from kg.extract.clean import citation_spans
from kg.extract.footnotes import footnotes
from kg.model import Citation, Span

__all__ = ["find_citations"]

_BRACKET = re.compile(r"\[(?:\^(?P<note>[\w-]+)|(?P<numbers>[\d\s,;–-]+))\]")
_RANGE = re.compile(r"(\d{1,3})(?:\s*[–-]\s*(\d{1,3}))?")
_WIDEST = 20


def find_citations(text: str) -> tuple[Citation, ...]:
    """The citations of the text in order; a marker that names several sources gives several.

    Each has the span of its bracketed marker, without parentheses around it.

    >>> [c.identifier for c in find_citations("It rained [1, 3].")]
    ['1', '3']
    """
    found: list[Citation] = []
    notes = {note.name: note for note in footnotes(text)}
    for outer in citation_spans(text):
        for bracket in _BRACKET.finditer(text, outer.start, outer.end):
            span = Span(bracket.start(), bracket.end())
            name = bracket["note"]
            if name is not None:
                note = notes.get(name)
                if note is not None and note.source and not note.span.contains(span):
                    found.append(Citation(span, name))
                continue
            for match in _RANGE.finditer(bracket["numbers"]):
                first = int(match.group(1))
                last = int(match.group(2) or first)
                if not first <= last <= first + _WIDEST:
                    last = first
                found.extend(Citation(span, str(n)) for n in range(first, last + 1))
    return tuple(found)
