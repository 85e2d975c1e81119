"""Who is named and described, read off sentences written for it: actors, types, positions."""

from __future__ import annotations

from functools import lru_cache

import pytest

from kg.extract.context import Context, build_context
from kg.extract.nlp import Parser
from kg.extract.positions import find_positions
from kg.model import Article


@lru_cache(maxsize=1)
def parser() -> Parser:
    return Parser()


def read(text: str) -> Context:
    return build_context(Article("a.txt", text), parser())


def actors(text: str) -> dict[str, str]:
    return {actor.label: actor.type.value for actor in read(text).actors}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Castle of Elsin Corp said on Monday it filed a report.", "Castle of Elsin Corp"),
        ("The notes were sold by Burns, Pauling and Co Inc on Friday.",
         "Burns, Pauling and Co Inc"),
        ("Shares of Acme Rocket Inc. fell sharply on Monday.", "Acme Rocket Inc"),
        ("Dr. Otto Falk of Biomedics Inc said the trial went well.", "Biomedics Inc"),
        ("Chairman Otto Falk left General Wheels Corp. last year.", "General Wheels Corp"),
    ],
)  # fmt: skip
def test_the_whole_name_of_a_company(text: str, name: str) -> None:
    found = actors(text)
    assert found.get(name, found.get(name + ".")) == "Organization"
    assert not any(label != name and label in name.split() for label in found)


def test_followers_of_parties_are_groups_with_a_capital() -> None:
    found = actors(
        "Democrats said on Monday they would vote. Otto Falk, who leads the Republicans, left. "
        "The vote pleased Democrats."
    )
    assert found["Democrats"] == "Group" and found["Republicans"] == "Group"
    assert "democrats" not in found


def test_a_nickname_is_the_same_person() -> None:
    found = actors(
        "Timothy D. Barker runs the firm. Tim Barker met Lena Anders. Tim told her to stay."
    )
    assert [label for label in found if "Barker" in label or label == "Tim"] == [
        "Timothy D. Barker"
    ]


def test_a_surname_is_that_of_whom_the_article_is_about() -> None:
    context = read(
        "Lena Anders went home on Monday. Lena Anders told reporters that Lena Anders would "
        "rest. She was driven to the house of her daughter, Ruth Anders. Anders had fallen ill."
    )
    last = max(m for m in context.mentions if m.span.of(context.article.text) == "Anders")
    assert context.actor(last.actor).label == "Lena Anders"  # type: ignore[union-attr]


def test_an_office_before_a_comma_is_no_person() -> None:
    context = read("The former Chief Operating Officer, Otto Falk, will lead Acme Corp.")
    assert "Operating Officer" not in {a.label for a in context.actors}
    found = find_positions(context)
    assert [(p.office, p.former) for p in found] == [("Chief Operating Officer", True)]


def test_an_office_behind_a_body_is_no_part_of_its_name() -> None:
    found = actors("After the case closed Acme Rocket CEO Otto Falk extended an invitation.")
    assert "Otto Falk" in found
    assert not any(label.endswith("CEO") for label in found)


def test_candidates_hold_no_office() -> None:
    context = read("Republican presidential candidate Otto Falk met Governor Lena Anders.")
    assert [p.office for p in find_positions(context)] == ["Governor"]


def test_the_newspaper_is_the_one_named_before() -> None:
    context = read(
        "The council met on Friday, the Orlando Sentinel reported. The newspaper said that it "
        "would meet again."
    )
    found = {a.label: a.type.value for a in context.actors}
    assert found["Orlando Sentinel"] == "Organization"
    assert "newspaper" not in found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('"I made some of the best friends of my life at Acme," Otto Falk said.', "best friends"),
        ('"Great companies rarely last," Otto Falk said.', "Great companies"),
        ("Otto Falk told how many people had come.", "how many people"),
        ("Otto Falk ran for president in Ruritania.", "president"),
        ("He played on the badminton court with Otto Falk.", "badminton court"),
        ("Acme shares (ACME) fell on Monday, Otto Falk said.", "ACME"),
        ("Otto Falk, whose family lives abroad, left.", "whose's family"),
        ("Otto Falk opened the web browser Safari on Monday.", "Safari"),
    ],
)
def test_what_is_no_actor(text: str, label: str) -> None:
    assert label not in actors(text)


def test_a_short_name_is_the_long_one_without_its_trade() -> None:
    found = actors(
        "Home Rocket Services Inc. sold shares. Home Rocket has a plant, and Home Rocket grew."
    )
    assert len([label for label in found if label.startswith("Home")]) == 1


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("Party Chair Rep. Lena Anders left Vienna.", "Lena Anders", "Person"),
        ("Democratic leaders warned of the cost on Monday.", "Democratic leaders", "Group"),
        ("The shop on Rue de Castille was robbed on Monday.", "Rue de Castille", "Place"),
    ],
)
def test_labels_and_types(text: str, label: str, kind: str) -> None:
    assert actors(text).get(label) == kind


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Neither candidate invoked the name.", "candidate"),
        ("Otto Falk said that any voter could come.", "voter"),
        ("Otto Falk starred in Night Train in 1999.", "Night Train"),
    ],
)
def test_nobody_in_particular(text: str, label: str) -> None:
    assert label not in actors(text)


def test_no_president_is_no_position() -> None:
    context = read("No president, not Otto Falk, can build the bridge alone.")
    assert not find_positions(context)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "Hope Marsh, a spokeswoman for the club, did not respond to Otto Falk.",
            {"Hope Marsh": "Person"},
        ),
        ("Other shops, including Best Shop and Radio Hut, were open.", {"Radio Hut and": None}),
        (
            "The decision was spurred by Brazils suspension of payments in February.",
            {"Brazils": None, "Brazil": "Country"},
        ),
        (
            "The Baltimore Orioles play in Florida. Otto Falk said the Orioles would go to court.",
            {"Orioles": None, "Baltimore Orioles": "Organization"},
        ),
        ("Otto Falk was held for DUI on Monday.", {"DUI": None}),
        ("He posted a Star of David on Monday, Otto Falk said.", {"David": None}),
    ],
)
def test_names_put_right(text: str, labels: dict[str, str | None]) -> None:
    found = actors(text)
    assert {label: found.get(label) for label in labels} == labels


def test_a_company_and_its_genitive_are_one() -> None:
    found = actors(
        "Ratners agreed to buy Weisfield's Inc. for cash. Weisfield's shares soared on Monday."
    )
    assert len([label for label in found if label.startswith("Weisfield")]) == 1
