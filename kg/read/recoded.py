"""Files that are read line by line, as UTF-8 with line ends of today: spreadsheets write UTF-16,
and old ones end their lines with a carriage return alone."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

__all__ = ["recoded"]

_PIECE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class _Recoded(io.RawIOBase):
    """Bytes in UTF-8 with lines that end in a line feed, whatever they were; bounded memory."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._rest = rest
        encoding = next((name for bom, name in _BOMS if first.startswith(bom)), None)
        # What is no character becomes U+FFFD: the line that holds it is told apart all the same.
        decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
        self._decoder = decoder
        self._returns = False
        self._ready = self._turned(first, not first)
        self._returns = b"\r" in self._ready and b"\n" not in self._ready
        if self._returns:
            self._ready = self._ready.replace(b"\r", b"\n")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._ready:
            piece = _some(self._rest)
            self._ready = self._turned(piece, not piece)
            if not piece:
                break
        given = self._ready[: len(view)]
        self._ready = self._ready[len(view) :]
        view[: len(given)] = given
        return len(given)

    def _turned(self, piece: bytes, final: bool) -> bytes:
        if self._decoder is not None:
            piece = self._decoder.decode(piece, final).encode("utf-8", "replace")
        return piece.replace(b"\r", b"\n") if self._returns else piece


def recoded(stream: BinaryIO) -> io.BufferedReader:
    """The bytes of a stream in UTF-8: from UTF-16 and UTF-32 where a byte order mark says so. Where
    its beginning ends lines with a carriage return alone, all lines end with a line feed."""
    return io.BufferedReader(_Recoded(_some(stream), stream), _PIECE)


def _some(stream: BinaryIO) -> bytes:
    """The next bytes, by one read of what is below: damage further on must not cost them."""
    piece: bytes = stream.read1(_PIECE) if isinstance(stream, io.BufferedReader) else b""
    return piece or stream.read(_PIECE)
