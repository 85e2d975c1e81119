"""A loopback SPARQL endpoint over a small store, with faults on demand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, RdfFormat, Store

__all__ = ["Loopback", "serving_sparql"]


class Loopback:
    """The data, what was asked, and the faults that come first: status, headers, body."""

    def __init__(self, turtle: str) -> None:
        self.store = Store()
        self.store.load(turtle.encode(), format=RdfFormat.TURTLE)
        self.faults: list[tuple[int, dict[str, str], bytes]] = []
        self.queries: list[str] = []
        self.agents: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    loopback: Loopback

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        query = parse_qs(self.rfile.read(length).decode())["query"][0]
        self.loopback.queries.append(query)
        self.loopback.agents.append(self.headers.get("User-Agent", ""))
        if self.loopback.faults:
            return self._send(*self.loopback.faults.pop(0))
        results = self.loopback.store.query(query)
        body = results.serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
        assert body is not None
        return self._send(200, {"Content-Type": "application/sparql-results+json"}, body)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving_sparql(loopback: Loopback) -> Iterator[str]:
    """The endpoint's address while it runs."""
    handler = type("Handler", (_Handler,), {"loopback": loopback})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        server.server_close()
