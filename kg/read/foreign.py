"""Files that are of no kind that is read, by their first bytes: so that a line can say what to do.

Many of them would pass for text, or for text in another encoding: a PDF, RTF, a packed file.
"""

from __future__ import annotations

from kg.errors import InputError

__all__ = ["refuse_foreign"]

_CONVERT = "convert it to text or HTML first"
_UNPACK = "unpack it first"
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _CONVERT),
    (b"{\\rtf", "a text in RTF", _CONVERT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old office program", _CONVERT),
    (b"%!PS-Adobe", "a page in PostScript", _CONVERT),
    (b"PK\x03\x04", "a ZIP file or office document", f"{_UNPACK}, or {_CONVERT}"),
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip", _UNPACK),
    (b"BZh91AY&SY", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ\0", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", _UNPACK),
    (b"\x1f\x8b", "packed with gzip twice", _UNPACK),
    (b"SQLite format 3\0", "a database of SQLite", "export its table as CSV first"),
    (b"PAR1\x15", "a table in Parquet", "write it as CSV or JSON Lines first"),
    (b"\x89PNG\r\n", "a picture", "name the article's text"),
    (b"\xff\xd8\xff", "a picture", "name the article's text"),
    (b"GIF89a", "a picture", "name the article's text"),
)


def refuse_foreign(head: bytes, path: str) -> None:
    """Refuse a file that begins as one of a kind that is not read does.

    Args:
        head: its first bytes, unpacked.
        path: begins the line of error.

    Raises:
        InputError: it is of such a kind; the line says of which, and what to do.
    """
    for magic, kind, remedy in _KINDS:
        if head.startswith(magic):
            raise InputError(f"{path}: is {kind}, which is not read: {remedy}")
