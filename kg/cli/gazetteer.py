"""``kg gazetteer``: build a list of known names, or look into one."""

from __future__ import annotations

import sys

import click

__all__ = ["command"]

_TYPES = ("Person", "Organization", "Country", "Place")


@click.group("gazetteer", short_help="Build or look into the list of known names")
def command() -> None:
    """The names that actors are linked to, in one SQLite file.

    \b
    kg gazetteer info
    kg gazetteer search "security council"
    kg gazetteer build latest-all.json.bz2 -o wikidata.sqlite --min-sitelinks 5
    kg link --gazetteer wikidata.sqlite
    """


@command.command("build", short_help="Make a gazetteer from a dump or an endpoint")
@click.argument("source", required=False, metavar="[DUMP]")
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to be made.")
@click.option(
    "--min-sitelinks",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    metavar="N",
    help="Only items that at least N wikis have a page on.",
)
@click.option(
    "--types",
    metavar="NAMES",
    default=",".join(_TYPES),
    show_default=True,
    help="Only these classes, with commas between.",
)
@click.option("--languages", metavar="CODES", help="Languages of names, the label's first.")
@click.option("--sparql", metavar="URL", help="Ask this endpoint for the --class instances.")
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="QID=TYPE",
    help="With --sparql: a class and the type of its instances; may be repeated.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="With --sparql: items a class.")
@click.option(
    "--contact",
    metavar="ADDRESS",
    envvar="KG_CONTACT",
    help="With --sparql: mail or web address to be named to the endpoint.",
)
@click.option("--shipped", is_flag=True, help="Make the gazetteer that the package ships.")
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="With --shipped: the folder of its sources (see its data card).",
)
def build(
    source: str | None,
    output: str,
    min_sitelinks: int,
    types: str,
    languages: str | None,
    sparql: str | None,
    classes: tuple[str, ...],
    limit: int | None,
    contact: str | None,
    shipped: bool,
    sources: str | None,
) -> int:
    """Make a gazetteer from DUMP, a Wikidata dump: JSON or truthy N-Triples, plain, .gz or .bz2.

    The dump is read as a stream. A build that was stopped goes on where it stopped when the same
    command is given again. DUMP may be - for stdin.

    \b
    kg gazetteer build latest-all.json.bz2 -o wikidata.sqlite
    kg gazetteer build latest-truthy.nt.gz -o wikidata.sqlite --types Person,Country
    kg gazetteer build -o parties.sqlite --sparql https://query.wikidata.org/sparql \\
        --class Q7278=Organization --contact me@example.org
    """
    from datetime import date
    from pathlib import Path

    from kg.errors import UsageError

    if sum((source is not None, sparql is not None, shipped)) != 1:
        raise UsageError("name one source: a DUMP, --sparql URL, or --shipped")
    out = Path(output)
    today = date.today().isoformat()
    chosen = _split(types)
    if unknown := set(chosen) - set(_TYPES):
        raise UsageError(f"--types {', '.join(sorted(unknown))}: there are {', '.join(_TYPES)}")
    if shipped:
        from kg.link.card import data_card
        from kg.link.shipped import build_shipped

        if sources is None:
            raise UsageError("--shipped needs --sources DIR")
        counts = build_shipped(Path(sources), out, version=f"shipped-{today}")
        out.with_name("DATA_CARD.md").write_text(data_card(out, counts), encoding="utf-8")
        click.echo(f"{sum(counts.values())} entities in {out}")
        return 0
    if sparql is not None:
        return _from_endpoint(sparql, classes, limit, contact, languages, out, today)

    from kg.link.build import Choice, build_from_dump
    from kg.link.wikidata import LANGUAGES

    assert source is not None
    choice = Choice(frozenset(chosen), min_sitelinks, _split(languages) if languages else LANGUAGES)
    wrong: list[str] = []
    with _progress() as progress:
        built = build_from_dump(
            source, out, version=f"{Path(source).name} {today}", choice=choice,
            progress=progress, bad=wrong.append,
        )  # fmt: skip
    for line in wrong[:10]:
        click.echo(f"kg: {line}", err=True)
    if len(wrong) > 10:
        click.echo(f"kg: {len(wrong) - 10} more lines could not be read", err=True)
    again = " (gone on with)" if built.resumed else ""
    # A few items say nothing about a million: the first wait for the disk.
    rate = f"; a million would take {built.per_million / 60:.0f} min" * (built.read >= 10_000)
    click.echo(f"{built.read} items read{again}, {built.taken} taken, {built.seconds:.1f} s{rate}")
    return 1 if wrong else 0


