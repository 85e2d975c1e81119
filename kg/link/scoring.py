"""The linking model: a logistic regression whose few weights are data (``linker.json``).

Method: binary logistic regression over candidates with L2 penalty, the calibrated probability of
one candidate being the entity meant (Platt's view of the logistic output). The threshold is set
on data so that links that are made are right; see ``docs/linking.md``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError

__all__ = ["KINDS", "Model", "kind_of", "shipped_model"]

#: Classes of candidates, as the features name them.
KINDS = ("person", "country", "place", "organization")


def kind_of(found: Mapping[str, float]) -> str:
    """The class of a candidate, from its features."""
    return next((kind for kind in KINDS if found.get(kind)), KINDS[-1])


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name. ``accept``: by class of the candidate, the probability at or above
    which it is linked; ``show``: from which on it is worth seeing.

    Each class has a threshold of its own: a place's name is often its team's or government's, a
    person's name is not. ``large`` holds those for a large gazetteer, which are lower: the one
    entity of a name is the one meant more often where fewer are missing.

    ``margin`` is how much likelier than the next candidate an accepted one must be.
    """

    bias: float
    weights: Mapping[str, float]
    accept: Mapping[str, float]
    large: Mapping[str, float]
    show: float
    margin: float

    def probability(self, found: Mapping[str, float]) -> float:
        """The probability that the candidate is the entity meant."""
        total = self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in found.items()
        )
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))

    def threshold(self, kind: str, *, large: bool) -> float:
        """The probability from which on a candidate of a class (`KINDS`) is accepted."""
        return (self.large if large else self.accept).get(kind, 1.0)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model. Raises `InputError` where the file is not one."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                bias=float(data["bias"]),
                weights={str(k): float(v) for k, v in data["weights"].items()},
                accept={kind: float(data["accept"][kind]) for kind in KINDS},
                large={kind: float(data["large"][kind]) for kind in KINDS},
                show=float(data["show"]),
                margin=float(data["margin"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path} is not a linking model ({error})") from error


def shipped_model() -> Model:
    """The model that comes with the package."""
    folder = Path(__file__).resolve().parent.parent / "data" / "gazetteer"
    return Model.load(folder / "linker.json")
