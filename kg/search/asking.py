"""Questions to the index: the best matches with their words marked, or all nodes that match.

Matches are ranked by BM25 (Robertson and Zaragoza, 2009) as FTS5 computes it over all documents,
times a weight: a name tells more than a text, and words that stand together more than words apart.
"""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kg.errors import LimitError, UsageError
from kg.search.documents import KINDS
from kg.search.index import SearchIndex
from kg.search.words import Wanted

__all__ = ["Found", "Hit", "Searcher", "runs"]

#: What the matched words are put between: characters that no text is meant to hold.
_ON, _OFF = "\ue000", "\ue001"
#: Tokens of a snippet (FTS5 allows 64).
_TOKENS = 28
#: How much a document of this kind and field counts.
_WEIGHT = """CASE d.field WHEN 'label' THEN CASE d.kind WHEN 'actor' THEN 1.6 WHEN 'place' THEN 1.6
 WHEN 'event' THEN 1.2 WHEN 'article' THEN 1.2 ELSE 1.0 END
 WHEN 'alt' THEN 1.1 WHEN 'text' THEN 1.1 WHEN 'exact' THEN 0.8 ELSE 0.7 END"""
_TOGETHER, _WHOLE = 1.5, 2.0
#: Documents that are looked at for each hit that is wanted, since one node may have several.
_SPARE, _FEWEST = 6, 120
_PLACE = re.compile(r"(?P<article>.*)#char=(?P<start>\d+),(?P<end>\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found.

    ``runs`` is the text that matched, cut to its best part: pieces, each with whether it is one of
    the words. ``field`` is what the text is of the node: label, alt, text, exact or body.
    """

    node: str
    kind: str
    label: str
    field: str
    runs: tuple[tuple[str, bool], ...]
    score: float
    lang: str = ""

    @property
    def text(self) -> str:
        """The text without marks."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, and how many nodes match in all."""

    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Match:
    """A document that matches; ``text`` is left out of whole articles."""

    number: int
    kind: str
    field: str
    lang: str
    text: str
    score: float


class Searcher:
    """Asks an index. ``seconds`` is the limit of one question, 0 for none."""

    def __init__(self, index: SearchIndex, seconds: float = 0.0) -> None:
        self._sql = index.sql
        self._seconds = seconds

    def find(self, wanted: Wanted, kinds: Iterable[str] = (), limit: int = 20) -> Found:
        """The best matches, the best first. Raises `UsageError` for a kind that there is not."""
        only = _checked(kinds)
        with self._limited():
            most = max(_FEWEST, limit * _SPARE)
            rows = self._ranked(wanted, only, most)
            best: dict[str, _Match] = {}
            for number, node, kind, field, lang, text, score in rows:
                whole = field in ("label", "alt") and _same(text, wanted)
                told = score * _WHOLE if whole else score
                match = _Match(number, kind, field, lang, text, told)
                if node not in best or match.score > best[node].score:
                    best[node] = match
            order = sorted(best.items(), key=lambda item: (-item[1].score, item[1].number))
            apart = _apart(order)
            chosen = apart[:limit]
            snippets = self._snippets(wanted, [match.number for _, match in chosen])
            labels = self._labels([node for node, _ in chosen])
            hits = tuple(
                Hit(
                    node,
                    match.kind,
                    labels.get(node, ""),
                    match.field,
                    runs(snippets[match.number]),
                    match.score,
                    match.lang,
                )
                for node, match in chosen
            )
            return Found(hits, len(apart) if len(rows) < most else self._count(wanted, only))

    def nodes(self, wanted: Wanted, most: int | None = None) -> list[str]:
        """All nodes that match, or at most ``most`` of them and one more."""
        with self._limited():
            rows = self._sql.execute(
                "SELECT DISTINCT d.node FROM words JOIN docs d ON d.id = words.rowid"
                " WHERE words MATCH ? LIMIT ?",
                (wanted.expression, -1 if most is None else most + 1),
            )
            return [row[0] for row in rows]

    def scores(self, wanted: Wanted) -> dict[str, float]:
        """The score of every node that matches."""
        with self._limited():
            found: dict[str, float] = {}
            for _, node, _, _, _, _, score in self._ranked(wanted, (), -1):
                found[node] = max(score, found.get(node, 0.0))
            return found

    def snippet(self, wanted: Wanted, node: str, on: str = "", off: str = "") -> str | None:
        """The part of a node's texts where the words are, between marks; None where nowhere."""
        with self._limited():
            rows = self._sql.execute(
                f"SELECT snippet(words, 0, ?, ?, '…', {_TOKENS}) FROM words WHERE words MATCH ?"
                " AND rowid IN (SELECT id FROM docs WHERE node = ?) ORDER BY rank LIMIT 1",
                (on, off, wanted.expression, node),
            ).fetchone()
            return None if rows is None else str(rows[0])

    def _ranked(
        self, wanted: Wanted, kinds: Sequence[str], most: int
    ) -> list[tuple[int, str, str, str, str, str, float]]:
        together = wanted.together
        near = (
            f"CASE WHEN words.rowid IN (SELECT rowid FROM words WHERE words MATCH ?)"
            f" THEN {_TOGETHER} ELSE 1.0 END"
            if together
            else "1.0"
        )
        among = f" AND d.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        rows = self._sql.execute(
            f"SELECT b.id, b.node, b.kind, b.field, b.lang,"
            f" CASE b.field WHEN 'body' THEN '' ELSE b.text END, found.score FROM"
            f" (SELECT words.rowid AS id, -bm25(words) * {_WEIGHT} * {near} AS score"
            f" FROM words JOIN docs d ON d.id = words.rowid WHERE words MATCH ?{among}"
            f" ORDER BY score DESC, id LIMIT ?) AS found JOIN docs b ON b.id = found.id"
            f" ORDER BY found.score DESC, found.id",
            (*([together] if together else []), wanted.expression, *kinds, most),
        )
        return rows.fetchall()

    def _count(self, wanted: Wanted, kinds: Sequence[str]) -> int:
        among = f" AND d.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        row = self._sql.execute(
            "SELECT COUNT(DISTINCT d.node) FROM words JOIN docs d ON d.id = words.rowid"
            f" WHERE words MATCH ?{among}",
            (wanted.expression, *kinds),
        ).fetchone()
        return int(row[0])

    def _snippets(self, wanted: Wanted, numbers: Sequence[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for number in numbers:
            row = self._sql.execute(
                f"SELECT snippet(words, 0, ?, ?, '…', {_TOKENS}) FROM words"
                " WHERE words MATCH ? AND rowid = ?",
                (_ON, _OFF, wanted.expression, number),
            ).fetchone()
            found[number] = row[0] if row else ""
        return found

    def _labels(self, nodes: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in nodes:
            row = self._sql.execute(
                "SELECT text FROM docs WHERE node = ? AND field = 'label' ORDER BY text LIMIT 1",
                (node,),
            ).fetchone()
            if row:
                found[node] = row[0]
        return found

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Inside, a question that takes too long ends with `LimitError`."""
        if self._seconds:
            end = time.monotonic() + self._seconds
            self._sql.set_progress_handler(lambda: int(time.monotonic() > end), 10_000)
        try:
            yield
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise LimitError(
                    f"the search ran longer than {self._seconds:g} s; look for longer words"
                ) from None
            raise UsageError(f"this cannot be searched for ({error})") from None
        finally:
            self._sql.set_progress_handler(None, 0)


def runs(marked: str) -> tuple[tuple[str, bool], ...]:
    """A snippet as pieces of text, each with whether it is one of the words."""
    found: list[tuple[str, bool]] = []
    inside = False
    for piece in re.split(f"([{_ON}{_OFF}])", " ".join(marked.split())):
        if piece in (_ON, _OFF):
            inside = piece == _ON
        elif piece:
            found.append((piece, inside))
    return tuple(found)


def _checked(kinds: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(kinds))
    for kind in wanted:
        if kind not in KINDS:
            raise UsageError(f"there is no kind '{kind}'; there are {', '.join(KINDS)}")
    return wanted


def _same(text: str, wanted: Wanted) -> bool:
    return _plain(text) == _plain(wanted.plain)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c))))


def _apart(order: Sequence[tuple[str, _Match]]) -> list[tuple[str, _Match]]:
    """The matches without passages that tell what one before them tells.

    Such are those that overlap another passage, and the words of a statement that was found. Where
    the later one is the whole of which the first is a part, it stands in the first one's place.
    """
    taken: dict[str, list[tuple[int, int, int]]] = {}
    said: set[str] = set()
    chosen: list[tuple[str, _Match]] = []
    for node, match in order:
        if match.kind == "statement":
            said.add(match.text)
        place = _PLACE.fullmatch(node) if match.kind == "passage" else None
        if place:
            if match.text in said:
                continue
            start, end = int(place["start"]), int(place["end"])
            spans = taken.setdefault(place["article"], [])
            same = next((n for n, (a, b, _) in enumerate(spans) if a < end and start < b), None)
            if same is not None:
                first, last, at = spans[same]
                if start <= first and last <= end:
                    spans[same] = (start, end, at)
                    chosen[at] = (node, replace(match, score=chosen[at][1].score))
                continue
            spans.append((start, end, len(chosen)))
        chosen.append((node, match))
    return chosen
