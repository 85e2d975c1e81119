"""What people are charged with, what a contest came to, and what was foiled: neither plain fact nor
nothing. Sentences written for the purpose, read with all models."""

from __future__ import annotations

import pytest

from kg.extract.extractor import Extractor
from kg.model import Article, Event, Extraction, RoleName, Status


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(link=False)


def read(extractor: Extractor, text: str) -> Extraction:
    return extractor.extract(Article(path="a.txt", text=text, published="2024-05-15"))


def told(extraction: Extraction, word: str) -> list[Event]:
    text = extraction.article.text
    return [e for e in extraction.events if e.trigger.of(text).lower() == word]


@pytest.mark.parametrize(
    ("sentence", "word", "label"),
    [
        (
            "Ana Keller was arrested on suspicion of drunk driving on Monday.",
            "driving",
            "Drunk driving alleged against Ana Keller",
        ),
        ("Police charged Ana Keller with arson.", "arson", "Arson alleged against Ana Keller"),
        (
            "Ana Keller was arrested for DUI on Tuesday.",
            "dui",
            "DUI alleged against Ana Keller",
        ),
    ],
)
def test_what_somebody_is_charged_with_is_alleged_of_him(
    extractor: Extractor, sentence: str, word: str, label: str
) -> None:
    extraction = read(extractor, sentence + "\n")
    (event,) = told(extraction, word)
    assert (event.status, event.label) == (Status.ALLEGED, label)
    agents = [r.actor for r in event.roles if r.role is RoleName.AGENT]
    assert [a for a in agents if a and a.endswith("ana-keller")]


def test_a_conviction_that_may_come_is_not_told_of_anybody(extractor: Extractor) -> None:
    extraction = read(
        extractor, "Ana Keller faces ten years in prison if convicted of fraud, her lawyer said.\n"
    )
    assert not [e for e in extraction.events if "by Ana Keller" in e.label]
    assert all(e.status is not Status.OCCURRED for e in told(extraction, "fraud"))


def test_what_a_contest_came_to_happened_and_a_purpose_did_not(extractor: Extractor) -> None:
    won = read(extractor, "Ana Keller scored 31 points to break the club record on Sunday.\n")
    (event,) = told(won, "break")
    assert event.status is Status.OCCURRED
    assert event.label == "Ana Keller scored 31 points to break the club record"
    wish = read(extractor, "Ana Keller trained for years to break the club record.\n")
    assert told(wish, "break") == []


def test_a_foiled_attack_is_no_attack_that_happened(extractor: Extractor) -> None:
    extraction = read(
        extractor, "The navy foiled a pirate attack on a Greek tanker off Oman on Friday.\n"
    )
    assert {e.status for e in told(extraction, "attack")} == {Status.HYPOTHETICAL}


def test_to_return_and_host_are_planned_together(extractor: Extractor) -> None:
    extraction = read(
        extractor, "Ana Keller will return next year to host the annual film awards ceremony.\n"
    )
    hosted = [e for e in extraction.events if "host" in e.label.lower()]
    assert hosted and {e.status for e in hosted} == {Status.PLANNED}


def test_the_operation_is_not_any_other_event_told_before(extractor: Extractor) -> None:
    extraction = read(
        extractor,
        "A maid found the missing painting in Oslo on Monday. Money for the search operation came "
        "from donors.\n",
    )
    assert all(not e.other_triggers for e in told(extraction, "found"))


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The board of Acme has often been accused of delay.", "accused"),
        ("All applications will have to be approved by Acme.", "approved"),
        ("One reader of the paper made this comment on Monday.", "comment"),
        ("Lamps sold in France are dimmer, as the law there demands.", "sold"),
        ("Strong winter sales doubled the profit of Acme in 2019.", "sales"),
    ],
)
def test_habits_needs_and_kinds_are_no_happenings(
    extractor: Extractor, sentence: str, word: str
) -> None:
    assert told(read(extractor, sentence + "\n"), word) == []


def test_what_the_lead_tells_is_told_again_below(extractor: Extractor) -> None:
    extraction = read(
        extractor,
        "A baker was murdered in Elsin on Sunday, police reported in a statement on Monday.\n\n"
        "The killing shocked the town. Its mayor, Ana Keller, cancelled a fair. A blaze destroyed "
        "a barn in Elsin on Friday. Crews put the fire out.\n",
    )
    text = extraction.article.text
    told = {e.trigger.of(text): {s.of(text) for s in e.other_triggers} for e in extraction.events}
    assert "killing" in told.get("murdered", set()) or "murdered" in told.get("killing", set())
    assert "fire" in told.get("blaze", set()) or "blaze" in told.get("fire", set())


def test_one_heist_is_not_the_robberies(extractor: Extractor) -> None:
    extraction = read(
        extractor,
        "The heist in Elsin on Sunday is the latest in France after a string of robberies in "
        "Cannes in May.\n",
    )
    assert all(not e.other_triggers for e in extraction.events)


def test_who_is_charged_is_not_told_as_who_did_it(extractor: Extractor) -> None:
    extraction = read(
        extractor,
        "A baker was killed in Elsin on Sunday.\n\nOn Monday, Ana Keller was charged with the "
        "murder.\n",
    )
    for event in extraction.events:
        agents = {r.actor for r in event.roles if r.role is RoleName.AGENT and r.actor}
        keller = any(actor.endswith("ana-keller") for actor in agents)
        assert not (event.status is Status.OCCURRED and event.type == "ASSAULT" and keller)


def test_what_only_frames_an_act_is_none_whatever_follows_it(extractor: Extractor) -> None:
    extraction = read(
        extractor,
        "On May 6, Keller escalated via X, urging bakers to gather in the squares on Monday: "
        "“Iza ya la bandera en tu casa.”\n",
    )
    assert told(extraction, "escalated") == [] and told(extraction, "urging")


@pytest.mark.parametrize(
    ("sentence", "word", "status"),
    [
        (
            "The prison neither confirmed nor denied that Otto Falk had died on Monday.",
            "died",
            Status.HYPOTHETICAL,
        ),
        (
            "Ana Keller refused to deny that she had met Otto Falk on Monday.",
            "met",
            Status.HYPOTHETICAL,
        ),
        (
            "The palace would not say whether Otto Falk was arrested on Monday.",
            "arrested",
            Status.HYPOTHETICAL,
        ),
        (
            "Ana Keller declined to comment on the report that Otto Falk was arrested on Monday.",
            "arrested",
            Status.ALLEGED,
        ),
        (
            "The club declined to name the player who was arrested on Monday.",
            "arrested",
            Status.OCCURRED,
        ),
    ],
)
def test_who_is_silent_neither_says_nor_denies(
    extractor: Extractor, sentence: str, word: str, status: Status
) -> None:
    extraction = read(extractor, sentence + "\n")
    (statement,) = extraction.statements
    assert (statement.act, statement.negated) == ("decline", False)
    (event,) = told(extraction, word)
    assert (event.status, event.according_to_statement) == (status, None)
    assert event.according_to is None
