"""``kg disagreements``: where two articles differ on one event."""

from __future__ import annotations

import click

from kg.cli.asking import Asking, Part, ask_options

__all__ = ["command"]


@click.command("disagreements", short_help="Where two articles differ on one event")
@click.argument("event", required=False, metavar="[IRI]")
@ask_options
def command(asking: Asking, event: str | None) -> None:
    """Where two articles, or two sides in one, differ on one event, in their own words."""
    asking.answer(
        Part("disagreements", {} if event is None else {"event": event}),
        nothing="nothing found that cannot both be true; what accounts of one event tell otherwise "
        "is in kg query --name differing-accounts",
    )
