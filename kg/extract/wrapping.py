"""Texts whose lines were broken by hand or by a mail program: several lines are one paragraph.

A text is one where lines go on in the middle of a sentence again and again, which no text with a
line a paragraph does. A short line ends its paragraph there, as do a blank one and an indented next
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.model import Segment, SegmentKind, Span

__all__ = ["breaks_inside", "joined_lines"]

_LEAST = 3
#: The share of line ends inside of blocks at which a sentence goes on.
_SHARE = 0.25
_SHORTEST, _LONGEST = 40, 120
#: A line so much shorter than the others ends its paragraph.
_FULL = 0.72
_ITEM = re.compile(r"(?:[-*•·–—]|\d{1,3}[.)]|\[\^?\w{1,40}\]:?|#{1,6}|[A-Z][A-Z .'-]{1,30}:)\s")
_BREAK = re.compile(r"[\r\n]+[ \t]*")
_ENDED = (".", "!", "?", ":", ";", '"', "”", "’", "'", ")", "]")


def joined_lines(text: str, lines: Sequence[Span]) -> list[Span]:
    """The lines, those that are one paragraph as one span; the same where no line is broken.

    Args:
        text: the text.
        lines: its lines that hold something, trimmed, in their order.
    """
    pairs = [i for i in range(len(lines) - 1) if _same_block(text, lines[i], lines[i + 1])]
    going_on = [
        i
        for i in pairs
        if _size(lines[i]) >= _SHORTEST
        and text[lines[i + 1].start].islower()
        and text[lines[i].end - 1] not in _ENDED
    ]
    if len(going_on) < max(_LEAST, _SHARE * len(pairs)):
        return list(lines)
    width = max(_size(lines[i]) for i in going_on)
    if width > _LONGEST or any(_size(line) > 2 * width for line in lines):
        return list(lines)
    inside = set(pairs)
    found: list[Span] = []
    for index, line in enumerate(lines):
        before = index - 1
        if (
            before in inside
            and _size(lines[before]) >= _FULL * width
            and not _ITEM.match(line.of(text))
        ):
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return found


def breaks_inside(text: str, segments: Iterable[Segment]) -> list[Span]:
    """The line ends, and the margins behind them, that stand amid a paragraph."""
    return [
        Span(match.start(), match.end())
        for part in segments
        if part.kind is SegmentKind.PARAGRAPH
        for match in _BREAK.finditer(text, part.span.start, part.span.end)
    ]


def _size(line: Span) -> int:
    return line.end - line.start


def _same_block(text: str, one: Span, other: Span) -> bool:
    """Whether nothing but a line end and the same margin stands between two lines."""
    gap = text[one.end : other.start]
    breaks = gap.replace("\r\n", "\n").replace("\r", "\n")
    return breaks.count("\n") == 1 and _margin(text, other) <= _margin(text, one)


def _margin(text: str, line: Span) -> int:
    floor = max(0, line.start - _LONGEST)
    start = max(text.rfind("\n", floor, line.start), text.rfind("\r", floor, line.start)) + 1
    start = max(start, floor)
    return len(text[start : line.start].expandtabs(4))
