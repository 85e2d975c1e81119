"""Footnotes of Markdown: ``[^1]`` in the text, ``[^1]: Reuters, https://news.example/a`` below it.

A note that holds an address or a quoted title names a source, and its marker cites that, as the
numbered markers of digests do. Any other note is a remark of the article's own: its marker cites
nothing. The form is that of PHP Markdown Extra, which GitHub and Pandoc read too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Span

__all__ = ["Footnote", "footnotes", "names_source"]

_NOTE = re.compile(
    r"^ {0,3}\[\^(?P<name>[\w-]{1,40})\]:[ \t]*"
    r"(?P<body>\S[^\n]{0,4000}(?:\n(?: {2,}|\t)\S[^\n]{0,4000}){0,20})",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]]{3,}")
_TITLE = re.compile(r"[“\"«][^“”\"«»\n]{12,300}[”\"»]")


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note: its marker's name, its lines, its words, and whether it names a source."""

    name: str
    span: Span
    body: Span
    source: bool


def footnotes(text: str) -> tuple[Footnote, ...]:
    """The notes of a text in their order; of several under one name the first.

    >>> [(n.name, n.source) for n in footnotes("It fell.[^1]\\n\\n[^1]: https://news.example/a")]
    [('1', True)]
    """
    if "[^" not in text:
        return ()
    found: dict[str, Footnote] = {}
    for match in _NOTE.finditer(text):
        body = Span(match.start("body"), match.start("body") + len(match["body"].rstrip()))
        note = Footnote(
            match["name"], Span(match.start(), body.end), body, names_source(match["body"])
        )
        found.setdefault(note.name, note)
    return tuple(found.values())


def names_source(words: str) -> bool:
    """Whether a note's words name what was published elsewhere."""
    return _ADDRESS.search(words) is not None or _TITLE.search(words) is not None
