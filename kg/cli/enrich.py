"""``kg enrich``: copy chosen facts of linked actors from Wikidata."""

from __future__ import annotations

import click

from kg.cli.options import contact_option, store_option, time_limit_option

__all__ = ["command"]


@click.command("enrich", short_help="Copy facts of linked actors from Wikidata")
@store_option
@click.option(
    "--endpoint",
    metavar="URL",
    default="https://query.wikidata.org/sparql",
    show_default=True,
    help="SPARQL endpoint to ask.",
)
@click.option(
    "--facts",
    metavar="NAMES",
    default="label,type,country,citizenship,office,party,image,coordinates",
    show_default=True,
    help="What to copy, with commas between.",
)
@click.option(
    "--languages",
    metavar="CODES",
    default="en",
    show_default=True,
    help="Languages of labels, with commas between.",
)
@contact_option
@time_limit_option
def command(
    store: str,
    endpoint: str,
    facts: str,
    languages: str,
    contact: str | None,
    time_limit: float,
) -> int:
    """Copy facts of all linked actors into a graph of their own, with where and when.

    Plain queries do not see them; ask with GRAPH id:graph\\/enrichment { ... }. This reaches the
    network: the endpoint is asked in batches of 50 entities, with pauses.

    \b
    kg enrich --contact me@example.org
    kg enrich --facts label,coordinates
    kg query 'SELECT * { GRAPH id:graph\\/enrichment { ?entity wdt:P625 ?point } }'
    """
    from datetime import UTC, datetime

    from kg.link.sparql import Endpoint
    from kg.pipeline.enrich import enrich
    from kg.search.follow import follow
    from kg.store import open_store

    asked = Endpoint(endpoint, contact, time_limit=time_limit)
    opened = open_store(store, "write")
    follow(opened, build=False)
    try:
        copied = enrich(
            opened,
            asked,
            at=datetime.now(UTC),
            names=_split(facts),
            languages=_split(languages),
            progress=lambda done, of: click.echo(f"{done} of {of} entities", err=True),
        )
        opened.flush()
    finally:
        opened.close()
    click.echo(f"{copied} facts")
    return 0


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
