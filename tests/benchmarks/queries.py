"""What each named query costs, raw and through kg and its server, and beside rdflib.

    python -m tests.benchmarks.queries [QUADS ...] [--store FOLDER] [--rdflib MOST] [--patience S]

A store for each QUADS (1,000,000 and 5,000,000 where none is said) is made of
`tests.benchmarks.world`, with about so many quads (counted as the store holds them, with the view),
in a folder of its own, or in FOLDER, which is made where it is not there. Everything is
milliseconds of CPU, the best of several, so that a busy machine counts little:

- raw: pyoxigraph alone, in this process, written as CSV;
- alone: the same in a process of its own, which has read nothing of the store before, less the cost
  of such a process that asks nothing (as each `kg query` is one);
- kg: the worker process of `kg query`, less what a query costs that asks nothing (its start);
- server: the processes of `kg serve` together, for `/sparql`, CSV, less what such a query costs;
- rdflib: the same query on the same quads in memory, once, on stores of up to MOST quads
  (1,500,000); what takes more than S seconds (30) is ended, and loading is told apart.

Results go to docs/results/queries-QUADS.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat

from kg.config import Limits, data_folder
from kg.query.binding import bind
from kg.query.named import NamedQuery, all_queries
from kg.query.runner import run_query
from kg.store import OxigraphStore, open_store
from kg.store.layout import quads_folder
from tests.benchmarks.world import fill

__all__ = ["choices", "family", "measure", "sample_values", "served"]

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
_TRIES = 3
_LIMITS = Limits(timeout=600, max_rows=0, max_memory=0)


def measure(
    quads: int, place: Path, show: Callable[[str], object], *, rdflib: bool, patience: float
) -> dict[str, Any]:
    """Run everything on the store in a folder, which is made where it is not there."""
    if not place.exists():
        with open_store(place, "create") as store:
            fill(store, quads)
    found: dict[str, Any] = {"queries": {}}
    with open_store(place) as opened:
        assert isinstance(opened, OxigraphStore)
        found["quads"] = len(opened)
        found["articles"] = sum(1 for _ in opened.query("SELECT ?a { ?a a kg:Article }"))
        show(f"{found['quads']:,} quads, {found['articles']:,} articles")
        values = sample_values(opened)
        asked = {
            name + "".join(f" {n}" for n in given): bind(query.text, given)
            for name, query in all_queries([data_folder("queries")]).items()
            for given in choices(query, values)
        }
        with served(place) as (address, pid):
            starts, requests = [], []
            for key, text in asked.items():
                rows, raw = _raw(opened, text)
                # What a query costs that asks nothing is measured anew beside each: a machine that
                # is busy now makes both dearer.
                starts.append(start := _kg(place, "ASK { }"))
                nobody = _alone(place, opened.prefixes, "ASK { }")
                nothing = f"SELECT * {{ VALUES ?x {{ {len(starts)} }} }}"
                requests.append(request := _server(address, pid, nothing))
                found["queries"][key] = {
                    "rows": rows,
                    "raw": round(raw, 1),
                    "alone": round(max(0.0, _alone(place, opened.prefixes, text) - nobody), 1),
                    "kg": round(max(0.0, _kg(place, text) - start), 1),
                    "server": round(max(0.0, _server(address, pid, text) - request), 1),
                }
                show(f"{key:26}" + "".join(f" {k} {v}" for k, v in found["queries"][key].items()))
            found |= {"start": round(min(starts), 1), "request": round(min(requests), 1)}
        if rdflib:
            other = _Rdflib(opened, patience)
            found |= {"rdflib_load_s": round(other.loading, 1), "patience_s": patience}
            show(f"rdflib loaded in {other.loading:.0f} s")
            for key, text in asked.items():
                found["queries"][key]["rdflib"] = other.run(text)
                show(f"{key:26} rdflib {found['queries'][key]['rdflib']}")
    return found


def sample_values(store: OxigraphStore) -> dict[str, NamedNode | Literal]:
    """The actor in most events, the event that most articles tell, a type."""

    def first(text: str) -> NamedNode:
        (row,) = store.query(text)
        assert isinstance(row[0], NamedNode)
        return row[0]

    actor = first(
        "SELECT ?a { ?e a kg:Event ; kg:participant ?a } "
        "GROUP BY ?a ORDER BY DESC(COUNT(?e)) ?a LIMIT 1"
    )
    event = first(
        "SELECT ?e { GRAPH ?g { ?e a kg:Event } } GROUP BY ?e ORDER BY DESC(COUNT(?g)) ?e LIMIT 1"
    )
    label = Literal("attacked")
    return {
        "actor": actor, "event": event, "node": event, "type": Literal("ASSAULT"), "label": label,
    }  # fmt: skip


def choices(
    query: NamedQuery, values: dict[str, NamedNode | Literal]
) -> list[dict[str, NamedNode | Literal]]:
    """The query without parameters, where it can do without, and with one of each."""
    needed = {p.name for p in query.parameters if p.required}
    found = [{n: values[n]} for n in values if n in {p.name for p in query.parameters}]
    return found if needed else [{}, *found]


def _raw(store: OxigraphStore, text: str) -> tuple[int, float]:
    best, rows = float("inf"), 0
    for _ in range(_TRIES):
        begin = time.process_time()
        data = store.query(text).serialize(format=QueryResultsFormat.CSV)  # type: ignore[call-arg]
        best = min(best, 1e3 * (time.process_time() - begin))
        assert isinstance(data, bytes)
        rows = data.count(b"\r\n") - 1
    return rows, best


_ALONE = """
import json, sys
from pyoxigraph import QueryResultsFormat, Store
found = Store.read_only(sys.argv[1]).query(sys.argv[2], prefixes=json.loads(sys.argv[3]))
if not sys.argv[2].startswith("ASK"):
    found.serialize(format=QueryResultsFormat.CSV)
