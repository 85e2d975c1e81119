"""Disagreements: only what two sources cannot both be right about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.resolve.accounts import EventAccount, accounts_of
from kg.resolve.judging import disagreements
from tests.identity_samples import Told, article

ONE = EventAccount(
    iri="e:1",
    article="a:1",
    published="2026-01-04",
    type="ASSAULT",
    status="occurred",
    label="Ana Barden attacked Boris Folgir",
    trigger=("attack",),
    earliest="2026-01-03",
    latest="2026-01-03",
    agents=("ana barden",),
    patients=("boris folgir",),
    names=("ana barden", "boris folgir"),
    agent_kinds=("Person",),
    named=("ana barden",),
    counts=(("12", "assault rifl"),),
)
TWO = replace(ONE, iri="e:2", article="a:2")


def found(**other: object) -> list[str]:
    """The aspects in which the second account differs, given what it says otherwise."""
    told = disagreements("e:1", [ONE, replace(TWO, **other)], lambda a: a)  # type: ignore[arg-type]
    return [j.method.removeprefix("disagreement-") for j in told]


def test_accounts_that_agree() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("first", "last", "differ"),
    [
        ("2026-01-05", "2026-01-05", True),
        ("2026-01-03", "2026-01-09", False),  # the week that the day lies in
        ("2026-01-04", "2026-01-10", False),  # "last week", from the other side of a Sunday
        ("2026-01-12", "2026-01-18", True),
        ("2025-01-01", "2025-12-31", False),  # another year: another one of its kind
        ("2026-05-03", "2026-05-03", False),  # so far off: another one of its kind
        ("2026-01-05T10:00:00", "2026-01-05T10:00:00", False),  # "at 10 a.m.": the day is a guess
    ],
)
def test_dates(first: str, last: str, differ: bool) -> None:
    assert found(earliest=first, latest=last, counts=()) == (["date"] if differ else [])


def test_a_date_of_other_people_is_that_of_another_event() -> None:
    assert found(earliest="2026-01-05", latest="2026-01-05", agents=(), patients=()) == []


@pytest.mark.parametrize(
    ("other", "named", "differ"),
    [
        ("carla denmar", True, True),
        ("ana g barden", True, False),
        ("a barden", True, False),
        ("barden", True, False),
        ("rioters", False, False),
    ],
)
def test_agents(other: str, named: bool, differ: bool) -> None:
    told = {"agents": (other,), "names": (other, "boris folgir")}
    assert found(**told, named=(other,) if named else ()) == (["agent"] if differ else [])


def test_another_agent_with_another_patient_or_day_is_another_event() -> None:
    rival = {
        "agents": ("carla denmar",),
        "named": ("carla denmar",),
        "names": ("carla denmar",),
    }
    assert found(**rival) == ["agent"]
    assert found(**rival, patients=("hugo lom",)) == []
    assert found(**rival, earliest="", latest="") == []
    assert found(**{**rival, "names": ("carla denmar", "ana barden")}) == []


@pytest.mark.parametrize(
    ("value", "counted", "differ"),
    [
        ("15", "assault rifl", True),
        ("15", "other rifl", False),  # part of them, or other ones
        ("12", "assault rifl", False),
    ],
)
def test_numbers(value: str, counted: str, differ: bool) -> None:
    assert found(counts=((value, counted),)) == (["number"] if differ else [])


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("2512", "2500", False),
        ("2500", "2512", False),
        ("2512", "2400", True),
        ("10", "12", True),
        ("148", "150", False),
        ("1.5", "2", True),
    ],
)
def test_a_number_that_is_the_other_rounded_is_no_disagreement(
    one: str, other: str, differ: bool
) -> None:
    left = replace(ONE, counts=((one, "ton"),))
    right = replace(TWO, counts=((other, "ton"),))
    assert bool(disagreements("e:1", [left, right], lambda a: a)) is differ


def test_numbers_that_nobody_can_compare() -> None:
    # "12 of 40 rifles", a length of time, and something that was counted on another day.
    assert found(counts=(("15", "assault rifl"), ("40", "assault rifl"))) == []
    left, right = (
        replace(account, counts=((value, "season"),))
        for account, value in ((ONE, "4"), (TWO, "19"))
    )
    assert disagreements("e:1", [left, right], lambda a: a) == []
    assert found(counts=(("15", "assault rifl"),), earliest="", latest="") == []


@pytest.mark.parametrize(
    ("value", "counted", "differ"),
    [
        ("18", "person", True),
        ("31", "person", False),  # another one's toll
        ("18", "bank", False),
    ],
)
def test_a_toll_needs_no_date(value: str, counted: str, differ: bool) -> None:
    left = replace(ONE, earliest="", latest="", counts=(("12", counted),))
    right = replace(TWO, counts=((value, counted),))
    told = [j.method for j in disagreements("e:1", [left, right], lambda a: a)]
    assert told == (["disagreement-number"] if differ else [])


def test_a_date_that_the_story_goes_by_contradicts_nobody() -> None:
    assert found(earliest="2026-01-05", latest="2026-01-05", counts=()) == ["date"]
    assert found(earliest="2026-01-05", latest="2026-01-05", counts=(), carried=True) == []


def test_people_are_counted() -> None:
    told = Told("Ana Barden", "attacked", "Boris Folgir", day="2026-01-03", count=40)
    (account,) = accounts_of(article("a.txt", [told])).events
    assert account.counts == (("40", "troop"),)
    assert account.named == ("ana barden",)


def test_a_denial_is_of_the_same_people_and_time() -> None:
    assert found(status="denied") == ["status"]
    assert found(status="denied", agents=(), patients=()) == []
    assert found(status="denied", earliest="", latest="") == []
    assert found(status="denied", trigger=("strike",)) == []


def test_what_only_others_hold_together_does_not_disagree() -> None:
    other = replace(TWO, earliest="2026-01-05", latest="2026-01-05")
    assert disagreements("e:1", [ONE, other], lambda a: a, lambda *_: True)
    assert disagreements("e:1", [ONE, other], lambda a: a, lambda *_: False) == []


def test_one_text_cannot_disagree_with_its_copy() -> None:
    other = replace(TWO, earliest="2026-01-05", latest="2026-01-05")
    assert disagreements("e:1", [ONE, other], lambda _: "one") == []
