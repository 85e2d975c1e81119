"""Comparing offices by their words: "Defense Minister" is no "Prime Minister of Spain"."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.link.names import key, words

__all__ = ["OFFICE_WORDS", "agree", "office_words"]

_SAME = {
    "defence": "defense",
    "foreign affairs": "foreign",
    "external affairs": "foreign",
    "external relations": "foreign",
    "foreign secretary": "foreign",
    "secretary of state": "foreign state secretary",
    "head of state": "president",
    "presidente": "president",
    "presidency": "president",
    "chancellor": "prime chancellor",
    "premier": "prime",
    "head of government": "prime",
    "queen": "monarch",
    "king": "monarch",
    "emperor": "monarch",
    "interior": "home",
    "treasury": "finance",
    "exchequer": "finance",
    "congressman": "house representatives",
    "congresswoman": "house representatives",
    "representative": "house representatives",
    "lawmaker": "house representatives",
    "sen": "senator",
    "rep": "house representatives",
    "gov": "governor",
    "deputy": "vice",
}
_SAME_RE = re.compile(r"\b(" + "|".join(sorted(_SAME, key=len, reverse=True)) + r")\b")

#: Words that say what the office is. Names of countries and small words say nothing here.
OFFICE_WORDS = words(
    "president vice prime chancellor monarch prince emir sultan sheikh pope foreign state defense "
    "home finance economy trade justice health education energy oil labor labour agriculture "
    "transport environment culture secretary senator house representatives speaker governor "
    "lieutenant mayor ambassador envoy chair chairman chairwoman director chief general judge "
    "justice court attorney treasurer commander army navy air force bank reserve commissioner "
    "security intelligence counsellor adviser advisor spokesman spokeswoman spokesperson "
    "minister"
)
#: What a person is said to be that no holder of a public office is said to be at the same time.
_OTHER_CALLINGS = words(
    "coach captain striker midfielder defender goalkeeper quarterback pitcher player footballer "
    "golfer boxer swimmer athlete referee umpire singer actor actress musician drummer guitarist "
    "rapper dancer comedian model author novelist poet photographer painter professor scientist "
    "researcher surgeon nurse engineer pilot driver teacher pupil student chef farmer plumber "
    "ceo cfo founder analyst strategist editor reporter journalist correspondent columnist "
    "resident tourist victim witness suspect"
)
_GENERIC = frozenset(("minister", "secretary", "general", "chief", "state"))
_RANK = frozenset(("vice", "lieutenant"))


@lru_cache(maxsize=4096)
def office_words(office: str) -> frozenset[str]:
    """The words that tell an office from others, in one spelling.

    >>> sorted(office_words("Minister of Foreign Affairs"))
    ['foreign', 'minister']
    """
    text = _SAME_RE.sub(lambda match: _SAME[match[0]], key(office))
    return frozenset(word for word in text.split() if word in OFFICE_WORDS)


def agree(said: str, held: str) -> float | None:
    """Whether two offices can be one: 1 they can, 0 they cannot, None where words do not tell.

    >>> agree("Foreign Minister", "Minister of Foreign Affairs of Colombia")
    1.0
    >>> agree("Defense Minister", "Prime Minister of Spain")
    0.0
    """
    one, other = office_words(said), office_words(held)
    if other and not one and not _OTHER_CALLINGS.isdisjoint(key(said).split()):
        return 0.0
    if not one or not other:
        return None
    if (one & _RANK) != (other & _RANK):
        return 0.0
    narrow_one, narrow_other = one - _GENERIC - _RANK, other - _GENERIC - _RANK
    if not narrow_one or not narrow_other:
        return None if one & other else 0.0
    return 1.0 if narrow_one & narrow_other else 0.0
