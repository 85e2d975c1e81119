"""``kg correct``: a person rejects or amends what was extracted."""

from __future__ import annotations

import getpass
import json
import os

import click

from kg.cli.options import store_option

__all__ = ["command"]


@click.group("correct", short_help="Reject or amend a fact that was extracted")
def command() -> None:
    """Reject or amend a fact that was extracted; later ingests hold to it.

    \b
    kg correct reject id:event/3d517bfeb79b8e68            the event is none
    kg correct reject id:statement/9ecc4994 speaker        nobody knows who said it
    kg correct set id:event/3d517bfeb79b8e68 date 2026-01  it was some time in January
    kg correct list

    Decisions are kept in the graph id:graph/decisions, with who and when; exports hold them.
    """


def _by(name: str | None) -> str:
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("USER", "someone")


@command.command("reject")
@click.argument("node", metavar="IRI")
@click.argument("predicate", required=False, metavar="[PROPERTY]")
@click.argument("value", required=False, metavar="[VALUE]")
@store_option
@click.option("--by", metavar="NAME", help="Who decides. [default: the user's name]")
@click.option("--note", metavar="TEXT", help="Why.")
def reject_command(
    node: str,
    predicate: str | None,
    value: str | None,
    store: str,
    by: str | None,
    note: str | None,
) -> None:
    """Reject a node (an event, a statement ...), a property of it, or one value of that."""
    from kg.pipeline.correct import reject
    from kg.pipeline.terms import node_of, property_of, value_of
    from kg.pipeline.writer import Writer

    with Writer.open(store, "write") as writer:
        prefixes = writer.store.prefixes
        verb = property_of(predicate, prefixes) if predicate else None
        term = value_of(value, verb, prefixes) if value is not None and verb else None
        done = reject(writer, node_of(node, prefixes), verb, term, by=_by(by), note=note)
    click.echo(f"rejected; kg correct withdraw {done.value} takes it back")


@command.command("set")
@click.argument("node", metavar="IRI")
@click.argument("predicate", metavar="PROPERTY")
@click.argument("value", metavar="VALUE")
@store_option
@click.option("--by", metavar="NAME", help="Who decides. [default: the user's name]")
@click.option("--note", metavar="TEXT", help="Why.")
@click.option("--lang", metavar="TAG", help="Language of the value, for texts.")
def set_command(
    node: str,
    predicate: str,
    value: str,
    store: str,
    by: str | None,
    note: str | None,
    lang: str | None,
) -> None:
    """Put VALUE in place of what was extracted for PROPERTY of a node.

    PROPERTY is a name of the ontology (speaker, status, date), label, or an IRI. VALUE is written
    as Turtle writes it, or plainly; a date sets its EDTF form and bounds too.
    """
    from kg.map.terms import DATE
    from kg.pipeline.correct import amend
    from kg.pipeline.terms import node_of, property_of, value_of, values_of_date
    from kg.pipeline.writer import Writer

    with Writer.open(store, "write") as writer:
        prefixes = writer.store.prefixes
        subject, verb = node_of(node, prefixes), property_of(predicate, prefixes)
        if verb == DATE:
            values = dict(values_of_date(value))
        else:
            values = {verb: value_of(value, verb, prefixes, lang)}  # type: ignore[dict-item]
        for one, term in values.items():
            done = amend(writer, subject, one, term, by=_by(by), note=note)
            click.echo(f"set {one.value}; kg correct withdraw {done.value} takes it back")


@command.command("withdraw")
@click.argument("decision", metavar="IRI")
@store_option
def withdraw_command(decision: str, store: str) -> None:
    """Take a correction back: the facts are again as they were extracted."""
    from kg.pipeline.correct import withdraw
    from kg.pipeline.terms import node_of
    from kg.pipeline.writer import Writer

    with Writer.open(store, "write") as writer:
        withdraw(writer, node_of(decision, writer.store.prefixes))
    click.echo("withdrawn")


@command.command("list")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def list_command(store: str, as_json: bool) -> None:
    """List the corrections, with who made them and when."""
    from kg.pipeline.correct import list_corrections
    from kg.store import open_store

    with open_store(store) as opened:
        found = list_corrections(list(opened.quads(graph=opened.graphs.decisions)))
    if as_json:
        rows = [
            {
                "decision": iri.value,
                "verdict": known.verdict.value,
                "nodes": list(known.nodes),
                "property": known.predicate.value if known.predicate else None,
                "value": str(known.value) if known.value is not None else None,
                "by": who,
                "at": when,
            }
            for iri, known, who, when in found
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for iri, known, who, when in found:
        verb = known.predicate.value if known.predicate else ""
        words = f"{known.verdict.value.lower()} {known.nodes[0]} {verb} {known.value or ''}"
        click.echo(f"{when} {who}: {' '.join(words.split())}  ({iri.value})")
