"""Actors and events by name, as people type it: accents, dashes and quotes make no difference."""

from __future__ import annotations

import re
import unicodedata

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.config import Limits
from kg.errors import UsageError
from kg.iris import KG, PREFIXES
from kg.query.ask import ask_of
from kg.query.folding import pattern_of
from kg.query.parameters import Ask, find_node
from kg.store import Changes, open_store

TYPE = NamedNode(PREFIXES["rdf"] + "type")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
OTHER = NamedNode(PREFIXES["skos"] + "altLabel")
PEOPLE = {
    "1": "Daniel García‑Peña",
    "2": "Łukasz Ødegård",
    "3": unicodedata.normalize("NFD", "Zoé Ávila"),
    "4": "Conor O’Neill (MP)",
    "5": "Garcia Lopez",
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder = tmp_path_factory.mktemp("names") / "s.kg"
    triples = set()
    for key, label in PEOPLE.items():
        node = NamedNode(f"https://w3id.org/newsgraph/id/actor/{key}")
        triples |= {
            Triple(node, TYPE, NamedNode(KG + "Actor")),
            Triple(node, LABEL, Literal(label)),
            Triple(node, OTHER, Literal(f"Señor {key}")),
        }
    with open_store(folder, "create") as opened:
        opened.write(Changes({NamedNode("https://news.example/1"): frozenset(triples)}))
    return ask_of(folder, Limits())


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("garcia pena", "1"),
        ("GARCÍA-PEÑA", "1"),
        ("lukasz odegard", "2"),
        ("zoe avila", "3"),
        ("Zoé", "3"),
        ("o'neill (mp)", "4"),
        ("senor 5", "5"),
        ("garcia", "5"),  # as it is written there: that one is meant
    ],
)
def test_a_name_is_found_as_people_type_it(ask: Ask, typed: str, key: str) -> None:
    assert find_node(typed, ask, PREFIXES, ("Actor",)).value.endswith(f"/actor/{key}")


@pytest.mark.parametrize("typed", ["-", "  ", ".*", "x" * 300, "garcia|zoe", "[a-z]", "\\"])
def test_a_name_is_no_pattern(ask: Ask, typed: str) -> None:
    with pytest.raises(UsageError, match="has no actor called"):
        find_node(typed, ask, PREFIXES, ("Actor",))


def test_the_pattern_is_of_the_words_alone() -> None:
    pattern = pattern_of("Sao Tome")
    assert re.fullmatch(pattern, "são  tomé", re.IGNORECASE)
    assert not re.search(pattern, "sapo tome", re.IGNORECASE)
    assert pattern_of("море") == "море"
    assert pattern_of("") == pattern_of(" - ") == ""
