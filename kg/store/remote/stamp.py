"""What kg notes in a remote store about that store, and how it finds it out: by trying.

One literal in the graph that exports leave out (``graph/log``): the base of the IRIs, an id of the
store, and what differs between stores:

- ``view``: where the merged view is. ``default``: in the default graph, which plain patterns mean
  alone. ``graph``: in a named graph, and queries are rewritten (stores whose plain patterns mean
  the union of all graphs). ``default-graph-uri`` would not do: as the protocol has it, a query that
  names its default graph sees no others, and Virtuoso then answers ``GRAPH ?g`` from all graphs but
  ``GRAPH <one>`` from none;
- ``atomic``: whether a request that fails half way leaves nothing of its first half;
- ``escaped``: datatypes that the store cannot keep (`kg.store.remote.terms`);
- ``foreign``: graphs that were there before kg came.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import KgError, QueryError, StoreError
from kg.store.graphs import Graphs
from kg.store.remote.client import Client
from kg.store.remote.terms import PROBES, STORE, Terms

__all__ = ["SEQUENCE", "Shape", "examine", "read_shape", "stage", "write_shape"]

FORMAT = 1
_STAMP = NamedNode(STORE + "storeStamp")
#: The log -> string: how many changes the store has taken.
SEQUENCE = NamedNode(STORE + "sequence")
_PROBE = NamedNode(STORE + "probe")
_VIEWS = ("default", "graph")
#: Triples of one INSERT DATA: Virtuoso's compiler gives up above some 1,500.
_TRIPLES = 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of one remote store; see the module's description."""

    base: str
    id: str
    view: str = "default"
    atomic: bool = False
    escaped: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()

    @property
    def graphs(self) -> Graphs:
        """The names of the shared graphs."""
        return Graphs(self.base)

    @property
    def view_graph(self) -> NamedNode | None:
        """The named graph of the merged view; None where that is the default graph."""
        return None if self.view == "default" else self.graphs.named("view")

    @property
    def staging(self) -> str:
        """With what the names of graphs begin that hold changes which are being written."""
        return f"{self.base}graph/staging/"

    def hidden(self, graph: str) -> bool:
        """Whether a graph is neither an article's nor one of the shared graphs."""
        if self.view_graph is not None and graph == self.view_graph.value:
            return True
        return graph.startswith(self.staging) or graph in self.foreign


def read_shape(client: Client) -> Shape | None:
    """What the store says of itself; None where kg has not written to it.

    Raises `StoreError` where the store is of another version, or holds two stores of kg.
    """
    found = list(client.rows(f"SELECT ?g ?stamp {{ GRAPH ?g {{ ?g {_STAMP} ?stamp }} }}"))
    if not found:
        return None
    if len(found) > 1:
        raise StoreError(
            f"{client.address} holds {len(found)} stores of kg; give each a data set of its own"
        )
    term = found[0]["stamp"]
    try:
        assert isinstance(term, Literal)
        data = json.loads(term.value)
        version = int(data["format"])
        shape = Shape(
            str(data["base"]),
            str(data["id"]),
            str(data["view"]),
            bool(data["atomic"]),
            frozenset(map(str, data["escaped"])),
            frozenset(map(str, data["foreign"])),
        )
    except (ValueError, KeyError, TypeError, AssertionError):
        raise StoreError(f"{client.address}: the stamp of the store is damaged") from None
    if version != FORMAT or shape.view not in _VIEWS:
        raise StoreError(
            f"{client.address} has store format {version}, this version of kg reads {FORMAT}; "
            "export it with the version that wrote it and kg load the file"
        )
    return shape


def write_shape(client: Client, shape: Shape) -> None:
    """Note it in the store."""
    data = {
        "format": FORMAT,
        "base": shape.base,
        "id": shape.id,
        "view": shape.view,
        "atomic": shape.atomic,
        "escaped": sorted(shape.escaped),
        "foreign": sorted(shape.foreign),
    }
    log = shape.graphs.log
    facts = f'{_STAMP} {Literal(json.dumps(data))} ; {SEQUENCE} "0.{shape.id[:16]}"'
    client.update(f"INSERT DATA {{ GRAPH {log} {{ {log} {facts} }} }}")


