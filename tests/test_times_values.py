"""Time values: EDTF, XSD, bounds, comparison; properties on whatever text."""

from __future__ import annotations

import time
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.extract.times import find_times
from kg.extract.times.calendar import Period, Unit, add_months, easter
from kg.extract.times.timex import bounds_of, to_time
from kg.extract.times.values import (
    Precision,
    compare,
    compatible,
    consolidate,
    from_iso,
    parse_time,
    precision,
)
from kg.model import TimeValue

_WORDS = (
    "January May march Sept. Friday weds miércoles enero de 7 31 2026 1999 '90s 1990s 26/11/2025 "
    "2026-01-07 last next this the a two few week months year quarter third first half of early "
    "mid- late ago earlier later before after in on at by until 4 p.m. 16:30 GMT noon midnight "
    "morning tonight today yesterday every daily fiscal summer winter weekend – - , . ' [1] ( ) / "
    "~ about Christmas Easter day decade century and to from now recently future past end "
    "nineteen ninety six hundred thousand 0 00 99 2,512 3.5 Q3 H1 9/11 ninth anniversary old "
)
_WORD_LIST = [*_WORDS.split(), "\n", "\n\n"]


@pytest.mark.parametrize(
    ("value", "edtf", "xsd", "datatype", "earliest", "latest"),
    [
        ("2026", "2026", "2026", "gYear", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02", "2024-02", "gYearMonth", "2024-02-01", "2024-02-29"),
        ("2026-01-07", "2026-01-07", "2026-01-07", "date", "2026-01-07", "2026-01-07"),
        ("2026-01-07TNI", "2026-01-07", "2026-01-07", "date", "2026-01-07", "2026-01-07"),
        ("2026-01-07T24:00", "2026-01-07", "2026-01-07", "date", "2026-01-07", "2026-01-07"),
        ("2026-W02", "2026-01-05/2026-01-11", None, None, "2026-01-05", "2026-01-11"),
        ("2026-W02-WE", "2026-01-10/2026-01-11", None, None, "2026-01-10", "2026-01-11"),
        ("2026-Q1", "2026-33", None, None, "2026-01-01", "2026-03-31"),
        ("2026-H2", "2026-41", None, None, "2026-07-01", "2026-12-31"),
        ("2026-SU", "2026-22", None, None, "2026-06-01", "2026-08-31"),
        ("2026-WI", "2026-24", None, None, "2026-01-01", "2027-02-28"),
        ("199X", "199X", None, None, "1990-01-01", "1999-12-31"),
        ("18XX", "18XX", None, None, "1800-01-01", "1899-12-31"),
        ("2016/2018", "2016/2018", None, None, "2016-01-01", "2018-12-31"),
        ("XXXX-01-07", "XXXX-01-07", None, None, None, None),
        ("PRESENT_REF", None, None, None, None, None),
        ("P3W", None, None, None, None, None),
        ("2026-02-30", None, None, None, None, None),
    ],
)
def test_a_value_in_all_its_forms(
    value: str,
    edtf: str | None,
    xsd: str | None,
    datatype: str | None,
    earliest: str | None,
    latest: str | None,
) -> None:
    assert to_time(value) == TimeValue(value, edtf, xsd, datatype, earliest, latest)


@pytest.mark.parametrize(
    ("text", "xsd", "day"),
    [
        ("2026-01-06", "2026-01-06", "2026-01-06"),
        ("2026-01-06T14:30:00Z", "2026-01-06T14:30:00Z", "2026-01-06"),
        ("2026-01-06 14:30", "2026-01-06T14:30:00", "2026-01-06"),
        ("2026-01-06T23:30:00-0500", "2026-01-06T23:30:00-05:00", "2026-01-06"),
        ("2026-01-06T14:30:00.123+02", "2026-01-06T14:30:00+02:00", "2026-01-06"),
    ],
)
def test_publication_dates(text: str, xsd: str, day: str) -> None:
    found = from_iso(text)
    assert (found.xsd, found.earliest, found.latest) == (xsd, day, day)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13", "2026-02-30", "2026-01-06T25:00", "2026-01-06T10:00+19:00"]
)
def test_bad_dates_say_what_to_write(text: str) -> None:
    with pytest.raises(InputError) as raised:
        from_iso(text)
    assert "write" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_precision() -> None:
    words = {
        "2026-01-07T10:00": Precision.TIME,
        "2026-01-07": Precision.DAY,
        "2026-W02": Precision.WEEK,
        "2026-01": Precision.MONTH,
        "2026-Q1": Precision.SEASON,
        "2026": Precision.YEAR,
        "199X": Precision.DECADE,
        "18XX": Precision.CENTURY,
        "PAST_REF": Precision.UNKNOWN,
    }
    assert {value: precision(to_time(value)) for value in words} == words


