"""A name as it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import ActorType, Span

__all__ = ["Name"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands: its tokens and code points, and the type that it seems to have.

    ``adjectival`` marks a country told by its adjective ("Colombian"), ``people`` the noun of its
    people ("Colombians"); ``title`` is the office or honorific right before a person's name, in
    lower case.
    """

    start: int
    end: int
    span: Span
    text: str
    type: ActorType
    adjectival: bool = False
    people: bool = False
    title: str = ""
