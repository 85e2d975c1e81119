"""`kg shell`: where an input ends, its commands, completion, and the prompt itself."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from kg.cli import cli
from kg.cli.shell_completion import Actor, Sources, actors_of, complete
from kg.cli.shell_input import entries, is_command, is_finished, without_end
from kg.cli.shell_prompt import history_of, make_prompt
from kg.cli.shell_session import COMMANDS, FORMATS, Session
from kg.errors import LimitError, QueryError, StoreError, UsageError
from kg.query.named import all_queries
from tests.serve_samples import fill

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("shell") / "news.kg")


# Where an input ends


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("", True),
        (".help", True),
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT * { ?s ?p ?o };", True),
        ("SELECT * { ?s ?p ?o } ;  ", True),
        ("SELECT * { ?s ?p ?o }\n", True),
        ("SELECT * { ?s ?p ?o }\nLIMIT 3", False),
        ("SELECT * { ?s ?p ?o ;", False),
        ("SELECT * { ?s ?p ?o ;\n", False),
        ("SELECT * {\n\n", False),
        ('SELECT * { ?s ?p "a;" }', False),
        ('SELECT * { ?s ?p "}" }\n', True),
        ("PREFIX x: <urn:x>\n", False),
        ("PREFIX x: <urn:x>\n\nASK {}\n", True),
        ("# why\n", False),
        ("DESCRIBE <urn:x>\n", True),
        ("ASK {} # the end;", False),
        ('ASK { ?s ?p """\n', False),
        ("nonsense\n", True),
        ("ASK { } } ;", True),
    ],
)
def test_where_an_input_ends(text: str, finished: bool) -> None:
    assert is_finished(text) is finished


def test_the_end_is_taken_off() -> None:
    assert without_end("ASK {} ; ") == "ASK {} "
    assert without_end("ASK {}") == "ASK {}"
    assert without_end("ASK { ?s ?p ';'}") == "ASK { ?s ?p ';'}"
    assert is_command("  .help")
    assert not is_command("ASK { ?s ?p .5 }")


def test_lines_become_entries() -> None:
    text = "\n.help\nASK {\n\n}\n\n\nASK {};\nSELECT * { }"
    assert [(e.line, e.text) for e in entries(text.splitlines())] == [
        (2, ".help"),
        (3, "ASK {\n\n}\n"),
        (8, "ASK {};"),
        (9, "SELECT * { }"),
    ]


# Through a pipe


def _pipe(place: Path, text: str, *args: str) -> Result:
    return CliRunner().invoke(cli, ["shell", "--store", str(place), *args], input=text)


def test_queries_and_commands_through_a_pipe(place: Path) -> None:
    result = _pipe(
        place,
        "SELECT ?l { ?x a kg:Person ; rdfs:label ?l }\nORDER BY ?l LIMIT 1;\n"
        ".format json\nASK { ?x a kg:Person }\n\n"
        ".format turtle\nCONSTRUCT { ?x a kg:Found } { ?x a kg:Person };\n"
        ".run who actor=ruiz\n.quit\nnever run;\n",
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("l\n") or result.stdout.startswith("l\r\n")
    assert '"boolean":true' in result.stdout.replace(" ", "")
    assert "kg:Found" in result.stdout
    assert "Ana Ruiz" in result.stdout


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("ASK {};\nASK { ?s ?p };\nASK {};", 2, "line 2, column 14: expected"),
        ("ASK {};\n\nASK {\n ?s ?p };", 2, "line 4, column 9: expected"),
        ("ASK {};\n.nothing\n", 2, "line 2: there is no command '.nothing'"),
        (".schma\n", 2, "did you mean .schema"),
        (".format pdf\n", 2, "no format 'pdf'"),
        (".timing maybe\n", 2, "on or off"),
        (".run\n", 2, "something is missing"),
        (".run nothing\n", 2, "there is no query 'nothing'"),
        (".run who\n", 2, "needs -p actor"),
        (".run 'who\n", 2, "No closing quotation"),
        (".schema Evnt\n", 2, "did you mean kg:Event"),
        (".open /nowhere/at/all\n", 3, "no store at /nowhere/at/all"),
        (".read /nowhere\n", 2, "/nowhere: No such file"),
        (".search\n", 2, "what shall be looked for"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> };", 2, "is an update"),
        (SLOW, 4, "ran longer than 1 s"),
    ],
)
def test_the_first_error_ends_the_script_with_its_code(
    place: Path, text: str, code: int, message: str
) -> None:
    result = CliRunner().invoke(
        cli, ["shell", "--store", str(place), "--timeout", "1"], input=text, catch_exceptions=True
    )
    error = result.exception
    assert isinstance(error, UsageError | StoreError | LimitError), result.output
    assert error.exit_code == code
    assert message in str(error)


