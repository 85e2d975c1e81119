"""``kg validate``: the graph against its shapes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("validate", short_help="Check the graph against the shapes (SHACL)")
@store_option
@click.option("--graph", metavar="ARTICLE", help="One article: its IRI, path, address or title.")
@click.option(
    "--shapes",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Shapes of your own (Turtle) in place of those of the ontology.",
)
@click.option("--fast", is_flag=True, help="The check that ingest runs; no pyshacl.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="Format of the report.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), default=100, show_default=True,
              help="Violations to write; 0: all.")  # fmt: skip
def command(
    store: str, graph: str | None, shapes: Path | None, fast: bool, form: str, limit: int
) -> int:
    """Validate the merged view, or one article's graph, with SHACL.

    Exit code 0: everything conforms; 1: something does not.
    """
    from kg.pipeline.articles import find_article
    from kg.store import open_store
    from kg.validate import Checker, validate

    with open_store(store) as opened:
        if graph is None:
            triples = list(opened.view())
        else:
            triples = list(opened.triples(find_article(opened, graph)))
        report = Checker(shapes).check(triples) if fast else validate(triples, shapes)
        prefixes = opened.prefixes
    shown = report.violations if limit == 0 else report.violations[:limit]
    if form == "json":
        facts = [
            {"focus": v.focus, "path": v.path, "message": v.message, "value": v.value}
            for v in shown
        ]
        whole = {
            "conforms": report.conforms,
            "triples": len(triples),
            "count": len(report.violations),
            "violations": facts,
        }
        click.echo(json.dumps(whole, indent=1, ensure_ascii=False))
    else:
        for v in shown:
            value = f" ({v.value})" if v.value and v.value != v.focus else ""
            path = f" {_short(v.path, prefixes)}" if v.path else ""
            click.echo(f"<{v.focus}>{path}: {v.message}{value}")
        if len(shown) < len(report.violations):
            click.echo(f"... and {len(report.violations) - len(shown):,} more (--limit 0)")
        if report.conforms:
            click.echo(f"{len(triples):,} triples: the graph conforms to the shapes")
        else:
            click.echo(f"{len(triples):,} triples: {len(report.violations):,} violations")
    return 0 if report.conforms else 1


def _short(iri: str, prefixes: dict[str, str]) -> str:
    for prefix, base in prefixes.items():
        if iri.startswith(base) and iri[len(base) :].isalnum():
            return f"{prefix}:{iri[len(base) :]}"
    return f"<{iri}>"
