"""What of a graph a reasoner is given: individuals and how they are linked, up to a number.

HermiT decides OWL 2 DL in full, and takes the longer the more individuals there are (42 s for 520
with their literals, measured). Passages outnumber all other nodes and can contradict nothing but
the offsets, which the shapes check; literals of dates are unknown to it. So neither is passed on,
and of a large graph a sample is.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.iris import KG
from kg.map.terms import EVIDENCE, IN_ARTICLE, MENTIONS, PASSAGE, TYPE

__all__ = ["select"]

_LEFT_OUT = frozenset((EVIDENCE, IN_ARTICLE, MENTIONS))


def select(triples: Iterable[Triple], most: int = 0) -> tuple[frozenset[Triple], int, int]:
    """The types of individuals and the properties between them.

    ``most`` individuals are taken, the most linked first, then in the order of their IRIs; zero
    takes all. Gives the triples, how many individuals they are of, and how many there are.
    """
    types: dict[NamedNode, set[NamedNode]] = {}
    links: list[Triple] = []
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
            continue
        if predicate == TYPE:
            if value.value.startswith(KG):
                types.setdefault(subject, set()).add(value)
        elif predicate.value.startswith(KG) and predicate not in _LEFT_OUT:
            links.append(triple)
    individuals = {
        node for node, classes in types.items() if PASSAGE not in classes and not _is_term(node)
    }
    degree = dict.fromkeys(individuals, 0)
    for triple in links:
        for node in (triple.subject, triple.object):
            if isinstance(node, NamedNode) and node in degree:
                degree[node] += 1
    order = sorted(individuals, key=lambda node: (-degree[node], node.value))
    taken = set(order[:most] if most else order)
    chosen = {Triple(node, TYPE, class_) for node in taken for class_ in types[node]}
    for triple in links:
        inside = triple.object in taken or _is_term(triple.object)
        if triple.subject in taken and inside:
            chosen.add(triple)
    return frozenset(chosen), len(taken), len(individuals)


def _is_term(node: object) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(KG)
