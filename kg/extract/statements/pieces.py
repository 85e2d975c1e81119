"""Text to word pieces, their features and the windows that the statement tagger reads.

The same code serves training and use, so that the two cannot drift apart. Offsets are Unicode
code points into the text, end exclusive. The segmentation is WordPiece over lower-cased words
without accents, as in BERT (Devlin et al., NAACL 2019; greedy longest match first); what the
lower case loses comes back as a feature of each piece: the letter case of its word, the white
space before it, and whether it stands inside double quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["FEATURES", "Pieces", "Window", "WordPiece", "windows"]

FEATURES = 30
"""Number of distinct feature values: 5 letter cases x 3 kinds of space x in or out of quotes."""

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_MAX_WORD = 64
_OPEN = "“„«"
_CLOSE = "”»"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of one text: ids in the vocabulary, features and code point offsets."""

    ids: tuple[int, ...]
    features: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    paragraphs: tuple[int, ...]
    """Index of the first piece of each paragraph (a paragraph is a line with text in it)."""
    sentences: tuple[int, ...]
    """Index of each piece before which a window may be cut: sentence ends, roughly."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of pieces read at once; only what lies in [keep_start, keep_end) is answered for."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def _plain(word: str) -> tuple[str, list[int]]:
    """The word in lower case without accents, and for each letter the index it came from."""
    letters: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(word):
        for part in unicodedata.normalize("NFD", char.lower()):
            if unicodedata.category(part) != "Mn":
                letters.append(part)
                origin.append(index)
    return "".join(letters), origin


def _case(word: str) -> int:
    if not word[0].isalpha():
        return 4
    if word.islower():
        return 0
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return 1
    return 2 if word.isupper() else 3


class WordPiece:
    """Splits text into pieces of a fixed vocabulary.

    Args:
        vocabulary: the pieces in the order of their ids; continuations start with ``##``.
        unknown: the piece that stands for a word with letters outside the vocabulary.
    """

    def __init__(self, vocabulary: tuple[str, ...], unknown: str = "[UNK]") -> None:
        self._ids = {piece: index for index, piece in enumerate(vocabulary)}
        self._unknown = self._ids[unknown]
        self._cache: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def word(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """Pieces of one word as (id, start, end), offsets relative to the word."""
        found = self._cache.get(word)
        if found is None:
            found = self._split(word)
            if len(self._cache) < 100_000:
                self._cache[word] = found
        return found

    def _split(self, word: str) -> tuple[tuple[int, int, int], ...]:
        plain, origin = _plain(word)
        whole = ((self._unknown, 0, len(word)),)
        if not plain or len(plain) > _MAX_WORD:
            return whole
        pieces: list[tuple[int, int, int]] = []
        start = 0
        while start < len(plain):
            for end in range(len(plain), start, -1):
                piece = self._ids.get(("##" if start else "") + plain[start:end])
                if piece is not None:
                    break
            else:
                return whole
            last = origin[end] if end < len(plain) else len(word)
            pieces.append((piece, origin[start], last))
            start = end
        return tuple(pieces)

    def text(self, text: str) -> Pieces:
        """Pieces of a whole text with their features."""
        ids: list[int] = []
        features: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        paragraphs: list[int] = []
        sentences: list[int] = []
        inside = False
        previous = 0
        ended = False
        for match in _WORD.finditer(text):
            word, start = match.group(), match.start()
            space = 0
            if start > previous or not ids:
                gap = text[previous:start]
                space = 2 if "\n" in gap or "\r" in gap or not ids else 1
            if space == 2:
                inside = False
                paragraphs.append(len(ids))
            opens = word in _OPEN or (word == '"' and not inside)
            closes = word in _CLOSE or (word == '"' and inside)
            if ended and space and not closes and word not in "')’":
                sentences.append(len(ids))
                ended = False
            if word in ".!?":
                ended = True
            elif not (closes or word in "')’"):
                ended = False
            if opens:
                inside = True
            feature = _case(word) + 5 * space + 15 * inside
            if closes:
                inside = False
            for piece, left, right in self.word(word):
                ids.append(piece)
                features.append(feature)
                starts.append(start + left)
                ends.append(start + right)
                feature = feature % 5 + 15 * (feature // 15)
            previous = match.end()
        return Pieces(
            tuple(ids),
            tuple(features),
            tuple(starts),
            tuple(ends),
            tuple(paragraphs),
            tuple(sentences),
        )


def windows(pieces: Pieces, size: int, context: int = 0) -> tuple[Window, ...]:
    """Windows of whole paragraphs, at most ``size`` pieces, each with ``context`` before it.

    A paragraph longer than a window is cut at the last sentence end that fits, or where it must.
    The context is whole sentences of the pieces before the window, read but not answered for.
    """
    total = len(pieces.ids)
    cuts = sorted({*pieces.paragraphs, *pieces.sentences, total})
    hard = {*pieces.paragraphs, total}
    found: list[Window] = []
    start = 0
    while start < total:
        before = start
        if context and start:
            fitting = [cut for cut in cuts if start - context <= cut < start]
            before = fitting[0] if fitting else start
        limit = before + size
        ends = [cut for cut in cuts if start < cut <= limit]
        whole = [cut for cut in ends if cut in hard]
        end = whole[-1] if whole else ends[-1] if ends else min(limit, total)
        found.append(Window(before, end, start, end))
        start = end
    return tuple(found)
