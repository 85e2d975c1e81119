"""Trains the statement tagger: ``python -m kg.train.statements --help``.

One seed, one command, the same weights on the same machine. Everything the run did lies in its
output folder: arguments, scores by epoch, the weights of each epoch's moving average.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from kg.extract.statements.decode import TAGS, Floats, PieceSpan
from kg.extract.statements.pieces import Pieces, WordPiece, windows
from kg.extract.statements.tagger import Ints, Reader, Settings
from kg.train.crf import CRF, Linker
from kg.train.encoder import Encoder, load_encoder
from kg.train.measure import exact, predictions
from kg.train.polnear import Annotated, read_split

__all__ = ["Tagger", "main"]


class Tagger(nn.Module):
    """Encoder with the CRF's and the linker's heads."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        hidden = encoder.config.hidden
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.emit = nn.Linear(hidden, len(TAGS))
        self.crf = CRF()
        self.linker = Linker(hidden)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Emissions and link vectors of a padded batch."""
        hidden = self.dropout(self.encoder(ids, features, mask))
        links = self.linker.project(hidden)
        return self.emit(hidden), links.view(*links.shape[:2], 8, -1)


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated text in pieces: a tag for each, and its attributions as spans."""

    pieces: Pieces
    tags: list[int]
    attributions: list[tuple[list[PieceSpan], PieceSpan, list[PieceSpan]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows, and for each window its attributions with offsets of the window."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    tags: Tensor
    attributions: list[list[tuple[list[PieceSpan], PieceSpan | None, list[PieceSpan]]]]


def vocabulary(directory: Path, texts: list[str], limit: int) -> tuple[list[str], list[int]]:
    """The pieces to keep and their old ids: the frequent ones, and those the texts use twice.

    BERT's vocabulary is sorted by frequency, so ``limit`` cuts off the rare pieces.
    """
    pieces = (directory / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    splitter = WordPiece(tuple(pieces))
    counts = np.zeros(len(pieces), dtype=np.int64)
    for text in texts:
        np.add.at(counts, np.array(splitter.text(text).ids, dtype=np.int64), 1)

    def stays(index: int, piece: str) -> bool:
        if piece in ("[UNK]", "[MASK]"):
            return True
        special = piece.startswith(("[", "<")) and len(piece) > 1
        return not special and (index < limit or counts[index] >= 2)

    keep = [index for index, piece in enumerate(pieces) if stays(index, piece)]
    return [pieces[index] for index in keep], keep


def example(item: Annotated, splitter: WordPiece) -> Example:
    """An annotated text in pieces and tags."""
    pieces = splitter.text(item.text)
    tags = [0] * len(pieces.ids)
    starts, ends = np.array(pieces.starts), np.array(pieces.ends)

    def span(offsets: tuple[int, int], kind: int) -> PieceSpan | None:
        first = int(np.searchsorted(ends, offsets[0], side="right"))
        last = int(np.searchsorted(starts, offsets[1], side="left"))
        if last <= first or any(tags[first:last]):
            return None
        base = 1 + 4 * kind
        if last - first == 1:
            tags[first] = base + 3
        else:
            tags[first:last] = [base, *[base + 1] * (last - first - 2), base + 2]
        return PieceSpan(first, last, kind)

    attributions = []
    sources: dict[tuple[int, int], PieceSpan | None] = {}
    for attribution in item.attributions:
        for piece in attribution.source:  # one source may serve several attributions
            if piece not in sources:
                sources[piece] = span(piece, 0)
        found = [
            [found for piece in part if (found := span(piece, kind))]
            for kind, part in ((1, attribution.cue), (2, attribution.content))
        ]
        source = [s for piece in attribution.source if (s := sources[piece])]
        if found[0]:
            attributions.append((source, found[0][0], found[1]))
    return Example(pieces, tags, attributions)


def batches(
    examples: list[Example], tokens: int, low: int, high: int, rng: random.Random
) -> Iterator[Batch]:
    """Windows of random sizes in batches of like length, in random order."""
    cuts: list[tuple[int, float, int, int, int]] = []
    for number, item in enumerate(examples):
        size = rng.randint(low, high)
        cuts.extend(
            (w.end - w.start, rng.random(), number, w.start, w.end)
            for w in windows(item.pieces, size)
        )
    cuts.sort()
    groups: list[list[tuple[int, int, int]]] = [[]]
    for length, _, number, start, end in cuts:
        if groups[-1] and (len(groups[-1]) + 1) * length > tokens:
            groups.append([])
        groups[-1].append((number, start, end))
    rng.shuffle(groups)
    for group in groups:
        yield _batch(examples, group)


def _batch(examples: list[Example], group: list[tuple[int, int, int]]) -> Batch:
    shape = (len(group), max(end - start for _, start, end in group))
    ids, features, tags = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    mask = torch.zeros(shape, dtype=torch.bool)
    linked = []
    for row, (number, start, end) in enumerate(group):
        item, length = examples[number], end - start
        ids[row, :length] = torch.tensor(item.pieces.ids[start:end])
        features[row, :length] = torch.tensor(item.pieces.features[start:end])
        tags[row, :length] = torch.tensor(_closed(item.tags[start:end]))
        mask[row, :length] = True

        def inside(span: PieceSpan, start: int = start, end: int = end) -> list[PieceSpan]:
            held = start <= span.start and span.end <= end
            return [PieceSpan(span.start - start, span.end - start, span.kind)] if held else []

        here = []
        for sources, cue, contents in item.attributions:
            cues = inside(cue)
            found = (
                [x for s in sources for x in inside(s)],
                cues[0] if cues else None,
                [x for s in contents for x in inside(s)],
            )
            if any(found):
                here.append(found)
        linked.append(here)
    return Batch(ids, features, mask, tags, linked)


def _closed(tags: list[int]) -> list[int]:
    """Tags of a window, made well-formed where a span was cut at its edge."""
    tags = list(tags)
    if TAGS[tags[0]][0] in "IE":
        tags[0] += -1 if TAGS[tags[0]][0] == "I" else 1
    if TAGS[tags[-1]][0] in "BI":
        tags[-1] += 3 if TAGS[tags[-1]][0] == "B" else 1
    return tags


def loss_of(model: Tagger, batch: Batch) -> Tensor:
    """Loss of a batch: the CRF's, by piece, and the linker's, by pair."""
    with torch.autocast("cpu", torch.bfloat16):
        emissions, links = model(batch.ids, batch.features, batch.mask)
    loss = model.crf(emissions.float(), batch.tags, batch.mask).sum() / batch.mask.sum() * 20
    total, count = torch.zeros(()), 0
    links = links.float()
    for row, found in enumerate(batch.attributions):
        cues = [cue for _, cue, _ in found if cue]
        sources = sorted({s for ss, _, _ in found for s in ss})
        pairs = [
            (content, cues.index(cue) if cue else len(cues))
            for _, cue, contents in found
            for content in contents
        ]
        if pairs:
            total = total + model.linker.loss(
                links[row], 0, [c for c, _ in pairs], cues, cues, [g for _, g in pairs]
            )
        if cues:
            gold = [sources.index(ss[0]) if ss else len(sources) for ss, cue, _ in found if cue]
            total = total + model.linker.loss(links[row], 1, cues, sources, cues, gold)
        count += len(pairs) + len(cues)
    return loss + 0.5 * total / max(count, 1)  # type: ignore[no-any-return]


def reader_of(model: Tagger, splitter: WordPiece, settings: Settings) -> Reader:
    """The runtime's reader over a PyTorch model."""

    def score(ids: Ints, features: Ints) -> tuple[Floats, Floats, Floats]:
        inputs = torch.from_numpy(ids)[None], torch.from_numpy(features)[None]
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            emissions, links = model(*inputs, torch.ones_like(inputs[0], dtype=torch.bool))
        none = np.zeros((len(ids), 0), dtype=np.float32)
        return emissions[0].float().numpy(), links[0].float().numpy(), none

    with torch.no_grad():
        chain = tuple(part.numpy() for part in model.crf.scores())
    return Reader(splitter, score, chain, model.linker.weights(), settings)  # type: ignore[arg-type]


def groups_of(
    model: Tagger, rate: float, head_rate: float, decay: float
) -> list[dict[str, object]]:
    """Parameter groups: the deeper the layer, the lower its rate (Howard and Ruder, ACL 2018)."""
    layers = model.encoder.config.layers
    groups: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith("encoder.") or ".features." in name:
            lr = head_rate
        elif ".layers." in name:
            lr = rate * decay ** (layers - 1 - int(name.split(".")[2]))
        else:
            lr = rate * decay**layers
        weight_decay = 0.01 if parameter.dim() == 2 and name.startswith("encoder.layers") else 0.0
        groups.append({"params": [parameter], "lr": lr, "weight_decay": weight_decay, "peak": lr})
    return groups


def train(arguments: argparse.Namespace) -> None:
    """One run: see the command's help."""
    random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    gold = read_split(arguments.corpus / "train")
    dev = read_split(arguments.corpus / "dev", first_only=True)
    pieces, keep = vocabulary(arguments.base, [item.text for item in gold], arguments.vocabulary)
    splitter = WordPiece(tuple(pieces))
    (out / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    examples = [example(item, splitter) for item in gold]
    model = Tagger(load_encoder(arguments.base, keep, arguments.layers, arguments.dropout))
    (out / "config.json").write_text(
        json.dumps(
            {
                "encoder": asdict(model.encoder.config),
                "arguments": {k: str(v) for k, v in vars(arguments).items()},
            },
            indent=1,
        )
    )
    total = sum(len(item.pieces.ids) for item in examples)
    steps = arguments.steps or int(arguments.epochs * total / arguments.tokens * 1.08)
    average = {name: value.detach().clone() for name, value in model.state_dict().items()}
    optimizer = torch.optim.AdamW(
        groups_of(model, arguments.rate, arguments.head_rate, arguments.decay), fused=True
    )
    rng = random.Random(arguments.seed)
    step, seen, began, progress, checked = 0, 0, time.time(), 0.0, 0
    stream = endless(examples, [item.name for item in gold], arguments, rng)
    while progress < 1:
        model.train()
        if progress >= arguments.narrow_from and not model.encoder.narrow:
            model.encoder.train_narrow()
        batch = next(stream)
        step += 1
        progress = (
            (time.time() - began) / 60 / arguments.minutes if arguments.minutes else step / steps
        )
        scale = min(progress / 0.06, 1.0) * max(0.02, 1 - progress)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * scale
        loss = loss_of(model, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        seen += int(batch.mask.sum())
        keep_rate = min(arguments.average, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                average[name].lerp_(value, 1 - keep_rate)
        if step % 20 == 0:
            sys.stderr.write(
                f"step {step} progress {progress:.3f} loss {loss.item():.4f} "
                f"{seen / (time.time() - began):.0f} pieces/s "
                f"{seen / total:.2f} epochs\n"
            )
            sys.stderr.flush()
        if progress >= (checked + 1) / arguments.checks:
            checked += 1
            torch.save(average, out / f"check{checked}.pt")
            kept = {name: value.clone() for name, value in model.state_dict().items()}
            model.load_state_dict(average)
            model.eval()
            found = predictions(reader_of(model, splitter, Settings()), dev)
            scores = {
                "check": checked,
                "step": step,
                "pieces": seen,
                "seconds": round(time.time() - began),
                **exact(found, dev),
            }
            sys.stderr.write(json.dumps(scores) + "\n")
            sys.stderr.flush()
            with (out / "scores.jsonl").open("a", encoding="utf-8") as handle:
                handle.write(json.dumps(scores) + "\n")
            model.load_state_dict(kept)


def endless(
    examples: list[Example], names: list[str], arguments: argparse.Namespace, rng: random.Random
) -> Iterator[Batch]:
    """Batches of epoch after epoch; of a text with several annotators, one drawn each time."""
    by_name: dict[str, list[Example]] = {}
    for name, item in zip(names, examples, strict=True):
        by_name.setdefault(name, []).append(item)
    while True:
        drawn = [rng.choice(items) for items in by_name.values()]
        yield from batches(drawn, arguments.tokens, arguments.low, arguments.high, rng)


def main() -> None:
    """Entry point of ``python -m kg.train.statements``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="PolNeAR: has train/ and dev/")
    parser.add_argument(
        "--base",
        type=Path,
        required=True,
        help="pretrained encoder: model.safetensors and vocab.txt",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--vocabulary", type=int, default=16000)
    parser.add_argument("--steps", type=int, default=0, help="instead of epochs")
    parser.add_argument("--minutes", type=float, default=0, help="instead of steps")
    parser.add_argument("--checks", type=int, default=4, help="how often to save and score")
    parser.add_argument(
        "--narrow-from",
        type=float,
        default=2.0,
        help="share of the run after which weights train in 4 bits",
    )
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=2560, help="pieces a batch")
    parser.add_argument("--low", type=int, default=100, help="shortest window")
    parser.add_argument("--high", type=int, default=300, help="longest window")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.9, help="of the rate, a layer down")
    parser.add_argument("--average", type=float, default=0.995, help="of the weights, a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
