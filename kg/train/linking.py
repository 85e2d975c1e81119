"""Training of the linking model on ELEVANT benchmarks: weights, threshold, cross-validation.

    python -m kg.train.linking BENCHMARK.jsonl... --out kg/data/gazetteer/linker.json

An example is a candidate of a named mention that both the gold and the extraction have; it
is right where it is the gold entity, wrong where the gold says another one or none. Articles are
dealt into ten parts, each scored with a model trained on the other nine; the threshold is the
lowest at which the links made in those runs reach the accuracy that is asked for. Logistic
regression with L2 penalty, fitted by Newton's method (iteratively reweighted least squares).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.countries import adjective
from kg.iris import digest
from kg.link.context import LinkContext, PositionHint, context_of
from kg.link.features import FEATURES
from kg.link.gazetteer import Gazetteer
from kg.link.linker import GazetteerLinker
from kg.link.names import surname
from kg.link.offices import agree
from kg.link.scoring import KINDS, Model, kind_of
from kg.model import Actor, ActorType, Article, Extraction

__all__ = ["Example", "examples", "fit", "invented", "main"]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one gold mention: features and whether each is the gold entity."""

    corpus: str
    article: str
    surface: str
    gold: str
    times: int
    rows: tuple[tuple[str, dict[str, float]], ...]


def examples(
    corpus: str, pairs: Iterable[tuple[dict[str, Any], Extraction]], linker: GazetteerLinker
) -> Iterator[Example]:
    """The gold mentions of a benchmark that extraction found too, with their candidates.

    ``pairs`` are gold articles with the extraction of their text. Adjectives of nationality are
    left out, as they are in what extraction writes.
    """
    for article, extraction in pairs:
        text = article["text"]
        of = {(m.span.start, m.span.end): m.actor for m in extraction.mentions}
        scored = linker.candidates(extraction.actors, context_of(extraction))
        golds: dict[tuple[str, str], list[str]] = {}
        for label in article["labels"]:
            start, end = label["span"]
            surface = text[start:end]
            iri = of.get((start, end))
            if iri is not None and _named(label, surface) and adjective(surface) is None:
                golds.setdefault((iri, label["entity_id"]), []).append(surface)
        for (iri, gold), surfaces in golds.items():
            rows = tuple((c.qid, values) for c, values in scored[iri])
            yield Example(corpus, str(article["id"]), surfaces[0], gold, len(surfaces), rows)


def _named(label: dict[str, Any], surface: str) -> bool:
    kinds = set(label.get("type", "").split("|"))
    return not kinds & {"QUANTITY", "DATETIME"} and surface[:1].isupper() and not label.get("coref")


def invented(linker: GazetteerLinker, seed: int = 1, size: int = 240) -> Iterator[Example]:
    """Examples for what the benchmarks lack: offices, countries and dates around a person.

    Made from the office holders of the gazetteer: each is met under a full name or a surname, with
    an office of the article, its country's name, both or neither. Right are those whose office or
    country fits; wrong those that the article gives another office and another country, and bare
    surnames that nothing supports. They say how the evidence is meant to weigh, where no corpus
    says how often it occurs; the weights of names and classes come from the benchmarks.
    """
    chance = random.Random(seed)
    holders = linker.gazetteer.holders()
    countries = linker.gazetteer.countries()
    for number in range(size):
        entity, held = chance.choice(holders)
        other = chance.choice(holders)[1]
        others = [name for qid, name in countries.items() if qid != held.country]
        home = countries.get(held.country or "", "")
        abroad = chance.sample(others, 2)
        office = re.split(r" of (?=[A-Z])| \(", held.office)[0]
        foreign = re.split(r" of (?=[A-Z])| \(", other.office)[0]
        last = (surname(entity.label) or entity.label).title()
        when = (held.start or "2024")[:4]
        case = number % 8
        full, places, said, right = (
            (True, [home, home, abroad[0]], office, True),
            (True, [home, abroad[0]], None, True),
            (False, [home, home, abroad[0]], office, True),
            (True, abroad, foreign, False),
            (True, abroad, None, chance.random() < 0.5),
            (False, abroad, None, False),
            (False, [home, home, abroad[0]], None, chance.random() < 0.4),
            (True, [home, abroad[0]], foreign, False),
        )[case]
        if not home or (case in (3, 7) and agree(foreign, held.office) != 0.0):
            continue
        name = entity.label if full else last
        actor = Actor("x:holder", ActorType.PERSON, name)
        hints = (PositionHint(actor.iri, said, of=places[0]),) if said else ()
        context = LinkContext(hints, tuple(places), published=f"{when}-12-31")
        rows = linker.candidates([actor], context)[actor.iri]
        gold = entity.qid if right else "none"
        yield Example("invented", str(number), name, gold, 1, tuple((c.qid, v) for c, v in rows))


