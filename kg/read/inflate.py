"""Packed bodies of the web (gzip, deflate, brotli) to bytes, never more than is allowed."""

from __future__ import annotations

import zlib
from typing import Any

from kg.errors import InputError

__all__ = ["inflated", "unwrapped"]

_GZIP = frozenset(("gzip", "x-gzip", "deflate"))
#: More layers are an attack or a mistake.
_MOST = 3


def unwrapped(
    data: bytes, codings: str, limit: int, where: str, cut: bool = False
) -> tuple[bytes, bool]:
    """The body of an answer without the packing that its ``Content-Encoding`` names, and whether it
    is there to its end: packed data tells its own.

    Args:
        data: the body as it was sent.
        codings: the header's value: none, one, or several in the order in which they were applied.
        limit: the most bytes that it may unpack to.
        where: begins the line of error.
        cut: whether what is over the limit is cut off, and no error.

    Raises:
        InputError: it is packed in a way that is not read, or unpacks to more.
    """
    ended = True
    named = [name for part in codings.lower().split(",") if (name := part.strip())]
    for name in reversed(named[-_MOST:]):
        if not data or name == "identity":
            continue
        if name == "br" and (brotli := _brotli()) is not None:
            data, last = _without_brotli(brotli, data, limit, where, cut)
        elif name in _GZIP and len(named) <= _MOST:
            data, last = inflated(data, limit, where, cut)
        else:
            raise InputError(f"{where}: the page is packed with {name[:20]!r}, which is not read")
        ended = ended and last
    return data, ended


def _brotli() -> Any:
    try:
        import brotli
    except ImportError:
        return None
    return brotli


def _without_brotli(
    brotli: Any, data: bytes, limit: int, where: str, cut: bool
) -> tuple[bytes, bool]:
    """The same for brotli (RFC 7932)."""
    unpack = brotli.Decompressor()
    found = b""
    try:
        piece = unpack.process(data, output_buffer_limit=limit + 1)
        while piece and len(found) <= limit:
            found += piece
            piece = unpack.process(b"", output_buffer_limit=limit + 1)
    except brotli.error:
        found = b""
    if not found:
        # Not packed at all, as archives keep pages whose header they left alone; or broken.
        if data.lstrip()[:1] != b"<":
            raise InputError(f"{where}: the page's brotli data is broken")
        return data, True
    if len(found) > limit and not cut:
        raise InputError(f"{where}: the page unpacks to more than {limit:,} bytes; passed over")
    return found[:limit], unpack.is_finished()


def inflated(data: bytes, limit: int, where: str, cut: bool = False) -> tuple[bytes, bool]:
    """The unpacked bytes, and whether they are there to their end; as they stand where they are not
    packed, whatever was declared.

    Args:
        data: the packed bytes.
        limit: the most bytes that they may unpack to.
        where: begins the line of error.
        cut: whether what is over the limit is cut off, and no error.

    Raises:
        InputError: they unpack to more.
    """
    # zlib's header or gzip's; then deflate without a header, as some servers send it.
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpack = zlib.decompressobj(bits)
        try:
            found = unpack.decompress(data, limit + 1)
        except zlib.error:
            continue
        if len(found) > limit and not cut:
            raise InputError(f"{where}: the page unpacks to more than {limit:,} bytes; passed over")
        return found[:limit] if cut else found, unpack.eof
    return data, True
