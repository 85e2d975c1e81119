"""Bytes in bounded pieces: plain or gzip files, whole or line by line, never more than is allowed.

A packed file may hold a thousand times its size (a "decompression bomb"): it is unpacked piece by
piece, and given up where it expands more than any text does.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from kg.errors import InputError

__all__ = [
    "HEAD",
    "LONGEST_RECORD",
    "Peeked",
    "is_gzip",
    "lines",
    "open_bytes",
    "piped_bytes",
    "unpacked",
    "whole",
]

#: How much of a file (bytes) is looked at to tell its format.
HEAD = 64 * 1024
#: The longest first line (bytes) that is looked at whole, to tell whether it is a record.
LONGEST_RECORD = 64 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024
#: Web archives and JSON pack to a fifth or a tenth; repeated boilerplate to a fiftieth.
_RATIO = 200
_FREE = 64 * 1024 * 1024


class Peeked(io.RawIOBase):
    """A stream whose first bytes were looked at, and still come.

    ``line`` is up to how many bytes the first line is looked at whole, where it is longer than
    `HEAD`.
    """

    def __init__(self, stream: IO[bytes] | io.RawIOBase, name: str, line: int = 0) -> None:
        self._stream = stream
        self._name = name
        self.head, self._error = _fill(stream, HEAD, name)
        pieces, size, piece = [self.head], len(self.head), self.head
        while self._error is None and piece and b"\n" not in piece and size < line:
            piece, self._error = _fill(stream, HEAD, name)
            pieces.append(piece)
            size += len(piece)
        self.head = b"".join(pieces)
        if self._error is not None and not self.head:
            raise self._error
        self._at = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Bytes of the head, then of the stream."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at < len(self.head):
            piece = self.head[self._at : self._at + len(view)]
            self._at += len(piece)
        elif self._error is not None:
            raise self._error  # what came before the damage was read first
        else:
            piece = _read(self._stream, min(len(view), _PIECE), self._name)
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the stream below too."""
        if not self.closed:
            self._stream.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """The bytes of a gzip file, given up where they are too many for what is packed."""

    def __init__(self, packed: IO[bytes], name: str) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._name = name
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        try:
            # One read of what is packed: an error must not cost what came before it.
            piece = self._gzip.read1(min(len(view), _PIECE))
        except (OSError, EOFError, zlib.error) as error:
            reason = "it is cut off" if isinstance(error, EOFError) else str(error)
            raise InputError(
                f"{self._name}: the gzip data is broken ({reason}); get the file again"
            ) from None
        self._given += len(piece)
        if self._given > _FREE and self._given > _RATIO * max(self._packed.tell(), 1):
            raise InputError(
                f"{self._name}: unpacks to more than {_RATIO} times its size: not read on; "
                "unpack it by hand if it is what it says"
            )
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the file below too."""
        if not self.closed:
            self._gzip.close()
            self._packed.close()
        super().close()


class _Sequel(io.RawIOBase):
    """Bytes that were read of a pipe, and what follows; counts what it gives."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first = first
        self._rest = rest
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        piece = self._first[: len(view)]
        self._first = self._first[len(piece) :]
        piece = piece or self._rest.read(len(view)) or b""
        view[: len(piece)] = piece
        self._given += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How many bytes were given."""
        return self._given

    def close(self) -> None:
        """Close the pipe too."""
        if not self.closed:
            self._rest.close()
        super().close()


def is_gzip(head: bytes) -> bool:
    """Whether bytes that begin like this are a gzip file."""
    return head.startswith(_GZIP)


def open_bytes(file: Path, name: str) -> Peeked:
    """The bytes of a file, unpacked where they are gzip (once), with their first at hand.

    Raises:
        InputError: it cannot be opened or unpacked; ``name`` begins the line.
    """
    try:
        handle = file.open("rb")
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None
    return unpacked(handle, name)


def unpacked(handle: BinaryIO, name: str) -> Peeked:
    """The same of a file that is open and can go back to its beginning.

    Raises:
        InputError: it cannot be unpacked; ``name`` begins the line.
    """
    try:
        packed = is_gzip(handle.read(2))
        handle.seek(0)
        return Peeked(_Unpacked(handle, name) if packed else handle, name)
    except OSError as error:
        handle.close()
        raise InputError(f"{name}: {error.strerror or error}") from None
    except InputError:
        handle.close()
        raise


def piped_bytes(handle: BinaryIO, name: str, line: int) -> Peeked:
    """The same of a pipe, which can be read once; see `Peeked` for ``line``.

    Raises:
        InputError: it cannot be read or unpacked.
    """
    first, error = _fill(handle, 2, name)
    if error is not None:
        raise error
    sequel = _Sequel(first, handle)
    packed = is_gzip(first)
    return Peeked(_Unpacked(io.BufferedReader(sequel), name) if packed else sequel, name, line)


def whole(stream: BinaryIO, limit: int, name: str) -> bytes:
    """All bytes of a stream.

    Raises:
        InputError: they are more than ``limit``; ``name`` begins the line.
    """
    data, error = _fill(stream, limit + 1, name)
    if error is not None:
        raise error
    if len(data) > limit:
        raise InputError(f"{name}: larger than the limit of {limit:,} bytes; split it")
    return data


def lines(stream: BinaryIO | io.RawIOBase, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a stream with their numbers, counted from 1; None for one of more than
    ``limit`` bytes, which is passed over without being held."""
    reader = io.BufferedReader(stream, _PIECE) if isinstance(stream, io.RawIOBase) else stream
    number = 0
    while True:
        line = reader.readline(limit + 1)
        if not line:
            return
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = reader.readline(_PIECE)
        yield number, None


def _fill(
    stream: IO[bytes] | io.RawIOBase, size: int, name: str
) -> tuple[bytes, InputError | None]:
    """Up to ``size`` bytes, fewer only where the stream ends or breaks, and how it broke."""
    pieces: list[bytes] = []
    missing = size
    while missing > 0:
        try:
            piece = _read(stream, min(missing, _PIECE), name)
        except InputError as error:
            return b"".join(pieces), error
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces), None


def _read(stream: IO[bytes] | io.RawIOBase, size: int, name: str) -> bytes:
    try:
        return stream.read(size) or b""
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None
