"""From scores of word pieces to linked spans: the CRF's best path and the linker.

Everything here is plain NumPy, shared by the shipped model and by its training. The tag set is
BIOES over source, cue and content in one linear-chain CRF (Lafferty et al., ICML 2001): the three
never overlap in the training corpus, so one chain may weigh them against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "KINDS",
    "LINK_WIDTH",
    "TAGS",
    "Found",
    "LinkWeights",
    "PieceSpan",
    "allowed",
    "distance_features",
    "link",
    "spans_of",
    "viterbi",
]

Floats = NDArray[np.float32]

KINDS = ("source", "cue", "content")
TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BIES"))
LINK_WIDTH = 64
"""Width of the vectors that the linker compares."""
DISTANCES = 24
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True, order=True)
class PieceSpan:
    """A run of word pieces [start, end) of one kind (an index into KINDS)."""

    start: int
    end: int
    kind: int


@dataclass(frozen=True, slots=True)
class Found:
    """One linked attribution in pieces: at most one source, one cue, pieces of content."""

    source: PieceSpan | None
    cue: PieceSpan | None
    content: tuple[PieceSpan, ...]
    score: float


def allowed() -> tuple[Floats, Floats, Floats]:
    """Penalties of 0 or a very negative number: of transitions, of first and of last tags."""
    count = len(TAGS)
    inside = np.array([tag[0] in "BI" for tag in TAGS])
    opening = np.array([tag[0] in "OBS" for tag in TAGS])
    transitions = np.full((count, count), _NEVER, dtype=np.float32)
    for i, left in enumerate(TAGS):
        for j, right in enumerate(TAGS):
            same = left[2:] == right[2:]
            if (right[0] in "IE" and same) if inside[i] else opening[j]:
                transitions[i, j] = 0
    first = np.where(opening, np.float32(0), _NEVER).astype(np.float32)
    last = np.where(inside, _NEVER, np.float32(0)).astype(np.float32)
    return transitions, first, last


def viterbi(
    emissions: Floats, transitions: Floats, first: Floats, last: Floats, lengths: list[int]
) -> list[list[int]]:
    """The best tag sequence of each window of a padded batch (Viterbi 1967).

    Args:
        emissions: (windows, pieces, tags), padded at the end.
        transitions: (tags, tags) from, to; penalties included.
        first: scores of the first tag; ``last`` of the last.
        lengths: number of real pieces of each window.
    """
    batch, longest, count = emissions.shape
    back = np.zeros((batch, longest, count), dtype=np.int8)
    score = emissions[:, 0] + first
    ends = np.zeros((batch, count), dtype=np.float32)
    size = np.asarray(lengths)
    for step in range(1, longest + 1):
        done = size == step
        if done.any():
            ends[done] = score[done] + last
        if step == longest:
            break
        paths = score[:, :, None] + transitions[None]
        back[:, step] = paths.argmax(1)
        score = paths.max(1) + emissions[:, step]
    found = []
    for row, length in enumerate(lengths):
        tag = int(ends[row].argmax())
        tags = [tag]
        for step in range(length - 1, 0, -1):
            tag = int(back[row, step, tag])
            tags.append(tag)
        found.append(tags[::-1])
    return found


def spans_of(tags: list[int]) -> list[PieceSpan]:
    """Spans of a well-formed BIOES sequence, in order."""
    found = []
    start = 0
    for index, tag in enumerate(tags):
        place = TAGS[tag][0]
        if place in "BS":
            start = index
        if place in "ES":
            found.append(PieceSpan(start, index + 1, (tag - 1) // 4))
    return found


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """What the linker adds to the comparison of two spans: one table for each of its two links."""

    distance: Floats
    """(2, DISTANCES) scores by signed distance."""
    between: Floats
    """(2, 8) scores by side and number of cues between the two."""
    none: Floats
    """(2,) score of having no partner."""


def distance_features(a: PieceSpan, b: PieceSpan, cues: list[PieceSpan]) -> tuple[int, int]:
    """Bucket of the signed distance from a to b, and of the number of cues between them."""
    if a.start < b.start:
        gap, side, left, right = b.start - a.end, 1, a.end, b.start
    else:
        gap, side, left, right = a.start - b.end, 0, b.end, a.start
    gap = max(gap, 0)
    bucket = gap if gap < 4 else min(int(np.log2(gap) * 2), 11)
    count = sum(1 for cue in cues if left <= cue.start and cue.end <= right)
    return bucket + 12 * side, min(count, 3) + 4 * side


def _scores(
    links: Floats,
    weights: LinkWeights,
    which: int,
    rows: list[PieceSpan],
    columns: list[PieceSpan],
    cues: list[PieceSpan],
) -> Floats:
    """(rows, columns + 1) scores; the last column is 'none'. See `link` for the arguments."""
    base = which * 4
    left = np.stack([links[s.start, base] + links[s.end - 1, base + 1] for s in rows])
    scores = np.full((len(rows), len(columns) + 1), weights.none[which], dtype=np.float32)
    if columns:
        right = np.stack([links[s.start, base + 2] + links[s.end - 1, base + 3] for s in columns])
        scores[:, :-1] = np.maximum(left, 0) @ np.maximum(right, 0).T
        for i, a in enumerate(rows):
            for j, b in enumerate(columns):
                distance, between = distance_features(a, b, cues)
                scores[i, j] += weights.distance[which, distance] + weights.between[which, between]
    return scores


def link(spans: list[PieceSpan], links: Floats, weights: LinkWeights) -> list[Found]:
    """Joins the spans of one window to attributions: each content finds its cue, each cue its
    source.

    Args:
        spans: from `spans_of`.
        links: (pieces, 8, LINK_WIDTH) vectors: content, cue; cue, source; each start and end.
        weights: the linker's own tables.
    """
    sources, cues, contents = ([s for s in spans if s.kind == kind] for kind in range(3))
    if not contents:
        return []
    by_cue: dict[int, list[PieceSpan]] = {}
    for row, span in zip(_scores(links, weights, 0, contents, cues, cues), contents, strict=True):
        by_cue.setdefault(int(row.argmax()), []).append(span)
    chosen: dict[int, PieceSpan | None] = {}
    if cues:
        for index, row in enumerate(_scores(links, weights, 1, cues, sources, cues)):
            best = int(row.argmax())
            chosen[index] = sources[best] if best < len(sources) else None
    found = []
    for index, pieces in by_cue.items():
        cue = cues[index] if index < len(cues) else None
        found.append(Found(chosen.get(index), cue, tuple(pieces), 1.0))
    for index, cue in enumerate(cues):
        if index not in by_cue:
            found.append(Found(chosen[index], cue, (), 1.0))
    used = {item.source for item in found}
    found.extend(Found(source, None, (), 1.0) for source in sources if source not in used)
    return found
