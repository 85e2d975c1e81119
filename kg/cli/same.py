"""``kg same``: a person's decision that two nodes are the same."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("same", short_help="Say that two nodes are the same")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option("--by", metavar="NAME", help="Who decides; the user's name when not given.")
@click.option("--note", metavar="WORDS", help="Why, for those who read it later.")
@click.option("--undo", is_flag=True, help="Withdraw this decision.")
@store_option
def command(left: str, right: str, by: str | None, note: str | None, undo: bool, store: str) -> int:
    """Say that two actors, or two events, are the same; later ingests hold to it.

    A and B are IRIs (id:event/… for short) or labels that only one node has. A node that was merged
    too much is told apart by the IRIs of its accounts, which it replaced: kg why A shows them.
    """
    import getpass

    from kg.pipeline.identity import decide
    from kg.pipeline.writer import Writer

    with Writer.open(store, "write") as writer:
        a, b = decide(
            writer, left, right, same=True, by=by or getpass.getuser(), note=note, withdraw=undo
        )
    click.echo(f"{'withdrawn' if undo else 'same'}: <{a.value}> <{b.value}>")
    return 0
