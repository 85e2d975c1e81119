"""The pages for people. Each is made on the server, with every value escaped by the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kg import __version__
from kg.errors import UsageError
from kg.iris import EV, KG, PREFIXES, WD
from kg.query.named import all_queries, find_query
from kg.query.parameters import find_node
from kg.search.documents import KINDS
from kg.serve.finding import Finder, Result, Results
from kg.serve.http import HttpError, etag_of, fields_of, fresh, threaded
from kg.serve.lookups import Account, Lookups, Node, Some, node_of, value
from kg.serve.negotiate import GRAPHS, MEDIA, best, wants_html
from kg.serve.service import Service
from kg.serve.words import address, concept, local_name, short, when

__all__ = ["Pages"]

_HERE = Path(__file__).parent
_HTML = "text/html; charset=utf-8"
_FORMATS = ("turtle", "jsonld", "ntriples", "rdfxml")
#: Counterparts of an actor that its page draws.
_DRAWN = 14
_STATUSES = ("occurred", "ongoing", "planned", "hypothetical", "alleged", "denied")
#: Order of the facts that the accounts of an event are compared by.
_COMPARED = (
    ("edtf", "When"),
    ("status", "Status"),
    ("eventType", "Type"),
    ("agent", "Who"),
    ("patient", "To whom"),
    ("addressee", "Addressed to"),
    ("place", "Where"),
    ("accordingTo", "According to"),
    ("quantity", "Amounts"),
)


class Pages:
    """Handlers and templates of the pages."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._look = Lookups(service)
        self._finder = Finder(service)
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            when=when, concept=concept, short=short, local=local_name, href=self._href
        )
        self._environment.globals.update(
            version=__version__, v=value, statuses=_STATUSES, q=lambda **f: urlencode(f)
        )

    def routes(self) -> list[BaseRoute]:
        """The routes of the pages and of what they load."""
        read = ["GET", "HEAD"]
        pages: dict[str, Callable[[Request], Response]] = {
            "/": self._home,
            "/search": self._search,
            "/timeline": self._timeline,
            "/network": self._network,
            "/page": self._page,
            "/id/{rest:path}": self._minted,
            "/queries/{name}/sparql": self._source,
            "/vocabulary.json": self._vocabulary,
        }
        return [
            *(
                Route(path, threaded(self._remembered(handler)), methods=read)
                for path, handler in pages.items()
            ),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ]

    def _href(self, iri: str) -> str:
        return address(iri, self._service.base)

    def _render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(name).render(values)

    def _html(self, request: Request, name: str, **values: Any) -> Response:
        text = self._render(name, here=request.url.path, **values)
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        return Response(text, 200, headers, _HTML)

    def _remembered(self, handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
        """The handler; a page of an unchanged store is neither asked for nor made twice."""
        service = self._service

        def wrapped(request: Request) -> Response:
            if not wants_html(request.headers.get("accept")) or _field(request, "format"):
                return handler(request)
            state = service.state()
            etag = etag_of(state, __version__, "html", str(request.url))
            headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
            if fresh(request, etag):
                return Response(None, 304, headers)
            key = f"html {request.url}"
            known = service.kept(key, state)
            if known is not None:
                return Response(known, 200, headers, _HTML)
            answer = handler(request)
            if answer.status_code == 200 and answer.media_type == _HTML:
                service.keep(key, state, bytes(answer.body))
                answer.headers["ETag"] = etag
            return answer

        return wrapped

    def error(self, status: int, line: str) -> str:
        """A page that says what went wrong."""
        return self._render("error.html", here="", status=status, line=line)

    def _home(self, request: Request) -> Response:
        look = self._look
        return self._html(
            request,
            "home.html",
            figures=look.figures(),
            latest=look.events(
                status=("occurred", "ongoing", "alleged", "denied"), newest=True, most=12
            ),
            planned=look.events(status=("planned",), newest=True, most=6),
            actors=look.busiest(),
            articles=look.articles(),
        )

    def _search(self, request: Request) -> Response:
        words = _field(request, "q").strip()[:200]
        if "application/json" in request.headers.get("accept", ""):
            return self._found(request, words)
        kind = _field(request, "kind")
        problem, results = "", Results()
        if words:
            try:
                results = self._finder.find(words, (kind,) if kind else (), 50)
            except UsageError as error:
                problem = str(error)
        return self._html(
            request,
            "search.html",
            words=words,
            kind=kind,
            kinds=KINDS,
            problem=problem,
            results=results,
        )

    def _found(self, request: Request, words: str) -> Response:
        """What was found for programs: names that fit so far, or with ``limit`` everything."""
        limit = _field(request, "limit")
        if not limit:
            found = self._finder.suggest(words, 8) if words else []
            return JSONResponse(
                [
                    {"label": r.name, "kind": r.hit.kind, "href": self._href(r.hit.node)}
                    for r in found
                ]
            )
        if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
            raise HttpError(400, f"limit={limit}: a number from 1 to 1000 is needed")
        kind = _field(request, "kind")
        results = self._finder.find(words, (kind,) if kind else (), int(limit))
        return JSONResponse({"total": results.total, "hits": [_hit(r) for r in results.found]})

    def _timeline(self, request: Request) -> Response:
        given = {
            name: _field(request, name).strip()
            for name in ("actor", "article", "type", "status", "from", "to")
        }
        problem, node = "", None
        status = (given["status"],) if given["status"] in _STATUSES else ()
        try:
            if given["actor"]:
                node = find_node(
                    given["actor"], self._service.json, self._service.prefixes, ("Actor", "Place")
                ).value
            rows = self._look.events(
                actor=node,
                article=given["article"] or None,
                kind=given["type"] or None,
                status=status,
                since=_day(given["from"]),
                until=_day(given["to"]),
            )
        except UsageError as error:
            problem, rows = str(error), Some()
        return self._html(
            request,
            "timeline.html",
            rows=rows,
            given=given,
            problem=problem,
            types=self._types(),
            articles=self._look.articles(100),
        )

    def _types(self) -> list[str]:
        rows = self._service.select(
            "SELECT DISTINCT ?type { ?event kg:eventType ?type } ORDER BY ?type"
        )
        return [value(r, "type").removeprefix(EV) for r in rows]

    def _network(self, request: Request) -> Response:
        return self._html(request, "network.html", pairs=self._look.pairs())

    def queries(self, request: Request) -> Response:
        """The list of named queries, each with a form."""
        return self._html(request, "queries.html", queries=list(all_queries().values()))

    def sparql(self, request: Request) -> Response:
        """The editor."""
        return self._html(
            request,
            "sparql.html",
            queries=list(all_queries().values()),
            prefixes=self._service.prefixes,
            writable=self._service.writable,
        )

    def _source(self, request: Request) -> Response:
        try:
            query = find_query(request.path_params["name"])
        except UsageError as error:
            raise HttpError(404, str(error)) from None
        return PlainTextResponse(query.text, media_type="application/sparql-query")

    def _vocabulary(self, request: Request) -> Response:
        terms = self._look.vocabulary()
        return JSONResponse({"prefixes": self._service.prefixes, **terms})

    def _page(self, request: Request) -> Response:
        iri = _field(request, "iri")
        if not iri:
            raise HttpError(400, "name a node: /page?iri=IRI")
        if iri.startswith(self._service.base):
            return RedirectResponse(self._href(iri), 303)
        return self._show(request, iri)

    def _minted(self, request: Request) -> Response:
        raw = request.scope.get("raw_path") or request.url.path.encode()
        rest = raw.decode("ascii", "replace").removeprefix("/id/")
        return self._show(request, self._service.base + rest)

    def _show(self, request: Request, iri: str) -> Response:
        """A node: a page for people, its graph for programs."""
        node_of(iri)
        wanted = _field(request, "format")
        if wanted and wanted not in _FORMATS:
            raise HttpError(400, f"format={wanted}: {', '.join(_FORMATS)} are known")
        accept = request.headers.get("accept")
        form = wanted or ("" if wants_html(accept) else best(accept, GRAPHS))
        if form is None:
            raise HttpError(406, f"this comes as text/html, {', '.join(list(GRAPHS)[:4])}")
        node = self._look.node(iri)
        if node is None:
            raise HttpError(404, f"the store knows nothing of <{iri}>")
        if form:
            return self._graph(request, node, form)
        if node.heir and node.heir != iri:
            return RedirectResponse(self._href(node.heir), 303)
        show = {"actor": self._actor, "event": self._event, "article": self._article}
        return show.get(node.kind, self._node)(request, node)

    def _graph(self, request: Request, node: Node, form: str) -> Response:
        service = self._service
        etag = etag_of(service.state(), "node", node.iri, form)
        headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
        if fresh(request, etag):
            return Response(None, 304, headers)
        name = node_of(node.iri)
        if node.kind == "article":
            text = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {name} {{ ?s ?p ?o }} }}"
        else:
            text = (
                f"CONSTRUCT {{ {name} ?p ?o . ?passage ?pp ?po }} {{ {name} ?p ?o "
                f"OPTIONAL {{ {name} kg:evidence ?passage . ?passage ?pp ?po }} }}"
            )
        return Response(service.answer(text, form), 200, headers, MEDIA[form])

    def _actor(self, request: Request, node: Node) -> Response:
        look = self._look
        facts = look.facts(node.iri)
        skos = PREFIXES["skos"]
        counterparts = look.counterparts(node.iri)
        drawn = [value(row, "other") for row in counterparts[:_DRAWN]]
        return self._html(
            request,
            "actor.html",
            node=node,
            kind=_class_of(node),
            others=[text for text, _ in facts.get(skos + "altLabel", [])],
            exact=_wikidata(facts, skos + "exactMatch"),
            close=_wikidata(facts, skos + "closeMatch"),
            offices=look.offices(node.iri),
            events=look.events(actor=node.iri),
            statements=look.statements(speaker=node.iri),
            counterparts=counterparts,
            pairs=look.around(node.iri, drawn) if len(drawn) > 1 else [],
            articles=look.mentioned_in(node.iri),
        )

    def _event(self, request: Request, node: Node) -> Response:
        look = self._look
        facts = look.facts(node.iri)
        accounts = look.accounts(node.iri)
        compared = []
        for name, title in _COMPARED:
            cells = [a.values.get(name, []) for a in accounts]
            if any(cells):
                told = {tuple(sorted(cell)) for cell in cells if cell}
                differ = name in ("edtf", "status", "eventType") and len(told) > 1
                compared.append((name, title, cells, differ))
        return self._html(
            request,
            "event.html",
            node=node,
            facts={
                name: facts.get(KG + name, [])
                for name in (
                    "edtf",
                    "status",
                    "eventType",
                    "agent",
                    "patient",
                    "addressee",
                    "participant",
                    "place",
                    "accordingTo",
                    "quantity",
                    "inResponseTo",
                    "confidence",
                )
            },
            accounts=accounts,
            compared=compared,
            disagreements=[
                (
                    _told(value(row, "explanation"), value(row, "method"), accounts),
                    value(row, "judgement"),
                )
                for row in look.disagreements(node.iri)
            ],
            statements=look.statements(about=node.iri),
        )

    def _article(self, request: Request, node: Node) -> Response:
        facts = self._look.facts(node.iri)
        terms = PREFIXES["dcterms"]
        path = _first(facts, KG + "path")
        parts = self._look.article_text(node.iri)
        # An article without a title is labelled with its path; its own first line reads better.
        heading = next((p for p in parts if p.kind == "title"), None)
        title = "".join(piece.text for piece in heading.pieces) if heading else ""
        return self._html(
            request,
            "article.html",
            node=node,
            published=_first(facts, KG + "edtf"),
            publisher=_first(facts, terms + "publisher"),
            author=_first(facts, terms + "creator"),
            path=path,
            title=title if title and node.label == path else node.label,
            outside=node.iri if not node.iri.startswith(self._service.base) else "",
            parts=parts,
            events=self._look.events(article=node.iri),
            graph=self._graph_link(node.iri),
        )

    def _node(self, request: Request, node: Node) -> Response:
        return self._html(
            request,
            "node.html",
            node=node,
            kind=_class_of(node),
            facts=self._look.facts(node.iri),
            evidence=self._look.evidence(node.iri),
            graph=self._graph_link(node.iri),
            about=self._look.statements(about=node.iri),
        )

    def _graph_link(self, iri: str) -> str:
        link = self._href(iri)
        return link + ("&" if "?" in link else "?")


