"""What the shell does with an input: runs queries under the limits, and its own commands."""

from __future__ import annotations

import difflib
import shlex
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.shell_input import Entry, entries, is_command, without_end
from kg.config import Limits
from kg.errors import KgError, QueryError, UsageError

if TYPE_CHECKING:
    from kg.cli.shell_terms import SparqlTerm
    from kg.query.runner import Answer, Work

__all__ = ["COMMANDS", "FORMATS", "Session", "placed"]

_ROWS = ("table", "csv", "tsv", "json", "xml")
_GRAPHS = ("turtle", "ntriples", "jsonld", "rdfxml")
FORMATS = (*_ROWS, *_GRAPHS)

#: The commands: what they take, and what they do.
COMMANDS: dict[str, tuple[str, str]] = {
    ".help": ("", "Show this."),
    ".format": ("[FORMAT]", "Format of answers: table, csv, json, turtle ..."),
    ".timing": ("[on|off]", "Tell after each query how long it took."),
    ".queries": ("[NAME]", "List the named queries, or show one."),
    ".run": ("NAME [KEY=VALUE ...]", "Run a named query; actors may be given by name."),
    ".schema": ("[TERM]", "List the classes and properties, or tell of one."),
    ".search": ("WORDS", "Find names, events, statements, texts by words."),
    ".read": ("FILE", "Run what stands in a file."),
    ".open": ("DIR", "Go on with another store."),
    ".quit": ("", "Leave (Ctrl-D too)."),
}
_DEEPEST = 5
"""Files that read files."""


