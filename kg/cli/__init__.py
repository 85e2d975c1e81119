"""The command ``kg``: one file a verb, imported only when the verb is used.

`VERBS` is the whole table of verbs: section, name, module and short help. ``kg --help`` is written
from the table alone, so it imports no command. A verb shows up when its module is installed; the
module offers a `click.Command` under the name ``command`` (else under the verb's own name).

Errors end here, in one place: a `KgError` becomes one line on stderr, ``kg: ...``, and its exit
code. A stack trace is shown only where ``KG_DEBUG`` is set.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kg import __version__
from kg.cli.pages import large_pages, wants_large_pages
from kg.errors import KgError, StoreError

__all__ = ["VERBS", "LazyGroup", "Verb", "cli", "main"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command line: where it is implemented and what it does in one line."""

    name: str
    help: str

    @property
    def module(self) -> str:
        """The module that holds the command: ``reconcile-serve`` is ``kg.cli.reconcile_serve``."""
        return "kg.cli." + self.name.replace("-", "_")


#: All verbs, by section, in the order in which ``kg --help`` shows them.
VERBS: dict[str, tuple[Verb, ...]] = {
    "Build the graph": (
        Verb("ingest", "Read articles and add them to the graph"),
        Verb("extract", "Show what an article says, without a store"),
        Verb("watch", "Follow feeds and add what is new"),
        Verb("remove", "Take an article out of the graph again"),
        Verb("correct", "Reject or amend a fact that was extracted"),
        Verb("load", "Take an export back into a store"),
    ),
    "Ask": (
        Verb("timeline", "What happened when, of one actor or of all"),
        Verb("statements", "Who said what: by speaker, words, language, time"),
        Verb("who", "An actor: offices, links, events, statements"),
        Verb("sources", "What stands behind an event, article by article"),
        Verb("disagreements", "Where two articles differ on one event"),
        Verb("why", "The words that a fact was read from"),
        Verb("search", "Find actors, statements and passages by words"),
        Verb("query", "Ask in SPARQL, or by the name of a query"),
        Verb("queries", "List the named queries and their parameters"),
        Verb("shell", "Ask in SPARQL, interactively"),
    ),
    "Link and identify": (
        Verb("link", "Link actors to Wikidata"),
        Verb("gazetteer", "Build or look into the list of known names"),
        Verb("enrich", "Copy facts of linked actors from Wikidata"),
        Verb("same", "Say that two nodes are the same"),
        Verb("different", "Say that two nodes are not the same"),
        Verb("reconcile-serve", "Serve the reconciliation API (OpenRefine)"),
    ),
    "Check": (
        Verb("validate", "Check the graph against the shapes (SHACL)"),
        Verb("reason", "Check consistency and classify (OWL)"),
        Verb("stats", "Count what is in the store"),
        Verb("describe", "Describe the data set (VoID)"),
        Verb("history", "The versions of an article and what changed"),
    ),
    "Pass on": (
        Verb("export", "Write the graph to a file, sorted"),
        Verb("backup", "Copy the store as it is now"),
        Verb("serve", "Serve SPARQL and pages on this machine"),
        Verb("mcp", "Offer the graph to language-model clients"),
    ),
}

#: What a shell tells of a program that SIGPIPE ended (128 + 13).
_CLOSED_PIPE = 141
_EPILOG = """\
Exit codes: 0 all went well; 1 some of the input failed, or a check found
violations; 2 bad usage or a bad query; 3 the store; 4 a limit was reached.
"""


class _ClosedPipe(Exception):
    """Who read what is written went away (``kg query ... | head``)."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called for, not before."""

    def _installed(self) -> dict[str, Verb]:
        here = {path.stem for path in Path(__file__).parent.glob("*.py")}
        return {
            verb.name: verb
            for verbs in VERBS.values()
            for verb in verbs
            if verb.module.rpartition(".")[2] in here
        }

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, but for a pipe that was closed: click ends with 1, as after an error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ClosedPipe from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs whose module is installed, in the order of the table."""
        return list(self._installed())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and take its command; None for an unknown verb."""
        verb = self._installed().get(cmd_name)
        if verb is None:
            return None
        module = importlib.import_module(verb.module)
        attribute = verb.name.replace("-", "_")
        command = getattr(module, "command", None) or getattr(module, attribute, None)
        if not isinstance(command, click.Command):
            raise KgError(f"{verb.module} offers no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; an unknown verb is answered with the verbs that look like it."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self._installed():
            close = difflib.get_close_matches(name, self._installed(), n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(close)}?" if close else "; see kg --help"
            raise click.UsageError(f"there is no command '{name}'{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs by section."""
        installed = self._installed()
        width = max((len(name) for name in installed), default=0)
        for section, verbs in VERBS.items():
            rows = [(v.name.ljust(width), v.help) for v in verbs if v.name in installed]
            if rows:
                with formatter.section(click.style(section, bold=True)):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes as they stand."""
        formatter.write_paragraph()
        formatter.write(_EPILOG)


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """News articles in, a sourced, linked, queryable RDF graph out.

    \b
    kg ingest seeds/             read articles into ./news.kg
    kg timeline petro            what happened, in order, with sources
    kg query 'SELECT ...'        anything else, in SPARQL

    Every command knows --help. The store is ./news.kg, or --store DIR after
    the command, or the environment variable KG_STORE.
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; errors become one line on stderr."""
    if args is None and wants_large_pages(sys.argv[1:]):
        large_pages()
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        result = cli.main(
            args=None if args is None else list(args), prog_name="kg", standalone_mode=False
        )
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
        return code
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        # Its message is the whole help: written as it stands.
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        _report(error.format_message(), _hint(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        _report("interrupted")
        return 130
    except (_ClosedPipe, BrokenPipeError):
        # As other tools, without a word, and not as if all were done: an ingest whose reader went
        # away is not. The interpreter must not complain either when it flushes at its end.
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return _CLOSED_PIPE
    except KgError as error:
        if os.environ.get("KG_DEBUG"):
            raise
        _report(str(error))
        return error.exit_code
    except OSError as error:
        if os.environ.get("KG_DEBUG"):
            raise
        place = f"{error.filename}: " if error.filename else ""
        _report(f"{place}{error.strerror or error}")
        return 1
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        if type(error).__module__ == "sqlite3":
            # The indexes beside the store: they are brought in step when it is opened next.
            _report(
                f"an index beside the store cannot be used: {error}; make room or mend the "
                "folder, and run the command again: nothing is lost"
            )
            return StoreError.exit_code
        _report(
            f"unexpected {type(error).__name__}: {error} (KG_DEBUG=1 shows where; please report it)"
        )
        return 1


def _hint(error: click.ClickException) -> str:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        path = error.ctx.command_path
        if path != "kg":
            return f" (see {path} --help)"
    return ""


def _report(message: str, hint: str = "") -> None:
    line = " ".join(message.split())
    click.echo(f"kg: {line}{hint}", err=True)
