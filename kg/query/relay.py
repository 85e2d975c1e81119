"""The way of a query to a remote endpoint: a relay on the loopback, which keeps the limits.

The database sends what stands in ``SERVICE`` by itself, to any address, for any time and of any
size. So the addresses of a query are replaced by those of a relay that runs beside it; the relay
asks the endpoint, with a User-Agent, a time limit and a row limit, follows no redirect, obeys
``Retry-After`` once where there is time, and asks the same question once only. Only addresses that
`kg.query.checks` let through are ever known to a relay.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Sequence
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kg import __version__
from kg.errors import KgError, LimitError
from kg.query.services import Services

__all__ = ["Relay", "RemoteError"]

_MAX_BYTES = 64 << 20
_PIECE = 1 << 16
#: Answers that are kept for the same question, and the largest that is.
_KEPT, _KEPT_BYTES = 200, 1 << 20
_BUSY = frozenset((429, 503))
_JSON = "application/sparql-results+json"


class RemoteError(KgError):
    """A remote endpoint could not be reached or gave no answer that can be used."""

    http_status = 502


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would lead to a host that nobody allowed: it is an error as any other."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """None lets the answer stand as the error that it is."""


class Relay:
    """Serves addresses ``http://127.0.0.1:PORT/SECRET/N`` for the N-th of ``targets`` while open.

    ``trouble`` is the first error of a remote request, whatever the database made of it.
    """

    def __init__(self, targets: Sequence[str], services: Services) -> None:
        self._targets = tuple(targets)
        self._services = services
        self._secret = secrets.token_urlsafe(16)
        self._open = build_opener(_NoRedirect)
        self._kept: dict[tuple[int, bytes], bytes] = {}
        self._lock = threading.Lock()
        self.trouble: KgError | None = None
        handler = type("Handler", (_Handler,), {"relay": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        port = self._server.server_address[1]
        self.addresses = tuple(
            f"http://127.0.0.1:{port}/{self._secret}/{n}" for n in range(len(self._targets))
        )

    def __enter__(self) -> Relay:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: bytes) -> bytes | None:
        """The endpoint's answer as SPARQL JSON; None, and `trouble`, where there is none."""
        _, secret, number = [*path.split("/"), "", ""][:3]
        if not secrets.compare_digest(secret, self._secret) or not number.isdigit():
            return None
        question = (int(number), query)
        with self._lock:  # one request at a time: endpoints ask for that, and it bounds memory
            if question in self._kept:
                return self._kept[question]
            if self.trouble is not None:
                return None
            try:
                answer = self._ask(self._targets[question[0]], query)
            except KgError as error:
                self.trouble = error
                return None
            if len(answer) <= _KEPT_BYTES and len(self._kept) < _KEPT:
                self._kept[question] = answer
            return answer

    def _ask(self, target: str, query: bytes) -> bytes:
        host = urlsplit(target).netloc
        end = time.monotonic() + self._services.timeout
        contact = f"; {self._services.contact}" if self._services.contact else ""
        request = Request(
            target,
            data=urlencode({"query": query}).encode(),
            headers={
                "Accept": _JSON,
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": f"newsgraph/{__version__} (https://w3id.org/newsgraph{contact})",
            },
        )
        try:
            try:
                body = self._fetch(request, end)
            except HTTPError as error:
                wait = error.headers.get("Retry-After", "")
                if error.code not in _BUSY or not wait.isdigit():
                    raise
                if time.monotonic() + int(wait) >= end:
                    raise
                time.sleep(int(wait))
                body = self._fetch(request, end)
        except HTTPError as error:
            moved = ", which is not followed" if 300 <= error.code < 400 else ""
            raise RemoteError(f"SERVICE: {host} answers with status {error.code}{moved}") from error
        except TimeoutError as error:
            raise self._late(host) from error
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise self._late(host) from error
            raise RemoteError(f"SERVICE: {host} cannot be reached ({reason})") from error
        rows = _count(body)
        if rows is None:
            raise RemoteError(f"SERVICE: {host} gives no SPARQL results in JSON")
        most = self._services.max_rows
        if most and rows > most:
            raise LimitError(
                f"SERVICE: {host} gives more than {most:,} rows; "
                "VALUES or LIMIT within SERVICE ask for fewer"
            )
        return body

    def _fetch(self, request: Request, end: float) -> bytes:
        """The body of the answer; the time limit holds for all of it, not for each piece."""
        parts: list[bytes] = []
        size = 0
        with self._open.open(request, timeout=max(0.05, end - time.monotonic())) as response:
            while piece := response.read1(_PIECE):
                parts.append(piece)
                size += len(piece)
                if size > _MAX_BYTES:
                    raise LimitError(
                        f"SERVICE: {urlsplit(request.full_url).netloc} gives over 64 MB"
                    )
                if time.monotonic() > end:
                    raise TimeoutError
        return b"".join(parts)

    def _late(self, host: str) -> LimitError:
        return LimitError(f"SERVICE: {host} gave no answer in {self._services.timeout:g} s")


def _count(body: bytes) -> int | None:
    """How many rows an answer has; None where it is no result in SPARQL JSON."""
    try:
        bindings: Any = json.loads(body)["results"]["bindings"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return len(bindings) if isinstance(bindings, list) else None


class _Handler(BaseHTTPRequestHandler):
    """Hands a query of the database on."""

    relay: Relay

    def do_POST(self) -> None:
        """Answer with what the endpoint said, or with 502 where it said nothing usable."""
        length = self.headers.get("Content-Length", "")
        query = self.rfile.read(int(length)) if length.isdigit() else b""
        answer = self.relay.answer(self.path, query)
        with contextlib.suppress(OSError):  # who asked was ended by its time limit
            self.send_response(200 if answer is not None else 502)
            self.send_header("Content-Type", _JSON)
            self.send_header("Content-Length", str(len(answer or b"")))
            self.end_headers()
            self.wfile.write(answer or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written anywhere."""
