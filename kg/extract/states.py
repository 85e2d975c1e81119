"""What the encoder makes of each word of a text: vectors by their places.

The encoder reads a text once, for the statements. What other classifiers need of it is handed to
them in this form, already projected to the few numbers that they start from, so that no text needs
more room than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["States"]


@dataclass(frozen=True, slots=True)
class States:
    """One vector a word piece.

    ``starts`` and ``ends`` are code points into the text, both ascending; ``vectors`` has one row a
    piece.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def of(self, places: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """One row a place (start, end): the mean of its pieces; zeros where it has none."""
        found = np.zeros((len(places), self.vectors.shape[1]), dtype=np.float32)
        first = np.searchsorted(self.ends, [start for start, _ in places], side="right")
        last = np.searchsorted(self.starts, [end for _, end in places], side="left")
        for row, (left, right) in enumerate(zip(first, last, strict=True)):
            if left < right:
                found[row] = self.vectors[left:right].mean(axis=0)
        return found
