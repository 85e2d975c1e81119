"""Which words name a happening, by a small trained head on the encoder that finds statements.

The encoder has read the text anyway; the states of one of its middle layers, projected and put
through one hidden layer, tell happenings from things better than features of the parse do
(`kg.extract.events.spotting`, which stands in where the encoder is not used). Trained by
`kg.train.spotting`; see ``kg/data/models/events/MODEL_CARD.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.extract.events.spotting import candidates

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.states import States

__all__ = ["EncodedSpotter", "load_encoded_spotter"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedSpotter:
    """The head: ``project`` (hidden size of the encoder, width) and ``shift`` (width) lead to its
    hidden layer, ``outer`` (width) and ``bias`` from there to log-odds."""

    project: Floats
    shift: Floats
    outer: Floats
    bias: float

    def happenings(self, doc: Doc, states: States) -> dict[int, float]:
        """The probability that it names a happening with a place in time, by token index.

        ``states`` are those of the text, mapped by ``project``.
        """
        tokens = candidates(doc)
        rows = states.of([(token.idx, token.idx + len(token)) for token in tokens])
        odds = np.maximum(rows + self.shift, 0.0) @ self.outer + self.bias
        chances = 1 / (1 + np.exp(-odds))
        return {token.i: float(p) for token, p in zip(tokens, chances, strict=True)}


@lru_cache(maxsize=1)
def load_encoded_spotter() -> EncodedSpotter:
    """The head that ships with the package."""
    path = files("kg").joinpath("data", "models", "events", "encoder.npz")
    with path.open("rb") as handle, np.load(handle, allow_pickle=False) as data:
        found = {name: data[name].astype(np.float32) for name in data.files}
    return EncodedSpotter(found["project"], found["shift"], found["outer"], float(found["bias"]))
