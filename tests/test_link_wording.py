"""A place's name that stands for something else, and a body's name cut short."""

from __future__ import annotations

import pytest

from kg.link import GazetteerLinker, LinkContext
from kg.link.wording import about_sport, stands_for_other
from kg.model import Actor, ActorType


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Peru", "The Peru coach named his squad."),
        ("Peru", "Peru's goalkeeper stopped both shots."),
        ("France", "He flew with Air France and rode the Tour de France."),
        ("Norway", "Sales of Team Norway and of ACME of Norway fell."),
        ("Lima", "Shares fell on the Lima and Quito Stock Exchanges."),
        ("Madrid", "A shot by the Real Madrid forward hit the post."),
        ("Norway", "The farm lies near the village of Norway in Maine."),
    ],
)
def test_stands_for_something_else(name: str, text: str) -> None:
    assert stands_for_other(name, text, country=True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Peru", "Peru's president won't resign, and the Lima talks went on."),
        ("Peru", "The reform moved Peru forward."),
        ("France", "Air France flies from France to Peru."),
        ("Lima", "He lives in Lima and trades on the Lima Stock Exchange."),
        ("Norway", "The Prime Minister of Norway spoke."),
        ("Norway", "The CEO of Norway's oil fund spoke."),
        ("Chad", "Nobody named it."),
    ],
)
def test_stands_for_itself(name: str, text: str) -> None:
    assert not stands_for_other(name, text, country=True)


def test_winning_is_a_teams_only_where_the_article_is_on_sport() -> None:
    text = "Russia lost ground and Peru beat expectations."
    assert not stands_for_other("Russia", text)
    assert stands_for_other("Russia", text, sport=True)
    assert stands_for_other("Peru", "Chile beat Peru.", sport=True)


def test_sport_is_told_by_words_that_belong_to_it() -> None:
    assert about_sport(frozenset(["the", "striker", "scored", "twice"]))
    assert not about_sport(frozenset(["our", "team", "reached", "its", "goals", "this", "season"]))


def linked(kind: ActorType, label: str, *names: str, text: str = "") -> str | None:
    actor = Actor("x:1", kind, label, names)
    (found,) = GazetteerLinker.open().link((actor,), LinkContext(text=text))
    return found.link.qid if found.link else None


def test_a_body_is_not_linked_by_a_part_of_its_name() -> None:
    whole = linked(ActorType.ORGANIZATION, "Security Council")
    assert whole is not None
    assert linked(ActorType.ORGANIZATION, "U.N. Security Council", "Security Council") == whole
    assert linked(ActorType.ORGANIZATION, "Ruritanian Security Council", "Security Council") is None


def test_a_country_in_a_sports_report_is_not_linked() -> None:
    calm = "Chile signed the treaty with Peru on Friday."
    sport = "Chile beat Peru 3-1 as the striker scored twice in the qualifier."
    assert linked(ActorType.COUNTRY, "Chile", text=calm) is not None
    assert linked(ActorType.COUNTRY, "Chile", text=sport) is None


def test_a_common_word_is_nobodys_other_name() -> None:
    assert linked(ActorType.ORGANIZATION, "House", text="The House passed the bill.") is None
    assert linked(ActorType.ORGANIZATION, "Army", text="The Army sent two tanks.") is None
