"""Words as people type them: a pattern that leaves accents, dashes and quotes aside.

SPARQL compares text as it is written; only ``REGEX`` can be told that *o* may be *ó*. The pattern
keeps to what XPath (F&O 3.1, 5.6.1) and the engines of the stores read alike: characters, escapes
and classes.
"""

from __future__ import annotations

import unicodedata

__all__ = ["pattern_of"]

#: Latin letters with marks (Latin-1, Extended-A and -B, Additional).
_MARKED = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
#: Letters that Unicode does not take apart, and that people type without the stroke.
_STROKES = {"ø": "o", "ł": "l", "đ": "d", "ı": "i"}
#: The marks that may follow a letter where a text is written decomposed.
_MARKS = "[\u0300-\u036f]*"
_SPECIAL = frozenset("\\|.?*+(){}[]^$")
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014")
_GAP = "[\\s\\-\u2010\u2011\u2012\u2013\u2014]+"
_QUOTES = "'`\u2018\u2019\u02bc"
_MOST = 200


def pattern_of(words: str) -> str:
    """The pattern, to be used with the flag ``i``; empty where the words are none or too many.

    >>> pattern_of("7 - (9)")
    '7[\\\\s\\\\-\u2010\u2011\u2012\u2013\u2014]+\\\\(9\\\\)'
    """
    ends = "".join(_DASHES) + " \t\r\n"
    plain = [_base(c) for c in unicodedata.normalize("NFC", words.lower()).strip(ends)]
    if not plain or len(plain) > _MOST:
        return ""
    forms: dict[str, str] = {c: c for c in plain if c.isascii() and c.isalpha()}
    for letter in map(chr, _MARKED):
        if letter == letter.lower() and _base(letter) in forms:
            forms[_base(letter)] += letter
    parts: list[str] = []
    for character in plain:
        if character.isspace() or character in _DASHES:
            if parts[-1:] != [_GAP]:
                parts.append(_GAP)
        elif character in _QUOTES:
            parts.append(f"[{_QUOTES}]")
        elif character in forms:
            parts.append(f"[{forms[character]}]{_MARKS}")
        else:
            parts.append("\\" + character if character in _SPECIAL else character)
    return "".join(parts)


def _base(character: str) -> str:
    """The letter of ASCII below its marks; any other character as it is."""
    base = _STROKES.get(character) or unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() and base.isalpha() else character
