"""Mapping sets: written, read back, and refused where they are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.iris import DEFAULT_BASE, WD
from kg.link.mapping import Mapped

pytest.importorskip("sssom_pydantic", reason="needs the extra sssom")

from kg.link.sssom import read_sssom, write_sssom

ACTOR = DEFAULT_BASE + "actor/ada-quill"
LINKS = [
    Mapped(ACTOR, "Ada Quill", WD + "Q4", "exact", "gazetteer", 0.9, "g-1"),
    Mapped(ACTOR, "Ada Quill", WD + "Q5", "not", "person", 1.0, "person"),
    Mapped(ACTOR, "Ada Quill", "http://dbpedia.org/resource/Ada_Quill", "close", "x", 0.4),
]


def test_round_trip(tmp_path: Path) -> None:
    file = tmp_path / "links.sssom.tsv"
    file.write_text(write_sssom(LINKS), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    assert "semapv:CompositeMatching" in text
    assert "semapv:ManualMappingCuration" in text
    by_hand, skipped = read_sssom(file)
    assert skipped == 2
    assert [(d.entity, d.accepted) for d in by_hand] == [(WD + "Q5", False)]
    decisions, skipped = read_sssom(file, computed=True)
    assert skipped == 1
    assert [(d.actor, d.entity, d.accepted) for d in decisions] == [
        (ACTOR, WD + "Q4", True),
        (ACTOR, WD + "Q5", False),
    ]
    assert decisions[0].source == "mapping set links.sssom.tsv"


def test_the_same_links_give_the_same_bytes() -> None:
    assert write_sssom(LINKS) == write_sssom(LINKS)
    assert write_sssom([]).startswith("#")


@pytest.mark.parametrize("content", ["", "no tabs at all", "a\tb\n1\t2\n", "#curie_map: [\n"])
def test_junk_gets_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "junk.tsv"
    file.write_text(content, encoding="utf-8")
    try:
        decisions, _ = read_sssom(file)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert decisions == []
    with pytest.raises(InputError):
        read_sssom(tmp_path / "missing.tsv")
