"""What a document of mark-up begins with: its declaration, comments and type passed over, in one go
and without backtracking, however it is made."""

from __future__ import annotations

import re

from kg.read.charset import decode_page

__all__ = ["doctype", "root_name"]

_HEAD = 8192
_NAME = re.compile(r"<(?:[\w.-]{1,60}:)?([\w.-]{1,60})[\s/>]")
_DOCTYPE = re.compile(r"(?i)<!doctype\s+([\w.-]{1,60})")
_SPACE = re.compile(r"[\s\ufeff]*")
_SUBSET = re.compile(r"\]\s*>")


def root_name(head: bytes) -> str | None:
    """The local name of the first element of a document, None where it begins with anything else.

    >>> root_name(b"<?xml version='1.0'?><!-- a --><a:feed xmlns:a='b'>")
    'feed'
    """
    text = decode_page(head[:_HEAD])
    match = _NAME.match(text, _start(text))
    return match[1] if match else None


def doctype(head: bytes) -> str | None:
    """The name in the document type that a document begins with ("html"), in lower case."""
    text = decode_page(head[:_HEAD])
    at = _start(text, before_type=True)
    match = _DOCTYPE.match(text, at)
    return match[1].lower() if match else None


def _start(text: str, before_type: bool = False) -> int:
    """Where the first element begins, or the document type."""
    at = 0
    while True:
        at = _end(_SPACE, text, at)
        if text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif not before_type and _DOCTYPE.match(text, at):
            end, subset = text.find(">", at), text.find("[", at)
            if 0 <= subset < end:
                closing = _SUBSET.search(text, subset)
                at = closing.end() if closing else len(text)
            else:
                at = _after(text, ">", at)
        else:
            return at


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)
