"""What the next article costs a small store and a large one, measured in turns.

    python -m tests.benchmarks.turns LARGE.kg 50000 1024

The large store holds the first 50,000 articles of `tests.benchmarks.newswire`; the small one is
made here, of the first 500. Each is open in a process of its own and takes in 128 articles at a
time, one after the other, so that whatever else the machine does slows both alike; what comes out
is the CPU time an article of each, and how the two relate: of the process with its threads, and of
its main thread alone. RocksDB merges files every few thousand articles, in threads of its own; over
so short a run that is chance, and `tests.benchmarks.load` tells the mean.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg.errors import InputError
from kg.extract.record import dumps, read_records
from kg.model import Extraction
from kg.pipeline.collector import rarely_collecting
from kg.pipeline.ingest import Options, Progress, ingest_records
from kg.pipeline.writer import Writer
from tests.benchmarks.newswire import articles

__all__ = ["in_turns", "main"]

_CHUNK = 128
_SMALL = 500


class _Silent(Progress):
    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        raise RuntimeError(message)


def _worker(store: Path, first: int) -> None:
    """Take in as many articles as each line of the input says; answer with the seconds of CPU."""
    with Writer.open(store) as writer, rarely_collecting():
        writer.bulk()
        for line in sys.stdin:
            count = int(line)
            text = "".join(dumps(e) + "\n" for e in articles(count, start=first))
            first += count
            start, own = time.process_time(), time.thread_time()
            records = (r for r in read_records(io.StringIO(text), "made"))
            ingest_records(writer, _sound(records), _Silent(), Options())
            took, alone = time.process_time() - start, time.thread_time() - own
            sys.stdout.write(f"{took} {alone}\n")
            sys.stdout.flush()


def _sound(records: Iterator[Extraction | InputError]) -> Iterator[Extraction]:
    for record in records:
        if isinstance(record, InputError):
            raise record
        yield record


def _started(store: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", __spec__.name, "--worker", str(store), str(first)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # As `kg ingest` of records starts itself (`kg.cli.pages`).
        env={**os.environ, "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"},
    )


def _taken(process: subprocess.Popen[str], count: int) -> tuple[float, float]:
    """Seconds of CPU that the process takes for so many, and those of its main thread."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{count}\n")
    process.stdin.flush()
    took, alone = process.stdout.readline().split()
    return float(took), float(alone)


def in_turns(large: Path, held: int, count: int) -> dict[str, float]:
    """Milliseconds of CPU that an article costs a small store and this one, which holds so many."""
    with tempfile.TemporaryDirectory() as name:
        small, big = _started(Path(name) / "small.kg", 0), _started(large, held)
        _taken(small, _SMALL)
        _taken(big, _CHUNK)
        spent, alone = [0.0, 0.0], [0.0, 0.0]
        for _ in range(0, count, _CHUNK):
            for which, process in enumerate((small, big)):
                took, own = _taken(process, _CHUNK)
                spent[which] += took
                alone[which] += own
        for process in (small, big):
            process.communicate()
    total = -(-count // _CHUNK) * _CHUNK
    here, there = (1000 * s / total for s in spent)
    own_here, own_there = (1000 * s / total for s in alone)
    return {
        "articles": total,
        "small": _SMALL,
        "large": held,
        "small_ms": round(here, 2),
        "large_ms": round(there, 2),
        "ratio": round(there / here, 3),
        "small_own_ms": round(own_here, 2),
        "large_own_ms": round(own_there, 2),
        "own_ratio": round(own_there / own_here, 3),
    }


def main() -> None:
    """Measure and print."""
    if sys.argv[1] == "--worker":
        _worker(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.stdout.write(f"{in_turns(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))}\n")


if __name__ == "__main__":
    main()
