"""``kg reason``: consistency, classification, and what follows."""

from __future__ import annotations

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.command("reason", short_help="Check consistency and classify (OWL)")
@store_option
@click.option("--sample", type=click.IntRange(0), default=500, show_default=True, metavar="N",
              help="Individuals that HermiT is given, the most linked first; 0: all.")  # fmt: skip
@click.option("--no-hermit", is_flag=True, help="Leave HermiT out (it needs Java).")
@click.option("--dry-run", is_flag=True, help="Write nothing into the store.")
def command(store: str, sample: int, no_hermit: bool, dry_run: bool) -> int:
    """Reason over the graph with the ontology and its alignments.

    HermiT checks consistency on a sample and classifies; what follows for all nodes (types and
    properties of SEM, schema.org, PROV-O, FOAF, W3C org and Web Annotation) goes into the graph
    id:graph/inferences, which plain queries do not see. Nodes that are of two classes which exclude
    each other are listed with the reason.

    Exit code 0: consistent; 1: not.
    """
    from kg.reason import Schema, classify, entail, find_clashes, schema_triples, select
    from kg.search.follow import follow
    from kg.store import Changes, open_store

    axioms = schema_triples()
    with open_store(store, "read" if dry_run else "write") as opened:
        if not dry_run:
            follow(opened, build=False)
        ontology = opened.triples(opened.graphs.ontology)
        facts = frozenset(opened.view()) - ontology
        good = True
        if not no_hermit:
            chosen, taken, known = select(facts, sample)
            found = classify(axioms, chosen)
            axioms |= found.subclasses
            good = found.consistent and not found.unsatisfiable
            word = "consistent" if found.consistent else "INCONSISTENT"
            click.echo(f"HermiT: {word} ({taken:,} of {known:,} individuals)")
            for name in found.unsatisfiable:
                click.echo(f"a class that can have no member: <{name}>")
        schema = Schema(axioms)
        clashes = find_clashes(schema, facts)
        for clash in clashes:
            click.echo(
                f"<{clash.node}> cannot be both <{clash.one}> and <{clash.other}>:\n"
                f"  {clash.because_one}\n  {clash.because_other}"
            )
        new = entail(schema, facts)
        click.echo(f"{len(new):,} triples follow from {len(facts):,}")
        if not dry_run:
            target = opened.graphs.named("inferences")
            opened.write(Changes({target: new}))
            click.echo(f"written to the graph <{target.value}>")
    return 0 if good and not clashes else 1
