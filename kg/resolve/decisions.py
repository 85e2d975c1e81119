"""A person's decisions on identity: two IRIs are the same, or differ."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Decision"]


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Two IRIs of events or actors that a person called the same or different.

    The IRIs are own IRIs or nodes' IRIs (a node's IRI is the own IRI of its earliest account).
    Which of the two comes first plays no part. Later decisions on one pair replace earlier ones.
    """

    left: str
    right: str
    same: bool

    @property
    def pair(self) -> tuple[str, str]:
        """The two IRIs, the smaller first."""
        return min(self.left, self.right), max(self.left, self.right)
