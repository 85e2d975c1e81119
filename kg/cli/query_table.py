"""A result drawn as a table: prefixed names, languages and plain values, no SPARQL syntax."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from kg.cli import terminal
from kg.iris import PREFIXES

if TYPE_CHECKING:
    from kg.query.runner import Answer

__all__ = ["show", "write_table"]


def write_table(answer: Answer, output: str | None) -> None:
    """Draw the answer (SPARQL JSON) to the terminal, or to a file at a fixed width."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    data = json.loads(answer.read())
    file = open(output, "w", encoding="utf-8") if output else sys.stdout  # noqa: SIM115, PTH123
    try:
        known = sys.stdout.isatty() or "COLUMNS" in os.environ
        wide = None if output is None and known else 160
        console = terminal.console(file=file, width=wide)
        if answer.kind == "ask":
            console.print("yes" if data["boolean"] else "no")
            return
        names = data["head"]["vars"]
        rows = data["results"]["bindings"]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in names:
            number = bool(rows) and all(_number(row.get(name)) for row in rows)
            iris = bool(rows) and all(row.get(name, {}).get("type") == "uri" for row in rows)
            table.add_column(
                name, justify="right" if number else "left", overflow="fold", no_wrap=iris
            )
        for row in rows:
            # Text objects: what stands in a label must not be read as markup.
            table.add_row(*(Text(show(row.get(name))) for name in names))
        console.print(table)
        console.print(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}", style="dim")
    finally:
        if output:
            file.close()


def show(term: dict[str, Any] | None) -> str:
    """A term of SPARQL JSON in few characters; control characters are made visible."""
    if term is None:
        return ""
    value = str(term["value"])
    if term["type"] == "uri":
        value = _short(value)
    elif "xml:lang" in term:
        value = f"{value} @{term['xml:lang']}"
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in value)


def _short(iri: str) -> str:
    best = max(
        (p for p in PREFIXES.items() if iri.startswith(p[1])), key=lambda p: len(p[1]), default=None
    )
    return iri if best is None else f"{best[0]}:{iri[len(best[1]) :]}"


def _number(term: dict[str, Any] | None) -> bool:
    kind = str((term or {}).get("datatype", ""))
    return kind.startswith(PREFIXES["xsd"]) and kind.rpartition("#")[2] in (
        "integer",
        "decimal",
        "double",
        "nonNegativeInteger",
    )
