"""What speaks for and against two accounts being of one event: a few named numbers.

Each feature is 0 where nothing can be said, so that what an article leaves out counts neither way.
"""

from __future__ import annotations

from datetime import date

from kg.resolve.accounts import EventAccount
from kg.resolve.rarity import rarity
from kg.resolve.vectors import similarity

__all__ = ["FEATURES", "Story", "event_features", "same_actor"]

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
    "published near",
    "same trigger in the same story",
    "near trigger in the same story",
)

_POSITION = {name: i for i, name in enumerate(FEATURES)}


def same_actor(left: str, right: str) -> bool:
    """Whether two actor keys may name one actor: equal, or one the last words of the other."""
    if left == right:
        return True
    if _qid(left) or _qid(right):
        return False
    short, long = sorted((left.split(), right.split()), key=len)
    return bool(short) and (long[-len(short) :] == short or long[: len(short)] == short)


def _qid(key: str) -> bool:
    return key[:1] == "Q" and key[1:].isdigit()


def _meet(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return any(same_actor(a, b) for a in left for b in right)


def _days(left: EventAccount, right: EventAccount) -> int:
    """Days between the bounds of two dated accounts; 0 where they overlap."""
    first, second = sorted(((left.earliest, left.latest), (right.earliest, right.latest)))
    if second[0] <= first[1]:
        return 0
    return (date.fromisoformat(second[0][:10]) - date.fromisoformat(first[1][:10])).days


def _weight(words: set[str]) -> float:
    return sum(rarity(w) for w in words)


def story_cosine(left: Story, right: Story) -> float:
    """Cosine of two stories, each of unit length."""
    if len(left) > len(right):
        left, right = right, left
    return sum(x * right.get(w, 0.0) for w, x in left.items())


def event_features(a: EventAccount, b: EventAccount, story: float) -> list[float]:
    """The features of a pair in the order of `FEATURES`; symmetric in ``a`` and ``b``.

    ``story`` is the cosine of the two articles' stories (`story_cosine`).
    """
    x = [0.0] * len(FEATURES)

    def say(name: str, value: float = 1.0) -> None:
        x[_POSITION[name]] = value

    ta, tb = set(a.trigger), set(b.trigger)
    near = 0.0
    if ta == tb:
        say("same trigger")
        near = 1.0
    elif ta & tb:
        say("part of the trigger is the same", len(ta & tb) / len(ta | tb))
        near = 1.0
    else:
        near = similarity(a.trigger, b.trigger)
        say("triggers are near in meaning", max(0.0, near - 0.3))
        if near < 0.3:
            say("triggers differ in meaning")
    if a.type != "OTHER" and b.type != "OTHER":
        say("same type" if a.type == b.type else "types differ")
    for one, two, same, differ in (
        (a.agents, b.agents, "same agent", "agents differ"),
        (a.patients, b.patients, "same patient", "patients differ"),
        (a.places, b.places, "same place", "places differ"),
    ):
        if one and two:
            say(same if _meet(one, two) else differ)
    if _meet(a.agents, b.patients) and _meet(a.patients, b.agents):
        say("roles swapped")
    if _meet((*a.agents, *a.patients, *a.others), (*b.agents, *b.patients, *b.others)):
        say("other participant shared")
    if a.names and b.names:
        shared = [n for n in a.names if any(same_actor(n, m) for m in b.names)]
        if shared:
            say("names shared", min(3, len(shared)) / 3)
        else:
            say("no name shared")
    wa, wb = set(a.words), set(b.words)
    if wa and wb:
        common = _weight(wa & wb)
        say("words shared", common / (min(_weight(wa), _weight(wb)) + 2.0))
    na, nb = set(a.nouns), set(b.nouns)
    if na & nb:
        say("nouns shared", _weight(na & nb) / (min(_weight(na), _weight(nb)) + 0.5))
    _times(a, b, say)
    for value, counted in a.numbers:
        for other, also in b.numbers:
            if counted == also and counted:
                say("numbers agree" if value == other else "numbers conflict")
    if (a.status == "occurred") != (b.status == "occurred"):
        say("status differs")
    say("same story", story)
    if story < 0.1:
        say("other story")
    say("same trigger in the same story", story if ta & tb else 0.0)
    say("near trigger in the same story", story * max(0.0, near - 0.3) if not ta & tb else 0.0)
    return x


def _times(a: EventAccount, b: EventAccount, say: object) -> None:
    assert callable(say)
    if a.earliest and b.earliest:
        days = _days(a, b)
        if days == 0:
            exact = a.earliest == b.earliest and a.latest == b.latest and a.earliest == a.latest
            say("same day" if exact else "times overlap")
        elif days <= 3:
            say("times near")
        else:
            say("times conflict")
    if a.published and b.published:
        gap = abs((date.fromisoformat(a.published) - date.fromisoformat(b.published)).days)
        say("published near", max(0.0, 1.0 - gap / 30))
