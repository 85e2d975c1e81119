"""Trains the classifiers of `kg.extract.events.encoded` and `kg.extract.events.spotting`.

    python -m kg.train.spotting encoder|parser SHARED OUT.npz [TOPICS]

SHARED is the folder of corpora: ``data/identity`` (ECB+), ``data/dates`` (TempEval-3 TBAQ) and
``data/timelines`` (SemEval-2015 Task 4, trial). With TOPICS, ECB+ topics of a higher number are
left out (to be scored on). Needs PyTorch. Two heads share one hidden layer: the label of a word
(TBAQ and ECB+), and whether the word names a happening with a place in time (the timelines'
annotation, and ECB+). Which corpus a word comes from is a feature in training: the corpora annotate
differently. The weights that are written answer as the timelines' annotators did.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc
from torch import nn

from kg.extract.context import build_context
from kg.extract.events.lexicon import load_lexicon
from kg.extract.events.spotting import LABELS, Case, candidates, dense, describe
from kg.extract.events.view import make_view
from kg.extract.nlp import Parser
from kg.extract.quantities import find_quantities
from kg.extract.speakers import resolve_statements
from kg.extract.statements import StatementTagger, find_statements, readable
from kg.model import Article

__all__ = ["Example", "examples", "main", "train"]

_HAPPENING = frozenset({"OCCURRENCE", "CAUSATIVE", "ASPECTUAL", "GENERIC", "I_ACTION"})
_LEAST, _HIDDEN, _EPOCHS, _BATCH, _RATE = 8, 48, 10, 256, 2e-3
_DROP, _DROP_FEATURES, _DROP_VECTORS = 0.4, 0.25, 0.1
#: The hidden size of the encoder; its states are taken as they are.
_WHOLE = np.eye(768, dtype=np.float32)
_CORPORA = ("ecb", "tbaq", "timelines")
#: How much a word of each corpus counts for the label, and for its place in time.
_WEIGHT = {"ecb": (2.0, 1.0), "tbaq": (1.0, 0.0), "timelines": (0.0, 8.0)}

Mark = tuple[int, int, str]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One word: features, vectors, its corpus and its label as an index into `LABELS`."""

    features: tuple[str, ...]
    vectors: NDArray[np.float16]
    corpus: str
    label: int


def label_of(kind: str) -> str:
    """The label of a class of TimeML or a type of ECB+."""
    name = kind.removeprefix("NEG_").removeprefix("ACTION_")
    if name == "PLACED" or name in _HAPPENING:
        return "happening"
    return "report" if name == "REPORTING" else "state"


@dataclass(frozen=True, slots=True)
class Reader:
    """Words of articles as one of the two classifiers sees them."""

    parser: Parser
    tagger: StatementTagger
    encoded: bool

    def read(self, article: Article) -> tuple[Doc, list[Case], Floats]:
        """The parse, and the words that may name a happening with features and vectors."""
        context = build_context(article, self.parser)
        doc = context.doc
        if self.encoded:
            _, states = self.tagger.read(readable(article.text, context.segments), _WHOLE)
            tokens = candidates(doc)
            rows = states.of([(token.idx, token.idx + len(token)) for token in tokens])
            return doc, [Case(token.i, ()) for token in tokens], rows
        found = find_statements(
            article.text,
            doc,
            self.tagger,
            segments=context.segments,
            sentences=context.sentences,
        )
        quantities = find_quantities(context.text, doc, context.times, context.segments)
        context = resolve_statements(replace(context, quantities=quantities), found)
        cases = describe(doc, load_lexicon(), make_view(context))
        return doc, cases, dense(doc, cases)


def examples(
    reader: Reader,
    article: Article,
    marks: Sequence[Mark],
    areas: Sequence[tuple[int, int]] | None,
    corpus: str,
) -> Iterator[Example]:
    """The words of an article. ``marks`` are spans with their class, ``areas`` what is annotated.

    The head of a marked span bears its label; the other words inside it are left out.
    """
    doc, cases, rows = reader.read(article)
    heads: dict[int, str] = {}
    inside: set[int] = set()
    for start, end, kind in marks:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            inside.update(token.i for token in span)
            heads[span.root.i] = label_of(kind)
    for case, vectors in zip(cases, rows, strict=True):
        at = doc[case.token].idx
        if areas is not None and not any(start <= at < end for start, end in areas):
            continue
        if case.token in inside and case.token not in heads:
            continue
        label = LABELS.index(heads.get(case.token, "none"))
        yield Example(case.features, vectors.astype(np.float16), corpus, label)


