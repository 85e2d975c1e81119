"""A change of a remote store: applied whole, once, whatever goes away in the middle.

SPARQL knows no transaction over several requests. What is promised here, and by what:

- Each change has a number, with random digits behind it, so that no two share one. A request that
  changes graphs does so only where the store still has the number before (``WHERE { ...
  store:sequence "41.9f3c" }``), and sets the new one with its last operation: sent twice, or late,
  it does nothing, and of two writers one is told that it was overtaken.
- Where the store runs one request as one transaction (`Shape.atomic`) and the change fits into one
  request, that is all.
- A larger change, and every change of another store, is first written beside the graphs, into
  graphs of its own (``graph/staging/...``), in requests of a bounded size. A plan, noted in the
  store, says which of them go where. Then the plan is marked as ready and carried out: in one
  request where that is atomic, so that readers see all or nothing; else in several, between which
  readers may see an article half written.
- A writer that ends in between leaves the plan. The next one carries out a plan that was ready
  (every operation may run twice) and takes away one that was not: after `recover` a change is there
  whole or not at all.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import StoreError
from kg.store.protocol import Delta, GraphName
from kg.store.remote.client import Client, TooLargeError
from kg.store.remote.stamp import SEQUENCE, Shape, stage
from kg.store.remote.terms import STORE, Terms

__all__ = ["Committer", "following", "sequence_of"]

_PLAN = NamedNode(STORE + "staging")
_READY = NamedNode(STORE + "ready")
#: Bytes of one request: the largest that is tried, and the smallest when a server refuses it.
_MOST, _LEAST = 8 << 20, 64 << 10
#: Operations of one request, where a request is no transaction anyway.
_OPERATIONS = 16
_ALL = "?s ?p ?o"


class Committer:
    """Writes changes to one store. ``most`` is how many bytes one request may have."""

    def __init__(self, client: Client, shape: Shape, terms: Terms, most: int = _MOST) -> None:
        self._client = client
        self._shape = shape
        self._terms = terms
        self._most = most
        self._log = shape.graphs.log
        self._number: str | None = None

    @property
    def number(self) -> str:
        """The number of the last change."""
        if self._number is None:
            self.recover()
        assert self._number is not None
        return self._number

    def recover(self) -> None:
        """Finish or take away what a former writer left."""
        log = self._log
        rows = list(
            self._client.rows(
                f"SELECT ?plan ?ready {{ GRAPH {log} {{ {log} {_PLAN} ?plan "
                f"OPTIONAL {{ {log} {_READY} ?ready }} }} }}"
            )
        )
        for row in rows:
            plan = json.loads(row["plan"].value)
            ready = row["ready"]
            if isinstance(ready, Literal) and ready.value == plan["id"]:
                self._carry_out(plan)
            self._clean(plan)
        self._number = sequence_of(self._client, self._log)

    def apply(self, work: Delta, new: str) -> None:
        """Apply the change; ``new`` is its number (`following`).

        Raises `StoreError` where the store went away or another writer came in between.
        """
        # Where the store goes away before the end, what it has taken is found out anew.
        number, self._number = self.number, None
        if not self._at_once(work, number, new):
            self._staged(work, number, new)
        self._number = new

    # One request

    def _at_once(self, work: Delta, number: str, new: str) -> bool:
        """Write the change in one request, where the store and the size allow that."""
        if not self._shape.atomic:
            return False
        text = self._update(work, number, new)
        if len(text) > self._most:
            return False
        try:
            self._client.update(text)
        except TooLargeError:
            self._shrink(len(text))
            return False
        self._advanced(new)
        return True

    def _update(self, work: Delta, number: str, new: str) -> str:
        log = self._log
        before = f'GRAPH {log} {{ {log} {SEQUENCE} "{number}" }}'
        after = f'GRAPH {log} {{ {log} {SEQUENCE} "{new}" }}'
        parts = [
            f"DELETE {{ {_in(graph, _ALL)} }} WHERE {{ {before} {_in(graph, _ALL)} }}"
            for graph in sorted(map(self._target, work.dropped))
        ]
        removed, added = self._data(work.removed), self._data(work.added)
        parts.append(
            f"DELETE {{ {before}\n{removed} }}\nINSERT {{ {after}\n{added} }}\nWHERE {{ {before} }}"
        )
        return " ;\n".join(parts)

    def _data(self, quads: Iterable[Any]) -> str:
        return "\n".join(
            _in(graph, " .\n".join(lines)) for graph, lines in sorted(self._lines(quads).items())
        )

    def _lines(self, quads: Iterable[Any]) -> dict[str, list[str]]:
        """The triples as N-Triples, by the graph that they go into, sorted."""
        by_graph: dict[str, list[str]] = {}
        names: dict[GraphName, str] = {}
        for quad in quads:
            graph = quad.graph_name
            name = names.get(graph)
            if name is None:
                name = names[graph] = self._target(graph)
            by_graph.setdefault(name, []).append(self._terms.triple(quad.triple))
        for lines in by_graph.values():
            lines.sort()
        return by_graph

    def _target(self, graph: GraphName) -> str:
        """The graph's name; empty for the store's default graph."""
        if isinstance(graph, DefaultGraph):
            view = self._shape.view_graph
            return "" if view is None else view.value
        if not isinstance(graph, NamedNode):
            raise StoreError("a graph of a remote store needs an IRI for its name")
        return graph.value

    # Many requests

    def _staged(self, work: Delta, number: str, new: str) -> None:
        added, removed = self._lines(work.added), self._lines(work.removed)
        dropped = set(map(self._target, work.dropped))
        plan: dict[str, Any] = {
            "id": uuid.uuid4().hex,
            "next": new,
            "graphs": [
                [graph, graph in added, graph in removed, graph in dropped]
                for graph in sorted({*added, *removed, *dropped})
            ],
        }
        log, client = self._log, self._client
        there = f'WHERE {{ GRAPH {log} {{ {log} {SEQUENCE} "{number}" }} }}'
        noted = f"{log} {_PLAN} {Literal(json.dumps(plan))}"
        client.update(f"INSERT {{ GRAPH {log} {{ {noted} }} }} {there}")
        for place, (graph, adds, removes, _) in enumerate(plan["graphs"]):
            if adds:
                self._stage(self._staging(plan, place, "new"), added[graph])
            if removes:
                self._stage(self._staging(plan, place, "old"), removed[graph])
        client.update(
            f"INSERT {{ GRAPH {log} {{ {log} {_READY} {Literal(plan['id'])} }} }} {there}"
        )
        self._carry_out(plan)
        self._clean(plan)

    def _stage(self, graph: str, lines: list[str]) -> None:
        rest = lines
        while rest:
            some = _first(rest, self._most)
            try:
                stage(self._client, graph, some)
            except TooLargeError:
                self._shrink(sum(map(len, some)))
                continue
            rest = rest[len(some) :]

    def _shrink(self, refused: int) -> None:
        self._most = min(self._most, refused) // 2
        if self._most < _LEAST:
            raise StoreError(f"{self._client.address} refuses requests of {2 * self._most:,} bytes")

    def _staging(self, plan: dict[str, Any], place: int, kind: str) -> str:
        return f"{self._shape.staging}{plan['id']}/{place}/{kind}"

    def _carry_out(self, plan: dict[str, Any]) -> None:
        log = self._log
        ready = f"GRAPH {log} {{ {log} {_READY} {Literal(plan['id'])} }}"
        operations = [
            text
            for place, (graph, adds, removes, drops) in enumerate(plan["graphs"])
            for text in self._moves(plan, place, graph, adds, removes, drops, ready)
        ]
        last = (
            f"DELETE {{ {ready} GRAPH {log} {{ {log} {SEQUENCE} ?n }} }} "
            f'INSERT {{ GRAPH {log} {{ {log} {SEQUENCE} "{plan["next"]}" }} }} '
            f"WHERE {{ {ready} GRAPH {log} {{ {log} {SEQUENCE} ?n }} }}"
        )
        if self._shape.atomic:
            self._client.update(" ;\n".join([*operations, last]))
        else:
            for some in _chunks(operations, _OPERATIONS):
                self._client.update(" ;\n".join(some))
            self._client.update(last)
        self._advanced(str(plan["next"]))

    def _moves(
        self,
        plan: dict[str, Any],
        place: int,
        graph: str,
        adds: bool,
        removes: bool,
        drops: bool,
        ready: str,
    ) -> Iterator[str]:
        content = _in(graph, _ALL)
        if drops:
            yield f"DELETE {{ {content} }} WHERE {{ {ready} {content} }}"
        if removes:
            old = _in(self._staging(plan, place, "old"), _ALL)
            yield f"DELETE {{ {content} }} WHERE {{ {ready} {old} }}"
        if adds:
            new = _in(self._staging(plan, place, "new"), _ALL)
            yield f"INSERT {{ {content} }} WHERE {{ {ready} {new} }}"

    def _clean(self, plan: dict[str, Any]) -> None:
        """Take away what the plan staged, and then the plan."""
        staged = [
            f"DROP SILENT GRAPH <{self._staging(plan, place, kind)}>"
            for place, (_, adds, removes, _) in enumerate(plan["graphs"])
            for kind, there in (("new", adds), ("old", removes))
            if there
        ]
        for some in _chunks(staged, 4 * _OPERATIONS):
            self._client.update(" ;\n".join(some))
        log = self._log
        self._client.update(
            f"DELETE {{ GRAPH {log} {{ {log} {_PLAN} ?plan }} }} "
            f"WHERE {{ GRAPH {log} {{ {log} {_PLAN} ?plan }} }}"
        )

    # The number

    def _advanced(self, number: str) -> None:
        if sequence_of(self._client, self._log) != number:
            raise StoreError(
                f"{self._client.address}: another process wrote in between; run the command again"
            )


def following(number: str) -> str:
    """A number for the change after this one."""
    return f"{int(number.partition('.')[0]) + 1}.{secrets.token_hex(8)}"


def sequence_of(client: Client, log: NamedNode) -> str:
    """The number of the last change that the store has taken."""
    rows = list(client.rows(f"SELECT ?n {{ GRAPH {log} {{ {log} {SEQUENCE} ?n }} }}"))
    if len(rows) != 1 or not isinstance(rows[0]["n"], Literal):
        raise StoreError(f"{client.address}: the number of the last change is gone from {log}")
    return rows[0]["n"].value


def _in(graph: str, pattern: str) -> str:
    return f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern


def _first(lines: list[str], most: int) -> list[str]:
    """The lines that fit into one request; at least one."""
    size = 0
    for i, line in enumerate(lines):
        # Characters, not bytes: at worst four times as many.
        size += len(line) + 4
        if size > most and i:
            return lines[:i]
    return lines


def _chunks(items: list[str], most: int) -> Iterator[list[str]]:
    for start in range(0, len(items), most):
        yield items[start : start + most]
