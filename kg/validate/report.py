"""What a validation found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Report", "Violation"]


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One node that breaks one shape.

    ``focus`` is the node's IRI, ``path`` the property's IRI (empty where the node itself is
    wrong), ``message`` one line, ``value`` the value that is wrong, where there is one.
    """

    focus: str
    path: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: whether all shapes hold, and what breaks them, sorted."""

    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a shape."""
        return not self.violations

    @classmethod
    def of(cls, violations: Iterable[Violation]) -> Report:
        """A report with each violation once, in order."""
        return cls(tuple(sorted(set(violations))))
