"""``kg load``: an export taken back."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("load", short_help="Take an export back into a store")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml"]),
    help="Format. [default: by the ending of FILE]",
)
@click.option("--base", metavar="IRI", help="Base of a new store. [default: as the file tells]")
def command(files: tuple[str, ...], store: str, form: str | None, base: str | None) -> None:
    """Take files that kg export wrote into the store; the merged view is built anew.

    TriG and N-Quads bring the articles with all that was kept of them. Other formats bring plain
    triples, which go into a graph of their own.
    """
    from kg.errors import InputError
    from kg.pipeline.load import base_of, format_of, load
    from kg.pipeline.writer import Writer
    from kg.store.opening import stamp_of

    paths = [(Path(name), format_of(Path(name), form)) for name in files]
    for path, _ in paths:
        if not path.is_file():
            raise InputError(f"{path}: no such file")
    if base is None and stamp_of(store) is None:
        base = base_of(paths[0][0])
    with Writer.open(store, "create", base) as writer:
        for path, format_ in paths:
            loaded = load(writer, path, format_)
            click.echo(f"{path}: {loaded.quads:,} quads in {loaded.graphs:,} graphs")
