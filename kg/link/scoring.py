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

__all__ = ["Model", "shipped_model"]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name. ``accept``: linked at or above; ``show``: a candidate worth seeing.

    Persons have a threshold of their own: a place's name is often its team's or government's, a
    person's name is not. Both are lower for a large gazetteer (``large``: for the others, for
    persons): the one entity of a name is the one meant more often where fewer are missing.

    ``margin`` is how much likelier than the next candidate an accepted one must be.
    """

    bias: float
    weights: Mapping[str, float]
    accept: float
    accept_person: float
    large: tuple[float, float]
    show: float
    margin: float

    def probability(self, found: Mapping[str, float]) -> float:
        """The probability that the candidate is the entity meant."""
        total = self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in found.items()
        )
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))

    def threshold(self, *, person: bool, large: bool) -> float:
        """The probability from which on a candidate is accepted."""
        if large:
            return self.large[person]
        return self.accept_person if person else self.accept

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model. Raises `InputError` where the file is not one."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                bias=float(data["bias"]),
                weights={str(k): float(v) for k, v in data["weights"].items()},
                accept=float(data["accept"]),
                accept_person=float(data["accept_person"]),
                large=(float(data["large"][0]), float(data["large"][1])),
                show=float(data["show"]),
                margin=float(data["margin"]),
            )
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise InputError(f"{path} is not a linking model ({error})") from error


def shipped_model() -> Model:
    """The model that comes with the package."""
    folder = Path(__file__).resolve().parent.parent / "data" / "gazetteer"
    return Model.load(folder / "linker.json")
