"""How files are read: the options that ``kg ingest`` and ``kg extract`` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kg.read import Reading

__all__ = ["reading_options"]

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(function: F, names: tuple[str, ...] = ("--from",)) -> F:
    """The options; they arrive as one `kg.read.Reading` named ``reading``.

    ``names`` are those of the option for the format: where ``--format`` is not that of the output,
    it is another name of it.
    """

    def wrapped(
        read_as: str | None,
        fields: tuple[str, ...],
        field_map: str | None,
        allow_local: bool,
        contact: str | None,
        **others: Any,
    ) -> Any:
        reading = _reading(read_as, fields, field_map, allow_local, contact)
        return function(reading=reading, **others)

    wrapped.__doc__ = function.__doc__
    wrapped.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    options = [
        click.option(
            *names,
            "read_as",
            metavar="FORMAT",
            help="Take every file for this format (docs/reading.md lists them); otherwise its "
            "content tells, then its ending.",
        ),
        click.option(
            "--field",
            "fields",
            multiple=True,
            metavar="FIELD=KEY",
            help="Where JSON or a table holds a field, such as text=body or authors=meta.by; may "
            "be repeated.",
        ),
        click.option(
            "--field-map",
            metavar="FILE",
            type=click.Path(exists=True, dir_okay=False),
            help='The same in a TOML file: text = "body".',
        ),
        click.option(
            "--allow-local",
            is_flag=True,
            help="Let addresses (https://...) lead into the local network.",
        ),
        click.option(
            "--contact",
            metavar="TEXT",
            help="Mail or web address that hosts are told who asks.  [default: $KG_CONTACT]",
        ),
    ]
    decorated: Any = wrapped
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _reading(
    read_as: str | None,
    fields: tuple[str, ...],
    field_map: str | None,
    allow_local: bool,
    contact: str | None,
) -> Reading:
    from kg.config import Settings
    from kg.read import Reading, load_field_map
    from kg.read.web import Rules

    table = load_field_map(fields, Path(field_map) if field_map else None)
    told = contact or Settings.from_environment().contact
    reading = Reading(read_as, table, Rules(contact=told, allow_local=allow_local))
    reading.readers()  # a format that does not exist is told of before anything is opened
    return reading
