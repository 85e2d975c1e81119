"""Blocking keys: which accounts are compared at all.

Accounts are compared when they share a key and stand near one another in its block, which is
sorted (the sorted neighbourhood of Hernández and Stolfo 1995). So one more account costs the same
however large the store has grown, and which pairs are compared depends on the set alone.
"""

from __future__ import annotations

from datetime import date

from kg.resolve.accounts import EventAccount

__all__ = ["REACH", "WINDOW", "event_keys", "event_sort"]

#: An account is compared with at most this many on each side of it in a block.
WINDOW = 8

#: And with none that lies further away in days than a month, as disagreements have it: what lies
#: further apart is another event of its kind, and blocks of rare words would reach back through the
#: whole archive, each time to accounts that nothing else needs. What is told later of the same day
#: sorts by that day, and what has no day at all is out of nobody's reach.
REACH = 31

_STORY = 5


def event_sort(account: EventAccount) -> int:
    """Where an account stands in its blocks: by day; 0 where there is none."""
    day = account.earliest or account.published
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return 0


def event_keys(account: EventAccount, story: tuple[tuple[str, float], ...]) -> tuple[str, ...]:
    """The blocks of an account: what happened, with who, where or in which story.

    ``story`` holds the article's story words, heaviest first.
    """
    actors = {*account.agents, *account.patients, *account.others}
    last = {key.split()[-1] if " " in key else key for key in actors if key}
    places = {key for key in account.places if key}
    words = [word for word, _ in story[:_STORY]]
    keys: set[str] = set()
    for trigger in account.trigger[:3]:
        keys.update(f"t {trigger} w {word}" for word in words)
        keys.update(f"t {trigger} a {actor}" for actor in last | places)
    for actor in sorted(last)[:4]:
        keys.update(f"w {word} a {actor}" for word in words[:3])
        if account.type != "OTHER" and account.earliest:
            keys.add(f"e {account.type} a {actor} m {account.earliest[:7]}")
            keys.add(f"e {account.type} a {actor} m {account.latest[:7]}")
    if account.type != "OTHER":
        keys.update(f"e {account.type} w {word}" for word in words[:3])
        if account.earliest and account.earliest == account.latest:
            keys.update(f"e {account.type} p {place} d {account.earliest}" for place in places)
    for noun in account.nouns[:3]:
        keys.update(f"n {noun} w {word}" for word in words[:2])
    return tuple(sorted(keys))