def test_compare_by_bounds() -> None:
    day, month, year = (to_time(value) for value in ("2026-01-07", "2026-02", "2026"))
    assert compare(day, month) == -1
    assert compare(month, day) == 1
    assert compare(day, to_time("2026-01-07")) == 0
    assert compare(day, year) is None
    assert compare(day, to_time("PAST_REF")) is None
    assert compare(to_time("2026-01-07T09:00"), to_time("2026-01-07T10:00")) == -1
    assert compatible(day, year)
    assert not compatible(day, month)
    assert compatible(day, None)


def test_consolidate_takes_the_commonest_then_the_most_exact() -> None:
    day, other, year = (to_time(value) for value in ("2026-01-07", "2026-01-08", "2026"))
    assert consolidate([year, day]) == day
    assert consolidate([year, year, day]) == year
    assert consolidate([other, day]) == other
    assert consolidate([to_time("PAST_REF"), year]) == year
    assert consolidate([]) is None


def test_parse_time() -> None:
    found = parse_time("early 2026")
    assert found is not None
    assert found.edtf == "2026-01/2026-06"
    seen = parse_time("last month", "2026-01-06T10:00:00Z")
    assert seen is not None
    assert seen.xsd == "2025-12"
    assert parse_time("the committee") is None


def test_calendar() -> None:
    known = {1998: (4, 12), 2019: (4, 21), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(9999, 12, 1), 1) is None
    assert Period.of(Unit.SEASON, date(2026, 1, 6)).value == "2025-WI"
    assert Period.of(Unit.DAY, date.min).shift(-1) is None


@given(st.sampled_from(list(Unit)), st.dates(), st.integers(-3000, 3000))
def test_shifting_a_period_there_and_back(unit: Unit, day: date, steps: int) -> None:
    period = Period.of(unit, day)
    assert period.first <= period.last
    moved = period.shift(steps)
    if moved is not None and moved.first.year > 1 and day.year > 100:
        assert moved.shift(-steps) == period


@cache
def _valid_edtf(text: str) -> None:
    """Parsed by the reference implementation, once each: it is slow."""
    pytest.importorskip("edtf").parse_edtf(text)


def _check(text: str, published: str | None) -> None:
    last = 0
    for item in find_times(text, None, published=published):
        assert last <= item.span.start < item.span.end <= len(text)
        last = item.span.end
        value = item.time
        assert (value.earliest is None) == (value.latest is None)
        assert (value.xsd is None) == (value.datatype is None)
        if value.earliest is not None and value.latest is not None:
            assert date.fromisoformat(value.earliest) <= date.fromisoformat(value.latest)
            assert value.edtf is not None
        else:
            assert value.xsd is None
        if value.edtf is not None:
            _valid_edtf(value.edtf)
        assert bounds_of(value.value) is None or value.earliest is not None


@given(st.lists(st.sampled_from(_WORD_LIST), max_size=12), st.sampled_from([None, "2026-01-06"]))
@settings(max_examples=150, deadline=None)
def test_words_of_time_in_any_order(words: list[str], published: str | None) -> None:
    _check(" ".join(words), published)


@given(st.text(max_size=80), st.none() | st.text(max_size=12) | st.dates().map(str))
@settings(max_examples=100, deadline=None)
def test_any_text_and_any_publication_date(text: str, published: str | None) -> None:
    _check(text, published)


@pytest.mark.parametrize("piece", ["1", "[", "1[2](", "]}1", "((((", "'", ",", "-", "12345 "])
def test_a_megabyte_of_digits_and_brackets_takes_under_two_seconds(piece: str) -> None:
    text = (piece * 1_000_000)[:1_000_000]
    start = time.process_time()
    assert find_times(text, None, published="2026-01-06") == ()
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "piece", ["1 ", "1/2/", "2026-", "Jan. ", "the first ", "99:", "more than ", "4 p. m. ", "a "]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        start = time.process_time()
        find_times(text, None, published="2026-01-06")
        return time.process_time() - start

    seconds(1000)
    assert seconds(40_000) < 4 * seconds(20_000) + 0.5
