"""What an article costs to write: in a folder, on an Oxigraph server, on Virtuoso.

    python -m tests.benchmarks.remote 300

Made-up articles (`tests.benchmarks.newswire`) go in by `kg.pipeline.writer.Writer` in batches,
identity included; both servers run on this machine. Then all is read back: the export. Writes
docs/results/remote.json.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.export.export import export_store
from kg.pipeline.ingest import Options, ingest_records
from kg.pipeline.writer import Writer
from kg.store import open_store
from tests.benchmarks.newswire import articles
from tests.remote_servers import OxigraphServer, VirtuosoServer, without_settings

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results" / "remote.json"
BATCH = 128


class _Quiet:
    def stored(self, path: str, changed: bool) -> None: ...

    def failed(self, message: str) -> None:
        raise AssertionError(message)


class _Counted:
    """Counts requests and the bytes that they carry."""

    def __init__(self) -> None:
        self.requests = self.bytes = 0
        send = httpx.Client.send

        def counted(client: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
            self.requests += 1
            self.bytes += len(request.content)
            return send(client, request, **options)

        httpx.Client.send = counted  # type: ignore[method-assign]


def _cpu(server: int | None) -> float:
    """Seconds of CPU that this process and the server's have used."""
    own = time.process_time()
    if server is None:
        return own
    fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    return own + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(
    place: str, count: int, counted: _Counted, server: int | None = None
) -> dict[str, float]:
    """Milliseconds and requests an article, and seconds to read all back; CPU time throughout.

    ``server`` is the process of the server. CPU time, so that what else the machine does counts
    little.
    """
    extractions = list(articles(count))
    with Writer.open(place) as writer:
        # The first batch pays for what is made once.
        ingest_records(writer, extractions[:BATCH], _Quiet(), Options(batch=BATCH))
        counted.requests = counted.bytes = 0
        begin, clock = _cpu(server), time.perf_counter()
        done = ingest_records(writer, extractions[BATCH:], _Quiet(), Options(batch=BATCH))
        seconds, wall = _cpu(server) - begin, time.perf_counter() - clock
    requests, size = counted.requests, counted.bytes
    begin = _cpu(server)
    with open_store(place) as store:
        exported = sum(len(piece) for piece in export_store(store, "nquads"))
        export_seconds = _cpu(server) - begin
    return {
        "ms": round(1000 * seconds / done.articles, 1),
        "wall_ms": round(1000 * wall / done.articles, 1),
        "requests": round(requests / done.articles, 1),
        "kB": round(size / done.articles / 1000, 1),
        "quads": round(done.quads / done.articles, 1),
        "export_seconds": round(export_seconds, 1),
        "export_MB": round(exported / 1e6, 1),
    }


def main(count: int) -> None:
    """Measure all stores that are installed."""
    counted = _Counted()
    found: dict[str, Any] = {"articles": count, "batch": BATCH, "stores": {}}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        without_settings(os.environ.__setitem__, home)
        found["stores"]["folder"] = measure(str(home / "local.kg"), count, counted)
        for title, kind in (("Oxigraph server", OxigraphServer), ("Virtuoso", VirtuosoServer)):
            folder = home / title.split()[0]
            folder.mkdir()
            try:
                server = kind(folder)
            except pytest.skip.Exception as error:
                print(f"{title}: {error}")
                continue
            if server.user is not None:
                os.environ.update(KG_STORE_USER=server.user, KG_STORE_PASSWORD=server.password)
            server.start()
            try:
                found["stores"][title] = measure(
                    server.address, count, counted, server.process.pid if server.process else None
                )
            finally:
                server.kill()
    for store, figures in found["stores"].items():
        print(f"{store:>16}: {figures}")
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
