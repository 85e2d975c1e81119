"""``/queries``: each named query as a small JSON and CSV API, described in ``/openapi.json``."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.errors import UsageError
from kg.query.ask import prepare_cut
from kg.query.binding import LIMIT
from kg.query.checks import check
from kg.query.named import NamedQuery, all_queries, find_query
from kg.query.runner import run_query
from kg.serve.http import HttpError, etag_of, fields_of, fresh
from kg.serve.negotiate import GRAPHS, MEDIA, best, wants_html
from kg.serve.service import Service

__all__ = ["Api"]

_ROWS = {
    "application/json": "rows",
    "text/csv": "csv",
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/tab-separated-values": "tsv",
}
_BY_NAME = {"json": "rows", "csv": "csv", "tsv": "tsv", "xml": "xml", "srj": "json"}
#: What an answer says of its own end.
_MORE, _ROW_LIMIT = "X-More-Rows", "X-Row-Limit"
_SCHEMAS: dict[str, dict[str, str]] = {
    "date": {"type": "string", "example": "2026-01-03"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "lang": {"type": "string", "example": "es"},
}


class Api:
    """The handlers of ``/queries`` and ``/openapi.json``."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def list(self, request: Request) -> Response:
        """All named queries, with their parameters."""
        if wants_html(request.headers.get("accept")) and request.app.state.pages is not None:
            page: Response = request.app.state.pages.queries(request)
            return page
        found = [_described(query) for query in all_queries().values()]
        return _json(found)

    def run(self, request: Request) -> Response:
        """One named query; its parameters are the fields of the address."""
        service = self._service
        query = _find(request.path_params["name"])
        fields = fields_of(request.scope["query_string"])
        wanted = fields.pop("format", [None])[-1]
        given = {}
        for name, values in fields.items():
            if len(values) != 1:
                raise HttpError(400, f"'{name}' is given {len(values)} times")
            if values[0] != "":
                given[name] = values[0]
        text, shown, first = prepare_cut(
            query, given, ask=service.json, store=service.store, most=_most(query, given)
        )
        graph = check(text).form in ("CONSTRUCT", "DESCRIBE")
        form = _format(request, wanted, graph)
        etag = etag_of(service.state(), text, form, str(first))
        headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
        if fresh(request, etag):
            return Response(None, 304, headers)
        data, more = self._first(text, "json" if form == "rows" else form, shown, first)
        headers[_MORE] = "true" if more else "false"
        if first:
            headers[_ROW_LIMIT] = str(first)
        if form != "rows":
            return Response(data, 200, headers, MEDIA[form])
        found = json.loads(data)
        rows = found["results"]["bindings"]
        plain = [{name: term["value"] for name, term in row.items()} for row in rows]
        answer = {
            "query": query.name, "columns": found["head"]["vars"], "rows": plain, "more": more,
        }  # fmt: skip
        return _json(answer, headers)

    def _first(self, text: str, form: str, shown: str, first: int) -> tuple[bytes, bool]:
        """The first rows, or all where ``first`` is 0, and whether there are more."""
        service = self._service
        if not first:
            return service.answer(text, form, shown), False
        state = service.state()
        key = f"first {first} {form} {text}"
        kept = service.kept(key, state)
        if kept is None:
            with run_query(
                service.store, text, format=form, limits=service.limits,
                services=service.services, shown=shown, work=service.workers.work, first=first,
            ) as answer:  # fmt: skip
                kept = (b"+" if answer.more else b"-") + answer.read()
            service.keep(key, state, kept)
        return kept[1:], kept[:1] == b"+"

    def openapi(self, request: Request) -> Response:
        """The description of the API (OpenAPI 3.1)."""
        return _json(self.description(str(request.base_url).rstrip("/")))

    def description(self, server: str) -> dict[str, Any]:
        """What `openapi` gives, for a server at an address."""
        paths: dict[str, Any] = {
            "/queries": {
                "get": {
                    "operationId": "listQueries",
                    "summary": "The named queries and their parameters",
                    "responses": {
                        "200": {
                            "description": "A list of queries",
                            "content": {"application/json": {"schema": {"type": "array"}}},
                        }
                    },
                }
            }
        }
        for query in all_queries().values():
            paths[f"/queries/{query.name}"] = {"get": _operation(query)}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "newsgraph",
                "version": __version__,
                "description": "The named queries of a graph of news. SPARQL itself is at /sparql.",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": server}],
            "paths": paths,
            "components": {
                "schemas": {
                    "Rows": {
                        "type": "object",
                        "required": ["query", "columns", "rows", "more"],
                        "properties": {
                            "query": {"type": "string"},
                            "columns": {"type": "array", "items": {"type": "string"}},
                            "rows": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                            },
                            "more": {
                                "type": "boolean",
                                "description": "Whether there are rows beyond the limit",
                            },
                        },
                    }
                }
            },
        }


