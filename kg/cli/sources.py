"""``kg sources``: what stands behind an event, article by article."""

from __future__ import annotations

import click

from kg.cli.asking import Asking, Part, ask_options

__all__ = ["command"]


@click.command("sources", short_help="What stands behind an event, article by article")
@click.argument("event", metavar="IRI|WORDS")
@ask_options
def command(asking: Asking, event: str) -> None:
    """The words that an event stands on, article by article, and what the article cites there.

    \b
    kg sources id:event/228e26f08dc43b7c
    kg sources deployment
    """
    named = "://" in event or event.startswith(("id:", "<"))
    asking.answer(Part("sources-of-event", {"event" if named else "label": event}))