def _from_endpoint(
    url: str,
    classes: tuple[str, ...],
    limit: int | None,
    contact: str | None,
    languages: str | None,
    out: object,
    today: str,
) -> int:
    from itertools import chain
    from pathlib import Path

    from kg.errors import UsageError
    from kg.link.build import build_from_records
    from kg.link.sparql import Endpoint, records_of_class

    assert isinstance(out, Path)
    if not classes:
        raise UsageError("--sparql needs --class, as --class Q7278=Organization")
    pairs = [tuple(text.partition("=")[::2]) for text in classes]
    for qid, kind in pairs:
        if kind not in _TYPES:
            raise UsageError(f"--class {qid}={kind}: the type is one of {', '.join(_TYPES)}")
    endpoint = Endpoint(url, contact)
    found = chain.from_iterable(
        records_of_class(
            endpoint, qid, kind, limit=limit,
            languages=_split(languages) if languages else ("en", "es"),
        )
        for qid, kind in pairs
    )  # fmt: skip
    count = build_from_records(found, out, version=f"sparql {today}", sources=url)
    click.echo(f"{count} entities in {out}")
    return 0


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


class _progress:
    """A bar on a terminal, a line now and then elsewhere."""

    def __enter__(self) -> _progress:
        self._bar = None
        self._said = 0
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True))
            self._bar.start()
            self._task = self._bar.add_task("reading", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, size: int | None, taken: int) -> None:
        if self._bar is not None:
            self._bar.update(
                self._task, total=size, completed=done, description=f"{taken} entities"
            )
        elif taken - self._said >= 100_000:
            self._said = taken
            share = f" ({100 * done // size} %)" if size else ""
            click.echo(f"{taken} entities{share}", err=True)


@command.command("info", short_help="What a gazetteer holds and where it is from")
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--gazetteer", metavar="FILE", help="This file, not the shipped one.")
def info(file: str | None, gazetteer: str | None) -> int:
    """Show version, counts and sources of a gazetteer: of FILE, or the shipped one."""
    from kg.link.gazetteer import Gazetteer

    with Gazetteer(file or gazetteer) as opened:
        click.echo(f"file      {opened.path}")
        click.echo(f"version   {opened.version}")
        for kind, count in opened.counts().items():
            click.echo(f"{kind:13} {count:8}")
        for source in opened.meta.get("sources", "").split("; "):
            click.echo(f"source    {source}")
    return 0


@command.command("search", short_help="Look a name up")
@click.argument("words", nargs=-1, required=True, metavar="NAME")
@click.option("--gazetteer", metavar="FILE", help="In this file, not the shipped one.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Entities shown."
)
def search(words: tuple[str, ...], gazetteer: str | None, limit: int) -> int:
    """Show the entities that go by NAME, then those whose names hold its words."""
    name = " ".join(words)
    from kg.link.gazetteer import Entity, Gazetteer
    from kg.link.names import key

    with Gazetteer(gazetteer) as opened:
        found: dict[str, Entity] = {}
        for match in opened.matches([key(name)]).get(key(name), ()):
            found[match.entity.qid] = match.entity
        for entity in opened.search(name, limit):
            found.setdefault(entity.qid, entity)
        for entity in list(found.values())[:limit]:
            click.echo(f"{entity.qid:12} {entity.type:12} {entity.label}  {entity.description}")
    return 0 if found else 1
