"""An export taken back: graphs as they were, the merged view built anew, the identity index too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import InputError
from kg.iris import DEFAULT_BASE
from kg.pipeline.dump import is_dump, verify
from kg.pipeline.ontology import without_blank_nodes
from kg.pipeline.records import TAKEN_IN, stored_record
from kg.pipeline.writer import Writer
from kg.store.graphs import is_iri
from kg.store.protocol import Changes

__all__ = ["Loaded", "base_of", "format_of", "load"]

#: Quads of one transaction.
_BATCH = 50_000

_ENDINGS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
_NAMES = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
#: Where an export says which base its IRIs have. Anchored to lines: literals hold no line ends.
_BASE = re.compile(
    rb"^@prefix id: <([^<>\s]{1,500})> \.$"
    rb'|^    xmlns:id="([^"<>\s]{1,500})">?$'
    rb'|^\{"@context": \{[^\n{}]{0,5000}?"id": "([^"<>\s]{1,500})"'
    rb"|<([^<>\s]{1,500}[/#])graph/(?:records|ontology)> \.$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: quads read, and graphs that they came in."""

    quads: int = 0
    graphs: int = 0


def format_of(path: Path, name: str | None) -> RdfFormat:
    """The format by its name, else by the file's ending. Raises `InputError` where none fits."""
    found = _NAMES[name] if name is not None else _ENDINGS.get(path.suffix.lower())
    if found is None:
        raise InputError(f"{path}: unknown ending; --format names one of {', '.join(_NAMES)}")
    return found


def base_of(path: Path) -> str:
    """The base of the store that an export is from, as the file tells it."""
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(1 << 20):
            match = _BASE.search(tail + chunk)
            if match:
                found = next(group for group in match.groups() if group).decode("utf-8", "replace")
                return found if is_iri(found) else DEFAULT_BASE
            tail = (tail + chunk)[-1024:]
    return DEFAULT_BASE


def load(writer: Writer, path: Path, format: RdfFormat) -> Loaded:
    """Load a file into the store, in transactions of many quads each.

    A graph that the store holds already is replaced, but for the graphs that articles share, which
    are added to. Triples without a graph go into ``graph/loaded``. Raises `InputError` where the
    file does not parse, with line and column; what was loaded before that place stays. A backup
    (`kg.pipeline.dump`) that is not whole is refused before anything of it is loaded.
    """
    if is_dump(path):
        verify(path)
    _make_room(writer, path, format)
    seen: set[NamedNode] = set()
    count = 0
    quads = _read(path, format, writer)
    while batch := list(islice(quads, _BATCH)):
        count += len(batch)
        seen |= {q.graph_name for q in batch if isinstance(q.graph_name, NamedNode)}
        writer.store.write(Changes(added=frozenset(batch)))
    writer.reindex()
    return Loaded(count, len(seen))


def _make_room(writer: Writer, path: Path, format: RdfFormat) -> None:
    """Take away the graphs that the file brings, with all that the store keeps of them.

    The file is read once for that, before anything of it is loaded: its graphs come in any order.
    """
    shared = writer.store.graphs.shared()
    if all(name in shared for name in writer.store.names()):
        return
    brought = {
        quad.graph_name
        for quad in _read(path, format, writer)
        if isinstance(quad.graph_name, NamedNode)
    }
    held = [g for g in sorted(brought - shared, key=str) if _holds(writer, g)]
    articles = [graph for graph in held if stored_record(writer.store, graph) is not None]
    if articles:
        writer.remove(articles)
    others = {graph: frozenset[Triple]() for graph in held if graph not in articles}
    if others:
        writer.store.write(Changes(graphs=others))


def _holds(writer: Writer, graph: NamedNode) -> bool:
    return next(writer.store.quads(graph=graph), None) is not None


def _read(path: Path, format: RdfFormat, writer: Writer) -> Iterator[Quad]:
    names = writer.store.graphs
    ontology = writer.store.triples(names.ontology)
    try:
        with path.open("rb") as file:
            for quad in _named(parse(file, format), f"{writer.base}genid/{path.stem}-"):
                if isinstance(quad.graph_name, DefaultGraph):
                    if quad.triple not in ontology:
                        yield Quad(quad.subject, quad.predicate, quad.object, names.loaded)
                elif quad.graph_name != names.log or quad.predicate == TAKEN_IN:
                    # What else the log holds is about the store that the file came from.
                    yield quad
    except SyntaxError as error:
        raise InputError(f"{path}: {' '.join(str(error).split())}") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def _named(quads: Iterable[Quad], prefix: str) -> Iterator[Quad]:
    """The quads; where one has a blank node, IRIs in their place."""
    names: dict[BlankNode, NamedNode] = {}
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            yield from without_blank_nodes([quad], prefix, names)
        else:
            yield quad
