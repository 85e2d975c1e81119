"""``kg backup``: a copy of the store as it is now."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("backup", short_help="Copy the store as it is now")
@click.argument("folder", metavar="DIR", type=click.Path())
@store_option
def command(folder: str, store: str) -> None:
    """Copy the store to DIR, a folder that does not exist yet; DIR is then a store of its own.

    On one file system unchanged files are linked, not copied: that takes moments.
    """
    from pathlib import Path

    from kg.pipeline.backup import backup

    backup(store, Path(folder))
    click.echo(f"{store} copied to {folder}")
