"""Running the application with uvicorn on an address of this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable

from kg.errors import MissingExtraError, UsageError

__all__ = ["listen", "need_extra", "run"]


def need_extra() -> None:
    """Raises `MissingExtraError` where the libraries of the extra ``serve`` are not installed."""
    try:
        import jinja2  # noqa: F401
        import starlette
        import uvicorn  # noqa: F401

        assert starlette
    except ImportError:
        raise MissingExtraError(
            "kg serve needs the extra 'serve': pip install 'newsgraph[serve]'"
        ) from None


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `UsageError` where it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host} port {port}: {error.strerror or error}; --port takes another"
        ) from None


def run(app: object, listener: socket.socket, ready: Callable[[], None] | None = None) -> None:
    """Serve until interrupted; ``ready`` is called once requests are answered."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if ready is not None:
                ready()

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=1 << 20,
    )
    Server(config).run(sockets=[listener])
