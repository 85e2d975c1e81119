"""A text cut into pieces, each with what marks it: mentions, events, statements, evidence. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Mark", "Part", "Piece", "evidence_pieces", "parts", "pieces"]

#: Layers of marks, the outermost first.
LAYERS = ("statement", "event", "actor")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text (code points, end exclusive), what it is, and where it leads.

    ``layer`` is one of `LAYERS`, or ``evidence`` for a boundary that shows nothing by itself.
    """

    start: int
    end: int
    layer: str
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that the same marks cover from end to end; the shortest mark of each layer counts."""

    text: str
    start: int
    end: int
    statement: Mark | None = None
    event: Mark | None = None
    actor: Mark | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading or timeline entry with its pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The text from ``start`` to ``end``, cut wherever a mark begins or ends."""
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    cuts = {start, end}
    for mark in inside:
        cuts.update(at for at in (mark.start, mark.end) if start < at < end)
    ordered = sorted(cuts)
    inside.sort(key=lambda m: (m.start, -m.end))
    found: list[Piece] = []
    active: list[Mark] = []
    coming = 0
    for left, right in pairwise(ordered):
        while coming < len(inside) and inside[coming].start <= left:
            active.append(inside[coming])
            coming += 1
        active = [mark for mark in active if mark.end > left]
        chosen: dict[str, Mark] = {}
        for mark in active:
            known = chosen.get(mark.layer)
            if known is None or mark.end - mark.start <= known.end - known.start:
                chosen[mark.layer] = mark
        found.append(Piece(text[left:right], left, right, *(chosen.get(layer) for layer in LAYERS)))
    return tuple(found)


def parts(
    text: str, segments: Sequence[tuple[str, int, int]], marks: Sequence[Mark]
) -> tuple[Part, ...]:
    """The whole text by segment (kind, start, end); what lies between segments is kept too."""
    found: list[Part] = []
    at = 0
    for kind, start, end in [*sorted(segments, key=lambda s: s[1]), ("", len(text), len(text))]:
        start = max(start, at)
        for left, right in _paragraphs(text, at, start):
            found.append(Part("paragraph", pieces(text, left, right, marks)))
        if kind and start < end <= len(text):
            found.append(Part(kind, pieces(text, start, end, marks)))
            at = end
        else:
            at = max(at, start)
    return tuple(found)


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            found.append((at, at + len(line.rstrip())))
        at += len(line)
    return found


def evidence_pieces(
    exact: str, start: int, marks: Iterable[tuple[int, int]]
) -> list[tuple[str, bool]]:
    """A passage's words as runs, each with whether a shorter passage of the same fact covers it."""
    length = len(exact)
    inside = [
        Mark(a - start, b - start, "event")
        for a, b in marks
        if a >= start and b <= start + length and b - a < length
    ]
    runs: list[tuple[str, bool]] = []
    for piece in pieces(exact, 0, length, inside):
        marked = piece.event is not None
        if runs and runs[-1][1] == marked:
            runs[-1] = (runs[-1][0] + piece.text, marked)
        else:
            runs.append((piece.text, marked))
    return runs
