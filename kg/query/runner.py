"""One query in a worker process, under limits of time, rows and memory.

A query cannot be interrupted inside the database, and a bad one can end the process that runs it.
So it runs in a process of its own, which is killed at the limit. The answer is given out when it is
complete: never half a document.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypeAlias

from kg.config import Limits
from kg.errors import (
    KgError,
    LimitError,
    MissingExtraError,
    QueryError,
    StoreError,
    UsageError,
)
from kg.iris import PREFIXES
from kg.query.checks import Checked, check
from kg.query.services import NO_SERVICES, Services
from kg.store.layout import no_store, quads_folder, read_stamp
from kg.store.remote.address import endpoint_of, is_address

__all__ = [
    "FORMATS",
    "GRAPH_FORMATS",
    "Answer",
    "Work",
    "ending",
    "run_query",
    "syntax_error",
]

#: Does what a request says: writes the answer into the file and tells how it went.
Work: TypeAlias = Callable[[Mapping[str, Any], Limits, IO[bytes]], dict[str, Any]]

#: The formats of rows, and those of graphs.
ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "ntriples", "jsonld", "rdfxml")
FORMATS = (*ROW_FORMATS, *GRAPH_FORMATS)

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(slots=True)
class Answer:
    """A whole answer in a temporary file. ``kind`` is select, ask or graph.

    ``more`` says that only the first rows were asked for, and that there are more.
    """

    kind: str
    format: str
    file: IO[bytes]
    more: bool = False

    def __enter__(self) -> Answer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()

    def read(self) -> bytes:
        """All bytes of the answer."""
        self.file.seek(0)
        return self.file.read()


def run_query(
    place: str | Path,
    text: str,
    *,
    format: str | None = None,
    limits: Limits | None = None,
    services: Services = NO_SERVICES,
    shown: str | None = None,
    dataset: tuple[Sequence[str], Sequence[str]] | None = None,
    base: str | None = None,
    work: Work | None = None,
    first: int = 0,
) -> Answer:
    """Run a query on the store in a folder.

    Args:
        place: the folder or the address of the store.
        text: the query; ontology and usual prefixes are known.
        format: one of `FORMATS`; csv for rows and turtle for graphs when not given. ``table``
            gives JSON, for the caller to draw.
        limits: what it may use.
        services: the hosts that SERVICE may reach, and the limits of a remote request.
        shown: the text that errors are about, where parameters were bound into ``text``.
        dataset: IRIs of the graphs that make up the default graph, and of the named graphs, as
            the SPARQL 1.1 Protocol (2.1.4) lets a client choose them; they win over FROM.
        base: what relative IRIs of the query are relative to.
        work: what runs the request; a new worker process when not given.
        first: give only so many rows (or triples) and say whether there are more; 0: all.

    Raises:
        QueryError: the query does not parse or is not allowed.
        LimitError: it met a limit.
        RemoteError: an endpoint that it reaches by SERVICE gave no answer.
        StoreError: the store is not there or cannot be read.
    """
    limits = limits or Limits()
    checked = check(text, services=services)
    graph = checked.form in ("CONSTRUCT", "DESCRIBE")
    form = _format(format, graph, checked)
    request = {
        **_target(place),
        "query": text,
        "from": checked.names,
        "format": form,
        "max_rows": limits.max_rows,
        "max_memory": limits.max_memory,
        "first": first,
    }
    if base is not None:
        request["base"] = base
    if dataset is not None:
        request.update({"dataset": [list(dataset[0]), list(dataset[1])], "from": ()})
    answer = tempfile.TemporaryFile()  # noqa: SIM115 (the answer owns it)
    run = work or _work
    try:
        if checked.services:
            outcome = _federated(request, checked, services, limits, answer, run)
        else:
            outcome = run(request, limits, answer)
        _raise(outcome, limits, shown or text)
    except BaseException:
        answer.close()
        raise
    answer.seek(0)
    return Answer(outcome["kind"], form, answer, bool(outcome.get("more")))


def _target(place: str | Path) -> dict[str, Any]:
    """What the request says of the store: where it is, and its prefixes."""
    if is_address(place):
        # What is wrong with the address is told before a worker starts; its base is asked for by
        # the worker, whose time is bounded.
        endpoint_of(str(place))
        return {"address": str(place), "prefixes": dict(PREFIXES)}
    folder = Path(place)
    stamp = read_stamp(folder)
    if stamp is None:
        raise no_store(folder)
    return {"quads": str(quads_folder(folder)), "prefixes": {**PREFIXES, "id": stamp.base}}


def _federated(
    request: Mapping[str, Any],
    checked: Checked,
    services: Services,
    limits: Limits,
    answer: IO[bytes],
    run: Work,
) -> dict[str, Any]:
    """Run a query with SERVICE: with the store's values sent along, and through a relay."""
    if "address" in request:
        raise UsageError(
            f"SERVICE is not sent through the store at {request['address']}: the limits of remote "
            "requests cannot be kept there; ask that server itself"
        )
    from kg.query.pushing import Row, blocks, pushed
    from kg.query.relay import Relay

    def ask(question: str, names: Sequence[str]) -> list[Row] | None:
        with tempfile.TemporaryFile() as found:
            asked = {**request, "query": question, "format": "tsv", "from": (), "max_rows": 0}
            if "error" in run(asked, limits, found):
                return None
            found.seek(0)
            lines = found.read().decode("utf-8").split("\n")[1:-1]
        rows = [line.split("\t") for line in lines]
        return [tuple(_sendable(term) for term in row) for row in rows if len(row) == len(names)]

    with Relay(checked.services, services) as relay:
        text = pushed(request["query"], ask)
        found = blocks(text)
        if len(found) != len(relay.addresses):
            raise QueryError("SERVICE <address> must be followed by a pattern in braces")
        parts, last = [], 0
        for block, address in zip(found, relay.addresses, strict=True):
            parts += [text[last : block.address.start], f"<{address}>"]
            last = block.address.end
        outcome = run({**request, "query": "".join([*parts, text[last:]])}, limits, answer)
        if "error" in outcome and relay.trouble is not None:
            raise relay.trouble
    return outcome


