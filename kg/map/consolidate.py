"""The merged view of one event: of what several articles say, the single date and status.

The value that most independent sources give, then the most precise, then the one that was
published last. A date and its EDTF form and bounds go together: they are never mixed from two
accounts. Where as many sources say a day as say another one, none of them is shown as the date: the
EDTF form lists them (``[2026-01-03,2026-01-04]``, "one of these": ISO 8601-2, 7.1), and the bounds
go from the first to the last. What each article says stays in its own graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from kg.map.terms import DATE, EARLIEST, EDTF, LATEST, STATUS_OF
from kg.map.values import When, day

__all__ = ["CONSOLIDATED", "Account", "account_of", "consolidate", "preferred_label"]

#: The predicates of which an event has one value in the merged view.
CONSOLIDATED: frozenset[NamedNode] = frozenset((DATE, EDTF, EARLIEST, LATEST, STATUS_OF))

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says of when an event was and whether it happened.

    ``published`` is an ISO 8601 time or empty; ``independence`` the same for articles that are not
    independent of one another (copies of one wire story, articles of one publisher).
    """

    article: str
    published: str
    independence: str
    when: When | None = None
    status: NamedNode | None = None


def account_of(
    article: str,
    published: str | None,
    independence: str | None,
    properties: Iterable[tuple[NamedNode, NamedNode | Literal]],
) -> Account:
    """An account from the predicates and objects of the event in the article's graph.

    Other predicates than `CONSOLIDATED` are passed over. Of several values of one predicate, which
    a well-formed article graph does not hold, the smallest is taken. Without an independence key
    the article stands for itself.
    """
    found: dict[NamedNode, NamedNode | Literal] = {}
    for predicate, value in properties:
        if predicate in CONSOLIDATED:
            known = found.get(predicate)
            if known is None or str(value) < str(known):
                found[predicate] = value
    date, edtf = found.get(DATE), found.get(EDTF)
    earliest, latest = found.get(EARLIEST), found.get(LATEST)
    status = found.get(STATUS_OF)
    when = When(
        date if isinstance(date, Literal) else None,
        edtf.value if isinstance(edtf, Literal) else None,
        earliest if isinstance(earliest, Literal) else None,
        latest if isinstance(latest, Literal) else None,
    )
    return Account(
        article=article,
        published=published or "",
        independence=independence or article,
        when=when if any((when.date, when.edtf, when.earliest, when.latest)) else None,
        status=status if isinstance(status, NamedNode) else None,
    )


def consolidate(accounts: Iterable[Account]) -> dict[NamedNode, NamedNode | Literal]:
    """The event's single date, EDTF form, bounds and status, by predicate; what none says is left
    out. The order of the accounts does not matter."""
    told = sorted(accounts, key=lambda a: (a.article, a.published, a.independence))
    single: dict[NamedNode, NamedNode | Literal] = {}
    when = _time([(a, a.when) for a in told if a.when is not None])
    if when is not None:
        edtf = Literal(when.edtf) if when.edtf else None
        for predicate, value in (
            (DATE, when.date),
            (EDTF, edtf),
            (EARLIEST, when.earliest),
            (LATEST, when.latest),
        ):
            if value is not None:
                single[predicate] = value
    status = _choose([(a, a.status) for a in told if a.status is not None], lambda s: (0, 0))
    if status is not None:
        single[STATUS_OF] = status
    return single


def preferred_label(labels: Iterable[tuple[str, str]]) -> str | None:
    """The one ``rdfs:label`` of a node in the merged view; the others become ``skos:altLabel``.

    ``labels`` are pairs of an independence key and a label. The label of most independent sources
    is taken, then the longest ("Gustavo Petro" before "Petro"), then the first in code point order.
    """
    voters: dict[str, set[str]] = defaultdict(set)
    for independence, label in labels:
        voters[label].add(independence)
    return min(voters, key=lambda label: (-len(voters[label]), -len(label), label), default=None)


def _time(told: Sequence[tuple[Account, When]]) -> When | None:
    """The time that most voices go by; several of them, where as many say what excludes it."""
    voices: dict[tuple[str, str], set[str]] = defaultdict(set)
    for account, value in told:
        voices[_bounds(value)].add(account.independence)
    most = max(map(len, voices.values()), default=0)
    left = [(a, value) for a, value in told if len(voices[_bounds(value)]) == most]
    chosen = _choose(left, lambda w: w.precision)
    if chosen is None or chosen.earliest is None:
        return chosen
    mine = _bounds(chosen)
    rivals = {b for b in voices if len(voices[b]) == most and all(b) and _apart(mine, b)}
    if rivals:
        return _one_of(rivals | {mine})
    clocks = {value.date for _, value in left if _bounds(value) == mine and value.timed}
    if len(clocks) > 1:
        # The day is agreed on, the hour is not.
        day = Literal(mine[0], datatype=chosen.earliest.datatype)
        return When(day, mine[0], chosen.earliest, chosen.latest)
    return chosen


def _bounds(value: When) -> tuple[str, str]:
    first, last = value.earliest, value.latest
    return (first.value if first else "", last.value if last else "")


def _apart(one: tuple[str, str], two: tuple[str, str]) -> bool:
    return one[1] < two[0] or two[1] < one[0]


def _one_of(bounds: Iterable[tuple[str, str]]) -> When:
    """One of several times, which is not known: the list in EDTF, and how far it reaches."""
    told = sorted(bounds)
    parts = [first if first == last else f"{first}..{last}" for first, last in told]
    first, last = day(told[0][0]), day(max(last for _, last in told))
    return When(None, f"[{','.join(parts)}]", first, last)


def _choose(
    told: Sequence[tuple[Account, _Value]], precision: Callable[[_Value], tuple[int, int]]
) -> _Value | None:
    voters: dict[_Value, set[str]] = defaultdict(set)
    last: dict[_Value, str] = defaultdict(str)
    for account, value in told:
        voters[value].add(account.independence)
        last[value] = max(last[value], account.published)
    if not voters:
        return None
    most = max(len(v) for v in voters.values())
    left = [value for value in voters if len(voters[value]) == most]
    finest = min(precision(value) for value in left)
    left = [value for value in left if precision(value) == finest]
    latest = max(last[value] for value in left)
    # The first by its text, so that the choice never depends on the order of the accounts.
    return min((value for value in left if last[value] == latest), key=str)
