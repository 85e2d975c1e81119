"""``kg timeline``: what happened when, of one actor or of all."""

from __future__ import annotations

import click

from kg.cli.asking import Asking, Part, ask_options
from kg.errors import UsageError
from kg.model import Status

__all__ = ["command"]


@click.command("timeline", short_help="What happened when, of one actor or of all")
@click.argument("actor", required=False)
@click.option("--since", metavar="DATE", help="Nothing that ended before.")
@click.option("--until", metavar="DATE", help="Nothing that began after.")
@click.option("--type", "kind", metavar="TYPE", help="Events of one type, as PROTEST.")
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status], case_sensitive=False),
    metavar="STATUS",
    help="Events of one status, as planned.",
)
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
    if kind is not None and ":" not in kind:
        kind = _known(kind.upper())
    given = {"actor": actor, "from": since, "to": until, "type": kind, "status": status}
    asking.answer(Part("timeline", {k: v for k, v in given.items() if v is not None}))


def _known(kind: str) -> str:
    from kg.extract.llm.vocabulary import load_vocabulary

    types = [code for code, _ in load_vocabulary().event_types]
    if kind not in types:
        raise UsageError(f"there is no event type '{kind}'; the types are {', '.join(types)}")
    return kind
