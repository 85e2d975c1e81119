"""What one more article costs `kg ingest X.jsonl` as the store grows, and what memory it takes.

    python -m tests.benchmarks.load 100000

One process ingests all of `tests.benchmarks.newswire`; the system tells how far it has read the
file, its CPU time (all its threads, those of RocksDB too) and its memory, which are noted every
500 articles. What comes before the first article (imports, opening) is left out. CPU time, so
that what else the machine does counts little; the wall time stands beside it.

CPU time is not quite free of that: a core whose caches and pipelines are shared does less in a
second. So every other second a small piece of work, always the same, is timed beside the ingest,
and ``even_ms`` is the cost as it would be had the machine been as quick as in the first window.

For the ratio, the quads of the first articles, as the store holds them, are loaded by Oxigraph's
own bulk loader (`oxigraph load`) into an empty store in the same run. What comes out is
docs/results/load.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.extract.record import dumps
from kg.store.oxigraph import open_store
from tests.benchmarks.newswire import articles

__all__ = ["curve", "main", "raw_load"]

_STEP = 500
#: Seconds between two looks at the process.
_LOOK = 0.1
_MARKS = (1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 50_000, 75_000, 100_000)
#: A mark tells the mean over the second half of the articles that are in by then (that of the first
#: mark lies round it): in some steps RocksDB merges files, and pays at once for as many articles as
#: came since the last time, which are the more the larger the store is.
#: Seconds between two pieces of work that tell how quick the machine is.
_PACE = 2.0
_SAMPLE = 2_000
_RESULT = Path(__file__).resolve().parents[2] / "docs" / "results" / "load.json"
_TICKS = os.sysconf("SC_CLK_TCK")


def _piece() -> float:
    """Milliseconds of CPU that a small piece of work takes, always the same one."""
    start = time.process_time()
    found: dict[int, str] = {}
    for number in range(40_000):
        found[number * 7919 % 10_007] = str(number)
    sorted(found.values())
    return 1000 * (time.process_time() - start)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(pid: int, name: str) -> int:
    """Resident memory of a process in MB: ``VmRSS`` now, ``VmHWM`` at most."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) // 1024
    return 0


def _size(folder: Path) -> int:
    """Megabytes of all files in a folder."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # A file that RocksDB took away meanwhile.
    return total // 1_000_000


def _written(path: Path, count: int) -> list[int]:
    """Write so many records; where in the file every step ends (bytes)."""
    ends = []
    with path.open("wb") as out:
        for number, extraction in enumerate(articles(count), 1):
            out.write(dumps(extraction).encode() + b"\n")
            if number % _STEP == 0:
                ends.append(out.tell())
    return ends


def _read_so_far(pid: int, path: Path) -> int:
    """How far a process has read a file that it has open; 0 where it has not."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if link.readlink() == path:
                told = Path(f"/proc/{pid}/fdinfo/{link.name}").read_text()
                return int(told.split()[1])
        except OSError:
            continue  # A file that was closed meanwhile.
    return 0


