"""A loopback server that answers as Wikidata does, from recorded answers, with faults on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["Replay", "serving"]


class Replay:
    """What the server knows, what it was asked, and the faults it is to show, in order.

    A fault is a status with headers and body, or a number of seconds to be silent for.
    """

    def __init__(self, search: dict[str, list[str]], items: dict[str, dict[str, Any]]) -> None:
        self.search = {name.lower(): found for name, found in search.items()}
        self.items = items
        self.faults: list[tuple[int, dict[str, str], bytes] | float] = []
        self.asked: list[dict[str, str]] = []
        self.agents: list[str] = []
        self.busy = self.most_at_once = 0
        self.lock = threading.Lock()

    def answer(self, query: dict[str, str]) -> Any:
        if query.get("action") == "wbsearchentities":
            found = self.search.get(query["search"].lower(), [])[: int(query["limit"])]
            return {"searchinfo": {"search": query["search"]}, "search": [{"id": q} for q in found]}
        if query.get("action") == "wbgetentities":
            ids = query["ids"].split("|")
            if len(ids) > 50:
                return {"error": {"code": "too-many-values"}}
            entities = {q: self.items.get(q, {"id": q, "missing": ""}) for q in ids}
            return {"entities": entities, "success": 1}
        return {"error": {"code": "badvalue"}}


class _Handler(BaseHTTPRequestHandler):
    replay: Replay
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        replay = self.replay
        with replay.lock:
            replay.busy += 1
            replay.most_at_once = max(replay.most_at_once, replay.busy)
            fault = replay.faults.pop(0) if replay.faults else None
        try:
            self._answer(fault)
        finally:
            with replay.lock:
                replay.busy -= 1

    def _answer(self, fault: tuple[int, dict[str, str], bytes] | float | None) -> None:
        agent = self.headers.get("User-Agent", "")
        self.replay.agents.append(agent)
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        self.replay.asked.append(query)
        if "@" not in agent and "://" not in agent:
            # Wikimedia's policy: who does not say who they are is turned away.
            self._send(403, {}, b"Please set a user-agent with contact")
        elif isinstance(fault, float):
            time.sleep(fault)
            self.close_connection = True
        elif fault is not None:
            self._send(*fault)
        else:
            body = json.dumps(self.replay.answer(query)).encode()
            self._send(200, {"Content-Type": "application/json"}, body)

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
def serving(replay: Replay) -> Iterator[str]:
    """The server's address while it runs."""
    handler = type("Handler", (_Handler,), {"replay": replay})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/w/api.php"
    finally:
        server.shutdown()
        server.server_close()
