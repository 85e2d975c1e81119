"""SPARQL cut into tokens: enough to see keywords, variables and brackets, and nothing in strings.

The token rules are those of the SPARQL 1.1 grammar (19.8): an IRI holds no space and no bracket, a
comment runs from ``#`` outside of IRIs and strings to the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Token", "place", "tokens"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*+'''
      | \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*+\"\"\"
      | '(?:[^'\\\n\r]|\\.)*+'
      | "(?:[^"\\\n\r]|\\.)*+")
  | (?P<var>[?$]\w+)
  | (?P<name>[^\W\d][\w.\-]*:(?:[\w.\-:%]|\\.)*|:(?:[\w.\-:%]|\\.)+|_:[\w.\-]+)
  | (?P<word>@?[^\W\d]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: ``kind`` is iri, string, var, name (prefixed), word or other."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.start + len(self.text)

    @property
    def upper(self) -> str:
        """The token in upper case, as keywords are compared."""
        return self.text.upper()


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without space and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], match.start())


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
