"""What `kg same` and `kg different` share: they are one question with two answers."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["decision_command"]

_HELP = """
Say that two actors, or two events, are {what}; later ingests hold to it.

A and B are IRIs (id:event/… for short) or labels that only one node has. A node that was merged
too much is told apart by the IRIs of its accounts, which it replaced:
kg query 'SELECT ?account {{ ?account dcterms:isReplacedBy id:event/… }}' lists them.
"""


def decision_command(name: str, *, same: bool) -> click.Command:
    """The command by which a person decides on two nodes.

    ``name`` is its verb; ``same`` is what it says of the two.
    """
    what = "the same" if same else "not the same"

    @click.command(name, help=_HELP.format(what=what), short_help=f"Say that two nodes are {what}")
    @click.argument("left", metavar="A")
    @click.argument("right", metavar="B")
    @click.option("--by", metavar="NAME", help="Who decides; the user's name when not given.")
    @click.option("--note", metavar="WORDS", help="Why, for those who read it later.")
    @click.option(
        "--undo", is_flag=True, help="Withdraw this decision; A and B may be named as before it."
    )
    @store_option
    def command(
        left: str, right: str, by: str | None, note: str | None, undo: bool, store: str
    ) -> int:
        import getpass

        from kg.pipeline.identity import decide
        from kg.pipeline.writer import Writer

        with Writer.open(store, "write") as writer:
            a, b = decide(
                writer, left, right, same=same, by=by or getpass.getuser(), note=note, withdraw=undo
            )
        click.echo(f"{'withdrawn' if undo else name}: <{a.value}> <{b.value}>")
        return 0

    return command
