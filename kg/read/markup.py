"""Marked-up text to plain text, where a whole HTML parser is not called for: the XHTML of agencies'
formats, the content of feeds, a JSON value with tags in it. One pass, whatever the input."""

from __future__ import annotations

import re
from html import unescape

__all__ = ["has_markup", "plain"]

_TAG = re.compile(r"(?s)<(/?)([A-Za-z][A-Za-z0-9:.-]{0,30})")
_MARKUP = re.compile(
    r"(?i)</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote)\b[^<>]*>"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLOCKS_WORDS = """
    address article aside blockquote block body br caption dd div dl dt figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hedline hl1 hl2 hr li main nav ol p pre section table tbody td
    tfoot th thead tr ul
    """
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_SILENT_WORDS = """
    script style template head iframe noscript svg object
    """
_SILENT = frozenset(_SILENT_WORDS.split())


def has_markup(text: str) -> bool:
    """Whether a text holds tags of HTML: so that "a < b" and "<Reuters>" stay as they are."""
    return _MARKUP.search(text) is not None


def plain(markup: str) -> str:
    """The words of HTML or XHTML, a line a block (paragraph, heading, entry), references resolved.

    Scripts, styles and comments are left out; what is not closed runs to the end. Linear in the
    length of the input, and without recursion.
    """
    blocks: list[str] = []
    piece: list[str] = []

    def end() -> None:
        # References are resolved after the tags are gone: "&lt;b&gt;" is words, not a tag.
        text = _SPACE.sub(" ", unescape("".join(piece))).strip()
        if text:
            blocks.append(text)
        piece.clear()

    at = 0
    while at < len(markup):
        start = markup.find("<", at)
        if start < 0:
            piece.append(markup[at:])
            break
        piece.append(markup[at:start])
        if markup.startswith("<!--", start):
            at = _after(markup, "-->", start + 4)
            continue
        if markup.startswith("<![CDATA[", start):
            at = _after(markup, "]]>", start + 9)
            piece.append(markup[start + 9 : at].removesuffix("]]>"))
            continue
        tag = _TAG.match(markup, start)
        if tag is None:
            if markup[start + 1 : start + 2] in ("!", "?", "/"):
                at = _after(markup, ">", start + 1)
            else:
                piece.append("<")
                at = start + 1
            continue
        name = tag[2].lower().rpartition(":")[2]
        at = _after(markup, ">", tag.end())
        if name in _BLOCKS:
            end()
        if name in _SILENT and not tag[1] and not markup.startswith("/>", at - 2):
            closing = re.compile(rf"(?i)</{name}\b[^<>]*>").search(markup, at)
            at = closing.end() if closing else len(markup)
    end()
    return "\n".join(blocks)


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return len(text) if found < 0 else found + len(mark)
