"""Quotations by their marks alone: deterministic, paragraph by paragraph.

Handles curly, straight and angular marks, single and double, one inside the other, apostrophes and
possessives inside single quotes, inches and minutes, marks that are never closed, and quotations
that run over paragraphs, each of which opens with a mark of its own while only the last closes.

Offsets are Unicode code points into the text, end exclusive. Linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Span

__all__ = ["Quote", "find_quotes"]

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029\u0085]+")
_MARK = re.compile(r"``|''|[\"“”„‟«»'‘’‚‛]")
#: Straight and curly marks close each other: texts that went through several hands mix them.
_DOUBLE = {"“": '”"', "„": "“”", "«": "»", "‟": '”"', '"': '"”', "``": "''", "”": "”", "»": "«"}
_DOUBLE["''"] = "''"  # wires set both marks so
_SINGLE = {"‘": "’", "'": "'", "‚": "‘’", "‛": "’"}
_INCHES = re.compile(r"\d['’′]\s?\d{1,2}$")
#: How many further lines a quotation may run over before its mark counts as never closed.
_LINES = 12
#: What may stand before an opening mark.
_BEFORE = " \t\u00a0\u202f\u2009([{—–-―/:;,.…!?\"“„«‘'¿¡*_"
#: Words that begin with an apostrophe.
_ELIDED = re.compile(
    r"['’‘](?:\d0s\b|\d\d\b|em\b|til\b|till\b|cause\b|tis\b|twas\b|twere\b|twill\b|n['’]?\b|round\b"
    r"|bout\b|cuz\b|ere\b|neath\b|ol\b|sup\b|kay\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation within one paragraph.

    ``span`` includes the marks, ``inner`` does not. ``depth`` is 0 for a quotation in none other.
    ``continued`` says that it goes on in the next paragraph: the mark that opens that one
    repeats the mark that opened this one.
    """

    span: Span
    inner: Span
    depth: int = 0
    continued: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    start: int
    end: int


def find_quotes(text: str) -> tuple[Quote, ...]:
    """All quotations of the text, by start; one that holds others comes before them.

    >>> [text[q.inner.start:q.inner.end] for text in ["He said: 'Don't go to the dogs' home.'"]
    ...  for q in find_quotes(text)]
    ["Don't go to the dogs' home."]
    """
    paragraphs = [(m.start(), m.end()) for m in _PARAGRAPH.finditer(text) if m.group().strip()]
    found: list[Quote] = []
    index = 0
    while index < len(paragraphs):
        start, end = paragraphs[index]
        follows = _follows(text, paragraphs, index)
        quotes = _paragraph(text, start, end, follows)
        opened = _left_open(text, start, end, quotes)
        if opened is not None and follows[:1] != text[opened]:
            # Set in lines, one sentence each: the quotation ends where a later line closes it.
            last = _closing_line(text, paragraphs, index, opened)
            if last is not None:
                quotes = _paragraph(
                    text, start, paragraphs[last][1], _follows(text, paragraphs, last)
                )
                index = last
        found.extend(quotes)
        index += 1
    return tuple(sorted(found, key=lambda q: (q.span.start, -q.span.end)))


def _follows(text: str, paragraphs: list[tuple[int, int]], index: int) -> str:
    """The first two characters of the paragraph after the one of that index."""
    if index + 1 >= len(paragraphs):
        return ""
    return text[paragraphs[index + 1][0] :][:40].lstrip()[:2]


def _left_open(text: str, start: int, end: int, quotes: list[Quote]) -> int | None:
    """Where a paragraph's last double mark stands that opens a quotation and is not closed."""
    for match in reversed(list(_MARK.finditer(text, start, end))):
        mark, place = match.group(), match.start()
        if mark not in _DOUBLE or mark in "”»":
            continue
        held = [q for q in quotes if q.span.start <= place < q.span.end]
        if any(q.span.start == place and q.span.end == end and q.inner.end == end for q in held):
            return place  # closed by nothing but the end of the paragraph
        before = text[place - 1] if place > start else " "
        after = text[match.end()] if match.end() < end else " "
        opens = (before in _BEFORE or before.isspace()) and not after.isspace()
        return None if held or not opens else place
    return None


def _closing_line(
    text: str, paragraphs: list[tuple[int, int]], index: int, opened: int
) -> int | None:
    """The index of the line right below, or a few further, that closes the mark at ``opened``.

    A line that opens with a mark of its own, a blank line, or too many lines end the search.
    """
    closers = _closers("``" if text.startswith("``", opened) else text[opened])
    for number in range(index + 1, min(index + 1 + _LINES, len(paragraphs))):
        start, end = paragraphs[number]
        if len(text[paragraphs[number - 1][1] : start].replace("\r\n", "\n").strip(" \t")) > 1:
            return None
        for match in _MARK.finditer(text, start, end):
            mark, left, right = match.group(), match.start(), match.end()
            if mark in "'‘’‚‛":
                continue
            before = text[left - 1] if left > start else " "
            after = text[right] if right < end else " "
            if mark in closers and not before.isspace() and not after.isalnum():
                return number
            return None
    return None


