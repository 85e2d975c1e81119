"""``kg mcp``: the graph for language-model clients."""

from __future__ import annotations

import click

from kg.cli.options import limit_options, limits_from, store_option

__all__ = ["command"]


@click.command("mcp", short_help="Offer the graph to language-model clients")
@store_option
@limit_options
def command(
    store: str, timeout: float | None, max_rows: int | None, max_memory: str | None
) -> None:
    """Offer the graph to language-model clients: a server of the Model Context Protocol.

    It speaks over standard input and output and is started by the client, which is told of it so:

    \b
    {"mcpServers": {"news": {"command": "kg", "args": ["mcp", "--store", "/path/to/news.kg"]}}}

    Tools: list_queries, run_query, sparql (read-only, under the limits), search, describe_schema.
    Needs the extra of this name: pip install 'newsgraph[mcp]'.
    """
    from kg.serve.mcp import serve
    from kg.store import open_store

    # A client shows little of what goes wrong later: a store that is not there is told now.
    with open_store(store):
        pass
    serve(store, limits_from(timeout, max_rows, max_memory))
