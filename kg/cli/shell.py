"""``kg shell``: ask in SPARQL, interactively."""

from __future__ import annotations

import sys

import click

from kg.cli.options import limit_options, limits_from, store_option
from kg.cli.shell_session import FORMATS, Session, placed

__all__ = ["command"]


@click.command("shell", short_help="Ask in SPARQL, interactively")
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format of the answers. [default: table on a terminal, csv in a pipe, turtle for graphs]",
)
@click.option("--timing", is_flag=True, help="Tell after each query how long it took.")
@limit_options
def command(
    store: str,
    form: str | None,
    timing: bool,
    timeout: float | None,
    max_rows: int | None,
    max_memory: str | None,
) -> None:
    """Ask again and again, with completion, colours, history and several lines a query.

    \b
    kg shell
    kg shell --store other.kg --timing
    kg shell < questions.txt

    A query ends with ; or with an empty line. Commands begin with a point; .help lists them. The
    limits are those of kg query, for each query anew. From a pipe the inputs run one after the
    other, up to the first that fails, whose exit code this is.
    """
    from kg.serve.workers import Workers

    workers = Workers(1)
    session = Session(
        store,
        limits_from(timeout, max_rows, max_memory),
        rows="table" if sys.stdout.isatty() else "csv",
        timing=timing,
        work=workers.work,
    )
    if form is not None:
        session.run(f".format {form}")
    try:
        if sys.stdin.isatty():
            _interact(session)
        else:
            _read(session)
    finally:
        workers.close()


def _read(session: Session) -> None:
    """Run what comes through a pipe."""
    from kg.cli.shell_input import entries
    from kg.errors import KgError

    for entry in entries(sys.stdin):
        try:
            session.run(entry.text)
        except EOFError:
            return
        except KgError as error:
            raise placed(error, entry) from None


def _interact(session: Session) -> None:
    """Ask the user until they leave."""
    from kg import __version__
    from kg.cli.shell_completion import Sources, actors_of
    from kg.cli.shell_prompt import history_of, make_prompt
    from kg.errors import KgError
    from kg.query.named import all_queries

    sources = Sources(session.terms, all_queries, lambda words: actors_of(session.store)(words))
    prompt = make_prompt(sources, history_of())
    click.echo(f"kg {__version__} on {session.store}. A query ends with ; or an empty line; .help")
    while True:
        try:
            text = prompt.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        try:
            session.run(text)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
        except EOFError:
            return
        except (KgError, OSError) as error:
            click.echo(f"kg: {' '.join(str(error).split())}", err=True)
