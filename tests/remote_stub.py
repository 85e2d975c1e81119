"""A SPARQL endpoint on loopback that asks for a password, takes little, or fails on demand."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

__all__ = ["Stub", "serving"]


class Stub:
    """The data, and how the endpoint behaves."""

    def __init__(self) -> None:
        self.store = Store()
        #: Answers that come before all others: status, headers, body.
        self.faults: list[tuple[int, dict[str, str], bytes]] = []
        self.headers: dict[str, str] = {}
        #: User and password (Basic); None asks nobody.
        self.login: tuple[str, str] | None = None
        self.most: int | None = None
        self.sizes: list[int] = []
        self.seen: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    stub: Stub
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        stub = self.stub
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stub.seen.append(self.headers.get("Authorization", ""))
        if stub.faults:
            return self._send(*stub.faults.pop(0))
        if stub.login is not None:
            wanted = base64.b64encode(":".join(stub.login).encode()).decode()
            if self.headers.get("Authorization") != f"Basic {wanted}":
                return self._send(401, {"WWW-Authenticate": 'Basic realm="kg"'}, b"who?")
        if self.headers["Content-Type"] == "application/sparql-update":
            if stub.most is not None and len(body) > stub.most:
                return self._send(413, {}, b"too large")
            stub.sizes.append(len(body))
            try:
                stub.store.update(body.decode())
            except (OSError, RuntimeError) as error:
                return self._send(500, {}, str(error).encode())
            return self._send(204, {}, b"")
        results = stub.store.query(parse_qs(body.decode())["query"][0])
        if isinstance(results, QueryTriples):
            data = results.serialize(format=RdfFormat.N_TRIPLES)
        else:
            data = results.serialize(format=QueryResultsFormat.JSON)
        assert data is not None
        return self._send(200, {"Content-Type": "application/sparql-results+json"}, data)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, **self.stub.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(stub: Stub) -> Iterator[str]:
    """The endpoint's address while it runs."""
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        server.server_close()
