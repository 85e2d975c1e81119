"""``kg link``: link the actors of the store, decide on links, exchange mapping sets."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kg.cli.options import contact_option, store_option, time_limit_option

if TYPE_CHECKING:
    from kg.link import Linker

__all__ = ["command"]

_own_store = click.option("--store", "own", metavar="DIR", help="Folder of the store.")


@click.group("link", invoke_without_command=True, short_help="Link actors to Wikidata")
@store_option
@click.option("--gazetteer", metavar="FILE", help="Link with this gazetteer, not the shipped one.")
@click.option(
    "--article", metavar="ARTICLE", help="Only one article: its IRI, path, address or title."
)
@click.option("--live", is_flag=True, help="Ask Wikidata itself, over the network.")
@click.option("--service", metavar="URL", help="Ask this reconciliation service (API 0.2).")
@contact_option
@time_limit_option
@click.option(
    "--cache",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Keep answers of live services here.  [default: in the user's cache folder]",
)
@click.pass_context
def command(
    context: click.Context,
    store: str,
    gazetteer: str | None,
    article: str | None,
    live: bool,
    service: str | None,
    contact: str | None,
    time_limit: float,
    cache: str | None,
) -> int:
    """Link the actors and places of the store anew; a link that a person made stays.

    An accepted link is skos:exactMatch, candidates that a person should look at are
    skos:closeMatch; each has its score, method, date and source. Nothing reaches the network
    without --live or --service.

    \b
    kg link                                  with the shipped gazetteer
    kg link --gazetteer wikidata.sqlite      with a larger one (kg gazetteer build)
    kg link --live --contact me@example.org  ask Wikidata
    kg link accept "Gustavo Petro" Q704022   a person's decision
    kg link export -o links.sssom.tsv        as a mapping set
    """
    context.obj = store
    if context.invoked_subcommand is not None:
        return 0
    from kg.errors import UsageError
    from kg.pipeline.linking import relink
    from kg.pipeline.writer import Writer

    if sum((live, service is not None, gazetteer is not None)) > 1:
        raise UsageError("choose one of --gazetteer, --live and --service")
    linker = _linker(gazetteer, live, service, contact, time_limit, cache)
    with Writer.open(store, "write") as writer:
        done = relink(writer, linker, article=article)
    click.echo(
        f"{done.articles} articles, {done.changed} changed; {done.actors} actors: "
        f"{done.accepted} linked, {done.shown} to be looked at"
    )
    notes = getattr(linker, "notes", ())
    for note in notes:
        click.echo(f"kg: {note}", err=True)
    return 1 if notes else 0


def _linker(
    gazetteer: str | None,
    live: bool,
    service: str | None,
    contact: str | None,
    time_limit: float,
    cache: str | None,
) -> Linker:
    from kg.link import GazetteerLinker

    if not live and service is None:
        return GazetteerLinker.open(gazetteer)
    from pathlib import Path

    from kg.link.http import Polite, default_cache

    folder = Path(cache) if cache is not None else default_cache()
    client = Polite(contact, cache=folder, time_limit=time_limit)
    if live:
        from kg.link.live import WikidataLinker

        return WikidataLinker(client)
    from kg.link.reconciliation import ReconciliationLinker

    assert service is not None
    return ReconciliationLinker(client, service)


@command.command("accept", short_help="Say that an actor is this entity")
@click.argument("actor")
@click.argument("entity")
@click.option("--note", metavar="TEXT", help="Why, in your words.")
@click.option("--by", metavar="NAME", help="Who decides.  [default: your user name]")
@_own_store
@click.pass_obj
def accept(
    store: str, own: str | None, actor: str, entity: str, note: str | None, by: str | None
) -> int:
    """ACTOR (words of its name, or its IRI) is ENTITY (Q704022, or an IRI of another data set)."""
    return _decide(own or store, actor, (entity,), True, note, by)


@command.command("reject", short_help="Say that an actor is none of these entities")
@click.argument("actor")
@click.argument("entities", nargs=-1, required=True, metavar="ENTITY...")
@click.option("--note", metavar="TEXT", help="Why, in your words.")
@click.option("--by", metavar="NAME", help="Who decides.  [default: your user name]")
@_own_store
@click.pass_obj
def reject(
    store: str,
    own: str | None,
    actor: str,
    entities: tuple[str, ...],
    note: str | None,
    by: str | None,
) -> int:
    """ACTOR (words of its name, or its IRI) is none of the ENTITIES."""
    return _decide(own or store, actor, entities, False, note, by)


def _decide(
    store: str,
    actor: str,
    entities: tuple[str, ...],
    accepted: bool,
    note: str | None,
    by: str | None,
) -> int:
    from datetime import UTC, datetime

    from kg.link.decisions import LinkDecision
    from kg.pipeline.linking import decide
    from kg.pipeline.writer import Writer

    iri = _actor(actor, store)
    with Writer.open(store, "write") as writer:
        decisions = [LinkDecision(iri, entity, accepted) for entity in entities]
        new = decide(writer, decisions, by=by or _user(), at=datetime.now(UTC), note=note)
    said = "accepted" if accepted else "rejected"
    click.echo(f"{said}: <{iri}> {' '.join(entities)}" if new else "nothing new")
    return 0


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _actor(text: str, store: str) -> str:
    """The IRI of the actor that the user means, by its IRI or by words of its name."""
    if "://" in text:
        return text
    from kg.cli.options import limits_from
    from kg.query.ask import ask_of, prefixes_of
    from kg.query.parameters import find_node

    ask = ask_of(store, limits_from(None, None, None))
    classes = ("Person", "Group", "Organization", "Country", "Place")
    return find_node(text, ask, prefixes_of(store), classes).value


@command.command("export", short_help="Write the links as an SSSOM mapping set")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE.  [default: stdout]")
@_own_store
@click.pass_obj
def export(store: str, own: str | None, output: str | None) -> int:
    """Write all links of the store as SSSOM/TSV, the simple standard for mappings."""
    from pathlib import Path

    from kg.link.sssom import write_sssom
    from kg.pipeline.linking import mapped
    from kg.store import open_store

    opened = open_store(own or store, "read")
    try:
        text = write_sssom(mapped(opened), base=opened.graphs.base)
    finally:
        opened.close()
    if output is None or output == "-":
        sys.stdout.write(text)
    else:
        Path(output).write_text(text, encoding="utf-8")
    return 0


@command.command("import", short_help="Take in an SSSOM mapping set")
@click.argument("file")
@click.option("--all", "computed", is_flag=True, help="Take mappings that a program made, too.")
@click.option("--by", metavar="NAME", help="Who decides.  [default: your user name]")
@_own_store
@click.pass_obj
def import_(store: str, own: str | None, file: str, computed: bool, by: str | None) -> int:
    """Take the mappings of an SSSOM/TSV FILE as a person's decisions.

    skos:exactMatch accepts, with predicate modifier Not rejects; other predicates, and mappings
    that no person made or reviewed, are passed over and counted. Actors that the store does not
    know are told, and the exit code is then 1.
    """
    from datetime import UTC, datetime

    from kg.errors import UsageError
    from kg.link.sssom import read_sssom
    from kg.pipeline.linking import decide
    from kg.pipeline.writer import Writer

    decisions, skipped = read_sssom(file, computed=computed)
    new = unknown = 0
    with Writer.open(own or store, "write") as writer:
        for decision in decisions:
            try:
                new += decide(writer, [decision], by=by or _user(), at=datetime.now(UTC))
            except UsageError as error:
                unknown += 1
                click.echo(f"kg: {file}: {error}", err=True)
    click.echo(f"{new} new decisions, {skipped} mappings passed over")
    return 1 if unknown else 0
