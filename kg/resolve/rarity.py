"""How telling a word is: inverse document frequency in news, from a fixed table.

The table is data of the package and not of the store, so that an account does not change as the
store grows. Counted over the train splits of PolNeAR and TempEval-3 (`kg.train.identity_tables`).
Names are not in the table: they, and all words that are not, count as rare.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from importlib.resources import files

from kg.resolve.words import STOP, stem, tokens

__all__ = ["rarity", "story_words"]

_STORY = 50


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    found: dict[str, float] = {}
    source = files("kg").joinpath("data", "identity", "frequencies.tsv")
    with source.open(encoding="utf-8") as handle:
        for line in handle:
            if not line.startswith("#"):
                word, weight = line.rstrip("\n").split("\t")
                found[word] = float(weight)
    return found


def rarity(word: str) -> float:
    """Inverse document frequency of a stem, 0 (in every article) to 1 (in hardly any)."""
    return _table().get(word, 1.0)


def story_words(text: str, title: str = "") -> tuple[tuple[str, float], ...]:
    """The fifty stems that tell most of what an article is about, with weights (unit length).

    Logarithmic term frequency times rarity; the words of the title and of the lead count double.
    """
    counts: Counter[str] = Counter()
    for part, weight in ((title, 1), (text[:600], 1), (text, 1)):
        for word in tokens(part):
            if word not in STOP and len(word) > 1 and not word.isdigit():
                counts[stem(word)] += weight
    scored = {w: (1 + math.log(n)) * rarity(w) for w, n in counts.items()}
    top = sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:_STORY]
    norm = math.sqrt(sum(x * x for _, x in top)) or 1.0
    return tuple((w, round(x / norm, 4)) for w, x in top)
