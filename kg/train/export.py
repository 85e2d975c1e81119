"""Writes a trained tagger as the runtime reads it: ``python -m kg.train.export --help``.

Matrices and word vectors are stored in 4 bits with one scale for each group of a row, exactly the
values that the last part of the training used, in ``weights.npz`` beside positions, features, the
CRF and the linker. Two small ONNX graphs take the matrices when they are loaded: ``exact.onnx`` in
ONNX Runtime's block-quantised products (``MatMulNBits``), ``fast.onnx`` in 8-bit products with one
scale an output (``DynamicQuantizeMatMul``), three times as fast and a little coarser.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kg.train.encoder import GROUP, Encoder, EncoderConfig
from kg.train.statements import Tagger

__all__ = ["STATES", "load_run", "main", "narrow", "write"]

#: The layer (from 0) whose states are given out for other classifiers.
STATES = 4


def narrow(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Values -7..7 and the scales of their groups: see `kg.train.encoder.rounded`."""
    groups = weight.reshape(-1, GROUP)
    scale = np.maximum(np.abs(groups).max(1, keepdims=True) / 7, 1e-8).astype(np.float16)
    values = np.clip(np.round(groups / scale.astype(np.float32)), -7, 7).astype(np.int8)
    return values.reshape(weight.shape), scale.reshape(weight.shape[0], -1)


def packed(values: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Two values a byte, low half first, each shifted by 8."""
    shifted = (values + 8).astype(np.uint8)
    low, high = shifted[..., 0::2], shifted[..., 1::2]
    return np.asarray(low | (high << np.uint8(4)), dtype=np.uint8)


class Graph:
    """Collects nodes and constants of the ONNX graph; large constants are named, not held."""

    def __init__(self, fast: bool) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.fast = fast

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def outside(self, name: str, shape: tuple[int, ...], kind: int) -> str:
        """A constant that the runtime hands in when it loads the graph."""
        tensor = onnx.TensorProto(
            name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL
        )
        tensor.external_data.add(key="location", value="weights.npz")
        self.constants.append(tensor)
        return name

    def node(
        self, kind: str, inputs: list[str], name: str, domain: str = "", **more: Any
    ) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **more))
        return name

    def linear(self, x: str, name: str, weight: torch.Tensor) -> str:
        """The product with a matrix (rows, columns), without its bias."""
        rows, columns = weight.shape
        if self.fast:
            return self.node(
                "DynamicQuantizeMatMul",
                [
                    x,
                    self.outside(f"{name}.w", (columns, rows), TensorProto.INT8),
                    self.outside(f"{name}.s", (rows,), TensorProto.FLOAT),
                ],
                f"{name}.y",
                "com.microsoft",
            )
        return self.node(
            "MatMulNBits",
            [
                x,
                self.outside(f"{name}.w", (rows, columns // GROUP, GROUP // 2), TensorProto.UINT8),
                self.outside(f"{name}.s", (rows * columns // GROUP,), TensorProto.FLOAT),
            ],
            f"{name}.y",
            "com.microsoft",
            K=columns,
            N=rows,
            bits=4,
            block_size=GROUP,
            accuracy_level=4,
        )

    def norm(
        self, x: str, skip: str, name: str, part: torch.nn.LayerNorm, bias: torch.Tensor
    ) -> str:
        return self.node(
            "SkipLayerNormalization",
            [
                x,
                skip,
                self.constant(f"{name}.g", part.weight.numpy()),
                self.constant(f"{name}.b", part.bias.numpy()),
                self.constant(f"{name}.o", bias.numpy()),
            ],
            f"{name}.n",
            "com.microsoft",
            epsilon=part.eps,
        )


def build(model: Tagger, fast: bool) -> onnx.ModelProto:
    """The graph: vectors (1, pieces, hidden) and attention bias to the heads' scores and states."""
    config = model.encoder.config
    graph = Graph(fast)
    norm = model.encoder.norm
    x = graph.node(
        "LayerNormalization",
        ["x", graph.constant("n.g", norm.weight.numpy()), graph.constant("n.b", norm.bias.numpy())],
        "x0",
        axis=-1,
        epsilon=norm.eps,
    )
    graph.constant("thirds", np.array([config.hidden] * 3, dtype=np.int64))
    for index, layer in enumerate(model.encoder.layers):
        name = f"l{index}"
        qkv = graph.node(
            "Add",
            [
                graph.linear(x, f"{name}.qkv", layer.qkv.weight),
                graph.constant(f"{name}.qkv.b", layer.qkv.bias.numpy()),
            ],
            f"{name}.qkv.a",
        )
        parts = [f"{name}.{part}" for part in "qkv"]
        graph.nodes.append(helper.make_node("Split", [qkv, "thirds"], parts, axis=-1))
        mixed = graph.node(
            "MultiHeadAttention",
            [*parts, "", "", "bias"],
            f"{name}.m",
            "com.microsoft",
            num_heads=config.heads,
        )
        out = graph.linear(mixed, f"{name}.out", layer.out.weight)
        x = graph.norm(out, x, f"{name}.n1", layer.norm1, layer.out.bias)
        up = graph.linear(x, f"{name}.up", layer.up.weight)
        wide = graph.node(
            "BiasGelu",
            [up, graph.constant(f"{name}.up.b", layer.up.bias.numpy())],
            f"{name}.gelu",
            "com.microsoft",
        )
        down = graph.linear(wide, f"{name}.down", layer.down.weight)
        x = graph.norm(down, x, f"{name}.n2", layer.norm2, layer.down.bias)
        if index == STATES:
            states = x
    heads = torch.cat([model.emit.weight, model.linker.project.weight]).numpy().T
    biases = torch.cat([model.emit.bias, model.linker.project.bias]).numpy()
    product = graph.node("MatMul", [x, graph.constant("heads.w", heads)], "heads.y")
    graph.node("Add", [product, graph.constant("heads.b", biases)], "scores")
    proto = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "statements",
            [
                helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, "pieces", config.hidden]),
                helper.make_tensor_value_info(
                    "bias", TensorProto.FLOAT, [1, config.heads, "pieces", "pieces"]
                ),
            ],
            [
                helper.make_tensor_value_info(
                    "scores", TensorProto.FLOAT, [1, "pieces", heads.shape[1]]
                ),
                helper.make_tensor_value_info(
                    states, TensorProto.FLOAT, [1, "pieces", config.hidden]
                ),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
    )
    proto.ir_version = 9
    return proto