"""


def _alone(place: Path, prefixes: dict[str, str], text: str) -> float:
    best = float("inf")
    given = [str(quads_folder(place)), text, json.dumps(prefixes)]
    for _ in range(_TRIES):
        before = _children()
        subprocess.run([sys.executable, "-c", _ALONE, *given], check=True)
        best = min(best, _children() - before)
    return best


def _kg(place: Path, text: str) -> float:
    best = float("inf")
    for _ in range(_TRIES):
        before = _children()
        with run_query(place, text, format="csv" if "ASK {" not in text else None, limits=_LIMITS):
            pass
        best = min(best, _children() - before)
    return best


def _children() -> float:
    """CPU milliseconds of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * (used.ru_utime + used.ru_stime)


@contextmanager
def served(place: Path, *options: str) -> Iterator[tuple[str, int]]:
    """A server on the store: its address and the id of its process."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(place), "--port", "0",
               "--timeout", "120", "--max-rows", "0", *options]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.partition(" at ")[2].split()[0], process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def _spent(pid: int) -> float:
    """CPU milliseconds of a process and its children so far."""
    total = 0.0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # Its own time, and that of its children that have ended.
        total += sum(int(field) for field in fields[11:15])
        schedule = Path(f"/proc/{one}/schedstat")
        if schedule.exists():
            total -= sum(int(field) for field in fields[11:13])
            total += sum(
                int((task / "schedstat").read_text().split()[0]) / 1e9 * os.sysconf("SC_CLK_TCK")
                for task in Path(f"/proc/{one}/task").iterdir()
                if (task / "schedstat").exists()
            )
    return 1e3 * total / os.sysconf("SC_CLK_TCK")


def _server(address: str, pid: int, text: str) -> float:
    best = float("inf")
    for turn in range(_TRIES + 1):
        # Another text each time: an answer that is known would not be worked out again.
        fields = urllib.parse.urlencode({"query": f"{text}\n# {turn}"}).encode()
        request = urllib.request.Request(address + "sparql", fields, {"Accept": "text/csv"})
        before = _spent(pid)
        with urllib.request.urlopen(request, timeout=300) as answer:
            answer.read()
        if turn:
            best = min(best, _spent(pid) - before)
    return best


class _Rdflib:
    """The same quads in rdflib's memory, asked in a process that can be ended."""

    def __init__(self, store: OxigraphStore, patience: float) -> None:
        from rdflib import Dataset

        begin = time.process_time()
        self._patience = patience
        self._data = Dataset(default_union=False)
        quads = store.database.dump(format=RdfFormat.N_QUADS)
        assert quads is not None
        self._data.parse(data=quads.decode("utf-8"), format="nquads")
        self._prefixes = store.prefixes
        #: Seconds of CPU.
        self.loading = time.process_time() - begin

    def run(self, text: str) -> float | None:
        """CPU milliseconds; None where it took too long or could not."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            signal.setitimer(signal.ITIMER_PROF, self._patience)
            try:
                begin = time.process_time()
                rows = len(list(self._data.query(text, initNs=self._prefixes)))
                spent = 1e3 * (time.process_time() - begin)
                os.write(writer, json.dumps([rows, spent]).encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as told:
            line = told.read()
        os.waitpid(child, 0)
        return round(json.loads(line)[1], 1) if line else None


def _tell(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("quads", type=int, nargs="*", default=[1_000_000, 5_000_000])
    parser.add_argument("--store", type=Path, help="keep the store of the one size here")
    parser.add_argument("--rdflib", type=int, default=1_500_000, metavar="MOST")
    parser.add_argument("--patience", type=float, default=30.0, metavar="S")
    arguments = parser.parse_args()
    if arguments.store and len(arguments.quads) != 1:
        parser.error("--store is for one size")
    RESULTS.mkdir(parents=True, exist_ok=True)
    for quads in arguments.quads:
        with tempfile.TemporaryDirectory() as folder:
            place = arguments.store or Path(folder) / "s.kg"
            found = measure(
                quads, place, _tell, rdflib=quads <= arguments.rdflib, patience=arguments.patience
            )
        file = RESULTS / f"queries-{quads}.json"
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
