"""The reconciliation service over HTTP, with the standard library alone.

Answers manifest, batches of queries (GET and POST) and suggestions; every origin may ask (CORS), as
the API wants it. It listens on this machine's loopback address unless told otherwise, reads from an
index made at the start, and writes nothing.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kg.errors import KgError, StoreError
from kg.link.reconcile import Reconciler

__all__ = ["ReconcileServer"]

_MAX_BODY = 4 << 20


class ReconcileServer:
    """A server that runs until it is stopped. Raises `StoreError` where the port is taken."""

    def __init__(self, reconciler: Reconciler, host: str = "127.0.0.1", port: int = 8001) -> None:
        handler = type("Handler", (_Handler,), {"reconciler": reconciler, "lock": threading.Lock()})
        try:
            self._server = ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            raise StoreError(f"cannot listen on {host}:{port} ({error.strerror})") from error
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where the service is."""
        host, port = self._server.server_address[:2]
        name = host.decode() if isinstance(host, bytes) else host
        return f"http://{name}:{port}/reconcile"

    def run(self) -> None:
        """Serve until `stop` is called or the process is interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    reconciler: Reconciler
    lock: threading.Lock
    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "newsgraph"
    sys_version = ""

    def do_GET(self) -> None:
        """Manifest, a batch in the query string, suggestions."""
        self._answer(parse_qs(urlsplit(self.path).query, max_num_fields=50))

    def do_POST(self) -> None:
        """A batch of queries as a form."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            return self._send(411, {"error": "a body with Content-Length is wanted"})
        if int(length) > _MAX_BODY:
            self.close_connection = True
            return self._send(413, {"error": f"at most {_MAX_BODY >> 20} MB a batch"})
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        return self._answer(parse_qs(body, max_num_fields=50))

    def do_OPTIONS(self) -> None:
        """What a browser asks before it asks."""
        self._send(204, None)

    def _answer(self, form: dict[str, list[str]]) -> None:
        path = urlsplit(self.path).path.rstrip("/")
        try:
            with self.lock:
                answer = self._find(path, {name: values[0] for name, values in form.items()})
        except KgError as error:
            return self._send(error.http_status, {"error": str(error)})
        except ValueError:
            return self._send(400, {"error": "too many fields"})
        if answer is None:
            return self._send(404, {"error": "try /reconcile"})
        return self._send(200, answer)

    def _find(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        if path in ("", "/reconcile"):
            if "queries" in form:
                return self.reconciler.batch(form["queries"])
            host = self.headers.get("Host", "localhost")
            return self.reconciler.manifest(f"http://{host}/reconcile")
        if path == "/suggest/entity":
            return self.reconciler.suggest_entity(form.get("prefix", ""))
        if path == "/suggest/type":
            return self.reconciler.suggest_type(form.get("prefix", ""))
        return None

    def _send(self, status: int, answer: dict[str, Any] | None) -> None:
        body = b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Content-Type")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """No line a request."""
