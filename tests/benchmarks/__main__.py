"""`make bench`: all benchmarks, one after the other; each prints its figures.

    python -m tests.benchmarks [NAME ...]

Those that need the corpora look for them in ``$KG_SHARED`` or beside the checkout. Result files go
to docs/results, from which `make docs` makes the tables.
"""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import shared_folder

DATA = shared_folder() / "data"
RUNS: dict[str, list[str]] = {
    "statements": [],
    "dates": [],
    "events": [str(DATA / "events" / "plover_gold_first_half.json")],
    "timelines": [],
    "timeml": [],
    "coreference": [],
    "linking": [],
    "identity": ["20000"],
    "store": ["5000"],
    "load": ["10000"],
    "jobs": [],
    "remote": ["384"],
    "queries": [],
    "serving": [],
    "search": ["1000"],
}


def main() -> int:
    failed = []
    for name in sys.argv[1:] or RUNS:
        print(f"\n=== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *RUNS[name]]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
