"""The process that changes a store for `kg.serve.writing`: does one thing, tells how it went, ends.

The request is a JSON line on stdin with the payload behind it; the outcome is a JSON line on
stdout.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse
from pyoxigraph import Store as Database

from kg.errors import KgError, StoreError, UsageError
from kg.iris import digest
from kg.pipeline.ontology import without_blank_nodes
from kg.query.worker import _limit_memory
from kg.search.follow import follow
from kg.serve.effects import refused
from kg.store.graphs import Graphs
from kg.store.oxigraph import OxigraphStore, open_store
from kg.store.protocol import Changes, GraphName, Store
from kg.store.remote.address import is_address

__all__ = ["main"]

_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_PLAIN = DefaultGraph()
#: Graphs that kg keeps itself and that no client writes to.
_KEPT = ("records", "log", "ontology")


def main() -> None:
    """Read the request, do it, tell the outcome."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    try:
        _limit_memory(int(request.get("memory") or 0))
        outcome = _run(request, sys.stdin.buffer.read())
    except MemoryError:
        outcome = {"error": "memory"}
    except _LateError:
        outcome = {"error": "time"}
    except SyntaxError as error:
        outcome = {"error": "syntax", "message": " ".join(str(error).split())}
    except KgError as error:
        outcome = {"error": type(error).__name__, "message": str(error)}
    except Exception as error:
        outcome = {"error": "other", "message": " ".join(str(error).split())}
    sys.stdout.write(json.dumps(outcome) + "\n")


