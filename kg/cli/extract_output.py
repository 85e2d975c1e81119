"""The three forms in which ``kg extract`` writes: JSON Lines, readable JSON, a marked text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from kg.model import Extraction

__all__ = ["writer"]


@contextmanager
def writer(form: str, output: str | None) -> Iterator[Callable[[Extraction], None]]:
    """A function that writes one extraction, in the form that the user wants."""
    if output is None:
        yield _writer(form, sys.stdout)
        return
    with Path(output).open("w", encoding="utf-8", newline="\n") as handle:
        yield _writer(form, handle)


def _writer(form: str, handle: TextIO) -> Callable[[Extraction], None]:
    from kg.extract.record import dumps, to_record

    def line(extraction: Extraction) -> None:
        handle.write(dumps(extraction) + "\n")

    def readable(extraction: Extraction) -> None:
        handle.write(json.dumps(to_record(extraction), ensure_ascii=False, indent=1) + "\n")

    def view(extraction: Extraction) -> None:
        from kg.cli.extract_view import show

        show(extraction, handle)

    return {"jsonl": line, "json": readable, "show": view}[form]
