"""Roles of events from sentences written for the purpose: who, to whom, and above all where."""

from __future__ import annotations

import pytest

from kg.extract.context import build_context
from kg.extract.events import find_events
from kg.extract.extractor import Extractor
from kg.extract.nlp import Parser
from kg.model import Article, RoleName


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def roles(parser: Parser, text: str, trigger: str, name: RoleName) -> list[str]:
    context = build_context(Article(path="a.txt", text=text, published="2024-05-15"), parser)
    (event,) = [e for e in find_events(context) if e.trigger.of(text) == trigger]
    return [role.span.of(text) for role in event.roles if role.role is name]


@pytest.mark.parametrize(
    ("text", "trigger", "places"),
    [
        ("Two men were killed at a hotel in Lagos on Monday.", "killed", ["Lagos"]),
        ("Two men were killed in a clash near a mosque in Lagos.", "killed", ["Lagos"]),
        ("Rebels bombed a market in the town of Gulu on Monday.", "bombed", ["Gulu"]),
        ("Ana Barden died in a Chicago hospital on Monday.", "died", ["Chicago"]),
        ("Peru imposed a curfew in the capital Lima on Monday.", "imposed", ["Lima"]),
        ("Peru sent 40 doctors to Bolivia on Monday.", "sent", ["Bolivia"]),
        ("Ana Barden was arrested outside the Chilean embassy in Lima.", "arrested", ["Lima"]),
    ],
)
def test_where_it_was(parser: Parser, text: str, trigger: str, places: list[str]) -> None:
    assert roles(parser, text, trigger, RoleName.PLACE) == places


@pytest.mark.parametrize(
    "text",
    [
        "A bomb exploded outside the U.S. embassies on Monday.",
        "Peru arrested a Chilean diplomat on Monday.",
    ],
)
def test_whose_it_is_is_not_where(parser: Parser, text: str) -> None:
    trigger = "exploded" if "exploded" in text else "arrested"
    assert roles(parser, text, trigger, RoleName.PLACE) == []


@pytest.mark.parametrize(
    ("text", "trigger", "name", "wanted"),
    [
        ("Rebels shelled the capital Juba on Monday.", "shelled", RoleName.PATIENT, ["Juba"]),
        ("Peru launched an invasion of Chile.", "launched", RoleName.PATIENT, ["Chile"]),
        ("Police seized the rifles from Ana Barden.", "seized", RoleName.PATIENT, ["Ana Barden"]),
        ("Ana Barden died of torture on Monday.", "died", RoleName.PATIENT, ["Ana Barden"]),
        ("Students protested against Peru's decision.", "protested", RoleName.PATIENT, ["Peru"]),
        ("Peru demanded an apology by Chile.", "demanded", RoleName.ADDRESSEE, ["Chile"]),
        ("Peru yielded to demands from Chile.", "yielded", RoleName.ADDRESSEE, ["Chile"]),
        ("The suspect gave in to Ana Barden.", "gave in", RoleName.ADDRESSEE, ["Ana Barden"]),
    ],
)
def test_to_whom_it_was_done(
    parser: Parser, text: str, trigger: str, name: RoleName, wanted: list[str]
) -> None:
    assert roles(parser, text, trigger, name) == wanted


def test_who_is_somebody_at_the_place_not_the_place(parser: Parser) -> None:
    text = '"We saw it," said a police officer in Nairobi, who attacked the plan on Monday.'
    assert roles(parser, text, "attacked", RoleName.AGENT) == ["police officer"]


def test_who_tells_of_it_takes_no_part_but_in_the_telling() -> None:
    text = "Border guards abused migrants with impunity, a rights organization charged on Monday."
    extraction = Extractor(link=False).extract(Article(path="a.txt", text=text))
    told = {
        event.trigger.of(text): {(r.role, r.span.of(text)) for r in event.roles}
        for event in extraction.events
    }
    assert told == {
        "abused": {(RoleName.AGENT, "Border guards"), (RoleName.PATIENT, "migrants")},
        "charged": {(RoleName.AGENT, "rights organization")},
    }
