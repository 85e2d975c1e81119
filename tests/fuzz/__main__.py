"""Runs the fuzz tests for a while: ``python -m tests.fuzz [SECONDS]`` (ten minutes by default).

Each round gives hypothesis another seed, so that no round repeats the one before. A failure ends
the run, with the input that hypothesis cut down, and exit code 1; the seed is printed, to run it
again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
#: Examples of one test in one round.
EXAMPLES = "400"


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    end = time.monotonic() + seconds
    seed = int.from_bytes(os.urandom(4), "big")
    rounds = 0
    while rounds == 0 or time.monotonic() < end:
        print(
            f"round {rounds + 1}, seed {seed}, {max(0, end - time.monotonic()):.0f} s left",
            flush=True,
        )
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        command += [f"--hypothesis-seed={seed}", "--override-ini=addopts=", str(FOLDER)]
        done = subprocess.run(command, env={**os.environ, "KG_FUZZ": EXAMPLES}, check=False)
        if done.returncode:
            return 1
        rounds, seed = rounds + 1, seed + 1
    print(f"{rounds} rounds without a fault")
    return 0


if __name__ == "__main__":
    sys.exit(main())
