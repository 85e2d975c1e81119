"""Bytes to text: of files of text strictly, of pages by what they declare and, where that is wrong,
by what fits."""

from __future__ import annotations

import codecs
import re

from kg.errors import InputError

__all__ = ["as_windows", "decode", "decode_page", "unmarked"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""(?i)<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})""")
_XML = re.compile(rb"""(?i)^\s*<\?xml[^<>]{0,100}?encoding\s*=\s*["']([a-z0-9_.:-]{2,40})""")
#: The labels that the web uses for Windows' code page (WHATWG Encoding Standard).
_AS_WINDOWS = frozenset(("ascii", "iso8859-1", "latin-1", "cp1252"))
#: Codecs of Python that are no character sets, or that unpack.
_REFUSED_WORDS = """
    base64 bz2 hex quopri rot13 uu zlib idna punycode undefined unicode_escape utf-7
    raw_unicode_escape
    """
_REFUSED = frozenset(_REFUSED_WORDS.split())
_SAMPLE = 64 * 1024
#: What stands between two small letters, or behind a word, in no text of western Europe.
_UNLIKE = re.compile(
    r"[a-z](?:[¡-©«-¬®-¶¸-¹»-¿ˆ‰˜™†‡ŠŒŽŸ]|(?!×)[À-Þ])[a-z]|[A-Za-z]{3}[¹²³]|[a-zß-ÿ][¿¡£¥]"
)
#: Letters beyond ASCII that a short line may have, whatever its length.
_SOME = 12
#: Characters beyond ASCII that are good UTF-8, for each that is not, in a page of two encodings:
#: by chance (in another encoding) such sequences are rare.
_MIXED = 3


def as_windows(data: bytes) -> str | None:
    """The bytes in Windows' code page of western Europe, where they look like text in it; None
    where they do not: signs or capitals in the middle of words, as other code pages look in it, or
    more letters beyond ASCII than any language has that is written in it.

    >>> as_windows("señor".encode("cp1252")), as_windows("donÕt".encode("cp1252"))
    ('señor', None)
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond = sum(byte >= 0xC0 for byte in data)
    letters = sum(char.isalpha() for char in text)
    if _UNLIKE.search(text) or (beyond > _SOME and beyond * 4 > letters):
        return None
    return text


def decode(data: bytes, path: str) -> str:
    """The bytes as text: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so, and UTF-16
    without one where that is plain.

    Line ends are kept as they are; so is a byte order mark of UTF-8, so that offsets stay those
    of the decoded file.

    Raises:
        InputError: the bytes are in another encoding, or hold NUL characters and are no text.
    """
    marked = next((name for bom, name in _BOMS[1:] if data.startswith(bom)), None)
    encoding = marked or unmarked(data) or "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: not {encoding.upper()} (byte {error.start}: {error.reason}); "
            "convert it to UTF-8 (one of Windows: iconv -f windows-1252 -t utf-8)"
        ) from None
    if "\0" in text:
        raise InputError(f"{path}: holds a NUL character at {text.index(chr(0))}: not a text file")
    return text


def decode_page(data: bytes, declared: str | None = None) -> str:
    """The text of a page (HTML or a feed).

    Tried in this order: a byte order mark; UTF-16 without one, where every other byte is NUL;
    UTF-8, which nothing else looks like; what the response declares; what the page declares; UTF-8
    with U+FFFD for what does not fit, where most of what is beyond ASCII is UTF-8 (two encodings
    mixed); and what the bytes look like (`charset_normalizer`), which is Windows' code page of
    western Europe where they tell little.

    Args:
        data: the page.
        declared: the character set of the response's ``Content-Type``.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace")
    wide = unmarked(data)
    if wide is not None:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    told = _META.search(data[:4096]) or _XML.search(data[:1024])
    for label in (declared, told[1].decode("ascii") if told else None):
        codec = _codec(label)
        if codec is not None and codec != "utf-8":
            return data.decode(codec, "replace")
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(1 for char in loose if char > "\x7f") - broken
    if broken * _MIXED <= whole:
        return loose
    return data.decode(_guess(data), "replace")


def unmarked(data: bytes) -> str | None:
    """The name of UTF-16 where bytes without a byte order mark are it: mark-up and Latin letters
    have a NUL for every other byte there. None where they are anything else.

    >>> unmarked("<html>".encode("utf-16-le")), unmarked(b"<html>")
    ('utf-16-le', None)
    """
    sample = data[: _SAMPLE // 64 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    pairs = len(sample) // 2
    if pairs < 2 or max(even, odd) * 2 < pairs or min(even, odd) * 20 > pairs:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _codec(label: str | None) -> str | None:
    """Python's name of a character set, None where it is none that is safe to decode with."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    if name in _REFUSED:
        return None
    return "cp1252" if name in _AS_WINDOWS else name


def _guess(data: bytes) -> str:
    """What the bytes look like: an alphabet of its own where a tenth of them is not ASCII, else
    Windows' code page of western Europe, as browsers take it."""
    sample = data[:_SAMPLE]
    if sum(byte > 0x7F for byte in sample) < len(sample) / 10:
        return "cp1252"
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "cp1252"
    best = from_bytes(sample).best()
    return (_codec(best.encoding) if best is not None else None) or "cp1252"
