"""The process that runs one query: opens the store read-only, answers, ends.

Started by `kg.query.runner` as ``python -m kg.query.worker``. The request is one JSON object on
stdin; the answer goes to stdout as it is to be shown, the outcome to stderr as one JSON object on
the last line. The process sets its own memory limit; its time limit is the parent's to keep.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar

import pyoxigraph as ox

if TYPE_CHECKING:
    from kg.export.blocks import Block

__all__ = ["Request", "main"]

Request = dict[str, Any]

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_TRIES = 3
#: Local names of the terms of full-text search: a query without them pays nothing for it.
_SEARCH = ("matches", "score", "snippet")


class _TooManyError(Exception):
    """More rows than the limit."""


class _Counter:
    """Passes bytes on and counts the rows of a result in them, since the writer is not ours.

    TSV and XML escape what would mislead (line ends, ``<``); in CSV a line end within quotes is no
    row's end; in JSON quotes inside of strings are escaped, so that ``}},{"`` stands between rows
    alone.
    """

    _MARK: ClassVar = {"tsv": b"\n", "xml": b"</result>", "json": b'}},{"', "csv": b"\r\n"}

    def __init__(self, out: IO[bytes], form: str, most: int) -> None:
        self._out = out
        self._csv = form == "csv"
        self._mark = self._MARK[form]
        self._most = most + 1 if form in ("tsv", "csv") else most - 1 if form == "json" else most
        self._rows = 0
        self._tail = b""
        self._quoted = False

    def write(self, data: bytes) -> int:
        """Pass the bytes on, unless the limit is met."""
        text = self._tail + data
        if self._csv:
            parts = text.split(b'"')
            for part in parts[:-1]:
                if not self._quoted:
                    self._rows += part.count(self._mark)
                self._quoted = not self._quoted
            text = parts[-1]
            if self._quoted:
                self._tail = b""
                return self._out.write(data)
        self._rows += text.count(self._mark)
        keep = len(self._mark) - 1
        end = text.rfind(self._mark)
        rest = text[end + len(self._mark) :] if end >= 0 else text
        self._tail = rest[-keep:] if keep else b""
        if self._rows > self._most:
            raise _TooManyError
        return self._out.write(data)

    def flush(self) -> None:
        """Nothing is held back."""


def main() -> None:
    """Read the request, run it, say how it went."""
    request: Request = json.loads(sys.stdin.buffer.read())
    try:
        _limit_memory(int(request.get("max_memory") or 0))
        outcome = _run(request)
    except MemoryError:
        outcome = {"error": "memory"}
    except _TooManyError:
        outcome = {"error": "rows"}
    except SyntaxError as error:
        outcome = {"error": "syntax", "message": str(error)}
    except Exception as error:
        message = " ".join(str(error).split())
        kind = "other"
        if type(error).__module__.startswith("kg."):
            kind = type(error).__name__
        elif "_TooManyError" in repr(error):
            kind = "rows"
        outcome = {"error": kind, "message": message}
    sys.stdout.buffer.flush()
    sys.stderr.write("\n" + json.dumps(outcome) + "\n")
    sys.stderr.flush()


def _run(request: Request) -> dict[str, Any]:
    if "address" in request:
        from kg.query.remote import ask_remote

        results, prefixes = ask_remote(request)
        return _write(results, {**request, "prefixes": prefixes})
    from kg.store.snapshot import open_direct, open_snapshot

    quads = Path(request["quads"])
    for attempt in range(_TRIES):
        with ExitStack() as stack:
            if not quads.exists():
                database: ox.Store | None = ox.Store()
            else:
                database = open_direct(quads) if attempt == 0 else None
            if database is None:
                database = stack.enter_context(open_snapshot(quads))
            try:
                return _answer(database, request)
            except (OSError, RuntimeError):
                # A writer merged a file away that this query had yet to read: once more, from a
                # snapshot that nobody can touch.
                if attempt == _TRIES - 1:
                    raise
                sys.stdout.buffer.seek(0)
                sys.stdout.buffer.truncate()
    raise AssertionError("unreachable")


def _answer(database: ox.Store, request: Request) -> dict[str, Any]:
    prefixes: dict[str, str] = request["prefixes"]
    for name in request.get("from", ()):
        _known_graph(database, name, prefixes)
    if not any(name in request["query"] for name in _SEARCH):
        return _write(_ask(database, request, request["query"]), request)
    from kg.query.matching import searching

    folder = Path(request["quads"]).parent
    with searching(request["query"], prefixes, folder, database) as (text, functions):
        try:
            results = _ask(database, request, text, custom_functions=functions)
        except SyntaxError:
            # What the query itself has wrong is told of its own words.
            _ask(ox.Store(), request, request["query"])
            raise
        return _write(results, request)


def _ask(
    database: ox.Store, request: Request, text: str, **more: Any
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    return database.query(
        text,
        prefixes=request["prefixes"],
        base_iri=request.get("base"),
        **_dataset(request),
        **more,
    )


def _write(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, request: Request
) -> dict[str, Any]:
    prefixes: dict[str, str] = request["prefixes"]
    form, most = request["format"], int(request.get("max_rows") or 0)
    out = sys.stdout.buffer
    if isinstance(results, ox.QueryTriples):
        return _graph(results, form, most, prefixes, out, int(request.get("first") or 0))
    form = "json" if form == "table" else form
    if form not in _RESULTS:
        return {"error": "usage", "message": f"{form} is a format of graphs, not of rows"}
    if isinstance(results, ox.QueryBoolean):
        results.serialize(out, _RESULTS[form])
        return {"kind": "ask"}
    first = int(request.get("first") or 0)
    if first and not 0 < most < first:
        from kg.query.rows import write_first

        return {"kind": "select", "more": write_first(results, first, form, out)}
    results.serialize(_Counter(out, form, most) if most else out, _RESULTS[form])  # type: ignore[arg-type]
    return {"kind": "select"}


def _dataset(request: Request) -> dict[str, Any]:
    """The graphs that the request asks of, where it names them (SPARQL 1.1 Protocol, 2.1.4)."""
    if "dataset" not in request:
        return {}
    plain, named = request["dataset"]
    return {
        "default_graph": [ox.NamedNode(iri) for iri in plain],
        "named_graphs": [ox.NamedNode(iri) for iri in named],
    }


def _graph(
    results: ox.QueryTriples,
    form: str,
    most: int,
    prefixes: dict[str, str],
    out: IO[bytes],
    first: int = 0,
) -> dict[str, Any]:
    triples: list[ox.Triple] = []
    more = False
    for triple in results:
        if first and len(triples) >= first:
            more = True
            break
        triples.append(triple)
        if most and len(triples) > most:
            raise _TooManyError
    from kg.export.blocks import triple_blocks
    from kg.export.jsonld import jsonld
    from kg.export.lines import lines
    from kg.export.rdfxml import rdfxml
    from kg.export.turtle import turtle

    writers: dict[str, Callable[[Iterator[Block], dict[str, str]], Iterator[str]]] = {
        "turtle": turtle,
        "ntriples": lambda blocks, _: lines(blocks),
        "jsonld": jsonld,
        "rdfxml": rdfxml,
    }
    form = "turtle" if form in ("table", "") else form
    if form not in writers:
        return {"error": "usage", "message": f"{form} is a format of rows, not of graphs"}
    for piece in writers[form](triple_blocks(triples), prefixes):
        out.write(piece.encode("utf-8"))
    return {"kind": "graph", "more": more}


def _known_graph(database: ox.Store, name: str, prefixes: dict[str, str]) -> None:
    """FROM names graphs of the store: nothing is ever fetched."""
    from kg.errors import QueryError

    if name.startswith("<"):
        iri = name[1:-1]
    else:
        prefix, _, local = name.partition(":")
        iri = prefixes.get(prefix, "") + local
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) and not database.contains_named_graph(
        ox.NamedNode(iri)
    ):
        raise QueryError(f"FROM <{iri}>: the store has no such graph, and nothing is fetched")


def _limit_memory(size: int) -> None:
    """Keep the process to so many bytes of data; where the system cannot, there is no limit."""
    if not size:
        return
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    main()
