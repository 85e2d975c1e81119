"""Judgements: why accounts are one event, and where accounts of one event disagree. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from kg.map import Judgement, Verdict, passage_iri
from kg.model import Span
from kg.resolve.accounts import EventAccount
from kg.resolve.features import View, same_actor
from kg.resolve.scoring import Weights, explain, probability, score
from kg.resolve.words import stem

__all__ = ["denials", "disagreements", "event_order", "merges"]

#: The cosine of the stories of two articles, by their IRIs.
StoryOf = Callable[[str, str], float]
#: The group of copies that an article belongs to.
GroupOf = Callable[[str], str]

_ASSERTED = ("occurred", "ongoing", "alleged")
_WEEK, _MONTH = 7, 31
#: Types of what befalls people.
_TOLLS = frozenset({"DEATH", "ASSAULT", "DISASTER", "COERCE", "AID"})
_WHO = """
people person man woman child boy girl victim worker employee officer soldier troop civilian
protester demonstrator rioter student passenger tourist resident villager citizen patient prisoner
inmate suspect migrant refugee rebel militant fighter insurgent policeman deputy firefighter
miner pilgrim fan sailor crew
"""
_PEOPLE = frozenset(stem(word) for word in _WHO.split())
#: Below this, tens are counted and not rounded to.
_ROUND = 100
_SPANS = "time season year month week day night hour minute second decade term round game match"
#: What is counted in these is how long or how often, told of a stretch that each account chooses.
_LENGTHS = frozenset(stem(word) for word in _SPANS.split())


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


def disagreements(
    node: str,
    accounts: Sequence[EventAccount],
    group: GroupOf,
    alike: Callable[[str, str], bool] = lambda _, __: True,
) -> list[Judgement]:
    """Where accounts of one event say what cannot both be true.

    The reference is what most independent sources say, then the most precise, then the latest
    published (as the merged view chooses); each account that says otherwise is judged against it.
    The node is the subject; the object is the retired IRI of the account that differs, or of the
    reference where the node bears the IRI of the differing account itself. ``alike`` says of two
    accounts (own IRIs) whether they would be one event by themselves: those that only others hold
    together are hardly of one event where they differ.
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
        found += [
            _disagreement(node, aspect, _SHOW[aspect], one, other)
            for one, other in pairs
            if alike(one.iri, other.iri)
        ]
    for counted in sorted({c for a in ordered for _, c in a.counts}):

        def number(account: EventAccount, counted: str = counted) -> tuple[str, ...]:
            last = counted.split()[-1]
            values = tuple(v for v, c in account.counts if c.split()[-1] == last)
            # Of several ("12 of 40 people") nobody knows which one the other account means.
            known = len(values) == 1 and last not in _LENGTHS
            return values if known and (values[0], counted) in account.counts else ()

        other = partial(_other_value, people=counted.split()[-1] in _PEOPLE)
        pairs = _differing(ordered, group, number, other, _nothing)
        found += [
            _disagreement(node, "number", number, one, other)
            for one, other in pairs
            if alike(one.iri, other.iri)
        ]
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
    """The first and the last day that the event may have been on.

    A date that stands in another sentence is no word of this account, and a time of day without a
    date was given the day of the article: both are guesses.
    """
    if not a.earliest or not a.latest or a.carried or "T" in a.earliest:
        return ()
    return a.earliest[:10], a.latest[:10]


def _apart(a: EventAccount, b: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    """Whether two dates of one event cannot both be true, as far as they are told.

    What is told by the year comes back every year; what is told by the week or month ("last week",
    "early in May") has no sharp ends; what lies further apart than a month, or has no actor in
    common, is mostly another event of its kind.
    """
    wide = max(-_precision(x), -_precision(y))
    gap = max(_days(x[1], y[0]), _days(y[1], x[0]))
    if wide > _MONTH or not (0 if wide == 0 else _WEEK) < gap <= _MONTH:
        return False
    return _share_actor(a, b)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _precision(bounds: tuple[str, ...]) -> int:
    return -_days(bounds[0], bounds[1])


def _nothing(_: tuple[str, ...]) -> int:
    return 0


def _agents(a: EventAccount) -> tuple[str, ...]:
    """The one agent, where it has a name: "a judge" and "rioters" may be anybody."""
    named = len(a.agents) == 1 and a.named == a.agents
    return a.agents if named and len(a.agent_kinds) == 1 else ()


def _other_agent(a: EventAccount, b: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    """Another agent of the same kind did the same to the same at the same time.

    A government and its president both "order" one deployment; only like against like counts. Names
    with a word in common may be one ("Mo Cheeks", "Maurice Cheeks"), and who is mentioned in the
    other account is no rival. Without a common patient and a common time, one kind of act by two
    people is two acts.
    """
    if a.agent_kinds != b.agent_kinds or any(_kin(x[0], n) for n in (y[0], *b.names)):
        return False
    if any(_kin(y[0], n) for n in a.names):
        return False
    if not any(same_actor(p, q) for p in a.patients for q in b.patients):
        return False
    return _together(a, b)


def _together(a: EventAccount, b: EventAccount) -> bool:
    """Whether both accounts are dated, to the month at least, and the dates agree."""
    one, other = _bounds(a), _bounds(b)
    if not one or not other or max(-_precision(one), -_precision(other)) > _MONTH:
        return False
    return one[0] <= other[1] and other[0] <= one[1]


def _kin(left: str, right: str) -> bool:
    """Whether two actor keys may be names of one: they are alike, or have a word in common."""
    return same_actor(left, right) or not set(left.split()).isdisjoint(right.split())


def _status(a: EventAccount) -> tuple[str, ...]:
    return (a.status,) if a.status == "denied" or a.status in _ASSERTED else ()


def _denies(a: EventAccount, b: EventAccount, x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    """One is denied and the other is not, in the same words, of the same people and time.

    What is undated and denied is as often how or why it happened ("did not say why").
    """
    if (x[0] == "denied") == (y[0] == "denied") or not _together(a, b):
        return False
    return not set(a.trigger).isdisjoint(b.trigger) and _share_actor(a, b)


def _other_value(
    a: EventAccount,
    b: EventAccount,
    x: tuple[str, ...],
    y: tuple[str, ...],
    people: bool = False,
) -> bool:
    """Another number of the same things, of what happened at the same time and by the same word.

    Of what befell ``people`` the time may be unknown (tolls seldom have a date); then the greater
    number is less than twice the smaller, as what differs more is mostly another disaster's.
    """
    if set(a.trigger).isdisjoint(b.trigger) or _rounded(x[0], y[0]):
        return False
    if _together(a, b):
        return True
    small, great = sorted((Decimal(x[0]), Decimal(y[0])))
    toll = people and a.type in _TOLLS and b.type in _TOLLS and great < 2 * small
    return toll and not (_bounds(a) and _bounds(b))


def _rounded(left: str, right: str) -> bool:
    """Whether one number is the other, or the other rounded ("2,500" for 2,512)."""
    one, other = Decimal(left), Decimal(right)
    if one == other:
        return True
    coarse, fine = sorted((one, other), key=lambda n: len(n.normalize().as_tuple().digits))
    exponent = coarse.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < 1 or coarse < _ROUND:
        return False
    return abs(fine - coarse) * 2 <= Decimal(1).scaleb(exponent)


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