def test_files_are_read_and_name_their_lines(place: Path, tmp_path: Path) -> None:
    good, bad, endless = tmp_path / "good.rq", tmp_path / "bad one.rq", tmp_path / "endless"
    good.write_text("ASK {\n}\n\n.timing\n")
    bad.write_text("ASK {};\n\nASK { };\nASK {;\n")
    endless.write_text(f".read {endless}\n")
    assert _pipe(place, f".read {good}\n").stdout.split() == ["true", "off"]
    with pytest.raises(QueryError, match=r"bad one\.rq: line 4, column "):
        Session(str(place)).run(f".read {bad}")
    with pytest.raises(UsageError, match="more than 5 deep"):
        Session(str(place)).run(f".read {endless}")


def test_every_command_is_there_and_tells_of_itself(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(str(place), rows="csv")
    session.run(".help")
    told = capsys.readouterr().out
    assert all(name in told for name in COMMANDS)
    assert max(map(len, told.splitlines())) <= 80
    for text, words in (
        (".format", "rows: csv, graphs: turtle"),
        (".timing", "off"),
        (".queries", "timeline"),
        (".queries who", "# title: An actor"),
        (".schema", "kg:Actor"),
        (".schema event", "has: kg:accordingTo"),
        (".schema kg:agent", "kg:Event -> "),
        (".schema ev:PROTEST", "(concept)"),
        (".search ruiz", "*Ruiz*"),
        (".open", str(place)),
        (f".open {place}", ""),
    ):
        session.run(text)
        assert words in capsys.readouterr().out, text
    for name in FORMATS:
        session.run(f".format {name}")
    assert (session.rows, session.graphs) == ("xml", "rdfxml")
    session.run(".timing on")
    session.run("ASK {}")
    assert capsys.readouterr().err.endswith(" s\n")
    with pytest.raises(EOFError):
        session.run(".quit")
    session.run("  ")


def test_there_has_to_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        Session(str(tmp_path / "none"))


# Completion


@pytest.fixture(scope="module")
def sources(place: Path) -> Sources:
    return Sources(Session(str(place)).terms, all_queries, actors_of(str(place)))


def _texts(before: str, sources: Sources, whole: str | None = None) -> list[str]:
    return [c.text for c in complete(before, sources, whole)]


def test_terms_complete_behind_their_prefix(sources: Sources) -> None:
    assert {"kg:speaker", "kg:status", "kg:start", "kg:score"} <= set(
        _texts("SELECT * { ?x kg:s", sources)
    )
    assert "kg:speaker" not in _texts("SELECT * { ?x a kg:S", sources)
    assert "kg:Statement" in _texts("SELECT * { ?x a kg:S", sources)
    assert _texts("SELECT * { ?x rdfs:l", sources) == ["rdfs:label"]
    assert "ev:PROTEST" in _texts("SELECT * { ?x kg:eventType ev:pro", sources)
    note = next(c for c in complete("{ ?x kg:speake", sources)).note
    assert note.startswith("property: ")


def test_keywords_prefixes_and_variables_complete(sources: Sources) -> None:
    assert _texts("sel", sources) == ["SELECT"]
    assert "OPTIONAL" in _texts("SELECT * { opt", sources)
    assert "rdfs:" in _texts("SELECT * { ?x rd", sources)
    assert _texts("SELECT ?speaker { ?x kg:speaker ?sp", sources) == ["?speaker"]
    assert _texts("SELECT ?n", sources, "SELECT ?n { ?x kg:of ?name }") == ["?name"]


def test_actors_complete_by_their_label(sources: Sources) -> None:
    iri = "<https://w3id.org/newsgraph/id/actor/ana-ruiz>"
    assert iri in _texts("SELECT * { ?e kg:agent rui", sources)
    assert _texts("SELECT * { ?e kg:agent <ana rui", sources) == [iri]
    (found,) = complete("SELECT * { ?e kg:agent <ana rui", sources)
    assert (found.shown, found.note, found.over) == ("Ana Ruiz", "actor", len("<ana rui"))
    assert iri[1:-1] in _texts(".run timeline actor=ruiz", sources)


@pytest.mark.parametrize("text", ['SELECT * { ?x ?p "sel', "# sel", "SELECT * { ?x ?p 'it sel", ""])
def test_nothing_completes_in_strings_and_comments(sources: Sources, text: str) -> None:
    assert _texts(text, sources) == []


def test_commands_and_what_they_take_complete(sources: Sources, tmp_path: Path) -> None:
    assert _texts(".f", sources) == [".format"]
    assert _texts(".format t", sources) == ["table", "tsv", "turtle"]
    assert _texts(".timing o", sources) == ["on", "off"]
    assert _texts(".run time", sources) == ["timeline"]
    assert _texts(".run timeline f", sources) == ["from="]
    assert _texts(".run nothing f", sources) == []
    assert _texts(".schema Quot", sources) == ["kg:Quotation"]
    (tmp_path / "a b.rq").write_text("")
    (tmp_path / "folder").mkdir()
    assert _texts(f".read {tmp_path}/", sources) == ["a b.rq", "folder/"]
    assert _texts(f".open {tmp_path}/", sources) == ["folder/"]
    assert _texts(".read /nowhere/x", sources) == []
    assert _texts(".search rui", sources) == []


def test_a_store_that_cannot_be_read_gives_no_actors(tmp_path: Path) -> None:
    assert actors_of(str(tmp_path / "none"))("ruiz") == []
    assert actors_of("https://store.example/sparql")("ruiz") == []


# The prompt


@pytest.fixture
def typed() -> Iterator[Callable[[str], str]]:
    """Types keys into the prompt and gives what it hands on."""
    actor = Actor("https://news.example/ruiz", "Ana Ruiz", "actor")
    terms = Session.terms
    none = Sources(lambda: terms(Session.__new__(Session)), all_queries, lambda _: [actor])

    def type_(keys: str) -> str:
        with create_pipe_input() as pipe:
            pipe.send_text(keys)
            prompt = make_prompt(none, InMemoryHistory(), pipe, DummyOutput())
            return prompt.prompt()

    yield type_


def test_a_query_goes_over_several_lines(typed: Callable[[str], str]) -> None:
    assert typed("SELECT *\r{ ?s ?p ?o }\r\r") == "SELECT *\n{ ?s ?p ?o }\n"
    assert typed("ASK { ?s ?p ?o ;\r\ra kg:Event };\r") == "ASK { ?s ?p ?o ;\n\na kg:Event };"
    assert typed(".help\r") == ".help"


def test_an_earlier_line_can_be_edited(typed: Callable[[str], str]) -> None:
    up, end = "\x1b[A", "\x1b[F"
    assert typed(f"ASK {{\r}}{up}{end} ?s ?p ?o\x1b[B{end};\r") == "ASK { ?s ?p ?o\n};"


def test_ctrl_c_drops_and_ctrl_d_leaves(typed: Callable[[str], str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        typed("ASK {\x03")
    with pytest.raises(EOFError):
        typed("\x04")


def test_the_history_is_kept_for_the_user_alone(tmp_path: Path) -> None:
    history = history_of({"XDG_STATE_HOME": str(tmp_path)})
    assert isinstance(history, FileHistory)
    history.append_string("ASK {}")
    path = tmp_path / "newsgraph" / "history"
    assert "ASK {}" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert list(history_of({"XDG_STATE_HOME": str(tmp_path)}).load_history_strings()) == ["ASK {}"]
    (tmp_path / "file").write_text("")
    assert isinstance(history_of({"XDG_STATE_HOME": str(tmp_path / "file")}), InMemoryHistory)


class _Terminal:
    """`kg shell` at a terminal of its own."""

    def __init__(self, place: Path, state: Path) -> None:
        pty = pytest.importorskip("pty")
        self._mine, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg", "shell", "--store", str(place), "--timeout", "60"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_controlling,
            env={**os.environ, "XDG_STATE_HOME": str(state), "TERM": "xterm"},
            cwd=Path(__file__).parents[1],
        )
        os.close(theirs)
        self.told = ""

    def send(self, text: str) -> None:
        os.write(self._mine, text.encode())

    def wait_for(self, words: str, seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while words not in self.told and time.monotonic() < end:
            ready, _, _ = select.select([self._mine], [], [], 0.2)
            if ready:
                try:
                    data = os.read(self._mine, 65536).decode("utf-8", "replace")
                except OSError:
                    break
                self.told += data
                if "\x1b[6n" in data:
                    self.send("\x1b[1;1R")  # where the cursor is
        assert words in self.told, self.told
        self.told = self.told.partition(words)[2]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._mine)


def _controlling() -> None:
    """Make the terminal that of the new process, so that Ctrl-C reaches it."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_at_a_terminal_ctrl_c_stops_the_query_and_not_the_shell(
    place: Path, tmp_path: Path
) -> None:
    terminal = _Terminal(place, tmp_path)
    try:
        terminal.wait_for("A query ends with")
        terminal.wait_for("kg>")
        terminal.send(SLOW + ";\r")
        time.sleep(2.0)
        started = time.monotonic()
        terminal.send("\x03")
        terminal.wait_for("stopped")
        assert time.monotonic() - started < 5
        terminal.wait_for("kg>")
        terminal.send("ASK { ?x a kg:Person };\r")
        terminal.wait_for("yes")
        terminal.send("ASK { ?x };\r")
        terminal.wait_for("kg: line 1, column")
        terminal.send(".quit\r")
        assert terminal.process.wait(20) == 0
    finally:
        terminal.close()
    assert SLOW in (tmp_path / "newsgraph" / "history").read_text()


def test_starting_needs_neither_rdflib_nor_spacy(place: Path) -> None:
    code = (
        "import sys, io, json; sys.stdin = io.StringIO('ASK {};')\n"
        "from kg.cli import cli\n"
        "cli(['shell', '--store', sys.argv[1]], standalone_mode=False)\n"
        "print(json.dumps([m for m in ('rdflib', 'spacy', 'prompt_toolkit', 'rich')"
        " if m in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
