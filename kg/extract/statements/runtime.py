"""The shipped tagger on ONNX Runtime: weights of 4 bits on disk, products of 4 or 8 bits in memory.

The 4-bit form is weight-only group quantisation trained with straight-through rounding (Bengio et
al., 2013; Esser et al., ICLR 2020). See `kg.train.export` for how the files are written.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError
from kg.extract.statements.decode import LINK_WIDTH, TAGS, Floats, LinkWeights
from kg.extract.statements.pieces import WordPiece
from kg.extract.statements.tagger import Reader, Settings, TaggedStatement
from kg.extract.states import States

__all__ = ["FILES", "MODEL", "ModelMissingError", "StatementTagger", "load_reader"]

FILES = ("exact.onnx", "fast.onnx", "weights.npz", "vocab.txt")
"""What a model folder holds."""

MODEL = Path(__file__).resolve().parents[2] / "data" / "models" / "statements"
"""The folder of the model that ships with the package."""

GROUP = 64
_RANGE = 127.0


class ModelMissingError(KgError):
    """The trained model is not where it should be; the rules work without it."""


class StatementTagger:
    """The trained tagger, ready to read texts; made by `load`.

    >>> StatementTagger.load().tag("The minister said that taxes would rise.")  # doctest: +SKIP
    (TaggedStatement(source=((0, 12),), cue=((13, 17),), content=((18, 39),), score=0.99),)
    """

    def __init__(self, reader: Reader, name: str) -> None:
        self._reader = reader
        self.name = name
        """Name and digest of the model, as provenance records it."""

    @classmethod
    def load(
        cls, path: Path | None = None, *, fast: bool = True, threads: int = 0
    ) -> StatementTagger:
        """The tagger of a model folder.

        Args:
            path: the folder; the shipped model where not given.
            fast: coarser 8-bit products, about twice as fast.
            threads: of ONNX Runtime; 0 is one a core.

        Raises:
            ModelMissingError: a file of the model is missing.
        """
        folder = path or MODEL
        reader = load_reader(folder, Settings(), fast=fast, threads=threads)
        with (folder / "weights.npz").open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()[:12]
        return cls(reader, f"kg-statements-{digest}")

    def tag(self, text: str) -> tuple[TaggedStatement, ...]:
        """The attributions of a text in the order of their cues; offsets are code points."""
        return self._reader.tag(text)

    def read(self, text: str, project: Floats) -> tuple[tuple[TaggedStatement, ...], States]:
        """The same, with the encoder's states of the text as ``project`` maps them.

        ``project`` is a matrix from the encoder's hidden size to the columns that are wanted.
        """
        found, states = self._reader.read(text, project)
        assert states is not None
        return found, states


def _unpacked(packed: NDArray[np.uint8], scales: NDArray[np.float16]) -> Floats:
    """The weights of a packed matrix: two values a byte, low half first, shifted by 8."""
    values = np.empty((*packed.shape[:-1], packed.shape[-1] * 2), dtype=np.float32)
    values[..., 0::2] = packed & 15
    values[..., 1::2] = packed >> 4
    values -= 8
    groups = values.reshape(*values.shape[:-1], -1, GROUP)
    groups *= scales[..., None].astype(np.float32)
    return values


def _initializers(weights: Mapping[str, Any], fast: bool) -> dict[str, NDArray[Any]]:
    """The matrices in the form that the graph multiplies with."""
    found: dict[str, NDArray[Any]] = {}
    for name in weights:
        if not name.startswith("l") or not name.endswith(".w"):
            continue
        packed, scales = weights[name], weights[name[:-1] + "s"]
        rows = len(packed)
        if fast:
            matrix = _unpacked(packed, scales)
            step = np.maximum(np.abs(matrix).max(1) / _RANGE, 1e-9).astype(np.float32)
            found[name] = np.ascontiguousarray(np.round(matrix / step[:, None]).astype(np.int8).T)
            found[name[:-1] + "s"] = step
        else:
            found[name] = packed.reshape(rows, -1, GROUP // 2)
            found[name[:-1] + "s"] = scales.astype(np.float32).reshape(-1)
    return found


def _buckets(length: int, count: int) -> NDArray[np.int64]:
    """Relative position buckets of MPNet; the twin of the training's."""
    position = np.arange(length)
    n = position[:, None] - position[None, :]
    half = count // 2
    bucket = (n < 0) * half
    n = np.abs(n)
    exact = half // 2
    far = exact + (
        np.log(np.maximum(n, 1).astype(np.float32) / exact) / math.log(128 / exact) * (half - exact)
    ).astype(np.int64)
    return np.asarray(bucket + np.where(n < exact, n, np.minimum(far, half - 1)), dtype=np.int64)


def load_reader(folder: Path, settings: Settings, *, fast: bool = True, threads: int = 0) -> Reader:
    """The tagger of a model folder.

    Args:
        folder: holds the files named in `FILES`.
        settings: windows and the bias towards recall.
        fast: use 8-bit products with one scale an output instead of one a group.
        threads: of ONNX Runtime; 0 is one a core.

    Raises:
        ModelMissingError: a file of the model is missing.
    """
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelMissingError(f"statement model: {', '.join(missing)} not found in {folder}")
    import onnxruntime

    with np.load(folder / "weights.npz") as archive:
        weights = {name: archive[name] for name in archive.files}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # spinning threads slow down whatever else runs on the same cores
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    given = _initializers(weights, fast)
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
    options.add_external_initializers(list(given), values)
    session = onnxruntime.InferenceSession(
        (folder / ("fast.onnx" if fast else "exact.onnx")).read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
    )
    words, scales = weights["words"], weights["word_scales"]
    places, features = weights["places"], weights["features"].astype(np.float32)
    relative = weights["relative"]

    @lru_cache(maxsize=64)
    def bias(length: int) -> Floats:
        heads = relative.shape[1]
        if not len(relative):
            return np.zeros((1, heads, length, length), np.float32)
        table = relative[_buckets(length, len(relative))]
        return np.ascontiguousarray(table.transpose(2, 0, 1)[None]).astype(np.float32)

    def score(ids: NDArray[np.int64], kinds: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        vectors = _unpacked(words[ids], scales[ids]) + places[: len(ids)] + features[kinds]
        inputs = {"x": vectors[None].astype(np.float32), "bias": bias(len(ids))}
        found: Floats
        states: Floats
        (found,), (states,) = session.run(None, inputs)
        links = found[:, len(TAGS) :].reshape(len(ids), 8, LINK_WIDTH)
        return found[:, : len(TAGS)], links, states

    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return Reader(
        WordPiece(tuple(pieces)),
        score,
        (weights["transitions"], weights["first"], weights["last"]),
        LinkWeights(weights["distance"], weights["between"], weights["none"]),
        settings,
    )