def tables(model: Tagger) -> dict[str, NDArray[np.generic]]:
    """All that the runtime needs beside the graph."""
    encoder = model.encoder
    values, scale = narrow(encoder.words.weight.numpy())
    chain = [part.detach().numpy() for part in model.crf.scores()]
    linker = model.linker.weights()
    matrices: dict[str, NDArray[np.generic]] = {}
    for index, layer in enumerate(encoder.layers):
        for part in ("qkv", "out", "up", "down"):
            small, steps = narrow(getattr(layer, part).weight.numpy())
            matrices[f"l{index}.{part}.w"] = packed(small)
            matrices[f"l{index}.{part}.s"] = steps
    return {
        **matrices,
        "words": packed(values),
        "word_scales": scale,
        "places": encoder.places.weight.numpy().astype(np.float16),
        "features": encoder.features.weight.numpy().astype(np.float16),
        "relative": (
            encoder.relative.weight.numpy()
            if encoder.config.relative_buckets
            else np.zeros((0, encoder.config.heads), np.float32)
        ),
        "transitions": chain[0],
        "first": chain[1],
        "last": chain[2],
        "distance": linker.distance,
        "between": linker.between,
        "none": linker.none,
    }


def load_run(run: Path, check: str) -> Tagger:
    """The tagger of a training run at one of its checkpoints."""
    config = EncoderConfig(**json.loads((run / "config.json").read_text())["encoder"])
    model = Tagger(Encoder(config, 0.0))
    model.load_state_dict(torch.load(run / f"{check}.pt"))
    return model.eval().requires_grad_(False)


def write(model: Tagger, vocabulary: Path, out: Path) -> None:
    """Writes ``exact.onnx``, ``fast.onnx``, ``weights.npz`` and ``vocab.txt`` to a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for name, fast in (("exact", False), ("fast", True)):
        (out / f"{name}.onnx").write_bytes(build(model, fast).SerializeToString())
    np.savez_compressed(out / "weights.npz", **tables(model))  # type: ignore[arg-type]
    shutil.copy(vocabulary, out / "vocab.txt")


def main() -> None:
    """Entry point of ``python -m kg.train.export``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of a training run")
    parser.add_argument("--check", default="check4", help="which of its checkpoints")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with torch.no_grad():
        write(load_run(arguments.run, arguments.check), arguments.run / "vocab.txt", arguments.out)


if __name__ == "__main__":
    main()
