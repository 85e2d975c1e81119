"""The statement tagger: who said what, in spans, from a trained model.

`Reader` turns text into spans with any function that scores word pieces; training uses it with
PyTorch, `StatementTagger` with the shipped ONNX model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kg.extract.statements.decode import (
    Floats,
    Found,
    LinkWeights,
    PieceSpan,
    likely,
    link,
    posteriors,
)
from kg.extract.statements.pieces import Pieces, WordPiece, windows
from kg.extract.states import States

__all__ = ["Ints", "Offsets", "Reader", "Score", "Settings", "TaggedStatement"]

Offsets = tuple[int, int]
Ints = NDArray[np.int64]
Score = Callable[[Ints, Ints], tuple[Floats, Floats, Floats]]


@dataclass(frozen=True, slots=True)
class TaggedStatement:
    """One attribution found: spans as (start, end) code points, and how sure the model is."""

    source: tuple[Offsets, ...]
    cue: tuple[Offsets, ...]
    content: tuple[Offsets, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read: window and context in pieces, and the least probability of each kind of span."""

    window: int = 256
    context: int = 64
    floors: tuple[float, float, float] = (0.35, 0.35, 0.4)


@dataclass(frozen=True, slots=True)
class Reader:
    """Text to tagged statements, given a function that scores pieces.

    Args:
        splitter: the word pieces of the model.
        score: ids and features of a window's pieces to emissions (pieces, tags), link vectors
            (pieces, 8, LINK_WIDTH) and the encoder's states (pieces, hidden).
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
        return self.read(text, None)[0]

    def read(
        self, text: str, project: Floats | None
    ) -> tuple[tuple[TaggedStatement, ...], States | None]:
        """The attributions of a text, and its encoder's states as ``project`` maps them.

        ``project`` is a matrix (hidden, columns); without it there are no states.
        """
        pieces = self.splitter.text(text)
        columns = 0 if project is None else project.shape[1]
        rows = np.zeros((len(pieces.ids), columns), dtype=np.float32)
        found = self._found(pieces, project, rows) if pieces.ids else []
        states = None
        if project is not None:
            states = States(np.array(pieces.starts), np.array(pieces.ends), rows)
        return self._statements(pieces, found), states

    @staticmethod
    def _statements(pieces: Pieces, found: list[Found]) -> tuple[TaggedStatement, ...]:
        """What was found, from pieces to code points, in the order of the cues."""

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

    def _found(self, pieces: Pieces, project: Floats | None, rows: Floats) -> list[Found]:
        """What the windows hold; ``rows`` take the states of the pieces, projected."""
        ids, features = np.array(pieces.ids), np.array(pieces.features)
        found: list[Found] = []
        for w in windows(pieces, self.settings.window, self.settings.context):
            emissions, links, states = self.score(ids[w.start : w.end], features[w.start : w.end])
            kept = slice(w.keep_start, w.keep_end)
            if project is not None:
                rows[kept] = states[w.keep_start - w.start : w.keep_end - w.start] @ project
            # no attribution's part runs over a paragraph's end, so each is a chain of its own
            inner = [p - w.start for p in pieces.paragraphs if w.start < p < w.end]
            spans: list[PieceSpan] = []
            for start, end in pairwise([0, *inner, w.end - w.start]):
                table = posteriors(emissions[start:end], *self.chain)
                spans.extend(span.moved(start) for span in likely(table, self.settings.floors))
            for item in link(spans, links, self.linker, inner):
                anchor = item.cue or item.source or item.content[0]
                if w.keep_start <= anchor.start + w.start < w.keep_end:
                    found.append(item.moved(w.start))
        return found
