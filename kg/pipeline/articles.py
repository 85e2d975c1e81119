"""Articles of a store as people name them: by IRI, path, address or the last part of one."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.iris import Minter
from kg.map.terms import ARTICLE, LABEL, PATH, TYPE
from kg.store.graphs import is_iri
from kg.store.protocol import Store

__all__ = ["find_article"]


def find_article(store: Store, name: str) -> NamedNode:
    """The article that the name means.

    Tried in this order: its IRI; ``id:`` and the rest of it; its path or address; its title; the
    end of its path. Raises `UsageError` where none fits, or more than one.
    """
    candidates = [name] if is_iri(name) else []
    if name.startswith("id:"):
        candidates.append(store.graphs.base + name[3:])
    candidates.append(Minter(store.graphs.base).article(url=None, identifier=None, path=name))
    for candidate in candidates:
        if is_iri(candidate) and _is_article(store, NamedNode(candidate)):
            return NamedNode(candidate)
    told: dict[NamedNode, str] = {}
    for predicate in (PATH, LABEL):
        for quad in store.quads(None, predicate, Literal(name)):
            if isinstance(quad.subject, NamedNode) and quad.subject == quad.graph_name:
                told[quad.subject] = name
        if told:
            break
    else:
        for quad in store.quads(None, PATH):
            path = quad.object.value if isinstance(quad.object, Literal) else ""
            if isinstance(quad.subject, NamedNode) and f"/{path}".endswith(f"/{name}"):
                told[quad.subject] = path
    if len(told) == 1:
        return next(iter(told))
    if not told:
        raise UsageError(f"the store has no article '{name}'; kg query --name articles lists them")
    some = ", ".join(f"<{iri.value}>" for iri in sorted(told, key=str)[:5])
    raise UsageError(f"'{name}' fits {len(told)} articles; name one of {some}")


def _is_article(store: Store, iri: NamedNode) -> bool:
    return any(True for _ in store.quads(iri, TYPE, ARTICLE, iri))
