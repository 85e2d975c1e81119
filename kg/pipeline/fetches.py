"""Articles from addresses on the web, and what their hosts said to tell a later version by: kept in
the graph that logs when an article was taken in, so that asking again costs the host nothing where
nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import PREFIXES, digest
from kg.map import article_iri
from kg.model import Article
from kg.pipeline.records import stored_record
from kg.read import Failure, Reading
from kg.read.metadata import Metadata
from kg.read.online import Unchanged, read_addresses
from kg.read.web import Fetcher, Validators
from kg.store.protocol import Changes, Store

__all__ = ["Fetches", "known_validators"]

#: The W3C's names of HTTP headers: https://www.w3.org/TR/HTTP-in-RDF10/
_HEADERS = "http://www.w3.org/2011/http-headers#"
_ASKED = NamedNode(PREFIXES["schema"] + "url")
_ETAG = NamedNode(_HEADERS + "etag")
_MODIFIED = NamedNode(_HEADERS + "last-modified")


@dataclass(slots=True)
class Fetches:
    """The articles of addresses, and the validators that belong to them.

    Args:
        store: where the articles go; what it holds of an address is asked for only if it changed.
        fetcher: how the web is asked.
        refresh: whether everything is asked for anew.
    """

    store: Store
    fetcher: Fetcher
    refresh: bool = False
    _found: dict[NamedNode, tuple[str, str, Validators]] = field(default_factory=dict)

    def articles(
        self,
        urls: Sequence[str],
        reading: Reading,
        unchanged: Callable[[str], None],
        metadata: Metadata | None = None,
        published: str | None = None,
    ) -> Iterator[Article | Failure]:
        """The articles at the addresses; ``unchanged`` is told of those that did not change."""
        for item in read_addresses(
            urls,
            self.fetcher,
            known=None if self.refresh else self._known,
            metadata=metadata,
            published=published,
            reading=reading,
        ):
            if isinstance(item, Failure):
                yield item
            elif isinstance(item, Unchanged):
                unchanged(item.url)
            else:
                if item.validators is not None:
                    iri = NamedNode(article_iri(item.article, self.store.graphs.base))
                    self._found[iri] = (item.url, digest(item.article.text), item.validators)
                yield item.article

    def keep(self) -> None:
        """Write the validators of the articles that are in the store now, in one transaction."""
        log = self.store.graphs.log
        added: set[Quad] = set()
        removed: set[Quad] = set()
        for article, (url, text, validators) in self._found.items():
            if not _holds(self.store, article, text):
                continue  # it did not go in: the next run shall ask for it again
            for predicate, value in (
                (_ASKED, url),
                (_ETAG, validators.etag),
                (_MODIFIED, validators.last_modified),
            ):
                removed |= set(self.store.quads(article, predicate, None, log))
                if value:
                    added.add(Quad(article, predicate, Literal(value), log))
        come, go = added - removed, removed - added
        if come or go:
            self.store.write(Changes(added=frozenset(come), removed=frozenset(go)))

    def _known(self, url: str) -> Validators | None:
        return known_validators(self.store, url)


def known_validators(store: Store, url: str) -> Validators | None:
    """The validators of the version of an address that the store holds; None where it holds none.

    What was removed from the store is not known any more, whatever the log says.
    """
    log = store.graphs.log
    for quad in store.quads(None, _ASKED, Literal(url), log):
        article = quad.subject
        if not isinstance(article, NamedNode) or stored_record(store, article) is None:
            continue
        found = {
            q.predicate: q.object.value
            for q in store.quads(article, None, None, log)
            if isinstance(q.object, Literal)
        }
        if _ETAG in found or _MODIFIED in found:
            return Validators(found.get(_ETAG), found.get(_MODIFIED))
    return None


def _holds(store: Store, article: NamedNode, text: str) -> bool:
    """Whether the store holds the article with this text (its hash)."""
    record = stored_record(store, article)
    return record is not None and digest(str(json.loads(record.value).get("text"))) == text