def _operation(query: NamedQuery) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": parameter.description,
            "schema": {
                **_SCHEMAS.get(parameter.kind, {"type": "string"}),
                **({} if parameter.default is None else {"default": parameter.default}),
            },
        }
        for parameter in query.parameters
    ]
    if not any(parameter.name == LIMIT for parameter in query.parameters):
        parameters.append(
            {
                "name": LIMIT,
                "in": "query",
                "description": "The most rows; 0: all",
                "schema": {"type": "integer", "minimum": 0, "default": 0},
            }
        )
    parameters.append(
        {
            "name": "format",
            "in": "query",
            "description": "The form of the answer, in place of the Accept header",
            "schema": {"type": "string", "enum": list(_BY_NAME), "default": "json"},
        }
    )
    line = {"text/plain": {"schema": {"type": "string"}}}
    return {
        "operationId": query.name,
        "summary": query.title,
        "description": query.description,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The rows",
                "headers": {
                    _MORE: {
                        "description": "Whether there are rows beyond the limit; limit=N asks for "
                        "more, limit=0 for all",
                        "schema": {"type": "boolean"},
                    },
                    _ROW_LIMIT: {
                        "description": "The limit, where there is one",
                        "schema": {"type": "integer"},
                    },
                },
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Rows"}},
                    "text/csv": {"schema": {"type": "string"}},
                },
            },
            "400": {"description": "A parameter is missing or not of its kind", "content": line},
            "503": {"description": "A limit was met, or the store is away", "content": line},
        },
    }


def _described(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "address": f"/queries/{query.name}",
        "parameters": [
            {
                "name": p.name,
                "kind": p.kind,
                "required": p.required,
                "default": p.default,
                "description": p.description,
            }
            for p in query.parameters
        ],
    }


def _most(query: NamedQuery, given: dict[str, str]) -> int:
    """``limit`` of a query that has no such parameter: it is taken out of what is given."""
    if any(parameter.name == LIMIT for parameter in query.parameters):
        return 0
    text = given.pop(LIMIT, "0")
    if not text.isdecimal() or len(text) > 9:
        raise HttpError(400, f"limit={text}: a number of rows is needed")
    return int(text)


def _find(name: str) -> NamedQuery:
    try:
        return find_query(name)
    except UsageError as error:
        raise HttpError(404, str(error)) from None


def _format(request: Request, wanted: str | None, graph: bool) -> str:
    if graph:
        form = best(request.headers.get("accept"), GRAPHS) or "turtle"
    elif wanted is not None:
        form = _BY_NAME.get(wanted, "")
        if not form:
            raise HttpError(400, f"format={wanted}: {', '.join(_BY_NAME)} are known")
    else:
        form = best(request.headers.get("accept"), _ROWS) or "rows"
    return form


def _json(found: object, headers: dict[str, str] | None = None) -> Response:
    data = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return Response(data, 200, headers or {"Vary": "Accept"}, "application/json")
