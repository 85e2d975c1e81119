"""What the words around an expression say about its date: reference, tense, what was told before.

The reference is the publication date; inside an entry of a timeline it is the entry's label. The
tense is that of the verb that governs the expression, read off the dependency parse.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kg.extract.times.calendar import Period, Unit
from kg.extract.times.lexicon import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Parse", "Scene", "Tense", "move"]


class Tense(Enum):
    """The time of the governing verb, seen from the writer."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known where an expression stands.

    ``ref`` is the reference at the precision that is known. ``told`` is the last calendar time that
    the text named before, ``told_day`` the last day, ``here`` whether ``told`` stands in the same
    sentence, ``quarter`` the last fiscal quarter named not far before.
    """

    ref: Period | None = None
    told: Period | None = None
    told_day: Period | None = None
    here: bool = False
    quarter: Period | None = None
    tense: Tense = Tense.NONE
    #: Whether the reference is the day of writing, not just the latest date in the text.
    sure: bool = True
    #: Tags and words around the expression, lower case; empty where there is no parse.
    tag: str = ""
    entity: str = ""
    before: str = ""
    before_tag: str = ""
    after: str = ""
    after_tag: str = ""

    def around(self, unit: Unit, steps: int = 0) -> Period | None:
        """The period of that unit so many steps from the reference; None where it is too coarse.

        A day is only counted from the day of writing: "today" is not the last date in the text.
        """
        if unit is Unit.DAY and not self.sure:
            return None
        return move(self.ref, unit, steps)


_RANK = {unit: number for number, unit in enumerate(Unit)}
_RANK[Unit.WEEKEND] = _RANK[Unit.WEEK]


def move(base: Period | None, unit: Unit, steps: int) -> Period | None:
    """The period of that unit so many steps from the base; None where the base is coarser."""
    if base is None or _RANK[base.unit] > _RANK[unit]:
        return None
    return Period.of(unit, base.first).shift(steps)


#: Verbs and adjectives after which an infinitive or participle lies ahead.
_AHEAD = word_set(
    "plan expect schedule agree vow promise intend want hope prepare set due ask urge order "
    "call decide seek propose likely ready poised aim slate need threaten demand request pledge "
    "bind be have tell persuade invite allow require project forecast predict anticipate offer "
    "undertake"
)
#: Verbs whose object lies ahead, whatever their own tense ("planned a rally on Saturday").
_PLANS = frozenset({"plan", "schedule", "slate"})
_MODALS = word_set("will 'll ’ll wo shall would could may might can ca should must")


class Parse:
    """Look-ups by offset in a spaCy parse; with None in its place nothing is known."""

    def __init__(self, doc: Doc | None) -> None:
        self._doc = doc
        self._starts: list[int] = []
        self._sentences: list[int] = []
        self._tagged = self._headed = False
        if doc is None or not len(doc):
            return
        # One array instead of a Python object a token: this runs over every token of the text.
        rows = doc.to_array(["IDX", "SENT_START"]).tolist()
        self._starts = [row[0] for row in rows]
        self._sentences = [row[0] for row in rows if row[1] == 1] or self._starts[:1]
        self._tagged = doc.has_annotation("TAG")
        self._headed = self._tagged and doc.has_annotation("DEP")

    def token(self, offset: int) -> Token | None:
        """The token that covers the offset."""
        place = bisect_right(self._starts, offset) - 1
        return None if place < 0 or self._doc is None else self._doc[place]

    def tag(self, offset: int) -> str:
        """The fine-grained tag (Penn Treebank) of the token there, empty where unknown."""
        token = self.token(offset) if self._tagged else None
        return token.tag_ if token is not None else ""

    def sentence(self, offset: int) -> int:
        """The number of the sentence there (0 where there are no sentences)."""
        return bisect_right(self._sentences, offset)

    def tense(self, start: int, end: int) -> Tense:
        """The tense of the verb that governs the words from start to end."""
        if not self._headed:
            return Tense.NONE
        token = self.token(start)
        # Up to the head of the expression, then to its verb.
        for _ in range(12):
            if token is None:
                return Tense.NONE
            if token.tag_[:2] in ("VB", "MD") and not start <= token.idx < end:
                return _verb_tense(token)
            if token.head.i == token.i:
                return Tense.NONE
            token = token.head
        return Tense.NONE


def _verb_tense(verb: Token, depth: int = 0) -> Tense:
    """The tense of a verb, its auxiliaries and, for forms without one, of the verb above it."""
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {helper.lower_ for helper in helpers}
    perfect = any(helper.lemma_ == "have" for helper in helpers)
    if verb.lemma_ in _PLANS and "to" not in words:
        return Tense.FUTURE if helpers or verb.dep_ != "advcl" else _above(verb, depth)
    if words & _MODALS:
        return Tense.PAST if perfect and not words & {"will", "'ll", "’ll"} else Tense.FUTURE
    if verb.tag_ == "MD":
        return Tense.FUTURE
    if "to" in words:
        if perfect:
            return Tense.PAST
        head = verb.head
        if head.i == verb.i or head.lemma_.lower() in _AHEAD or head.pos_ in ("NOUN", "ADJ"):
            return Tense.FUTURE
        if verb.dep_ in ("advcl", "relcl", "acl"):
            return Tense.FUTURE
        return _above(verb, depth)
    if verb.tag_ == "VBG":
        be = next((helper for helper in helpers if helper.lemma_ == "be"), None)
        if perfect:
            return Tense.PAST
        if be is None:
            return _above(verb, depth)
        if be.tag_ == "VBD":
            return Tense.PAST
        going = verb.lower_ == "going" and any(child.dep_ == "xcomp" for child in verb.children)
        return Tense.FUTURE if going else Tense.PRESENT
    if verb.tag_ == "VBN":
        if verb.lemma_ in ("schedule", "plan", "expect", "slate", "set") and not perfect:
            return Tense.FUTURE
        if perfect or not helpers or any(helper.tag_ == "VBD" for helper in helpers):
            return Tense.PAST
        return Tense.PRESENT
    if verb.tag_ == "VBD" or perfect:
        return Tense.PAST
    if verb.tag_ in ("VBZ", "VBP"):
        return Tense.PRESENT
    return _above(verb, depth)


def _above(verb: Token, depth: int) -> Tense:
    """The tense of the next verb above."""
    token = verb
    for _ in range(6):
        if token.head.i == token.i:
            return Tense.NONE
        token = token.head
        if token.tag_[:2] in ("VB", "MD"):
            return _verb_tense(token, depth + 1) if depth < 5 else Tense.NONE
    return Tense.NONE
