"""Headlines in title case or capitals, set as the text below sets the same words.

A parser that was trained on running text takes the words of "Navy Foils Pirate Attack" for names.
Each is set in lower case where the article's own paragraphs write it so ("foils", "attack"), and
keeps its capital where they do ("Navy"): the method of Lita et al., "tRuEcasIng" (ACL 2003), with
the article itself in place of a corpus. Words that the paragraphs do not have are lower-cased where
they are function words or in the parser's list of verbs, adjectives and nouns. Offsets stay: one
code point for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator

from kg.extract.countries import territory
from kg.extract.given_names import FEMALE_NAMES, MALE_NAMES
from kg.extract.lexicon import word_set
from kg.model import Segment, SegmentKind, Span

__all__ = ["is_title_case", "truecase"]

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_HEADINGS = (SegmentKind.TITLE, SegmentKind.HEADLINE)
_SMALL = word_set(
    """a an the of to in on for and or nor but by at as from with into over after amid against via
    vs per than off up out near under about its his her their is are be not will was were has have
    had can could may might must should would do does did who what when where why how that this
    these those it he she they we you if while before during between among all more most no new
    first last says say said"""
)
#: Words that always have a capital; of the months those that are no verbs.
_CALENDAR = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february april june july
    august september october november december"""
)
#: Share of the longer words of a heading that begin with a capital, from where it is title case.
_SHARE = 0.7
_LEAST = 3
#: Words that a paragraph in capitals has at least, and its sentences, roughly.
_SENTENCE = 6
_ENDED = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?\"”’')]*\s*")


def truecase(text: str, segments: Iterable[Segment], common: Container[str]) -> str:
    """The text with the headings that are set in title case or capitals set as running text.

    Args:
        text: the article, or its masked text.
        segments: its parts.
        common: lemmas of verbs, adjectives and nouns.

    >>> from kg.model import Span
    >>> text = "Navy Foils Pirate Attack\\nThe Navy said that it foiled an attack by pirates."
    >>> title = Segment(SegmentKind.TITLE, Span(0, 24))
    >>> body = Segment(SegmentKind.PARAGRAPH, Span(25, 74))
    >>> truecase(text, [title, body], {"foil"}).splitlines()[0]
    'Navy foils Pirate attack'
    """
    parts = tuple(segments)
    headings = [p.span for p in parts if p.kind in _HEADINGS and is_title_case(p.span.of(text))]
    paragraphs = [p.span for p in parts if p.kind not in _HEADINGS]
    # Old wires write whole articles in capitals.
    shouted = [span for span in paragraphs if _is_shouted(span.of(text))]
    headings += [sentence for span in shouted for sentence in _sentences(text, span)]
    if not headings:
        return text
    telling = (words for span in paragraphs if (words := span.of(text)) != words.upper())
    usage = _Usage(telling, common)
    pieces, at = [], 0
    for span in sorted(headings):
        pieces += [text[at : span.start], usage.recase(span.of(text))]
        at = span.end
    return "".join([*pieces, text[at:]])


def _is_shouted(paragraph: str) -> bool:
    """Whether a paragraph is in capitals throughout: a sentence at least, not a few initials."""
    words = _WORD.findall(paragraph)
    return len(words) >= _SENTENCE and paragraph.upper() == paragraph


def _sentences(text: str, span: Span) -> Iterator[Span]:
    for match in _ENDED.finditer(text, span.start, span.end):
        yield Span(match.start(), match.end())


def is_title_case(heading: str) -> bool:
    """Whether words are set in title case or in capitals, as headlines are."""
    words = [w for w in _WORD.findall(heading) if len(w) > 3]
    capital = sum(w[0].isupper() for w in words)
    return len(words) >= _LEAST and capital >= _SHARE * len(words)


def _key(match: re.Match[str]) -> str:
    """The word by which it is counted: in lower case, without a possessive."""
    return re.sub(r"['’]s?$", "", match.group().lower())


class _Usage:
    """How the paragraphs of an article write its words.

    Counted by word: in lower case; at the end of a name amid a sentence ("Council" in "Security
    Council", where "Security" may well be a common word elsewhere); and in capitals throughout.
    ``_pairs`` are two capitalised words in a row.
    """

    def __init__(self, paragraphs: Iterable[str], common: Container[str]) -> None:
        self._common = common
        self._lower: Counter[str] = Counter()
        self._heads: Counter[str] = Counter()
        self._shout: Counter[str] = Counter()
        self._pairs: set[tuple[str, str]] = set()
        for paragraph in paragraphs:
            self._read(paragraph)

    def _read(self, paragraph: str) -> None:
        words = list(_WORD.finditer(paragraph))
        for index, match in enumerate(words):
            word, key = match.group(), _key(match)
            gap = paragraph[words[index - 1].end() : match.start()] if index else "."
            if not word[0].isupper():
                self._lower[key] += 1
                continue
            if word.isupper() and len(word) > 1:
                self._shout[key] += 1
                continue
            before = words[index - 1] if index and gap == " " else None
            after = words[index + 1] if index + 1 < len(words) else None
            if before is not None and before.group()[0].isupper():
                self._pairs.add((_key(before), key))
            if any(mark in gap for mark in '.!?:"“\n'):
                continue
            joined = after is not None and paragraph[match.end() : after.start()] == " "
            if not (joined and after is not None and after.group()[0].isupper()):
                self._heads[key] += 1

    def recase(self, heading: str) -> str:
        """The heading, each word as the paragraphs write it."""
        words = list(_WORD.finditer(heading))
        shouted = all(m.group().isupper() for m in words)
        found = list(heading)
        for index, match in enumerate(words):
            word = match.group()
            around = (
                _key(words[index - 1]) if index else "",
                _key(words[index + 1]) if index + 1 < len(words) else "",
            )
            month = word in ("May", "March") and heading[match.end() :][1:2].isdigit()
            said = word if month else self._word(word, _key(match), around, shouted=shouted)
            if index == 0:
                said = said[0].upper() + said[1:]
            if len(said) == len(word):
                found[match.start() : match.end()] = said
        return "".join(found)

    def _word(self, word: str, key: str, around: tuple[str, str], *, shouted: bool) -> str:
        low, inner = word.lower(), word[1:]
        if not word[0].isupper() or len(word) == 1 or (not shouted and inner != inner.lower()):
            return word  # "iPhone", "NATO" and "McKay" are set so by themselves
        if self._shout[key] and shouted:
            return word
        kept = word.capitalize() if shouted else word
        lower = self._lower[key]
        named = (around[0], key) in self._pairs or (key, around[1]) in self._pairs
        if lower:
            return kept if named or self._heads[key] > lower else low
        if named or self._heads[key]:
            return kept
        return low if key in _SMALL or self._is_common(key) else kept

    def _is_common(self, word: str) -> bool:
        """Whether a word is a form of a common word, and no country or given name."""
        if word in _CALENDAR | MALE_NAMES | FEMALE_NAMES or territory(word) is not None:
            return False
        stems = [word]
        for ending, instead in (
            ("ies", ("y",)),
            ("ied", ("y",)),
            ("es", ("", "e")),
            ("s", ("",)),
            ("ed", ("", "e")),
            ("ing", ("", "e")),
        ):
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stems += [word[: -len(ending)] + letter for letter in instead]
        stems += [s[:-1] for s in stems if len(s) > 3 and s[-1] == s[-2]]
        return any(stem in self._common for stem in stems)
