"""The day that a text states for itself near its top, and what is no such line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.segments import segment
from kg.model import Article, SegmentKind
from kg.read.dateline import stated_day
from kg.read.fields import InDoubt
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
        ("Published: March 3, 2009 at 10:15 a.m. ET", "2009-03-03"),
        ("Updated 3 Mar 2009 10:15 GMT", "2009-03-03"),
        ("Posted 2/23/2009 11:11 PM", "2009-02-23"),
        ("Posted 2/3/2009 11:11 PM | Updated 2/14/2009", "2009-02-03"),
        ("Posted at 10:15 AM, Mar 03, 2009 and last updated 10:15 PM, Mar 04, 2009", "2009-03-03"),
        ("March 3, 2009 10:15 AM | Updated 2 days ago", "2009-03-03"),
        ("2009-03-03T10:15:00Z", "2009-03-03"),
        ("Created: 2009/03/03 10:15", "2009-03-03"),
        ("Posted: 3-Mar-09", "2009-03-03"),
        ("Web posted March 3, 2009", "2009-03-03"),
        ("Posted by Ana Lopez on March 3, 2009", "2009-03-03"),
        ("March 3, 2009 by Ana Lopez and Omar Lund, Staff Writers", "2009-03-03"),
        ("Martes, 3 de marzo de 2009 10:15 h", "2009-03-03"),
        ("Actualizado: 4 de marzo de 2009 - Publicado el 3 de marzo de 2009", "2009-03-03"),
    ],
)
def test_a_line_that_is_a_date(line: str, day: str) -> None:
    assert stated_day(f"Mayor resigns\n{line}\n\n{BODY}") == day


@pytest.mark.parametrize(
    "line",
    [
        "08/02/2013 11:10 am",  # two days
        "Posted 2/3/2009 11:11 PM",
        "Two days ago: 3 March 2009",
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


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("ASHFORD, Jan. 6, 2026 (EW) _ ", "2026-01-06"),
        ("ASHFORD, January 6, 2026 /Example Newswire/ -- ", "2026-01-06"),
        ("PORT LUND, Ashford, 6 January 2026 — ", "2026-01-06"),
        ("ST. MARY'S (January 6, 2026) - ", "2026-01-06"),
        ("ASHFORD, Jan 6 (Example Wire) - ", None),
        ("ASHFORD -- On January 6, 2026, ", None),
        ("Ashford was hit on January 6, 2026 - ", None),
        ("ASHFORD, 1/6/2026 -- ", None),
    ],
)
def test_a_place_line_has_the_day(start: str, day: str | None) -> None:
    assert stated_day(f"Mayor resigns\nBy Jo Poe\n\n{start}{BODY}") == day
    stated = f"Mayor resigns\nPublished: 2026-01-07\n\n{start}{BODY}"
    assert stated_day(stated) == "2026-01-07"


def test_a_date_further_down_is_part_of_the_text() -> None:
    assert stated_day("\n".join([BODY] * 6 + ["4 March 2021"])) is None


def test_a_text_file_is_published_on_the_day_that_it_states() -> None:
    data = f"Mayor resigns\nMarch 4, 2021\n\n{BODY}".encode()
    (article,) = TextReader().read("a.txt", io.BytesIO(data))
    assert isinstance(article, Article)
    assert article.published == "2021-03-04"
    assert article.text == data.decode()


def test_a_date_line_that_may_be_two_days_is_told() -> None:
    def told(text: str) -> tuple[str | None, tuple[str, ...]]:
        (article,) = TextReader().read("a.txt", io.BytesIO(text.encode()))
        assert isinstance(article, Article)
        return article.published, article.doubts if isinstance(article, InDoubt) else ()

    published, doubts = told(f"Mayor resigns\nPosted 2/3/2009 11:11 PM\n\n{BODY}")
    assert published is None
    assert doubts == (
        "published is '2/3/2009', which may be two days; left out: write 2009-03-02 or 2009-02-03",
    )
    assert told(f"Mayor resigns\nPosted 2/3/2009\nUpdated 2/13/2009\n\n{BODY}") == (
        "2009-02-03",
        (),
    )
    assert told(f"Mayor resigns\nHe said on 2/3/2009 that all was well.\n\n{BODY}") == (None, ())


def test_a_date_line_is_no_part_of_what_an_article_says() -> None:
    text = f"Mayor resigns over a vote\nTue 3 Mar 2009 10.15 EST\n\n{BODY}"
    kinds = [part.kind for part in segment(text)]
    assert kinds == [SegmentKind.TITLE, SegmentKind.FURNITURE, SegmentKind.PARAGRAPH]


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    assert stated_day(text) is None or len(stated_day(text) or "") == 10
