"""A web server on loopback that answers from a table, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Answer", "Site", "serving"]


@dataclass
class Answer:
    """What a path is answered with; ``etag`` makes it conditional."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    #: Seconds between the bytes of the body, or of the head where ``drip_head`` says so.
    drip: float = 0.0
    drip_head: bool = False


@dataclass
class Site:
    """The server: its answers by path, and the requests that came (path and headers)."""

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.requests]


@contextmanager
def serving(answers: dict[str, Answer], host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve until the end of the block."""
    site = Site(answers, host=host)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            answer = site.answers.get(self.path, Answer(b"nothing here", status=404))
            if answer.etag and self.headers.get("If-None-Match") == answer.etag:
                self.send_response(304)
                self.send_header("ETag", answer.etag)
                self.end_headers()
                return
            if answer.drip_head:
                self._slowly(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 200, answer.drip)
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            if answer.etag:
                self.send_header("ETag", answer.etag)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if answer.drip:
                self._slowly(answer.body, answer.drip)
            else:
                self._send(answer.body)

        def _slowly(self, data: bytes, pause: float) -> None:
            for at in range(len(data)):
                if not self._send(data[at : at + 1]):
                    return
                time.sleep(pause)

        def _send(self, data: bytes) -> bool:
            try:
                self.wfile.write(data)
                self.wfile.flush()
            except OSError:
                self.close_connection = True
                return False
            return True

        log_message: Callable[..., None] = lambda *_: None

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
