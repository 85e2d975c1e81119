"""Options that several verbs share, each defined once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.config import Limits, Settings, parse_size

if TYPE_CHECKING:
    from kg.query.services import Services

__all__ = [
    "contact_option",
    "form_of",
    "limit_options",
    "limits_from",
    "output_option",
    "query_names",
    "safe_csv_option",
    "service_options",
    "services_from",
    "store_option",
    "time_limit_option",
]

F = TypeVar("F", bound=Callable[..., Any])


def _default_store() -> str:
    return Settings.from_environment().store


def store_option(function: F) -> F:
    """``--store``: folder or address of the store, from KG_STORE or ./news.kg when not given."""
    return click.option(
        "--store",
        metavar="DIR",
        default=_default_store,
        show_default="$KG_STORE or ./news.kg",
        help="Folder of the store, or https address of a SPARQL endpoint.",
    )(function)


def output_option(endings: Mapping[str, str]) -> Callable[[F], F]:
    """``-o FILE``: write there in place of stdout, which ``-`` stands for.

    ``endings`` are those of file names that tell a format, with it; see `form_of`.
    """
    known = ", ".join(endings)
    picks = f"its ending picks the format where --format does not ({known})"
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        callback=lambda _, __, name: None if name == "-" else name,
        help=f"Write to FILE; {picks if len(endings) > 1 else f'it is {known}'}.",
    )


def form_of(output: str | None, endings: Mapping[str, str]) -> str | None:
    """The format that the ending of a file's name picks; None where it has none.

    Raises:
        UsageError: it has one that picks none.
    """
    ending = Path(output).suffix.lower() if output else ""
    if ending and ending not in endings:
        known = ", ".join(endings)
        raise click.UsageError(
            f"{output}: the ending {ending} names no format; say it with --format, or use one of "
            f"{known}"
            if len(endings) > 1
            else f"{output}: what is written is {known}"
        )
    return endings.get(ending)


def contact_option(function: F) -> F:
    """``--contact ADDRESS``: whom live services are told that ask them."""
    return click.option(
        "--contact",
        metavar="ADDRESS",
        envvar="KG_CONTACT",
        help="Mail or web address that the service is told.  [default: $KG_CONTACT]",
    )(function)


def time_limit_option(function: F) -> F:
    """``--time-limit SECONDS`` of all that a live service is asked."""
    return click.option(
        "--time-limit",
        type=click.FloatRange(1),
        default=600.0,
        show_default=True,
        metavar="SECONDS",
        help="Stop asking the service after so long.",
    )(function)


def query_names(_: click.Context, __: click.Parameter, word: str) -> list[str]:
    """The named queries that begin so, for the completion of the shell."""
    from kg.query.named import folders

    found = {path.stem for folder in folders() for path in folder.glob("*.rq")}
    return sorted(name for name in found if name.startswith(word))


def safe_csv_option(function: F) -> F:
    """``--safe-csv``: cells that a spreadsheet would run as formulas are made plain text."""
    return click.option(
        "--safe-csv",
        is_flag=True,
        help="CSV and TSV for spreadsheets: no cell is read as a formula.",
    )(function)


def limit_options(function: F) -> F:
    """``--timeout``, ``--max-rows`` and ``--max-memory``, the same for every query."""
    function = click.option(
        "--max-memory", metavar="SIZE", help="Memory a query may take, as 512M or 4G; 0: no limit."
    )(function)
    function = click.option(
        "--max-rows", type=click.IntRange(0), metavar="N", help="Rows a query may give; 0: all."
    )(function)
    return click.option(
        "--timeout",
        type=click.FloatRange(0),
        metavar="SECONDS",
        help="Seconds a query may run; 0: no limit.",
    )(function)


def limits_from(timeout: float | None, max_rows: int | None, max_memory: str | None) -> Limits:
    """The limits that the options give; what was not given comes from the environment."""
    default = Settings.from_environment().limits
    return Limits(
        timeout=default.timeout if timeout is None else timeout,
        max_rows=default.max_rows if max_rows is None else max_rows,
        max_memory=default.max_memory if max_memory is None else parse_size(max_memory),
    )


def service_options(function: F) -> F:
    """``--allow-service HOST`` and its limits: what SERVICE may reach."""
    function = click.option(
        "--service-rows",
        type=click.IntRange(0),
        default=10_000,
        show_default=True,
        metavar="N",
        help="Rows that one remote request may give; 0: all.",
    )(function)
    function = click.option(
        "--service-timeout",
        type=click.FloatRange(0.1),
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help="Seconds that one remote request may take.",
    )(function)
    return click.option(
        "--allow-service",
        multiple=True,
        metavar="HOST",
        help="Let SERVICE reach this host (wikidata is short for query.wikidata.org); may be "
        "repeated, and adds to $KG_SERVICES.",
    )(function)


def services_from(hosts: Sequence[str], timeout: float, rows: int) -> Services:
    """The allow list that the options and the environment give, with its limits."""
    from kg.query.services import Services, allow

    settings = Settings.from_environment()
    allowed = allow([*settings.services, *hosts])
    return Services(allowed, timeout, rows, settings.contact)
