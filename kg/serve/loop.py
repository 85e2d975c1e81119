"""A worker that answers one query after another: `kg.query.worker`, without its start each time.

Started by `kg.serve.workers` as ``python -m kg.serve.loop`` with a socket as stdin. Each request is
one JSON line; with it comes the descriptor of the file for the answer. The outcome goes back as one
JSON line. A query that meets its time limit costs the process: the server kills it and starts
another.
"""

from __future__ import annotations

import json
import os
import socket
import sys

import pyoxigraph as ox

from kg.query import worker

__all__ = ["main"]

_MOST = 64 * 1024 * 1024


def main() -> None:
    """Answer until the server closes the socket."""
    # What answers need is imported now, while nobody waits.
    import kg.export.blocks
    import kg.export.jsonld
    import kg.export.rdfxml
    import kg.export.turtle
    import kg.store.snapshot  # noqa: F401

    line = socket.socket(fileno=os.dup(0))
    limited = False
    while (read := _receive(line)) is not None:
        request, answer = read
        os.dup2(answer, 1)
        os.close(answer)
        if not limited:
            worker._limit_memory(int(request.get("max_memory") or 0))
            limited = True
        outcome = _outcome(request)
        sys.stdout.buffer.flush()
        line.sendall(json.dumps(outcome).encode() + b"\n")
        if outcome.get("error") == "memory":
            return


def _receive(line: socket.socket) -> tuple[worker.Request, int] | None:
    """The next request and the descriptor of its answer; None at the end."""
    data, fds, _, _ = socket.recv_fds(line, 1 << 16, 1)
    if not data or not fds:
        return None
    while not data.endswith(b"\n") and len(data) < _MOST:
        more = line.recv(1 << 16)
        if not more:
            return None
        data += more
    request: worker.Request = json.loads(data)
    return request, fds[0]


def _outcome(request: worker.Request) -> worker.Request:
    try:
        return worker._run(request)
    except MemoryError:
        return {"error": "memory"}
    except worker._TooManyError:
        return {"error": "rows"}
    except SyntaxError as error:
        return {"error": "syntax", "message": str(error)}
    except Exception as error:
        kind = "other"
        if type(error).__module__.startswith("kg."):
            kind = type(error).__name__
        elif "_TooManyError" in repr(error):
            kind = "rows"
        return {"error": kind, "message": " ".join(str(error).split())}


if __name__ == "__main__":
    assert ox.__version__
    main()
