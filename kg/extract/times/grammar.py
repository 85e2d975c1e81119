"""The form of a rule: a pattern over classes of tokens, and what it means.

A pattern is a regular expression whose letters are the classes of `kg.extract.times.lexicon`:
``THE? m=ANYMONTH COMMA? y=YEAR``; ``m=`` names the token for the rule's meaning. Patterns contain
no unbounded repetition, so that a text costs time in proportion to its length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.times.lexicon import CLASSES, GROUPS, code_of
from kg.extract.times.scene import Scene
from kg.extract.times.timex import Bounds, Mod
from kg.extract.times.tokens import Token, encode

__all__ = ["Found", "Grammar", "Hit", "Rule", "rule"]

#: Parts of patterns that many rules share.
MACROS = {
    # "early", "mid-", "the end of", "about"
    "VAGUELY": "(?: THE? early=EARLYLATE HYPHEN? | THE? edge=BOUNDARY OF | approx=ABOUTLIKE )",
    # "nearly", "more than", "at least", "up to", "a total of"
    "ROUGHLY": "(?: ABOUTLIKE | SOME | OVER | UP TO | AT LEAST | (?: MORE | LESS ) THAN )",
    "DAYNAME": "w=DAYWORD",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule makes of its words: a TIMEX3 value, and the rest of a `TimeValue`'s make."""

    value: str
    kind: str = "DATE"
    mod: Mod | None = None
    within: Bounds | None = None
    #: Written out in full, so that it can date the words around it.
    explicit: bool = False
    #: A comparison made in passing ("a year earlier"): what follows is not told from it.
    aside: bool = False


class Hit:
    """The tokens that a rule matched, by the names that its pattern gives them."""

    __slots__ = ("_match", "_tokens", "first", "last")

    def __init__(self, match: re.Match[str], tokens: Sequence[Token]) -> None:
        self._match = match
        self._tokens = tokens
        self.first = match.start()
        self.last = match.end()

    def token(self, name: str) -> Token | None:
        """The token of that name, None where the pattern went without it."""
        place = self._match.start(name) if name in self._match.re.groupindex else -1
        return None if place < 0 else self._tokens[place]

    def has(self, name: str) -> bool:
        """Whether the token of that name is there."""
        return self.token(name) is not None

    def number(self, name: str) -> int | None:
        """The whole number of the token, None where it is missing or no whole number."""
        token = self.token(name)
        if token is None or isinstance(token.value, str) or token.value != int(token.value):
            return None
        return int(token.value)

    def word(self, name: str) -> str:
        """The token's value as a string, empty where it is missing."""
        token = self.token(name)
        return "" if token is None else str(token.value)

    @property
    def before(self) -> Token:
        """The token before the expression (texts begin with a gap)."""
        return self._tokens[max(self.first - 1, 0)]

    @property
    def after(self) -> Token:
        """The token after the expression (texts end with a gap)."""
        return self._tokens[min(self.last, len(self._tokens) - 1)]

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self._tokens[self.first].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self._tokens[self.last - 1].end

    @property
    def mod(self) -> Mod | None:
        """The modifier that `VAGUELY` matched."""
        for name in ("early", "edge"):
            if word := self.word(name):
                return Mod(word)
        return Mod.APPROX if self.has("approx") else None


Meaning = Callable[[Hit, Scene], Found | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled pattern and its meaning; a meaning of None says that it is no time after all.

    Every match holds a token of one of the classes of ``anchor`` (as characters), so that a rule is
    only tried where one stands.
    """

    pattern: re.Pattern[str]
    meaning: Meaning
    anchor: str


_ITEM = re.compile(r"(?:([a-z][a-z0-9]*)=)?([A-Z]+)")
_COMMON = dict.fromkeys(("THE", "A", "COMMA", "SMALL", "HYPHEN", "OF", "IN", "AND", "NUMBER"), 9)


def rule(pattern: str, meaning: Meaning) -> Rule:
    """Compiles a pattern over token classes (KeyError for an unknown class)."""

    def expand(match: re.Match[str]) -> str:
        name, word = match.groups()
        if word in MACROS:
            return _ITEM.sub(expand, MACROS[word])
        chars = "[" + "".join(code_of(member) for member in GROUPS.get(word, (word,))) + "]"
        return f"(?P<{name}>{chars})" if name else chars

    return Rule(re.compile(_ITEM.sub(expand, pattern), re.VERBOSE), meaning, _anchor(pattern))


def _anchor(pattern: str) -> str:
    """The rarest classes of which a match must hold one: of a word or group that is no option."""
    options: list[frozenset[str]] = []
    depth, group = 0, set[str]()
    looking = False
    for part in re.finditer(r"\(\?(?:<?[=!]|:)|\)\??|(?:[a-z][a-z0-9]*=)?([A-Z]+)\??", pattern):
        words = part.group()
        if words.startswith("("):
            depth += 1
            if depth == 1:
                group, looking = set(), words != "(?:"
        elif words.startswith(")"):
            depth -= 1
            if depth == 0 and not words.endswith("?") and not looking:
                options.append(frozenset(group))
        elif part[1] not in MACROS:
            members = GROUPS.get(part[1], (part[1],))
            if depth:
                group.update(members)
            elif not words.endswith("?"):
                options.append(frozenset(members))
    rarest = min(options, key=lambda names: sum(_COMMON.get(name, 1) for name in names))
    return "".join(code_of(name) for name in sorted(rarest))


class Grammar:
    """Rules, found by the tokens that they need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, item in enumerate(self._rules):
            for char in item.anchor:
                self._by_anchor[char].append(number)
        chars = [code_of(name) for name in CLASSES]
        self._alone = frozenset(
            char for char in chars if any(item.pattern.fullmatch(char) for item in self._rules)
        )

    def candidates(self, tokens: Sequence[Token]) -> Iterator[tuple[Hit, Meaning]]:
        """All that the rules match, by place, longer matches first, then in the order of rules."""
        code = encode(tokens)
        for piece in _PIECE.finditer(code):
            if len(piece[0]) == 1 and piece[0] not in self._alone:
                continue
            numbers: set[int] = set()
            for char in set(piece.group()):
                numbers.update(self._by_anchor.get(char, ()))
            found: list[tuple[int, int, int, Hit]] = []
            for number in numbers:
                pattern = self._rules[number].pattern
                for match in pattern.finditer(code, piece.start(), piece.end()):
                    if match.end() > match.start():
                        hit = Hit(match, tokens)
                        found.append((hit.first, -hit.last, number, hit))
            found.sort(key=lambda entry: entry[:3])
            for _, _, number, hit in found:
                yield hit, self._rules[number].meaning


_PIECE = re.compile(f"[^{code_of('GAP')}]+")

assert all(member in CLASSES for members in GROUPS.values() for member in members)
