"""What the store keeps of each article: its extraction, whole, as JSON, and the content's hash.

From the record, evidence can be shown, the article can be mapped anew when an identity changes, and
an export is enough to build everything again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields

from pyoxigraph import Literal, NamedNode

from kg.errors import StoreError
from kg.extract.record import dumps, from_record
from kg.iris import PREFIXES, digest
from kg.map.terms import CONTENT_HASH
from kg.model import Article, Extraction
from kg.store.protocol import Store

__all__ = [
    "RECORD",
    "TAKEN_IN",
    "all_extractions",
    "content_hash",
    "read_extraction",
    "record_literal",
    "stored_hash",
    "stored_record",
]

#: Article -> its extraction. PROV's "direct representation of an entity".
RECORD = NamedNode(PREFIXES["prov"] + "value")
#: Article -> when this store took it in, in the graph ``log``.
TAKEN_IN = NamedNode(PREFIXES["prov"] + "generatedAtTime")
_LATER = frozenset(("co_authors",))
_JSON = NamedNode(PREFIXES["rdf"] + "JSON")


def content_hash(article: Article) -> str:
    """The version of an article: a hash of its text and of all its metadata.

    Fields that came later count where they say something, so that stores made before them hold the
    same versions.
    """
    parts = [
        f"{item.name}={getattr(article, item.name)!r}"
        for item in fields(Article)
        if item.name not in _LATER or getattr(article, item.name)
    ]
    return digest(*parts, length=32)


def record_literal(extraction: Extraction) -> Literal:
    """The extraction as the literal under which it is kept."""
    return Literal(dumps(extraction), datatype=_JSON)


def stored_hash(store: Store, article: NamedNode) -> str | None:
    """The hash of the version that the store holds; None where it does not hold the article."""
    for quad in store.quads(article, CONTENT_HASH, None, article):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return None


def stored_record(store: Store, article: NamedNode) -> Literal | None:
    """The record of an article, as it is kept; None where the store does not hold it."""
    for quad in store.quads(article, RECORD, None, store.graphs.records):
        if isinstance(quad.object, Literal):
            return quad.object
    return None


def read_extraction(store: Store, article: NamedNode) -> Extraction | None:
    """The extraction of an article; None where the store does not hold it.

    Raises `StoreError` where its record cannot be read.
    """
    record = stored_record(store, article)
    return None if record is None else _parse(record, article, store)


def all_extractions(store: Store) -> Iterator[tuple[NamedNode, Extraction]]:
    """All articles with their extractions, one at a time."""
    for quad in store.quads(None, RECORD, None, store.graphs.records):
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            yield quad.subject, _parse(quad.object, quad.subject, store)


def _parse(record: Literal, article: NamedNode, store: Store) -> Extraction:
    try:
        return from_record(json.loads(record.value), article.value)
    except ValueError as error:
        raise StoreError(
            f"{store.place}: the record of <{article.value}> cannot be read ({error}); "
            "ingest the article again with --refresh"
        ) from None
