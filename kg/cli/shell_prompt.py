"""The shell at a terminal: editing of several lines, colours, completion, history."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.completion import Completion as Shown
from prompt_toolkit.document import Document
from prompt_toolkit.filters import has_completions
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import DynamicLexer, Lexer, PygmentsLexer, SimpleLexer
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from kg.cli.shell_completion import Sources, complete
from kg.cli.shell_input import is_command, is_finished

__all__ = ["ShellCompleter", "history_of", "make_prompt"]

_STYLE = Style.from_dict(
    {
        "pygments.keyword": "ansiblue bold",
        "pygments.name.variable": "ansicyan",
        "pygments.name.namespace": "ansigreen",
        "pygments.name.tag": "ansigreen",
        "pygments.name.label": "ansigreen",
        "pygments.name.function": "ansimagenta",
        "pygments.literal.string": "ansiyellow",
        "pygments.literal.number": "ansimagenta",
        "pygments.comment": "ansibrightblack",
        "command": "bold",
    }
)


class ShellCompleter(Completer):
    """`complete` as prompt_toolkit asks for it."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Shown]:
        """The completions at the cursor."""
        for found in complete(document.text_before_cursor, self._sources, document.text):
            yield Shown(
                found.text,
                start_position=-found.over,
                display=found.shown or found.text,
                display_meta=found.note,
            )


def history_of(environment: dict[str, str] | None = None) -> History:
    """What was typed before: ``newsgraph/history`` in the user's state folder.

    Where that cannot be written to, nothing is kept beyond this session.
    """
    env = dict(os.environ) if environment is None else environment
    try:
        state = Path(env.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
        path = state / "newsgraph" / "history"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a"):
            pass
        path.chmod(0o600)
    except (OSError, RuntimeError):
        return InMemoryHistory()
    return FileHistory(str(path))


def make_prompt(
    sources: Sources,
    history: History | None = None,
    input: Input | None = None,
    output: Output | None = None,
) -> PromptSession[str]:
    """The prompt. ``input`` and ``output`` are the terminal where they are not given."""
    from pygments.lexers.rdf import SparqlLexer

    sparql, command = PygmentsLexer(SparqlLexer, sync_from_start=True), SimpleLexer("class:command")

    def lexer() -> Lexer:
        return command if is_command(session.default_buffer.text) else sparql

    session: PromptSession[str] = PromptSession(
        message="kg> ",
        multiline=True,
        prompt_continuation="... ",
        lexer=DynamicLexer(lexer),
        completer=ShellCompleter(sources),
        complete_while_typing=True,
        complete_in_thread=True,
        history=history or InMemoryHistory(),
        key_bindings=_keys(),
        style=_STYLE,
        input=input,
        output=output,
    )
    return session


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion:
            buffer.complete_state = None
        elif is_command(buffer.text) or (
            buffer.document.is_cursor_at_the_end and is_finished(buffer.text)
        ):
            buffer.validate_and_handle()
        else:
            buffer.newline()

    @keys.add("tab", filter=~has_completions)
    def _(event: KeyPressEvent) -> None:
        # At the beginning of a line a tab is room.
        buffer = event.current_buffer
        if buffer.document.current_line_before_cursor.strip():
            buffer.start_completion(insert_common_part=True)
        else:
            buffer.insert_text("  ")

    return keys
