"""Text made plain for the parser without moving a single offset.

Typographic quotes, odd hyphens and spaces confuse a parser that was trained on plain text, and a
citation marker (``[1]``) is read as a number in the middle of the sentence. `mask` replaces each by
as many plain code points, so that every offset into the masked text is one into the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Span

__all__ = ["CITATION", "citation_spans", "mask"]

_MARKER = r"\[(?:\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|\^[\w-]{1,40})\]"
#: A citation marker, parentheses around it included: ``[1]``, ``([1], [2])``, ``[1-3]``, ``[^1]``.
CITATION = re.compile(rf"\(\s*{_MARKER}(?:\s*[,;]?\s*{_MARKER})*\s*\)|{_MARKER}")

#: One code point for one: quotes, hyphens, spaces and marks that the parser has seldom met.
_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "ʼ": "'",
        "′": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
        "″": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "−": "-",
        "―": "—",
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u200a": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\u200b": " ",
        "\u200c": " ",
        "\u200d": " ",
        "\u2060": " ",
        "\ufeff": " ",
        "\u00ad": " ",
        "\u0000": " ",
        "\t": " ",
        "\r": " ",
        "\f": " ",
        "\v": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        "\u0085": "\n",
    }
)


def citation_spans(text: str) -> tuple[Span, ...]:
    """Where citation markers stand, parentheses around them included."""
    if "[" not in text:
        return ()
    return tuple(Span(match.start(), match.end()) for match in CITATION.finditer(text))


def mask(text: str, blank: Iterable[Span] = ()) -> str:
    """The text in plain characters, with citation markers and the spans of ``blank`` emptied.

    Has exactly as many code points as ``text``; line ends stay where they were, except that those
    inside a blanked span become spaces.

    >>> mask("“Yes” [1].")
    '"Yes"    .'
    """
    plain = text.translate(_PLAIN)
    spans = [*citation_spans(text), *blank]
    if not spans:
        return plain
    parts: list[str] = []
    last = 0
    for span in sorted(spans):
        start = max(span.start, last)
        if span.end <= start:
            continue
        parts.append(plain[last:start])
        parts.append(" " * (span.end - start))
        last = span.end
    parts.append(plain[last:])
    return "".join(parts)
