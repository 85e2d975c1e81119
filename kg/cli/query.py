"""``kg query``: ask in SPARQL, or by the name of a query."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    form_of,
    limit_options,
    limits_from,
    output_option,
    query_names,
    safe_csv_option,
    service_options,
    services_from,
    store_option,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.query.runner import Answer

__all__ = ["command"]

#: Seconds between two looks at the store's files, and at the change number of one at an address.
_PAUSE, _PAUSE_ADDRESS = 0.5, 2.0
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
@click.option(
    "--name",
    "-n",
    metavar="NAME",
    shell_complete=query_names,
    help="Run a named query (kg queries lists them).",
)
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
@output_option(_ENDINGS)
@click.option("--time", "timed", is_flag=True, help="Tell on stderr how long the query took.")
@click.option(
    "--limit-rows",
    type=click.IntRange(1),
    metavar="N",
    help="Write the first N rows, and say on stderr whether there are more.",
)
@safe_csv_option
@click.option("--show-query", is_flag=True, help="Write the query that would run, and stop.")
@click.option(
    "--explain", "explained", is_flag=True, help="Run the query and show how it was answered."
)
@click.option("--watch", is_flag=True, help="Run again whenever the store changes, until Ctrl-C.")
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
    limit_rows: int | None,
    safe_csv: bool,
    show_query: bool,
    explained: bool,
    watch: bool,
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
    from kg.query.ask import ask_of, cut, prepare, split_parameters
    from kg.query.named import find_query
    from kg.query.runner import run_query

    form = form or form_of(output, _ENDINGS) or _default(output)
    limits = limits_from(timeout, max_rows, max_memory)
    ask = ask_of(store, limits)
    first = limit_rows or 0
    if name is not None and not show_query:
        values, first = cut(find_query(name), split_parameters(params), first)
        params = tuple(f"{key}={value}" for key, value in values.items())
    text, original = prepare(sparql, file, name, params, ask=ask, stdin=sys.stdin, store=store)
    if show_query:
        click.echo(text.rstrip())
        return
    if explained:
        from kg.query.explain import explain

        for line in explain(store, text, limits, ask):
            click.echo(line)
        return

    def run() -> None:
        start = time.perf_counter()
        with run_query(
            store,
            text,
            format=form,
            limits=limits,
            services=services_from(allow_service, service_timeout, service_rows),
            shown=original,
            first=first,
        ) as answer:
            seconds = time.perf_counter() - start
            _write(answer, output, safe_csv)
        if answer.more:
            how = "--limit-rows N" if first == limit_rows else "-p limit=N"
            click.echo(f"kg: the first {first:,} rows; there are more ({how})", err=True)
        if timed:
            click.echo(f"kg: {seconds:.3f} s", err=True)

    if watch:
        _watch(store, run)
    else:
        run()


def _watch(store: str, run: Callable[[], None]) -> None:
    """Run now and after each change of the store, until the user has had enough."""
    from kg.store.opening import is_address, watching

    known = ""
    with watching(store) as state_now:
        while True:
            state = state_now()
            if state != known:
                if known and sys.stdout.isatty():
                    click.clear()
                run()
                known = state
            time.sleep(_PAUSE_ADDRESS if is_address(store) else _PAUSE)


def _default(output: str | None) -> str | None:
    return "table" if output is None and sys.stdout.isatty() else None


def _write(answer: Answer, output: str | None, safe: bool) -> None:
    if answer.format == "table":
        from kg.cli.query_table import write_table

        write_table(answer, output)
        return
    data = answer.read()
    if safe:
        from kg.query.safe import safe_table

        data = safe_table(data, answer.format)
    if not data.endswith(b"\n") and answer.format in ("json", "csv", "tsv", "xml", "jsonld"):
        data += b"\n"
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        Path(output).write_bytes(data)
