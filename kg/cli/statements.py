"""``kg statements``: who said what."""

from __future__ import annotations

import click

from kg.cli.asking import Asking, Part, ask_options

__all__ = ["command"]


@click.command("statements", short_help="Who said what: by speaker, words, language, time")
@click.option("--by", metavar="ACTOR", help="What one actor said.")
@click.option("--about", metavar="TEXT", help="Statements that hold these words.")
@click.option("--lang", metavar="TAG", help="Words in one language, as es.")
@click.option("--since", metavar="DATE", help="Nothing said before.")
@click.option("--until", metavar="DATE", help="Nothing said after.")
@ask_options
def command(
    asking: Asking,
    by: str | None,
    about: str | None,
    lang: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Who said what, in order of time; thoughts and wishes are left out.

    \b
    kg statements --by petro
    kg statements --about sovereignty --lang es
    """
    given = {"actor": by, "words": about, "lang": lang, "from": since, "to": until}
    asking.answer(Part("who-said-what", {k: v for k, v in given.items() if v is not None}))
