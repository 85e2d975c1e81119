"""Scores that are given up early are those that would not have mattered."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve.accounts import EventAccount
from kg.resolve.cluster import MISSING
from kg.resolve.features import FEATURES, LEADING, View, event_features, leading_features
from kg.resolve.scoring import Weights, load_weights, score

_NAMES = ("ana bar", "boris den", "bar", "Q7", "")
_DAYS = ("", "2026-01-01", "2026-01-02", "2026-02-20")


def some(values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([v for v in values if v]), max_size=most).map(
        lambda found: tuple(sorted(set(found)))
    )


@st.composite
def views(draw: st.DrawFn) -> View:
    day = draw(st.sampled_from(_DAYS))
    return View(
        EventAccount(
            iri=draw(st.sampled_from("abc")),
            article=draw(st.sampled_from("xy")),
            published=draw(st.sampled_from(_DAYS)),
            type=draw(st.sampled_from(("ASSAULT", "CONSULT", "OTHER"))),
            status=draw(st.sampled_from(("occurred", "denied"))),
            label="somebody struck the harbour",
            trigger=draw(some(("struck", "strike", "met"))) or ("struck",),
            earliest=day,
            latest=day,
            agents=draw(some(_NAMES)),
            patients=draw(some(_NAMES)),
            places=draw(some(_NAMES)),
            names=draw(some(_NAMES)),
            words=draw(some(("harbour", "ship", "crew"), 3)),
            nouns=draw(some(("crew", "guard"))),
            numbers=draw(st.sampled_from(((), (("3", "ship"),), (("4", "ship"),)))),
        )
    )


@settings(max_examples=150, deadline=None)
@given(views(), views(), st.floats(0, 1), st.floats(-4, 4))
def test_a_floor_gives_up_only_what_is_below_it(
    a: View, b: View, story: float, floor: float
) -> None:
    weights = load_weights()
    exact = score(a, b, story, weights)
    early = score(a, b, story, weights, floor)
    assert early == exact if exact > floor else early <= floor
    assert score(b, a, story, weights, MISSING) == score(a, b, story, weights, MISSING)


@settings(max_examples=100, deadline=None)
@given(views(), views(), st.floats(0, 1))
def test_what_follows_is_none_of_what_leads(a: View, b: View, story: float) -> None:
    leading, found = leading_features(a, b, story), event_features(a, b, story)
    assert leading.keys() <= LEADING <= set(FEATURES)
    assert {name for name in found if name in LEADING} == leading.keys()
    assert all(value <= 1 for name, value in found.items() if name not in leading)


def test_the_rest_is_what_the_following_features_add_at_most() -> None:
    weights = Weights({name: 1.0 if name not in LEADING else 9.0 for name in FEATURES}, 0.0)
    assert math.isclose(weights.rest, len(FEATURES) - len(LEADING))
