"""The benchmark on TimeML events: reading, mapping, counting, on a document written for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Article, Event, Extraction, Generator, Span, Status
from tests.benchmarks.timeml import given, read_gold, score

TML = """<?xml version="1.0" ?>
<TimeML><DOCID>a</DOCID><DCT><TIMEX3 tid="t0" type="DATE" value="2024-05-15">May 15</TIMEX3></DCT>
<TEXT>
Ann Lee <EVENT eid="e1" class="OCCURRENCE">left</EVENT>. Otto Falk did not
<EVENT eid="e2" class="OCCURRENCE">dance</EVENT>.
</TEXT>
<MAKEINSTANCE eventID="e1" eiid="ei1" tense="PAST" aspect="NONE" polarity="POS" pos="VERB"/>
<MAKEINSTANCE eventID="e2" eiid="ei2" tense="INFINITIVE" aspect="NONE" polarity="NEG" pos="VERB"/>
</TimeML>
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "a.tml"
    path.write_text(TML, encoding="utf-8")
    return path


def extraction(article: Article, *events: tuple[str, Status]) -> Extraction:
    found = []
    for word, status in events:
        start = article.text.index(word)
        span = Span(start, start + len(word))
        found.append(Event("OTHER", word, span, Span(0, len(article.text)), status))
    return Extraction(article, Generator("test", "0"), events=tuple(found))


def test_gold_spans_are_those_of_the_words(document: Path) -> None:
    article, marks = read_gold(document)
    assert article.published == "2024-05-15"
    assert [mark.span.of(article.text) for mark in marks] == ["left", "dance"]
    assert [(mark.tense, mark.polarity) for mark in marks] == [("PAST", "POS"),
                                                              ("INFINITIVE", "NEG")]  # fmt: skip


def test_what_is_found_and_what_is_not(document: Path) -> None:
    article, marks = read_gold(document)
    mine = given(extraction(article, ("left", Status.OCCURRED), ("Falk", Status.DENIED)))
    result = score([(mine, marks)])
    assert result["events"] == {"p": 0.5, "r": 0.5, "f1": 0.5}
    assert result["class"] == {"p": 0.5, "r": 0.5, "f1": 0.5}
    assert result["tense"]["compared"] == 1
    assert result["tense"]["accuracy"] == 1.0


def test_a_denied_event_is_negative(document: Path) -> None:
    article, marks = read_gold(document)
    mine = given(extraction(article, ("left", Status.OCCURRED), ("dance", Status.DENIED)))
    result = score([(mine, marks)])
    assert result["polarity"] == {"compared": 2, "accuracy": 1.0, "commonest": 0.5}
    assert result["tense"]["compared"] == 1  # an infinitive bears no tense to compare


def test_polarity_of_aquaint_is_not_compared(document: Path, tmp_path: Path) -> None:
    folder = tmp_path / "AQUAINT"
    folder.mkdir()
    _, marks = read_gold(document.rename(folder / "a.tml"))
    assert {mark.polarity for mark in marks} == {None}
