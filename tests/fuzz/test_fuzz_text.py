"""Random texts through the quotation finder, the dates, references and the languages."""

from __future__ import annotations

import os
from datetime import date

import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.clean import mask
from kg.extract.headlines import fused_headline
from kg.extract.language import LanguageGuesser
from kg.extract.references import find_sources, reference_list
from kg.extract.segments import segment
from kg.extract.statements.quotes import find_quotes
from kg.extract.times import find_times
from kg.model import Span

NLP = spacy.blank("en")
GUESSER = LanguageGuesser()
FUZZ = settings(
    max_examples=int(os.environ.get("KG_FUZZ", "100")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
PIECES = st.sampled_from(
    [
        *(
            "“",
            "”",
            "‘",
            "’",
            "'",
            '"',
            "«",
            "»",
            "``",
            "''",
            "he said",
            ",",
            ".",
            "?",
            "\n",
            "\n\n",
        ),
        *(
            "3 January 2026",
            "Jan.",
            "31",
            "30 February",
            "2026",
            "the",
            "last",
            "next",
            "week",
            "May",
        ),
        *(
            "Wednesday",
            "two",
            "days",
            "ago",
            "between",
            "and",
            "from",
            "to",
            "until",
            "since",
            "early",
        ),
        *("Q3", "fiscal", "1990s", "'68", "12/31/99", "2026-02-30", "24:00", "noon", "p.m.", "EST"),
        *(
            "el miércoles",
            "3 de enero de 2026",
            "ayer",
            "century",
            "B.C.",
            "9999",
            "0000",
            "-",
            "–",
        ),
        *("[1]", "[12]", "1.", "2)", "Sources", "References:", "https://x.example/a?b=[1]", "- "),
        *("\u2028", "\u0085", "\ufeff", "\u202e", "\u00a0", "日本語", "مرحبا", "🙂", "e\u0301"),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=80).flatmap(
    lambda parts: st.sampled_from([" ", ""]).map(lambda gap: gap.join(parts))
)
DAYS = st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str))


def inside(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text)


@FUZZ
@given(TEXTS)
def test_quotations_lie_inside_the_text_and_each_other(text: str) -> None:
    quotes = find_quotes(text)
    for quote in quotes:
        assert inside(quote.span, text)
        assert quote.span.contains(quote.inner)
        assert text[quote.inner.start : quote.inner.end].strip()
    for first in quotes:
        for second in quotes:
            apart = not first.span.overlaps(second.span)
            assert apart or first.span.contains(second.span) or second.span.contains(first.span)


@FUZZ
@given(TEXTS, DAYS)
def test_dates_have_values_and_bounds_in_order(text: str, published: str | None) -> None:
    found = find_times(mask(text), NLP(mask(text)), published=published, segments=segment(text))
    end = 0
    for time in found:
        assert inside(time.span, text)
        assert time.span.start >= end
        end = time.span.end
        assert time.time.value
        assert (time.time.earliest is None) == (time.time.latest is None)
        if time.time.earliest and time.time.latest:
            first, last = (date.fromisoformat(d) for d in (time.time.earliest, time.time.latest))
            assert first <= last


@FUZZ
@given(TEXTS)
def test_segments_and_references_lie_in_order_inside_the_text(text: str) -> None:
    end = 0
    for part in segment(text):
        assert inside(part.span, text) and part.span.start >= end
        end = part.span.end
    assert len(mask(text)) == len(text)
    listed = reference_list(text)
    if listed is not None:
        assert inside(listed.span, text)
        assert all(listed.span.contains(span) for _, span in listed.entries)
    for source in find_sources(text, ()):
        assert source.span is not None and inside(source.span, text)
    cut = fused_headline(text, text)
    assert cut is None or 0 < cut < len(text)


@FUZZ
@given(TEXTS)
def test_a_language_is_always_guessed(text: str) -> None:
    assert GUESSER.article(text)
    assert GUESSER.quotation(text, "en")
