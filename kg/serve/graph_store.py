"""``/store``: the SPARQL 1.1 Graph Store HTTP Protocol.

``/store?default``, ``/store?graph=IRI``, and any address below ``/store/``, which then is the
graph's own IRI (direct identification, 4.1).
"""

from __future__ import annotations

import secrets
from email.parser import BytesParser
from email.policy import HTTP

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.http import MAX_GRAPH, HttpError, etag_of, fields_of, fresh, read_body
from kg.serve.negotiate import GRAPHS, MEDIA, best, format_of
from kg.serve.protocol import may_write
from kg.serve.service import Service
from kg.serve.writing import Change
from kg.store import open_store
from kg.store.graphs import is_iri
from kg.store.oxigraph import OxigraphStore

__all__ = ["GraphStore"]


class GraphStore:
    """The handler of ``/store`` and what lies below."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def handle(self, request: Request) -> Response:
        """GET and HEAD read a graph; PUT, POST and DELETE write it, with the token."""
        graph = _graph(request)
        if request.method in ("GET", "HEAD"):
            if graph == "":
                raise HttpError(400, "name a graph: ?default or ?graph=IRI")
            return await run_in_threadpool(self._get, request, graph)
        may_write(self._service, request)
        if request.method == "DELETE":
            if graph == "":
                raise HttpError(400, "name a graph: ?default or ?graph=IRI")
            return await run_in_threadpool(self._delete, graph)
        body = await read_body(request, MAX_GRAPH)
        return await run_in_threadpool(self._write, request, graph, body)

    def _get(self, request: Request, graph: str | None) -> Response:
        service = self._service
        form = best(request.headers.get("accept"), GRAPHS)
        if form is None:
            raise HttpError(406, f"graphs come as {', '.join(list(GRAPHS)[:4])}")
        etag = etag_of(service.state(), "graph", graph or "", form)
        if graph is not None and not self._exists(graph):
            raise HttpError(404, f"the store has no graph <{graph}>")
        headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
        if fresh(request, etag):
            return Response(None, 304, headers)
        pattern = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        with service.ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", form) as answer:
            return Response(answer.read(), 200, headers, MEDIA[form])

    def _exists(self, graph: str) -> bool:
        from pyoxigraph import NamedNode

        name = NamedNode(graph)
        with open_store(self._service.store, "read") as store:
            if isinstance(store, OxigraphStore):
                # Which knows graphs that hold nothing, too.
                return store.database.contains_named_graph(name)
            return any(True for _ in store.grouped(name))

    def _delete(self, graph: str | None) -> Response:
        outcome = self._service.changer.run(Change("delete", graph=graph))
        if not outcome.existed:
            raise HttpError(404, f"the store has no graph <{graph}>")
        return Response(None, 204)

    def _write(self, request: Request, graph: str | None, body: bytes) -> Response:
        headers: dict[str, str] = {}
        kind = request.method.lower()
        if graph == "":
            if kind == "put":
                raise HttpError(400, "name a graph: ?default or ?graph=IRI")
            graph = f"{_address(request).rstrip('/')}/{secrets.token_hex(8)}"
            headers["Location"] = graph
        media = request.headers.get("content-type", "")
        if media.lower().startswith("multipart/form-data"):
            if kind != "post":
                raise HttpError(415, "a form with files is sent by POST")
            parts = _parts(media, body)
        else:
            parts = [(media, body)]
        existed = True
        for number, (kind_of_part, data) in enumerate(parts):
            form = format_of(kind_of_part or "text/turtle")
            if form is None:
                raise HttpError(415, f"'{kind_of_part}' is no format of graphs that is read here")
            change = Change(kind, graph=graph, format=form, base=graph or _address(request))
            outcome = self._service.changer.run(change, data)
            existed = outcome.existed if number == 0 else existed
        return Response(None, 204 if existed else 201, headers)


def _parts(media: str, body: bytes) -> list[tuple[str, bytes]]:
    """The files of a form: media type and content of each."""
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + media.encode("latin-1", "replace") + b"\r\n\r\n" + body
    )
    if not message.is_multipart():
        raise HttpError(400, "the form cannot be read")
    found = []
    for part in message.iter_parts():
        data = part.get_payload(decode=True)
        found.append((part.get_content_type(), data if isinstance(data, bytes) else b""))
    return found


def _graph(request: Request) -> str | None:
    """The graph that the request is about: its IRI, None for the default graph, '' for none."""
    fields = fields_of(request.scope["query_string"])
    if request.url.path.rstrip("/") != "/store":
        if fields:
            raise HttpError(400, "the address is the graph's IRI, and takes no fields")
        return _address(request)
    unknown = set(fields) - {"graph", "default"}
    if unknown or ("graph" in fields and "default" in fields):
        raise HttpError(400, "name one graph: ?default or ?graph=IRI")
    if "default" in fields:
        return None
    if "graph" not in fields:
        return ""
    graph = fields["graph"]
    if len(graph) != 1 or not is_iri(graph[0]):
        raise HttpError(400, "?graph= takes one absolute IRI")
    return graph[0]


def _address(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))
