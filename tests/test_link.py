"""The offline linker on the shipped gazetteer, and on small ones made for the test."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.iris import Minter
from kg.link import GazetteerLinker, LinkContext, Linker, PositionHint
from kg.link.gazetteer import Gazetteer, Office
from kg.link.writer import GazetteerWriter, Name, Record
from kg.model import Actor, ActorType, Link

P, ORG = ActorType.PERSON, ActorType.ORGANIZATION
C, L = ActorType.COUNTRY, ActorType.PLACE


def actor(label: str, kind: ActorType, *names: str) -> Actor:
    return Actor(Minter().actor(label), kind, label, names)


def linked(actors: tuple[Actor, ...], context: LinkContext) -> dict[str, str | None]:
    linker = GazetteerLinker.open()
    return {a.label: a.link.qid if a.link else None for a in linker.link(actors, context)}


ANDES = (
    actor("Gustavo Petro", P, "Petro"),
    actor("Nicolás Maduro", P, "Maduro"),
    actor("Donald Trump", P, "Trump"),
    actor("Marco Rubio", P),
    actor("Cilia Flores", P),
    actor("Colombia", C),
    actor("Venezuela", C),
    actor("U.S.", C, "United States"),
    actor("Bogotá", L),
    actor("OAS", ORG, "Organization of American States"),
    actor("UN", ORG, "United Nations"),
    actor("UN Security Council", ORG),
)


def test_the_worlds_actors_are_linked() -> None:
    holders = {a.label: a.iri for a in ANDES}
    context = LinkContext(
        positions=(
            PositionHint(holders["Gustavo Petro"], "President"),
            PositionHint(holders["Marco Rubio"], "Secretary of State"),
        ),
        places=("Venezuela", "Colombia") * 3,
        published="2026-01-06",
    )
    found = linked(ANDES, context)
    assert found["Gustavo Petro"] == "Q704022"  # as the project's brief states it
    assert all(found.values()), {label for label, qid in found.items() if not qid}
    assert len(set(found.values())) == len(ANDES)


def test_a_namesake_with_another_office_is_not_linked() -> None:
    minister = actor("Pedro Sanchez", P)
    actors = (minister, actor("Colombia", C), actor("Venezuela", C))
    context = LinkContext((PositionHint(minister.iri, "Defense Minister", "Colombia"),))
    assert linked(actors, context)["Pedro Sanchez"] is None
    spain = (minister, actor("Spain", C))
    context = LinkContext((PositionHint(minister.iri, "Prime Minister", "Spain"),))
    assert linked(spain, context)["Pedro Sanchez"] == "Q6070218"


def test_a_person_is_no_brand_and_a_union_no_place() -> None:
    actors = (actor("Petro", P), actor("CUT", ORG, "Central Unitaria de Trabajadores"))
    linker = GazetteerLinker.open()
    petro, union = linker.link(actors, LinkContext(places=("Colombia", "Colombia")))
    assert petro.link is None or all(c.label == "Gustavo Petro" for c in petro.link.candidates)
    assert union.link is None


def test_a_coach_is_no_speaker_of_parliament() -> None:
    coach = actor("Mike Johnson", P)
    actors = (coach, actor("United States", C))
    hint = PositionHint(coach.iri, "head coach")
    assert linked(actors, LinkContext((hint,)))["Mike Johnson"] is None
    match = LinkContext(text="The league match was lost; the team and its players wept.")
    assert linked((coach,), match)["Mike Johnson"] is None


def test_a_bare_surname_needs_support() -> None:
    alone = linked((actor("Rubio", P),), LinkContext())
    assert alone["Rubio"] is None


def test_a_link_that_is_there_stays() -> None:
    by_hand = Link("Q1", 1.0, "person", "me")
    given = Actor("x:a", P, "Gustavo Petro", (), by_hand)
    (kept,) = GazetteerLinker.open().link((given,), LinkContext())
    assert kept.link is by_hand


def test_order_and_number_of_actors_stay() -> None:
    result = GazetteerLinker.open().link(ANDES, LinkContext())
    assert [a.iri for a in result] == [a.iri for a in ANDES]
    assert isinstance(GazetteerLinker.open(), Linker)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=40), st.sampled_from(["Petro", "US", "the UN", "Georgia"])),
            st.sampled_from(list(ActorType)),
        ),
        max_size=6,
    ),
    st.text(max_size=200),
    st.sampled_from([None, "2026", "2026-01", "2026-01-06", "", "junk"]),
)
def test_anything_can_be_linked(
    names: list[tuple[str, ActorType]], text: str, published: str | None
) -> None:
    actors = tuple(Actor(f"x:{n}", kind, name) for n, (name, kind) in enumerate(names))
    hints = tuple(PositionHint(a.iri, text[:20], text[20:40] or None) for a in actors)
    context = LinkContext(hints, tuple(n for n, _ in names), published, text)
    result = LINKER.link(actors, context)
    assert [a.iri for a in result] == [a.iri for a in actors]
    for linked_actor in result:
        if linked_actor.link is not None:
            assert 0 <= linked_actor.link.score <= 1
            assert linked_actor.link.candidates
    assert LINKER.link(actors, context) == result


LINKER = GazetteerLinker.open()


def test_a_thousand_actors_in_a_second() -> None:
    linker = GazetteerLinker.open()
    label_of = list(linker.gazetteer.countries().values())
    actors = tuple(
        actor(f"{label_of[i % len(label_of)]}", C if i % 2 else ORG, f"Nowhere {i}")
        for i in range(1000)
    )
    start = time.process_time()
    linker.link(actors, LinkContext(text="Nothing in particular happened. " * 100))
    assert time.process_time() - start < 1.0


@pytest.fixture
def twins(tmp_path: Path) -> Path:
    """Two persons of one name, a town and a firm of one name."""
    path = tmp_path / "twins.sqlite"
    writer = GazetteerWriter(path)
    writer.add(
        [
            Record("Q1", "Atlantis", "Country", "t", "country", 0.9, "Q1",
                   names=[Name("Atlantean", "d")]),
            Record("Q2", "Lemuria", "Country", "t", "country", 0.9, "Q2"),
            Record("Q3", "Ada Quill", "Person", "t", "", 0.6, "Q1",
                   offices=[("President of Atlantis", "Q1", "2020", None)]),
            Record("Q4", "Ada Quill", "Person", "t", "", 0.6, "Q2",
                   offices=[("Governor of the Bank", "Q2", "2001", "2009")]),
            Record("Q5", "Port Quill", "Place", "t", "city", 0.7, "Q1", 1.5, 2.5),
        ]
    )  # fmt: skip
    writer.finish(version="twins-1", sources="made up")
    return path


def test_office_tells_namesakes_apart(twins: Path) -> None:
    linker = GazetteerLinker.open(twins)
    quill = actor("Ada Quill", P)
    (alone,) = linker.link((quill,), LinkContext())
    assert alone.link is None or alone.link.qid is None
    context = LinkContext((PositionHint(quill.iri, "President", "Atlantis"),), ("Atlantis",))
    (told,) = linker.link((quill,), context)
    assert told.link is not None
    assert told.link.qid == "Q3"
    assert told.link.source == "twins-1"
    assert told.link.method == "gazetteer"
    assert 0.0 <= told.link.score <= 1.0


def test_classes_close_off_candidates(twins: Path) -> None:
    linker = GazetteerLinker.open(twins)
    found = linker.link((actor("Port Quill", P), actor("Atlantean", P)), LinkContext())
    assert [a.link for a in found] == [None, None]


def test_reading(twins: Path) -> None:
    with Gazetteer(twins) as gazetteer:
        assert len(gazetteer) == 5
        assert gazetteer.version == "twins-1"
        assert gazetteer.counts() == {"Country": 2, "Person": 2, "Place": 1}
        assert [m.entity.qid for m in gazetteer.prefix("port q")] == ["Q5"]
        assert {e.qid for e in gazetteer.search("quill ada")} == {"Q3", "Q4"}
        assert gazetteer.search("  ") == []
        assert gazetteer.prefix("'; DROP TABLE entity; --") == []
        assert gazetteer.search('"quill" OR *') == []
        entity = gazetteer.entity("Q5")
        assert entity is not None
        assert (entity.latitude, entity.longitude) == (1.5, 2.5)
        assert gazetteer.entity("Q99") is None
        assert gazetteer.names(entity.n)[0] == ("port quill", "l", None)


def test_bad_files_get_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no gazetteer at"):
        Gazetteer(tmp_path / "none.sqlite")
    junk = tmp_path / "junk.sqlite"
    junk.write_bytes(b"not a database at all" * 100)
    with pytest.raises(InputError, match="not a gazetteer"):
        Gazetteer(junk)
    half = tmp_path / "half.sqlite"
    GazetteerWriter(half).close()
    with pytest.raises(InputError, match="format"):
        Gazetteer(half)


@pytest.mark.parametrize(
    ("start", "end", "date", "held"),
    [
        ("2018", None, "2026-01-06", True),
        ("2018", "2022", "2022-08-07", True),
        ("2018", "2022-08-07", "2023", False),
        ("2025-01-21", None, "2025", True),
        ("2025-01-21", None, "2024-12-31", False),
        (None, None, "1999", True),
    ],
)
def test_office_dates(start: str | None, end: str | None, date: str, held: bool) -> None:
    assert Office("x", None, start, end).covers(date) is held
