"""How near in meaning two triggers are: cosine of word vectors, from a small fixed table."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["similarity"]


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, int], npt.NDArray[np.float32]]:
    import numpy as np

    folder = files("kg").joinpath("data", "identity")
    words = folder.joinpath("stems.txt").read_text(encoding="utf-8").split()
    with folder.joinpath("vectors.npy").open("rb") as handle:
        table = np.load(handle, allow_pickle=False).astype(np.float32)
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return {w: i for i, w in enumerate(words)}, table


@lru_cache(maxsize=200_000)
def _pair(left: str, right: str) -> float:
    words, table = _table()
    i, j = words.get(left), words.get(right)
    if i is None or j is None:
        return 0.0
    return float(table[i] @ table[j])


def similarity(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """The largest cosine between a stem of one trigger and one of the other; 0 where unknown."""
    return max((_pair(*sorted((a, b))) for a in left for b in right), default=0.0)
