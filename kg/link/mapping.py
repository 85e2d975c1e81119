"""A link between an actor of the graph and an outside entity, as mapping sets carry it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Mapped"]


@dataclass(frozen=True, slots=True, order=True)
class Mapped:
    """``kind`` is ``exact`` (accepted), ``close`` (to be looked at) or ``not`` (rejected)."""

    actor: str
    label: str
    entity: str
    kind: str
    method: str
    score: float
    source: str = ""
