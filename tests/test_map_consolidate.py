"""The merged view's single values: most independent sources, then precision, then the latest."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.map import account_of, consolidate, preferred_label
from kg.map import terms as t
from kg.map.consolidate import Account
from kg.map.values import When, when_iso


def told(
    article: str, published: str, key: str, date: str | None, status: str = "Occurred"
) -> Account:
    return Account(article, published, key, when_iso(date), t.kg(status))


def date(accounts: list[Account]) -> str | None:
    value = consolidate(accounts).get(t.DATE)
    return value.value if value else None


def test_the_value_of_most_independent_sources_wins() -> None:
    accounts = [
        told("a", "2024-01-01", "wire", "2024-01-01"),
        told("b", "2024-01-02", "wire", "2024-01-01"),
        told("c", "2024-01-03", "wire", "2024-01-01"),
        told("d", "2024-01-01", "post", "2024-01"),
        told("e", "2024-01-01", "coast", "2024-01"),
    ]
    assert date(accounts) == "2024-01"


def test_then_the_most_precise_then_the_latest() -> None:
    year, month = told("a", "2024-03-01", "a", "2024"), told("b", "2024-02-01", "b", "2024-02")
    assert date([year, month]) == "2024-02"
    early = told("a", "2024-03-01", "a", "2024-01")
    late = told("b", "2024-03-02", "b", "2024-01-02T10:00:00")
    assert date([early, late]) == "2024-01-02T10:00:00"
    status = consolidate(
        [
            told("a", "2024-01-01", "a", None, "Planned"),
            told("b", "2024-01-09", "b", None, "Occurred"),
        ]
    )
    assert status == {t.STATUS_OF: t.kg("Occurred")}


def test_days_of_which_as_many_speak_are_all_shown_and_none_as_the_date() -> None:
    third, fourth = told("a", "", "a", "2024-01-03"), told("b", "", "b", "2024-01-04T10:00:00")
    single = consolidate([third, fourth])
    assert t.DATE not in single
    assert single[t.EDTF].value == "[2024-01-03,2024-01-04]"
    assert (single[t.EARLIEST].value, single[t.LATEST].value) == ("2024-01-03", "2024-01-04")
    later = consolidate([third, told("b", "", "b", "2024-03")])
    assert later[t.EDTF].value == "[2024-01-03,2024-03-01..2024-03-31]"
    # A third source decides, and so does one that only tells the hour.
    assert date([third, fourth, told("c", "", "c", "2024-01-03T09:00:00")]) == "2024-01-03T09:00:00"
    # What one publisher says twice counts once.
    assert date([third, fourth, told("c", "", "a", "2024-01-03")]) is None


def test_a_month_does_not_exclude_its_days_nor_a_day_its_hours() -> None:
    accounts = [told("a", "", "a", "2024-01"), told("b", "", "b", "2024-01-03")]
    assert date(accounts) == "2024-01-03"
    hours = [told("a", "", "a", "2024-01-03T09:00:00"), told("b", "", "b", "2024-01-03T10:00:00")]
    assert date(hours) == "2024-01-03"


def test_a_date_is_never_mixed_from_two_accounts() -> None:
    season = When(
        None,
        "2024-21",
        *(
            when_iso("2024").__getattribute__(n)  # type: ignore[union-attr]
            for n in ("earliest", "latest")
        ),
    )
    accounts = [Account("a", "", "a", season), Account("b", "", "b", when_iso("2024-05-05"))]
    single = consolidate(accounts)
    assert single[t.EDTF].value == single[t.DATE].value == single[t.EARLIEST].value


accounts = st.builds(
    told,
    st.sampled_from("abcdef"),
    st.sampled_from(["", "2024-01-01", "2024-02-02T10:00:00"]),
    st.sampled_from("xyz"),
    st.sampled_from([None, "2024", "2024-01", "2024-01-05", "2024-01-05T10:00:00"]),
    st.sampled_from(["Occurred", "Planned", "Denied"]),
)


@given(st.lists(accounts, max_size=8), st.integers())
def test_order_does_not_matter(given_accounts: list[Account], seed: int) -> None:
    shuffled = list(given_accounts)
    random.Random(seed).shuffle(shuffled)
    single = consolidate(given_accounts)
    assert single == consolidate(shuffled)
    assert (t.STATUS_OF in single) == bool(given_accounts)
    assert (t.EARLIEST in single) == any(a.when for a in given_accounts)


def test_an_account_is_read_from_properties() -> None:
    whole = when_iso("2024-01")
    assert whole is not None and whole.date and whole.earliest and whole.latest
    account = account_of(
        "a",
        None,
        None,
        [
            (t.DATE, whole.date),
            (t.EDTF, Literal("2024-01")),
            (t.EARLIEST, whole.earliest),
            (t.LATEST, whole.latest),
            (t.STATUS_OF, t.kg("Planned")),
            (t.AGENT, NamedNode("urn:x:1")),
        ],
    )
    assert account == Account("a", "", "a", whole, t.kg("Planned"))
    assert consolidate([account])[t.DATE] == whole.date
    assert consolidate([account_of("a", None, None, [])]) == {}


def test_preferred_label() -> None:
    assert preferred_label([("a", "Ruiz"), ("b", "Ana Ruiz")]) == "Ana Ruiz"
    assert preferred_label([("a", "Ruiz"), ("b", "Ruiz"), ("a", "Ana Ruiz")]) == "Ruiz"
    assert preferred_label([]) is None
