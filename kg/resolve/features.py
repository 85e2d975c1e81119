"""What speaks for and against two accounts being of one event: a few named numbers.

Each feature is 0 where nothing can be said, so that what an article leaves out counts neither way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import fsum
from types import MappingProxyType

from kg.resolve.accounts import SOME_STATE, EventAccount
from kg.resolve.likeness import ALIKE, OPEN, OTHER_NAME, Participant, likeness
from kg.resolve.rarity import rarity
from kg.resolve.vectors import similarity
from kg.resolve.wording import matter_of, other_thing, thing_of, which_one
from kg.resolve.words import content_stems, stem

__all__ = [
    "CONFLICTS",
    "FEATURES",
    "LEADING",
    "Story",
    "View",
    "event_features",
    "following_features",
    "leading_features",
    "same_actor",
    "story_cosine",
]

#: Story words of an article with their weights.
Story = dict[str, float]

FEATURES: tuple[str, ...] = (
    "same trigger",
    "part of the trigger is the same",
    "triggers are near in meaning",
    "triggers differ in meaning",
    "same type",
    "types differ",
    "same agent",
    "agents differ",
    "same patient",
    "patients differ",
    "roles swapped",
    "other participant shared",
    "same place",
    "places differ",
    "names shared",
    "no name shared",
    "words shared",
    "nouns shared",
    "same day",
    "times overlap",
    "times near",
    "times conflict",
    "numbers agree",
    "numbers conflict",
    "status differs",
    "same story",
    "other story",
    "published far apart",
    "same trigger in the same story",
    "near trigger in the same story",
    "same article",
    "named agents differ",
    "named patients differ",
    "labels share nothing",
    "one has no type",
    "particles differ",
    "one is another of its kind",
    "another thing",
)

#: What keeps two accounts of one article apart, whatever else they share.
CONFLICTS = frozenset(
    (
        "named agents differ",
        "named patients differ",
        "times near",
        "times conflict",
        "numbers conflict",
        "one is another of its kind",
        "another thing",
    )
)

#: What `leading_features` may give: it tells most pairs that are not one event.
LEADING = frozenset(
    (
        "same trigger",
        "part of the trigger is the same",
        "triggers are near in meaning",
        "triggers differ in meaning",
        "same type",
        "types differ",
        "same agent",
        "agents differ",
        "same patient",
        "patients differ",
        "same place",
        "places differ",
        "same day",
        "times overlap",
        "times near",
        "times conflict",
        "same story",
        "other story",
        "published far apart",
        "same trigger in the same story",
        "near trigger in the same story",
        "same article",
        "named agents differ",
        "named patients differ",
        "one has no type",
        "particles differ",
        "one is another of its kind",
    )
)


def same_actor(left: str, right: str) -> bool:
    """Whether two actor keys may name one actor: equal, or one begins or ends the other.

    >>> same_actor("petro", "gustavo petro"), same_actor("Q5", "Q7"), same_actor("an", "ana")
    (True, False, False)
    """
    if left == right:
        return True
    if _qid(left) or _qid(right):
        return False
    short, long = sorted((left.split(), right.split()), key=len)
    return bool(short) and (long[-len(short) :] == short or long[: len(short)] == short)


def _qid(key: str) -> bool:
    return key[:1] == "Q" and key[1:].isdigit()


def _named(key: str) -> bool:
    """Whether a key is that of a proper name: of several words, the last not common in news."""
    return _qid(key) or (" " in key and rarity(stem(key.split()[-1])) >= 1.0)


def _guess(key: str) -> Participant:
    """Of a participant that nothing but the key is known of."""
    return Participant(key, "person" if _named(key) else "")


class _Actors:
    """Actor keys of one role, ready to be compared with others as `same_actor` compares two."""

    __slots__ = ("keys", "parts", "who")

    def __init__(
        self, keys: Iterable[str], who: Mapping[str, Participant] = MappingProxyType({})
    ) -> None:
        self.keys = frozenset(keys)
        self.who = tuple(who.get(key) or _guess(key) for key in sorted(self.keys))
        parts: set[str] = set()
        for key in self.keys:
            words = key.split()
            for cut in range(1, len(words)):
                parts.add(" ".join(words[:cut]))
                parts.add(" ".join(words[cut:]))
        self.parts = frozenset(parts)

    def meets(self, other: _Actors) -> bool:
        """Whether one of these may be one of those."""
        return not (
            self.keys.isdisjoint(other.keys)
            and self.keys.isdisjoint(other.parts)
            and self.parts.isdisjoint(other.keys)
        )

    def likeness(self, other: _Actors) -> int:
        """How one of these and one of those go together best, as `kg.resolve.likeness` says it."""
        if not self.keys.isdisjoint(other.keys):
            return ALIKE
        return max((likeness(a, b) for a in self.who for b in other.who), default=OPEN)

    def shared(self, other: _Actors) -> int:
        """How many of these may be among those."""
        found = (self.keys & other.keys) | (self.keys & other.parts)
        if not self.parts.isdisjoint(other.keys):
            found |= {k for k in self.keys - found if any(same_actor(k, o) for o in other.keys)}
        return len(found)


class View:
    """An account with what comparing needs worked out once."""

    __slots__ = (
        "account",
        "acted_on",
        "agents",
        "all",
        "first",
        "label",
        "last",
        "matter",
        "names",
        "nouns",
        "particles",
        "patients",
        "places",
        "published",
        "thing",
        "trigger",
        "weight",
        "which",
        "words",
    )

    def __init__(self, account: EventAccount) -> None:
        self.account = account
        self.trigger = frozenset(account.trigger)
        who = {key: Participant(name, kind) for key, name, kind in account.who}
        self.agents = _Actors(account.agents, who)
        self.patients = _Actors(account.patients, who)
        self.places = _Actors(account.places)
        self.all = _Actors((*account.agents, *account.patients, *account.others))
        self.names = _Actors(account.names)
        self.words = frozenset(account.words)
        self.nouns = frozenset(account.nouns)
        self.weight = _weight(self.words)
        self.matter = matter_of(account)
        self.label = frozenset(content_stems(account.label)) - self.trigger
        self.which = which_one(account)
        self.particles = frozenset(account.particles)
        self.thing = thing_of(account)
        self.acted_on = frozenset(
            stem(word) for one in self.patients.who for word in one.name.split()
        )
        self.first = _day(account.earliest)
        self.last = _day(account.latest)
        self.published = _day(account.published)


def _day(iso: str) -> int:
    """The day's number; 0 where there is no whole date."""
    try:
        return date.fromisoformat(iso[:10]).toordinal()
    except ValueError:
        return 0


