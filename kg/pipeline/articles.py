"""Articles of a store as people name them: by IRI, path, address, title or the end of a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.iris import Minter
from kg.map.terms import ARTICLE, LABEL, PATH, TYPE, term
from kg.read.fields import page_address
from kg.store.graphs import is_iri
from kg.store.protocol import Store

__all__ = ["find_article"]

_ADDRESS = term("schema:url")


def find_article(store: Store, name: str) -> NamedNode:
    """The article that the name means.

    Tried in this order: its IRI; ``id:`` and the rest of it; its path or address; its title; the
    end of its path or address; the file that was ingested, whose path ends with the article's.
    Raises `UsageError` where none fits, or more than one.
    """
    name = name.strip()
    if name.startswith("<") and name.endswith(">"):
        name = name[1:-1]
    for candidate in _iris(store, name):
        if is_iri(candidate) and _is_article(store, NamedNode(candidate)):
            return NamedNode(candidate)
    for found in _ways(store, name):
        if len(found) == 1:
            return next(iter(found))
        if found:
            some = ", ".join(f"<{iri.value}>" for iri in sorted(found, key=str)[:5])
            raise UsageError(f"'{name}' fits {len(found)} articles; name one of {some}")
    raise UsageError(f"the store has no article '{name}'; kg query --name articles lists them")


def _iris(store: Store, name: str) -> Iterator[str]:
    yield name
    if name.startswith("id:"):
        yield store.graphs.base + name[3:]
    yield page_address(name) or name
    yield Minter(store.graphs.base).article(url=None, identifier=None, path=name)


def _ways(store: Store, name: str) -> Iterator[set[NamedNode]]:
    """The articles that a name fits, one way of naming after the other."""
    address = page_address(name)
    for predicate, value in ((PATH, name), (PATH, address), (_ADDRESS, address), (LABEL, name)):
        if value is None:
            continue
        yield {
            quad.subject
            for quad in store.quads(None, predicate, Literal(value))
            if isinstance(quad.subject, NamedNode) and quad.subject == quad.graph_name
        }
    paths = {
        quad.subject: quad.object.value
        for quad in store.quads(None, PATH)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }
    if address is not None:
        bare = _bare(address)
        yield {iri for iri, path in paths.items() if bare in (_bare(iri.value), _bare(path))}
    end = name.removeprefix("./").rstrip("/")
    yield {iri for iri, path in paths.items() if f"/{path}".rstrip("/").endswith(f"/{end}")}
    yield {iri for iri in paths if iri.value.rstrip("/").endswith(f"/{end}")}
    # A file of several articles, of which one may be left.
    yield {iri for iri, path in paths.items() if f"/{path}".rpartition("#")[0].endswith(f"/{end}")}
    # A folder's articles are called by their paths inside of it.
    typed = f"/{PurePath(name).as_posix()}"
    ends = {iri: len(path) for iri, path in paths.items() if path and typed.endswith(f"/{path}")}
    yield {iri for iri, length in ends.items() if length == max(ends.values())}


def _bare(address: str) -> str:
    """An address without what most sites answer alike: its scheme, ``www.``, a slash at its end."""
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")


def _is_article(store: Store, iri: NamedNode) -> bool:
    return any(True for _ in store.quads(iri, TYPE, ARTICLE, iri))
