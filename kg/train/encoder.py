"""Transformer encoders in plain PyTorch: BERT (MiniLM) and MPNet, cut to their first layers.

Written out here rather than taken from a library for three reasons: the vocabulary is trimmed,
letter-case features are added to the embeddings, and the graph that is exported stays small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from kg.extract.statements.pieces import FEATURES

__all__ = ["GROUP", "Encoder", "EncoderConfig", "Linear", "load_encoder", "rounded"]

GROUP = 64
"""How many weights share one scale in the 4-bit form."""


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Shape of an encoder."""

    kind: str
    vocabulary: int
    hidden: int
    heads: int
    intermediate: int
    layers: int
    positions: int
    relative_buckets: int
    epsilon: float


class _Straight(torch.autograd.Function):
    """Rounding to 4 bits whose gradient is that of the identity (Bengio et al., 2013)."""

    @staticmethod
    def forward(ctx: object, weight: Tensor) -> Tensor:  # type: ignore[override]
        groups = weight.view(-1, GROUP)
        scale = groups.abs().amax(1, keepdim=True).div_(7).clamp_(min=1e-8)
        # scales are stored as 16-bit floats
        scale = scale.half().float()
        return (groups / scale).round_().clamp_(-7, 7).mul_(scale).view(weight.shape)

    @staticmethod
    def backward(ctx: object, gradient: Tensor) -> Tensor:  # type: ignore[override]
        return gradient


def rounded(weight: Tensor) -> Tensor:
    """The weight as it will be stored: 4 bits, one scale for each GROUP weights of a row."""
    return _Straight.apply(weight)  # type: ignore[no-any-return, no-untyped-call]


class Linear(nn.Linear):
    """A linear map that can train with its stored precision."""

    narrow = False

    def forward(self, x: Tensor) -> Tensor:
        """The product, with rounded weights once ``narrow`` is set."""
        return F.linear(x, rounded(self.weight) if self.narrow else self.weight, self.bias)


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, config: EncoderConfig, dropout: float) -> None:
        super().__init__()
        self.heads = config.heads
        self.qkv = Linear(config.hidden, 3 * config.hidden)
        self.out = Linear(config.hidden, config.hidden)
        self.norm1 = nn.LayerNorm(config.hidden, eps=config.epsilon)
        self.up = Linear(config.hidden, config.intermediate)
        self.down = Linear(config.intermediate, config.hidden)
        self.norm2 = nn.LayerNorm(config.hidden, eps=config.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, hidden))
        x = self.norm1(x + self.dropout(mixed))
        wide = self.down(F.gelu(self.up(x)))
        return self.norm2(x + self.dropout(wide))  # type: ignore[no-any-return]


def _buckets(length: int, count: int) -> Tensor:
    """Relative position buckets of MPNet (those of T5, both directions, distances up to 128)."""
    position = torch.arange(length)
    n = position[:, None] - position[None, :]
    half = count // 2
    bucket = (n < 0).long() * half
    n = n.abs()
    exact = half // 2
    far = (
        exact
        + (
            torch.log(n.float().clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)
        ).long()
    )
    return bucket + torch.where(n < exact, n, far.clamp(max=half - 1))


