"""The embedded store: Oxigraph on disk, or in memory for tests and one-off questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal as OneOf

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)
from pyoxigraph import Store as Database

from kg.errors import StoreError, UsageError
from kg.iris import DEFAULT_BASE, PREFIXES
from kg.store import layout
from kg.store.graphs import Graphs
from kg.store.protocol import Changes, Delta, GraphName, Subject, Term
from kg.store.room import memory
from kg.store.snapshot import open_direct, open_snapshot
from kg.store.versions import Follower, marks, new_mark, version_of
from kg.store.view import delta

__all__ = ["OxigraphStore", "open_store"]

_PLAIN = DefaultGraph()
#: After so many quads written what is in memory goes to disk. Left alone RocksDB keeps up to 256 MB
#: for each of its ten tables; and who reads beside a writer works through all that is not on disk.
_UNFLUSHED = 200_000
#: In bulk nobody is taken to read meanwhile, and one quad may wait for so many bytes on disk: two
#: flushed files of a table are merged with all that it has there, so that small flushes of a large
#: store cost more than the writing; of a small store they are cheap, and small tables are quick.
_BULK, _BYTES = 4_000_000, 700
#: A quad that waits takes so many bytes, and all that wait this part of the memory at most.
_WAITING, _PART = 450, 8


def open_store(
    place: str | Path | None = None,
    mode: OneOf["read", "write", "create"] = "read",
    base: str | None = None,
) -> OxigraphStore:
    """Open the store in a folder, or one in memory where ``place`` is None.

    ``read`` takes no lock and sees the store as it is now; ``write`` and ``create`` take the lock;
    ``create`` makes a store where there is none. ``base`` is that of a new store, and must agree
    with that of an existing one. Raises `StoreError` where the store is missing, locked, damaged or
    of another version, `UsageError` where the base differs.
    """
    if place is None:
        return OxigraphStore(Database(), Graphs(base or DEFAULT_BASE), "memory")
    folder = Path(place)
    stamp = layout.read_stamp(folder)
    if stamp is None:
        if mode != "create":
            raise layout.no_store(folder)
        stamp = layout.Stamp(base=base or DEFAULT_BASE)
        layout.create(folder, stamp)
    elif base is not None and base != stamp.base:
        raise UsageError(
            f"{folder} mints IRIs under {stamp.base}, not {base}; use another --store for that"
        )
    graphs = Graphs(stamp.base)
    quads = layout.quads_folder(folder)
    if mode == "read":
        stack = ExitStack()
        return OxigraphStore(_read(quads, stack), graphs, str(folder), stack)
    return OxigraphStore(_write(quads), graphs, str(folder))


def _read(quads: Path, stack: ExitStack) -> Database:
    if not quads.exists():
        return Database()
    return open_direct(quads) or stack.enter_context(open_snapshot(quads))


def _write(quads: Path) -> Database:
    try:
        return Database(str(quads))
    except (OSError, RuntimeError) as error:
        if "lock" in str(error).lower():
            raise StoreError(
                f"{quads.parent} is being written by another process; wait for it to end, "
                "or name another --store"
            ) from None
        raise StoreError(f"cannot open the store {quads.parent}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())


class OxigraphStore:
    """A `kg.store.Store` on an Oxigraph database. Use it as a context manager."""

    def __init__(
        self,
        database: Database,
        graphs: Graphs,
        place: str,
        stack: ExitStack | None = None,
    ) -> None:
        self._database: Database | None = database
        self._graphs = graphs
        self._place = place
        self._stack = stack or ExitStack()
        self._followers: list[Follower] = []
        self._unflushed = 0
        self._most_unflushed = _UNFLUSHED
        self._bulk = False

    def __enter__(self) -> OxigraphStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.database)

    @property
    def database(self) -> Database:
        """The database underneath. Writing to it directly leaves the merged view behind."""
        if self._database is None:
            raise StoreError(f"the store {self._place} is closed")
        return self._database

    @property
    def graphs(self) -> Graphs:
        """The names of the shared graphs."""
        return self._graphs

    @property
    def place(self) -> str:
        """The folder, or ``memory``."""
        return self._place

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries know without a PREFIX line; ``id:`` is this store's base."""
        return {**PREFIXES, "id": self._graphs.base}

    def query(
        self, text: str, prefixes: Mapping[str, str] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run a SPARQL query here and now, without limits (see `kg.query` for those)."""
        return self.database.query(text, prefixes={**self.prefixes, **(prefixes or {})})

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The quads of the named graphs that match; None matches everything."""
        for quad in self.database.quads_for_pattern(subject, predicate, object, graph):
            if not isinstance(quad.graph_name, DefaultGraph):
                yield quad

    def view(self) -> Iterator[Triple]:
        """The triples of the merged view."""
        for quad in self.database.quads_for_pattern(None, None, None, _PLAIN):
            yield quad.triple

    def names(self) -> Iterator[NamedNode]:
        """The names of the graphs that hold something."""
        for name in self.database.named_graphs():
            if isinstance(name, NamedNode):
                yield name

    def sizes(self) -> dict[NamedNode, int]:
        """How many triples each named graph holds."""
        pattern = self.database.quads_for_pattern
        return {name: sum(1 for _ in pattern(None, None, None, name)) for name in self.names()}

    def grouped(self, graph: GraphName) -> Iterator[tuple[Subject, list[Triple]]]:
        """What one graph says, subject by subject; memory holds the subjects' names alone."""
        pattern = self.database.quads_for_pattern
        subjects = sorted({quad.subject for quad in pattern(None, None, None, graph)}, key=str)
        for subject in subjects:
            yield subject, [quad.triple for quad in pattern(subject, None, None, graph)]

    def triples(self, graph: GraphName) -> frozenset[Triple]:
        """All triples of one graph."""
        found = self.database.quads_for_pattern(None, None, None, graph)
        return frozenset(quad.triple for quad in found)

    def holders(
        self, triples: Iterable[Triple], most: int | None = None
    ) -> dict[Triple, set[GraphName]]:
        """The named graphs that hold each of the triples; ``most`` of them are enough."""
        pattern = self.database.quads_for_pattern
        found: dict[Triple, set[GraphName]] = {}
        for triple in triples:
            graphs: set[GraphName] = set()
            for quad in pattern(triple.subject, triple.predicate, triple.object, None):
                graph = quad.graph_name
                if not isinstance(graph, DefaultGraph):
                    graphs.add(graph)
                    if most is not None and len(graphs) >= most:
                        break
            found[triple] = graphs
        return found

    def known(self, subjects: Iterable[Subject]) -> set[Subject]:
        """Those of the subjects of which the store says anything at all."""
        pattern = self.database.quads_for_pattern
        return {s for s in subjects if next(pattern(s, None, None, None), None) is not None}

    def values(
        self, subjects: Iterable[Subject], predicates: Iterable[NamedNode]
    ) -> Iterator[Quad]:
        """All quads of the named graphs with these subjects and predicates."""
        wanted = tuple(predicates)
        for subject in subjects:
            for predicate in wanted:
                for quad in self.database.quads_for_pattern(subject, predicate, None, None):
                    if not isinstance(quad.graph_name, DefaultGraph):
                        yield quad

    def shown(
        self, subjects: Iterable[Subject], predicates: Iterable[NamedNode]
    ) -> Iterator[Triple]:
        """What the merged view says of these subjects with these predicates."""
        wanted = tuple(predicates)
        for subject in subjects:
            for predicate in wanted:
                for quad in self.database.quads_for_pattern(subject, predicate, None, _PLAIN):
                    yield quad.triple

    def write(self, changes: Changes) -> Delta:
        """Apply the changes and bring the view in step, in one transaction; say what changed."""
        work = delta(changes, self)
        if work.added or work.removed or work.dropped:
            marked, old, new = self._marked(work)
            for follower in self._followers:
                follower.before(work, old, new)
            try:
                self._apply(marked)
            except BaseException:
                for follower in self._followers:
                    follower.failed()
                raise
            for follower in self._followers:
                follower.after()
            self._unflushed += len(work.added) + len(work.removed)
            if self._unflushed > self._most_unflushed:
                self.flush()
        return work

    def _apply(self, work: Delta) -> None:
        try:
            if work.removed or work.dropped:
                self.database.update(_update(work, self._emptied(work)))
            else:
                # In order of their subjects: RocksDB takes that four times as fast as any order.
                self.database.extend(sorted(work.added, key=str))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"cannot write to {self._place}: {_reason(error)}") from None

    def _marked(self, work: Delta) -> tuple[Delta, str, str]:
        """The work with the mark of this write, and the versions before and after it.

        What only adds leaves the marks of former writes standing: taking them away would cost it
        the quick way in. A store in memory has no files beside it.
        """
        if self._place == "memory":
            return work, "", ""
        had = marks(self.database, self._graphs)
        gone = had if work.removed or work.dropped else frozenset[Quad]()
        mark = new_mark(self._graphs)
        marked = replace(work, added=work.added | {mark}, removed=work.removed | gone)
        return marked, version_of(had), version_of((had - gone) | {mark})

    def version(self) -> str:
        """The state that the store is in: another one after every write (`kg.store.versions`).

        Empty where it was never written by `write`.
        """
        return version_of(marks(self.database, self._graphs))

    def follow(self, follower: Follower) -> None:
        """Tell the follower of every write from now on, until the store is closed."""
        self._followers.append(follower)

    def _emptied(self, work: Delta) -> set[GraphName]:
        """The graphs that the work leaves empty without saying so."""
        losses: dict[GraphName, set[Quad]] = {}
        for quad in work.removed:
            losses.setdefault(quad.graph_name, set()).add(quad)
        for quad in work.added:
            losses.pop(quad.graph_name, None)
        losses.pop(_PLAIN, None)
        pattern = self.database.quads_for_pattern
        return {
            graph
            for graph, lost in losses.items()
            if all(quad in lost for quad in pattern(None, None, None, graph))
        }

    def bulk(self, on: bool = True) -> None:
        """Expect a great many articles: what is written waits longer for its way to the disk.

        Nothing is less safe by it (the log of the database has it), but opening the store to read
        takes longer meanwhile.
        """
        most = 0
        if on and self._place != "memory":
            most = layout.table_bytes(Path(self._place)) // _BYTES
            most = min(most, _BULK, memory() // _PART // _WAITING)
        self._most_unflushed = max(_UNFLUSHED, most)
        self._bulk = on

    def flush(self) -> None:
        """Make sure that what was written is on disk."""
        self._unflushed = 0
        if self._place != "memory":
            try:
                self.database.flush()
            except (OSError, RuntimeError) as error:
                raise StoreError(f"cannot write to {self._place}: {_reason(error)}") from None
        self.bulk(self._bulk)

    def backup(self, folder: Path) -> None:
        """Copy the store as it is now into a folder that does not exist yet."""
        if folder.exists():
            raise UsageError(f"{folder} is there already; name a folder that is not")
        layout.create(folder, layout.Stamp(base=self._graphs.base))
        try:
            self.database.backup(str(layout.quads_folder(folder)))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"cannot copy to {folder}: {_reason(error)}") from None

    def close(self) -> None:
        """Let go of the store, its lock and its files."""
        if self._database is not None:
            for follower in self._followers:
                follower.close()
        self._followers.clear()
        self._database = None
        self._stack.close()


def _update(work: Delta, emptied: Iterable[GraphName]) -> str:
    """The work as one SPARQL update: one request is one transaction.

    The terms are written by the library's own N-Triples writer, so nothing in them can be read as
    SPARQL. Oxigraph keeps the name of an empty graph: those that are gone are dropped.
    """
    gone = sorted({*work.dropped, *emptied}, key=str)
    parts = [f"DROP SILENT GRAPH {graph}" for graph in gone]
    if work.removed:
        parts.append(f"DELETE DATA {{\n{_data(work.removed)}\n}}")
    if work.added:
        parts.append(f"INSERT DATA {{\n{_data(work.added)}\n}}")
    return " ;\n".join(parts)


def _data(quads: Iterable[Quad]) -> str:
    by_graph: dict[str, list[str]] = {}
    for quad in quads:
        graph = quad.graph_name
        name = "" if isinstance(graph, DefaultGraph) else str(graph)
        by_graph.setdefault(name, []).append(f"{quad.triple} .")
    blocks = []
    for name, lines in sorted(by_graph.items()):
        text = "\n".join(sorted(lines))
        blocks.append(f"GRAPH {name} {{\n{text}\n}}" if name else text)
    return "\n".join(blocks)
