"""Judgements: why accounts are one event, and where accounts of one event disagree. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from kg.map import Judgement, Verdict, passage_iri
from kg.model import Span
from kg.resolve.accounts import EventAccount
from kg.resolve.features import View, same_actor
from kg.resolve.scoring import Weights, explain, probability, score

__all__ = ["denials", "disagreements", "event_order", "merges"]

#: The cosine of the stories of two articles, by their IRIs.
StoryOf = Callable[[str, str], float]
#: The group of copies that an article belongs to.
GroupOf = Callable[[str], str]

_ASSERTED = ("occurred", "ongoing", "alleged")


def event_order(account: EventAccount) -> tuple[str, str]:
    """Earliest published first, articles without a date last, then by IRI."""
    return account.published or "9999", account.iri


def evidence(*accounts: EventAccount) -> tuple[str, ...]:
    """The passages of the accounts' sentences."""
    return tuple(passage_iri(a.article, Span(a.start, a.end)) for a in accounts)


def merges(
    node: str,
    views: Mapping[str, View],
    nearest: Mapping[str, str],
    story: StoryOf,
    weights: Weights,
    decided: frozenset[tuple[str, str]] = frozenset(),
) -> list[Judgement]:
    """One judgement for each account that the node's IRI replaces.

    ``views`` holds the node's accounts by own IRI, ``nearest`` for each the partner whose pair with
    it scored highest. A judgement names the partner and the features with their weights.
    ``decided`` holds the pairs that a person called the same.
    """
    found = []
    for iri in sorted(set(views) - {node}):
        partner = nearest.get(iri, node)
        mine, other = views[iri], views[partner]
        near = story(mine.account.article, other.account.article)
        why = explain(mine, other, near, weights)
        confidence = probability(score(mine, other, near, weights))
        if any(iri in pair and not views.keys().isdisjoint({*pair} - {iri}) for pair in decided):
            why, confidence = f"a person's decision; {why}", 1.0
        found.append(
            Judgement(
                subject=node,
                object=iri,
                verdict=Verdict.SAME,
                method="same-event",
                confidence=round(confidence, 4),
                evidence=evidence(other.account, mine.account),
                note=f"with {partner}: {why}",
            )
        )
    return found


def disagreements(node: str, accounts: Sequence[EventAccount], group: GroupOf) -> list[Judgement]:
    """Where accounts of one event say what cannot both be true.

    The reference is what most independent sources say, then the most precise, then the latest
    published (as the merged view chooses); each account that says otherwise is judged against it.
    The node is the subject; the object is the retired IRI of the account that differs, or of the
    reference where the node bears the IRI of the differing account itself.
    """
    ordered = sorted(accounts, key=event_order)
    if len({a.article for a in ordered}) < 2:
        return []
    found: list[Judgement] = []
    for aspect, pairs in (
        ("date", _differing(ordered, group, _bounds, _apart, _precision)),
        ("agent", _differing(ordered, group, _agents, _other_agent, _nothing)),
        ("status", _differing(ordered, group, _status, _denies, _nothing)),
    ):
        found += [_disagreement(node, aspect, _SHOW[aspect], *pair) for pair in pairs]
    for counted in sorted({c for a in ordered for _, c in a.numbers if c}):

        def number(account: EventAccount, counted: str = counted) -> tuple[str, ...]:
            return tuple(v for v, c in account.numbers if c == counted)

        pairs = _differing(ordered, group, number, _other_value, _nothing)
        found += [_disagreement(node, "number", number, *pair) for pair in pairs]
    return found


