"""`kg ingest FOLDER --jobs 2`, killed again and again while it extracts and stores articles."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["export", "kill_often", "run_to_end", "write_articles"]

_CITIES = ("Lisbon", "Quito", "Bogotá", "Oslo", "Cairo", "Lima", "Delhi", "Hanoi")
_PEOPLE = ("Ana Ruiz", "Omar Lund", "Mary Cole", "Ivan Petrov", "Rosa Diaz", "Kim Duong")
_ACTS = (
    "met {b} in {city}", "accused {b} of a breach of the treaty in {city}",
    "signed an agreement with {b} in {city}", "resigned in {city} after a dispute with {b}",
)  # fmt: skip


def write_articles(folder: Path, count: int) -> None:
    """Short articles; every story is told by two of them, so that identity has work to do."""
    folder.mkdir()
    for number in range(count):
        chance = random.Random(number // 2)
        one, two = chance.sample(_PEOPLE, 2)
        city, day = chance.choice(_CITIES), 1 + chance.randrange(28)
        act = chance.choice(_ACTS).format(b=two, city=city)
        words = "a first step" if number % 2 else "a good day for all of us"
        (folder / f"{number:04d}.txt").write_text(
            f"{one} in {city}\n\n{one} {act} on {day} January 2026. “This is {words},” said {two}, "
            f"the mayor of {city}. Police arrested three men near {city} on Monday.\n",
            "utf-8",
        )


def _start(folder: Path, store: Path, options: tuple[str, ...]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg", "ingest", str(folder), "--store", str(store)]
    return subprocess.Popen(
        [*command, "--jobs", "2", "--published", "2026-02-01", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run_to_end(folder: Path, store: Path, *options: str) -> None:
    """Ingest all of it, undisturbed."""
    process = _start(folder, store, options)
    _, told = process.communicate(timeout=600)
    assert process.returncode == 0, told


def kill_often(folder: Path, store: Path, kills: int, *options: str) -> int:
    """Start it so many times, and end it with ``kill -9``; how many of them were still at work.

    Every other time that is at some moment before anything is stored, else just after a batch was.
    """
    chance = random.Random(kills)
    at_work = 0
    for attempt in range(kills):
        process = _start(folder, store, options)
        assert process.stderr is not None
        if attempt % 2:
            time.sleep(1 + 4 * chance.random())
        else:
            for line in process.stderr:
                if line.endswith(": stored\n"):
                    break
            time.sleep(chance.random() * 0.3)
        at_work += process.poll() is None
        process.kill()
        process.wait()
        process.stderr.close()
        _ended(process.pid)
    return at_work


def _ended(group: int) -> None:
    """The processes that extracted for the one that was killed end by themselves."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    raise AssertionError("what the killed ingest had started runs on")


def export(store: Path) -> str:
    """All that the store holds."""
    command = [sys.executable, "-m", "kg", "export", "--format", "nquads", "--store", str(store)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
