"""How a query is answered: the database's own plan, with rows and times as they were.

pyoxigraph 0.5 shows no plans, Oxigraph's command-line tool does (``pip install oxigraph``, the
extra ``explain``): it runs the query on the store, read-only, and counts rows and time at each
step. Without the tool, and for a store at an address, there is the SPARQL algebra, as rdflib reads
the query, and how many triples each pattern matches alone: what a plan would be made of.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.config import Limits
from kg.errors import LimitError, QueryError
from kg.iris import PREFIXES
from kg.query.checks import check
from kg.query.matching import is_asked, searching
from kg.query.runner import syntax_error
from kg.store.layout import no_store, quads_folder, read_stamp
from kg.store.remote.address import is_address

__all__ = ["explain"]

#: Rows of a step beyond which a line is marked, where the answer is far smaller.
_MANY = 100_000
_WIDTH = 140


def explain(
    place: str | Path, text: str, limits: Limits, ask: Callable[[str], bytes]
) -> Iterator[str]:
    """The lines that tell how the query runs on the store.

    Args:
        place: the folder or the address of the store.
        text: a query without SERVICE.
        limits: the time and memory that the run may take.
        ask: runs a SELECT on the store and gives its SPARQL JSON.

    Raises `QueryError`, `LimitError` and `StoreError`, as a run of the query does.
    """
    check(text)
    prefixes = dict(PREFIXES)
    quads = None
    if not is_address(place):
        stamp = read_stamp(Path(place))
        if stamp is None:
            raise no_store(place)
        prefixes["id"] = stamp.base
        quads = quads_folder(Path(place))
    tool = _tool()
    if tool is not None and quads is not None and quads.exists():
        # Full-text patterns as the database gets them: blocks of the nodes that the index finds.
        with searching(text, prefixes, Path(place)) as (searched, _):
            plan = None
            if not is_asked(searched):
                plan = _measured(tool, quads, _whole(searched, prefixes), text, limits)
        if plan is None:
            # The functions of full-text search are ours: the tool does not know them.
            yield from _unmeasured(text, prefixes, ask)
            return
        yield "plan of the database, with the rows and milliseconds of each step:"
        yield ""
        yield from _tree(plan["plan"], prefixes)
        yield ""
        yield from _remarks(plan["plan"], prefixes)
        return
    yield from _unmeasured(text, prefixes, ask)


def _unmeasured(
    text: str, prefixes: Mapping[str, str], ask: Callable[[str], bytes]
) -> Iterator[str]:
    """What there is to tell without a plan."""
    yield (
        "SPARQL algebra (the database's own plan, with times, needs pip install "
        "'newsgraph[explain]' and a store in a folder):"
    )
    yield ""
    from kg.query.algebra import algebra_lines, patterns

    yield from algebra_lines(_whole(text, prefixes), prefixes)
    yield ""
    yield "triples that each pattern matches alone:"
    yield ""
    for pattern, query in patterns(_whole(text, prefixes), prefixes):
        rows = json.loads(ask(query))["results"]["bindings"]
        yield f"{int(rows[0]['n']['value']):>12,}  {pattern}"


def _tool() -> str | None:
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def _whole(text: str, prefixes: Mapping[str, str]) -> str:
    """The query with the prefixes that it may use, on one line, so that lines stay as they are."""
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in prefixes.items()) + text


def _measured(tool: str, quads: Path, text: str, shown: str, limits: Limits) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        told = Path(name) / "plan.json"
        query = Path(name) / "query.rq"
        query.write_text(text, encoding="utf-8")
        form = "nt" if check(text).form in ("CONSTRUCT", "DESCRIBE") else "tsv"
        command = [
            tool, "query", "--location", str(quads), "--query-file", str(query), "--stats",
            "--explain-file", str(told), "--results-file", str(Path(name) / "rows"),
            "--results-format", form,
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=limits.timeout or None,
                preexec_fn=lambda: _limit_memory(limits.max_memory),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise LimitError(
                f"the query ran longer than {limits.timeout:g} s; --timeout SECONDS gives it more"
            ) from None
        if told.exists() and done.returncode == 0:
            plan = json.loads(told.read_text("utf-8"))
            assert isinstance(plan, dict)
            return plan
        message = done.stderr.decode("utf-8", "replace").strip()
    found = re.search(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if found:
        line, column = int(found[1]), int(found[2])
        # The prefixes stand before the text on its first line.
        column -= len(text) - len(shown) if line == 1 else 0
        raise syntax_error(f"error at {line}:{max(column, 1)}: {found[3]}", shown)
    if "memory" in message or "alloc" in message or done.returncode < 0:
        raise LimitError("the query needs more memory than --max-memory gives it")
    raise QueryError(f"the database gave no plan: {' '.join(message.split())[-200:]}")


def _limit_memory(size: int) -> None:
    if size:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _tree(node: Mapping[str, Any], prefixes: Mapping[str, str], depth: int = 0) -> Iterator[str]:
    rows = node.get("number of results")
    spent = node.get("duration in seconds")
    count = "" if rows is None else f"{rows:,}"
    time = "" if spent is None else f"{1e3 * spent:,.1f}"
    name = "  " * depth + _readable(str(node.get("name", "")), prefixes)
    yield f"{count:>10} {time:>10}  {name if len(name) <= _WIDTH else name[: _WIDTH - 1] + '…'}"
    for child in node.get("children", ()):
        yield from _tree(child, prefixes, depth + 1)


def _readable(name: str, prefixes: Mapping[str, str]) -> str:
    """A step with prefixed names, and without the identifiers of what has no name."""
    for prefix, iri in sorted(prefixes.items(), key=lambda item: -len(item[1])):
        name = re.sub(rf"<{re.escape(iri)}([\w-]+)>", rf"{prefix}:\1", name)
    name = name.replace(' expression = "true"^^xsd:boolean', "")
    return re.sub(r"\?([0-9a-f]{4})[0-9a-f]{20,}", r"?_\1", name)


def _remarks(plan: Mapping[str, Any], prefixes: Mapping[str, str]) -> Iterator[str]:
    """What in a plan is worth a second look."""
    answer = int(plan.get("number of results") or 0)
    found = []
    for node in _nodes(plan):
        rows, children = int(node.get("number of results") or 0), node.get("children", ())
        name = _readable(str(node.get("name", "")), prefixes)[:90]
        sizes = [int(child.get("number of results") or 0) for child in children]
        if re.match(r"(Left)?Join\(.*keys = [,)]", name) and len(sizes) == 2 and min(sizes) > 1:
            found.append(
                f"{sizes[0]:,} rows meet {sizes[1]:,} without a variable that both sides are sure "
                f"to bind: {name}"
            )
        elif not children and rows > _MANY and rows > 20 * answer:
            found.append(f"{rows:,} rows are read by {name}")
    yield "worth a look:" if found else "nothing stands out"
    yield from (f"  {line}" for line in found)


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("children", ()):
        yield from _nodes(child)
