"""Segments, masking and citation markers: offsets are always the article's."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.citations import find_citations
from kg.extract.clean import mask
from kg.extract.headlines import fused_headline
from kg.extract.nlp import pieces
from kg.extract.segments import entry_label, segment
from kg.model import SegmentKind

DIGEST = """Ruritania Closes Its Northern Border After Raid
Updated (3 articles)
Anders Signs Decree on Border Closure On 4 March 2021 President Lena Anders announced that the \
border would close at midnight [1]. She blamed smugglers.
Parliament Debates New Powers for Army The chamber met for nine hours before it voted [2].
Interior Minister Seals Crossing Points Interior Minister Otto Falk said that "nobody" would pass.
Timeline
2009 – Ruritania and Syldavia sign a treaty ([1]).
Feb 2021 – Smugglers cross the river at night, officials say ([2]).
Late 2021 (planned) – The border is to open again.
"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(s.kind.value, s.span.of(text)) for s in segment(text)]


def test_digest_is_cut_into_its_parts() -> None:
    found = kinds(DIGEST)
    assert found[0] == ("title", "Ruritania Closes Its Northern Border After Raid")
    assert found[1] == ("furniture", "Updated (3 articles)")
    heads = [words for kind, words in found if kind == "headline"]
    assert heads == [
        "Anders Signs Decree on Border Closure",
        "Parliament Debates New Powers for Army",
        "Interior Minister Seals Crossing Points",
        "Timeline",
    ]
    bodies = [words for kind, words in found if kind == "paragraph"]
    assert [body.split()[0] for body in bodies] == ["On", "The", "Interior"]
    entries = [s for s in segment(DIGEST) if s.kind is SegmentKind.TIMELINE]
    assert [e.label.of(DIGEST) for e in entries if e.label] == [
        "2009",
        "Feb 2021",
        "Late 2021 (planned)",
    ]


def test_known_name_begins_the_sentence_after_a_headline() -> None:
    text = (
        "Council Rejects Plan for Harbour Valdez quickly criticised the vote. "
        "On Tuesday Valdez, who lost, said Valdez would appeal."
    )
    cut = fused_headline(text, text)
    assert cut is not None
    assert text[cut:].startswith("Valdez quickly")


def test_ordinary_paragraphs_stay_whole() -> None:
    for line in (
        "North Valley Fire Department Chief James Holt said the fire was out by noon on Friday.",
        "The Organization of Island States said on Monday that it would meet in the spring.",
        "In May, a U.S. District Court judge sided with the Greens, saying the law was void.",
        "Producers Laura Mark and Bill Conrad called the singer a friend of the whole company.",
        "Former Prime Minister Sir Alan Reed told the House of Lords that he would not resign.",
        "RIVERSIDE COUNTY SHOWS STRONG LEAD FOR REED The poll was taken in the first week of May.",
    ):
        assert fused_headline(line, line) is None, line


def test_labels_of_entries() -> None:
    assert entry_label("Jan 3–5, 2026 – Talks continue in Oslo") is not None
    assert entry_label("2016: The company is founded in Leeds") is not None
    assert entry_label("- Spring 2019 — The bridge opens") is not None
    assert entry_label("Dec 29 (Reuters) - The company said on Tuesday") is None
    assert entry_label("May be: nobody knows what will come") is None
    assert entry_label("The year 2016 – a hard one – ended") is None


def test_mask_keeps_offsets() -> None:
    text = "“It’s over,” he said [1]. A non‑permanent seat ([2], [3])."
    plain = mask(text)
    assert len(plain) == len(text)
    assert plain.startswith('"It\'s over," he said')
    assert "[" not in plain and "non-permanent" in plain


def test_citations_of_several_sources() -> None:
    text = "One ([1]). Two [2, 4]. Three [5-7]. Not this [sic] or [2019]."
    assert [c.identifier for c in find_citations(text)] == ["1", "2", "4", "5", "6", "7"]
    assert all(c.span.of(text).startswith("[") for c in find_citations(text))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_gives_ordered_segments_and_a_mask_as_long(text: str) -> None:
    parts = segment(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(parts))
    assert all(0 <= p.span.start < p.span.end <= len(text) for p in parts)
    assert len(mask(text)) == len(text)
    assert "".join(p.of(text) for p in pieces(text, parts)) == text


def test_a_line_that_says_when_it_was_published_is_no_title() -> None:
    text = "Last Updated: Tuesday, 20 December 2005, 10:39 GMT\n\nNavy foils attack\n\nIt was so.\n"
    assert segment(text)[0].kind is SegmentKind.FURNITURE
    title = "Published in Haste, Regretted at Leisure\n\nAna Lee wrote a book.\n"
    assert segment(title)[0].kind is SegmentKind.TITLE
