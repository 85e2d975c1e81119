"""Which actor accounts are one node: decided by signatures of a name, a small number each.

A *signature* is what tells namesakes apart: the name's IRI, the kind of thing, the Wikidata item,
the countries whose national offices the person holds. However many articles name "Barack Obama",
they have a handful of signatures between them, so one more article costs no more than the first.

The rules, in order:

1. Accounts linked to one Wikidata item are one node, under whatever name.
2. Accounts of one name and kind without a link are one node unless their countries differ: no two
   countries have one person in their offices. With a link somewhere, they join the linked node
   whose countries agree with theirs.
3. Accounts that say nothing beside the name join the only node of that name and kind, or the one
   that nine tenths of the accounts mean; where there is neither they stay a node of their own.
4. A bare acronym joins the long form that articles write beside it, where that is one and the same.
5. A person's decisions come before all that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.iris import slug
from kg.resolve.accounts import ActorAccount

__all__ = ["ActorNode", "Signature", "family", "resolve_actors", "signature_of"]

#: The share of the accounts of a name that one node needs before bare accounts join it.
DOMINANCE = 0.9

_FAMILIES = {
    "Person": "person",
    "Organization": "organization",
    "Group": "organization",
    "Country": "place",
    "Place": "place",
}


def family(type_: str) -> str:
    """Kinds that do not exclude one another: groups are organisations, countries are places."""
    return _FAMILIES.get(type_, "organization")


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """What tells namesakes apart. ``iri`` is the IRI minted from the name."""

    iri: str
    family: str
    qid: str = ""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorNode:
    """One node: its IRI and the signatures that it gathers, with why they are one."""

    iri: str
    signatures: tuple[Signature, ...]
    reasons: tuple[str, ...] = ()


def signature_of(account: ActorAccount) -> Signature:
    """The signature of an account."""
    kind = family(account.type)
    countries = account.countries if kind == "person" else ()
    return Signature(account.iri, kind, account.qid, countries)


#: A signature with the number of its accounts and its earliest (published or "9999", article).
Told = Mapping[Signature, tuple[int, tuple[str, str]]]


def resolve_actors(
    told: Told,
    aliases: Mapping[tuple[str, str], int] | None = None,
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
) -> list[ActorNode]:
    """The nodes of a set of signatures; pure, the order of the arguments plays no part.

    ``told`` gives for each signature how many articles have it and the earliest of them.
    ``aliases`` counts the articles that write an acronym (its IRI) beside a long form (its IRI).
    ``same`` and ``different`` are people's decisions over IRIs of names or nodes.
    """
    groups = _Groups(told)
    by_name: dict[tuple[str, str], list[Signature]] = defaultdict(list)
    for signature in sorted(told):
        by_name[signature.iri, signature.family].append(signature)
        if signature.qid:
            groups.join(f"qid {signature.qid}", signature, f"same Wikidata item {signature.qid}")
    for name in sorted(by_name):
        _join_countries(groups, [s for s in by_name[name] if not s.qid and s.countries])
    for name in sorted(by_name):
        _join_bare(groups, by_name[name])
    split = {frozenset(pair) for pair in different}
    _join_acronyms(groups, by_name, aliases or {}, split)
    nodes = _name(groups)
    return _decide(nodes, told, sorted({(min(p), max(p)) for p in same}), split)


class _Groups:
    """Signatures in groups under construction."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.home: dict[Signature, str] = {}
        self.members: dict[str, list[Signature]] = defaultdict(list)
        self.reasons: dict[str, set[str]] = defaultdict(set)

    def join(self, group: str, signature: Signature, reason: str = "") -> None:
        self.home[signature] = group
        self.members[group].append(signature)
        if reason:
            self.reasons[group].add(reason)

    def unite(self, keep: str, gone: str, reason: str) -> None:
        for signature in self.members.pop(gone):
            self.join(keep, signature)
        self.reasons[keep] |= self.reasons.pop(gone, set())
        self.reasons[keep].add(reason)

    def of(self, signatures: Iterable[Signature]) -> list[str]:
        return sorted({self.home[s] for s in signatures if s in self.home})

    def countries(self, group: str) -> set[str]:
        return {c for s in self.members[group] for c in s.countries}

    def count(self, group: str) -> int:
        return sum(self.told[s][0] for s in self.members[group])

    def first(self, group: str) -> tuple[str, str]:
        return min(self.told[s][1] for s in self.members[group])


def _join_countries(groups: _Groups, signatures: list[Signature]) -> None:
    """Unlinked accounts of one name with offices: by country, with the linked node that agrees."""
    alike: list[tuple[set[str], list[Signature]]] = []
    for signature in signatures:
        countries, members = set(signature.countries), [signature]
        rest = []
        for known, others in alike:
            if known & countries:
                countries |= known
                members = others + members
            else:
                rest.append((known, others))
        alike = [*rest, (countries, members)]
    for countries, members in alike:
        name = members[0]
        linked = groups.of(s for s in groups.told if (s.iri, s.family) == (name.iri, name.family))
        agree = [g for g in linked if g.startswith("qid ") and groups.countries(g) & countries]
        open_ = [g for g in linked if g.startswith("qid ") and not groups.countries(g)]
        if len(agree) == 1:
            target, reason = agree[0], "an office of the same country"
        elif not agree and len(open_) == 1 and len(alike) == 1:
            target, reason = open_[0], "the same name, nothing against it"
        else:
            target = f"name {name.iri} {name.family} {min(countries)}"
            reason = "an office of the same country" if len(members) > 1 else ""
        for signature in members:
            groups.join(target, signature, reason)


