"""Spanish words for events, reports and offices: written for this project from the definitions of
PLOVER's event types and of the scheme of speech acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.model import RoleName

__all__ = ["Frame", "Words", "load_words"]


@dataclass(frozen=True, slots=True)
class Frame:
    """An event word: its type, the role of its object (of ``de X`` for a noun), its condition."""

    type: str
    role: RoleName | None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """All word lists, by lemma."""

    verbs: Mapping[str, Frame]
    nouns: Mapping[str, Frame]
    acts: Mapping[str, str]
    offices: frozenset[str]
    organizations: frozenset[str]


@cache
def load_words() -> Words:
    """The lists that ship with the package."""
    return Words(
        verbs={row[0]: _frame(row) for row in _rows("verbs.tsv")},
        nouns={row[0]: _frame(row) for row in _rows("nouns.tsv")},
        acts={row[0]: row[1] for row in _rows("cues.tsv")},
        offices=frozenset(_read("offices.txt").split()),
        organizations=frozenset(_read("organizations.txt").split()),
    )


def _frame(row: list[str]) -> Frame:
    role = None if row[2] == "none" else RoleName(row[2])
    return Frame(row[1], role, row[3] if len(row) > 3 else "")


def _rows(name: str) -> list[list[str]]:
    lines = _read(name).splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _read(name: str) -> str:
    return (Path(__file__).parent / "data" / name).read_text("utf-8")
