"""One open store and its identity index: every change to the graph goes through here.

A change is one transaction of the store: the articles' graphs, the graphs of other articles whose
nodes got other IRIs by it, links, judgements, records and the merged view. The identity index is a
file of its own beside the store; a number that both carry tells whether one was written without
the other (the process was killed in between). What was under way stands in a third file, written
before the transaction, so that the index then takes in those articles alone; where that does not
tell, it is built anew from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import InputError
from kg.iris import PREFIXES
from kg.link.decisions import decide_links
from kg.map import article_iri, map_extraction, map_links
from kg.map.terms import CONTENT_HASH, XSD_TYPES, term
from kg.model import Extraction
from kg.pipeline.cited import cited_changes
from kg.pipeline.corrections import apply_corrections, read_corrections
from kg.pipeline.decisions import read_decisions
from kg.pipeline.history import forgotten, kept_version
from kg.pipeline.link_decisions import read_link_decisions
from kg.pipeline.links import link_changes
from kg.pipeline.ontology import ontology_triples
from kg.pipeline.records import (
    RECORD,
    all_extractions,
    content_hash,
    read_extraction,
    record_literal,
    stored_record,
)
from kg.pipeline.underway import Underway
from kg.resolve import Changes as IdentityChanges
from kg.resolve import IdentityIndex
from kg.search.follow import follow
from kg.store.opening import open_store, sidecar_folder
from kg.store.oxigraph import OxigraphStore
from kg.store.protocol import Changes, Delta, Store
from kg.validate import Checker

__all__ = ["Put", "Writer"]

#: Of the log: how many transactions the store has seen.
_VERSION = term("schema:version")
_TAKEN_IN = NamedNode(PREFIXES["prov"] + "generatedAtTime")
_INDEX = "identity.sqlite"
#: Articles that are mapped anew in one transaction.
_REMAPPED = 128

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a batch: the articles that went in, and an error for each that did not.

    ``quads`` is by how many the named graphs grew; the merged view is not counted.
    """

    stored: tuple[Extraction, ...] = ()
    failed: tuple[InputError, ...] = ()
    quads: int = 0


@dataclass(slots=True)
class _Work:
    """What one transaction is made of, before the articles are mapped."""

    #: Articles that come or change, and None for those that go.
    articles: dict[NamedNode, Extraction | None] = field(default_factory=dict)
    #: Own IRIs to nodes, of every article of which one changed.
    assigned: dict[str, Mapping[str, str]] = field(default_factory=dict)
    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)

    def take(self, changes: IdentityChanges) -> None:
        """Add what an update of the identity index changed, after all that came before."""
        self.assigned.update(changes.assigned)
        for quad in changes.removed:
            if quad in self.added:
                self.added.discard(quad)
            else:
                self.removed.add(quad)
        for quad in changes.added:
            if quad in self.removed:
                self.removed.discard(quad)
            else:
                self.added.add(quad)


def _now() -> datetime:
    return datetime.now(UTC)