def _hit(result: Result) -> dict[str, object]:
    hit = result.hit
    return {
        "node": hit.node,
        "kind": hit.kind,
        "label": hit.label,
        "text": hit.text,
        "runs": [[text, marked] for text, marked in hit.runs],
        "date": result.date,
        "speakers": list(result.speakers),
        "articles": [{"iri": iri, "title": title} for iri, title in result.articles],
        "score": round(hit.score, 4),
    }


def _told(explanation: str, method: str, accounts: Sequence[Account]) -> str:
    """What a judgement says, with the titles of the articles in place of their IRIs."""
    for account in accounts:
        explanation = explanation.replace(f"<{account.article}>", account.title)
    return short(explanation or method.replace("-", " "), 400)


def _class_of(node: Node) -> str:
    names = (
        "Person",
        "Country",
        "Organization",
        "Group",
        "Place",
        "Quotation",
        "Paraphrase",
        "Position",
        "Quantity",
        "Judgement",
        "Source",
        "Passage",
    )
    return next((name.lower() for name in names if name in node.types), "node")


def _wikidata(facts: Mapping[str, list[tuple[str, str]]], name: str) -> list[str]:
    return [iri for iri, _ in facts.get(name, []) if iri.startswith(WD)]


def _first(facts: Mapping[str, list[tuple[str, str]]], name: str) -> str:
    found = facts.get(name)
    return found[0][0] if found else ""


def _field(request: Request, name: str) -> str:
    return fields_of(request.scope["query_string"]).get(name, [""])[-1]


def _day(text: str) -> str | None:
    if not text:
        return None
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"'{text}' is no day; write it as 2026-01-03") from None