def fit(
    rows: NDArray[np.float64], right: NDArray[np.float64], penalty: float = 1.0
) -> NDArray[np.float64]:
    """Weights of a logistic regression, the bias first; the bias is not penalised."""
    x = np.hstack([np.ones((len(rows), 1)), rows])
    weights = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) * penalty
    ridge[0, 0] = 1e-6
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ weights, -50, 50)))
        gradient = x.T @ (right - p) - ridge @ weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def _matrix(found: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows, right = [], []
    for example in found:
        for qid, values in example.rows:
            rows.append([values.get(name, 0.0) for name in FEATURES])
            right.append(float(qid == example.gold))
    return np.array(rows), np.array(right)


def _model(weights: NDArray[np.float64], accept: Mapping[str, float]) -> Model:
    names = dict(zip(FEATURES, (round(float(w), 4) for w in weights[1:]), strict=True))
    return Model(round(float(weights[0]), 4), names, accept, _LARGE, show=0.2, margin=0.1)


def best_of(example: Example, model: Model) -> tuple[float, float, bool]:
    """Probability of the best candidate, of the next, and whether the best is the gold one."""
    ranked = sorted(((model.probability(v), q) for q, v in example.rows), reverse=True)
    if not ranked:
        return 0.0, 0.0, False
    return ranked[0][0], ranked[1][0] if len(ranked) > 1 else 0.0, ranked[0][1] == example.gold


Scored = tuple[float, float, bool, int]


def threshold(scored: Sequence[Scored], wanted: float) -> float:
    """The lowest probability from which on the links made are right as often as wanted.

    Where none is, the one with the best lower bound of the accuracy (Wilson, 90 %).
    """
    best, bound = 0.99, 0.0
    for step in range(50, 96):
        accept = step / 100
        right, made = _count(scored, accept)
        if made and right / made >= wanted:
            return accept
        if made and (lower := _wilson(right, made)) > bound:
            best, bound = accept, lower
    return best


def _wilson(right: int, made: int, z: float = 1.645) -> float:
    share = right / made
    spread = z * (share * (1 - share) / made + z * z / (4 * made * made)) ** 0.5
    return (share + z * z / (2 * made) - spread) / (1 + z * z / made)


def _count(scored: Sequence[Scored], accept: float) -> tuple[int, int]:
    made = [(ok, n) for best, rest, ok, n in scored if best >= accept and best - rest >= 0.1]
    return sum(n for ok, n in made if ok), sum(n for _, n in made)


def report(scored: Sequence[tuple[str, Scored]], accept: Mapping[str, float]) -> str:
    """Accuracy of the links made at the thresholds and their share of the gold mentions."""
    right = made = 0
    for kind in KINDS:
        r, m = _count([s for k, s in scored if k == kind], accept[kind])
        right, made = right + r, made + m
    gold = sum(s[3] for _, s in scored)
    accuracy = right / made if made else 0.0
    return f"linked {made:4d} of {gold:4d}, right {accuracy:.3f}, recall {right / gold:.3f}"


def train(found: Sequence[Example], wanted: float, penalty: float) -> tuple[Model, list[str]]:
    """The model on all articles, with the thresholds from cross-validation over articles."""
    held: list[tuple[Example, str, Scored]] = []
    for part in range(_PARTS):
        rest = [e for e in found if _part(e) != part]
        model = _model(fit(*_matrix(rest), penalty), {})
        held += [
            (e, _kind(e, model), (*best_of(e, model), e.times)) for e in found if _part(e) == part
        ]
    known = [
        (e, kind, s) for e, kind, s in held if e.gold.startswith("Q") and e.corpus != "invented"
    ]
    # Few persons of the benchmarks are in a small gazetteer: the invented ones count there too.
    accept = {
        kind: max(
            _LEAST[kind],
            threshold(
                [s for _, k, s in (held if kind == "person" else known) if k == kind], wanted
            ),
        )
        for kind in KINDS
    }
    # Places are where most links and most errors are: theirs is the lowest at which the links of
    # all classes together are right as often as wanted.
    accept["place"] = next(
        step / 100
        for step in range(round(100 * _LEAST["place"]), 100)
        if step >= 95 or _pooled(known, {**accept, "place": step / 100}) >= wanted
    )
    lines = []
    for corpus in (*sorted({e.corpus for e, _, _ in known}), None):
        kept = [(k, s) for e, k, s in known if corpus in (None, e.corpus)]
        lines.append(f"{corpus or 'all, held out':16s} {report(kept, accept)}")
    lines.append(f"thresholds {accept}; {len(_matrix(found)[1])} candidates")
    return _model(fit(*_matrix(found), penalty), accept), lines


def _pooled(known: Sequence[tuple[Example, str, Scored]], accept: Mapping[str, float]) -> float:
    """How often the links of all classes together are right."""
    counts = [_count([s for _, k, s in known if k == kind], accept[kind]) for kind in KINDS]
    made = sum(made for _, made in counts)
    return sum(right for right, _ in counts) / made if made else 0.0


def _kind(example: Example, model: Model) -> str:
    """The class of the best candidate, an empty text where there is none."""
    if not example.rows:
        return ""
    return kind_of(max((model.probability(v), q, v) for q, v in example.rows)[2])


#: Never lower than these, whatever few examples allow: persons and bodies have namesakes in no
#: gazetteer, and the country or town of a name that the benchmarks do not have is often its team.
_LEAST = {"person": 0.7, "country": 0.75, "place": 0.8, "organization": 0.72}
#: Thresholds for large gazetteers, as found with `tests/benchmarks/linking.py --cities`.
_LARGE = {"person": 0.4, "country": 0.5, "place": 0.5, "organization": 0.4}
_PARTS = 10


def _part(example: Example) -> int:
    return int(digest(example.corpus, example.article), 16) % _PARTS


def save(model: Model, path: Path) -> None:
    """Write a model as ``linker.json``."""
    data = {"bias": model.bias, "accept": model.accept, "large": model.large,
            "show": model.show, "margin": model.margin, "weights": model.weights}  # fmt: skip
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from benchmark files and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmarks", nargs="+", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--accuracy", type=float, default=0.93)
    parser.add_argument("--penalty", type=float, default=1.0)
    options = parser.parse_args(arguments)
    from kg.extract.extractor import Extractor

    linker = GazetteerLinker(Gazetteer(options.gazetteer), Model(0.0, {}, {}, {}, 0.0, 0.0))
    extractor = Extractor(link=False, fast=True)
    found: list[Example] = []
    for path in options.benchmarks:
        gold = [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]
        made = extractor.extract_many(Article(f"{a['id']}.txt", a["text"]) for a in gold)
        pairs = [(a, e) for a, e in zip(gold, made, strict=True) if isinstance(e, Extraction)]
        found += examples(path.name.split(".")[0], pairs, linker)
    found += invented(linker)
    model, lines = train(found, options.accuracy, options.penalty)
    save(model, options.out)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
