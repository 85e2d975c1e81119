"""What is in a store, counted in the merged view and in the graphs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.iris import EV, KG
from kg.store.protocol import Store

__all__ = ["Stats", "count"]

#: What is counted: a name, and the pattern that its nodes fit in the merged view.
_COUNTS = {
    "articles": "?x a kg:Article",
    "cited sources": "?x a kg:Source FILTER NOT EXISTS { ?x a kg:Article }",
    "events": "?x a kg:Event",
    "statements": "?x a kg:Statement",
    "quotations": "?x a kg:Quotation",
    "persons": "?x a kg:Person",
    "organizations": "?x a kg:Organization",
    "countries": "?x a kg:Country",
    "places": "?x a kg:Place FILTER NOT EXISTS { ?x a kg:Country }",
    "groups": "?x a kg:Group",
    "positions": "?x a kg:Position",
    "linked to Wikidata": "?x skos:exactMatch ?q FILTER(STRSTARTS(STR(?q), STR(wd:)))",
    "events of several articles": "?x dcterms:isReplacedBy ?y",
    "disagreements": "?x kg:verdict kg:Disagree",
}


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of a store: nodes by kind, events by type, triples of the view, quads of graphs."""

    counts: dict[str, int]
    event_types: dict[str, int]
    triples: int
    quads: int
    first: str | None
    last: str | None


def count(store: Store) -> Stats:
    """Count what the store holds."""
    counts = {
        name: _number(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
        for name, pattern in _COUNTS.items()
    }
    counts["events of several articles"] = _number(
        store,
        "SELECT (COUNT(DISTINCT ?y) AS ?n) { ?x dcterms:isReplacedBy ?y . ?y a kg:Event }",
    )
    types: Counter[str] = Counter()
    rows = _rows(
        store,
        "SELECT ?t (COUNT(DISTINCT ?x) AS ?n) { ?x a kg:Event ; kg:eventType ?t } GROUP BY ?t",
    )
    for row in rows:
        kind, number = row["t"], row["n"]
        assert isinstance(kind, NamedNode)
        assert isinstance(number, Literal)
        types[kind.value.removeprefix(EV).removeprefix(KG)] = int(number.value)
    triples = _number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return Stats(
        counts,
        dict(sorted(types.items(), key=lambda item: (-item[1], item[0]))),
        triples,
        len(store) - triples,
        _day(store, "MIN", "earliest"),
        _day(store, "MAX", "latest"),
    )


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found


def _number(store: Store, query: str) -> int:
    for row in _rows(store, query):
        value = row["n"]
        assert isinstance(value, Literal)
        return int(value.value)
    return 0


def _day(store: Store, function: str, name: str) -> str | None:
    query = f"SELECT ({function}(?d) AS ?n) {{ ?x a kg:Event ; kg:{name} ?d }}"
    for row in _rows(store, query):
        value = row["n"]
        return value.value if isinstance(value, Literal) else None
    return None
