"""The terms of the ontology that a language model may answer with, read from the shipped files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.config import data_folder
from kg.errors import UsageError

__all__ = ["Vocabulary", "load_vocabulary"]

_NOTATION = re.compile(r'skos:notation\s+"([A-Z]+)"')
_CONCEPT = re.compile(r"^(?:ev|act):([\w-]+) a skos:Concept ;(.*?)\.\n\n", re.MULTILINE | re.DOTALL)
_DEFINITION = re.compile(r'skos:definition\s+"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Event types with their definitions, and the names of speech acts."""

    event_types: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]


@cache
def load_vocabulary() -> Vocabulary:
    """The event-type scheme and the scheme of speech acts.

    Raises:
        UsageError: the installation lacks them.
    """
    folder = data_folder("ontology")
    types = [
        (notation.group(1), _text(body))
        for _, body in _CONCEPT.findall((folder / "event-types.ttl").read_text("utf-8") + "\n")
        if (notation := _NOTATION.search(body)) is not None
    ]
    acts = [
        name
        for name, body in _CONCEPT.findall((folder / "speech-acts.ttl").read_text("utf-8") + "\n")
        if "skos:broader" in body
    ]
    if not types or not acts:
        raise UsageError("this installation lacks the event types; install newsgraph again")
    return Vocabulary(tuple(types), tuple(acts))


def _text(body: str) -> str:
    found = _DEFINITION.search(body)
    return found.group(1) if found else ""
