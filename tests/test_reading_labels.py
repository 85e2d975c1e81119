"""Events read off sentences written for it: labels that a person could have written, metaphors."""

from __future__ import annotations

from functools import lru_cache

import pytest

from kg.extract.context import build_context
from kg.extract.events import find_events
from kg.extract.nlp import Parser
from kg.extract.speakers import resolve_statements
from kg.extract.statements import find_statements
from kg.model import Article, Event, RoleName


@lru_cache(maxsize=1)
def parser() -> Parser:
    return Parser()


def events(text: str) -> dict[str, Event]:
    """The events by the words that tell of them."""
    context = build_context(Article("a.txt", text, published="2024-05-15"), parser())
    found = find_statements(
        text, context.doc, None, segments=context.segments, sentences=context.sentences
    )
    context = resolve_statements(context, found)
    return {e.trigger.of(text): e for e in find_events(context)}


@pytest.mark.parametrize(
    ("text", "trigger", "label"),
    [
        (
            "Otto Falk made a threat that Lena Anders condemned as an attack on Ruritania.",
            "condemned",
            "Lena Anders condemned a threat as an attack on Ruritania",
        ),
        (
            "Otto Falk fell ill. His resignation came on Monday.",
            "resignation",
            "Otto Falk's resignation",
        ),
        (
            "Otto Falk resigned from Congress in 2011 after hiding a gift that was for his wife.",
            "resigned",
            "Otto Falk resigned from Congress",
        ),
        (
            "Otto Falk, born in Lima, founded Acme Corp in Vienna.",
            "founded",
            "Otto Falk founded Acme Corp in Vienna",
        ),
        (
            "Otto Falk has died at the age of 56, according to the company website.",
            "died",
            "Otto Falk has died at the age of 56",
        ),
        (
            "Otto Falk was at home on Monday. He'd visited Lena Anders in Vienna.",
            "visited",
            "Otto Falk had visited Lena Anders in Vienna",
        ),
    ],
)
def test_labels(text: str, trigger: str, label: str) -> None:
    assert events(text)[trigger].label == label


def test_a_verb_agrees_with_the_name_in_place_of_i() -> None:
    text = '"I thank the nurses of Vienna for their work," Lena Anders said on Monday.'
    assert events(text)["thank"].label.startswith("Lena Anders thanks the nurses")


def test_a_long_label_is_cut_before_a_clause_not_in_it() -> None:
    text = (
        "Lena Anders condemned former President Otto Falk's most recent statement in Vienna that "
        "he would never rule out strikes on the factories of the northern provinces of Ruritania."
    )
    label = events(text)["condemned"].label
    assert "that he" not in label and label.endswith(("statement", "Vienna"))


def test_who_is_accused_of_it_acts() -> None:
    text = "Otto Falk accused Lena Anders's government of producing and shipping weapons."
    found = events(text)
    for event in found.values():
        if event.type != "ACCUSE":
            agents = [r.span.of(text) for r in event.roles if r.role is RoleName.AGENT]
            assert agents in ([], ["Lena Anders's government"])
            assert " of " not in event.label
            assert not event.label.startswith("Lena Anders's shipping")


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Otto Falk returned to Acme Corp in 1997.", "returned", "APPOINTMENT"),
        ("Otto Falk returned to Vienna in 1997.", "returned", "TRAVEL"),
        ("Otto Falk moved to Vienna in 1997.", "moved", "TRAVEL"),
        ("Otto Falk came to power in 1997.", "came", "APPOINTMENT"),
    ],
)
def test_motion_to_a_body_is_no_journey(text: str, trigger: str, kind: str) -> None:
    assert events(text)[trigger].type == kind


def test_an_end_is_no_place_to_come_to() -> None:
    assert "came" not in events("The talks in Vienna came to an end on Monday.")
