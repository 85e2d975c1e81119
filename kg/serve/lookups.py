"""What the pages ask the store: one function a question, each a query under the limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from pyoxigraph import Literal, NamedNode

from kg.errors import KgError
from kg.iris import EV, KG
from kg.serve.http import HttpError
from kg.serve.marked import Mark, Part, evidence_pieces, parts
from kg.serve.service import Row, Service
from kg.serve.words import address, concept, local_name, short
from kg.store.graphs import Graphs, is_iri

__all__ = ["Evidence", "Lookups", "Node", "Rows", "Some", "node_of", "value"]

#: Rows of the longest list on a page.
MOST = 500
#: Counterparts of an actor on its page.
_BESIDE = 24
T = TypeVar("T")
_STATUSES = ("occurred", "ongoing", "planned", "hypothetical", "alleged", "denied")


class Some(list[T]):
    """The first items of a list; ``more`` says that the store holds others."""

    def __init__(self, items: Sequence[T] = (), more: bool = False) -> None:
        super().__init__(items)
        self.more = more


Rows: TypeAlias = Some[Row]


@dataclass(frozen=True, slots=True)
class Node:
    """What a page is about."""

    iri: str
    label: str
    types: frozenset[str]
    heir: str | None = None

    @property
    def kind(self) -> str:
        """Which page shows it: event, article, actor, or node."""
        if "Event" in self.types:
            return "event"
        if "Article" in self.types:
            return "article"
        return "actor" if self.types & {"Actor", "Place"} else "node"


@dataclass(slots=True)
class Evidence:
    """A sentence of an article, as runs of text, marked or not."""

    article: str
    title: str
    start: int
    end: int
    runs: list[tuple[str, bool]]
    cites: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Account:
    """What one article says of an event."""

    article: str
    title: str
    published: str
    publisher: str
    values: dict[str, list[str]]
    evidence: list[Evidence]


def node_of(iri: str) -> str:
    """The IRI as SPARQL writes it, nothing in it that could end it. Raises `HttpError`."""
    if not is_iri(iri):
        raise HttpError(400, "the address names no IRI")
    return str(NamedNode(iri))


def value(row: Row, name: str, default: str = "") -> str:
    """The lexical value of a variable in a row."""
    term = row.get(name)
    return default if term is None else term["value"]


class Lookups:
    """The questions of the pages."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._graphs = Graphs(service.base)

    def _select(self, text: str) -> list[Row]:
        return self._service.select(text)

    def _first(self, text: str, most: int) -> Rows:
        """The first rows of a query that has no LIMIT yet."""
        found = self._select(f"{text} LIMIT {most + 1}")
        return Some(found[:most], len(found) > most)

    def node(self, iri: str) -> Node | None:
        """What the view knows of an IRI; None where it knows nothing."""
        rows = self._select(
            f"""SELECT ?type ?label ?heir {{
              VALUES ?node {{ {node_of(iri)} }}
              {{ ?node a ?type }} UNION {{ ?node rdfs:label ?label }}
              UNION {{ ?node dcterms:isReplacedBy ?heir }}
            }}"""
        )
        if not rows:
            return None
        types = {value(r, "type") for r in rows if "type" in r}
        labels = sorted(value(r, "label") for r in rows if "label" in r)
        heirs = sorted(value(r, "heir") for r in rows if "heir" in r)
        names = frozenset(t.removeprefix(KG) for t in types)
        return Node(iri, labels[0] if labels else local_name(iri), names, next(iter(heirs), None))

    def figures(self) -> dict[str, int]:
        """How many articles, events, statements and actors there are."""
        counts = " ".join(
            f"{{ SELECT (COUNT(?x{i}) AS ?{name}) {{ ?x{i} a kg:{kind} }} }}"
            for i, (name, kind) in enumerate(
                (
                    ("articles", "Article"),
                    ("events", "Event"),
                    ("statements", "Statement"),
                    ("actors", "Actor"),
                )
            )
        )
        row = self._select(f"SELECT * {{ {counts} }}")[0]
        return {
            name: int(value(row, name)) for name in ("articles", "events", "statements", "actors")
        }

    def events(
        self,
        *,
        actor: str | None = None,
        article: str | None = None,
        kind: str | None = None,
        status: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        newest: bool = False,
        most: int = MOST,
    ) -> Rows:
        """Events with their date, status and types, in order of time."""
        where = ["?event a kg:Event ."]
        if actor is not None:
            where = [f"?event kg:participant|kg:place {node_of(actor)} ; a kg:Event ."]
        if article is not None:
            where.append(f"GRAPH {node_of(article)} {{ ?event a kg:Event }}")
        if kind:
            where.append(f"?event kg:eventType {node_of(EV + kind.upper())} .")
        if status:
            names = " ".join(f"kg:{s.capitalize()}" for s in status if s in _STATUSES)
            where.append(f"VALUES ?only {{ {names} }} ?event kg:status ?only .")
        tests = []
        for name, test in ((since, "?latest >= {}"), (until, "?earliest <= {}")):
            if name:
                tests.append("FILTER(" + test.format(f"{Literal(name)}^^xsd:date") + ")")
        # Without a sort by what is the same of all: Virtuoso 7.2.5 fails on it.
        order = "DESC(?earliest) ?latest" if newest else "(!BOUND(?earliest)) ?earliest ?latest"
        needed = "" if not newest else "FILTER(BOUND(?earliest))"
        return self._first(
            f"""SELECT ?event ?label ?edtf ?earliest ?latest ?status
                       (GROUP_CONCAT(DISTINCT ?code; separator=" ") AS ?types) {{
              {{ SELECT DISTINCT ?event {{ {" ".join(where)} }} }}
              ?event rdfs:label ?label .
              OPTIONAL {{ ?event kg:status ?status }}
              OPTIONAL {{ ?event kg:edtf ?edtf }}
              OPTIONAL {{ ?event kg:earliest ?earliest }}
              OPTIONAL {{ ?event kg:latest ?latest }}
              OPTIONAL {{ ?event kg:eventType ?type BIND(STRAFTER(STR(?type), STR(ev:)) AS ?code) }}
              {" ".join(tests)} {needed}
            }} GROUP BY ?event ?label ?edtf ?earliest ?latest ?status
            ORDER BY {order} ?label ?event""",
            most,
        )

    def busiest(self, most: int = 12) -> list[Row]:
        """Actors in the most events."""
        return self._select(
            f"""SELECT ?actor ?label ?events {{
              {{ SELECT ?actor (COUNT(DISTINCT ?event) AS ?events)
                 {{ ?event kg:participant ?actor ; a kg:Event }}
                 GROUP BY ?actor ORDER BY DESC(?events) ?actor LIMIT {most} }}
              ?actor rdfs:label ?label
            }} ORDER BY DESC(?events) ?label"""
        )

    def articles(self, most: int = 8) -> Rows:
        """The newest articles."""
        return self._first(
            """SELECT ?article ?title ?published ?publisher {
              ?article a kg:Article ; rdfs:label ?title .
              OPTIONAL { ?article kg:edtf ?published }
              OPTIONAL { ?article kg:latest ?day }
              OPTIONAL { ?article dcterms:publisher ?publisher }
            } ORDER BY DESC(?day) ?title""",
            most,
        )

    def facts(self, iri: str) -> dict[str, list[tuple[str, str]]]:
        """What the view says of a node: property to values, each with its label or nothing.

        Evidence is left out: `evidence` gives it.
        """
        rows = self._select(
            f"""SELECT ?p ?o ?label {{ {node_of(iri)} ?p ?o FILTER(?p != kg:evidence)
              OPTIONAL {{ ?o rdfs:label ?label }} }} ORDER BY ?p ?o"""
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            item = (value(row, "o"), value(row, "label"))
            known = found.setdefault(value(row, "p"), [])
            if all(item[0] != iri_ for iri_, _ in known):
                known.append(item)
        return found

    def offices(self, iri: str) -> Rows:
        """Offices that a person holds or held, and those of an organisation with their holders."""
        node = node_of(iri)
        return self._first(
            f"""SELECT DISTINCT ?position ?office ?former ?holder ?holderName ?of ?ofName {{
              {{ {node} kg:holds ?position BIND({node} AS ?holder) }}
              UNION {{ ?position kg:of {node} . ?holder kg:holds ?position }}
              ?position kg:office ?office .
              OPTIONAL {{ ?holder rdfs:label ?holderName }}
              OPTIONAL {{ ?position kg:of ?of . ?of rdfs:label ?ofName }}
              OPTIONAL {{ ?position kg:former ?former }}
            }} ORDER BY ?former ?office ?holderName""",
            MOST,
        )

    def statements(self, *, speaker: str | None = None, about: str | None = None) -> Rows:
        """Statements by a speaker or about a node, in order of time."""
        node = node_of(speaker or about or "")
        pattern = f"kg:speaker {node}" if speaker else f"kg:about {node}"
        return self._first(
            f"""SELECT ?statement ?text ?cue ?act ?negated ?edtf ?speaker ?name ?verbatim
                       (SAMPLE(?source) AS ?article) (SAMPLE(?sourceTitle) AS ?title) {{
              {{ SELECT DISTINCT ?statement {{ ?statement {pattern} ; a kg:Statement }} }}
              ?statement kg:text ?text .
              OPTIONAL {{ ?statement kg:cue ?cue }} OPTIONAL {{ ?statement kg:act ?act }}
              OPTIONAL {{ ?statement kg:negated ?negated }}
              OPTIONAL {{ ?statement kg:edtf ?edtf }} OPTIONAL {{ ?statement kg:earliest ?day }}
              OPTIONAL {{ ?statement kg:speaker ?speaker . ?speaker rdfs:label ?name }}
              OPTIONAL {{ ?statement kg:evidence/kg:inArticle ?source .
                          ?source rdfs:label ?sourceTitle }}
              BIND(EXISTS {{ ?statement a kg:Quotation }} AS ?verbatim)
            }} GROUP BY ?statement ?text ?cue ?act ?negated ?edtf ?day ?speaker ?name ?verbatim
            ORDER BY (!BOUND(?day)) ?day ?text""",
            MOST,
        )

    def counterparts(self, iri: str) -> Rows:
        """Who takes part in the same events, the most frequent first."""
        node = node_of(iri)
        rows = self._select(
            f"""SELECT ?other ?label ?events {{
              {{ SELECT ?other (COUNT(DISTINCT ?event) AS ?events)
                 {{ ?event kg:participant {node} ; a kg:Event ; kg:participant ?other
                    FILTER(?other != {node}) }}
                 GROUP BY ?other ORDER BY DESC(?events) ?other LIMIT {_BESIDE + 1} }}
              ?other rdfs:label ?label
            }} ORDER BY DESC(?events) ?label"""
        )
        return Some(rows[:_BESIDE], len(rows) > _BESIDE)

    def around(self, iri: str, others: Sequence[str]) -> list[Row]:
        """Pairs among an actor and some others, with the events that they share."""
        nodes = " ".join(node_of(one) for one in (iri, *others))
        return self._select(
            f"""SELECT ?one ?oneName ?two ?twoName ?events {{
              {{ SELECT ?one ?two (COUNT(DISTINCT ?event) AS ?events) {{
                   {{ SELECT DISTINCT ?event ?one {{ VALUES ?one {{ {nodes} }}
                      ?event kg:participant ?one ; a kg:Event }} }}
                   ?event kg:participant ?two . VALUES ?two {{ {nodes} }}
                   FILTER(STR(?one) < STR(?two)) }}
                 GROUP BY ?one ?two }}
              ?one rdfs:label ?oneName . ?two rdfs:label ?twoName
            }} ORDER BY DESC(?events) ?oneName ?twoName ?one ?two"""
        )

    def mentioned_in(self, iri: str) -> Rows:
        """The articles that mention an actor or place."""
        return self._first(
            f"""SELECT DISTINCT ?article ?title ?published {{
              ?article kg:mentions {node_of(iri)} ; rdfs:label ?title .
              OPTIONAL {{ ?article kg:edtf ?published }} }}
            ORDER BY DESC(?published) ?title""",
            MOST,
        )

    def pairs(self, most: int = 150) -> Rows:
        """Pairs of actors in the same events, the most frequent first."""
        rows = self._select(
            f"""SELECT ?one ?oneName ?two ?twoName ?events {{
              {{ SELECT ?one ?two (COUNT(DISTINCT ?event) AS ?events)
                 {{ ?event kg:participant ?one , ?two ; a kg:Event .
                    FILTER(STR(?one) < STR(?two)) }}
                 GROUP BY ?one ?two ORDER BY DESC(?events) ?one ?two LIMIT {most + 1} }}
              ?one rdfs:label ?oneName . ?two rdfs:label ?twoName
            }} ORDER BY DESC(?events) ?oneName ?twoName"""
        )
        return Some(rows[:most], len(rows) > most)

    def evidence(self, iri: str) -> Some[Evidence]:
        """The sentences that a node stands on; what is inside of them is marked."""
        rows = self._first(
            f"""SELECT DISTINCT ?article ?title ?start ?end ?exact ?cited {{
              {node_of(iri)} kg:evidence ?passage .
              ?passage kg:inArticle ?article ; kg:start ?start ; kg:end ?end ; kg:exact ?exact .
              OPTIONAL {{ ?article rdfs:label ?title }}
              OPTIONAL {{ ?passage kg:cites/dcterms:identifier ?cited }}
            }} ORDER BY ?title ?article ?start DESC(?end)""",
            MOST * 4,
        )
        found: Some[Evidence] = Some(more=rows.more)
        spans: dict[str, list[tuple[int, int]]] = {}
        for row in rows:
            span = (int(value(row, "start")), int(value(row, "end")))
            spans.setdefault(value(row, "article"), []).append(span)
        for row in rows:
            article = value(row, "article")
            start, end = int(value(row, "start")), int(value(row, "end"))
            if any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans[article]):
                continue
            same = next(
                (e for e in found if (e.article, e.start, e.end) == (article, start, end)), None
            )
            if same is None:
                runs = evidence_pieces(value(row, "exact"), start, spans[article])
                title = value(row, "title") or local_name(article)
                same = Evidence(article, title, start, end, runs)
                found.append(same)
            if value(row, "cited"):
                same.cites.append(value(row, "cited"))
        return found

    def accounts(self, iri: str) -> Some[Account]:
        """What each article says of an event, in its own graph."""
        node = node_of(iri)
        rows = self._first(
            f"""SELECT ?article ?title ?published ?publisher ?p ?o ?label {{
              GRAPH ?article {{ {node} ?p ?o }} FILTER(?p != kg:evidence)
              ?article a kg:Article .
              OPTIONAL {{ ?article rdfs:label ?title }}
              OPTIONAL {{ ?article kg:edtf ?published }}
              OPTIONAL {{ ?article dcterms:publisher ?publisher }}
              OPTIONAL {{ ?o rdfs:label ?label }}
            }} ORDER BY ?published ?title ?article ?p ?label ?o""",
            MOST * 8,
        )
        evidence = self.evidence(iri)
        found: dict[str, Account] = {}
        for row in rows:
            article = value(row, "article")
            if article not in found:
                found[article] = Account(
                    article,
                    value(row, "title") or local_name(article),
                    value(row, "published"),
                    value(row, "publisher"),
                    {},
                    [e for e in evidence if e.article == article],
                )
            name = value(row, "p").removeprefix(KG)
            told = value(row, "o")
            shown = concept(told) if name in ("status", "eventType") else value(row, "label")
            known = found[article].values.setdefault(local_name(name), [])
            if (shown or told) not in known:
                known.append(shown or told)
        return Some(list(found.values()), rows.more or evidence.more)

    def disagreements(self, iri: str) -> Rows:
        """Judgements that say that accounts of a node differ."""
        node = node_of(iri)
        return self._first(
            f"""SELECT DISTINCT ?judgement ?method ?explanation ?confidence {{
              {{ ?judgement kg:subject {node} }} UNION {{ ?judgement kg:object {node} }}
              ?judgement kg:verdict kg:Disagree ; kg:method ?method .
              OPTIONAL {{ ?judgement rdfs:comment ?explanation }}
              OPTIONAL {{ ?judgement kg:confidence ?confidence }}
            }} ORDER BY DESC(?confidence) ?judgement""",
            MOST,
        )

    def article_text(self, iri: str) -> tuple[Part, ...]:
        """The text with its marks; empty where the store does not keep it."""
        node = node_of(iri)
        rows = self._select(
            f"SELECT ?record {{ GRAPH {self._graphs.records} {{ {node} prov:value ?record }} }}"
        )
        if not rows:
            return ()
        try:
            record = json.loads(value(rows[0], "record"))
            text = str(record["text"])
            segments = [
                (str(s["kind"]), int(s["span"]["start"]), int(s["span"]["end"]))
                for s in record.get("segments", ())
            ]
        except (ValueError, KeyError, TypeError):
            raise KgError(f"the record of <{iri}> cannot be read") from None
        return parts(text, segments, self._marks(node))

    def _marks(self, node: str) -> list[Mark]:
        rows = self._select(
            f"""SELECT ?node ?label ?kind ?start ?end {{
              GRAPH {node} {{
                ?node kg:evidence ?passage ; a ?class . ?passage kg:start ?start ; kg:end ?end .
                OPTIONAL {{ ?node rdfs:label ?label }} }}
              VALUES (?class ?kind) {{ (kg:Actor "actor") (kg:Place "actor") (kg:Event "event")
                                       (kg:Statement "statement") (kg:Position "position") }}
            }}"""
        )
        base = self._service.base
        widest: dict[str, list[tuple[int, int]]] = {}
        marks = set()
        for row in rows:
            span = (int(value(row, "start")), int(value(row, "end")))
            widest.setdefault(value(row, "node"), []).append(span)
        for row in rows:
            kind, iri = value(row, "kind"), value(row, "node")
            start, end = int(value(row, "start")), int(value(row, "end"))
            whole = kind != "actor" and not any(
                a <= start and end <= b and (a, b) != (start, end) for a, b in widest[iri]
            )
            layer = "evidence" if whole or kind == "position" else kind
            label = short(value(row, "label"), 80)
            marks.add(Mark(start, end, layer, address(iri, base), label))
        return sorted(marks, key=lambda m: (m.start, -m.end, m.layer, m.href))

    def vocabulary(self) -> dict[str, list[str]]:
        """Classes and properties that the editor completes."""
        rows = self._select(
            """SELECT DISTINCT ?term ?kind {
              ?term a ?type . VALUES (?type ?kind) { (owl:Class "class")
                (owl:ObjectProperty "property") (owl:DatatypeProperty "property") }
              FILTER(ISIRI(?term)) } ORDER BY ?term LIMIT 2000"""
        )
        found: dict[str, list[str]] = {"class": [], "property": []}
        for row in rows:
            found[value(row, "kind")].append(value(row, "term"))
        return found
