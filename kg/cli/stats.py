"""``kg stats``: what is in the store."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("stats", short_help="Count what is in the store")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(store: str, as_json: bool) -> None:
    """Count what is in the store: articles, events by type, statements, actors, links, quads."""
    from kg.pipeline.stats import count
    from kg.store import open_store

    with open_store(store) as opened:
        stats = count(opened)
    if as_json:
        click.echo(json.dumps(asdict(stats), indent=2))
        return
    rows = [(name, number) for name, number in stats.counts.items() if number]
    rows += [("triples in the merged view", stats.triples), ("quads in graphs", stats.quads)]
    wide = max(len(name) for name, _ in rows)
    for name, number in rows:
        click.echo(f"{name.ljust(wide)}  {number:>12,}")
    if stats.first:
        click.echo(f"\nevents from {stats.first} to {stats.last}")
    if stats.event_types:
        kinds = ", ".join(f"{kind} {number:,}" for kind, number in stats.event_types.items())
        click.echo(f"by type: {kinds}")
