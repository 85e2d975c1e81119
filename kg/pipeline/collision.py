"""Whether a text can be a later version of another, or merely came under the same name."""

from __future__ import annotations

import re

__all__ = ["same_story"]

_WORDS = re.compile(r"\w+")
#: Runs of this many words are compared; a rewrite keeps many, another story next to none.
_RUN = 3
_LEAST = 0.1
_SHORT = 40
_LEAST_WORDS = 0.5


def same_story(old: str, new: str) -> bool:
    """Whether the texts have more in common than two stories by chance.

    Compared are runs of three words, as a share of the shorter text's (Broder's containment); in
    texts of fewer than 40 words single words count too, since one edit breaks most runs there.
    """
    if old.strip() == new.strip():
        return True
    first, second = (_WORDS.findall(text.casefold()) for text in (old, new))
    if _share(_runs(first), _runs(second)) >= _LEAST:
        return True
    short = min(len(first), len(second)) < _SHORT
    return short and _share(set(first), set(second)) >= _LEAST_WORDS


def _runs(words: list[str]) -> set[str]:
    return {" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}


def _share(first: set[str], second: set[str]) -> float:
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
