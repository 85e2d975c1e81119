"""Packed bodies of the web (gzip, deflate) to bytes, never more than is allowed."""

from __future__ import annotations

import zlib

from kg.errors import InputError

__all__ = ["inflated"]


def inflated(data: bytes, limit: int, where: str, cut: bool = False) -> bytes:
    """The unpacked bytes; as they stand where they are not packed, whatever was declared.

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
        return found[:limit] if cut else found
    return data
