"""Facts on linked actors from elsewhere, in ``graph/enrichment``, outside the merged view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import PREFIXES, Minter
from kg.link.enrich import FACTS, Fact, ask_facts
from kg.link.sparql import Endpoint
from kg.map.terms import EXACT_MATCH
from kg.store.protocol import Changes, Store

__all__ = ["enrich", "linked_entities"]

_XSD = PREFIXES["xsd"]
_PROV = PREFIXES["prov"]
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def linked_entities(store: Store) -> list[str]:
    """The IRIs of all entities that actors are exact matches of, in order."""
    quads = store.quads(None, EXACT_MATCH, None, store.graphs.links)
    return sorted({q.object.value for q in quads if isinstance(q.object, NamedNode)})


def enrich(
    store: Store,
    endpoint: Endpoint,
    *,
    at: datetime,
    names: Iterable[str] = tuple(FACTS),
    languages: Iterable[str] = ("en",),
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Copy facts of the linked entities into the enrichment graph; gives how many there are.

    What was copied of an entity before is replaced. Each entity says with PROV from which endpoint
    and when its facts were copied. A batch is written as it comes: what was copied stays, should
    the endpoint fail.
    """
    entities = linked_entities(store)
    graph = store.graphs.named("enrichment")
    stamp = Literal(at.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=NamedNode(_XSD + "dateTime"))
    copied = done = 0
    for facts in ask_facts(endpoint, entities, names=names, languages=languages):
        added = {_quad(fact, graph) for fact in facts}
        copied += len(added)
        batch = sorted({fact.entity for fact in facts} & set(entities))
        source = NamedNode(Minter(store.graphs.base).local("activity", endpoint.url, stamp.value))
        if batch:
            added |= {
                Quad(source, _TYPE, NamedNode(_PROV + "Activity"), graph),
                Quad(source, NamedNode(_PROV + "used"), NamedNode(endpoint.url), graph),
                Quad(source, NamedNode(_PROV + "endedAtTime"), stamp, graph),
            }
        removed: set[Quad] = set()
        for entity in batch:
            node = NamedNode(entity)
            removed |= set(store.quads(node, None, None, graph))
            added.add(Quad(node, NamedNode(_PROV + "wasGeneratedBy"), source, graph))
        store.write(Changes(added=frozenset(added - removed), removed=frozenset(removed - added)))
        done += len(batch)
        if progress is not None:
            progress(done, len(entities))
    return copied


def _quad(fact: Fact, graph: NamedNode) -> Quad:
    value: NamedNode | Literal
    if fact.is_iri:
        value = NamedNode(fact.value)
    elif fact.lang:
        value = Literal(fact.value, language=fact.lang)
    elif fact.datatype:
        value = Literal(fact.value, datatype=NamedNode(fact.datatype))
    else:
        value = Literal(fact.value)
    return Quad(NamedNode(fact.entity), NamedNode(fact.predicate), value, graph)
