"""``kg who``: an actor: offices, links, events, statements, counterparts."""

from __future__ import annotations

import click

from kg.cli.asking import Asking, Part, ask_options

__all__ = ["command"]


@click.command("who", short_help="An actor: offices, links, events, statements")
@click.argument("actor")
@ask_options
def command(asking: Asking, actor: str) -> None:
    """All that the graph says of one actor or place: who, offices, events, statements, with whom.

    \b
    kg who petro
    kg who OAS
    """
    node = asking.node(actor, "Actor", "Place")
    asking.answer(
        Part("who", {"actor": node}),
        Part("positions", {"holder": node}, "Offices"),
        Part("timeline", {"actor": node}, "Events"),
        Part("statements-by", {"actor": node}, "Statements"),
        Part("co-participants", {"actor": node}, "Together with"),
    )