class Writer:
    """Puts articles into a store and takes them out; see the module's description.

    Args:
        store: the store, open for writing.
        index: its identity index, in step with it.
        now: the clock, for the graph that logs when an article was taken in.
    """

    def __init__(self, store: Store, index: IdentityIndex, now: Now = _now) -> None:
        self.store = store
        self.index = index
        self._now = now
        self._checker = Checker()
        self._read_decisions(store.quads(graph=store.graphs.decisions))
        self._generation = _generation(store)
        self._underway = Underway(None)

    @classmethod
    def open(
        cls,
        place: str | Path | None,
        mode: OneOf["write", "create"] = "create",
        base: str | None = None,
    ) -> Writer:
        """Open a store for writing (in memory where the place is None) with its index.

        Raises `StoreError` as `kg.store.open_store` does.
        """
        store = open_store(place, mode, base)
        try:
            follow(store)
            folder = sidecar_folder(place)
            path = None if folder is None else folder / _INDEX
            index = IdentityIndex(path, base=store.graphs.base)
            writer = cls(store, index)
            writer._underway = Underway(None if folder is None else folder)
            if index.generation != writer._generation and not writer._replay():
                writer.reindex()
            writer._keep_ontology()
        except BaseException:
            store.close()
            raise
        return writer

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to disk and let go of the store."""
        try:
            self.store.flush()
        finally:
            self.index.close()
            self.store.close()

    def bulk(self, on: bool = True) -> None:
        """Expect a great many articles, or no longer; see `kg.store.OxigraphStore.bulk`."""
        if isinstance(self.store, OxigraphStore):
            self.store.bulk(on)

    @property
    def base(self) -> str:
        """The base under which IRIs are minted."""
        return self.store.graphs.base

    def iri(self, extraction: Extraction) -> NamedNode:
        """The IRI of the article, which names its graph."""
        return NamedNode(article_iri(extraction.article, self.base))

    def put(self, extractions: Sequence[Extraction]) -> Put:
        """Store articles in one transaction; a former version of an article is replaced.

        An article whose extraction cannot be mapped is left out, and the others go in.
        """
        by_iri = {self.iri(extraction): extraction for extraction in extractions}
        try:
            delta = self._write(dict(by_iri))
        except InputError as error:
            self.index.rollback()
            if len(by_iri) == 1:
                return Put(failed=(error,))
            single = [self.put([extraction]) for extraction in by_iri.values()]
            return Put(
                tuple(e for put in single for e in put.stored),
                tuple(e for put in single for e in put.failed),
                sum(put.quads for put in single),
            )
        return Put(tuple(by_iri.values()), quads=_named(delta.added) - _named(delta.removed))

    def remove(self, articles: Iterable[NamedNode]) -> None:
        """Take articles out, in one transaction: what they alone said is gone."""
        self._write(dict.fromkeys(articles))

    def remap(
        self,
        articles: Iterable[NamedNode],
        added: Iterable[Quad] = (),
        removed: Iterable[Quad] = (),
        identity: IdentityChanges | None = None,
    ) -> None:
        """Map stored articles anew in the transaction that writes these quads of shared graphs.

        What was decided by them (corrections) is read before the articles are mapped.
        """
        work = _Work()
        if identity is not None:
            work.take(identity)
        work.added |= set(added)
        work.removed |= set(removed)
        for article in articles:
            work.assigned.setdefault(article.value, self.index.assignment(article.value))
        decisions = set(self.store.quads(graph=self.store.graphs.decisions))
        self._read_decisions((decisions - work.removed) | work.added)
        self._finish(work)

    def _read_decisions(self, quads: Iterable[Quad]) -> None:
        decisions = list(quads)
        self._corrections = read_corrections(decisions)
        self._link_decisions = [decision for _, decision in read_link_decisions(decisions)]

    def _replay(self) -> bool:
        """Bring an index that missed the last transaction in step with it.

        False where it missed more, or nobody knows what that transaction was about.
        """
        articles = self._underway.read(self._generation)
        if articles is None or self.index.generation != self._generation - 1:
            return False
        wanted = set(read_decisions(self.store.quads(graph=self.store.graphs.decisions)))
        for decision in set(self.index.decisions()) - wanted:
            self.index.withdraw(decision)
        for decision in sorted(wanted - set(self.index.decisions())):
            self.index.decide(decision)
        for article in articles:
            self.index.update(article, read_extraction(self.store, NamedNode(article)))
        self.index.commit(self._generation)
        return True

    def reindex(self) -> None:
        """Build the identity index anew from the records and decisions that the store holds."""
        decisions = list(self.store.quads(graph=self.store.graphs.decisions))
        self._corrections = read_corrections(decisions)
        extractions = (extraction for _, extraction in all_extractions(self.store))
        self.index.rebuild(extractions, read_decisions(decisions))
        self.index.commit(self._generation)
        # Each merge has its judgement: where these differ, the rules of identity are others than
        # those that the graphs were made by (an upgrade), and every article is mapped anew.
        judged = frozenset(quad.triple for quad in self.index.judgements())
        if self.index.articles() and judged != self.store.triples(self.store.graphs.judgements):
            articles = [NamedNode(iri) for iri in self.index.articles()]
            for start in range(0, len(articles), _REMAPPED):
                self.remap(articles[start : start + _REMAPPED])
            self.store.write(Changes({self.store.graphs.judgements: judged}))

    def _write(self, articles: dict[NamedNode, Extraction | None]) -> Delta:
        work = _Work(articles)
        for article, extraction in articles.items():
            if extraction is not None and (extraction.article.url or "").startswith(self.base):
                # It would be the name of a shared graph, or of what another article says.
                raise InputError(
                    f"{extraction.article.path}: its address <{article.value}> lies under the base "
                    "of the store's own IRIs; give it another with --metadata"
                )
            work.take(self.index.update(article.value, extraction))
        return self._finish(work)

    def _finish(self, work: _Work) -> Delta:
        """Map what is to be mapped, write it, and keep the index in step."""
        graphs: dict[NamedNode, frozenset[Triple]] = {}
        links: dict[NamedNode, set[Quad]] = {}
        for name in (*work.articles, *map(NamedNode, work.assigned)):
            if name in graphs:
                continue
            extraction = (
                work.articles[name] if name in work.articles else read_extraction(self.store, name)
            )
            if extraction is None:
                graphs[name], links[name] = frozenset(), set()
                continue
            resolve = work.assigned.get(name.value) or self.index.assignment(name.value)
            triples = self._map(extraction, resolve)
            if name in work.articles:
                self._check(extraction, triples)
            graphs[name] = apply_corrections(triples, self._corrections.values(), resolve)
            linked = decide_links(extraction, self._link_decisions, resolve)
            links[name] = set(map_links(linked, base=self.base, resolve=resolve))
        come, go = link_changes(self.store, links)
        joined, parted = cited_changes(self.store, graphs, self.base)
        added, removed = self._kept(work.articles)
        self._underway.note(self._generation + 1, (name.value for name in work.articles))
        delta = self.store.write(
            Changes(
                graphs,
                frozenset(added | come | joined | work.added),
                frozenset(removed | go | parted | work.removed),
            )
        )
        self._generation += 1
        self.index.commit(self._generation)
        return delta

    def _map(self, extraction: Extraction, resolve: Mapping[str, str]) -> frozenset[Triple]:
        quads = map_extraction(extraction, base=self.base, resolve=resolve)
        article = self.iri(extraction)
        version = Triple(article, CONTENT_HASH, Literal(content_hash(extraction.article)))
        return frozenset([quad.triple for quad in quads] + [version])

    def _check(self, extraction: Extraction, triples: frozenset[Triple]) -> None:
        """Hold an article's graph against the shapes before it goes into the store.

        Where identity made two of the article's own nodes one, what it says of itself decides.
        Raises `InputError` with the first violation.
        """
        if self._checker.check(triples).conforms:
            return
        violations = self._checker.check(self._map(extraction, {})).violations
        if violations:
            first = violations[0]
            more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
            raise InputError(
                f"{extraction.article.path}: its graph breaks the shapes: <{first.focus}> "
                f"{first.message}{more}; nothing of it was stored"
            )

    def _kept(self, articles: Mapping[NamedNode, Extraction | None]) -> tuple[set[Quad], set[Quad]]:
        """Records, log and generation: what comes and what goes."""
        graphs = self.store.graphs
        added: set[Quad] = set()
        removed: set[Quad] = set()
        stamp = self._now().strftime("%Y-%m-%dT%H:%M:%SZ")
        for article, extraction in articles.items():
            old = stored_record(self.store, article)
            new = None if extraction is None else record_literal(extraction)
            if old is not None and old != new:
                removed.add(Quad(article, RECORD, old, graphs.records))
            if new is not None and old != new:
                added.add(Quad(article, RECORD, new, graphs.records))
            if extraction is None:
                removed |= forgotten(self.store, article)
                # Where it was fetched from, and what its host said of it, goes with it.
                removed |= set(self.store.quads(article, None, None, graphs.log))
            elif old is not None and old != new:
                number, now = self._generation + 1, _instant(stamp)
                added |= kept_version(self.store, article, old, extraction, number, now)
            if old != new:
                removed |= set(self.store.quads(article, _TAKEN_IN, None, graphs.log))
            if new is not None and old != new:
                added.add(Quad(article, _TAKEN_IN, _instant(stamp), graphs.log))
        removed |= set(self.store.quads(graphs.log, _VERSION, None, graphs.log))
        added.add(_generation_quad(self.store, self._generation + 1))
        return added, removed - added

    def _keep_ontology(self) -> None:
        """Bring the ontology in the store to the version that this program ships."""
        graph = self.store.graphs.ontology
        triples = ontology_triples(self.base)
        if self.store.triples(graph) != triples:
            self.store.write(Changes({graph: triples}))


def _named(quads: Iterable[Quad]) -> int:
    return sum(1 for quad in quads if isinstance(quad.graph_name, NamedNode))


def _instant(stamp: str) -> Literal:
    return Literal(stamp, datatype=XSD_TYPES["dateTime"])


def _generation(store: Store) -> int:
    for quad in store.quads(store.graphs.log, _VERSION, None, store.graphs.log):
        if isinstance(quad.object, Literal):
            return int(quad.object.value)
    return 0


def _generation_quad(store: Store, number: int) -> Quad:
    log = store.graphs.log
    return Quad(log, _VERSION, Literal(str(number), datatype=XSD_TYPES["integer"]), log)
