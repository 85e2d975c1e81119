"""Names as keys and offices as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link.names import acronym_of, key, surname, variants
from kg.link.offices import agree, office_words


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("the United Nations", "united nations"),
        ("U.N.", "un"),
        ("Brazil's", "brazil"),
        ("Daniel García-Peña", "daniel garcia pena"),
        ("Marks & Spencer", "marks and spencer"),
        ("The", "the"),
        ("…", ""),
    ],
)
def test_key(name: str, form: str) -> None:
    assert key(name) == form


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name: str) -> None:
    form = key(name)
    assert form == form.strip()
    assert key(form) in (form, form.removeprefix("the "))


def test_variants_drop_titles_and_legal_forms() -> None:
    assert variants("Senator Ada Quill") == ("senator ada quill", "ada quill")
    assert variants("Quill Widgets Inc.") == ("quill widgets inc", "quill widgets")
    assert variants("President") == ("president",)


def test_surname_keeps_particles() -> None:
    assert surname("Ana de la Cruz") == "de la cruz"
    assert surname("John Smith Jr.") == "smith"
    assert surname("Pelé") is None


def test_acronym() -> None:
    assert acronym_of("League of Distant Harbours") == "ldh"
    assert acronym_of("Red Cross") is None


@pytest.mark.parametrize(
    ("said", "held", "verdict"),
    [
        ("President", "President of Colombia", 1.0),
        ("Defense Minister", "Prime Minister of Spain", 0.0),
        ("Defence Minister", "Minister of Defense", 1.0),
        ("Vice President", "President of Chile", 0.0),
        ("Secretary of State", "United States Secretary of State", 1.0),
        ("Foreign Secretary", "foreign minister", 1.0),
        ("leader", "President of Venezuela", None),
        ("striker", "President of Chile", 0.0),
        ("head coach", "Speaker of the House", 0.0),
        ("billionaire", "President of Chile", None),
        ("Minister", "Prime Minister of Spain", None),
    ],
)
def test_offices(said: str, held: str, verdict: float | None) -> None:
    assert agree(said, held) == verdict


def test_office_words_leave_names_out() -> None:
    assert office_words("Foreign Minister of Atlantis") == {"foreign", "minister"}
