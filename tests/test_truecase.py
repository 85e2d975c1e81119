"""Headlines in title case and capitals, set as the text below them sets the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.extractor import Extractor
from kg.extract.segments import segment
from kg.extract.truecase import truecase
from kg.model import Article, Extraction, Status

COMMON = frozenset(["foil", "open", "attack", "new", "sign", "council", "port"])
BODY = (
    "\n\nThe Harbour Council of Elsin said on Monday that pirates had attacked a tanker. The Elsin "
    "Navy foiled the attack. Mark Brown praised it, and NATO did, too.\n"
)


def headline(line: str, body: str = BODY) -> str:
    text = line + body
    return truecase(text, segment(text), COMMON)[: len(line)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Elsin Navy Foils New Pirate Attack", "Elsin Navy foils new Pirate attack"),
        ("ELSIN NAVY FOILS PIRATES' ATTACK", "Elsin Navy foils pirates' attack"),
        ("Harbour Council Opens New Port", "Harbour Council opens new port"),
        ("NATO Praises Elsin's Navy On Monday", "NATO Praises Elsin's Navy on Monday"),
        ("Mark Brown May Sign Accord By May 9", "Mark Brown may sign Accord by May 9"),
        ("Elsin navy foils attack", "Elsin navy foils attack"),
    ],
)
def test_words_are_set_as_in_the_paragraphs(line: str, wanted: str) -> None:
    assert headline(line) == wanted


def test_a_headline_without_a_text_below_is_left_alone() -> None:
    assert truecase("Navy Foils Attack", segment("Navy Foils Attack"), COMMON) == (
        "Navy Foils Attack"
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_offset_moves(line: str, body: str) -> None:
    text = f"{line}\n\n{body}\n"
    found = truecase(text, segment(text), COMMON)
    assert len(found) == len(text)
    assert [a.casefold() == b.casefold() for a, b in zip(text, found, strict=True)].count(
        False
    ) == 0


def test_events_of_a_headline_in_title_case_keep_its_words() -> None:
    text = (
        "Elsin To Host Harbour Summit After Pirates Attack Tanker\n\n"
        "Pirates attacked a tanker off Elsin on Sunday. Elsin will host the summit in June.\n"
    )
    (found,) = Extractor(link=False).extract_many([Article("a.txt", text)])
    assert isinstance(found, Extraction)
    told = {e.trigger.of(text).lower(): e for e in found.events}
    assert "Elsin To Host" not in {a.label for a in found.actors}
    assert told["host"].status is Status.PLANNED


def test_an_article_in_capitals_is_read_as_running_text() -> None:
    text = (
        'BRIDGE CLOSED\nTHE MAYOR CLOSED THE BRIDGE ON TUESDAY. OTTO FALK SAID "WE WILL STAY."\n'
        "NATO AND THE UN MET.\nNobody else spoke of the bridge.\n"
    )
    read = truecase(text, segment(text), {"close", "bridge", "mayor", "say", "stay", "meet"})
    lines = read.splitlines()
    assert lines[1] == 'The mayor closed the bridge on Tuesday. Otto Falk said "we will stay."'
    assert lines[2] == "NATO AND THE UN MET."  # too short to tell
    assert len(read) == len(text)
