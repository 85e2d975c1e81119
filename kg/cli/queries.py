"""``kg queries``: the named queries and what they take."""

from __future__ import annotations

import json

import click

from kg.cli.options import query_names

__all__ = ["command"]


@click.command("queries", short_help="List the named queries and their parameters")
@click.argument("name", required=False, shell_complete=query_names)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the named queries; with NAME, show one with its parameters, example and SPARQL.

    Your own queries go into the folder queries/ of where you work, or into
    ~/.config/newsgraph/queries.
    """
    from kg.query.named import all_queries, find_query

    if name is None:
        found = all_queries()
        if as_json:
            click.echo(json.dumps([_facts(q) for q in found.values()], indent=2))
            return
        wide = max((len(n) for n in found), default=0)
        for query in found.values():
            takes = " ".join(p.name if p.required else f"[{p.name}]" for p in query.parameters)
            click.echo(f"{query.name.ljust(wide)}  {query.title}{f'  ({takes})' if takes else ''}")
        return
    query = find_query(name)
    if as_json:
        click.echo(json.dumps(_facts(query), indent=2))
        return
    click.echo(f"{query.title}\n{query.description}\n")
    for parameter in query.parameters:
        extra = f", default {parameter.default}" if parameter.default is not None else ""
        need = "" if parameter.required else ", optional" if not extra else ""
        click.echo(f"  {parameter.name} ({parameter.kind}{need}{extra}): {parameter.description}")
    for example in query.examples:
        click.echo(f"\nExample: {example}")
    click.echo(f"\n{query.text.rstrip()}")


def _facts(query: object) -> dict[str, object]:
    from kg.query.named import NamedQuery

    assert isinstance(query, NamedQuery)
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "parameters": [
            {
                "name": p.name,
                "kind": p.kind,
                "description": p.description,
                "default": p.default,
                "required": p.required,
            }
            for p in query.parameters
        ],
        "examples": list(query.examples),
        "text": query.text,
    }
