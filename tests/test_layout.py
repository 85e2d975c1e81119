"""How a text is set: lines broken by hand, marks of Markdown, and what is put round an article."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.context import prepare
from kg.extract.furniture import is_furniture
from kg.extract.marks import mark_spans
from kg.extract.segments import segment
from kg.extract.statements import readable
from kg.map.values import unbroken
from kg.model import Article, SegmentKind, Span

WRAPPED = """Stone Bridge closed after cracks found
By Jane Poe

ASHFORD -- Mayor Ana Ruiz closed the Stone Bridge on Tuesday
after inspectors found cracks in two of its pillars, the city
council said. Nobody was hurt.

   "We will not put lives at risk," Ruiz told reporters at the
city hall. "The bridge stays shut until the engineers have
looked at each of the pillars."
   She spoke after a meeting.

Sources: the council, the fire service and a man who
was on the bridge.
"""


def lines(text: str, kind: SegmentKind) -> list[str]:
    return [" ".join(p.span.of(text).split()) for p in segment(text) if p.kind is kind]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_that_were_broken_by_hand_are_paragraphs(end: str) -> None:
    text = WRAPPED.replace("\n", end)
    assert lines(text, SegmentKind.TITLE) == ["Stone Bridge closed after cracks found"]
    paragraphs = lines(text, SegmentKind.PARAGRAPH)
    assert [p[:12] for p in paragraphs[:3]] == ["ASHFORD -- M", '"We will not', "She spoke af"]
    assert paragraphs[0].endswith("Nobody was hurt.")
    assert paragraphs[1].endswith('each of the pillars."')
    masked, parts = prepare(Article("a.txt", text))
    assert len(masked) == len(text)
    for part in parts:
        assert "\n" not in part.span.of(masked).strip()
        assert "\n" not in part.span.of(readable(text, parts)).strip()


def test_words_of_the_graph_have_no_line_ends_of_the_layout() -> None:
    assert unbroken("the bridge stays shut until the engineers have\r\n   looked at it") == (
        "the bridge stays shut until the engineers have looked at it"
    )
    assert unbroken("“One.\n\n“Two.”") == "“One.\n\n“Two.”"


def test_a_line_a_paragraph_stays_one() -> None:
    text = "\n".join(
        ["The mayor closed the bridge on Tuesday after inspectors found cracks in it.",
         "bell hooks wrote on it, and e. e. cummings of the two old pillars did too.",
         "• a list of what is known about the two pillars of the old stone bridge",
         "• and of what is not known about them or about the road that leads to it",
         "Nobody was hurt."]
    )  # fmt: skip
    assert len(segment(text)) == 5


@pytest.mark.parametrize(
    "line",
    [
        "This article is for subscribers only.",
        "Already a subscriber? Log in",
        "You have 2 free articles remaining this month.",
        "Get the day's top stories in your inbox every morning.",
        "(Reporting by Jane Poe; Editing by Tom Reed; jane@wire.example)",
        "Jane Poe in Ashford and Ed Lund in Stroud contributed to this report.",
        "Eds: UPDATES with quote from the mayor.",
        "r a BC-US--Bridge Closed,2nd Ld-Writethru   01-06 0312",
        "STONE BRIDGE-CLOSURE (UPDATE 1)",
        "-30-",
        "(MORE)",
        "END   3:15 P.M. EST",
        "BYLINE: Jane Poe",
        "1 of 2 DOCUMENTS",
        "FOR IMMEDIATE RELEASE",
        "Contact: Tom Reed, press@ashford.example, (555) 555-0100",
        "Follow Jane Poe on Twitter @janepoe.",
        "Skip to content",
        "10.42am GMT",
        "Jane Poe can be reached at jane@post.example.",
        "Your email address will not be published.",
        "| 2019 | $3m  |",
        "[Subscribe](https://post.example/sub) | [Share](https://x.example)",
        "{{< youtube abc123 >}}",
    ],
)
def test_what_is_put_round_an_article(line: str) -> None:
    assert is_furniture(line)
    text = f"{line}\nStone Bridge closed after cracks found\n\nThe mayor closed it on Tuesday.\n"
    assert lines(text, SegmentKind.TITLE) == ["Stone Bridge closed after cracks found"]


@pytest.mark.parametrize(
    "line",
    [
        "More than 20 people died.",
        "Sources say that he resigned.",
        "Police searched the house.",
        "Subscribers left the paper after the vote.",
        "The end of the bridge fell.",
        "Reporting by the Post led to his arrest.",
        "You have to read articles with care, she said to them.",
        "Contact with the ship was lost on Monday.",
        "Copyright law was changed by the court in a ruling.",
        "Follow the money, Ruiz said.",
    ],
)
def test_what_an_article_says_is_no_furniture(line: str) -> None:
    assert not is_furniture(line)
    text = f"Stone Bridge closed after cracks found\n\nThe mayor closed it on Tuesday.\n\n{line}\n"
    assert line in lines(text, SegmentKind.PARAGRAPH)


def test_marks_of_markdown_are_no_words() -> None:
    text = (
        '# Stone Bridge *closed*\n\n> It **fell** on [a car](https://post.example/car "x").\n\n'
        "UPDATE 2-It is ~~open~~ shut. 2 * 3 * 4 is a_b_c. ![x](y.jpg) <!-- no -->\n"
    )
    masked, _ = prepare(Article("a.md", text))
    assert len(masked) == len(text)
    assert " ".join(masked.split()) == (
        "Stone Bridge closed It fell on a car . It is shut. 2 * 3 * 4 is a_b_c."
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ASHFORD, Va. (AP) \u2014 The mayor left.", "ASHFORD, Va. \u2014 The mayor left."),
        ("We shall win. (Applause.) Thank you. [laughter]", "We shall win. Thank you."),
        ("The mayor (Labour) - a friend - left.", "The mayor (Labour) - a friend - left."),
        ("She said (in laughter and tears) so.", "She said (in laughter and tears) so."),
    ],
)
def test_agencies_and_audiences_are_no_words(text: str, plain: str) -> None:
    assert " ".join(prepare(Article("a.txt", text))[0].split()) == plain


def test_layout_is_told_in_time() -> None:
    start = time.process_time()
    for part in ("*a", "[a](", "**", "{{<", "<!--", "> ", "~~a"):
        mark_spans(part * (200_000 // len(part)))
    segment("go on\n" * 100_000)
    segment(("word " * 12 + "\nand ") * 8_000)
    is_furniture("a " * 150)
    assert time.process_time() - start < 6


@given(st.text(alphabet="ab.\n \t\r*[]()>#~|-", max_size=200))
def test_segments_lie_in_order_whatever_the_text(text: str) -> None:
    last = 0
    for part in segment(text):
        assert last <= part.span.start < part.span.end <= len(text)
        last = part.span.end
    whole = Span(0, len(text))
    assert all(whole.contains(span) for span in mark_spans(text))
