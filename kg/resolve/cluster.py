"""From scores of pairs to groups, whatever the order in which the pairs were met.

Agglomeration by average link over a whole component, best pair of groups first, ties decided by
name: a greedy form of correlation clustering (Bansal, Blum, Chawla 2004). Averages over the pairs
of two groups keep chains from drifting: where A resembles B and B resembles C, C joins only if it
resembles A and B taken together.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["FEW", "MISSING", "Part", "components", "group"]

#: Score of a pair that no block proposed: such pairs hardly share anything.
MISSING = -2.0

#: So many unknown pairs count against each known one. Of an event that hundreds of articles tell,
#: blocks compare each account with its neighbours only: the rest are not known to differ.
UNKNOWN = 2

#: Less than this share of a group's accounts may have misread who plays a part.
FEW = 1 / 3

Pair = tuple[str, str]


class Part(NamedTuple):
    """A part in what is told, as agent or patient: who plays it in some of the nodes, a mark each,
    and whether two marks are surely not of the same people (asked of few pairs)."""

    marks: Mapping[str, str]
    clash: Callable[[str, str], bool]


def components(nodes: Iterable[str], pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Connected components, each sorted, in the order of their smallest members.

    >>> components("abcd", [("a", "c")])
    [('a', 'c'), ('b',), ('d',)]
    """
    near: dict[str, set[str]] = {n: set() for n in nodes}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    seen: set[str] = set()
    found = []
    for node in sorted(near):
        if node in seen:
            continue
        seen.add(node)
        members, waiting = [], [node]
        while waiting:
            here = waiting.pop()
            members.append(here)
            fresh = near[here] - seen
            seen |= fresh
            waiting.extend(fresh)
        found.append(tuple(sorted(members)))
    return found


def group(
    nodes: Iterable[str],
    scores: Mapping[Pair, float],
    *,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
    late: Iterable[str] = (),
    missing: float = MISSING,
    parts: Sequence[Part] = (),
) -> list[tuple[str, ...]]:
    """A partition of the nodes; a pure function of the sets it is given.

    ``scores`` maps pairs to log-odds of being one. Groups join while the mean score over all their
    pairs is positive. Pairs of ``different`` never join; pairs of ``same`` join first, whatever
    else is said, except against ``different``. The nodes of ``late`` join the groups that the
    others have made, so that none of them keeps two such groups apart.

    Groups whose ``parts`` are played by others do not join, as far as more than a few accounts say
    so; of a group of which a few say otherwise than most, these few are groups of their own.
    """
    members: dict[str, set[str]] = {n: {n} for n in nodes}
    home = {n: n for n in members}
    apart: dict[str, set[str]] = defaultdict(set)
    casts = [
        {n: Counter([part.marks[n]] if n in part.marks else ()) for n in members} for part in parts
    ]
    sums: dict[str, dict[str, tuple[float, int]]] = {n: {} for n in members}
    for a, b in different:
        if a in members and b in members:
            apart[a].add(b)
            apart[b].add(a)
    for (a, b), score in scores.items():
        if a in members and b in members:
            sums[a][b] = sums[b][a] = (score, 1)

    def mean(a: str, b: str) -> float:
        total, known = sums[a].get(b, (0.0, 0))
        unknown = min(len(members[a]) * len(members[b]) - known, known * UNKNOWN)
        return (total + missing * unknown) / (known + unknown) if known else missing

    def forbidden(a: str, b: str) -> bool:
        return b in apart[a] or any(
            _clash(part, cast[a], len(members[a]), cast[b], len(members[b]))
            for part, cast in zip(parts, casts, strict=True)
        )

    def join(a: str, b: str) -> str:
        """Put the two groups together under the smaller name."""
        keep, gone = min(a, b), max(a, b)
        members[keep] |= members.pop(gone)
        for cast in casts:
            cast[keep] += cast.pop(gone)
        for node in members[keep]:
            home[node] = keep
        for other in apart.pop(gone, set()):
            apart[other].discard(gone)
            apart[other].add(keep)
            apart[keep].add(other)
        for other, (total, known) in sums.pop(gone).items():
            sums[other].pop(gone, None)
            if other != keep:
                had, count = sums[keep].get(other, (0.0, 0))
                sums[keep][other] = sums[other][keep] = (had + total, count + known)
        sums[keep].pop(gone, None)
        return keep

    for a, b in sorted({(min(p), max(p)) for p in same}):
        if a in home and b in home and home[a] != home[b] and home[b] not in apart[home[a]]:
            join(home[a], home[b])

    def agglomerate(ready: Callable[[str], bool]) -> None:
        """Join what belongs together among the groups that are ready, best first."""
        heap = [
            (-mean(a, b), a, b)
            for a, row in sums.items()
            for b in row
            if a < b and ready(a) and ready(b) and mean(a, b) > 0 and not forbidden(a, b)
        ]
        heapq.heapify(heap)
        while heap:
            negative, a, b = heapq.heappop(heap)
            if a not in members or b not in members or forbidden(a, b) or -negative != mean(a, b):
                continue
            keep = join(a, b)
            for other in sums[keep]:
                score = mean(keep, other)
                if score > 0 and ready(other) and not forbidden(keep, other):
                    heapq.heappush(heap, (-score, min(keep, other), max(keep, other)))

    waiting = {n for n in late if n in members and members[n] == {n}}
    if waiting:
        agglomerate(lambda name: name not in waiting)
    agglomerate(lambda name: True)
    together = frozenset(node for pair in same for node in pair)
    found = [set(m) for m in members.values()]
    for part in parts:
        found = [piece for m in found for piece in _without_others(part, m, together)]
    return sorted(tuple(sorted(m)) for m in found)


def _leading(cast: Counter[str]) -> str:
    """What most say, the first by name among equals; empty where none says anything."""
    return min(cast, key=lambda mark: (-cast[mark], mark), default="")


def _clash(part: Part, one: Counter[str], size: int, two: Counter[str], other: int) -> bool:
    """Whether two groups have another one in a part, by more than a few of their accounts."""
    if not one or not two:
        return False
    a, b = _leading(one), _leading(two)
    few = one[a] < FEW * size or two[b] < FEW * other
    return not few and part.clash(a, b)


def _without_others(part: Part, members: set[str], together: frozenset[str]) -> list[set[str]]:
    """A group, and those of its members that have another one in a part than most of it has.

    Those whom most of the group have come first, and each keeps out the others.
    """
    cast = Counter(part.marks[n] for n in members if n in part.marks)
    out: set[str] = set()
    for mark in sorted(cast, key=lambda mark: (-cast[mark], mark)):
        if mark not in out:
            out |= {other for other in cast if other not in out and part.clash(mark, other)}
    pieces: dict[str, set[str]] = {}
    for node in members - together:
        if part.marks.get(node) in out:
            pieces.setdefault(part.marks[node], set()).add(node)
    return [members.difference(*pieces.values()), *pieces.values()]
