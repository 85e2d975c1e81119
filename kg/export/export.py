"""A store, or one graph of it, as a document in one of the usual formats."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import UsageError
from kg.export.blocks import Block, blocks
from kg.export.jsonld import jsonld
from kg.export.lines import lines
from kg.export.rdfxml import rdfxml
from kg.export.turtle import trig, turtle
from kg.store.protocol import Store

__all__ = ["FORMATS", "QUAD_FORMATS", "export_graph", "export_store"]

QUAD_FORMATS = ("trig", "nquads")
FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")


def export_store(store: Store, format: str) -> Iterator[str]:
    """The merged view (triple formats), or all graphs without it (`QUAD_FORMATS`), in pieces.

    The graph that logs when this store took in its articles is left out: it is about this store.
    """
    found = _graphs(store) if format in QUAD_FORMATS else blocks(store, DefaultGraph())
    return _write(found, format, store.prefixes)


def export_graph(store: Store, graph: NamedNode, format: str) -> Iterator[str]:
    """One named graph, in pieces; quad formats name it."""
    name = graph if format in QUAD_FORMATS else None
    return _write(blocks(store, graph, name), format, store.prefixes)


def _graphs(store: Store) -> Iterator[Block]:
    for graph in sorted(store.names(), key=lambda name: name.value):
        if graph not in (store.graphs.log, store.graphs.history):
            yield from blocks(store, graph, graph)


def _write(found: Iterator[Block], format: str, prefixes: dict[str, str]) -> Iterator[str]:
    if format == "turtle":
        return turtle(found, prefixes)
    if format == "trig":
        return trig(found, prefixes)
    if format in ("ntriples", "nquads"):
        return lines(found)
    if format == "jsonld":
        return jsonld(found, prefixes)
    if format == "rdfxml":
        return rdfxml(found, prefixes)
    raise UsageError(f"unknown format '{format}'; known: {', '.join(FORMATS)}")
