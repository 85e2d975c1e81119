"""Requests and responses: bodies with a limit, errors as one line with the right status, ETags."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, LimitError, QueryError
from kg.serve.negotiate import wants_html

__all__ = [
    "BodyTooLargeError",
    "HttpError",
    "etag_of",
    "fields_of",
    "fresh",
    "guarded",
    "problem",
    "read_body",
    "threaded",
]

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

#: Bytes of a query or form, and of a graph that is sent.
MAX_QUERY, MAX_GRAPH = 4 << 20, 256 << 20


class HttpError(KgError):
    """A request that this server does not serve; carries its own status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


class BodyTooLargeError(HttpError):
    """The body is larger than is taken."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"the request is larger than {most >> 20} MiB")


async def read_body(request: Request, most: int = MAX_QUERY) -> bytes:
    """The body, never more than ``most`` bytes. Raises `BodyTooLargeError`."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise BodyTooLargeError(most)
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise BodyTooLargeError(most)
    return bytes(data)


def fields_of(data: bytes) -> dict[str, list[str]]:
    """The fields of a form or of a query string. Raises `HttpError` where it is not one."""
    try:
        return parse_qs(
            data.decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=1000,
            errors="strict",
            encoding="utf-8",
        )
    except ValueError:
        raise HttpError(400, "the fields are not URL-encoded UTF-8") from None


def etag_of(state: str, *parts: str) -> str:
    """A weak ETag: the same store and the same request give the same answer, bytes aside."""
    text = "\0".join((state, *parts))
    return f'W/"{hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'


def fresh(request: Request, etag: str) -> bool:
    """Whether the client holds this version already (If-None-Match, RFC 9110 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    ours = etag.removeprefix("W/")
    return given.strip() == "*" or any(
        part.strip().removeprefix("W/") == ours for part in given.split(",")
    )


def status_of(error: KgError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, HttpError):
        return error.status
    return error.http_status


def problem(request: Request, error: KgError) -> Response:
    """An error as one line of text, or as a small page for a browser."""
    status = status_of(error)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if isinstance(error, HttpError):
        headers.update(error.headers)
    if isinstance(error, QueryError) and error.line is not None:
        headers["X-Error-Line"] = str(error.line)
        headers["X-Error-Column"] = str(error.column or 1)
    if isinstance(error, LimitError):
        headers["Retry-After"] = "5"
    line = " ".join(str(error).split())
    if wants_html(request.headers.get("accept")):
        pages = getattr(request.app.state, "pages", None)
        body = (
            pages.error(status, line)
            if pages is not None
            else f"<!doctype html><title>{status}</title><p>{html.escape(line)}</p>"
        )
        return Response(body, status, headers, "text/html; charset=utf-8")
    return Response(line + "\n", status, headers, "text/plain; charset=utf-8")


def guarded(handler: Handler) -> Handler:
    """The handler; errors of ours become answers, others a plain 500 without inner details."""

    async def wrapped(request: Request) -> Response:
        try:
            return await handler(request)
        except KgError as error:
            return problem(request, error)

    return wrapped


def threaded(handler: Callable[[Request], Response]) -> Handler:
    """A handler that waits for workers, on a thread of its own; errors as `guarded` does."""

    async def wrapped(request: Request) -> Response:
        return await run_in_threadpool(handler, request)

    return guarded(wrapped)
