"""From scores of pairs to groups, whatever the order in which the pairs were met.

Agglomeration by average link over a whole component, best pair of groups first, ties decided by
name: a greedy form of correlation clustering (Bansal, Blum, Chawla 2004). Averages over the pairs
of two groups keep chains from drifting: where A resembles B and B resembles C, C joins only if it
resembles A and B taken together.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

__all__ = ["MISSING", "components", "group"]

#: Score of a pair that no block proposed: such pairs hardly share anything.
MISSING = -2.0

#: So many unknown pairs count against each known one. Of an event that hundreds of articles tell,
#: blocks compare each account with its neighbours only: the rest are not known to differ.
UNKNOWN = 2

Pair = tuple[str, str]


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
) -> list[tuple[str, ...]]:
    """A partition of the nodes; a pure function of the sets it is given.

    ``scores`` maps pairs to log-odds of being one. Groups join while the mean score over all their
    pairs is positive. Pairs of ``different`` never join; pairs of ``same`` join first, whatever
    else is said, except against ``different``. The nodes of ``late`` join the groups that the
    others have made, so that none of them keeps two such groups apart.
    """
    members: dict[str, set[str]] = {n: {n} for n in nodes}
    home = {n: n for n in members}
    apart: dict[str, set[str]] = defaultdict(set)
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
        return b in apart[a]

    def join(a: str, b: str) -> str:
        """Put the two groups together under the smaller name."""
        keep, gone = min(a, b), max(a, b)
        members[keep] |= members.pop(gone)
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
    return sorted(tuple(sorted(found)) for found in members.values())
