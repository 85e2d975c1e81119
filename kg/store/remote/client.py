"""Requests to a SPARQL 1.1 endpoint; a store that is away is waited for, within a time limit.

Everything that is sent may be sent twice with the same outcome (see `kg.store.remote.commit`), so
that any request whose answer did not come is sent again: after 0.2 s, then twice as long each time
up to 10 s, or as ``Retry-After`` asks, until `Endpoint.patience` is used up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg import __version__
from kg.errors import MissingExtraError, QueryError, StoreError
from kg.iris import KG
from kg.store.remote.address import Endpoint, conventional

if TYPE_CHECKING:
    import httpx

__all__ = ["Client", "RefusedError", "TooLargeError"]

#: What a server says that is there but cannot serve now (RFC 9110, 15.5 and 15.6).
_AWAY = frozenset((408, 429, 502, 503, 504))
_FIRST, _LONGEST = 0.2, 10.0
#: Seconds that the store may take over one request.
_REQUEST = 300.0
_ROWS = "application/sparql-results+json"
_GRAPH = "application/n-triples"
#: Virtuoso tells by this header that it left rows out.
_CUT = "X-SPARQL-MaxRows"


class RefusedError(StoreError):
    """The server understood and said no: the request is wrong for it, or asks for a password."""


class TooLargeError(RefusedError):
    """The server takes no request of this size."""


class _Nowhere:
    """A file that keeps nothing."""

    def write(self, data: bytes) -> int:
        """Take it."""
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class Client:
    """One connection to a store.

    Args:
        endpoint: where it is.
        retry: whether a store that is away is waited for.
        sleep, clock: for tests.

    Raises:
        MissingExtraError: the extra ``remote`` is not installed.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        retry: bool = True,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtraError(
                "a store at an address needs the extra 'remote': pip install 'newsgraph[remote]'"
            ) from None
        self._httpx = httpx
        self._endpoint = endpoint
        self._retry = retry
        self._sleep = sleep
        self._clock = clock
        self._server: str | None = None
        headers = {"User-Agent": f"newsgraph/{__version__}"}
        if endpoint.token is not None:
            headers["Authorization"] = f"Bearer {endpoint.token}"
        self._http = httpx.Client(
            auth=_authentication(endpoint),
            headers=headers,
            timeout=httpx.Timeout(_REQUEST, connect=10.0),
            follow_redirects=False,
            # A proxy is for other machines.
            trust_env=not endpoint.local,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def address(self) -> str:
        """The query endpoint, for messages."""
        return self._endpoint.query

    # Questions

    def rows(self, query: str, dataset: Mapping[str, list[str]] | None = None) -> QuerySolutions:
        """The solutions of a SELECT, all of them."""
        found = self.results(query, dataset)
        if not isinstance(found, QuerySolutions):
            raise StoreError(f"{self.address} answers a SELECT with a truth value")
        return found

    def ask(self, query: str, dataset: Mapping[str, list[str]] | None = None) -> bool:
        """The answer of an ASK."""
        found = self.results(query, dataset)
        if not isinstance(found, QueryBoolean):
            raise StoreError(f"{self.address} answers an ASK with rows")
        return bool(found)

    def results(
        self, query: str, dataset: Mapping[str, list[str]] | None = None
    ) -> QuerySolutions | QueryBoolean:
        """What a SELECT or ASK gives. Raises `StoreError` where the server cut the answer short."""
        response = self._query(query, _ROWS, dataset)
        most = response.headers.get(_CUT)
        if most is not None:
            raise StoreError(
                f"{self.address} gives at most {most} rows and cut the answer short; raise "
                "ResultSetMaxRows in its settings"
            )
        try:
            found = parse_query_results(response.content, format=QueryResultsFormat.JSON)
            if isinstance(found, QuerySolutions):
                # Read once to the end: servers cut answers off at their time limit and say nothing.
                found.serialize(_Nowhere(), QueryResultsFormat.TSV)  # type: ignore[arg-type]
                found = parse_query_results(response.content, format=QueryResultsFormat.JSON)
            return found
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                f"{self.address} gave no SPARQL results ({_line(str(error))}); is it an endpoint?"
            ) from None

    def graph(self, query: str, dataset: Mapping[str, list[str]] | None = None) -> set[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        response = self._query(query, _GRAPH, dataset)
        try:
            return {quad.triple for quad in parse(response.content, RdfFormat.N_TRIPLES)}
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self.address} gave no graph ({_line(str(error))})") from None

    def _query(
        self, query: str, accept: str, dataset: Mapping[str, list[str]] | None
    ) -> httpx.Response:
        form: dict[str, Any] = {"query": query, **(dataset or {})}
        response = self._send("POST", self._endpoint.query, data=form, headers={"Accept": accept})
        if self._server is None:
            self._server = response.headers.get("Server", "")
        return response

    # Changes

    @property
    def graphs(self) -> str | None:
        """The graph store endpoint; None where there is none."""
        return self._endpoint.graphs or self._conventions()[1]

    def update(self, text: str) -> None:
        """Send an update (SPARQL 1.1 Protocol, 2.2.2)."""
        self._send(
            "POST",
            self._endpoint.update or self._conventions()[0],
            content=text.encode("utf-8"),
            headers={"Content-Type": "application/sparql-update"},
        )

    def add(self, graph: str, lines: bytes) -> None:
        """Add triples (N-Triples) to a graph (SPARQL 1.1 Graph Store HTTP Protocol, 5.5)."""
        assert self.graphs is not None
        self._send(
            "POST",
            self.graphs,
            params={"graph": graph},
            # N-Triples are Turtle. Virtuoso guesses the type from the first bytes, whatever the
            # header says, and takes long lines for plain text: a prefix tells it.
            content=b"@prefix kg: <" + KG.encode() + b"> .\n" + lines,
            headers={"Content-Type": "text/turtle"},
        )

    def _conventions(self) -> tuple[str, str | None]:
        if self._server is None:
            self.ask("ASK { }")
        return conventional(self._endpoint.query, self._server or "")

    # Sending

    def _send(self, method: str, url: str, **request: Any) -> httpx.Response:
        start = self._clock()
        pause = _FIRST
        while True:
            wait = pause
            try:
                response = self._http.request(method, url, **request)
            except self._httpx.TransportError as error:
                trouble = _line(str(error)) or type(error).__name__
            except self._httpx.InvalidURL:
                raise StoreError("this is not the address of a store") from None
            else:
                if response.status_code not in _AWAY:
                    return self._judged(response)
                trouble = f"status {response.status_code}"
                wait = _retry_after(response.headers.get("Retry-After"), pause)
            left = self._endpoint.patience - (self._clock() - start)
            if not self._retry or wait > left:
                tried = f", tried for {self._clock() - start:.0f} s" if self._retry else ""
                # What is still asked on the way out is not waited for again.
                self._retry = False
                raise StoreError(
                    f"the store {self.address} does not answer ({trouble}{tried}); what was "
                    "written is whole, and the same command goes on from there"
                )
            self._sleep(wait)
            pause = min(_LONGEST, 2 * pause)

    def _judged(self, response: httpx.Response) -> httpx.Response:
        status = response.status_code
        if 200 <= status < 300:
            return response
        place = f"the store {response.request.url.copy_with(query=None)}"
        if status in (401, 403):
            shown = self._endpoint.user or self._endpoint.token
            who = "takes not the user and password given" if shown else "asks who"
            raise RefusedError(
                f"{place} {who} (status {status}); set KG_STORE_USER and KG_STORE_PASSWORD, or "
                "KG_STORE_TOKEN"
            )
        if status == 413:
            raise TooLargeError(f"{place} takes no request of {len(response.request.content):,} B")
        said = _line(response.text[:300])
        if 300 <= status < 400:
            to = response.headers.get("Location", "elsewhere")[:200]
            raise RefusedError(f"{place} has moved to {to}; name that with --store")
        if status == 400:
            raise QueryError(f"{place} says: {said}")
        raise RefusedError(f"{place} answers with status {status}: {said}")


def _authentication(endpoint: Endpoint) -> httpx.Auth | None:
    if endpoint.user is None:
        return None
    import httpx

    user, password = endpoint.user, endpoint.password or ""

    class Answering(httpx.Auth):
        """Sends nothing until it is asked, then what it is asked for: Digest before Basic."""

        def __init__(self) -> None:
            self._chosen: httpx.Auth | None = None

        def auth_flow(
            self, request: httpx.Request
        ) -> Generator[httpx.Request, httpx.Response, None]:
            if self._chosen is None:
                response = yield request
                schemes = response.headers.get("WWW-Authenticate", "").lower()
                if response.status_code != 401:
                    return
                if "digest" in schemes:
                    self._chosen = httpx.DigestAuth(user, password)
                elif "basic" in schemes:
                    self._chosen = httpx.BasicAuth(user, password)
                else:
                    return
            yield from self._chosen.auth_flow(request)

    return Answering()


def _retry_after(value: str | None, otherwise: float) -> float:
    """Seconds from the header (RFC 9110, 10.2.3); its dates are passed over."""
    if value is not None and value.strip().isdigit():
        return max(otherwise, float(value.strip()[:6]))
    return otherwise


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
