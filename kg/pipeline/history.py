"""The versions of an article: what was replaced, when, and what appeared and vanished by it.

A version that another text replaces is kept whole, as the record of its extraction, in
``graph/history``: outside the merged view, since it is no longer what the article says, and outside
exports, since it tells of this store and its times. It goes when the article is removed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import StoreError
from kg.extract.record import from_record
from kg.iris import PREFIXES
from kg.map import event_iris, statement_iris
from kg.map.identifiers import fragment
from kg.map.terms import term
from kg.model import Event, Extraction, Statement
from kg.pipeline.records import RECORD, TAKEN_IN, content_hash, read_extraction
from kg.store.protocol import Store

__all__ = ["Change", "Version", "changes_between", "forgotten", "kept_version", "read_history"]

_T = TypeVar("_T")

_OF = term("prov:specializationOf")
_REPLACED = NamedNode(PREFIXES["prov"] + "invalidatedAtTime")


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stood from ``taken_in`` until ``replaced`` (ISO 8601, UTC; None: it stands).

    ``hash`` is that of its text and metadata.
    """

    hash: str
    taken_in: str | None
    replaced: str | None
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class Change:
    """What a version says that the one before did not, and the other way round."""

    title: tuple[str | None, str | None] | None
    modified: str | None
    statements_in: tuple[Statement, ...]
    statements_out: tuple[Statement, ...]
    events_in: tuple[Event, ...]
    events_out: tuple[Event, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing of what the graph tells has changed: wording alone."""
        return not (
            self.title
            or self.statements_in
            or self.statements_out
            or self.events_in
            or self.events_out
        )


def kept_version(
    store: Store, article: NamedNode, old: Literal, new: Extraction, number: int, now: Literal
) -> set[Quad]:
    """The quads that keep a version which is replaced; none where only its reading is new.

    Args:
        store: as it is before the change.
        article: whose version it is.
        old: the record that is replaced.
        new: the extraction that comes.
        number: of the change, greater than that of every change before.
        now: the time of the change.
    """
    former = _parse(old, article, store)
    if content_hash(former.article) == content_hash(new.article):
        return set()
    graph = store.graphs.history
    version = NamedNode(fragment(article.value, f"version-{number}"))
    quads = {
        Quad(version, _OF, article, graph),
        Quad(version, RECORD, old, graph),
        Quad(version, _REPLACED, now, graph),
    }
    for taken in store.quads(article, TAKEN_IN, None, store.graphs.log):
        quads.add(Quad(version, TAKEN_IN, taken.object, graph))
    return quads


def forgotten(store: Store, article: NamedNode) -> set[Quad]:
    """The quads of all former versions of an article that is taken out."""
    graph = store.graphs.history
    return {
        quad
        for found in store.quads(None, _OF, article, graph)
        if isinstance(found.subject, NamedNode)
        for quad in store.quads(found.subject, None, None, graph)
    }


def read_history(store: Store, article: NamedNode) -> tuple[Version, ...]:
    """All versions of an article, the oldest first; the last is the one that stands.

    Raises `StoreError` where a record cannot be read.
    """
    graph = store.graphs.history
    found: list[tuple[int, Version]] = []
    for quad in store.quads(None, _OF, article, graph):
        node = quad.subject
        if not isinstance(node, NamedNode):
            continue
        facts = {q.predicate: q.object for q in store.quads(node, None, None, graph)}
        record = facts.get(RECORD)
        number = node.value.rpartition("-")[2]
        if isinstance(record, Literal) and number.isdigit():
            extraction = _parse(record, article, store)
            times = [_text(facts.get(TAKEN_IN)), _text(facts.get(_REPLACED))]
            version = Version(content_hash(extraction.article), times[0], times[1], extraction)
            found.append((int(number), version))
    versions = [version for _, version in sorted(found, key=lambda item: item[0])]
    standing = read_extraction(store, article)
    if standing is not None:
        taken = [_text(q.object) for q in store.quads(article, TAKEN_IN, None, store.graphs.log)]
        hash_ = content_hash(standing.article)
        versions.append(Version(hash_, taken[0] if taken else None, None, standing))
    return tuple(versions)


def changes_between(before: Extraction, after: Extraction, base: str) -> Change:
    """What appeared and what vanished from one version to the next.

    Statements and events are told apart by what they say, not by where they stand, so that a
    sentence that only moved is no change.
    """
    titles = (before.article.title, after.article.title)
    old_said, new_said = (_by_iri(statement_iris, e, e.statements, base) for e in (before, after))
    old_done, new_done = (_by_iri(event_iris, e, e.events, base) for e in (before, after))
    return Change(
        title=titles if titles[0] != titles[1] else None,
        modified=after.article.modified,
        statements_in=tuple(s for iri, s in new_said.items() if iri not in old_said),
        statements_out=tuple(s for iri, s in old_said.items() if iri not in new_said),
        events_in=tuple(e for iri, e in new_done.items() if iri not in old_done),
        events_out=tuple(e for iri, e in old_done.items() if iri not in new_done),
    )


def _by_iri(
    mint: Callable[[Extraction, str], tuple[str, ...]],
    extraction: Extraction,
    items: Sequence[_T],
    base: str,
) -> dict[str, _T]:
    return dict(zip(mint(extraction, base), items, strict=True))


def _text(term_: object) -> str | None:
    return term_.value if isinstance(term_, Literal) else None


def _parse(record: Literal, article: NamedNode, store: Store) -> Extraction:
    try:
        return from_record(json.loads(record.value), article.value)
    except ValueError as error:
        raise StoreError(
            f"{store.place}: a former version of <{article.value}> cannot be read ({error})"
        ) from None
