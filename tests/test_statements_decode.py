"""Word pieces, windows, the CRF's best path and the linker."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.statements.decode import (
    LINK_WIDTH,
    TAGS,
    LinkWeights,
    PieceSpan,
    allowed,
    link,
    spans_of,
    viterbi,
)
from kg.extract.statements.pieces import FEATURES, WordPiece, windows

VOCABULARY = (
    "[UNK]",
    "the",
    "said",
    "un",
    "##known",
    "##s",
    ".",
    ",",
    "“",
    "”",
    '"',
    "a",
    "##b",
    "##a",
    "b",
    "e",
    "##e",
    "1",
    "##1",
    "s",
)


def test_pieces_are_greedy_and_carry_offsets_into_the_text() -> None:
    text = "The Unknown said:\n“É.”"
    pieces = WordPiece(VOCABULARY).text(text)
    words = [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)]
    assert words == ["The", "Un", "known", "said", ":", "“", "É", ".", "”"]
    assert pieces.ids[4] == 0  # ':' is not in the vocabulary
    assert pieces.paragraphs == (0, 5)


@given(st.text(alphabet='ab e1.,“”"\n\tÉß\u0301\u00a0🙂', max_size=60))
def test_any_text_gives_ordered_pieces_and_known_features(text: str) -> None:
    pieces = WordPiece(VOCABULARY).text(text)
    assert all(0 <= a < b <= len(text) for a, b in zip(pieces.starts, pieces.ends, strict=True))
    assert list(pieces.starts) == sorted(pieces.starts)
    assert all(0 <= feature < FEATURES for feature in pieces.features)


@given(
    st.text(alphabet="a b. \n“”", min_size=1, max_size=200), st.integers(4, 30), st.integers(0, 3)
)
def test_windows_answer_for_every_piece_once(text: str, size: int, context: int) -> None:
    pieces = WordPiece(VOCABULARY).text(text)
    found = windows(pieces, size, context)
    kept = [i for w in found for i in range(w.keep_start, w.keep_end)]
    assert kept == list(range(len(pieces.ids)))
    assert all(w.start <= w.keep_start and w.end == w.keep_end for w in found)
    assert all(w.end - w.start <= size for w in found)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_viterbi_finds_the_best_path(seed: int) -> None:
    rng = np.random.default_rng(seed)
    emissions = rng.normal(size=(2, 3, len(TAGS))).astype(np.float32)
    transitions, first, last = allowed()
    transitions = transitions + rng.normal(size=transitions.shape).astype(np.float32)
    found = viterbi(emissions, transitions, first, last, [3, 2])
    for row, length in enumerate((3, 2)):

        def score(tags: tuple[int, ...], row: int = row) -> float:
            total = first[tags[0]] + last[tags[-1]]
            total += sum(emissions[row, i, tag] for i, tag in enumerate(tags))
            return float(total + sum(transitions[a, b] for a, b in itertools.pairwise(tags)))

        best = max(itertools.product(range(len(TAGS)), repeat=length), key=score)
        assert tuple(found[row]) == best


def test_spans_of_tags() -> None:
    tags = [
        TAGS.index(t)
        for t in ("B-source", "E-source", "S-cue", "O", "B-content", "I-content", "E-content")
    ]
    assert spans_of(tags) == [PieceSpan(0, 2, 0), PieceSpan(2, 3, 1), PieceSpan(4, 7, 2)]


def test_the_linker_takes_the_nearest_where_only_distance_counts() -> None:
    distance = np.tile(-np.arange(12, dtype=np.float32), (2, 2))
    weights = LinkWeights(distance, np.zeros((2, 8), np.float32), np.full(2, -99, np.float32))
    spans = [
        PieceSpan(0, 1, 0),
        PieceSpan(1, 2, 1),
        PieceSpan(2, 5, 2),
        PieceSpan(6, 7, 0),
        PieceSpan(7, 8, 1),
        PieceSpan(8, 9, 2),
    ]
    found = link(spans, np.zeros((9, 8, LINK_WIDTH), np.float32), weights)
    assert [(f.source, f.cue, f.content) for f in found] == [
        (spans[0], spans[1], (spans[2],)),
        (spans[3], spans[4], (spans[5],)),
    ]
