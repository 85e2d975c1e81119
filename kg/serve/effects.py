"""What a SPARQL update does to a store at an address: worked out here, then written as one change.

Such a store keeps a merged view and the number of its last change, which an update sent straight to
it would pass by. So the store is asked for the solutions of ``WHERE`` alone; what they insert and
delete is made of the templates by the library's own engine on an empty database; and the sum of all
operations is written through `Store.write`: whole or not at all, with the view in step.

Operations of one request see what those before them did, but for ``WHERE``: that is answered by the
store as it was, and so it is refused where an operation before it may have changed something.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Triple,
)
from pyoxigraph import Store as Database

from kg.errors import UsageError
from kg.query.tokens import Token, tokens
from kg.store.protocol import Changes
from kg.store.remote.rewrite import with_prefixes
from kg.store.remote.store import RemoteStore

__all__ = ["effect", "refused"]

#: Solutions that the templates are filled with at once.
_TOGETHER = 5_000


def effect(store: RemoteStore, text: str, base: str = "") -> Changes:
    """The changes that an update comes to; it has been checked for LOAD and SERVICE before.

    Raises `SyntaxError` where it does not parse, and `UsageError` where it writes to the default
    graph, which is the merged view, or asks for what it has just changed.
    """
    # On nothing, to parse it in the user's own words. A graph that is not there is no error.
    with contextlib.suppress(OSError, RuntimeError):
        Database().update(text, prefixes=store.prefixes, base_iri=base or None)
    work = _Work(store, base)
    for prologue, operation in _operations(text):
        work.do(prologue, operation)
    return work.changes()


def refused() -> UsageError:
    """That the merged view cannot be written to."""
    return UsageError(
        "the default graph of this store is the merged view of its graphs and cannot be written "
        "to; write to a named graph (GRAPH <...> { ... }, ?graph=...), and the view follows"
    )


class _Work:
    """The sum of the operations so far: graphs as a whole, and single quads of others."""

    def __init__(self, store: RemoteStore, base: str) -> None:
        self._store = store
        self._base = base
        self._whole: dict[NamedNode, set[Triple]] = {}
        self._added: set[Quad] = set()
        self._removed: set[Quad] = set()

    def changes(self) -> Changes:
        """All of it. Blank nodes stand in it as they were written."""
        whole = {name: frozenset(triples) for name, triples in self._whole.items()}
        return Changes(whole, frozenset(self._added), frozenset(self._removed))

    def do(self, prologue: str, operation: list[Token]) -> None:
        """Take in one operation, given by its tokens."""
        words = [token.upper for token in operation[:2]]
        if words == ["INSERT", "DATA"]:
            self._put(self._quads(prologue, "", _text(operation[2:]), [""]))
        elif words == ["DELETE", "DATA"]:
            self._take(self._quads(prologue, "", _text(operation[2:]), [""]))
        elif words[0] in ("INSERT", "DELETE", "WITH"):
            self._modify(prologue, operation)
        elif words[0] in ("CLEAR", "DROP"):
            if operation[-2].upper != "GRAPH":
                raise UsageError(f"{words[0]} takes one graph here: {words[0]} GRAPH <...>")
            self._set(self._name(prologue, operation[-1]), set())
        elif words[0] in ("COPY", "MOVE", "ADD"):
            self._between(prologue, operation)
        # CREATE: such a store has no graphs that hold nothing.

    def _modify(self, prologue: str, operation: list[Token]) -> None:
        if self._whole or self._added or self._removed:
            raise UsageError(
                "an operation with WHERE comes after one that changes the store, which a store at "
                "an address cannot answer within one request; send them one by one"
            )
        start = 2 if operation[0].upper == "WITH" else 0
        graph = str(self._name(prologue, operation[1])) if start else ""
        groups = {"DELETE": "", "INSERT": "", "WHERE": ""}
        using: list[str] = []
        word, at = "", start
        while at < len(operation):
            token = operation[at]
            if token.text == "{":
                end = _closing(operation, at)
                groups[word] = _text(operation[at : end + 1])
                at = end
            elif token.upper == "USING":
                named = operation[at + 1].upper == "NAMED"
                at += 2 if named else 1
                name = self._name(prologue, operation[at])
                self._known(name)
                using.append(f"FROM {'NAMED ' if named else ''}{name}")
            else:
                word = token.upper
            at += 1
        if not groups["DELETE"] and not groups["INSERT"]:
            # DELETE WHERE { pattern }: the pattern is the template.
            groups["DELETE"] = groups["WHERE"]
        if graph and not using:
            groups["WHERE"] = f"{{ GRAPH {graph} {groups['WHERE']} }}"
        rows = list(self._solutions(prologue, groups, " ".join(using)))
        scope = f"WITH {graph}" if graph else ""
        gone = self._quads(prologue, scope, groups["DELETE"], rows)
        self._put(self._quads(prologue, scope, groups["INSERT"], rows), gone)

    def _solutions(self, prologue: str, groups: dict[str, str], using: str) -> Iterator[str]:
        """What WHERE gives, as the data of VALUES over the variables of the templates."""
        templates = groups["DELETE"] + groups["INSERT"]
        names = _variables(templates)
        head = f"VALUES ({' '.join(names)})"
        # Blank nodes are made anew for each solution.
        few = "" if "_:" in templates or "[" in templates else "DISTINCT "
        wanted = f"SELECT {few}{' '.join(names)}" if names else "ASK"
        text = f"{wanted} {using} WHERE {groups['WHERE']}"
        whole = with_prefixes(f"{self._prologue(prologue)}{text}", self._store.prefixes)
        found = self._store.answer(whole, graph=False, own_dataset=bool(using))
        if isinstance(found, QueryBoolean):
            if found:
                yield f"{head} {{ () }}"
            return
        assert isinstance(found, QuerySolutions)
        rows = (" ".join(map(_value, row)) for row in found)
        while some := list(islice(rows, _TOGETHER)):
            yield f"{head} {{ {' '.join(f'({row})' for row in some)} }}"

    def _quads(self, prologue: str, scope: str, template: str, rows: Iterable[str]) -> set[Quad]:
        """The quads that a template gives, with each of the data blocks."""
        if not template:
            return set()
        scratch = Database()
        for data in rows:
            scratch.update(
                f"{self._prologue(prologue)}{scope} INSERT {template} WHERE {{ {data} }}",
                prefixes=self._store.prefixes,
            )
        return set(scratch)

    def _prologue(self, prologue: str) -> str:
        return (f"BASE {NamedNode(self._base)} " if self._base else "") + prologue

    def _name(self, prologue: str, token: Token) -> NamedNode:
        """The graph that an IRI or prefixed name of the update names."""
        template = f"{{ GRAPH {token.text} {{ <urn:s> <urn:p> <urn:o> }} }}"
        (quad,) = self._quads(prologue, "", template, [""])
        assert isinstance(quad.graph_name, NamedNode)
        return quad.graph_name

    def _known(self, name: NamedNode) -> None:
        """USING names graphs of the store; some servers would fetch others."""
        if not self._now(name):
            raise UsageError(f"USING {name}: the store has no such graph, and nothing is fetched")

    def _between(self, prologue: str, operation: list[Token]) -> None:
        """COPY, MOVE and ADD: from one graph to another (SPARQL 1.1 Update, 3.2.3 to 3.2.5)."""
        places = [t for t in operation[1:] if t.upper not in ("SILENT", "GRAPH", "TO")]
        if any(token.upper == "DEFAULT" for token in places):
            raise refused()
        source, target = (self._name(prologue, token) for token in places)
        if source == target:
            return
        kind = operation[0].upper
        content = self._now(source)
        if not content:
            if operation[1].upper == "SILENT":
                return
            raise UsageError(f"{kind}: the store has no graph {source}")
        self._set(target, content | self._now(target) if kind == "ADD" else content)
        if kind == "MOVE":
            self._set(source, set())

    def _now(self, name: NamedNode) -> set[Triple]:
        """What a graph holds by now."""
        if name in self._whole:
            return set(self._whole[name])
        gone = {quad.triple for quad in self._removed if quad.graph_name == name}
        come = {quad.triple for quad in self._added if quad.graph_name == name}
        return (set(self._store.triples(name)) - gone) | come

    def _set(self, name: NamedNode, triples: set[Triple]) -> None:
        self._whole[name] = triples
        self._added = {quad for quad in self._added if quad.graph_name != name}
        self._removed = {quad for quad in self._removed if quad.graph_name != name}

    def _put(self, quads: set[Quad], gone: Iterable[Quad] = ()) -> None:
        """Take quads out, then put others in."""
        self._take(set(gone))
        for quad in quads:
            name = _graph(quad)
            if name in self._whole:
                self._whole[name].add(quad.triple)
            else:
                self._removed.discard(quad)
                self._added.add(quad)

    def _take(self, quads: set[Quad]) -> None:
        for quad in quads:
            name = _graph(quad)
            if name in self._whole:
                self._whole[name].discard(quad.triple)
            else:
                self._added.discard(quad)
                self._removed.add(quad)


def _graph(quad: Quad) -> NamedNode:
    if isinstance(quad.graph_name, DefaultGraph):
        raise refused()
    if not isinstance(quad.graph_name, NamedNode):
        raise UsageError("a graph needs an IRI for its name here")
    return quad.graph_name


def _operations(text: str) -> Iterator[tuple[str, list[Token]]]:
    """The operations of an update that parses, each with the prologue that holds for it."""
    prologue: list[Token] = []
    operation: list[Token] = []
    depth = 0
    for token in tokens(text):
        if token.kind == "other":
            depth += (token.text in "{([") - (token.text in "})]")
        if token.text == ";" and not depth:
            if operation:
                yield _text(prologue), operation
            operation = []
        elif operation or not _of_prologue(prologue, token):
            operation.append(token)
        else:
            prologue.append(token)
    if operation:
        yield _text(prologue), operation


def _of_prologue(before: list[Token], token: Token) -> bool:
    """Whether a token that begins an operation, or follows on a prologue, is of the prologue."""
    if token.upper in ("PREFIX", "BASE"):
        return True
    last = before[-1].upper if before else ""
    return last in ("PREFIX", "BASE") or (token.kind == "iri" and last.endswith(":"))


def _closing(found: list[Token], start: int) -> int:
    depth = 0
    for i in range(start, len(found)):
        depth += (found[i].text == "{") - (found[i].text == "}")
        if not depth:
            return i
    raise AssertionError("it has been parsed")


def _text(found: Iterable[Token]) -> str:
    """The tokens as text again: one space between what was apart."""
    out: list[str] = []
    end = -1
    for token in found:
        out += [" " if end >= 0 and token.start > end else "", token.text]
        end = token.end
    return "".join(out) + " "


def _variables(text: str) -> list[str]:
    found = (f"?{token.text[1:]}" for token in tokens(text) if token.kind == "var")
    return list(dict.fromkeys(found))


def _value(term: object) -> str:
    if isinstance(term, BlankNode):
        raise UsageError("the pattern finds blank nodes, which cannot be named in a change")
    return "UNDEF" if term is None else str(term)
