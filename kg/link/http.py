"""A polite HTTP client for services that link: it says who it is, waits its turn and remembers.

- User-Agent with program, version and a contact of the user (Wikimedia's policy asks for one);
- one request at a time for a host, and a pause between two;
- answers are kept on disk, so that the same question is asked once;
- 429 and 503 are obeyed: ``Retry-After`` (seconds or a date), else exponential back-off;
- broken answers and time-outs are tried again a few times; a time limit bounds it all.

Needs the extra ``live`` (httpx). Nothing here runs unless the user asked for a live service.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg import __version__
from kg.errors import KgError, LimitError, MissingExtraError, UsageError

__all__ = [
    "Polite",
    "ServiceError",
    "UnreachableError",
    "default_cache",
    "retry_after",
    "user_agent",
]

_MAX_BYTES = 32 << 20
_MAX_WAIT = 120.0
_RETRIED = frozenset((429, 500, 502, 503, 504))


class ServiceError(KgError):
    """A service answered, but not what was asked for: one line with its host and what it said."""

    http_status = 502


class UnreachableError(KgError):
    """There is no network, or no way to the service; whoever asked goes on without it."""

    http_status = 503


def default_cache() -> Path:
    """The folder for answers of live services: ``$XDG_CACHE_HOME/newsgraph`` or its default."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "newsgraph" / "live"


def user_agent(contact: str | None) -> str:
    """The User-Agent header. Raises `UsageError` where there is no contact to name."""
    if not contact or not re.fullmatch(r"[\x21-\x7e]{3,200}", contact.strip()):
        raise UsageError(
            "live services want to know whom to write to: "
            "set KG_CONTACT or give --contact (a mail or web address)"
        )
    return f"newsgraph/{__version__} (https://w3id.org/newsgraph; {contact.strip()})"


class Polite:
    """One client for all services; see the module's description.

    Args:
        contact: mail or web address of the user.
        cache: folder for answers; None keeps none.
        pause: seconds between two requests to one host.
        timeout: seconds that one request may take.
        tries: how often a request is sent before it is given up.
        time_limit: seconds for everything; then `LimitError`.
        sleep, clock: for tests.

    Raises:
        MissingExtraError: the extra ``live`` is not installed.
        UsageError: no contact.
    """

    def __init__(
        self,
        contact: str | None,
        *,
        cache: Path | None = None,
        pause: float = 0.2,
        timeout: float = 20.0,
        tries: int = 4,
        time_limit: float = 600.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            import httpx
        except ImportError as error:
            raise MissingExtraError(
                "live linking needs the extra 'live': pip install 'newsgraph[live]'"
            ) from error
        self._httpx = httpx
        self.agent = user_agent(contact)
        self._client = httpx.Client(
            headers={"User-Agent": self.agent, "Accept": "application/json"},
            timeout=timeout,
            follow_redirects=False,
        )
        self._cache = cache
        self._pause = pause
        self._tries = tries
        self._sleep = sleep
        self._clock = clock
        self._limit = time_limit
        self._end = clock() + time_limit
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._last: dict[str, float] = {}
        #: Requests that went out (not those answered from the cache).
        self.requests = 0

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, url: str, params: Mapping[str, str]) -> Any:
        """The JSON that a GET gives. Raises as `post` does."""
        return self._ask("GET", url, params)

    def post(self, url: str, form: Mapping[str, str]) -> Any:
        """The JSON that a POST of a form gives.

        Raises:
            UnreachableError: no way to the host.
            ServiceError: an answer that is an error or no JSON, after all tries.
            LimitError: the time limit is reached.
        """
        return self._ask("POST", url, form)

    def _ask(self, method: str, url: str, values: Mapping[str, str]) -> Any:
        host = urlsplit(url).netloc
        if urlsplit(url).scheme not in ("http", "https") or not host:
            raise UsageError(f"'{url}' is not the address of a service (http:// or https://)")
        stored = self._stored(method, url, values)
        if stored is not None and stored.is_file():
            try:
                return json.loads(stored.read_bytes())
            except ValueError:
                stored.unlink(missing_ok=True)
        with self._lock:
            lock = self._hosts.setdefault(host, threading.Lock())
        with lock:
            body, answer = self._fetch(method, url, values, host)
        if stored is not None:
            stored.parent.mkdir(parents=True, exist_ok=True)
            part = stored.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(body)
            part.replace(stored)
        return answer

    def _fetch(
        self, method: str, url: str, values: Mapping[str, str], host: str
    ) -> tuple[bytes, Any]:
        trouble: KgError = ServiceError(f"{host}: no answer")
        for number in range(self._tries):
            self._turn(host)
            wait = min(_MAX_WAIT, 1.0 * 2**number)
            try:
                status, headers, body = self._send(method, url, values)
            except self._httpx.TimeoutException:
                trouble = UnreachableError(f"{host}: no answer in time; links are made without it")
            except self._httpx.TransportError as error:
                raise UnreachableError(
                    f"{host} cannot be reached ({error or type(error).__name__}); "
                    "links are made without it"
                ) from error
            except self._httpx.InvalidURL as error:
                raise UsageError(f"'{url}' is not an address ({error})") from error
            else:
                if status == 200:
                    try:
                        return body, json.loads(body)
                    except (ValueError, RecursionError):
                        trouble = ServiceError(f"{host}: the answer is no JSON")
                elif status in _RETRIED:
                    trouble = ServiceError(f"{host}: status {status}, tried {number + 1} times")
                    wait = retry_after(headers.get("Retry-After"), wait)
                else:
                    said = " ".join(body[:200].decode("utf-8", "replace").split())
                    raise ServiceError(f"{host}: status {status} ({said})")
            if number + 1 < self._tries:
                self._wait(wait, host)
        raise trouble

    def _send(
        self, method: str, url: str, values: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request; the body is read up to a limit, so that no answer fills the memory."""
        self.requests += 1
        kind = {"params": dict(values)} if method == "GET" else {"data": dict(values)}
        with self._client.stream(method, url, **kind) as response:  # type: ignore[arg-type]
            parts: list[bytes] = []
            size = 0
            for part in response.iter_bytes():
                size += len(part)
                if size > _MAX_BYTES:
                    raise ServiceError(f"{urlsplit(url).netloc}: an answer of over 32 MB")
                parts.append(part)
            return response.status_code, response.headers, b"".join(parts)

    def _turn(self, host: str) -> None:
        since = self._clock() - self._last.get(host, float("-inf"))
        if since < self._pause:
            self._wait(self._pause - since, host)
        if self._clock() >= self._end:
            raise LimitError(f"{host}: the time limit of {self._limit:g} s is reached")
        self._last[host] = self._clock()

    def _wait(self, seconds: float, host: str) -> None:
        if self._clock() + seconds > self._end:
            raise LimitError(
                f"{host} asks to wait for {seconds:.0f} s, over the time limit of {self._limit:g} s"
            )
        self._sleep(seconds)

    def _stored(self, method: str, url: str, values: Mapping[str, str]) -> Path | None:
        if self._cache is None:
            return None
        question = json.dumps([method, url, sorted(values.items())]).encode()
        name = hashlib.blake2b(question, digest_size=16).hexdigest()
        return self._cache / name[:2] / f"{name}.json"


def retry_after(value: str | None, otherwise: float) -> float:
    """Seconds to wait, from the header's seconds or date (RFC 9110, 10.2.3)."""
    if not value:
        return otherwise
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return otherwise
