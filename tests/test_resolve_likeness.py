"""Who may be whom, what keeps groups apart for it, and what a label says of an act."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import pytest

from kg.resolve.accounts import EventAccount
from kg.resolve.cluster import Part, group
from kg.resolve.features import View, event_features
from kg.resolve.likeness import (
    ALIKE,
    OPEN,
    OTHER_NAME,
    OTHER_THING,
    Participant,
    clashing,
    likeness,
)
from kg.resolve.scoring import load_weights, score
from kg.resolve.wording import thing_of, which_one


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("person ana barden", "person ana barden", ALIKE),
        ("person barden", "person ana barden", ALIKE),
        ("person fred larkin", "person frederick c larkin", ALIKE),
        ("person ana m barden", "person ana barden", ALIKE),
        ("person ana barden jr", "person a m barden", ALIKE),
        ("person mo barden", "person maurice barden", OPEN),
        ("person dunkan rasit", "person dunkan rasitt", ALIKE),
        ("person ana barden", "person tom barden", OTHER_NAME),
        ("person ana barden", "person boris folgir", OTHER_NAME),
        ("person ana barden", "36 year old teacher", OPEN),
        ("person ana barden", "organization barden foundation", OPEN),
        ("person ana barden", "country velmarland", OTHER_THING),
        ("place velmar", "country velmarland", OPEN),
        ("organization velmar corp", "organization velmar", ALIKE),
        ("organization karelian court", "organization velmarian court", OTHER_NAME),
        ("organization zumbrek bank", "organization zumbrek group", OPEN),
        ("man", "36 year old man", ALIKE),
        ("second man", "36 year old man", OPEN),
        ("bank", "bank manager", OTHER_THING),
    ],
)
def test_names_conflict_with_names_and_descriptions_with_descriptions(
    one: str, two: str, expected: int
) -> None:
    kinds = ("person", "organization", "place", "country")

    def made(text: str) -> Participant:
        kind, _, name = text.partition(" ")
        return Participant(name, kind) if kind in kinds else Participant(text, "")

    assert likeness(made(one), made(two)) == likeness(made(two), made(one)) == expected


def people(*names: str) -> tuple[Participant, ...]:
    return tuple(Participant(name, "person") for name in names)


def test_accounts_that_name_who_it_was_are_marked() -> None:
    told = {
        "a": people("ana barden"),
        "b": people("barden"),
        "c": people("boris folgir"),
        "d": people("ana barden", "boris folgir"),
        "e": (),
        "f": (Participant("teacher", ""),),
    }
    marks, clash = clashing(told)
    both = "ana barden; boris folgir"
    assert marks == {"a": "ana barden", "b": "barden", "c": "boris folgir", "d": both}
    assert clash("boris folgir", "ana barden") and clash("barden", "boris folgir")
    assert not clash("ana barden", "barden") and not clash(both, "boris folgir")


def alike(names: str) -> dict[tuple[str, str], float]:
    return dict.fromkeys(combinations(sorted(names), 2), 2.0)


def apart(one: str, two: str) -> bool:
    """Marks are lists of letters; those without a letter in common clash."""
    return set(one).isdisjoint(two)


def test_groups_of_which_others_are_named_do_not_join() -> None:
    part = Part({"a": "x", "b": "x", "c": "y", "d": "y"}, apart)
    found = group("abcd", alike("abcd"), parts=[part])
    assert found == [("a", "b"), ("c", "d")]


def test_who_names_nobody_goes_with_either() -> None:
    part = Part({"a": "x", "d": "y"}, apart)
    scores = alike("abc") | {("c", "d"): 1.0}
    assert group("abcd", scores, parts=[part]) == [("a", "b", "c"), ("d",)]


def test_one_wrong_name_does_not_split_what_many_tell_as_one() -> None:
    part = Part(dict.fromkeys("abcdefg", "x") | {"h": "y"}, apart)
    scores = alike("hijklm") | alike("abcdefg") | {(a, b): 2.0 for a in "abcdefg" for b in "ijklm"}
    assert group("abcdefghijklm", scores, parts=[part]) == [tuple("abcdefgijklm"), ("h",)]


def test_of_several_who_are_few_each_is_a_group_of_its_own() -> None:
    part = Part({"a": "xy", "b": "xy", "c": "x", "d": "y"}, apart)
    pairs = alike("abcd") | {("c", "d"): 0.5}
    assert group("abcd", pairs, parts=[part]) == [("a", "b", "c"), ("d",)]


def test_a_person_may_call_them_the_same_all_the_same() -> None:
    part = Part({"a": "x", "b": "y"}, apart)
    assert group("ab", {}, same=[("a", "b")], parts=[part]) == [("a", "b")]


def told(label: str, trigger: str, **more: object) -> EventAccount:
    values: dict[str, object] = {
        "iri": label,
        "article": label,
        "published": "",
        "type": "COERCE",
        "status": "occurred",
        **more,
    }
    return EventAccount(label=label, trigger=(trigger,), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "which"),
    [
        ("A previous drink-driving arrest", "earlier"),
        ("The club's second such arrest", "more"),
        ("Two more arrests in Westhaven", "more"),
        ("Barden's arrest on Monday", ""),
        ("Barden was arrested for another theft", ""),
    ],
)
def test_what_is_one_more_of_its_kind(label: str, which: str) -> None:
    assert which_one(told(label, "arrest")) == which


@pytest.mark.parametrize(
    ("label", "trigger", "thing"),
    [
        ("A statement released by the club", "releas", "statement"),
        ("The results from the test were released", "releas", "result"),
        ("Who pulled the trigger", "pull", "trigger"),
        ("The suspect entered Folgir's office", "enter", "offic"),
        ("The robbery in Westhaven", "robberi", ""),
    ],
)
def test_the_thing_that_is_acted_on(label: str, trigger: str, thing: str) -> None:
    assert thing_of(told(label, trigger)) == thing


def features(a: EventAccount, b: EventAccount) -> dict[str, float]:
    return event_features(View(a), View(b), 0.8)


def test_to_release_a_statement_is_not_to_release_somebody() -> None:
    freed = told(
        "Ana Barden was released on bail",
        "releas",
        type="RETREAT",
        patients=("ana barden",),
        who=(("ana barden", "ana barden", "person"),),
    )
    statement = told("A statement released by the club", "releas", type="OTHER")
    found = features(freed, statement)
    assert {"another thing", "labels share nothing", "one has no type"} <= found.keys()
    assert "another thing" not in features(freed, freed)


def test_a_date_from_another_sentence_contradicts_nothing() -> None:
    one = told("Barden was arrested", "arrest", earliest="2024-01-03", latest="2024-01-03")
    two = told("Barden was arrested", "arrest", earliest="2024-01-09", latest="2024-01-09")
    assert "times conflict" in features(one, two)
    assert "times conflict" not in features(one, replace(two, carried=True))


def test_to_pull_over_is_not_to_pull() -> None:
    stopped = told("Barden was pulled over", "pull", particles=("over",))
    fired = told("Who pulled the trigger", "pull")
    assert "particles differ" in features(stopped, fired)
    assert "particles differ" not in features(stopped, stopped)


def test_what_the_same_people_do_on_one_day_is_not_all_one_thing() -> None:
    who = {
        "agents": ("ana barden",),
        "patients": ("boris folgir",),
        "who": (("ana barden", "ana barden", "person"), ("boris folgir", "boris folgir", "person")),
        "earliest": "2024-01-03",
        "latest": "2024-01-03",
    }
    booked = told("Barden booked Folgir", "book", type="OTHER", **who)
    helped = told("Barden helped Folgir", "help", type="AID", **who)
    assert score(View(booked), View(helped), 0.9, load_weights()) == -math.inf
    again = replace(booked, iri="again", article="again")
    assert score(View(booked), View(again), 0.9, load_weights()) > 0


def test_who_acts_in_one_is_not_acted_on_in_the_other() -> None:
    def fired(name: str, agent: str, patient: str) -> EventAccount:
        # Descriptions, which speak against no name.
        return told(
            "They fired", "fire", iri=name, article=name, type="ASSAULT", earliest="2024-01-03",
            latest="2024-01-03", agents=(agent,), patients=(patient,),
            who=((agent, agent, ""), (patient, patient, "")),
        )  # fmt: skip

    pirates = fired("a", "pirate", "merchant ship")
    navy = fired("b", "warship", "pirate")
    again = fired("c", "pirate", "merchant ship")
    assert score(View(pirates), View(navy), 0.9, load_weights()) == -math.inf
    assert score(View(pirates), View(again), 0.9, load_weights()) > 0
