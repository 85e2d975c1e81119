"""Web archives (WARC, ISO 28500): the pages of a crawl, one record at a time.

Read are ``response`` records of HTML that were answered with 200, and ``resource`` records that are
HTML. The records are read here, not by a library, so that every part of them has its limit: a line
of a header, a header, a page, what a packed page unpacks to.
Works on `CC-NEWS <https://commoncrawl.org/blog/news-dataset-available>`_.
Needs the extra ``web`` for the pages themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.charset import decode_page
from kg.read.fields import web_address
from kg.read.inflate import unwrapped
from kg.read.prolog import doctype, root_name
from kg.read.protocol import Remark
from kg.read.several import page_articles

__all__ = ["Body", "WarcReader", "http_body"]

_LINE = 64 * 1024
_MOST_HEADERS = 200
_HTTP_HEAD = 256 * 1024
_PIECE = 64 * 1024
_VERSION = re.compile(rb"WARC/\d\.\d+\s*$")
_HTML = ("text/html", "application/xhtml+xml")
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[^\r\n]{0,1000}\r?\n")


@dataclass(frozen=True, slots=True)
class WarcReader:
    """A file of records of any length, plain or gzip; a page may have as many bytes as limit."""

    name: str = "warc"
    suffixes: tuple[str, ...] = (".warc",)
    limit: int = 16 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Whether the file begins with a record."""
        return re.match(rb"WARC/\d\.\d+\r?\n", head) is not None

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The articles of the pages, called ``path#RECORD``; why in place of one that is broken.

        After a record that is cut off or broken, the next one that can be found is read.

        Raises:
            InputError: no record is found at all, or the file is cut off.
        """
        number = 0
        silent = True
        while True:
            found, passed = _next_record(stream)
            if passed:
                place = f"after record {number}" if number else "before the first record"
                yield InputError(
                    f"{path}: {passed:,} bytes {place} are no WARC record; passed over"
                )
            if not found:
                break
            number += 1
            name = f"{path}#{number}"
            headers = _headers(stream)
            length = headers.get("content-length", "")
            if not length.isdigit() or len(length) > 15:
                yield InputError(f"{name}: the WARC record has no Content-Length; passed over")
                continue
            for item in self._record(stream, int(length), headers, name):
                silent = False
                yield item
        if not number:
            raise InputError(f"{path}: no WARC record in it")
        if silent:
            raise InputError(f"{path}: none of its {number:,} records is a page answered with 200")

    def _record(
        self, stream: BinaryIO, length: int, headers: Mapping[str, str], name: str
    ) -> Iterator[Article | InputError]:
        told = headers.get("content-type", "http")
        # A page that was put into the archive without the answer that it came in.
        bare = headers.get("warc-type") == "resource" and _kind(told)[0] in _HTML
        wanted = bare or (headers.get("warc-type") == "response" and "http" in told)
        data = _bytes(stream, min(length, self.limit + _HTTP_HEAD)) if wanted else b""
        left = length - len(data)
        missing = left - _skip(stream, left)
        address = web_address(headers.get("warc-target-uri", "").strip("<>"))
        place = f"{name} ({address})" if address else name
        if missing:
            yield InputError(f"{place}: the archive ends {missing:,} bytes before this record does")
            return
        if not wanted:
            return
        try:
            page = Body(data, _kind(told)[1]) if bare else http_body(data, self.limit, place)
            if page is None:
                return
            if left:
                raise InputError(f"{place}: a page of more than {self.limit:,} bytes; passed over")
            ended = page.ended and not headers.get("warc-truncated", "").strip()
            articles = list(page_articles(decode_page(page.data, page.charset), name, address))
            if not ended:
                yield Remark(f"{place}: the page is cut off before its end; read as far as it goes")
            yield from articles
        except InputError as error:
            yield error


@dataclass(frozen=True, slots=True)
class Body:
    """A page, the character set that is declared of it, and whether it is there to its end."""

    data: bytes
    charset: str | None
    ended: bool = True


def http_body(data: bytes, limit: int, where: str) -> Body | None:
    """The page of an HTTP response; None where it is no page (not 200, or not HTML).

    Args:
        data: status line, headers and body.
        limit: the most bytes that the body may have when it is unpacked.
        where: begins lines of error.

    Raises:
        InputError: it is packed in a way that is not read, or unpacks to more than ``limit``.
    """
    end = re.search(rb"\r?\n\r?\n", data[:_HTTP_HEAD])
    if end is None or not re.match(rb"HTTP/\d(?:\.\d)? 200\b", data):
        return None
    headers: dict[str, str] = {}
    for line in data[: end.start()].split(b"\n")[1:]:
        name, _, value = line.decode("latin-1").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    kind, charset = _kind(headers.get("content-type", ""))
    if kind and kind not in _HTML:
        return None
    content = data[end.end() :]
    length = headers.get("content-length", "")
    if "chunked" in headers.get("transfer-encoding", "").lower():
        content, ended = _joined(content)
    else:
        ended = not (length.isdigit() and len(length) <= 15 and int(length) > len(content))
    content, whole = unwrapped(content, headers.get("content-encoding", ""), limit, where)
    if not kind and doctype(content[:1024]) != "html" and root_name(content[:1024]) != "html":
        return None
    return Body(content, charset, ended and whole)


def _kind(told: str) -> tuple[str, str | None]:
    """The media type and the character set of a Content-Type."""
    kind, _, rest = told.partition(";")
    charset = re.search(r"(?i)charset\s*=\s*[\"']?([\w.:-]{2,40})", rest)
    return kind.strip().lower(), charset[1] if charset else None


def _joined(data: bytes) -> tuple[bytes, bool]:
    """The body of a chunked response, and whether its last chunk is there; as it stands where it
    was joined before it was archived."""
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK.match(data, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces), True
        pieces.append(data[match.end() : match.end() + size])
        at = match.end() + size
    if pieces and at >= len(data.rstrip()):
        return b"".join(pieces), False
    return data, True


def _next_record(stream: BinaryIO) -> tuple[bool, int]:
    """Go to the next line that begins a record: whether there is one, and how many bytes that are
    no blank lines were passed over."""
    passed = 0
    fresh = True
    while line := stream.readline(_LINE):
        if fresh and _VERSION.match(line):
            return True, passed
        fresh = line.endswith(b"\n")
        if line.strip():
            passed += len(line)
    return False, passed


def _headers(stream: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = stream.readline(_LINE)
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def _bytes(stream: BinaryIO, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0 and (piece := stream.read(min(size, _PIECE))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _skip(stream: BinaryIO, size: int) -> int:
    """Pass over so many bytes; how many there were."""
    done = 0
    while done < size and (piece := stream.read(min(size - done, _PIECE))):
        done += len(piece)
    return done