def _run(request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
    if is_address(request["store"]):
        return _at_address(request, payload)
    with open_store(request["store"], "create") as store:
        follow(store, build=False)
        derived = _derived(store.database, store.graphs)
        if request["kind"] == "update":
            if derived:
                _update_derived(store, request["text"], request["base"])
            else:
                store.database.update(
                    request["text"], prefixes=store.prefixes, base_iri=request["base"] or None
                )
            outcome: dict[str, Any] = {}
        elif derived:
            outcome = _graph(store, request, payload)
        else:
            outcome = _plain_graph(store.database, request, payload)
        store.flush()
        return outcome


def _at_address(request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
    """Change a store at an address, of which the default graph is always the merged view.

    The time limit is for working the change out. Once it is being written it is seen to its end.
    """
    from kg.serve.effects import effect
    from kg.store.remote.store import open_remote

    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, request["seconds"] or 0)
    with open_remote(request["store"], "create", patient=False) as store:
        follow(store, build=False)
        if request["kind"] != "update":
            return _graph(store, request, payload)
        work = effect(store, request["text"], request["base"])
        names = {quad.graph_name for quad in (*work.added, *work.removed)} | set(work.graphs)
        _writable(store, names)
        whole = {g: _triples(map(_in(g), t), store.graphs.base) for g, t in work.graphs.items()}
        ordered = sorted(work.added, key=str)
        added = frozenset(without_blank_nodes(ordered, _prefix(store.graphs.base, ordered)))
        signal.setitimer(signal.ITIMER_REAL, 0)
        store.write(Changes(whole, added, work.removed))
        return {}


class _LateError(Exception):
    """The time is up. No `TimeoutError`, which the client of the store takes for one of its own."""


def _late(number: int, frame: object) -> None:
    raise _LateError


def _derived(database: Database, graphs: Graphs) -> bool:
    """Whether the default graph is the merged view of the named graphs."""
    return any(database.contains_named_graph(name) for name in graphs.shared())


def _update_derived(store: OxigraphStore, text: str, base: str) -> None:
    """Run the update on a copy, and write the named graphs that came out different."""
    changed: dict[NamedNode, frozenset[Triple]] = {}
    with _folder(Path(store.place)) as folder:
        scratch = Path(folder) / "quads"
        store.database.backup(str(scratch))
        copy = Database(str(scratch))
        try:
            copy.update(text, prefixes=store.prefixes, base_iri=base or None)
            same = _same_view(store.database, copy)
            for name in sorted({*store.database.named_graphs(), *copy.named_graphs()}, key=str):
                new = _quads(copy, name)
                if new != _quads(store.database, name):
                    if not isinstance(name, NamedNode):
                        raise UsageError("a graph needs an IRI for its name here")
                    changed[name] = _triples(new, store.graphs.base)
        finally:
            # Closed before its folder goes: the database still writes files until then.
            del copy
    if not same:
        raise refused()
    _write(store, changed)


def _folder(place: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder where readers keep theirs too: whoever reads next sweeps what a kill left there.

    The last reader takes the common folder away, perhaps just when this one is to be made.
    """
    home = place / "readers"
    for _ in range(100):
        with contextlib.suppress(FileNotFoundError):
            home.mkdir(exist_ok=True)
            return tempfile.TemporaryDirectory(
                prefix=f"{os.getpid()}-", dir=home, ignore_cleanup_errors=True
            )
    raise StoreError(f"{home} cannot be made; try again")


def _same_view(before: Database, after: Database) -> bool:
    """Whether the default graph stayed as it was."""
    count = 0
    for quad in after.quads_for_pattern(None, None, None, _PLAIN):
        count += 1
        if quad not in before:
            return False
    return count == sum(1 for _ in before.quads_for_pattern(None, None, None, _PLAIN))


def _writable(store: Store, names: Iterable[GraphName]) -> None:
    """Raises `UsageError` where a graph is none that a client writes to."""
    kept = {store.graphs.named(name) for name in _KEPT}
    shape = getattr(store, "shape", None)
    for name in names:
        if isinstance(name, NamedNode) and (
            name in kept or (shape is not None and shape.hidden(name.value))
        ):
            raise UsageError(f"{name.value} is kept by kg itself and cannot be written to")


def _write(store: Store, changed: Mapping[NamedNode, frozenset[Triple]]) -> None:
    _writable(store, changed)
    if changed:
        if not isinstance(store, OxigraphStore):
            signal.setitimer(signal.ITIMER_REAL, 0)
        store.write(Changes(graphs=dict(changed)))


def _graph(store: Store, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
    """PUT, POST or DELETE of one graph (SPARQL 1.1 Graph Store HTTP Protocol, 5.3 to 5.5)."""
    if request["graph"] is None:
        raise refused()
    name = NamedNode(request["graph"])
    if isinstance(store, OxigraphStore):
        existed = store.database.contains_named_graph(name)
    else:
        existed = any(True for _ in store.grouped(name))
    quads = _payload(request, payload, name)
    if request["kind"] == "delete" and not existed:
        return {"existed": False}
    triples = _triples(quads, store.graphs.base)
    if request["kind"] == "post":
        triples |= store.triples(name)
    _write(store, {name: triples})
    return {"existed": existed}


def _plain_graph(database: Database, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
    """The same in a store that is no more than its quads."""
    name: NamedNode | DefaultGraph = _PLAIN
    if request["graph"] is not None:
        name = NamedNode(request["graph"])
    existed = name == _PLAIN or (
        isinstance(name, NamedNode) and database.contains_named_graph(name)
    )
    quads = _payload(request, payload, name)
    database.update(_plain_update(request["kind"], name, existed, quads))
    return {"existed": existed}


def _payload(
    request: Mapping[str, Any], payload: bytes, name: NamedNode | DefaultGraph
) -> list[Quad]:
    """What was sent, as quads of the graph."""
    if request["kind"] == "delete":
        return []
    quads = []
    for quad in parse(payload, _FORMATS[request["format"]], base_iri=request["base"] or None):
        if not isinstance(quad.graph_name, DefaultGraph):
            raise UsageError("one graph at a time is written; the document holds several")
        quads.append(Quad(quad.subject, quad.predicate, quad.object, name))
    return quads


def _plain_update(
    kind: str, name: NamedNode | DefaultGraph, existed: bool, quads: list[Quad]
) -> str:
    """The change as one SPARQL update, which is one transaction; terms as the library writes them.

    A graph that is put stays known when it is empty (protocol, 5.3).
    """
    named = isinstance(name, NamedNode)
    parts = []
    if kind == "delete":
        return f"DROP SILENT GRAPH {name}" if named else "CLEAR DEFAULT"
    if kind == "put" and existed:
        parts.append(f"CLEAR SILENT GRAPH {name}" if named else "CLEAR DEFAULT")
    if named:
        parts.append(f"CREATE SILENT GRAPH {name}")
    if quads:
        data = "\n".join(f"{quad.triple} ." for quad in quads)
        parts.append(
            f"INSERT DATA {{ GRAPH {name} {{ {data} }} }}" if named else f"INSERT DATA {{ {data} }}"
        )
    return " ;\n".join(parts) or "INSERT DATA {}"


def _quads(database: Database, name: GraphName) -> frozenset[Quad]:
    return frozenset(database.quads_for_pattern(None, None, None, name))


def _triples(quads: Iterable[Quad], base: str) -> frozenset[Triple]:
    """The triples, with IRIs in place of blank nodes: this store has none."""
    ordered = sorted(quads, key=str)
    return frozenset(quad.triple for quad in without_blank_nodes(ordered, _prefix(base, ordered)))


def _prefix(base: str, ordered: Iterable[Quad]) -> str:
    return f"{base}genid/{digest(*(str(quad) for quad in ordered))}-"


def _in(graph: NamedNode) -> Callable[[Triple], Quad]:
    return lambda t: Quad(t.subject, t.predicate, t.object, graph)


if __name__ == "__main__":
    main()
