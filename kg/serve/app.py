"""The application: which address leads where, and what every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.serve.api import Api
from kg.serve.graph_store import GraphStore
from kg.serve.http import HttpError, guarded, problem, threaded
from kg.serve.pages import Pages
from kg.serve.protocol import Protocol
from kg.serve.service import Service

__all__ = ["make_app"]

#: No inline script, nothing from elsewhere; styles may stand on elements, as the editor sets them.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]


class _Headers:
    """Adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def make_app(service: Service) -> Starlette:
    """The ASGI application over a service; it closes the service at its end."""
    protocol, graphs, api, pages = (
        Protocol(service),
        GraphStore(service),
        Api(service),
        Pages(service),
    )
    read = ["GET", "HEAD"]
    graph_methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    routes = [
        Route("/sparql", guarded(protocol.handle), methods=["GET", "HEAD", "POST"]),
        Route("/sparql/", guarded(protocol.handle), methods=["GET", "HEAD", "POST"]),
        Route("/store", guarded(graphs.handle), methods=graph_methods),
        Route("/store/{rest:path}", guarded(graphs.handle), methods=graph_methods),
        Route("/queries", threaded(api.list), methods=read),
        Route("/queries/{name}", threaded(api.run), methods=read),
        Route("/openapi.json", threaded(api.openapi), methods=read),
        *pages.routes(),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        service.workers.warm()
        yield
        service.close()

    async def missing(request: Request, _: Exception) -> Response:
        return problem(request, HttpError(404, f"there is nothing at {request.url.path}"))

    async def wrong_method(request: Request, error: Exception) -> Response:
        allow = dict(getattr(error, "headers", None) or {})
        return problem(request, HttpError(405, f"{request.method} does nothing here", allow))

    async def broken(request: Request, _: Exception) -> Response:
        return problem(request, KgError("the server made a mistake; its log says more"))

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={404: missing, 405: wrong_method, 500: broken},
        middleware=[
            Middleware(_Headers),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "Accept", "If-None-Match"],
                expose_headers=[
                    "ETag",
                    "Location",
                    "X-Error-Line",
                    "X-Error-Column",
                    "X-More-Rows",
                    "X-Row-Limit",
                ],
                max_age=600,
            ),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )
    app.state.service = service
    app.state.pages = pages
    return app
