"""A town's state behind its name tells it from towns of the same name."""

from __future__ import annotations

import pytest

from kg.link import GazetteerLinker, LinkContext
from kg.link.regions import region_told
from kg.link.wording import unit_around
from kg.model import Actor, ActorType


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Paris", "A barn burnt in Paris, Texas.", "Texas"),
        ("PORTLAND", "PORTLAND, Ore. (Wire) - A storm hit the coast.", "Oregon"),
        ("Athens", "She teaches in Athens, Ga., and in Rome.", "Georgia"),
        ("London", "The plant in London, Ont. was closed.", "Ontario"),
        ("Moscow", "They met in Moscow, ID last May.", "Idaho"),
        ("Moscow", "They met in Moscow, Kyiv and Minsk.", None),
        ("Chicago", "Offices in Chicago, New York and Boston closed.", None),
        ("Paris", "He left Paris. Texas was far.", None),
        ("Springfield", "Nobody named it.", None),
    ],
)
def test_the_region_behind_a_name(name: str, text: str, told: str | None) -> None:
    assert region_told(name, text) == told


def linked(name: str, text: str) -> str | None:
    actor = Actor("x:1", ActorType.PLACE, name)
    context = LinkContext(places=(name, "United States", "United States"), text=text)
    (found,) = GazetteerLinker.open().link((actor,), context)
    return found.link.qid if found.link else None


def test_a_town_with_another_state_is_not_the_city() -> None:
    texas = linked("Houston", "A bridge was closed in Houston, Texas.")
    assert texas is not None
    assert linked("Houston", "A bridge was closed in Houston, Minnesota.") is None
    assert linked("Paris", "A bridge was closed in Paris, Texas.") is None


def test_a_province_of_the_same_name() -> None:
    assert unit_around("Cordoba", "Rain fell in Cordoba province and in Cordoba.")
    assert unit_around("Cordoba", "The provinces of Salta, Jujuy and Cordoba had rain.")
    assert not unit_around("Cordoba", "The mayor of Cordoba spoke of the province.")
