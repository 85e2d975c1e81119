"""Text becomes tokens of time: words of the lexicon, numbers by shape, and gaps between them.

Words that have nothing to do with time make no token; a `GAP` stands for any run of them, so that
patterns never reach across and the work after this is on a short string. One pass, no backtracking
beyond a few characters: the time is linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.times.calendar import HOLIDAYS
from kg.extract.times.lexicon import ABBREVIATIONS, CAPITAL_ONLY, WORDS, code_of

__all__ = ["Token", "encode", "tokenize"]


class Token(NamedTuple):
    """A token: its class in the lexicon, its value, and its code points in the text."""

    name: str
    value: int | str | float
    start: int
    end: int


def _holidays() -> str:
    """One alternation of all holiday names, with and without apostrophe, longest first."""
    patterns = []
    for name in sorted(HOLIDAYS, key=len, reverse=True):
        words = [
            re.sub(r"s$", r"['’]?s['’]?", w)
            if w in {"years", "valentines", "presidents", "patricks", "fools", "saints", "veterans"}
            else w + (r"\.?" if w in {"st", "jr"} else "")
            for w in name.split()
        ]
        patterns.append(r"\s".join(words))
    return "|".join(patterns)


_TOKEN = re.compile(
    rf"""
    (?=[\w,~/'’‐‑–—-])(?:
    (?P<LONG>\d{{5,}}|(?<=[][(){{}}<>|*+=_;!?&^%])\d{{1,3}}(?=[][(){{}}<>|*+=_;!?&^%])|[,~/'’‐‑–—-]{{2,}})
    |(?P<HOLIDAY>\b(?:{_holidays()})\b)
    |(?P<WORD>(?<!\w)[^\W\d_]\w*)
    |(?P<ISO>(?<![\w.,/-])\d{{4}}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?
        (?:Z|[+-]\d\d:?\d\d)?)?)?(?![\w/-]|\.\d))
    |(?P<SLASHED>(?<![\w.,/-])\d{{1,2}}(?:/\d{{1,2}}/(?:\d{{4}}|\d\d)|\.\d{{1,2}}\.\d{{4}}
        |-\d{{1,2}}-\d{{4}})(?![\w/-]|\.\d)|(?<![\w.,/-])9/11(?![\w/]|\.\d))
    |(?P<CLOCK>(?<![\w.,:/-])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\w:]|\.\d)
        |(?<![\w.,:/-])(?:0?\d|1[0-2])[.:][0-5]\d(?=\s?[ap]\.?\s?m\b))
    |(?P<DECADE>(?<![\w$£€])(?:1\d|20)\d0['’]?s\b|(?<!\w)['’]\d0['’]?s\b)
    |(?P<ORDN>(?<![\w.,/$£€-])\d{{1,2}}(?:st|nd|rd|th)\b)
    |(?P<NUMBER>(?<![\w.,:/$£€])\d{{1,3}}(?:(?:,\d{{3}}){{1,3}}(?:\.\d{{1,4}})?|\.\d{{1,4}})
        (?![\w%]|[.,:/]\d))
    |(?P<DIGITS>(?<![\w.,:/$£€#])\d{{1,4}}(?!\d|\s?%|[.,:/]\d)(?=[^\w]|[ap]\.?m\b|\Z))
    |(?P<POSS>(?<=\w)['’]s?(?!\w))
    |(?P<COMMA>,)|(?P<HYPHEN>[-‐‑])|(?P<DASH>[–—])|(?P<SLASH>/)|(?P<TILDE>~))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = frozenset({"GAP", "COMMA", "HYPHEN", "DASH", "SLASH", "POSS"})
_AMPM = re.compile(r"\s?([ap])(?:\.\s?m\.?|m\b\.?)", re.IGNORECASE)
_QUARTER = re.compile(r"Q([1-4])\Z|([1-4])Q\Z|H([12])\Z")
_BREAK = re.compile(r"\n\s*\n")


def tokenize(text: str, cuts: Iterable[int] = ()) -> list[Token]:
    """The tokens of the text, with a `GAP` where anything else stands between two of them.

    ``cuts`` are offsets that no expression may reach across (the bounds of segments).
    """
    found = [Token("GAP", 0, 0, 0)]
    borders = sorted(set(cuts))
    last = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        start = match.start()
        if start < last:
            continue  # the previous token took this one in ("p.m." after an hour)
        token = None if kind == "LONG" else _token(kind, match.group(), start, text)
        if token is None:
            continue
        between = text[last:start] if start - last < 200 else "?"
        border = bisect_left(borders, last)
        crossed = border < len(borders) and borders[border] <= start
        if (crossed or (between and _separates(between))) and found[-1].name != "GAP":
            found.append(Token("GAP", 0, last, start))
        if token.name in _MARKS and found[-1].name in _MARKS:
            # A run of marks joins nothing: it is a gap.
            found[-1] = Token("GAP", 0, found[-1].start, token.end)
            last = token.end
            continue
        found.append(token)
        last = token.end
        if token.name in ("SMALL", "CLOCK") and (half := _AMPM.match(text, last)):
            last = half.end()
            found.append(Token("AMPM", half[1].lower(), half.start(1), last))
    found.append(Token("GAP", 0, len(text), len(text)))
    return _fold(found)


def _separates(between: str) -> bool:
    """Whether more than white space, or an empty line, stands between two tokens."""
    return not between.isspace() or _BREAK.search(between) is not None


def _token(kind: str, words: str, start: int, text: str) -> Token | None:
    """The token of one match, None for a word or number that has nothing to do with time."""
    end = start + len(words)
    if kind == "WORD":
        lower = words.lower()
        entry = WORDS.get(lower)
        if entry is None:
            if (m := _QUARTER.match(words)) is not None:
                value = f"H{m[3]}" if m[3] else f"Q{m[1] or m[2]}"
                return Token("QNUM", value, start, end)
            return None
        if lower in CAPITAL_ONLY and not words[0].isupper():
            return None
        if lower in ABBREVIATIONS and text[end : end + 1] == ".":
            end += 1
        return Token(entry[0], entry[1], start, end)
    if kind == "DIGITS":
        number = int(words)
        if len(words) == 4 and 1000 <= number <= 2199:
            return Token("YEAR", number, start, end)
        if len(words) <= 2 and number <= 31:
            return Token("SMALL", number, start, end)
        return Token("NUMBER", number, start, end)
    if kind == "NUMBER":
        return Token(kind, float(words.replace(",", "")), start, end)
    if kind == "ORDN":
        return Token(kind, int(words[:-2]), start, end)
    if kind == "HOLIDAY":
        name = re.sub(r"['’.]", "", words.lower())
        return Token(kind, " ".join(name.split()), start, end) if words[0].isupper() else None
    return Token(kind, words, start, end)


def _fold(tokens: list[Token]) -> list[Token]:
    """Spelled numbers of several words become one token: "twenty-five", "nineteen ninety-six"."""
    folded: list[Token] = []
    for token in tokens:
        folded.append(token)
        if token.name not in ("CARD", "ORDW", "HUNDRED", "TENS"):
            continue
        _fold_tens(folded)
        _fold_hundreds(folded)
    return folded


def _fold_tens(tokens: list[Token]) -> None:
    """Joins the last tokens when they spell one number below a hundred, or a year."""
    last = tokens[-1]
    if last.name in ("CARD", "ORDW") and int(last.value) < 10:
        back = 3 if len(tokens) > 2 and tokens[-2].name == "HYPHEN" else 2
        first = tokens[-back] if len(tokens) >= back else last
        spelled = first.name == "YEAR" and first.end - first.start > 4
        if first.name == "TENS" or (spelled and last.name == "CARD"):
            name = last.name if first.name == "TENS" else "YEAR"
            value = int(first.value) + int(last.value)
            tokens[-back:] = [Token(name, value, first.start, last.end)]
    elif last.name in ("CARD", "TENS") and int(last.value) >= 10 and len(tokens) > 1:
        first = tokens[-2]
        if first.name in ("CARD", "TENS") and 16 <= int(first.value) <= 20:
            value = int(first.value) * 100 + int(last.value)
            tokens[-2:] = [Token("YEAR", value, first.start, last.end)]


def _fold_hundreds(tokens: list[Token]) -> None:
    """Joins "two thousand", "a hundred"."""
    if tokens[-1].name != "HUNDRED" or len(tokens) < 2:
        return
    first, last = tokens[-2], tokens[-1]
    if first.name in ("CARD", "SMALL", "A"):
        value = int(last.value) * (1 if first.name == "A" else int(first.value))
        tokens[-2:] = [Token("NUMBER", value, first.start, last.end)]


def encode(tokens: Iterable[Token]) -> str:
    """One character a token, which the grammar's patterns run over."""
    return "".join(code_of(token.name) for token in tokens)
