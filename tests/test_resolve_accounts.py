"""What an account knows of its agents, and when two of them differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Actor, ActorType, Position, Span
from kg.resolve.accounts import SOME_STATE, EventAccount, accounts_of
from kg.resolve.features import View, event_features
from tests.identity_samples import Told, article


@pytest.mark.parametrize(
    ("first", "second", "names", "one"),
    [
        (("q739",), ("q739",), (), True),  # the country, and its president as such
        (("q739",), (SOME_STATE,), ("q739",), True),  # "the president", the country beside him
        (("q739",), (SOME_STATE,), ("q717",), False),
        (("q739",), ("q717",), ("q739",), False),
        ((SOME_STATE,), (SOME_STATE,), ("q739",), False),
        ((), (), ("q739",), False),
    ],
)
def test_a_country_and_who_acts_for_it_do_not_differ(
    first: tuple[str, ...], second: tuple[str, ...], names: tuple[str, ...], one: bool
) -> None:
    def view(article: str, agent: str, states: tuple[str, ...]) -> View:
        return View(
            EventAccount(
                article=article,
                iri=f"{article}#e",
                published="",
                type="MOBILIZE",
                label="Troops deploy",
                status="occurred",
                trigger=("deploy",),
                agents=(agent,),
                names=names,
                states=states,
                who=((agent, agent, "person" if " " in agent else "country"),),
            )
        )

    found = event_features(view("a", "colombia", first), view("b", "ana diaz", second), 0.5)
    assert ("agents differ" in found) is not one


def test_a_president_acts_for_a_country() -> None:
    told = Told("Ana Diaz", "deployed", "Bo Chen")
    office = article("a.txt", [told])
    holder = next(a.iri for a in office.actors if a.label == "Ana Diaz")
    span = Span(0, 8)

    country = Actor("id:actor/colombia", ActorType.COUNTRY, "Colombia", ("Colombia",))
    office = replace(office, actors=(*office.actors, country))

    def states(words: str, *, of: str | None = None, former: bool = False) -> tuple[str, ...]:
        position = Position(holder, words, span, span, of=of, former=former)
        return accounts_of(replace(office, positions=(position,))).events[0].states

    assert states("President") == states("Deputy Foreign Minister") == (SOME_STATE,)
    assert states("President", of=country.iri) == states("leader", of=country.iri) == ("colombia",)
    assert states("coach", of=country.iri) == states("leader") == ()
    assert states("bank president") == states("President", former=True) == ()
