"""``kg query``: ask in SPARQL, or by the name of a query."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    limit_options,
    limits_from,
    output_option,
    service_options,
    services_from,
    store_option,
)

if TYPE_CHECKING:
    from kg.query.runner import Answer

__all__ = ["command"]

_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", "rdfxml")
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
    ".txt": "table",
}


@click.command("query", short_help="Ask in SPARQL, or by the name of a query")
@click.argument("sparql", required=False, metavar="[SPARQL]")
@store_option
@click.option("--file", "-f", "file", metavar="FILE", help="Read the query from FILE.")
@click.option("--name", "-n", metavar="NAME", help="Run a named query (kg queries lists them).")
@click.option(
    "--param",
    "-p",
    "params",
    multiple=True,
    metavar="KEY=VALUE",
    help="Value of a parameter; actors and events may be given by name.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Format of the answer. [default: table on a terminal, csv in a pipe, turtle for graphs]",
)
@output_option
@click.option("--time", "timed", is_flag=True, help="Tell on stderr how long the query took.")
@click.option("--show-query", is_flag=True, help="Write the query that would run, and stop.")
@service_options
@limit_options
def command(
    sparql: str | None,
    store: str,
    file: str | None,
    name: str | None,
    params: tuple[str, ...],
    form: str | None,
    output: str | None,
    timed: bool,
    show_query: bool,
    allow_service: tuple[str, ...],
    service_timeout: float,
    service_rows: int,
    timeout: float | None,
    max_rows: int | None,
    max_memory: str | None,
) -> None:
    """Ask the graph: SELECT, ASK, CONSTRUCT or DESCRIBE.

    \b
    kg query 'SELECT ?event ?date { ?event a kg:Event ; kg:date ?date }'
    kg query --name timeline -p actor=petro
    kg query --file mine.rq --format json -o answer.json
    echo 'ASK { ?s a kg:Person }' | kg query -

    The prefixes of the ontology and the usual ones are known. Plain patterns ask the merged view,
    GRAPH asks single articles. The query runs in a process of its own and is ended when it meets a
    limit (exit code 4). SERVICE reaches only hosts that --allow-service or KG_SERVICES name.
    """
    import time

    from kg.query.ask import ask_of, prepare
    from kg.query.runner import run_query

    limits = limits_from(timeout, max_rows, max_memory)
    text, original = prepare(
        sparql, file, name, params, ask=ask_of(store, limits), stdin=sys.stdin, store=store
    )
    if show_query:
        click.echo(text.rstrip())
        return
    ending = Path(output).suffix.lower() if output else ""
    form = form or _ENDINGS.get(ending) or _default(output)
    start = time.perf_counter()
    with run_query(
        store,
        text,
        format=form,
        limits=limits,
        services=services_from(allow_service, service_timeout, service_rows),
        shown=original,
    ) as answer:
        seconds = time.perf_counter() - start
        _write(answer, output)
    if timed:
        click.echo(f"kg: {seconds:.3f} s", err=True)


def _default(output: str | None) -> str | None:
    return "table" if output is None and sys.stdout.isatty() else None


def _write(answer: Answer, output: str | None) -> None:
    if answer.format == "table":
        from kg.cli.query_table import write_table

        write_table(answer, output)
        return
    data = answer.read()
    if not data.endswith(b"\n") and answer.format in ("json", "csv", "tsv", "xml", "jsonld"):
        data += b"\n"
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        Path(output).write_bytes(data)