def _ecb(reader: Reader, folder: Path, topics: int) -> Iterator[Example]:
    marks: dict[str, list[Mark]] = defaultdict(list)
    areas: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        marks[row["path"]].append((row["start"], row["end"], row["type"]))
    for line in (folder / "annotated.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        areas[row["path"]].append((row["start"], row["end"]))
    for path in sorted((folder / "text").glob("*.txt")):
        if int(path.name.split("_")[0]) > topics:
            continue
        article = Article(path=path.name, text=path.read_bytes().decode())
        yield from examples(reader, article, marks[path.name], areas[path.name], "ecb")


def _tbaq(reader: Reader, folder: Path) -> Iterator[Example]:
    for path in sorted(folder.rglob("*.tml")):
        root = ElementTree.parse(path).getroot()
        body, dated = root.find("TEXT"), root.find("./DCT/TIMEX3")
        assert body is not None
        marks: list[Mark] = []
        raw = _collect(body, 0, marks)
        shift = len(raw) - len(raw.lstrip())
        day = dated.get("value") if dated is not None else None
        article = Article(path=path.name, text=raw.strip() + "\n", published=day)
        moved = [(start - shift, end - shift, kind) for start, end, kind in marks]
        yield from examples(reader, article, moved, None, "tbaq")


def _collect(element: ElementTree.Element, position: int, marks: list[Mark]) -> str:
    """The text of an element; the events inside it are added to ``marks``."""
    parts = [element.text or ""]
    length = len(parts[0])
    for child in element:
        inner = _collect(child, position + length, marks)
        if child.tag == "EVENT":
            start = position + length
            marks.append((start, start + len(inner), child.get("class", "")))
        parts += [inner, child.tail or ""]
        length += len(inner) + len(parts[-1])
    return "".join(parts)


def _timelines(reader: Reader, folder: Path) -> Iterator[Example]:
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as handle:
        published = {row["path"]: row["published"] for row in csv.DictReader(handle)}
    for path in sorted((folder / "cat").glob("*.xml")):
        number = re.match(r"\d+", path.name)
        assert number is not None
        text = folder / "text" / f"{number[0]}.txt"
        places: dict[str, tuple[int, int]] = {}
        for words in json.loads(text.with_suffix(".tokens.json").read_text())["tokens"].values():
            places.update({token: tuple(span) for token, span in words.items()})
        marks: list[Mark] = []
        for mention in ElementTree.parse(path).getroot().iter("EVENT_MENTION"):
            spans = [places[t] for a in mention if (t := a.get("t_id", "")) in places]
            if spans:
                marks.append((min(s for s, _ in spans), max(e for _, e in spans), "PLACED"))
        article = Article(
            path=text.name, text=text.read_bytes().decode(), published=published[text.name]
        )
        yield from examples(reader, article, marks, None, "timelines")


class _Net(nn.Module):
    """One hidden layer; vectors are taken in units of their spread over all words."""

    def __init__(self, features: int, vectors: Floats) -> None:
        super().__init__()
        self.middle = torch.tensor(vectors.mean(axis=0))
        self.spread = torch.tensor(vectors.std(axis=0).clip(1e-3))
        self.table = nn.EmbeddingBag(features, _HIDDEN, mode="sum")
        nn.init.normal_(self.table.weight, 0, 0.05)
        self.inner = nn.Linear(vectors.shape[1], _HIDDEN)
        self.outer = nn.Linear(_HIDDEN, len(LABELS) + 1)
        self.drop, self.drop_vectors = nn.Dropout(_DROP), nn.Dropout(_DROP_VECTORS)

    def forward(self, rows: Any, starts: Any, vectors: Any) -> Any:
        """Logits of the labels, then that of a place in time."""
        scaled = self.drop_vectors((vectors - self.middle) / self.spread)
        return self.outer(self.drop(torch.relu(self.table(rows, starts) + self.inner(scaled))))

    def folded(self) -> tuple[Floats, Floats]:
        """Matrix and shift of the hidden layer for vectors as they come."""
        with torch.no_grad():
            matrix = (self.inner.weight / self.spread).T
            return matrix.numpy(), (self.inner.bias - self.middle @ matrix).numpy()


def train(found: list[Example], seed: int = 1) -> tuple[_Net, dict[str, int]]:
    """The fitted network and the rows of its features."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    counts = Counter(name for example in found for name in set(example.features))
    names = [n for n, k in sorted(counts.items()) if k >= _LEAST and not re.search(r"\s", n)]
    rows = {name: row for row, name in enumerate([*names, *(f"corpus={c}" for c in _CORPORA)])}
    net = _Net(len(rows), np.array([e.vectors for e in found[::4]], dtype=np.float32))
    steps = _EPOCHS * (len(found) // _BATCH + 1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    for _ in range(_EPOCHS):
        chance.shuffle(found)
        for first in range(0, len(found), _BATCH):
            loss = _loss(net, found[first : first + _BATCH], rows, chance)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return net.eval(), rows


def _loss(net: _Net, batch: list[Example], rows: dict[str, int], chance: random.Random) -> Any:
    starts: list[int] = []
    flat: list[int] = []
    for example in batch:
        starts.append(len(flat))
        kept = [n for n in example.features if n in rows and chance.random() > _DROP_FEATURES]
        flat += [rows[name] for name in [*kept, f"corpus={example.corpus}"]]
    vectors = torch.tensor(np.array([e.vectors for e in batch], dtype=np.float32))
    logits = net(torch.tensor(flat), torch.tensor(starts), vectors)
    labels = torch.tensor([example.label for example in batch])
    first, second = torch.tensor([_WEIGHT[e.corpus] for e in batch]).T
    told = torch.tensor([LABELS[e.label] in ("happening", "report") for e in batch]).float()
    by_label = nn.functional.cross_entropy(logits[:, :-1], labels, reduction="none")
    placed = nn.functional.binary_cross_entropy_with_logits(logits[:, -1], told, reduction="none")
    return (by_label * first).sum() / first.sum().clamp(min=1) + (
        placed * second
    ).sum() / second.sum().clamp(min=16)


def save_encoded(net: _Net, rows: dict[str, int], path: Path) -> None:
    """Write the weights in the form that `kg.extract.events.encoded` reads."""
    matrix, shift = net.folded()
    corpus = net.table.weight.detach().numpy()[rows["corpus=timelines"]]
    np.savez_compressed(
        path,
        project=matrix.astype(np.float16),
        shift=shift + corpus,
        outer=net.outer.weight.detach().numpy()[-1],
        bias=net.outer.bias.detach().numpy()[-1],
    )


def save(net: _Net, rows: dict[str, int], path: Path) -> None:
    """Write the weights in the form that `kg.extract.events.spotting` reads."""
    matrix, shift = net.folded()
    table = net.table.weight.detach().numpy()
    names = [name for name in rows if not name.startswith("corpus=")]
    kept = table[[rows[name] for name in names]]
    scale = float(np.abs(kept).max()) / 127
    np.savez_compressed(
        path,
        names=np.array("\n".join(names)),
        table=np.round(kept / scale).astype(np.int8),
        scale=np.array(scale, dtype=np.float32),
        inner=matrix.astype(np.float16),
        outer=net.outer.weight.detach().numpy().T.astype(np.float16),
        b0=shift + table[rows["corpus=timelines"]],
        b1=net.outer.bias.detach().numpy(),
    )


def main() -> None:
    """Train on all three corpora and write the weights."""
    kind, shared, out = sys.argv[1], Path(sys.argv[2]) / "data", Path(sys.argv[3])
    topics = int(sys.argv[4]) if len(sys.argv) > 4 else 99
    if kind not in ("encoder", "parser"):
        raise SystemExit(f"unknown classifier {kind!r}: encoder, parser")
    reader = Reader(Parser(), StatementTagger.load(), encoded=kind == "encoder")
    found = [
        *_ecb(reader, shared / "identity", topics),
        *_tbaq(reader, shared / "dates"),
        *_timelines(reader, shared / "timelines"),
    ]
    (save_encoded if reader.encoded else save)(*train(found), out)


if __name__ == "__main__":
    main()
