"""``kg reconcile-serve``: offer the store's actors as a reconciliation service."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("reconcile-serve", short_help="Serve the reconciliation API (OpenRefine)")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
def command(store: str, host: str, port: int) -> int:
    """Offer the actors of the store as a Reconciliation Service (API 0.2).

    In OpenRefine, add the address that is shown as a standard service, and match a column of
    names against the graph. Everyone who reaches the port can ask: keep it on this machine, or
    put a server with access control before it.

    \b
    kg reconcile-serve --port 8001
    """
    import tempfile
    from pathlib import Path

    from kg.link.reconcile import Reconciler, build_index
    from kg.pipeline.linking import known_actors
    from kg.serve.reconcile import ReconcileServer
    from kg.store import open_store

    with tempfile.TemporaryDirectory(prefix="kg-reconcile-") as folder:
        opened = open_store(store, "read")
        try:
            index = build_index(known_actors(opened), Path(folder) / "actors.sqlite")
            base = opened.graphs.base
        finally:
            opened.close()
        server = ReconcileServer(Reconciler(index, base=base), host, port)
        click.echo(f"{len(index)} actors at {server.address}  (stop with Ctrl-C)")
        try:
            server.run()
        except KeyboardInterrupt:
            click.echo("stopped")
    return 0
