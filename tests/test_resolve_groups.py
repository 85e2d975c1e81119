"""From pairs to groups: what keeps two groups apart, and what does not."""

from __future__ import annotations

from itertools import combinations, product

from kg.map import event_iris
from kg.resolve import IdentityIndex
from kg.resolve.cluster import group
from kg.resolve.event_index import APART
from tests.identity_samples import Told, article, iri

Pair = tuple[str, str]


def alike(*names: str) -> dict[Pair, float]:
    return dict.fromkeys(combinations(sorted(names), 2), 2.0)


def test_a_pair_that_one_article_keeps_apart_does_not_split_what_many_tell_as_one() -> None:
    scores = alike(*"abcdefgh") | {("a", "h"): APART}
    assert group("abcdefgh", scores) == [tuple("abcdefgh")]


def test_it_keeps_small_groups_apart() -> None:
    scores = alike(*"abc") | {("a", "c"): APART}
    assert len(group("abc", scores)) == 2


def test_what_never_joins_stays_apart_whatever_the_rest_says() -> None:
    found = group("abcdefgh", alike(*"abcdefgh"), different=[("a", "h")])
    assert len(found) == 2 and not any({"a", "h"} <= set(members) for members in found)


def test_a_plan_does_not_keep_those_apart_who_tell_of_the_fact() -> None:
    # "p" is planned in the article of "a", so they never join; it is most like "c" and "d".
    facts = alike(*"abcd")
    plans = {(x, "p"): 6.0 for x in "cd"}
    never: list[Pair] = [("a", "p")]
    assert group("abcdp", facts | plans, different=never) != [tuple("abcd"), ("p",)]
    assert group("abcdp", facts | plans, different=never, late=["p"]) == [tuple("abcd"), ("p",)]


def test_plans_join_the_facts_that_they_are_like_and_one_another() -> None:
    scores = alike(*"abpq")
    assert group("abpq", scores, late=["p", "q"]) == [tuple("abpq")]
    apart = dict.fromkeys(product("ab", "pq"), -2.0)
    assert group("abpq", scores | apart, late=["p", "q"]) == [("a", "b"), ("p", "q")]


def test_a_release_on_bail_is_not_the_release_of_a_film() -> None:
    bail = article(
        "bail.txt", [Told("Ana Barden", "released", "Boris Folgir", type="RETREAT")], "2026-01-03"
    )
    film = article(
        "film.txt", [Told("Ana Barden", "released", "Boris Folgir", type="LAUNCH")], "2026-01-03"
    )
    again = article(
        "again.txt",
        [Told("Ana Barden", "released", "Boris Folgir", type="RETREAT", more="at dawn")],
        "2026-01-03",
    )
    index = IdentityIndex()
    for told in (bail, film, again):
        index.update(iri(told), told)
    (first,), (other,), (second,) = event_iris(bail), event_iris(film), event_iris(again)
    assert index.node(first) == index.node(second) != index.node(other)
