"""``kg remove``: take articles out of the graph."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("remove", short_help="Take an article out of the graph again")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@store_option
def command(articles: tuple[str, ...], store: str) -> int:
    """Take articles out of the graph; the store is then as if they had never come.

    ARTICLE is an article's IRI, path, address or title.
    """
    from kg.errors import UsageError
    from kg.pipeline.articles import find_article
    from kg.pipeline.writer import Writer

    found = []
    failed = False
    with Writer.open(store, "write") as writer:
        for name in articles:
            try:
                found.append(find_article(writer.store, name))
            except UsageError as error:
                failed = True
                click.echo(f"kg: {error}", err=True)
        if found:
            writer.remove(dict.fromkeys(found))
    for article in dict.fromkeys(found):
        click.echo(f"removed {article.value}")
    return 1 if failed and found else 2 if failed else 0
