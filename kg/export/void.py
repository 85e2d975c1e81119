"""What a store holds, in VoID (W3C Interest Group Note, 2011): for catalogues and query planners.

The figures are those of the merged view: triples, subjects, classes with their entities, properties
with their triples, and the sets of links to other data sets. The named graphs are counted beside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from kg.export.blocks import triple_blocks
from kg.export.turtle import turtle
from kg.iris import KG, PREFIXES, WD

__all__ = ["describe"]

#: The properties whose values are in other data sets.
_LINKS = ("exactMatch", "closeMatch")
#: Vocabularies are named by their namespace; those that hold data are not.
_DATA = ("id", "wd", "ev", "act")
_INTEGER = NamedNode(PREFIXES["xsd"] + "integer")


def describe(ask: Callable[[str], bytes], prefixes: Mapping[str, str]) -> Iterator[str]:
    """The description of a store as Turtle, in pieces; the same store gives the same bytes.

    Args:
        ask: runs a SELECT on the store and gives its SPARQL JSON.
        prefixes: those of the store; ``id`` is the base of its IRIs.
    """
    triples = list(_triples(ask, prefixes["id"]))
    parts = {"part": prefixes["id"] + "dataset#"}
    return turtle(triple_blocks(triples), {**prefixes, **parts})


def _triples(ask: Callable[[str], bytes], base: str) -> Iterator[Triple]:
    data = NamedNode(base + "dataset")

    def say(subject: NamedNode, name: str, value: str | int | NamedNode) -> Triple:
        prefix, _, local = name.partition(":")
        term: NamedNode | Literal
        if isinstance(value, int):
            term = Literal(str(value), datatype=_INTEGER)
        else:
            term = Literal(value) if isinstance(value, str) else value
        return Triple(subject, NamedNode(PREFIXES[prefix] + local), term)

    def part(kind: str, iri: str) -> NamedNode:
        return NamedNode(f"{data.value}#{kind}-{quote(_short(iri), safe='')}")

    classes = _counts(ask, "SELECT ?key (COUNT(?s) AS ?n) { ?s a ?key } GROUP BY ?key")
    properties = _counts(ask, "SELECT ?key (COUNT(*) AS ?n) { ?s ?key ?o } GROUP BY ?key")
    subjects = _count(ask, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
    graphs = _count(ask, "SELECT (COUNT(?g) AS ?n) { GRAPH ?g {} }")
    yield say(data, "rdf:type", NamedNode(PREFIXES["void"] + "Dataset"))
    yield say(data, "dcterms:title", "News articles and what they say")
    yield say(data, "void:uriSpace", base)
    yield say(data, "void:triples", sum(properties.values()))
    yield say(data, "void:distinctSubjects", subjects)
    yield say(data, "void:classes", len(classes))
    yield say(data, "void:properties", len(properties))
    yield say(data, "void:documents", classes.get(KG + "Article", 0))
    yield say(data, "rdfs:comment", f"{graphs} named graphs; the figures are of the merged view.")
    for name, iri in PREFIXES.items():
        if name not in _DATA and any(p.startswith(iri) for p in (*classes, *properties)):
            yield say(data, "void:vocabulary", NamedNode(iri))
    for iri, number in classes.items():
        node = part("class", iri)
        yield say(data, "void:classPartition", node)
        yield say(node, "void:class", NamedNode(iri))
        yield say(node, "void:entities", number)
    for iri, number in properties.items():
        node = part("property", iri)
        yield say(data, "void:propertyPartition", node)
        yield say(node, "void:property", NamedNode(iri))
        yield say(node, "void:triples", number)
    for link in _LINKS:
        predicate = PREFIXES["skos"] + link
        for space, number in _spaces(ask, predicate, base).items():
            node = part(f"links-{link}", space)
            other = part("target", space)
            yield say(node, "rdf:type", NamedNode(PREFIXES["void"] + "Linkset"))
            yield say(data, "void:subset", node)
            yield say(node, "void:linkPredicate", NamedNode(predicate))
            yield say(node, "void:subjectsTarget", data)
            yield say(node, "void:objectsTarget", other)
            yield say(node, "void:triples", number)
            yield say(other, "rdf:type", NamedNode(PREFIXES["void"] + "Dataset"))
            yield say(other, "void:uriSpace", space)


def _rows(ask: Callable[[str], bytes], text: str) -> list[dict[str, str]]:
    found = json.loads(ask(text))["results"]["bindings"]
    return [
        {name: term["value"] for name, term in row.items()}
        for row in found
        if row.get("key", {}).get("type") != "bnode"
    ]


def _count(ask: Callable[[str], bytes], text: str) -> int:
    return int(_rows(ask, text)[0]["n"])


def _counts(ask: Callable[[str], bytes], text: str) -> dict[str, int]:
    return dict(sorted((row["key"], int(row["n"])) for row in _rows(ask, text) if "key" in row))


def _spaces(ask: Callable[[str], bytes], predicate: str, base: str) -> dict[str, int]:
    """How many links lead into each other data set, by the beginning of its IRIs."""
    query = f"SELECT ?key (COUNT(?s) AS ?n) {{ ?s <{predicate}> ?key }} GROUP BY ?key"
    found: Counter[str] = Counter()
    for row in _rows(ask, query):
        iri = row["key"]
        if iri.startswith(base):
            continue
        parts = urlsplit(iri)
        space = WD if iri.startswith(WD) else f"{parts.scheme}://{parts.netloc}/"
        found[space] += int(row["n"])
    return dict(sorted(found.items()))


def _short(iri: str) -> str:
    best = max(
        (item for item in PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    return iri if best is None else f"{best[0]}-{iri[len(best[1]) :]}".rstrip("-")
