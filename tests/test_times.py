"""Finding and resolving time expressions. The sentences are written for these tests."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg.extract.times import find_times
from kg.model import Segment, SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from kg.extract.nlp import Parser

PUBLISHED = "2026-01-06"  # a Tuesday


def times(text: str, published: str | None = PUBLISHED) -> list[tuple[str, str]]:
    found = find_times(text, None, published=published)
    return [(item.span.of(text), item.time.value) for item in found]


def one(text: str, published: str | None = PUBLISHED) -> TimeExpression:
    found = find_times(text, None, published=published)
    assert len(found) == 1, [(item.span.of(text), item.time.value) for item in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("They met on 3 January 2026.", "3 January 2026", "2026-01-03"),
        ("They met on Jan. 3, 2026.", "Jan. 3, 2026", "2026-01-03"),
        ("They met on the 3rd of January, 2026.", "the 3rd of January, 2026", "2026-01-03"),
        ("Nov 26, 2025 – a ceremony", "Nov 26, 2025", "2025-11-26"),
        ("Signed on 26/11/2025 in Lima", "26/11/2025", "2025-11-26"),
        ("Signed on 11/26/2025 in Lima", "11/26/2025", "2025-11-26"),
        ("Signed on 26.11.2025 in Bonn", "26.11.2025", "2025-11-26"),
        ("Signed on 2025-11-26 in Lima", "2025-11-26", "2025-11-26"),
        ("At 2025-11-26T16:05:00Z it began", "2025-11-26T16:05:00Z", "2025-11-26T16:05:00Z"),
        ("In December 2025 fleets came", "December 2025", "2025-12"),
        ("They have met since 2022.", "2022", "2022"),
        ("the early 1990s", "the early 1990s", "199X"),
        ("in the late '80s", "the late '80s", "198X"),
        ("in the nineties", "the nineties", "199X"),
        ("in the 19th century", "the 19th century", "18XX"),
        ("the third quarter of 2025", "the third quarter of 2025", "2025-Q3"),
        ("sales in Q3 2025 rose", "Q3 2025", "2025-Q3"),
        ("the first half of 2025", "the first half of 2025", "2025-H1"),
        ("in the summer of 2025", "the summer of 2025", "2025-SU"),
        ("fiscal year 2025 began", "fiscal year 2025", "2025"),
        ("the year two thousand", "the year two thousand", "2000"),
        ("in nineteen ninety-six", "nineteen ninety-six", "1996"),
        ("on New Year's Day 2026", "New Year's Day 2026", "2026-01-01"),
        ("on Easter Monday 2026", "Easter Monday 2026", "2026-04-06"),
        ("the 9/11 attacks", "9/11", "2001-09-11"),
        ("from 2016-2018 he served", "2016-2018", "2016/2018"),
        ("from 2016–18 he served", "2016–18", "2016/2018"),
        ("a fair on June 3-5, 2026", "June 3-5, 2026", "2026-06-03/2026-06-05"),
        ("a fair from 3–5 June 2026", "3–5 June 2026", "2026-06-03/2026-06-05"),
        ("el 7 de enero de 2026", "el 7 de enero de 2026", "2026-01-07"),
        ("Sunday, 4 January 2026", "Sunday, 4 January 2026", "2026-01-04"),
    ],
)
def test_absolute_dates_need_no_reference(text: str, words: str, value: str) -> None:
    assert times(text, None) == [(words, value)]
    assert times(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("today", "today", "2026-01-06"),
        ("the day before yesterday", "the day before yesterday", "2026-01-04"),
        ("Talks resume tomorrow", "tomorrow", "2026-01-07"),
        ("Talks ended last month", "last month", "2025-12"),
        ("Talks resume next week", "next week", "2026-W03"),
        ("Talks resume early next year", "early next year", "2027"),
        ("Talks ended two weeks ago", "two weeks ago", "2025-W52"),
        ("Talks ended 10 days ago", "10 days ago", "2025-12-27"),
        ("nearly a decade ago", "nearly a decade ago", "2016"),
        ("Talks resume three days from now", "three days from now", "2026-01-09"),
        ("Talks ended on Monday", "Monday", "2026-01-05"),
        ("Talks ended on Tuesday", "Tuesday", "2026-01-06"),
        ("Talks ended last Tuesday", "last Tuesday", "2025-12-30"),
        ("Talks resume next Tuesday", "next Tuesday", "2026-01-13"),
        ("Talks resume by Friday", "Friday", "2026-01-09"),
        ("Talks last until Monday", "Monday", "2026-01-12"),
        ("Talks ended last April", "last April", "2025-04"),
        ("Talks ended last Oct. 23", "last Oct. 23", "2025-10-23"),
        ("Talks began in June last year", "June last year", "2025-06"),
        ("Talks ended over the weekend", "the weekend", "2026-W01-WE"),
        ("Talks began on Nov. 26", "Nov. 26", "2025-11-26"),
        ("Talks began this morning", "this morning", "2026-01-06TMO"),
        ("Talks ended last night", "last night", "2026-01-05TNI"),
        ("Talks ended Monday night", "Monday night", "2026-01-05TNI"),
        ("They talk tonight", "tonight", "2026-01-06TNI"),
        ("at 4 p.m. on January 7", "4 p.m. on January 7", "2026-01-07T16:00"),
        ("on January 7 at 4:30 p.m.", "January 7 at 4:30 p.m.", "2026-01-07T16:30"),
        ("at 16:30 GMT", "16:30 GMT", "2026-01-06T16:30"),
        ("at noon Monday", "noon Monday", "2026-01-05T12:00"),
        ("last year's third quarter", "last year's third quarter", "2025-Q3"),
        ("they now say", "now", "PRESENT_REF"),
        ("they recently said", "recently", "PAST_REF"),
        ("in the near future", "the near future", "FUTURE_REF"),
        ("El miércoles nos vemos en la plaza", "El miércoles", "2026-01-07"),
        ("El lunes anunció su renuncia", "El lunes", "2026-01-05"),
        ("la reunión de hoy", "hoy", "2026-01-06"),
    ],
)
def test_relative_dates_are_seen_from_publication(text: str, words: str, value: str) -> None:
    assert times(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("It took two weeks to build", "DURATION", "P2W"),
        ("over the past three months", "DURATION", "P3M"),
        ("a twenty-five-year sentence", "DURATION", "P25Y"),
        ("more than four decades of peace", "DURATION", "P40Y"),
        ("it took several hours", "DURATION", "PTXH"),
        ("over the past decade", "DURATION", "P10Y"),
        ("They meet every week", "SET", "P1W"),
        ("They meet every Tuesday", "SET", "XXXX-WXX-2"),
        ("They meet on Tuesdays", "SET", "XXXX-WXX-2"),
        ("They meet annually", "SET", "P1Y"),
    ],
)
def test_durations_and_sets(text: str, kind: str, value: str) -> None:
    found = one(text)
    assert (found.kind, found.time.value) == (kind, value)
    assert found.time.earliest is None
    assert found.time.edtf is None


@pytest.mark.parametrize(
    "text",
    [
        "the ninth anniversary of the deal",
        "a three-year-old girl",
        "2000 people marched",
        "it cost $2025 and rose 2024%",
        "flight 1549 and room 2025",
        "2,512 tons of cocaine",
        "the score was 2:1, then 3-2",
        "about three-quarters of its food",
        "she is in her thirties",
        "as soon as possible, soon after the vote",
        "may we march? he may",
        "version 2.10.2025.1 and IP 10.11.12.2025",
        "see [1], [12] and (3)",
        "ten days before the murder of her son, the",
        "at 10 Downing Street",
        "Psalm 23:4",
    ],
)
def test_what_is_no_date_stays_out(text: str) -> None:
    found = find_times(text, None, published=PUBLISHED)
    assert [item for item in found if item.time.earliest] == []


def test_early_year_is_an_interval_and_never_the_year() -> None:
    text = "Early 2026 (planned) – They seek a session."
    found = one(text)
    assert found.span.of(text) == "Early 2026"
    assert found.time.edtf == "2026-01/2026-06"
    assert (found.time.earliest, found.time.latest) == ("2026-01-01", "2026-06-30")
    assert found.time.xsd is None


def test_approximate_and_partial_times() -> None:
    assert one("built about 1850").time.edtf == "1850~"
    assert one("built ~2016").time.edtf == "2016~"
    assert one("late November 2025").time.edtf == "2025-11-16/2025-11-30"
    assert one("mid-2025").time.edtf == "2025-04/2025-09"
    assert one("earlier this year", "2026-03-04").time.edtf == "2026-01-01/2026-03-04"
    assert one("the first week of March 2025").time.latest == "2025-03-07"


def test_one_year_serves_both_ends_of_a_range() -> None:
    assert times("between March and May 2025") == [("March", "2025-03"), ("May 2025", "2025-05")]
    assert times("from March 3 to May 5, 2025") == [
        ("March 3", "2025-03-03"),
        ("May 5, 2025", "2025-05-05"),
    ]
    assert times("on January 6 and 7") == [("January 6", "2026-01-06"), ("7", "2026-01-07")]


def test_times_told_from_the_time_before() -> None:
    text = "The vote was on March 3, 2024. A day later he left. The following year she won."
    assert [value for _, value in times(text)] == ["2024-03-03", "2024-03-04", "2025"]
    text = "Profit rose in the third quarter of 2025 from a year earlier."
    assert [value for _, value in times(text)] == ["2025-Q3", "2024-Q3"]


def test_no_year_is_made_up_without_a_reference() -> None:
    for text in ("on January 7", "on Wednesday", "last month", "in May", "4 p.m. today"):
        found = one(text, None)
        assert "X" in found.time.value, text
        assert found.time.earliest is None
        assert found.time.xsd is None
    assert one("on January 7", None).time.edtf == "XXXX-01-07"


def test_dates_of_the_text_are_the_reference_without_publication() -> None:
    text = "BOGOTÁ, January 6, 2026 – Unions met on Monday and will march on January 7."
    assert [value for _, value in times(text, None)] == ["2026-01-06", "2026-01-05", "2026-01-07"]


def test_an_old_date_does_not_become_the_reference_of_a_later_one() -> None:
    text = (
        "x" * 400 + " It was decided on January 3, 2026. She was born on February 24, 1955. "
        "The vote is on January 7."
    )
    assert times(text, None)[-1] == ("January 7", "2026-01-07")


def test_ambiguous_numeric_dates() -> None:
    assert one("on 05/01/2026", "2026-01-06").time.value == "2026-01-05"
    assert one("on 01/05/2026", "2026-01-06").time.value == "2026-01-05"
    assert one("on 05/01/2026", None).time.value == "2026"


def test_labels_of_timeline_entries_are_found_and_are_the_reference() -> None:
    text = "2016 – A deal is signed in November.\nDec 19, 2025 – He left; on Monday she returned."
    first, second = (Span(0, text.index("\n")), Span(text.index("\n") + 1, len(text)))
    start = second.start
    parts = (
        Segment(SegmentKind.TIMELINE, first, Span(0, 4)),
        Segment(SegmentKind.TIMELINE, second, Span(start, start + 12)),
    )
    found = find_times(text, None, published="2026-01-10", segments=parts)
    assert [item.time.value for item in found] == ["2016", "2016-11", "2025-12-19", "2025-12-15"]
    assert found[0].span == Span(0, 4)
    assert found[2].span == Span(start, start + 12)


def test_no_expression_crosses_a_segment() -> None:
    text = "Signed in May 2025 passed quietly"
    cut = text.index("2025")
    parts = (
        Segment(SegmentKind.HEADLINE, Span(0, cut)),
        Segment(SegmentKind.PARAGRAPH, Span(cut, len(text))),
    )
    found = find_times(text, None, published=PUBLISHED, segments=parts)
    assert [item.span.of(text) for item in found] == ["May", "2025"]


@pytest.fixture(scope="module")
def parser() -> Parser:
    from kg.extract.nlp import Parser

    return Parser()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The minister resigned on Friday.", "2026-01-02"),
        ("The minister will resign on Friday.", "2026-01-09"),
        ("The minister is expected to resign on Friday.", "2026-01-09"),
        ("Unions planned a march on Friday.", "2026-01-09"),
        ("The minister had resigned in October.", "2025-10"),
        ("Until Thursday, the minister had not called.", "2026-01-01"),
        ("The minister will stay until Thursday.", "2026-01-08"),
        ("The minister will resign in October.", "2026-10"),
        ("The contest will open in the spring.", "2026-SP"),
    ],
)
def test_tense_decides_the_direction(parser: Parser, text: str, value: str) -> None:
    found = find_times(text, parser.parse(text), published=PUBLISHED)
    assert [item.time.value for item in found] == [value]


@pytest.mark.parametrize(
    "text",
    ["Troops may march on the capital.", "Prices fall and rivers spring up.", "2500 miners left."],
)
def test_words_that_are_verbs_or_counts_are_no_dates(parser: Parser, text: str) -> None:
    assert find_times(text, parser.parse(text), published=PUBLISHED) == ()


def test_values_are_importable_without_spacy() -> None:
    code = (
        "import sys; from kg.extract.times.values import parse_time; "
        "assert parse_time('3 January 2026').xsd == '2026-01-03'; "
        "assert 'spacy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
