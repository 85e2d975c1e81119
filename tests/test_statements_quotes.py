"""Quotations by their marks."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.statements.quotes import find_quotes


def inner(text: str) -> list[str]:
    return [q.inner.of(text) for q in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("“We won,” she said. “At last.”", ["We won,", "At last."]),
        ('"We won," she said. "At last."', ["We won,", "At last."]),
        ("'I don't know the dogs' names,' he said.", ["I don't know the dogs' names,"]),
        ("He called it 'stupid' and 'the kids' fault'.", ["stupid", "the kids' fault"]),
        ("the workers' rights and the bosses' wishes", []),
        ("the '90s, rock 'n' roll and James' hat", []),
        ('"He is 6\'2" tall," she said.', ["He is 6'2\" tall,"]),
        ("«Bonjour», a-t-il dit. „Guten Tag“, sagte er.", ["Bonjour", "Guten Tag"]),
        ("“She said ‘no’ to me,” he added.", ["She said ‘no’ to me,", "no"]),
        ("‘I’m the boys’ coach,’ he said.", ["I’m the boys’ coach,"]),
        ("``Old marks'' they are.", ["Old marks"]),
        ('It is 5" long, and that is all.', []),
        ("a stray ' mark", []),
        ("“never closed", ["never closed"]),
        ('two ("one") —"two"', ["one", "two"]),
        ("", []),
    ],
)
def test_marks(text: str, quotes: list[str]) -> None:
    assert inner(text) == quotes


def test_a_quotation_over_paragraphs_continues() -> None:
    text = "“First part.\n“Second part,” he said."
    first, second = find_quotes(text)
    assert first.continued and not second.continued
    assert first.inner.of(text) == "First part."


def test_a_straight_mark_left_open_does_not_swallow_the_next_paragraph() -> None:
    text = 'He said "no.\nShe said "yes" to it.'
    assert "yes" in inner(text)
    assert all("\n" not in quote for quote in inner(text))


def test_nesting_has_depths() -> None:
    text = "“Outer ‘inner’ outer,” he said."
    assert [q.depth for q in find_quotes(text)] == [0, 1]


@given(st.text(alphabet="ab s'\"“”‘’\n.,", max_size=80))
def test_any_text_gives_spans_inside_it_and_well_nested(text: str) -> None:
    found = find_quotes(text)
    for quote in found:
        assert 0 <= quote.span.start < quote.inner.start <= quote.inner.end <= quote.span.end
        assert quote.span.end <= len(text)
        assert not re.search(r"\n\s*\n", quote.span.of(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # set in lines, one sentence each
        ('He wrote, "It has come.\nToday I go."\nThe "end" came.', "It has come.\nToday I go."),
        ("“It is so,\nand was so,” she said.", "It is so,\nand was so,"),
        # both marks set as two apostrophes
        ("''It is so,'' she said. ''And was.''", "It is so,"),
        # marks of two kinds
        ('"It is so,” she said.', "It is so,"),
        ('He said: “It is so."', "It is so."),
    ],
)
def test_a_quotation_over_lines_and_with_mixed_marks_is_one(text: str, words: str) -> None:
    found = find_quotes(text)[0]
    assert found.inner.of(text) == words
    assert not found.continued


def test_a_mark_that_no_line_closes_ends_with_its_own() -> None:
    text = 'He said "it is so.\nShe said "no" to it.\n\nIt "ended" there.'
    assert inner(text) == ["no", "ended"]


def test_many_marks_take_linear_time() -> None:
    began = time.perf_counter()
    find_quotes("a 'b' \"c\" s' " * 5000)
    assert time.perf_counter() - began < 20
