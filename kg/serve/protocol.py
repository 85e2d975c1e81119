"""``/sparql``: the SPARQL 1.1 Protocol, and the Service Description where no query is given."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import QueryError
from kg.query.checks import check
from kg.serve.description import describe_service
from kg.serve.http import HttpError, etag_of, fields_of, fresh, read_body
from kg.serve.negotiate import GRAPHS, MEDIA, ROWS, best, wants_html
from kg.serve.service import Service
from kg.serve.updates import check_update, with_using
from kg.serve.writing import Change
from kg.store.graphs import is_iri

__all__ = ["Protocol"]

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_NO_STORE = {"Cache-Control": "no-store"}


class Protocol:
    """The handler of ``/sparql``."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def handle(self, request: Request) -> Response:
        """GET and HEAD ask; POST asks or updates, by its fields or its media type."""
        fields = fields_of(request.scope["query_string"])
        if request.method in ("GET", "HEAD"):
            if "update" in fields:
                raise HttpError(400, "an update must be sent by POST")
            if "query" in fields:
                return await run_in_threadpool(self._query, request, fields)
            return self._no_query(request)
        body = await read_body(request)
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media == _FORM:
            given = fields_of(body)
            for name, values in fields.items():
                given.setdefault(name, []).extend(values)
            if "query" in given and "update" in given:
                raise HttpError(400, "send a query or an update, not both")
            if "query" in given:
                return await run_in_threadpool(self._query, request, given)
            if "update" in given:
                return await run_in_threadpool(self._update, request, given)
            raise HttpError(400, "the form has neither 'query' nor 'update'")
        if media in (_QUERY, _UPDATE):
            name = "query" if media == _QUERY else "update"
            if "query" in fields or "update" in fields:
                raise HttpError(400, f"the {name} is the body; the address must not hold another")
            fields[name] = [_text(body, request)]
            run = self._query if media == _QUERY else self._update
            return await run_in_threadpool(run, request, fields)
        raise HttpError(415, f"send {_FORM}, {_QUERY} or {_UPDATE}, not {media or 'nothing'}")

    def _no_query(self, request: Request) -> Response:
        accept = request.headers.get("accept")
        if wants_html(accept):
            pages = request.app.state.pages
            if pages is not None:
                page: Response = pages.sparql(request)
                return page
        form = best(accept, GRAPHS)
        if form is None:
            raise HttpError(406, f"the description comes as {', '.join(list(GRAPHS)[:4])}")
        endpoint = _base(request)
        data = describe_service(endpoint, form, writable=self._service.writable)
        return Response(data, 200, {"Vary": "Accept"}, MEDIA[form])

    def _query(self, request: Request, fields: Mapping[str, list[str]]) -> Response:
        text = _only(fields, "query")
        if "using-graph-uri" in fields or "using-named-graph-uri" in fields:
            raise HttpError(
                400,
                "using-graph-uri belongs to updates; queries take "
                "default-graph-uri and named-graph-uri",
            )
        dataset = _dataset(fields, "default-graph-uri", "named-graph-uri")
        checked = check(text, services=self._service.services)
        offered = GRAPHS if checked.form in ("CONSTRUCT", "DESCRIBE") else ROWS
        accept = request.headers.get("accept")
        chosen = best(accept, offered)
        if chosen is None:
            raise HttpError(406, f"the answer comes as {', '.join(offered)}")
        if checked.services:  # what another server says may change at any time
            with self._service.ask(text, chosen, dataset=dataset, base=_base(request)) as answer:
                return Response(answer.read(), 200, {"Vary": "Accept", **_NO_STORE}, MEDIA[chosen])
        etag = etag_of(self._service.state(), text, repr(dataset), chosen)
        headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
        if request.method != "POST" and fresh(request, etag):
            return Response(None, 304, headers)
        with self._service.ask(text, chosen, dataset=dataset, base=_base(request)) as answer:
            return Response(answer.read(), 200, headers, MEDIA[chosen])

    def _update(self, request: Request, fields: Mapping[str, list[str]]) -> Response:
        service = self._service
        text = _only(fields, "update")
        if "default-graph-uri" in fields or "named-graph-uri" in fields:
            raise HttpError(
                400,
                "default-graph-uri belongs to queries; updates take "
                "using-graph-uri and using-named-graph-uri",
            )
        may_write(service, request)
        check_update(text)
        dataset = _dataset(fields, "using-graph-uri", "using-named-graph-uri")
        if dataset is not None:
            text = with_using(text, *dataset)
        service.changer.run(Change("update", text, base=_base(request)))
        return Response(None, 204, _NO_STORE)


def may_write(service: Service, request: Request) -> None:
    """Raises `HttpError` where the server is read-only, or the token is not shown."""
    if not service.writable:
        raise HttpError(403, "this server is read-only; kg serve --writable lets clients write")
    if not service.allowed(request.headers.get("authorization")):
        raise HttpError(
            401,
            "writing needs the token: Authorization: Bearer TOKEN",
            {"WWW-Authenticate": 'Bearer realm="kg"'},
        )


def _base(request: Request) -> str:
    """The address of the endpoint: what relative IRIs are relative to (protocol, 4.4)."""
    return str(request.url.replace(query="", fragment=""))


def _only(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields[name]
    if len(values) != 1:
        raise HttpError(400, f"'{name}' is given {len(values)} times")
    return values[0]


def _text(body: bytes, request: Request) -> str:
    charset = request.headers.get("content-type", "").lower().partition("charset=")[2]
    if charset.strip(" \"'") not in ("", "utf-8", "utf8"):
        raise HttpError(415, "queries and updates are UTF-8")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QueryError("the text is not UTF-8") from None


def _dataset(
    fields: Mapping[str, list[str]], plain: str, named: str
) -> tuple[list[str], list[str]] | None:
    if plain not in fields and named not in fields:
        return None
    for iri in (*fields.get(plain, ()), *fields.get(named, ())):
        if not is_iri(iri):
            raise HttpError(400, f"'{iri}' is not an IRI")
    return fields.get(plain, []), fields.get(named, [])
