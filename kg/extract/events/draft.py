"""An event under construction: what is known of one trigger before mentions are merged."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.events.triggers import Trigger
from kg.extract.events.when import Dated
from kg.model import Role, RoleName, Span, Status

__all__ = ["Draft", "actors_of"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One mention of an event.

    ``words`` are the lemmas of what it is about, ``families`` the stems of its trigger, ``named``
    the actors that are no unnamed groups; ``further`` is true of one more of a kind ("another
    attack", "killed two others"), ``plural`` of a noun that names several; ``count`` is
    of how many it is told ("killed three soldiers"); ``beside`` is the index
    of the verb that only carries the noun ("undergo surgery"); ``holder`` and ``statement`` say who
    vouches for it, if not the article.
    """

    trigger: Trigger
    status: Status
    roles: tuple[Role, ...]
    sentence: Span
    label: str
    families: frozenset[str]
    words: frozenset[str]
    named: frozenset[str] = frozenset()
    dated: Dated | None = None
    holder: str | None = None
    statement: int | None = None
    heading: bool = False
    definite: bool = False
    further: bool = False
    plural: bool = False
    count: str = ""
    beside: int | None = None
    confidence: float = 1.0


def actors_of(draft: Draft, *names: RoleName) -> set[str]:
    """The actors in the given roles (in any role where none is given)."""
    return {
        role.actor
        for role in draft.roles
        if role.actor is not None and (not names or role.role in names)
    }