class Encoder(nn.Module):
    """Word pieces and their features to one vector a piece."""

    def __init__(self, config: EncoderConfig, dropout: float = 0.1) -> None:
        super().__init__()
        self.config = config
        self.narrow = False
        self.words = nn.Embedding(config.vocabulary, config.hidden)
        self.places = nn.Embedding(config.positions, config.hidden)
        self.features = nn.Embedding(FEATURES, config.hidden)
        nn.init.zeros_(self.features.weight)
        self.norm = nn.LayerNorm(config.hidden, eps=config.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config.layers))
        if config.relative_buckets:
            self.relative = nn.Embedding(config.relative_buckets, config.heads)
            # frozen: attention with a bias that needs no gradient is far faster on a CPU
            self.relative.weight.requires_grad_(False)

    def train_narrow(self) -> None:
        """From now on, train the matrices and word vectors as they will be stored."""
        self.narrow = True
        for module in self.modules():
            if isinstance(module, Linear):
                module.narrow = True

    def bias(self, mask: Tensor) -> Tensor:
        """Additive attention bias (batch, heads or 1, length, length) of a padding mask."""
        bias = (~mask)[:, None, None, :].float() * -1e4
        length = mask.shape[1]
        if self.config.relative_buckets:
            buckets = _buckets(length, self.config.relative_buckets).to(mask.device)
            bias = bias + self.relative(buckets).permute(2, 0, 1)[None]
        return bias.expand(mask.shape[0], -1, length, length)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """Vectors of a padded batch; ``mask`` is true where there is a piece."""
        place = torch.arange(ids.shape[1], device=ids.device)
        words = self.words(ids)
        if self.narrow:
            words = rounded(words)
        x = words + self.places(place)[None] + self.features(features)
        x = self.dropout(self.norm(x))
        bias = self.bias(mask)
        if torch.is_autocast_enabled("cpu"):
            bias = bias.bfloat16()
        for layer in self.layers:
            x = layer(x, bias)
        return x  # type: ignore[no-any-return]


def load_encoder(directory: Path, keep: list[int], layers: int, dropout: float) -> Encoder:
    """The first layers of a pretrained encoder.

    Args:
        directory: holds ``model.safetensors`` of all-MiniLM-L6-v2 or all-mpnet-base-v2.
        keep: ids of the pieces that stay, in their new order.
        layers: how many layers to keep.
        dropout: rate of dropout after the embeddings, attention and feed-forward parts.
    """
    weights = {
        name: value.float()
        for name, value in load_file(str(directory / "model.safetensors")).items()
    }
    mpnet = "encoder.relative_attention_bias.weight" in weights
    words = weights["embeddings.word_embeddings.weight"][keep]
    places = weights["embeddings.position_embeddings.weight"]
    # MPNet counts positions from its padding id + 1
    places = places[2:514] if mpnet else places[:512]
    hidden = words.shape[1]
    config = EncoderConfig(
        kind="mpnet" if mpnet else "bert",
        vocabulary=len(keep),
        hidden=hidden,
        heads=12,
        intermediate=4 * hidden,
        layers=layers,
        positions=512,
        relative_buckets=32 if mpnet else 0,
        epsilon=1e-5 if mpnet else 1e-12,
    )
    encoder = Encoder(config, dropout)
    state = encoder.state_dict()
    state["words.weight"] = words
    state["places.weight"] = places
    if not mpnet:
        state["places.weight"] = (
            places + weights["embeddings.token_type_embeddings.weight"][0][None]
        )
    else:
        state["relative.weight"] = weights["encoder.relative_attention_bias.weight"]
    names = {"norm": "embeddings.LayerNorm"}
    for index in range(layers):
        old, new = f"encoder.layer.{index}", f"layers.{index}"
        if mpnet:
            parts = [f"{old}.attention.attn.{part}" for part in "qkv"]
            names[f"{new}.out"] = f"{old}.attention.attn.o"
            names[f"{new}.norm1"] = f"{old}.attention.LayerNorm"
        else:
            parts = [f"{old}.attention.self.{part}" for part in ("query", "key", "value")]
            names[f"{new}.out"] = f"{old}.attention.output.dense"
            names[f"{new}.norm1"] = f"{old}.attention.output.LayerNorm"
        names[f"{new}.up"] = f"{old}.intermediate.dense"
        names[f"{new}.down"] = f"{old}.output.dense"
        names[f"{new}.norm2"] = f"{old}.output.LayerNorm"
        for kind in ("weight", "bias"):
            state[f"{new}.qkv.{kind}"] = torch.cat([weights[f"{part}.{kind}"] for part in parts])
    for new, old in names.items():
        for kind in ("weight", "bias"):
            state[f"{new}.{kind}"] = weights[f"{old}.{kind}"]
    encoder.load_state_dict(state)
    return encoder
