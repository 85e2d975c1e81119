"""How an ingest shows what it does: a bar on a terminal, a line an article elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.pipeline.ingest import Progress

__all__ = ["progress_to"]


@contextmanager
def progress_to(paths: Sequence[str], *, quiet: bool) -> Iterator[Progress]:
    """What is told of the articles under the paths; errors go to stderr in any case."""
    if quiet:
        yield _Errors()
    elif sys.stderr.isatty():
        with _bar(paths) as bar:
            yield bar
    else:
        yield _Lines()


class _Errors:
    """Nothing but errors."""

    def stored(self, path: str, changed: bool) -> None:
        """Say nothing."""

    def failed(self, message: str) -> None:
        """One line on stderr."""
        click.echo(f"kg: {message}", err=True)


class _Lines(_Errors):
    """One plain line an article."""

    def stored(self, path: str, changed: bool) -> None:
        """One line on stderr, so that stdout holds the summary alone."""
        click.echo(f"{path}: {'stored' if changed else 'unchanged'}", err=True)


@contextmanager
def _bar(paths: Sequence[str]) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=_expected(paths))

        class Bar:
            """Moves the bar on."""

            def stored(self, path: str, changed: bool) -> None:
                """One article more."""
                progress.update(task, advance=1)

            def failed(self, message: str) -> None:
                """One line above the bar."""
                progress.update(task, advance=1)
                console.print(f"kg: {message}", markup=False, highlight=False, soft_wrap=True)

        yield Bar()


def _expected(paths: Sequence[str]) -> int | None:
    """How many articles there will be; None where that shows in the reading alone."""
    from kg.read.formats import SUFFIXES
    from kg.read.walk import find_sources

    names = [Path(path.lower().removesuffix(".gz")) for path in paths]
    if any(name.suffix in (".jsonl", ".ndjson") for name in names):
        return None
    if any(path == "-" or (Path(path).exists() and not _at_rest(Path(path))) for path in paths):
        return None
    return sum(1 for _ in find_sources((str(Path(path)) for path in paths), SUFFIXES))


def _at_rest(path: Path) -> bool:
    """Whether it is no pipe, which can be looked at once."""
    return path.is_file() or path.is_dir()
