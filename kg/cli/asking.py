"""What the verbs that ask share: each is a thin cover over a named query.

``--show-query`` writes the SPARQL, ``--json`` the rows; otherwise a table on a terminal and CSV in
a pipe, as ``kg query`` does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import click

from kg.cli import terminal
from kg.cli.options import limit_options, limits_from, safe_csv_option, store_option
from kg.errors import UsageError

__all__ = ["Asking", "Part", "Row", "ask_options"]

#: Options of the verbs, by the parameter that they give.
_OPTIONS = {"from": "--since", "to": "--until", "lang": "--lang"}
F = TypeVar("F", bound=Callable[..., Any])
#: A row of SPARQL JSON: the term of each variable that is bound.
Row: TypeAlias = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One named query of an answer, its parameters and its heading."""

    query: str
    given: Mapping[str, str]
    title: str = ""


def ask_options(function: F) -> F:
    """The options of every verb that asks; they arrive as one `Asking` named ``asking``."""

    def wrapped(
        store: str,
        as_json: bool,
        safe_csv: bool,
        show_query: bool,
        limit_rows: int | None,
        timeout: float | None,
        max_rows: int | None,
        max_memory: str | None,
        **others: Any,
    ) -> Any:
        limits = (timeout, max_rows, max_memory)
        asking = Asking(store, as_json, show_query, limits, safe_csv, limit_rows or 0)
        return function(asking=asking, **others)

    wrapped.__doc__ = function.__doc__
    wrapped.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    options = limit_options(wrapped)
    options = click.option(
        "--show-query", is_flag=True, help="Write the SPARQL that would run, and stop."
    )(options)
    options = click.option(
        "--limit-rows",
        type=click.IntRange(1),
        metavar="N",
        help="Write the first N rows of a list, and say on stderr whether there are more.",
    )(options)
    options = safe_csv_option(options)
    options = click.option("--json", "as_json", is_flag=True, help="Write the rows as JSON.")(
        options
    )
    return store_option(options)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Asking:
    """The store, the limits and the form of the answer."""

    store: str
    as_json: bool
    show_query: bool
    limits: tuple[float | None, int | None, str | None]
    safe_csv: bool = False
    most: int = 0

    def rows(self, name: str, given: Mapping[str, str]) -> tuple[list[str], list[Row]]:
        """The columns and rows of a named query (SPARQL JSON), and a word where there are more.

        Raises what `run_query` raises.
        """
        from kg.query.ask import ask_of, prepare_cut
        from kg.query.named import find_query
        from kg.query.runner import run_query

        limits = limits_from(*self.limits)
        ask = ask_of(self.store, limits)
        with _in_own_words():
            text, shown, first = prepare_cut(
                find_query(name), given, ask=ask, store=self.store, most=self.most
            )
        with run_query(
            self.store, text, format="json", limits=limits, shown=shown, first=first
        ) as answer:
            found = json.loads(answer.read())
            if answer.more:
                click.echo(
                    f"kg: the first {first:,} rows of {name}; there are more (--limit-rows N)",
                    err=True,
                )
        return found["head"]["vars"], found["results"]["bindings"]

    def node(self, text: str, *classes: str) -> str:
        """The IRI of what the user named. Raises `UsageError` where none or several fit."""
        from kg.iris import PREFIXES
        from kg.query.ask import ask_of
        from kg.query.parameters import find_node
        from kg.store.opening import stamp_of

        prefixes = dict(PREFIXES)
        stamp = stamp_of(self.store)
        if stamp is not None:
            prefixes["id"] = stamp.base
        ask = ask_of(self.store, limits_from(*self.limits))
        return find_node(text, ask, prefixes, classes).value

    def answer(self, *parts: Part, nothing: str = "nothing found") -> None:
        """Write the answer of one or several named queries in the form that was asked for;
        ``nothing`` is what to say where there is none."""
        if self.show_query:
            for part in parts:
                click.echo(self._prepare(part.query, part.given)[0].rstrip())
            return
        found = {part.query: self.rows(part.query, part.given) for part in parts}
        if self.as_json:
            plain = {name: [_plain(row) for row in rows] for name, (_, rows) in found.items()}
            only = next(iter(plain.values()))
            click.echo(json.dumps(only if len(parts) == 1 else plain, ensure_ascii=False, indent=2))
            return
        for part in parts:
            columns, rows = found[part.query]
            if part.title and (rows or len(parts) == 1):
                click.echo(("\n" if part is not parts[0] else "") + part.title)
            if rows:
                _write(columns, rows, self.safe_csv)
            elif len(parts) == 1:
                click.echo(nothing, err=True)

    def _prepare(self, name: str, given: Mapping[str, str]) -> tuple[str, str]:
        from kg.query.ask import ask_of, prepare_named
        from kg.query.named import find_query

        ask = ask_of(self.store, limits_from(*self.limits))
        with _in_own_words():
            return prepare_named(find_query(name), dict(given), ask=ask, store=self.store)


@contextmanager
def _in_own_words() -> Iterator[None]:
    """What is wrong with a parameter of the query is told of the option that gave it."""
    try:
        yield
    except UsageError as error:
        text = str(error)
        for name, option in _OPTIONS.items():
            if text.startswith(f"-p {name}="):
                raise UsageError(f"{option} {text.removeprefix(f'-p {name}=')}") from None
        raise


def _plain(row: Row) -> dict[str, str]:
    return {name: term["value"] for name, term in row.items()}


def _write(columns: Sequence[str], rows: Sequence[Row], safe: bool) -> None:
    if not sys.stdout.isatty():
        import csv

        from kg.query.safe import safe_cell

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        cell = safe_cell if safe else str
        writer.writerows([cell(row.get(c, {}).get("value", "")) for c in columns] for row in rows)
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from kg.cli.query_table import show

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(row.get(name))) for name in columns))
    terminal.console().print(table)
