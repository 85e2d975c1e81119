"""From scores of word pieces to linked spans: probabilities of spans, and the linker.

Everything here is plain NumPy, shared by the shipped model and by its training. The tag set is
BIOES over source, cue and content in one linear-chain CRF (Lafferty et al., ICML 2001): the three
never overlap in the training corpus, so one chain may weigh them against each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

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
    "likely",
    "link",
    "posteriors",
]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

KINDS = ("source", "cue", "content")
TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BIES"))
LINK_WIDTH = 64
"""Width of the vectors that the linker compares."""
DISTANCES = 24
_NEVER = np.float32(-1e4)
_APART = (8.0, 100.0)
"""What a paragraph's end between the two costs a content-cue and a cue-source link."""


@dataclass(frozen=True, slots=True, order=True)
class PieceSpan:
    """A run of word pieces [start, end) of one kind (an index into KINDS), and how likely it is."""

    start: int
    end: int
    kind: int
    score: float = field(default=1.0, compare=False)

    def moved(self, by: int) -> PieceSpan:
        """The same span counted from elsewhere."""
        return PieceSpan(self.start + by, self.end + by, self.kind, self.score)


@dataclass(frozen=True, slots=True)
class Found:
    """One linked attribution in pieces: at most one source, one cue, pieces of content."""

    source: PieceSpan | None
    cue: PieceSpan | None
    content: tuple[PieceSpan, ...]

    @property
    def score(self) -> float:
        """Probability of the least likely of its parts."""
        parts = (self.source, self.cue, *self.content)
        return min(part.score for part in parts if part is not None)

    def moved(self, by: int) -> Found:
        """The same attribution counted from elsewhere."""
        return Found(
            self.source.moved(by) if self.source else None,
            self.cue.moved(by) if self.cue else None,
            tuple(part.moved(by) for part in self.content),
        )


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


def posteriors(emissions: Floats, transitions: Floats, first: Floats, last: Floats) -> Floats:
    """The probability of every span of a chain of pieces (forward-backward algorithm).

    The sum over all tag sequences in which a source, cue or content runs exactly from one piece to
    another, as a share of the sum over all sequences.

    Args:
        emissions: (pieces, tags).
        transitions: (tags, tags) from, to; penalties included.
        first: scores of the first tag; ``last`` of the last.

    Returns:
        (kinds, pieces, pieces): the span from the first to the last piece given.
    """
    scores: Doubles = emissions.astype(np.float64)
    alpha, beta = np.empty_like(scores), np.empty_like(scores)
    alpha[0] = scores[0] + first
    for step in range(1, len(scores)):
        alpha[step] = _logsum(alpha[step - 1, :, None] + transitions) + scores[step]
    beta[-1] = last
    for step in range(len(scores) - 2, -1, -1):
        beta[step] = _logsum((beta[step + 1] + scores[step + 1])[:, None] + transitions.T)
    total = float(_logsum((alpha[-1] + last)[:, None])[0])
    return _spans(scores, alpha, beta, transitions, first, total)


def _logsum(scores: Doubles) -> Doubles:
    """Log of the sum of exponentials over the axis before the last."""
    top = scores.max(-2)
    return np.asarray(top + np.log(np.exp(scores - top[..., None, :]).sum(-2)))


def _spans(
    emissions: Doubles,
    alpha: Doubles,
    beta: Doubles,
    transitions: Floats,
    first: Floats,
    total: float,
) -> Floats:
    length = len(emissions)
    found = np.zeros((len(KINDS), length, length), dtype=np.float32)
    whole = np.arange(length)
    for kind in range(len(KINDS)):
        begin, inside, end, single = range(1 + 4 * kind, 5 + 4 * kind)

        def before(tag: int) -> Doubles:
            """Log sum of all that may come before a span that starts with the tag."""
            paths = _logsum((alpha[:-1] + transitions[:, tag]).T)
            return np.concatenate([[first[tag]], paths])

        # sums of what the pieces inside a span add, without and with each piece
        passed = np.cumsum(emissions[:, inside] + transitions[inside, inside])
        left = before(begin) + emissions[:, begin] - passed
        right = np.concatenate([[0.0], passed[:-1]]) + emissions[:, end] + beta[:, end]
        joint = left[:, None] + right[None, :] - total
        joint += transitions[begin, inside] + transitions[inside, end] - transitions[inside, inside]
        # two pieces have none inside
        pair = transitions[begin, end] + emissions[1:, end] + beta[1:, end]
        joint[whole[:-1], whole[1:]] = before(begin)[:-1] + emissions[:-1, begin] + pair - total
        found[kind] = np.triu(np.exp(np.minimum(joint, 0.0)), 1)
        alone = before(single) + emissions[:, single] + beta[:, single] - total
        found[kind][whole, whole] = np.exp(np.minimum(alone, 0.0))
    return found


def likely(probabilities: Floats, floors: tuple[float, float, float]) -> list[PieceSpan]:
    """The spans that are likelier than the floor of their kind, the likeliest where two overlap.

    Taking every span whose probability exceeds half of the F1 that can be reached maximises the
    expected F1 (Lewis, SIGIR 1995; Ye et al., ICML 2012); the best path alone misses many of them.
    """
    candidates = []
    for kind, floor in enumerate(floors):
        for start, end in np.argwhere(probabilities[kind] > floor):
            score = float(probabilities[kind, start, end])
            candidates.append((-score, PieceSpan(int(start), int(end) + 1, kind, score)))
    found: list[PieceSpan] = []
    for _, span in sorted(candidates):
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return sorted(found)


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
    paragraphs: Sequence[int],
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
                if bisect_right(paragraphs, a.start) != bisect_right(paragraphs, b.start):
                    scores[i, j] -= _APART[which]
    return scores


def link(
    spans: list[PieceSpan], links: Floats, weights: LinkWeights, paragraphs: Sequence[int] = ()
) -> list[Found]:
    """Joins the spans of one window to attributions: each content finds its cue, each cue its
    source.

    Args:
        spans: from `likely`.
        links: (pieces, 8, LINK_WIDTH) vectors: content, cue; cue, source; each start and end.
        weights: the linker's own tables.
        paragraphs: where paragraphs start: parts of one attribution seldom lie in two.
    """
    sources, cues, contents = ([s for s in spans if s.kind == kind] for kind in range(3))
    if not contents:
        return []
    by_cue: dict[int, list[PieceSpan]] = {}
    for row, span in zip(
        _scores(links, weights, 0, contents, cues, cues, paragraphs), contents, strict=True
    ):
        by_cue.setdefault(int(row.argmax()), []).append(span)
    chosen: dict[int, PieceSpan | None] = {}
    if cues:
        for index, row in enumerate(_scores(links, weights, 1, cues, sources, cues, paragraphs)):
            best = int(row.argmax())
            chosen[index] = sources[best] if best < len(sources) else None
    found = []
    for index, pieces in by_cue.items():
        cue = cues[index] if index < len(cues) else None
        found.append(Found(chosen.get(index), cue, tuple(pieces)))
    for index, cue in enumerate(cues):
        if index not in by_cue:
            found.append(Found(chosen[index], cue, ()))
    used = {item.source for item in found}
    found.extend(Found(source, None, ()) for source in sources if source not in used)
    return found
