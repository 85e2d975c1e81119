"""robots.txt: what a site lets programs read (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

__all__ = ["LIMIT", "Robots"]

#: How much of the file (bytes) is read: RFC 9309, 2.5.
LIMIT = 500 * 1024
_MOST = 5_000
_LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that a site has for one program.

    ``rules`` are patterns of paths with whether they allow; ``delay`` the seconds that it asks to
    leave between requests (``Crawl-delay``, which is widespread though no standard).
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether a path (with its query) may be read: the longest rule decides, then allow."""
        path = _normal(path)
        if path == "/robots.txt":
            return True
        best, allowed = -1, True
        for pattern, allow in self.rules:
            length = len(pattern)
            if (length > best or (length == best and allow)) and _fits(pattern, path):
                best, allowed = length, allow
        return allowed

    @classmethod
    def parse(cls, text: str, agent: str) -> Robots:
        """The rules of a file for a program: of all groups that name it, else of those for ``*``.

        Args:
            text: the file.
            agent: the program's name, without version.
        """
        groups: list[tuple[set[str], list[tuple[str, str]]]] = []
        naming = False
        for raw in text.removeprefix("\ufeff").splitlines()[:_MOST]:
            key, colon, value = raw.partition("#")[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if not colon:
                continue
            if key == "user-agent":
                if not naming:
                    groups.append((set(), []))
                groups[-1][0].add(value.lower())
                naming = True
            elif groups and key in ("allow", "disallow", "crawl-delay"):
                naming = False
                groups[-1][1].append((key, value))
        own = [lines for names, lines in groups if agent.lower() in names]
        chosen = own or [lines for names, lines in groups if "*" in names]
        rules: list[tuple[str, bool]] = []
        delay = 0.0
        for key, value in (line for lines in chosen for line in lines):
            if key == "crawl-delay":
                if re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value):
                    delay = min(float(value), _LONGEST_DELAY)
            elif value:
                rules.append((_normal(value), key == "allow"))
        return cls(tuple(rules), delay)


def _normal(path: str) -> str:
    """Percent signs written one way, so that rules and paths compare."""
    return quote(unquote_to_bytes(path), safe="/?&=*$:@!'(),;+~-._%[]")


def _fits(pattern: str, path: str) -> bool:
    """Whether a rule fits a path: ``*`` is anything, ``$`` the end. Linear, not by backtracking."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(others):
        if ends and number == len(others) - 1:
            return len(path) - len(part) >= at and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not ends or at == len(path)