def stage(client: Client, graph: str, lines: list[str]) -> None:
    """Add N-Triples lines to a graph, in the way that the store takes best."""
    if client.graphs is not None:
        client.add(graph, "".join(f"{line} .\n" for line in lines).encode("utf-8"))
        return
    for start in range(0, len(lines), _TRIPLES):
        some = " .\n".join(lines[start : start + _TRIPLES])
        client.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{some}\n}} }}")


def examine(client: Client, base: str) -> Shape:
    """Find out how an empty store behaves; what is tried is taken away again.

    Raises `StoreError` where it cannot be a store of kg: it takes no updates, or its default graph
    is in use.
    """
    rows = client.rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    there = {row["g"].value for row in rows if isinstance(row["g"], NamedNode)}
    left = sorted(name for name in there if name.startswith(f"{base}graph/staging/"))
    if left:
        # Whoever tried this before was killed.
        client.update(" ; ".join(f"DROP SILENT GRAPH <{name}>" for name in left))
    foreign = frozenset(there.difference(left))
    probe = f"{base}graph/staging/probe-{uuid.uuid4().hex}"
    try:
        return Shape(
            base,
            uuid.uuid4().hex,
            _view(client, probe),
            _atomic(client, probe),
            _escaped(client, probe),
            foreign,
        )
    finally:
        with contextlib.suppress(KgError):
            drops = " ; ".join(f"DROP SILENT GRAPH <{probe}/{i}>" for i in range(4))
            client.update(drops)


def _view(client: Client, probe: str) -> str:
    one, two = f"<{probe}/0>", f"<{probe}/1>"
    client.update(
        f"INSERT DATA {{ GRAPH {one} {{ {one} {_PROBE} {one} }} "
        f"GRAPH {two} {{ {two} {_PROBE} {two} }} }}"
    )
    if not client.ask(f"ASK {{ GRAPH {one} {{ {one} ?p ?o }} }}"):
        raise StoreError(f"{client.address} shows nothing of what its update endpoint was given")
    if not client.ask(f"ASK {{ {one} ?p ?o }}"):
        if client.ask("ASK { ?s ?p ?o }"):
            raise StoreError(
                f"the default graph of {client.address} holds triples that are not of kg; give kg "
                "a data set of its own"
            )
        return "default"
    inner = f"GRAPH ?g {{ {two} ?q ?r }} GRAPH {two} {{ {two} ?q ?r }}"
    both = client.ask(f"ASK {{ GRAPH {one} {{ {one} ?p ?o . {inner} }} }}")
    if both and not client.ask(f"ASK {{ GRAPH {one} {{ {two} ?q ?r }} }}"):
        return "graph"
    raise StoreError(
        f"{client.address} does not tell its graphs apart in queries; kg needs a store that does"
    )


def _atomic(client: Client, probe: str) -> bool:
    """Whether a request whose second operation fails takes back its first."""
    graph = f"<{probe}/2>"
    try:
        client.update(
            f"INSERT DATA {{ GRAPH {graph} {{ {graph} {_PROBE} {graph} }} }} ; "
            f"DROP GRAPH <{probe}/none>"
        )
    except (StoreError, QueryError):
        return not client.ask(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return False


def _escaped(client: Client, probe: str) -> frozenset[str]:
    """The datatypes that do not come back, or cannot be asked for, as they were written."""
    graph = f"{probe}/3"
    terms = Terms()
    lost = set()
    for i, literal in enumerate(PROBES):
        predicate = NamedNode(f"{graph}#{i}")
        line = terms.triple(Triple(NamedNode(graph), predicate, literal))
        try:
            stage(client, graph, [line])
            rows = client.rows(f"SELECT ?o {{ GRAPH <{graph}> {{ <{graph}> {predicate} ?o }} }}")
            kept = [terms.read(row["o"]) for row in rows] == [literal]
            kept = kept and client.ask(f"ASK {{ GRAPH <{graph}> {{ {line} }} }}")
        except (StoreError, QueryError):
            kept = False
        if not kept:
            lost.add(literal.datatype.value)
    return frozenset(lost)
