"""Reading Wikidata dumps: JSON (one item a line) and truthy N-Triples, packed or not.

A dump is read as a stream, item by item: memory does not grow with it. N-Triples come with all
lines of an item together, so an item is complete when the subject changes; it is handed on in the
shape of the JSON dump, and one reader (`kg.link.wikidata.from_item`) serves both.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kg.errors import InputError

__all__ = ["Item", "Reader", "items_of", "nt_items"]

_ENTITY = "http://www.wikidata.org/entity/"
_DIRECT = "http://www.wikidata.org/prop/direct/"
_LINE = re.compile(
    r"<([^>]*)> <([^>]*)> "
    r'(?:<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?|_:\S+) ?\.\s*$'
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"
_DESCRIPTION = "http://schema.org/description"
_SITELINKS = "http://wikiba.se/ontology#sitelinks"
_POINT = re.compile(r"Point\(([-+0-9.eE]+) ([-+0-9.eE]+)\)", re.IGNORECASE)

#: A line longer than this is no item of Wikidata's (the largest have some 5 MB).
_MAX_LINE = 64 << 20


@dataclass(frozen=True, slots=True)
class Item:
    """One item in the shape of the JSON dump, and the number of the last line it was read from."""

    data: dict[str, Any]
    line: int


class Reader:
    """Lines of a dump file, with how much of it was read (for a progress bar).

    ``-`` is standard input. Raises `InputError` where the file is missing or broken.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.size: int | None = None
        self._raw: IO[bytes]
        if path == "-":
            self._raw = sys.stdin.buffer
        else:
            file = Path(path)
            if not file.is_file():
                raise InputError(f"{path}: no such file")
            self.size = file.stat().st_size
            self._raw = file.open("rb")
        self._stream: IO[bytes] = self._raw
        name = path.removesuffix(".part")
        if name.endswith(".gz"):
            self._stream = gzip.GzipFile(fileobj=self._raw)  # type: ignore[assignment]
        elif name.endswith(".bz2"):
            self._stream = bz2.BZ2File(self._raw)

    @property
    def done(self) -> int:
        """Bytes of the file read so far (of the packed file, where it is packed)."""
        return self._raw.tell() if self.size is not None else 0

    def lines(self, skip: int = 0) -> Iterator[tuple[int, bytes]]:
        """Line numbers, from 1, and lines, after the first ``skip``."""
        number = 0
        try:
            while True:
                line = self._stream.readline(_MAX_LINE)
                if not line:
                    return
                number += 1
                if len(line) >= _MAX_LINE:
                    raise InputError(f"{self.path}:{number}: a line of over 64 MB: not a dump")
                if number > skip:
                    yield number, line
        except (OSError, EOFError, ValueError) as error:
            raise InputError(f"{self.path}:{number}: the file is broken ({error})") from error

    def close(self) -> None:
        """Close the file."""
        if self.path != "-":
            self._stream.close()
            self._raw.close()


def items_of(
    reader: Reader, skip: int = 0, bad: Callable[[str], None] | None = None
) -> Iterator[Item]:
    """The items of a dump of either kind, told from its first line that is not empty.

    ``bad`` is called with one line of text for each line that cannot be read, which is passed over.
    """
    lines = reader.lines(skip)
    for number, line in lines:
        text = line.strip()
        if not text or text.startswith(b"#"):
            continue
        rest = _again(number, line, lines)
        if text[:1] in b"[{]":
            yield from _json_items(reader.path, rest, bad)
        elif text[:1] in b"<_":
            yield from nt_items(reader.path, rest, bad)
        else:
            raise InputError(
                f"{reader.path}:{number}: neither a JSON dump nor N-Triples; "
                "expected one item a line, or one triple a line"
            )
        return


def _again(
    number: int, line: bytes, lines: Iterator[tuple[int, bytes]]
) -> Iterator[tuple[int, bytes]]:
    yield number, line
    yield from lines


def _json_items(
    path: str, lines: Iterator[tuple[int, bytes]], bad: Callable[[str], None] | None
) -> Iterator[Item]:
    for number, line in lines:
        text = line.strip().rstrip(b",")
        if text in (b"", b"[", b"]"):
            continue
        if text.startswith(b"["):
            text = text[1:]
        if text.endswith(b"]") and not text.startswith(b"["):
            text = text[:-1]
        try:
            data = json.loads(text)
            if not isinstance(data, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError) as error:
            if bad is not None:
                bad(f"{path}:{number}: not an item ({error})")
            continue
        yield Item(data, number)


def nt_items(
    path: str,
    lines: Iterator[tuple[int, bytes]],
    bad: Callable[[str], None] | None = None,
) -> Iterator[Item]:
    """Items put together from truthy N-Triples; triples on anything else are passed over."""
    current: dict[str, Any] | None = None
    sitelinks: tuple[str, int] = ("", 0)
    last = 0
    for number, line in lines:
        text = line.decode("utf-8", "replace")
        if not text.strip() or text.startswith("#"):
            continue
        match = _LINE.match(text)
        if match is None:
            if bad is not None:
                bad(f"{path}:{number}: not a triple")
            continue
        subject, predicate = match[1], match[2]
        if predicate == _SITELINKS:
            sitelinks = (subject.rsplit("/", 1)[-1], int(match[4] or 0))
        if not subject.startswith(_ENTITY):
            continue
        qid = subject[len(_ENTITY) :]
        if current is None or current["id"] != qid:
            if current is not None:
                yield Item(_finished(current, sitelinks), last)
            current = {"id": qid, "type": "item" if qid.startswith("Q") else "property",
                       "labels": {}, "aliases": {}, "descriptions": {}, "claims": {}}  # fmt: skip
        _take(current, match)
        last = number
    if current is not None:
        yield Item(_finished(current, sitelinks), last)


def _finished(item: dict[str, Any], sitelinks: tuple[str, int]) -> dict[str, Any]:
    qid, count = sitelinks
    # A dump that does not tell leaves the number open: None, not zero.
    item["sitelinks"] = range(count) if qid == item["id"] else None
    return item


def _take(item: dict[str, Any], match: re.Match[str]) -> None:
    """Put one triple into the item."""
    predicate, iri, text, lang, datatype = match[2], match[3], match[4], match[5], match[6]
    if text is not None:
        text = _unescape(text)
    if predicate == _LABEL and lang and text:
        item["labels"].setdefault(lang, {"value": text})
    elif predicate == _DESCRIPTION and lang and text:
        item["descriptions"].setdefault(lang, {"value": text})
    elif predicate == _ALIAS and lang and text:
        item["aliases"].setdefault(lang, []).append({"value": text})
    elif predicate.startswith(_DIRECT):
        value: Any = None
        if iri is not None and iri.startswith(_ENTITY):
            value = {"id": iri[len(_ENTITY) :]}
        elif text is not None and lang:
            value = {"text": text, "language": lang}
        elif text is not None and datatype and (point := _POINT.match(text)):
            value = {"longitude": float(point[1]), "latitude": float(point[2])}
        else:
            value = text if text is not None else iri
        statement = {"rank": "normal", "mainsnak": {"datavalue": {"value": value}}}
        item["claims"].setdefault(predicate[len(_DIRECT) :], []).append(statement)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"
        return _PLAIN.get(match[3], match[3])

    return _ESCAPE.sub(plain, text)
