"""A small store for the tests of full-text search, and looks into its index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.iris import KG, PREFIXES
from kg.search.asking import Hit
from kg.search.follow import follow
from kg.search.index import NAME, SearchIndex, all_documents
from kg.search.reading import open_search
from kg.search.words import parse
from kg.store import Changes, open_store

__all__ = [
    "ALT",
    "ARTICLE",
    "EXACT",
    "LABEL",
    "SAMPLE",
    "TEXT",
    "TYPE",
    "contents",
    "due",
    "hits_of",
    "names_of",
    "node_of",
    "sample_store",
    "typed",
    "version_of",
]

LABEL, TYPE = NamedNode(PREFIXES["rdfs"] + "label"), NamedNode(PREFIXES["rdf"] + "type")
ALT, TEXT, EXACT = (
    NamedNode(PREFIXES["skos"] + "altLabel"),
    NamedNode(KG + "text"),
    NamedNode(KG + "exact"),
)
ARTICLE = NamedNode("https://news.example/a")


def node_of(name: str) -> NamedNode:
    return NamedNode(f"https://news.example/{name}")


def typed(name: str, kind: str, label: str, *others: str) -> set[Triple]:
    node = node_of(name)
    return {
        Triple(node, TYPE, NamedNode(KG + kind)),
        Triple(node, LABEL, Literal(label)),
        *(Triple(node, ALT, Literal(other)) for other in others),
    }


SAMPLE = frozenset(
    {
        *typed("jose", "Actor", "José Peñaloza", "Peñaloza"),
        *typed("lima", "Place", "Lima"),
        *typed("talks", "Event", "Peñaloza opens the border talks in Lima"),
        Triple(node_of("said"), TYPE, NamedNode(KG + "Statement")),
        Triple(node_of("said"), TEXT, Literal("the border will be open by May", language="en")),
        Triple(
            node_of("a#char=0,44"), EXACT, Literal("Peñaloza opens the border talks in Lima today")
        ),
        Triple(node_of("a#char=0,9"), EXACT, Literal("Peñaloza")),
        Triple(node_of("a#char=13,45"), EXACT, Literal("the border talks in Lima today")),
        *typed("concept", "Verdict", "border of nothing"),
    }
)


def sample_store(folder: Path) -> Path:
    """A store of the sample, with its index."""
    with open_store(folder, "create") as store:
        follow(store)
        store.write(Changes({ARTICLE: SAMPLE}))
    return folder


def hits_of(folder: Path, text: str, *kinds: str) -> list[Hit]:
    with open_search(folder) as searcher:
        return list(searcher.find(parse(text), kinds).hits)


def names_of(folder: Path, text: str, *kinds: str) -> list[str]:
    return [hit.node.removeprefix("https://news.example/") for hit in hits_of(folder, text, *kinds)]


def contents(folder: Path) -> set[tuple[str, ...]]:
    """What the index holds, from both of its tables."""
    with sqlite3.connect(folder / NAME) as sql:
        sql.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        docs = set(sql.execute("SELECT node, kind, field, text, lang FROM docs"))
        assert sql.execute("SELECT COUNT(*) FROM docs").fetchone()[0] == len(docs)
    sql.close()
    return docs


def due(folder: Path) -> set[tuple[str, ...]]:
    """What the index of the store has to hold, by its definition."""
    with open_store(folder) as store:
        documents = list(all_documents(store.database, store.graphs))
    return {(d.node, d.kind, d.field, d.text, d.lang) for d in documents}


def version_of(folder: Path) -> tuple[str | None, str]:
    index = SearchIndex(folder / NAME)
    with open_store(folder) as store:
        version = store.version()
    try:
        return index.version, version
    finally:
        index.close()