def _differing(
    accounts: Sequence[EventAccount],
    group: GroupOf,
    told: Callable[[EventAccount], tuple[str, ...]],
    conflict: Callable[[EventAccount, EventAccount, tuple[str, ...], tuple[str, ...]], bool],
    precision: Callable[[tuple[str, ...]], int],
) -> list[tuple[EventAccount, EventAccount]]:
    """(reference, differing account) pairs for one aspect."""
    saying = [(a, told(a)) for a in accounts if told(a)]
    if len(saying) < 2:
        return []

    def support(value: tuple[EventAccount, tuple[str, ...]]) -> tuple[int, int, str, str]:
        account, said = value
        agreeing = {
            group(a.article) for a, other in saying if not conflict(account, a, said, other)
        }
        return len(agreeing), precision(said), account.published, account.iri

    reference, said = max(saying, key=support)
    return [
        (reference, a)
        for a, other in saying
        if a is not reference
        and group(a.article) != group(reference.article)
        and conflict(reference, a, said, other)
    ]


def _bounds(a: EventAccount) -> tuple[str, ...]:
    return (a.earliest[:10], a.latest[:10]) if a.earliest and a.latest else ()


def _apart(_: EventAccount, __: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    return x[1] < y[0] or y[1] < x[0]


def _precision(bounds: tuple[str, ...]) -> int:
    return -(date.fromisoformat(bounds[1]) - date.fromisoformat(bounds[0])).days


def _nothing(_: tuple[str, ...]) -> int:
    return 0


def _agents(a: EventAccount) -> tuple[str, ...]:
    return a.agents if len(a.agents) == 1 and len(a.agent_kinds) == 1 else ()


def _other_agent(a: EventAccount, b: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    """Another agent of the same kind, who is not even mentioned in the other account.

    A government and its president both "order" one deployment; only like against like counts.
    """
    if a.agent_kinds != b.agent_kinds or same_actor(x[0], y[0]):
        return False
    return not any(same_actor(x[0], n) for n in b.names) and not any(
        same_actor(y[0], n) for n in a.names
    )


def _status(a: EventAccount) -> tuple[str, ...]:
    return (a.status,) if a.status == "denied" or a.status in _ASSERTED else ()


def _denies(_: EventAccount, __: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    return (x[0] == "denied") != (y[0] == "denied")


def _other_value(_: EventAccount, __: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    return not set(x) & set(y)


_SHOW: dict[str, Callable[[EventAccount], tuple[str, ...]]] = {
    "date": lambda a: tuple(sorted(set(_bounds(a)))),
    "agent": _agents,
    "status": _status,
}


def _disagreement(
    node: str,
    aspect: str,
    show: Callable[[EventAccount], tuple[str, ...]],
    reference: EventAccount,
    other: EventAccount,
) -> Judgement:
    said, differs = " to ".join(show(reference)), " to ".join(show(other))
    return Judgement(
        subject=node,
        object=other.iri if other.iri != node else reference.iri,
        verdict=Verdict.DISAGREE,
        method=f"disagreement-{aspect}",
        confidence=0.8,
        evidence=evidence(reference, other),
        note=f"{aspect}: {said} (<{reference.article}>) against {differs} (<{other.article}>)",
    )


def denials(events: Iterable[EventAccount], node_of: Callable[[str], str]) -> list[Judgement]:
    """What one article reports as denied, against what it states or reports others to state.

    The statements disagree where both sides are statements, else the events.
    """
    told = sorted(events, key=event_order)
    found = []
    for denied in (e for e in told if e.status == "denied"):
        for other in told:
            if other.status not in _ASSERTED or not set(denied.trigger) & set(other.trigger):
                continue
            if not _share_actor(denied, other):
                continue
            left, right = denied.statement, other.statement
            if not (left and right and left != right):
                left, right = node_of(denied.iri), node_of(other.iri)
            if left != right:
                found.append(
                    Judgement(
                        subject=left,
                        object=right,
                        verdict=Verdict.DISAGREE,
                        method="disagreement-denial",
                        confidence=0.7,
                        evidence=evidence(other, denied),
                        note=f"one denies what the other states: {other.label}",
                    )
                )
    return found


def _share_actor(a: EventAccount, b: EventAccount) -> bool:
    return any(same_actor(x, y) for x in (*a.agents, *a.patients) for y in (*b.agents, *b.patients))
