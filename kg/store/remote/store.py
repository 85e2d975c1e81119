"""A `kg.store.Store` behind a SPARQL endpoint: any that keeps named graphs and takes updates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from typing import Literal as OneOf

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Triple,
    parse_query_results,
)
from pyoxigraph import Literal as Text
from pyoxigraph import Store as Database

from kg.errors import StoreError, UsageError
from kg.iris import DEFAULT_BASE, PREFIXES
from kg.store.graphs import Graphs
from kg.store.protocol import Changes, Delta, GraphName, Subject, Term
from kg.store.remote.address import endpoint_of
from kg.store.remote.cache import CacheFolder
from kg.store.remote.client import Client
from kg.store.remote.commit import Committer, following, sequence_of
from kg.store.remote.lock import Lock
from kg.store.remote.rewrite import hide_graphs, into_graph, with_prefixes
from kg.store.remote.stamp import Shape, examine, read_shape, write_shape
from kg.store.remote.terms import Terms, json_term
from kg.store.view import delta

if TYPE_CHECKING:
    from kg.store.versions import Follower

__all__ = ["RemoteStore", "open_remote"]

T = TypeVar("T")
_PLAIN = DefaultGraph()
#: Things that one request asks for; where each is a sub-query of its own, fewer.
_TOGETHER, _APART = 200, 40
#: Triples of a graph that is fetched whole; a larger one comes a few subjects at a time, since
#: records have 50 kB each.
_FEW = 600


def open_remote(
    address: str,
    mode: OneOf["read", "write", "create"] = "read",
    base: str | None = None,
    *,
    patient: bool = True,
) -> RemoteStore:
    """Open the store at an address; see `kg.store.opening.open_store`.

    ``patient`` says that it is waited for whenever it does not answer.

    Raises `StoreError` where it does not answer, is no store of kg, or is being written by another
    process; `UsageError` where address, settings or base do not fit.
    """
    endpoint = endpoint_of(address)
    stack = ExitStack()
    with ExitStack() as failed:
        failed.push(stack)
        client = stack.enter_context(Client(endpoint, retry=patient))
        shape = read_shape(client)
        if shape is None and mode != "create":
            raise StoreError(
                f"{address} holds no store of kg; make one with kg ingest, or name another"
            )
        if shape is not None and base is not None and base != shape.base:
            raise UsageError(
                f"{address} mints IRIs under {shape.base}, not {base}; use another store for that"
            )
        if mode == "read":
            assert shape is not None
            failed.pop_all()
            return RemoteStore(client, shape, stack)
        cache = CacheFolder(endpoint.query)
        stack.callback(cache.close)
        if shape is None:
            write_shape(client, examine(client, base or DEFAULT_BASE))
            shape = read_shape(client)
            assert shape is not None
        lock = Lock(client, shape.graphs.log, cache.id)
        lock.take()
        stack.callback(lock.release)
        writer = Committer(client, shape, Terms(shape.escaped))
        writer.recover()
        cache.belong_to(shape.id, writer.number)
        failed.pop_all()
        return RemoteStore(client, shape, stack, writer, lock, cache.note)
    raise AssertionError("unreachable")


class RemoteStore:
    """A `kg.store.Store`. Use it as a context manager.

    Look-ups are for many things at once; each is a few requests of bounded size. Reading is not
    isolated: what another process writes meanwhile may be seen in part.
    """

    def __init__(
        self,
        client: Client,
        shape: Shape,
        stack: ExitStack | None = None,
        writer: Committer | None = None,
        lock: Lock | None = None,
        note: Callable[[str, str], None] = lambda old, new: None,
    ) -> None:
        self._client = client
        self._shape = shape
        self._terms = Terms(shape.escaped)
        self._stack = stack or ExitStack()
        self._writer = writer
        self._lock = lock
        self._note = note
        self._followers: list[Follower] = []

    def __enter__(self) -> RemoteStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, StoreError):
            # It does not answer, or is another's: that is the line to tell, not what comes of it.
            with suppress(StoreError):
                self.close()
        else:
            self.close()

    def __len__(self) -> int:
        (view,) = self._rows(f"SELECT (COUNT(*) AS ?n) {{ {self._in(_PLAIN, '?s ?p ?o')} }}")
        return sum(self.sizes().values()) + int(view["n"].value)

    @property
    def shape(self) -> Shape:
        """What is known of the store."""
        return self._shape

    @property
    def graphs(self) -> Graphs:
        """The names of the shared graphs."""
        return self._shape.graphs

    @property
    def place(self) -> str:
        """The address."""
        return self._client.address

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries know without a PREFIX line; ``id:`` is this store's base."""
        return {**PREFIXES, "id": self._shape.base}

    # Questions of users

    def query(
        self, text: str, prefixes: Mapping[str, str] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run a SPARQL query, without limits (see `kg.query` for those)."""
        text = with_prefixes(text, {**self.prefixes, **(prefixes or {})})
        graph = Database().query(text)
        return self.answer(text, graph=isinstance(graph, QueryTriples))

    def answer(
        self,
        text: str,
        *,
        graph: bool,
        dataset: tuple[Sequence[str], Sequence[str]] | None = None,
        own_dataset: bool = False,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """What the store answers to a query with all its prefixes.

        ``graph`` says that it is a CONSTRUCT or DESCRIBE; ``dataset`` gives the default and the
        named graphs to ask, ``own_dataset`` says that the query does.
        """
        form: dict[str, list[str]] = {}
        view = self._shape.view_graph
        if dataset is not None:
            form = {"default-graph-uri": [*dataset[0]], "named-graph-uri": [*dataset[1]]}
        elif not own_dataset:
            hidden = sorted(self._shape.foreign | ({view.value} if view is not None else set()))
            text = hide_graphs(text, hidden, self._shape.staging)
            if view is not None:
                text = into_graph(text, view.value)
        if not graph:
            return self._normal(self._client.results(text, form))
        # Through a database in memory: the library makes its answers from nothing else.
        scratch = Database()
        scratch.extend(
            Quad(t.subject, t.predicate, self._terms.read(t.object))  # type: ignore[arg-type]
            for t in self._client.graph(text, form)
        )
        found = scratch.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, QueryTriples)
        return found

    def _normal(
        self, results: QuerySolutions | QueryBoolean
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The rows as the embedded store would give them, where this one has its own ways."""
        if isinstance(results, QueryBoolean) or not self._shape.escaped:
            return results
        names = [variable.value for variable in results.variables]
        bindings = [
            {
                name: json_term(self._terms.read(term))
                for name, term in zip(names, row, strict=True)
                if term is not None
            }
            for row in results
        ]
        found = {"head": {"vars": names}, "results": {"bindings": bindings}}
        return parse_query_results(
            json.dumps(found).encode("utf-8"), format=QueryResultsFormat.JSON
        )

    # Look-ups

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The quads of the named graphs that match; None matches everything."""
        if subject is not None or object is not None or (predicate is not None and graph is None):
            yield from self._quads(subject, predicate, object, graph)
            return
        for name in [graph] if graph is not None else sorted(self.names(), key=str):
            for _, triples in self._by_subject(name, predicate):
                for triple in triples:
                    yield Quad(triple.subject, triple.predicate, triple.object, name)

    def _quads(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph: NamedNode | None,
    ) -> Iterator[Quad]:
        given = {"s": subject, "p": predicate, "o": object, "g": graph}
        terms = {n: f"?{n}" if t is None else self._terms.written(t) for n, t in given.items()}
        wanted = " ".join(f"?{name}" for name, term in given.items() if term is None)
        pattern = f"GRAPH {terms['g']} {{ {terms['s']} {terms['p']} {terms['o']} }}"
        if not wanted:
            if self._client.ask(f"ASK {{ {pattern} }}"):
                yield Quad(subject, predicate, object, graph)  # type: ignore[arg-type]
            return
        for row in self._rows(f"SELECT {wanted} {{ {pattern} }}"):
            s, p, o, g = (
                self._terms.read(row[name]) if term is None else term
                for name, term in given.items()
            )
            if isinstance(g, NamedNode) and not self._shape.hidden(g.value):
                yield Quad(s, p, o, g)  # type: ignore[arg-type]

    def view(self) -> Iterator[Triple]:
        """The triples of the merged view."""
        for _, triples in self._by_subject(_PLAIN):
            yield from triples

    def grouped(self, graph: GraphName) -> Iterator[tuple[Subject, list[Triple]]]:
        """What one graph says, subject by subject, in the order of the subjects."""
        return self._by_subject(graph)

    def names(self) -> Iterator[NamedNode]:
        """The names of the graphs that hold something."""
        # Grouped, since DISTINCT takes Virtuoso a thousand times as long.
        for row in self._rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"):
            if isinstance(row["g"], NamedNode) and not self._shape.hidden(row["g"].value):
                yield row["g"]

    def sizes(self) -> dict[NamedNode, int]:
        """How many triples each named graph holds."""
        rows = self._rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {
            row["g"]: int(row["n"].value)
            for row in rows
            if isinstance(row["g"], NamedNode) and not self._shape.hidden(row["g"].value)
        }

    def triples(self, graph: GraphName) -> frozenset[Triple]:
        """All triples of one graph."""
        return frozenset(triple for _, triples in self._by_subject(graph) for triple in triples)

    def told(self, predicate: NamedNode, graph: GraphName) -> Iterator[Triple]:
        """The triples of one graph, or of the merged view, with this predicate."""
        for _, triples in self._by_subject(graph, predicate):
            yield from triples

    def subjects(self, predicate: NamedNode, value: Term) -> Iterator[NamedNode]:
        """The nodes of which the merged view says this."""
        pattern = self._in(_PLAIN, f"?s {predicate} {self._terms.written(value)}")
        for row in self._rows(f"SELECT DISTINCT ?s {{ {pattern} }}"):
            if isinstance(row["s"], NamedNode):
                yield row["s"]

    def _by_subject(
        self, graph: GraphName, predicate: NamedNode | None = None
    ) -> Iterator[tuple[Subject, list[Triple]]]:
        """The triples of a graph by subject, in their order; memory holds the subjects' names."""
        pattern = self._in(graph, f"?s {'?p' if predicate is None else predicate} ?o")
        shown = "?s ?p ?o" if predicate is None else "?s ?o"
        found: dict[Subject, list[Triple]] = {}

        def keep(row: Mapping[str, Any]) -> None:
            verb = row["p"] if predicate is None else predicate
            value: Any = self._terms.read(row["o"])
            found.setdefault(row["s"], []).append(Triple(row["s"], verb, value))

        if predicate is None:
            few = list(self._rows(f"SELECT {shown} {{ {pattern} }} LIMIT {_FEW + 1}"))
            if len(few) <= _FEW:
                for row in few:
                    keep(row)
                yield from sorted(found.items(), key=lambda item: str(item[0]))
                return
        rows = self._rows(f"SELECT DISTINCT ?s {{ {pattern} }}")
        subjects = sorted((row["s"] for row in rows), key=str)
        for some in _chunks(subjects, _TOGETHER):
            values = " ".join(map(self._terms.written, some))
            found = {subject: [] for subject in some}
            for row in self._rows(f"SELECT {shown} {{ VALUES ?s {{ {values} }} {pattern} }}"):
                keep(row)
            yield from found.items()

    def holders(
        self, triples: Iterable[Triple], most: int | None = None
    ) -> dict[Triple, set[GraphName]]:
        """The named graphs that hold each of the triples; ``most`` of them are enough."""
        wanted = list(triples)
        found: dict[Triple, set[GraphName]] = {triple: set() for triple in wanted}
        extra = 0 if most is None else most + len(self._shape.foreign) + 1
        for some in _chunks(wanted, _TOGETHER if most is None else _APART):
            for number, graph in self._held(some, extra):
                if not self._shape.hidden(graph.value):
                    found[some[number]].add(graph)
        return found

    def _held(self, triples: Sequence[Triple], most: int) -> Iterator[tuple[int, NamedNode]]:
        limit = f" LIMIT {most}" if most else ""
        parts = [
            f"{{ SELECT ({i} AS ?i) ?g {{ GRAPH ?g {{ {self._terms.triple(t)} }} }}{limit} }}"
            for i, t in enumerate(triples)
        ]
        for row in self._rows(f"SELECT ?i ?g {{ {' UNION '.join(parts)} }}"):
            number, graph = row["i"], row["g"]
            if isinstance(number, Text) and isinstance(graph, NamedNode):
                yield int(number.value), graph

    def known(self, subjects: Iterable[Subject]) -> set[Subject]:
        """Those of the subjects of which the store says anything at all."""
        found: set[Subject] = set()
        for some in _chunks(list(subjects), _TOGETHER):
            values = " ".join(map(self._terms.written, some))
            told = "FILTER EXISTS { GRAPH ?g { ?s ?p ?o } }"
            rows = self._rows(f"SELECT ?s {{ VALUES ?s {{ {values} }} {told} }}")
            found.update(row["s"] for row in rows)
        return found

    def values(
        self, subjects: Iterable[Subject], predicates: Iterable[NamedNode]
    ) -> Iterator[Quad]:
        """All quads of the named graphs with these subjects and predicates."""
        pattern = "GRAPH ?g { ?s ?p ?o }"
        for row in self._pairs("?s ?p ?o ?g", pattern, subjects, predicates):
            if isinstance(row["g"], NamedNode) and not self._shape.hidden(row["g"].value):
                yield Quad(row["s"], row["p"], self._terms.read(row["o"]), row["g"])  # type: ignore[arg-type]

    def shown(
        self, subjects: Iterable[Subject], predicates: Iterable[NamedNode]
    ) -> Iterator[Triple]:
        """What the merged view says of these subjects with these predicates."""
        pattern = self._in(_PLAIN, "?s ?p ?o")
        for row in self._pairs("?s ?p ?o", pattern, subjects, predicates):
            yield Triple(row["s"], row["p"], self._terms.read(row["o"]))  # type: ignore[arg-type]

    def _pairs(
        self,
        wanted: str,
        pattern: str,
        subjects: Iterable[Subject],
        predicates: Iterable[NamedNode],
    ) -> Iterator[Mapping[str, object]]:
        verbs = list(map(str, predicates))
        nodes = map(self._terms.written, subjects)
        pairs = (f"({node} {verb})" for node in nodes for verb in verbs)
        for some in _chunks(pairs, 2 * _TOGETHER):
            query = f"SELECT {wanted} {{ VALUES (?s ?p) {{ {' '.join(some)} }} {pattern} }}"
            yield from self._rows(query)

    def _in(self, graph: GraphName, pattern: str) -> str:
        name = self._shape.view_graph if isinstance(graph, DefaultGraph) else graph
        return pattern if name is None else f"GRAPH {name} {{ {pattern} }}"

    def _rows(self, query: str) -> QuerySolutions:
        if self._lock is not None:
            self._lock.keep()
        return self._client.rows(query)

    # Changes

    def write(self, changes: Changes) -> Delta:
        """Apply the changes and bring the view in step; see `kg.store.remote.commit`."""
        if self._writer is None:
            raise StoreError(f"{self.place} was opened to be read")
        work = delta(changes, self)
        if work.added or work.removed or work.dropped:
            if self._lock is not None:
                self._lock.keep()
            old = self._writer.number
            new = following(old)
            self._note(old, new)
            for follower in self._followers:
                follower.before(work, old, new)
            try:
                self._writer.apply(work, new)
            except BaseException:
                for follower in self._followers:
                    follower.failed()
                raise
            for follower in self._followers:
                follower.after()
        return work

    def version(self) -> str:
        """The state that the store is in: another one after every write (`kg.store.versions`)."""
        if self._writer is not None:
            return self._writer.number
        return sequence_of(self._client, self._shape.graphs.log)

    def follow(self, follower: Follower) -> None:
        """Tell the follower of every write from now on, until the store is closed."""
        self._followers.append(follower)

    def flush(self) -> None:
        """What was written is with the store."""

    def close(self) -> None:
        """Let go of the store and the right to write to it."""
        for follower in self._followers:
            follower.close()
        self._followers.clear()
        self._writer = None
        self._stack.close()


def _chunks(items: Iterable[T], most: int) -> Iterator[list[T]]:
    source = iter(items)
    while some := list(islice(source, most)):
        yield some
