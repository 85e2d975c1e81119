"""What the label of an event says beside who and when: which act it is, of what, and which one."""

from __future__ import annotations

from kg.resolve.accounts import EventAccount
from kg.resolve.vectors import similarity
from kg.resolve.words import STOP, content_stems, stem, tokens

__all__ = ["matter_of", "other_thing", "thing_of", "which_one"]

#: What stands before a noun that is not the happening the story is about, but one like it: "a
#: previous arrest", "two more arrests"; what was before is not what is one more.
_EARLIER = frozenset(["previous", "earlier", "prior", "past", "older"])
_MORE_WORDS = "another other similar such further additional more any anybody anyone"
_MORE = frozenset(_MORE_WORDS.split())
#: So many words before the trigger may stand between: "a previous drink-driving arrest".
_BEFORE = 4

_BE = frozenset(["was", "were", "is", "are", "been", "being", "be", "get", "got", "gets"])
_HELPING = _BE | frozenset(["has", "have", "had", "to", "will"])
_PARTICLES = frozenset(["up", "out", "off", "over", "down", "away", "back"])
#: Where a noun phrase ends.
_CUT_WORDS = """
of in on at for from to with by after before over under against into about as during near through
without within amid since until because that who which and or but than if when while between among
across toward towards off out up down away back
"""
_CUT = frozenset(_CUT_WORDS.split())

#: Two words as near in meaning as this may name one thing ("update", "patch").
_NEAR = 0.3


def matter_of(account: EventAccount) -> frozenset[str]:
    """The stems of what an act is about: those of its label after the word for the act.

    Labels name who acts first ("Petro calls for ..."); of a noun that comes last ("an urgent
    meeting") what stands before it.
    """
    stems = content_stems(account.label)
    for number, word in enumerate(stems):
        if word in account.trigger:
            return frozenset(stems[number + 1 :] or stems[:number]) - frozenset(account.trigger)
    return frozenset(stems)


def which_one(account: EventAccount) -> str:
    """``earlier`` of "a previous arrest", ``more`` of "the second such arrest", else empty."""
    before: list[str] = []
    for word in tokens(account.label):
        if stem(word) in account.trigger:
            near = before[-_BEFORE:]
            if not _EARLIER.isdisjoint(near):
                return "earlier"
            return "" if _MORE.isdisjoint(near) else "more"
        before.append(word)
    return ""


def thing_of(account: EventAccount) -> str:
    """The stem of the thing that is acted on, where this is no actor: "statement" of "a statement
    released by the team", "trigger" of "who pulled the trigger"; empty where there is none."""
    words = tokens(account.label)
    at = next((i for i, word in enumerate(words) if stem(word) in account.trigger), None)
    if at is None or account.patients:
        return ""
    before, after = words[:at], words[at + 1 :]
    helped = not words[at].endswith("ing") and not _BE.isdisjoint(before[-_BEFORE:])
    if helped or after[:1] == ["by"]:
        end = next((i for i, word in enumerate(before) if word in _HELPING), len(before))
        return _head(before[:end])
    while after and after[0] in _PARTICLES:
        after = after[1:]
    return _head(after)


def _head(words: list[str]) -> str:
    """The stem of the last word of the noun phrase that begins here."""
    head = ""
    for word in words:
        if word in _CUT:
            break
        if word not in STOP and not word.isdigit() and not word.endswith("ly"):
            head = word
    return stem(head) if head else ""


def other_thing(one: str, patients: frozenset[str], two: str, others: frozenset[str]) -> bool:
    """Whether one act is done to a thing and the other to another thing, or to somebody.

    ``one`` and ``two`` are what `thing_of` gives, ``patients`` and ``others`` the stems of all
    words for those who are acted on.
    """
    mine, theirs = frozenset((one,)) if one else patients, frozenset((two,)) if two else others
    if not (one or two) or not mine or not theirs or not mine.isdisjoint(theirs):
        return False
    return similarity(tuple(sorted(mine)), tuple(sorted(theirs))) < _NEAR