@dataclass(slots=True)
class Session:
    """One run of the shell on a store.

    ``store`` is a folder or an address, ``rows`` and ``graphs`` are the formats of answers, and
    ``work`` is what runs queries (see `kg.query.runner.run_query`). Inputs are taken by `run`,
    which raises `KgError` where one fails, and `EOFError` where the user wants to leave.
    """

    store: str
    limits: Limits = field(default_factory=Limits)
    rows: str = "table"
    graphs: str = "turtle"
    timing: bool = False
    work: Work | None = None
    _terms: list[SparqlTerm] | None = None
    _depth: int = 0

    def __post_init__(self) -> None:
        self._check(self.store)

    def run(self, text: str) -> None:
        """Run one input."""
        if not text.strip():
            return
        if is_command(text):
            self._command(text.strip())
        else:
            self._query(without_end(text))

    def terms(self) -> list[SparqlTerm]:
        """The terms of the ontology, read once."""
        if self._terms is None:
            from kg.cli.shell_terms import ontology_terms
            from kg.iris import DEFAULT_BASE
            from kg.pipeline.ontology import ontology_triples

            self._terms = ontology_terms(ontology_triples(DEFAULT_BASE))
        return self._terms

    @staticmethod
    def _check(store: str) -> None:
        from kg.store.layout import no_store, read_stamp
        from kg.store.remote.address import is_address

        if not is_address(store) and read_stamp(Path(store)) is None:
            raise no_store(store)

    # Queries

    def _query(self, text: str, shown: str | None = None, first: int = 0) -> None:
        from kg.query.checks import check
        from kg.query.runner import run_query

        graph = check(text).form in ("CONSTRUCT", "DESCRIBE")
        start = time.perf_counter()
        with run_query(
            self.store,
            text,
            format=self.graphs if graph else self.rows,
            limits=self.limits,
            shown=shown,
            work=self.work,
            first=first,
        ) as answer:
            seconds = time.perf_counter() - start
            self._write(answer)
        if answer.more:
            click.echo(f"the first {first:,} rows; there are more (limit=N)", err=True)
        if self.timing:
            click.echo(f"{seconds:.3f} s", err=True)

    def _write(self, answer: Answer) -> None:
        if answer.format == "table":
            from kg.cli.query_table import write_table

            write_table(answer, None)
            return
        data = answer.read().decode("utf-8", "replace")
        click.echo(data, nl=not data.endswith("\n"))

    def _ask(self, text: str) -> bytes:
        from kg.query.runner import run_query

        with run_query(
            self.store, text, format="json", limits=self.limits, work=self.work
        ) as answer:
            return answer.read()

    # Commands

    def _command(self, text: str) -> None:
        name, _, rest = text.partition(" ")
        known: dict[str, Callable[[str], None]] = {
            ".help": self._help,
            ".format": self._format,
            ".timing": self._timing,
            ".queries": self._queries,
            ".run": self._named,
            ".schema": self._schema,
            ".search": self._search,
            ".read": self._read,
            ".open": self._open,
            ".quit": self._quit,
            ".exit": self._quit,
        }
        if name not in known:
            close = difflib.get_close_matches(name, COMMANDS, n=2, cutoff=0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else ".help lists them"
            raise UsageError(f"there is no command '{name}'; {hint}")
        known[name](rest.strip())

    def _help(self, _: str) -> None:
        wide = max(len(f"{name} {takes}") for name, (takes, _) in COMMANDS.items())
        for name, (takes, text) in COMMANDS.items():
            click.echo(f"{f'{name} {takes}'.ljust(wide)}  {text}")
        click.echo(
            "\nAnything else is SPARQL. A query ends with ; or with an empty line, and knows\n"
            "the prefixes of the ontology. Tab completes, the arrow keys go through what was\n"
            "typed before, Ctrl-C stops a query or drops a line."
        )

    def _format(self, name: str) -> None:
        if not name:
            click.echo(f"rows: {self.rows}, graphs: {self.graphs}")
        elif name in _ROWS:
            self.rows = name
        elif name in _GRAPHS:
            self.graphs = name
        else:
            raise UsageError(
                f"there is no format '{name}'; rows come as {', '.join(_ROWS)}, graphs as "
                f"{', '.join(_GRAPHS)}"
            )

    def _timing(self, value: str) -> None:
        if value not in ("", "on", "off"):
            raise UsageError(f".timing {value}: on or off is needed")
        if value:
            self.timing = value == "on"
        else:
            click.echo("on" if self.timing else "off")

    def _queries(self, name: str) -> None:
        from kg.query.named import all_queries, find_query

        if name:
            query = find_query(name)
            click.echo(query.text.rstrip())
            return
        found = all_queries()
        wide = max((len(name) for name in found), default=0)
        for query in found.values():
            takes = " ".join(p.name if p.required else f"[{p.name}]" for p in query.parameters)
            click.echo(f"{query.name.ljust(wide)}  {query.title}{f'  ({takes})' if takes else ''}")

    def _named(self, text: str) -> None:
        from kg.query.ask import prepare_cut, split_parameters
        from kg.query.named import find_query

        name, *params = _split(text)
        query = find_query(name)
        given = split_parameters(params)
        bound, shown, first = prepare_cut(query, given, ask=self._ask, store=self.store)
        self._query(bound, shown, first)

    def _schema(self, name: str) -> None:
        terms = self.terms()
        if not name:
            for kind, title in (("class", "Classes"), ("property", "Properties")):
                click.echo(click.style(title, bold=True))
                chosen = [term for term in terms if term.kind == kind]
                wide = max((len(term.name) for term in chosen), default=0)
                for term in chosen:
                    _echo_cut(f"  {term.name.ljust(wide)}  {term.comment}")
            click.echo("\n.schema TERM tells more of one; ev: and act: hold types and acts")
            return
        wanted = name if ":" in name else f"kg:{name}"
        found = next((t for t in terms if t.name.lower() == wanted.lower()), None)
        if found is None:
            close = difflib.get_close_matches(wanted, [t.name for t in terms], n=3, cutoff=0.6)
            hint = f"did you mean {' or '.join(close)}?" if close else ".schema lists them"
            raise UsageError(f"the ontology has no term '{name}'; {hint}")
        click.echo(f"{found.name} ({found.kind})\n{found.comment}")
        if found.domains or found.ranges:
            domains, ranges = (", ".join(n) or "anything" for n in (found.domains, found.ranges))
            click.echo(f"{domains} -> {ranges}")
        of = [t.name for t in terms if found.name in t.domains]
        to = [t.name for t in terms if found.name in t.ranges]
        for title, names in (("has", of), ("is the value of", to)):
            if names:
                click.echo(f"{title}: {', '.join(names)}")

    def _search(self, words: str) -> None:
        if not words:
            raise UsageError(".search WORDS: what shall be looked for?")
        from kg.cli.search import run_search

        run_search(self.store, words, seconds=self.limits.timeout)

    def _read(self, name: str) -> None:
        path = _only(name)
        if self._depth >= _DEEPEST:
            raise UsageError(f".read {path}: files read one another more than {_DEEPEST} deep")
        try:
            text = Path(path).expanduser().read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise UsageError(f"{path}: not UTF-8") from None
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        self._depth += 1
        try:
            for entry in entries(text.splitlines()):
                try:
                    self.run(entry.text)
                except KgError as error:
                    raise placed(error, entry, path) from None
        finally:
            self._depth -= 1

    def _open(self, name: str) -> None:
        if not name:
            click.echo(self.store)
            return
        path = _only(name)
        folder = path if "://" in path else str(Path(path).expanduser())
        self._check(folder)
        self.store = folder

    def _quit(self, _: str) -> None:
        raise EOFError


def placed(error: KgError, entry: Entry, path: str = "") -> KgError:
    """The error with the line of the script that it is about."""
    text = str(error)
    if (
        isinstance(error, QueryError)
        and error.line is not None
        and text.startswith(f"line {error.line},")
        and not is_command(entry.text)
    ):
        rest = text.removeprefix(f"line {error.line}")
        text = f"line {entry.line + error.line - 1}{rest}"
    else:
        text = f"line {entry.line}: {text}"
    return type(error)(f"{path}: {text}" if path else text)


def _split(text: str) -> list[str]:
    """Words as a shell takes them. Raises `UsageError` where there is none, or a quote is open."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"{text}: {error}") from None
    if not words:
        raise UsageError("something is missing behind the command; .help tells what")
    return words


def _only(text: str) -> str:
    """A name that may be quoted, or hold spaces without it."""
    words = _split(text)
    return words[0] if len(words) == 1 else text


def _echo_cut(line: str) -> None:
    """One line, cut to the terminal's width."""
    if sys.stdout.isatty():
        import shutil

        width = shutil.get_terminal_size().columns
        line = line if len(line) <= width else line[: width - 1] + "…"
    click.echo(line)
