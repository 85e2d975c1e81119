"""Fits the weights of `kg.resolve.scoring` on ECB+ (topics 1 to 35).

    python -m kg.train.identity weights EXTRACTIONS.jsonl GOLD.jsonl kg/data/identity/weights.json

``EXTRACTIONS`` is what ``kg extract identity/text --format jsonl`` writes, ``GOLD`` the corpus'
``gold.jsonl``. A pair of events is one training case where both triggers overlap a gold mention,
and the two share an article, a topic or a word of their triggers.

The model is a logistic regression whose prior says what news has and ECB+ has not: its articles
bear no dates, so that what times say comes from the prior (`PRIOR`) as long as the data are silent.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.extract.record import read_records
from kg.model import Extraction, Span
from kg.resolve.accounts import ArticleAccounts, EventAccount, accounts_of
from kg.resolve.features import FEATURES, View, event_features, story_cosine

__all__ = ["MARGIN", "PRIOR", "fit", "labelled", "pairs", "save"]

Array = npt.NDArray[np.float64]

#: Weights expected before any data, with how many cases' worth of doubt it takes to move them.
PRIOR: dict[str, tuple[float, float]] = {
    "same day": (1.5, 200.0),
    "times overlap": (0.5, 200.0),
    "times near": (-0.5, 200.0),
    "times conflict": (-4.0, 200.0),
    "numbers agree": (1.5, 50.0),
    "numbers conflict": (-0.5, 50.0),
    "published far apart": (-3.0, 200.0),
    "types differ": (-1.0, 5.0),
    "same type": (0.5, 5.0),
    "same article": (-1.0, 1.0),
    # ECB+ forgives other agents, as they often come from parses of bad text; a graph must not.
    "agents differ": (-2.0, 5000.0),
    "patients differ": (-1.8, 5000.0),
    "named agents differ": (-3.0, 5000.0),
    "named patients differ": (-4.0, 5000.0),
    # Its annotated sentences tell the main event of a story, hardly ever another one like it.
    "one is another of its kind": (-3.0, 5000.0),
    "particles differ": (-1.5, 5000.0),
    "one has no type": (-1.0, 5000.0),
    "labels share nothing": (-1.0, 5000.0),
    "another thing": (-2.0, 5000.0),
}

_CROSS = 400

#: What stands for the cosine of an article's story with itself, as in `kg.resolve.event_index`.
WITHIN = 0.6

#: Taken off the bias: below 0, as groups are decided by means over pairs, which are stricter than
#: a single pair; chosen for B3 precision of at least 0.85 on topics that were not trained on.
MARGIN = -1.4


def labelled(
    accounts: ArticleAccounts,
    mentions: Iterable[tuple[Span, str]],
    triggers: Mapping[str, Sequence[Span]],
) -> list[tuple[EventAccount, str]]:
    """The events of one article that a gold mention overlaps, with its chain."""
    gold = sorted(mentions)
    found = []
    for event in accounts.events:
        hits = [(s, c) for s, c in gold if any(s.overlaps(t) for t in triggers[event.iri])]
        if hits:
            found.append((event, hits[0][1]))
    return found


def pairs(
    cases: Sequence[tuple[EventAccount, str, str]],
    stories: Mapping[str, dict[str, float]],
    seed: int,
) -> tuple[Array, npt.NDArray[np.bool_], list[tuple[int, int]]]:
    """Features, labels and indices of all training pairs of (account, chain, topic)."""
    chance = random.Random(seed)
    by_topic: dict[str, list[int]] = defaultdict(list)
    by_word: dict[str, list[int]] = defaultdict(list)
    for i, (account, _, topic) in enumerate(cases):
        by_topic[topic].append(i)
        for word in account.trigger:
            by_word[word].append(i)
    chosen = {(i, j) for group in by_topic.values() for i in group for j in group if i < j}
    for _, group in sorted(by_word.items()):
        across = [(i, j) for i in group for j in group if i < j and cases[i][2] != cases[j][2]]
        chance.shuffle(across)
        chosen.update(across[:_CROSS])
    views = [View(account) for account, _, _ in cases]
    rows, labels, kept = [], [], []
    cosines: dict[tuple[str, str], float] = {}
    for i, j in sorted(chosen):
        a, b = cases[i][0].article, cases[j][0].article
        if a == b:
            cosines[a, b] = WITHIN
        if (a, b) not in cosines:
            cosines[a, b] = story_cosine(stories[a], stories[b])
        found = event_features(views[i], views[j], cosines[a, b])
        rows.append([found.get(name, 0.0) for name in FEATURES])
        labels.append(cases[i][1] == cases[j][1])
        kept.append((i, j))
    return np.array(rows), np.array(labels), kept


def fit(rows: Array, labels: npt.NDArray[np.bool_], ridge: float = 1.0) -> Array:
    """Weights and, last, the bias of a logistic regression with `PRIOR`, by Newton's method."""
    x = np.hstack([rows, np.ones((len(rows), 1))])
    mean = np.array([PRIOR.get(n, (0.0, ridge))[0] for n in FEATURES] + [0.0])
    strength = np.array([PRIOR.get(n, (0.0, ridge))[1] for n in FEATURES] + [1e-6])
    w = mean.copy()
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - labels) + strength * (w - mean)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(strength)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return w


def save(weights: Array, path: Path, margin: float = 0.0) -> None:
    """Write the weights as the package's data; ``margin`` is taken off the bias for safety."""
    data = {
        "about": "Logistic model of pairs of event accounts; see README.md for source and licence",
        "bias": round(float(weights[-1]) - margin, 4),
        "weights": {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=False)},
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def cases_of(
    extractions: Iterable[Extraction], gold: Iterable[Mapping[str, Any]]
) -> tuple[list[tuple[EventAccount, str, str]], dict[str, dict[str, float]]]:
    """Labelled accounts with chain and topic, and the stories of their articles."""
    mentions: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for mention in gold:
        span = Span(mention["start"], mention["end"])
        mentions[mention["path"]].append((span, mention["chain"]))
    cases, stories = [], {}
    for extraction in extractions:
        name = Path(extraction.article.path).name
        accounts = accounts_of(extraction)
        stories[accounts.article] = dict(accounts.story)
        triggers = {
            account.iri: (event.trigger, *event.other_triggers)
            for account, event in zip(accounts.events, extraction.events, strict=True)
        }
        for account, chain in labelled(accounts, mentions.get(name, ()), triggers):
            cases.append((account, chain, name.split("_")[0]))
    return cases, stories


def main() -> None:
    """Fit on everything and write the weights."""
    _, what, extracted, gold_path, target = sys.argv
    if what != "weights":
        raise SystemExit(f"unknown part {what!r}: weights")
    with Path(gold_path).open(encoding="utf-8") as handle:
        gold = [json.loads(line) for line in handle]
    with Path(extracted).open(encoding="utf-8") as handle:
        cases, stories = cases_of(
            (e for e in read_records(handle, extracted) if isinstance(e, Extraction)), gold
        )
    rows, labels, _ = pairs(cases, stories, seed=1)
    save(fit(rows, labels), Path(target), MARGIN)


if __name__ == "__main__":
    main()
