"""``kg export``: the graph as a file, sorted."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import form_of, output_option, safe_csv_option, store_option

if TYPE_CHECKING:
    from kg.store.protocol import Store

__all__ = ["command"]

_FORMATS = (
    *("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml"),
    *("graphml", "gexf", "cytoscape", "csv", "parquet"),
)
_ENDINGS = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".cyjs": "cytoscape",
    ".csv": "csv",
    ".parquet": "parquet",
}


@click.command("export", short_help="Write the graph to a file, sorted")
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Format. [default: by the ending of FILE, else turtle]",
)
@click.option(
    "--graph", metavar="ARTICLE", help="One article alone: its IRI, path, address or title."
)
@safe_csv_option
@output_option(_ENDINGS)
def command(
    store: str, form: str | None, graph: str | None, safe_csv: bool, output: str | None
) -> None:
    """Write the graph, sorted and prefixed: the same store gives the same bytes.

    turtle, ntriples, jsonld and rdfxml hold the merged view; trig and nquads hold the graph of each
    article, with the records, and kg load makes the same store of them.

    graphml, gexf and cytoscape hold the network of actors, for Gephi, Cytoscape or networkx: who
    takes part in the same events, who speaks to or about whom. csv and parquet hold the events as a
    table, one row each (parquet needs the extra of that name).
    """
    from kg.export.graphs import NETWORK_FORMATS
    from kg.store import open_store

    form = form or form_of(output, _ENDINGS) or "turtle"
    if graph is not None and form in (*NETWORK_FORMATS, "csv", "parquet"):
        raise click.UsageError(f"{form} holds the whole store; --graph goes with formats of RDF")
    with open_store(store, "read") as opened:
        pieces = (
            _tool_pieces(opened, form, safe_csv)
            if form in (*NETWORK_FORMATS, "csv", "parquet")
            else (piece.encode("utf-8") for piece in _graph_pieces(opened, form, graph))
        )
        _write(pieces, output)


def _graph_pieces(store: Store, form: str, graph: str | None) -> Iterable[str]:
    from kg.export.export import export_graph, export_store
    from kg.pipeline.articles import find_article

    if graph is None:
        return export_store(store, form)
    return export_graph(store, find_article(store, graph), form)


def _tool_pieces(store: Store, form: str, safe: bool) -> Iterable[bytes]:
    """The network of actors, or the table of events."""
    if form == "parquet":
        import io

        from kg.export.events import event_rows, write_parquet

        out = io.BytesIO()
        write_parquet(event_rows(store), out)
        return [out.getvalue()]
    if form == "csv":
        from kg.export.events import event_rows, events_csv

        return (line.encode("utf-8") for line in events_csv(event_rows(store), safe))
    from kg.export.graphs import network_pieces
    from kg.export.network import network

    return (piece.encode("utf-8") for piece in network_pieces(network(store), form))


def _write(pieces: Iterable[bytes], output: str | None) -> None:
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    # Beside the file first: an export that fails half way leaves a former one as it was.
    fresh = Path(f"{output}.part")
    try:
        with fresh.open("wb") as file:
            file.writelines(pieces)
        fresh.replace(output)
    finally:
        fresh.unlink(missing_ok=True)
