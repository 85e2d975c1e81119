"""``kg describe``: what the store holds, for catalogues (VoID)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import form_of, limit_options, limits_from, output_option, store_option

__all__ = ["command"]

_ENDINGS = {".ttl": "turtle"}


@click.command("describe", short_help="Describe the data set (VoID)")
@store_option
@output_option(_ENDINGS)
@limit_options
def command(
    store: str,
    output: str | None,
    timeout: float | None,
    max_rows: int | None,
    max_memory: str | None,
) -> None:
    """Describe the data set in VoID, as Turtle: triples, classes, properties, links to others.

    \b
    kg describe                 to the terminal
    kg describe -o void.ttl     as a file, to be served or put into a catalogue
    """
    from kg.export.void import describe
    from kg.query.ask import ask_of, prefixes_of

    ask = ask_of(store, limits_from(timeout, max_rows, max_memory))
    form_of(output, _ENDINGS)
    text = "".join(describe(ask, prefixes_of(store)))
    if output is None:
        sys.stdout.write(text)
    else:
        Path(output).write_text(text, encoding="utf-8")