def _ended(pid: int) -> bool:
    """Whether a child has ended; it stays to be waited for, with what it used."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def curve(store: Path, count: int) -> list[dict[str, float]]:
    """Ingest so many articles; a row every step, printed as it comes."""
    records = store.with_suffix(".jsonl").resolve()
    ends = _written(records, count)
    command = [sys.executable, "-m", "kg", "ingest", str(records), "--store", str(store), "-q"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    rows: list[dict[str, float]] = []
    spent = since = paced = 0.0
    pieces: list[float] = []
    while len(rows) < len(ends) and not _ended(process.pid):
        time.sleep(_LOOK)
        at = _read_so_far(process.pid, records)
        now, clock = _cpu(process.pid), time.monotonic()
        if clock - paced > _PACE or not pieces:
            pieces.append(_piece())
            paced = clock
        if not rows and (not at or not spent):
            # Not begun yet. Afterwards the file is closed while the last batch is stored.
            spent, since = now, clock
        if at < ends[len(rows)]:
            continue
        rows.append(
            {
                "articles": _STEP * (len(rows) + 1),
                "ms": round(1000 * (now - spent) / _STEP, 2),
                "wall_ms": round(1000 * (clock - since) / _STEP, 2),
                "piece_ms": round(sum(pieces) / len(pieces), 3),
                "memory_MB": _memory(process.pid, "VmRSS"),
                "peak_MB": _memory(process.pid, "VmHWM"),
                "store_MB": _size(store),
            }
        )
        sys.stdout.write(f"{rows[-1]}\n")
        sys.stdout.flush()
        spent, since, pieces = now, clock, []
    before = len(rows) * _STEP
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"kg ingest ended with {os.waitstatus_to_exitcode(status)}")
    if before < count:
        # The file is closed before the last batch is stored.
        left, last = count - before, rows[-1] if rows else {}
        cost = {
            "articles": count,
            "ms": round(1000 * (used.ru_utime + used.ru_stime - spent) / left, 2),
            "wall_ms": round(1000 * (time.monotonic() - since) / left, 2),
        }
        rows.append({**last, **cost, "peak_MB": used.ru_maxrss // 1024, "store_MB": _size(store)})
    return rows


def raw_load(folder: Path, count: int = _SAMPLE) -> dict[str, float]:
    """`kg ingest` and Oxigraph's bulk loader on the same quads: CPU milliseconds an article."""
    store, records = folder / "sample.kg", folder / "sample.jsonl"
    records.write_text("".join(dumps(e) + "\n" for e in articles(count)), "utf-8")

    def timed(*command: str) -> float:
        before = os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        children = after.children_user + after.children_system
        return children - before.children_user - before.children_system

    python = (sys.executable, "-m", "kg", "ingest", "--store", str(store), "--quiet")
    one = folder / "one.jsonl"
    one.write_text(dumps(next(articles(1))) + "\n", "utf-8")
    start = timed(*python, str(one))
    ours = timed(*python, str(records)) - start
    with open_store(store) as reader:
        quads = len(reader)
        reader.database.dump(str(folder / "sample.nq"), format=ox.RdfFormat.N_QUADS)
    load = (
        "import sys, pyoxigraph as ox\n"
        "store = ox.Store(sys.argv[1])\n"
        "if len(sys.argv) > 2: store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS)\n"
        "store.flush()\n"
    )
    idle = timed(sys.executable, "-c", load, str(folder / "idle"))
    theirs = timed(sys.executable, "-c", load, str(folder / "raw"), str(folder / "sample.nq"))
    theirs -= idle
    return {
        "articles": count,
        "quads_an_article": round(quads / count, 1),
        "events_an_article": round(sum(len(e.events) for e in articles(count)) / count, 2),
        "ingest_ms": round(1000 * ours / count, 2),
        "oxigraph_load_ms": round(1000 * theirs / count, 2),
        "ratio": round(ours / theirs, 2),
    }


def at_marks(rows: list[dict[str, float]]) -> list[dict[str, Any]]:
    """The rows at the marks, with the mean cost over their windows."""
    found: list[dict[str, Any]] = []
    for row in rows:
        last = row["articles"]
        if last not in _MARKS and row is not rows[-1]:
            continue
        first = last // 2
        if last == _MARKS[0]:
            first, last = last - 500, last + 500
        near = [r for r in rows if first < r["articles"] <= last]
        ms, piece = (sum(r[name] for r in near) / len(near) for name in ("ms", "piece_ms"))
        if not found:
            usual = piece
        found.append({**row, "ms": round(ms, 2), "even_ms": round(ms * usual / piece, 2)})
        found[-1]["piece_ms"] = round(piece, 3)
    return found


def main() -> None:
    """Measure, print, and leave the result where the docs are made from."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    result = Path(sys.argv[2]) if len(sys.argv) > 2 else _RESULT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = raw_load(folder, min(_SAMPLE, count))
        sys.stdout.write(f"{raw}\n")
        rows = curve(folder / "s.kg", count)
    told = {"benchmark": "load", "raw": raw, "marks": at_marks(rows), "steps": rows}
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
