"""The command line as a whole: help, unknown verbs, errors in one line, lazy imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg.cli import VERBS, cli, main

INSTALLED = cli.list_commands(click.Context(cli))


def run(*args: str) -> tuple[int, str, str]:
    """Run kg in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *args], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kg.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'rdflib','spacy','rich','pyoxigraph','numpy','owlready2','pyshacl'}\n"
        "found = heavy & set(sys.modules)\n"
        "assert not found, found\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Build the graph" in done.stdout or not INSTALLED


def test_unknown_verb_names_the_close_ones() -> None:
    code, _, err = run("ingset")
    assert code == 2
    assert err.startswith("kg: there is no command 'ingset'")
    assert err.count("\n") == 1
    if "ingest" in INSTALLED:
        assert "ingest" in err


@pytest.mark.parametrize("name", INSTALLED)
def test_each_verb_has_help_and_documented_options(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help, f"kg {name} has no help"
    result = CliRunner().invoke(command, ["--help"])
    assert result.exit_code == 0, result.output
    commands = [command, *getattr(command, "commands", {}).values()]
    for one in commands:
        assert one.help, f"kg {name} {one.name} has no help"
        for option in one.params:
            if isinstance(option, click.Option):
                assert option.help, f"kg {name}: {option.opts[0]} has no help"


def test_every_module_of_a_verb_is_in_the_table() -> None:
    import kg.cli

    verbs = {verb.name.replace("-", "_") for verbs in VERBS.values() for verb in verbs}
    for path in Path(kg.cli.__file__).parent.glob("*.py"):
        if "\ndef command(" in path.read_text("utf-8"):
            assert path.stem in verbs, f"{path.name} holds a command, but no verb of the table"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_closed_pipe_ends_in_silence(tmp_path: Path, stream: str) -> None:
    (tmp_path / "a.txt").write_text("A bridge was closed.")
    words = ["extract", "--fast", str(tmp_path / ("a.txt" if stream == "stdout" else "none.txt"))]
    if stream == "stdout":
        words += ["--format", "show"]
    reader, writer = os.pipe()
    os.close(reader)
    other = {"stdout": "stderr", "stderr": "stdout"}[stream]
    done = subprocess.run(
        [sys.executable, "-m", "kg", *words],
        **{stream: writer, other: subprocess.PIPE},  # type: ignore[call-overload]
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, getattr(done, other)) == (141, "")


@pytest.mark.parametrize(
    "words", [["query", "ASK {}"], ["export"], ["extract", "a.txt"], ["describe"]]
)
def test_an_ending_that_names_no_format_is_told(words: list[str], tmp_path: Path) -> None:
    name = str(tmp_path / "a.unknown")
    result = CliRunner().invoke(cli, [*words, "-o", name], catch_exceptions=False)
    assert result.exit_code == 2
    assert f"{name}: " in result.output
    assert ".ttl" in result.output or ".jsonl" in result.output
    assert not Path(name).exists()


def test_no_arguments_shows_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([])
    assert exit_.value.code == 2
    assert "Usage: kg" in capsys.readouterr().out
