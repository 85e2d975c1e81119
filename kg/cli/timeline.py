"""``kg timeline``: what happened when, of one actor or of all."""

from __future__ import annotations

import click

from kg.cli.asking import Asking, Part, ask_options

__all__ = ["command"]


@click.command("timeline", short_help="What happened when, of one actor or of all")
@click.argument("actor", required=False)
@click.option("--since", metavar="DATE", help="Nothing that ended before.")
@click.option("--until", metavar="DATE", help="Nothing that began after.")
@click.option("--type", "kind", metavar="TYPE", help="Events of one type, as PROTEST.")
@click.option("--status", metavar="STATUS", help="Events of one status, as planned.")
@ask_options
def command(
    asking: Asking,
    actor: str | None,
    since: str | None,
    until: str | None,
    kind: str | None,
    status: str | None,
) -> None:
    """What happened when: one row an event, undated events last.

    \b
    kg timeline                       of all
    kg timeline petro                 of one actor, named as people name it
    kg timeline --status planned      what is still to come
    """
    given = {"actor": actor, "from": since, "to": until, "type": kind, "status": status}
    asking.answer(Part("timeline", {k: v for k, v in given.items() if v is not None}))