def _paragraph(text: str, start: int, end: int, follows: str) -> list[Quote]:
    marks = [(m.start(), m.end(), m.group()) for m in _MARK.finditer(text, start, end)]
    stack: list[_Open] = []
    found: list[Quote] = []

    def close(level: int, left: int, right: int) -> None:
        opened = stack[level]
        if left > opened.end and text[opened.end : left].strip():
            found.append(Quote(Span(opened.start, right), Span(opened.end, left), level))
        del stack[level:]

    for number, (left, right, mark) in enumerate(marks):
        before = text[left - 1] if left > start else " "
        after = text[right] if right < end else " "
        single = mark in "'‘’‚‛"
        if single and _is_apostrophe(text, left, right, before, after):
            continue
        level = next(
            (
                depth
                for depth in range(len(stack) - 1, -1, -1)
                if mark in _closers(stack[depth].mark)
            ),
            None,
        )
        may_close = level is not None and (mark in "”»" or not before.isspace())
        may_open = (
            (mark in _DOUBLE or mark in _SINGLE)
            and not after.isspace()
            and (before in _BEFORE or before.isspace())
        )
        if mark in ("”", "»") or (mark == "''" and level is not None):
            may_open = False
        if mark == "’" and single:
            may_open = False
        if mark in ("“", "„", "«", "``", "‘") and level is None:
            may_open = not after.isspace()
        if may_close and may_open and mark in "\"'":
            # both are possible after an opening bracket, a dash or a mark: an opening mark stands
            # before a letter and after a space
            may_close = not (before.isspace() or before in "([—–")
            may_open = not may_close
        if may_close and level is not None:
            if single and _is_possessive(text, number, marks, end):
                continue
            if (
                mark == '"'
                and _INCHES.search(text, max(start, left - 6), left)
                and (after.isspace() or after == "-")
            ):
                continue
            close(level, left, right)
        elif may_open:
            same = [depth for depth, held in enumerate(stack) if held.mark == mark]
            if same:  # the mark before was never closed
                del stack[same[0] :]
            stack.append(_Open(mark, left, right))
        elif mark == '"' and level is not None:
            close(level, left, right)
    if stack and stack[0].mark not in _SINGLE:
        opened = stack[0]
        goes_on = follows[:1] == opened.mark[:1] and bool(follows)
        last = end
        while last > opened.end and text[last - 1].isspace():
            last -= 1
        if last > opened.end and (goes_on or opened.mark in "“«„"):
            found.append(Quote(Span(opened.start, last), Span(opened.end, last), 0, goes_on))
    return _levels(found)


def _closers(mark: str) -> str | tuple[str, ...]:
    if mark == "``":
        return ("''", '"')
    return _DOUBLE.get(mark) or _SINGLE[mark]


def _is_apostrophe(text: str, left: int, right: int, before: str, after: str) -> bool:
    """Whether a single mark stands inside a word or begins an elided one, or means minutes."""
    if before.isalnum() and after.isalnum():
        return True
    if before.isdigit() and (after in '"”″' or after.isdigit()):
        return True
    return not before.isalnum() and _ELIDED.match(text, left) is not None


def _is_possessive(text: str, number: int, marks: list[tuple[int, int, str]], end: int) -> bool:
    """Whether a mark that could close is that of a plural possessive ("the workers' rights'").

    It is when it follows an s, a word comes after it, and a later mark can close instead, before
    any mark that opens.
    """
    left, right, _ = marks[number]
    if (
        text[left - 1] not in "sS"
        or not text[right : right + 2].strip()
        or (right < end and not text[right].isspace())
    ):
        return False
    if right + 1 < end and not text[right + 1].islower():
        return False
    for later_left, later_right, mark in marks[number + 1 :]:
        if mark not in "'’‘":
            continue
        before = text[later_left - 1]
        after = text[later_right] if later_right < end else " "
        if before.isalnum() and after.isalnum():
            continue
        return not before.isspace() and not after.isalnum()
    return False


def _levels(found: list[Quote]) -> list[Quote]:
    """Depths by containment: a mark that was never closed counts for nothing."""
    ordered = sorted(found, key=lambda q: (q.span.start, -q.span.end))
    result: list[Quote] = []
    stack: list[Quote] = []
    for quote in ordered:
        while stack and stack[-1].span.end <= quote.span.start:
            stack.pop()
        result.append(Quote(quote.span, quote.inner, len(stack), quote.continued))
        stack.append(quote)
    assert all(a.span.start <= b.span.start for a, b in pairwise(result))
    return result
