"""Footnotes of Markdown: those that name a source are cited, others are remarks."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.citations import find_citations
from kg.extract.clean import mask
from kg.extract.footnotes import footnotes
from kg.extract.references import find_sources
from kg.extract.segments import segment
from kg.model import SegmentKind

TEXT = """# Bridge closed after the flood

The mayor closed the bridge on Tuesday.[^1] Two people died[^wire], police said [^1].

Nobody else was hurt.[^2] A rule such as [^a-z] is no note, nor is [^9].

[^1]: Ashford Post, "Bridge closed as river rises", 6 January 2026
[^2]: That is, nobody who was seen by a doctor.
[^wire]: [Two dead in the flood](https://wire.example/flood),
    Example Wire
"""


def test_a_note_that_names_a_source_is_cited() -> None:
    cited = find_citations(TEXT)
    assert [c.identifier for c in cited] == ["1", "wire", "1"]
    assert [c.span.of(TEXT) for c in cited] == ["[^1]", "[^wire]", "[^1]"]
    sources = {source.identifier: source for source in find_sources(TEXT, ())}
    assert list(sources) == ["1", "wire"]
    assert (sources["1"].title, sources["1"].publisher) == (
        "Bridge closed as river rises",
        "Ashford Post",
    )
    assert (sources["wire"].title, sources["wire"].url, sources["wire"].publisher) == (
        "Two dead in the flood",
        "https://wire.example/flood",
        "Example Wire",
    )


def test_notes_are_no_text_and_markers_no_words() -> None:
    notes = footnotes(TEXT)
    assert [note.source for note in notes] == [True, False, True]
    for part in segment(TEXT):
        inside = any(note.span.overlaps(part.span) for note in notes)
        assert (part.kind is SegmentKind.FURNITURE) == inside, part.span.of(TEXT)
    plain = mask(TEXT)
    assert len(plain) == len(TEXT)
    assert "Tuesday.     Two people died       , police said     ." in plain


def test_notes_of_any_length_are_found_in_time() -> None:
    start = time.monotonic()
    footnotes("[^a]: " * 50_000)
    footnotes("[^a]: b\n" * 20_000)
    footnotes("[^a]: b\n" + "    c\n" * 50_000)
    find_citations("[^" * 100_000)
    segment("".join(f"[^a{number}]: b\n" for number in range(20_000)))
    assert time.monotonic() - start < 3


@given(st.text(alphabet='[]^1a: \n"h(', max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    for note in footnotes(text):
        assert note.span.contains(note.body) and note.body.of(text).strip() == note.body.of(text)
    find_citations(text)