def _weight(words: Iterable[str]) -> float:
    # An exact sum: the order in which a set gives its members must not reach the score.
    return fsum(rarity(w) for w in words)


def story_cosine(left: Story, right: Story) -> float:
    """Cosine of two stories, each of unit length."""
    return fsum([left[w] * right[w] for w in left.keys() & right.keys()])


def event_features(a: View, b: View, story: float) -> dict[str, float]:
    """The features of a pair that are not 0, by name; symmetric in ``a`` and ``b``.

    ``story`` is the cosine of the two articles' stories (`story_cosine`).
    """
    found = leading_features(a, b, story)
    following_features(a, b, found)
    return found


def leading_features(a: View, b: View, story: float) -> dict[str, float]:
    """Those of `event_features` that say most for their price: none but `LEADING`."""
    found: dict[str, float] = {"same story": story}
    if story < 0.1:
        found["other story"] = 1.0
    if a.account.article == b.account.article:
        found["same article"] = 1.0
    _triggers(a, b, story, found)
    _actors(a, b, found)
    _times(a, b, found)
    return found


def following_features(a: View, b: View, found: dict[str, float]) -> None:
    """Add the others to what `leading_features` found; no value is above 1."""
    _others(a, b, found)
    _wording(a, b, found)
    for value, counted in a.account.numbers:
        for other, also in b.account.numbers:
            if counted == also and counted:
                found["numbers agree" if value == other else "numbers conflict"] = 1.0
    if (a.account.status == "occurred") != (b.account.status == "occurred"):
        found["status differs"] = 1.0


