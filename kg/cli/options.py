"""Options that several verbs share, each defined once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.config import Limits, Settings, parse_size

if TYPE_CHECKING:
    from kg.query.services import Services

__all__ = [
    "limit_options",
    "limits_from",
    "output_option",
    "query_names",
    "safe_csv_option",
    "service_options",
    "services_from",
    "store_option",
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


def output_option(function: F) -> F:
    """``-o FILE``: write there in place of stdout."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        help="Write to FILE; its ending picks the format where --format does not.",
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
