"""``kg backup``: a copy of the store as it is now."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("backup", short_help="Copy the store as it is now")
@click.argument("place", metavar="DIR|FILE.nq", type=click.Path())
@store_option
def command(place: str, store: str) -> None:
    """Copy the store to a folder, or to one file, that does not exist yet.

    \b
    kg backup copy.kg       a folder, which is then a store of its own
    kg backup copy.nq       one file (N-Quads); kg load makes the same store of it

    A folder on the same file system takes moments: unchanged files are linked, not copied. A store
    at an address is copied to a file. The file holds all graphs, former versions of articles too,
    and a hash of itself, by which kg load knows that it is whole. Nobody can write meanwhile.
    """
    from pathlib import Path

    from kg.errors import UsageError
    from kg.store.opening import is_address

    target = Path(place)
    if target.suffix.lower() == ".nq":
        from kg.pipeline.dump import dump

        count = dump(store, target)
        click.echo(f"{store} copied to {place}: {count:,} quads; kg load {place} takes them back")
        return
    if is_address(store):
        raise UsageError(f"{store} is copied to a file: kg backup {place}.nq")
    from kg.pipeline.backup import backup

    backup(store, target)
    click.echo(f"{store} copied to {place}")
