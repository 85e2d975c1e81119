"""``kg serve``: SPARQL, an API and pages on this machine."""

from __future__ import annotations

import click

from kg.cli.options import (
    limit_options,
    limits_from,
    service_options,
    services_from,
    store_option,
)

__all__ = ["command"]


@click.command("serve", short_help="Serve SPARQL and pages on this machine")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--writable", is_flag=True, help="Let clients write that show the token.")
@click.option(
    "--token",
    envvar="KG_TOKEN",
    metavar="TOKEN",
    help="Token that writers show; made up where it is not given.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Queries that run at once."
)
@service_options
@limit_options
def command(
    store: str,
    host: str,
    port: int,
    writable: bool,
    token: str | None,
    workers: int | None,
    allow_service: tuple[str, ...],
    service_timeout: float,
    service_rows: int,
    timeout: float | None,
    max_rows: int | None,
    max_memory: str | None,
) -> int:
    """Serve the store: pages for people, SPARQL and graphs for programs.

    \b
    kg serve                          pages at http://127.0.0.1:8080/
    kg serve --port 0 --timeout 10    a free port, ten seconds a query
    kg serve --writable               prints the token that writers show

    /sparql is the SPARQL 1.1 Protocol, /store the Graph Store Protocol, /queries/NAME each named
    query as JSON or CSV (described in /openapi.json), /id/... every IRI of the store. Everyone who
    reaches the port can read: it listens on this machine alone unless --host says otherwise.
    Queries with SERVICE reach only hosts that --allow-service or KG_SERVICES name.
    """
    import secrets

    from kg.errors import UsageError
    from kg.serve.server import listen, need_extra, run

    need_extra()
    from kg.serve.app import make_app
    from kg.serve.service import Service

    if token is not None and not token.strip():
        raise UsageError("--token must not be empty")
    shown = token or secrets.token_urlsafe(24)
    limits = limits_from(timeout, max_rows, max_memory)
    services = services_from(allow_service, service_timeout, service_rows)
    service = Service(store, limits, shown if writable else None, workers, services)
    try:
        listener = listen(host, port)
        name, number = listener.getsockname()[:2]
        address = f"http://[{name}]:{number}/" if ":" in name else f"http://{name}:{number}/"

        def ready() -> None:
            click.echo(f"serving {store} at {address}  (stop with Ctrl-C)")
            if writable:
                click.echo(
                    "writers show the header  Authorization: Bearer "
                    + (shown if token is None else "TOKEN")
                )

        run(make_app(service), listener, ready)
    except KeyboardInterrupt:
        pass
    finally:
        service.close()
    click.echo("stopped")
    return 0
