"""``kg export``: the graph as a file, sorted."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import output_option, store_option

__all__ = ["command"]

_ENDINGS = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
}


@click.command("export", short_help="Write the graph to a file, sorted")
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml"]),
    help="Format. [default: by the ending of FILE, else turtle]",
)
@click.option("--graph", metavar="ARTICLE", help="One article alone: its IRI, path or title.")
@output_option
def command(store: str, form: str | None, graph: str | None, output: str | None) -> None:
    """Write the graph, sorted and prefixed: the same store gives the same bytes.

    turtle, ntriples, jsonld and rdfxml hold the merged view; trig and nquads hold the graph of each
    article, with the records, and kg load makes the same store of them.
    """
    from kg.export.export import export_graph, export_store
    from kg.pipeline.articles import find_article
    from kg.store import open_store

    form = form or _ENDINGS.get(Path(output).suffix.lower() if output else "", "turtle")
    with open_store(store, "read") as opened:
        if graph is None:
            pieces = export_store(opened, form)
        else:
            pieces = export_graph(opened, find_article(opened, graph), form)
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece.encode("utf-8"))
            sys.stdout.buffer.flush()
            return
        # Beside the file first: an export that fails half way leaves a former one as it was.
        fresh = Path(f"{output}.part")
        try:
            with fresh.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            fresh.replace(output)
        finally:
            fresh.unlink(missing_ok=True)
