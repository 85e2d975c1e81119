"""Many clients at once, and what a single `kg query` takes in all.

    python -m tests.benchmarks.serving [--quads 1000000] [--store FOLDER] [--seconds 30]

200 clients ask `kg serve` for pages, named queries and SPARQL, each as soon as its last answer is
there. Told are the answers and errors, the time to an answer, and the most memory that the server's
processes held together. Results go to docs/results/serving.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kg.store import OxigraphStore, open_store
from tests.benchmarks.queries import RESULTS, family, sample_values, served
from tests.benchmarks.world import fill

__all__ = ["alone", "together"]

_CLIENTS = 200


def together(place: Path, seconds: float) -> dict[str, Any]:
    """200 clients for so many seconds."""
    with open_store(place) as store:
        assert isinstance(store, OxigraphStore)
        actors = [row[0].value for row in store.query("SELECT ?a { ?a a kg:Person } LIMIT 300")]
        events = [row[0].value for row in store.query("SELECT ?e { ?e a kg:Event } LIMIT 300")]
        first = sample_values(store)["actor"]
    paths = ["/", "/queries/event-counts", "/queries/planned?from=2020-01-10", "/search?q=ana"]
    paths += [iri.removeprefix("https://w3id.org/newsgraph") for iri in events[:50]]
    paths += [f"/queries/who?actor={quote(iri)}" for iri in [*actors[:50], first.value]]
    paths += [
        "/sparql?query=" + quote(f"SELECT ?p ?o {{ <{iri}> ?p ?o }} # {i}")
        for i, iri in enumerate(events)
    ]
    with served(place) as (address, pid):
        return asyncio.run(_crowd(address, pid, paths, seconds))


async def _crowd(address: str, pid: int, paths: list[str], seconds: float) -> dict[str, Any]:
    host, port = urlsplit(address).hostname, urlsplit(address).port
    end = time.monotonic() + seconds
    taken: list[float] = []
    errors: dict[str, int] = {}
    most = 0

    async def client(number: int) -> None:
        chance = random.Random(number)
        while time.monotonic() < end:
            begin = time.monotonic()
            try:
                status = await asyncio.wait_for(_get(host, port, chance.choice(paths)), 60)
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
                status = type(error).__name__
            taken.append(time.monotonic() - begin)
            if status != "200":
                errors[status] = errors.get(status, 0) + 1

    async def watch() -> None:
        nonlocal most
        while time.monotonic() < end:
            most = max(most, sum(_memory(one) for one in family(pid)))
            await asyncio.sleep(0.5)

    await asyncio.gather(watch(), *(client(number) for number in range(_CLIENTS)))
    taken.sort()
    return {
        "clients": _CLIENTS,
        "seconds": seconds,
        "answers": len(taken),
        "errors": errors,
        "median_ms": round(1e3 * taken[len(taken) // 2]),
        "p95_ms": round(1e3 * taken[int(len(taken) * 0.95)]),
        "most_memory_MB": round(most / 1e6),
    }


async def _get(host: str | None, port: int | None, path: str) -> str:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        data = await reader.read()
    finally:
        writer.close()
    return data.split(b" ", 2)[1].decode("ascii")


def _memory(pid: int) -> int:
    """Bytes that a process holds of its own (resident, without what it shares)."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * resource.getpagesize()


def alone(place: Path) -> dict[str, float]:
    """Milliseconds of whole runs of the command on an existing store, the best of five."""
    found = {}
    for name, arguments in {
        "select": ["SELECT ?e ?d { ?e a kg:Event ; kg:edtf ?d } LIMIT 10"],
        "named": ["--name", "planned"],
    }.items():
        wall, cpu = float("inf"), float("inf")
        for _ in range(5):
            before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            command = [sys.executable, "-m", "kg", "query", *arguments, "--store", str(place)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            wall = min(wall, time.perf_counter() - begin)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            cpu = min(cpu, spent)
        found[f"{name}_ms"] = round(1e3 * wall)
        found[f"{name}_cpu_ms"] = round(1e3 * cpu)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--seconds", type=float, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.store or Path(folder) / "s.kg"
        if not place.exists():
            with open_store(place, "create") as store:
                fill(store, arguments.quads)
        found = {"alone": alone(place), "together": together(place, arguments.seconds)}
    text = json.dumps(found, indent=1)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "serving.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
