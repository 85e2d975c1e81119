"""The statement tagger: who said what, in spans, from a trained model.

`Reader` turns text into spans with any function that scores word pieces; training uses it with
PyTorch, `StatementTagger` with the shipped ONNX model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.statements.decode import (
    TAGS,
    Floats,
    Found,
    LinkWeights,
    PieceSpan,
    link,
    spans_of,
    viterbi,
)
from kg.extract.statements.pieces import Pieces, WordPiece, windows

__all__ = ["Offsets", "Reader", "Score", "Settings", "TaggedStatement"]

Offsets = tuple[int, int]
Ints = NDArray[np.int64]
Score = Callable[[Ints, Ints, NDArray[np.bool_]], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class TaggedStatement:
    """One attribution found: spans as (start, end) code points, and how sure the model is."""

    source: tuple[Offsets, ...]
    cue: tuple[Offsets, ...]
    content: tuple[Offsets, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read: window and context in pieces, and the bias against the tag O."""

    window: int = 256
    context: int = 64
    recall: float = 0.0
    batch: int = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """Text to tagged statements, given a function that scores pieces.

    Args:
        splitter: the word pieces of the model.
        score: (ids, features, mask), each (windows, pieces), to emissions (windows, pieces, tags)
            and link vectors (windows, pieces, 8, LINK_WIDTH).
        chain: transitions, first and last scores of the CRF, penalties included.
        linker: the linker's tables.
    """

    splitter: WordPiece
    score: Score
    chain: tuple[Floats, Floats, Floats]
    linker: LinkWeights
    settings: Settings

    def tag(self, text: str) -> tuple[TaggedStatement, ...]:
        """The attributions of a text in the order of their cues."""
        pieces = self.splitter.text(text)
        if not pieces.ids:
            return ()
        found = self._found(pieces)

        def chars(spans: tuple[PieceSpan, ...]) -> tuple[Offsets, ...]:
            return tuple((pieces.starts[s.start], pieces.ends[s.end - 1]) for s in sorted(spans))

        statements = [
            TaggedStatement(
                chars((f.source,) if f.source else ()),
                chars((f.cue,) if f.cue else ()),
                chars(f.content),
                f.score,
            )
            for f in found
        ]
        return tuple(sorted(statements, key=lambda s: (s.cue or s.source or s.content)[0]))

    def _found(self, pieces: Pieces) -> list[Found]:
        cuts = sorted(
            windows(pieces, self.settings.window, self.settings.context),
            key=lambda w: w.end - w.start,
        )
        ids, features = np.array(pieces.ids), np.array(pieces.features)
        found: list[Found] = []
        for first in range(0, len(cuts), self.settings.batch):
            part = cuts[first : first + self.settings.batch]
            lengths = [w.end - w.start for w in part]
            shape = (len(part), max(lengths))
            batch_ids, batch_features = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
            mask = np.zeros(shape, np.bool_)
            for row, w in enumerate(part):
                batch_ids[row, : lengths[row]] = ids[w.start : w.end]
                batch_features[row, : lengths[row]] = features[w.start : w.end]
                mask[row, : lengths[row]] = True
            emissions, links = self.score(batch_ids, batch_features, mask)
            emissions = emissions.copy()
            emissions[:, :, TAGS.index("O")] -= self.settings.recall
            for row, tags in enumerate(viterbi(emissions, *self.chain, lengths)):
                w = part[row]
                for item in link(spans_of(tags), links[row], self.linker):
                    anchor = item.cue or item.source or item.content[0]
                    if w.keep_start <= anchor.start + w.start < w.keep_end:
                        found.append(_moved(item, w.start))
        return found


def _moved(found: Found, by: int) -> Found:
    def move(span: PieceSpan) -> PieceSpan:
        return PieceSpan(span.start + by, span.end + by, span.kind)

    return Found(
        move(found.source) if found.source else None,
        move(found.cue) if found.cue else None,
        tuple(move(span) for span in found.content),
        found.score,
    )
