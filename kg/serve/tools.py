"""What a language-model client can do with a store: the tools of `kg mcp`, without the protocol.

Each tool takes plain values and gives plain values that JSON can hold. Queries run in worker
processes under the limits, as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.config import Limits, data_folder
from kg.iris import KG, PREFIXES
from kg.query.ask import prefixes_of, prepare_cut
from kg.query.checks import check
from kg.query.named import NamedQuery, all_queries, find_query
from kg.query.runner import Answer, Work, run_query

__all__ = ["MOST_ROWS", "Tools"]

#: Rows of one answer at the most, whatever is asked for.
MOST_ROWS = 1000


class Tools:
    """The tools over one store.

    Args:
        store: folder or address of the store.
        limits: what one query may use.
        work: what runs a query; a worker process of its own when not given.
    """

    def __init__(self, store: str, limits: Limits, work: Work | None = None) -> None:
        self._store = store
        self._limits = limits
        self._work = work

    def list_queries(self) -> list[dict[str, Any]]:
        """The named queries, with what they ask and take."""
        return [_described(query) for query in all_queries().values()]

    def run_query(
        self,
        name: str,
        parameters: Mapping[str, str] | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> dict[str, Any]:
        """Rows of a named query, after the first ``offset``. Raises `KgError`."""
        skipped = max(0, int(offset))
        text, shown, first = prepare_cut(
            find_query(name),
            dict(parameters or {}),
            ask=self._json,
            store=self._store,
            most=skipped + _rows_of(limit),
        )
        return self._rows(text, shown, first, skipped)

    def sparql(self, query: str, limit: int = 100) -> dict[str, Any]:
        """The answer of a query: rows, a truth value, or a graph as Turtle. Raises `KgError`."""
        if check(query).form in ("CONSTRUCT", "DESCRIBE"):
            with self._run(query, "turtle", query, _rows_of(limit)) as answer:
                return {"turtle": answer.read().decode("utf-8"), "more": answer.more}
        return self._rows(query, query, _rows_of(limit))

    def search(self, words: str, kinds: list[str] | None = None, limit: int = 20) -> dict[str, Any]:
        """What holds the words: nodes with their kind, label and text. Raises `KgError`."""
        from kg.search.reading import open_search
        from kg.search.words import parse as parse_words

        wanted = parse_words(words)
        with open_search(self._store, self._limits.timeout, patient=False) as searcher:
            found = searcher.find(wanted, kinds or (), _rows_of(limit))
            if not found.hits:
                found = searcher.find(wanted.beginnings(), kinds or (), _rows_of(limit))
        hits = [
            {"node": hit.node, "kind": hit.kind, "label": hit.label, "text": hit.text}
            for hit in found.hits
        ]
        return {"hits": hits, "total": found.total}

    def describe_schema(self) -> str:
        """The vocabulary in words: classes, properties, event types, prefixes, how to ask."""
        return "\n".join([*_vocabulary(prefixes_of(self._store)), "", _HOW])

    def _rows(self, text: str, shown: str, first: int, skipped: int = 0) -> dict[str, Any]:
        with self._run(text, "json", shown, first) as answer:
            found = json.loads(answer.read())
            more = answer.more
        if "boolean" in found:
            return {"answer": found["boolean"]}
        rows = [
            {name: _plain(term) for name, term in row.items()}
            for row in found["results"]["bindings"][skipped:]
        ]
        return {"columns": found["head"]["vars"], "rows": rows, "more": more}

    def _run(self, text: str, form: str, shown: str, first: int = 0) -> Answer:
        return run_query(
            self._store, text, format=form, limits=self._limits, shown=shown, work=self._work,
            first=first,
        )  # fmt: skip

    def _json(self, text: str) -> bytes:
        with self._run(text, "json", text) as answer:
            return answer.read()


_HOW = """\
How to ask:
- The prefixes above are known; no PREFIX line is needed.
- Plain patterns ask the merged view: each triple once, one date and one status an event.
- GRAPH ?article { ... } asks what single articles say; the graph's name is the article's IRI.
- Actors are found by name: ?a rdfs:label|skos:altLabel "Name".
- kg:earliest and kg:latest (xsd:date) sort and filter; kg:edtf is the date as the text gives it.
- An event is told as fact only where kg:status is kg:Occurred or kg:Ongoing.
- Who says so: ?event kg:evidence ?p . ?p kg:exact ?words ; kg:inArticle ?article .
- No updates and no SERVICE. Ask for few rows first, with LIMIT."""


def _rows_of(limit: int) -> int:
    return max(1, min(int(limit), MOST_ROWS))


def _plain(term: Mapping[str, Any]) -> Any:
    value = term["value"]
    if "xml:lang" in term:
        return {"text": value, "language": term["xml:lang"]}
    kind = str(term.get("datatype", ""))
    if kind == PREFIXES["xsd"] + "integer":
        return int(value)
    if kind == PREFIXES["xsd"] + "boolean":
        return value in ("true", "1")
    return value


def _described(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "parameters": [
            {
                "name": p.name,
                "kind": p.kind,
                "required": p.required,
                **({} if p.default is None else {"default": p.default}),
                "description": p.description,
            }
            for p in query.parameters
        ],
    }


def _vocabulary(prefixes: Mapping[str, str]) -> list[str]:
    """The ontology's own words, read from the files that ship."""
    rdf, rdfs, owl, skos = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "skos"))
    facts: dict[str, dict[str, list[str]]] = {}
    for name in ("newsgraph", "event-types"):
        for quad in parse(
            path=str(data_folder("ontology") / f"{name}.ttl"), format=RdfFormat.TURTLE
        ):
            if isinstance(quad.subject, NamedNode) and hasattr(quad.object, "value"):
                of = facts.setdefault(quad.subject.value, {})
                of.setdefault(quad.predicate.value, []).append(quad.object.value)

    def short(iri: str) -> str:
        for prefix, space in PREFIXES.items():
            if iri.startswith(space):
                return f"{prefix}:{iri[len(space) :]}"
        return iri

    def told(iri: str, word: str) -> str:
        return " ".join(" ".join(facts[iri].get(word, [])[:1]).split())

    def of_type(*kinds: str) -> list[str]:
        return sorted(
            iri for iri, of in facts.items() if set(of.get(rdf + "type", ())) & set(kinds)
        )

    lines = ["Prefixes:"]
    lines += [f"- {name}: <{iri}>" for name, iri in sorted(prefixes.items())]
    lines += ["", "Classes:"]
    lines += [
        f"- {short(iri)}: {told(iri, rdfs + 'comment')}"
        for iri in of_type(owl + "Class")
        if iri.startswith(KG)
    ]
    lines += ["", "Properties:"]
    for iri in of_type(owl + "ObjectProperty", owl + "DatatypeProperty"):
        if iri.startswith(KG):
            lines.append(f"- {short(iri)}: {told(iri, rdfs + 'comment')}")
    lines += ["", "Event types (values of kg:eventType):"]
    lines += [
        f"- {short(iri)}: {told(iri, skos + 'definition')}"
        for iri in of_type(skos + "Concept")
        if iri.rpartition("/")[2].isupper()
    ]
    return lines
