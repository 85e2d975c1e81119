"""What a person types into a search box, as an expression of FTS5. Pure.

Words must all be there, in any order. ``"two words"`` is a phrase, ``bord*`` the beginning of a
word, ``-word`` what must not be there. Everything else is plain text: no input is an error but one
without a word to look for. Case and diacritics make no difference (the tokenizer sees to that).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kg.errors import UsageError

__all__ = ["Term", "Wanted", "parse"]

#: Characters of a search, and words in it.
_LONGEST, _MOST = 1000, 32

_TERM = re.compile(
    r'(?P<no>(?<!\S)-)?(?:["“”«](?P<phrase>[^"“”»]*)(?:["“”»]|$)|(?P<word>[^\s"“”«]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: the ``text`` as written, whether its last word is but a beginning."""

    text: str
    prefix: bool = False

    @property
    def expression(self) -> str:
        """The term in FTS5's syntax: a string, in which nothing is syntax but the quote."""
        quoted = self.text.replace('"', '""')
        return f'"{quoted}"' + (" *" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: what must be there, and what must not."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()

    @property
    def expression(self) -> str:
        """The search in FTS5's syntax."""
        found = " AND ".join(term.expression for term in self.terms)
        for term in self.without:
            found = f"({found}) NOT {term.expression}"
        return found

    @property
    def together(self) -> str | None:
        """The terms as one phrase, in FTS5's syntax; None where there is but one."""
        if len(self.terms) < 2:
            return None
        parts = [term.expression for term in self.terms]
        if any(term.prefix for term in self.terms[:-1]):
            return None
        return " + ".join(parts)

    @property
    def plain(self) -> str:
        """The terms as text."""
        return " ".join(term.text for term in self.terms)

    def beginnings(self, last_only: bool = False) -> Wanted:
        """The search with every word, or the last one alone, taken as the beginning of a word."""
        last = len(self.terms) - 1
        terms = tuple(
            Term(term.text, term.prefix or not last_only or i == last)
            for i, term in enumerate(self.terms)
        )
        return Wanted(terms, self.without)


def parse(text: str) -> Wanted:
    """Read a search.

    >>> parse('border "security talks" troop* -oil').expression
    '("border" AND "security talks" AND "troop" *) NOT "oil"'

    Raises `UsageError` where it holds no word to look for, or too many.
    """
    # Characters that are no text (NUL ends a string in SQLite; lone surrogates cannot be written).
    clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    if len(clean) > _LONGEST:
        raise UsageError(f"the search is longer than {_LONGEST:,} characters; use fewer words")
    terms: list[Term] = []
    without: list[Term] = []
    for match in _TERM.finditer(clean):
        told = match["phrase"] if match["phrase"] is not None else match["word"]
        prefix = match["word"] is not None and told.endswith("*")
        told = " ".join(told.replace("*", " ").split())
        if any(_counts(c) for c in told):
            (without if match["no"] else terms).append(Term(told, prefix))
    if not terms:
        reason = "it says only what must not be there" if without else "it has no letter or digit"
        shown = " ".join(clean.split())[:60]
        raise UsageError(f"there is nothing to look for in '{shown}': {reason}")
    if len(terms) + len(without) > _MOST:
        raise UsageError(f"the search has more than {_MOST} words; use fewer")
    return Wanted(tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(without)))


def _counts(character: str) -> bool:
    """Whether the tokenizer takes the character as part of a word."""
    return unicodedata.category(character)[0] in "LN"