def _triggers(a: View, b: View, story: float, found: dict[str, float]) -> None:
    common = a.trigger & b.trigger
    if common:
        if a.trigger == b.trigger:
            found["same trigger"] = 1.0
        else:
            share = len(common) / len(a.trigger | b.trigger)
            found["part of the trigger is the same"] = share
        found["same trigger in the same story"] = story
    else:
        near = similarity(a.account.trigger, b.account.trigger)
        if near < 0.3:
            found["triggers differ in meaning"] = 1.0
        else:
            found["triggers are near in meaning"] = near - 0.3
            found["near trigger in the same story"] = story * (near - 0.3)
    if a.account.type != "OTHER" and b.account.type != "OTHER":
        found["same type" if a.account.type == b.account.type else "types differ"] = 1.0
    elif a.account.type != b.account.type:
        found["one has no type"] = 1.0
    if a.particles != b.particles:
        found["particles differ"] = 1.0
    if a.which != b.which:
        found["one is another of its kind"] = 1.0


def _actors(a: View, b: View, found: dict[str, float]) -> None:
    for one, two, same, differ in (
        (a.agents, b.agents, "same agent", "agents differ"),
        (a.patients, b.patients, "same patient", "patients differ"),
    ):
        if one.keys and two.keys:
            like = one.likeness(two)
            if like == OPEN or (like != ALIKE and one is a.agents and _one_state(a, b)):
                continue
            found[same if like == ALIKE else differ] = 1.0
            if like == OTHER_NAME:
                found[f"named {differ}"] = 1.0
    if a.places.keys and b.places.keys:
        found["same place" if a.places.meets(b.places) else "places differ"] = 1.0


def _others(a: View, b: View, found: dict[str, float]) -> None:
    if a.all.meets(b.all):
        found["other participant shared"] = 1.0
        if a.agents.meets(b.patients) and a.patients.meets(b.agents):
            found["roles swapped"] = 1.0
    if a.names.keys and b.names.keys:
        shared = min(a.names.shared(b.names), b.names.shared(a.names))
        if shared:
            found["names shared"] = min(3, shared) / 3
        else:
            found["no name shared"] = 1.0


def _one_state(a: View, b: View) -> bool:
    """Whether the agents may act for one country: its president orders what the country does.

    Where the text does not say whose president, the country must stand beside him there.
    """
    one, two = set(a.account.states), set(b.account.states)
    if (one & two) - {SOME_STATE}:
        return True
    return any(
        SOME_STATE in mine and not theirs.isdisjoint(view.names.keys)
        for mine, theirs, view in ((one, two, a), (two, one, b))
    )


def _wording(a: View, b: View, found: dict[str, float]) -> None:
    if a.words and b.words:
        common = _weight(a.words & b.words)
        found["words shared"] = common / (min(a.weight, b.weight) + 2.0)
    if a.label and b.label and a.label.isdisjoint(b.label):
        found["labels share nothing"] = 1.0
        if a.trigger == b.trigger and other_thing(a.thing, a.acted_on, b.thing, b.acted_on):
            found["another thing"] = 1.0
    nouns = a.nouns & b.nouns
    if nouns:
        least = min(_weight(a.nouns), _weight(b.nouns))
        found["nouns shared"] = _weight(nouns) / (least + 0.5)


def _times(a: View, b: View, found: dict[str, float]) -> None:
    # A date from another sentence is a guess: it may agree with the rest, it contradicts nothing.
    carried = a.account.carried or b.account.carried
    if a.first and b.first:
        gap = max(a.first, b.first) - min(a.last, b.last)
        if gap <= 0:
            exact = a.first == b.first == a.last == b.last
            found["same day" if exact else "times overlap"] = 1.0
        elif not carried:
            found["times near" if gap <= 3 else "times conflict"] = 1.0
    if a.published and b.published:
        gap = abs(a.published - b.published)
        found["published far apart"] = min(1.0, gap / 60)
