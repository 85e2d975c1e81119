"""Word pieces, windows, the probabilities of spans and the linker."""

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
    likely,
    link,
    posteriors,
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


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000))
def test_probabilities_of_spans_are_those_of_all_sequences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    length = 4
    emissions = rng.normal(size=(length, len(TAGS))).astype(np.float32)
    transitions, first, last = allowed()
    transitions = transitions + rng.normal(size=transitions.shape).astype(np.float32)
    expected = np.zeros((3, length, length))
    total = 0.0
    for tags in itertools.product(range(len(TAGS)), repeat=length):
        score = first[tags[0]] + last[tags[-1]]
        score += sum(emissions[i, tag] for i, tag in enumerate(tags))
        score += sum(transitions[a, b] for a, b in itertools.pairwise(tags))
        if score < -1000:
            continue
        weight = float(np.exp(score))
        total += weight
        start = 0
        for index, tag in enumerate(tags):
            if TAGS[tag][0] in "BS":
                start = index
            if TAGS[tag][0] in "ES":
                expected[(tag - 1) // 4, start, index] += weight
    found = posteriors(emissions, transitions, first, last)
    assert np.allclose(found, expected / total, atol=1e-4)


def test_likely_spans_do_not_overlap_and_the_likeliest_wins() -> None:
    table = np.zeros((3, 5, 5), np.float32)
    table[2, 0, 3], table[2, 0, 4], table[0, 4, 4] = 0.4, 0.5, 0.45
    assert likely(table, (0.3, 0.3, 0.3)) == [PieceSpan(0, 5, 2)]
    assert likely(table, (0.3, 0.3, 0.6)) == [PieceSpan(4, 5, 0)]


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
