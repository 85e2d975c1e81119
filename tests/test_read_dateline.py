"""The day that a text states for itself near its top, and what is no such line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article
from kg.read.dateline import stated_day
from kg.read.text import TextReader

BODY = "The mayor left office, the council said, after a vote that nobody had asked for."


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: Dec. 19, 2005 at 9:44 PM", "2005-12-19"),
        ("Friday, 10 September 2010 | Updated 9:28 AM EDT", "2010-09-10"),
        ("Last updated 13:26 14/09/2013", "2013-09-14"),
        ("UPDATED 3:09 AM EST Dec 19, 2008", "2008-12-19"),
        ("21 July 2013 Last updated at 11:11 GMT", "2013-07-21"),
        ("Updated: 3 May 2013 Published: 2 May 2013", "2013-05-02"),
        ("Published: 2 May 2013, updated: 3 May 2013", "2013-05-02"),
        ("October 2nd, 2013, 15:39 (GMT+05:00)", "2013-10-02"),
        ("2026-01-06", "2026-01-06"),
        ("06/06/13 07:05 PM", "2013-06-06"),
        ("08/02/2013 11:10 am EDT", "2013-08-02"),
        ("By Ana Lopez | 4 March 2021", "2021-03-04"),
    ],
)
def test_a_line_that_is_a_date(line: str, day: str) -> None:
    assert stated_day(f"Mayor resigns\n{line}\n\n{BODY}") == day


@pytest.mark.parametrize(
    "line",
    [
        "08/02/2013 11:10 am",  # two days
        "The mayor was born on 4 March 1951.",
        "End of term: 4 March 2021",
        "Elections on 4 March 2021",
        "31 February 2021",
        "March 2021",
        "4 March",
        "2021",
    ],
)
def test_a_line_that_says_anything_else_is_none(line: str) -> None:
    assert stated_day(f"Mayor resigns\n{line}\n\n{BODY}") is None


def test_a_date_further_down_is_part_of_the_text() -> None:
    assert stated_day("\n".join([BODY] * 6 + ["4 March 2021"])) is None


def test_a_text_file_is_published_on_the_day_that_it_states() -> None:
    data = f"Mayor resigns\nMarch 4, 2021\n\n{BODY}".encode()
    (article,) = TextReader().read("a.txt", io.BytesIO(data))
    assert isinstance(article, Article)
    assert article.published == "2021-03-04"
    assert article.text == data.decode()


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    assert stated_day(text) is None or len(stated_day(text) or "") == 10
