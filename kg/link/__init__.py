"""Linking: which entity of an outside data set an actor or place is, if any.

The linker used by extraction is offline (`GazetteerLinker`); live services, reconciliation,
mapping sets and enrichment are used only by the commands that ask for them.
"""

from __future__ import annotations

from kg.link.context import LinkContext, PositionHint, context_of
from kg.link.linker import GazetteerLinker, Linker, link_extraction

__all__ = [
    "GazetteerLinker",
    "LinkContext",
    "Linker",
    "PositionHint",
    "context_of",
    "link_extraction",
]