def _sendable(term: str) -> str | None:
    """A term as it can stand in VALUES; None for no value and for blank nodes."""
    return None if not term or term.startswith("_:") else term


def _format(wanted: str | None, graph: bool, checked: Checked) -> str:
    if wanted is None:
        return "turtle" if graph else "csv"
    if wanted == "table":
        return "turtle" if graph else "table"
    if graph and wanted not in GRAPH_FORMATS:
        raise UsageError(
            f"{checked.form} gives a graph: its formats are {', '.join(GRAPH_FORMATS)}"
        )
    if not graph and wanted not in ROW_FORMATS:
        raise UsageError(f"{checked.form} gives rows: their formats are {', '.join(ROW_FORMATS)}")
    return wanted


def _work(request: Mapping[str, Any], limits: Limits, answer: IO[bytes]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg.query.worker"],
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=told,
            env=_environment(),
        )
        try:
            process.communicate(json.dumps(request).encode(), timeout=limits.timeout or None)
        except subprocess.TimeoutExpired:
            return {"error": "time"}
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        told.seek(0)
        lines = told.read().decode("utf-8", "replace").strip().splitlines()
    try:
        outcome = json.loads(lines[-1])
        assert isinstance(outcome, dict)
        return outcome
    except (IndexError, ValueError, AssertionError):
        text = " ".join(lines)
        return {"error": ending(text, process.returncode), "message": text[-200:]}


def ending(told: str, status: int) -> str:
    """Why a worker ended without an outcome: ``memory``, where it got no more of it, or ``crash``.

    The database says so in the words of its own languages; a thread that found no room for its
    stack is a ``system_error`` (EAGAIN).
    """
    words = ("allocat", "memory", "bad_alloc", "Resource temporarily unavailable")
    return "memory" if status == -9 or any(word in told for word in words) else "crash"


def _environment() -> dict[str, str]:
    """The worker finds the package where this process found it."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _raise(outcome: Mapping[str, Any], limits: Limits, text: str) -> None:
    error = outcome.get("error")
    message = str(outcome.get("message", ""))
    if error is None:
        return
    if error == "time":
        raise LimitError(
            f"the query ran longer than {limits.timeout:g} s; --timeout SECONDS gives it more"
        )
    if error == "rows":
        raise LimitError(
            f"the query gives more than {limits.max_rows:,} rows; LIMIT asks for fewer, "
            "--max-rows N allows more"
        )
    if error == "memory":
        raise LimitError(
            f"the query needs more than {_size(limits.max_memory)} of memory; "
            "--max-memory SIZE gives it more"
        )
    if error == "crash":
        raise QueryError("the query is too deep or too large for the database, which gave up on it")
    if error == "syntax":
        raise syntax_error(message, text)
    if error == "usage":
        raise UsageError(message)
    if error == "QueryError":
        raise QueryError(message)
    if error in ("StoreError", "RefusedError"):
        raise StoreError(message)
    if error == "MissingExtraError":
        raise MissingExtraError(message)
    raise KgError(f"the query failed: {message}")


def _size(number: int) -> str:
    return f"{number / (1 << 30):.3g} GiB" if number >= 1 << 30 else f"{number >> 20} MiB"


def syntax_error(message: str, text: str) -> QueryError:
    """The database's words for a syntax error, with line and column of the user's own text."""
    match = _AT.search(message)
    if not match:
        return QueryError(f"the query does not parse: {' '.join(message.split())}")
    line, column = int(match[1]), int(match[2])
    lines = text.splitlines()
    source = lines[line - 1] if line <= len(lines) else ""
    if "Prefix not found" in match[3]:
        names = re.findall(r"[^\W\d][\w.-]*(?=:)", source[:column])
        name = f" '{names[-1]}:'" if names else ""
        reason = f"unknown prefix{name}; declare it with PREFIX"
    else:
        reason = _expected(match[3])
        rest = source[column - 1 :].split()
        if rest:
            reason += f", found '{rest[0][:40]}'"
        elif line >= len(lines):
            reason += ", found the end of the query"
    return QueryError(f"line {line}, column {column}: {reason}", line, column)


def _expected(message: str) -> str:
    """What the parser hoped for, without the characters of identifiers."""
    flat = " ".join(message.split())
    match = re.fullmatch(r"expected (?:one of )?(.*)", flat)
    if not match:
        return flat
    told = re.sub(r"\[[^\]]*\](?:\s*\|)?,?", "", match[1])
    parts = [part.strip().strip('"') for part in told.split(", ")]
    parts = [part for part in dict.fromkeys(parts) if part and part not in "\\uU\\\\"]
    if not parts:
        return "this cannot stand here"
    return "expected " + ", ".join(parts[:6]) + (" or others" if len(parts) > 6 else "")
