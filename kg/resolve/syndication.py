"""Copies of one text: sketches by which a syndicated article is known as a copy.

A text's sketch is a MinHash of its shingles of words (Broder 1997, "On the resemblance and
containment of documents"); bands of the sketch are the keys under which the index finds texts that
may be copies. A copy with another headline, a trimmed tail or a by-line still shares most shingles.
"""

from __future__ import annotations

import hashlib
import re
from array import array

__all__ = ["COPY", "independence_key", "resemblance", "sketch_bands", "text_signature"]

#: Two texts whose estimated resemblance is at least this are copies of one.
COPY = 0.6

_SIZE = 64
_ROWS = 4
_SHINGLE = 5
_LEAST = 40
_PRIME = (1 << 61) - 1


def _coefficients() -> tuple[tuple[int, int], ...]:
    found = []
    for i in range(_SIZE):
        seed = hashlib.blake2b(f"minhash {i}".encode(), digest_size=16).digest()
        a = int.from_bytes(seed[:8], "big") % (_PRIME - 1) + 1
        found.append((a, int.from_bytes(seed[8:], "big") % _PRIME))
    return tuple(found)


_COEFFICIENTS = _coefficients()


def _shingles(text: str) -> set[int]:
    words = re.findall(r"\w+", text.lower())
    if len(words) < _LEAST:
        return set()
    return {
        int.from_bytes(
            hashlib.blake2b(" ".join(words[i : i + _SHINGLE]).encode(), digest_size=4).digest(),
            "big",
        )
        for i in range(len(words) - _SHINGLE + 1)
    }


def text_signature(text: str) -> tuple[int, ...]:
    """The sketch of a text: 64 minima of hashes over its shingles of five words.

    Empty for texts of fewer than 40 words: two briefs of one event read alike without being copies.
    """
    import numpy as np

    shingles = _shingles(text)
    if not shingles:
        return ()
    values = np.fromiter(shingles, dtype=np.uint64)
    low = [
        int(((values * np.uint64(a & 0xFFFFFFFF) + np.uint64(b)) % np.uint64(_PRIME)).min())
        & 0xFFFFFFFF
        for a, b in _COEFFICIENTS
    ]
    return tuple(array("L", low))


def resemblance(left: tuple[int, ...], right: tuple[int, ...]) -> float:
    """Estimated share of shingles that two texts have in common, 0 to 1."""
    if not left or not right:
        return 0.0
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left)


def sketch_bands(signature: tuple[int, ...]) -> tuple[str, ...]:
    """Keys of a sketch: texts of resemblance 0.6 share one of the 16 with 0.9 probability."""
    return tuple(
        hashlib.blake2b(repr((i, signature[i : i + _ROWS])).encode(), digest_size=8).hexdigest()
        for i in range(0, len(signature), _ROWS)
    )


def independence_key(text: str) -> str:
    """A hash of the words alone: equal for texts that differ in layout, case and punctuation."""
    words = " ".join(re.findall(r"\w+", text.lower()))
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
