"""Where text is drawn: `rich`'s console, imported when something is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console"]


def console(**options: Any) -> Console:
    """A console with `rich`'s own options, which tells of a closed pipe as files do.

    Rich ends the program with 1 there, as after an error; see `kg.cli`.
    """
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Terminal(highlight=False, **options)