def _join_bare(groups: _Groups, signatures: list[Signature]) -> None:
    """Accounts that say nothing beside the name: to the only, or the dominant, node of the name."""
    bare = [s for s in signatures if not s.qid and not s.countries]
    if not bare:
        return
    known = groups.of(signatures)
    counts = {
        g: sum(groups.told[s][0] for s in signatures if groups.home.get(s) == g) for g in known
    }
    dominant = [g for g in known if counts[g] >= DOMINANCE * sum(counts.values())]
    target = dominant[0] if len(dominant) == 1 else f"name {bare[0].iri} {bare[0].family}"
    for signature in bare:
        groups.join(target, signature)


def _join_acronyms(
    groups: _Groups,
    by_name: Mapping[tuple[str, str], list[Signature]],
    aliases: Mapping[tuple[str, str], int],
    split: set[frozenset[str]],
) -> None:
    longs: dict[str, dict[str, int]] = defaultdict(dict)
    for (short, long), count in sorted(aliases.items()):
        longs[short][long] = longs[short].get(long, 0) + count
    for short, found in sorted(longs.items()):
        for kind in ("organization", "place"):
            targets: dict[str, int] = defaultdict(int)
            name = ""
            for long, count in found.items():
                for group in groups.of(by_name.get((long, kind), ())):
                    targets[group] += count
                    name = long
            own = groups.of(by_name.get((short, kind), ()))
            if len(targets) != 1 or len(own) != 1 or frozenset((short, name)) in split:
                continue
            target = next(iter(targets))
            if own[0] == target or own[0].startswith("qid ") or (own[0] not in groups.members):
                continue
            groups.unite(target, own[0], "an acronym beside its long form")


def _name(groups: _Groups) -> list[ActorNode]:
    """Give each group the IRI of its earliest account's name; namesakes get a suffix."""
    taken: set[str] = set()
    nodes = []
    for group in sorted(groups.members, key=lambda g: (groups.first(g), g)):
        signatures = sorted(groups.members[group])
        lead = min(signatures, key=lambda s: (groups.told[s][1], s))
        iri = lead.iri
        if iri in taken:
            iri = f"{lead.iri}-{_suffix(signatures, lead)}"
        while iri in taken:
            iri += "-x"
        taken.add(iri)
        nodes.append(ActorNode(iri, tuple(signatures), tuple(sorted(groups.reasons[group]))))
    return nodes


def _suffix(signatures: list[Signature], lead: Signature) -> str:
    qid = next((s.qid for s in signatures if s.qid), "")
    countries = sorted({c for s in signatures for c in s.countries})
    return slug(qid or " ".join(countries) or lead.family)


def _decide(
    nodes: list[ActorNode],
    told: Told,
    same: list[tuple[str, str]],
    split: set[frozenset[str]],
) -> list[ActorNode]:
    """Apply people's decisions: nodes that they joined take the IRI of the earliest."""
    by_iri = {n.iri: n for n in nodes}

    def find(iri: str) -> ActorNode | None:
        if iri in by_iri:
            return by_iri[iri]
        return next((n for n in by_iri.values() if any(s.iri == iri for s in n.signatures)), None)

    for left, right in same:
        a, b = find(left), find(right)
        if a is None or b is None or a is b or frozenset((left, right)) in split:
            continue
        first = min((a, b), key=lambda n: (min(told[s][1] for s in n.signatures), n.iri))
        united = ActorNode(
            first.iri,
            tuple(sorted({*a.signatures, *b.signatures})),
            tuple(sorted({*a.reasons, *b.reasons, "a person's decision"})),
        )
        del by_iri[a.iri], by_iri[b.iri]
        by_iri[united.iri] = united
    for pair in sorted(sorted(p) for p in split):
        if len(pair) == 2:
            _part(by_iri, told, pair[0], pair[1])
    return sorted(by_iri.values(), key=lambda n: n.iri)


def _part(by_iri: dict[str, ActorNode], told: Told, left: str, right: str) -> None:
    """Take the accounts of one name out of the node that holds both names."""
    for node in list(by_iri.values()):
        names = {s.iri for s in node.signatures}
        if left in names and right in names:
            moved = right if node.iri != right else left
            gone = tuple(s for s in node.signatures if s.iri == moved)
            kept = tuple(s for s in node.signatures if s.iri != moved)
            del by_iri[node.iri]
            by_iri[node.iri] = ActorNode(node.iri, kept, node.reasons)
            by_iri[moved] = ActorNode(moved, gone, ("a person's decision",))
