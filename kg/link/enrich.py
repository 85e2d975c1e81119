"""Chosen facts of linked actors, copied from an endpoint in batches, each with where it is from.

Facts are asked of a SPARQL endpoint (Wikidata's, where no other is named) for the entities that
actors are exact matches of. The result is triples about the outside entities; they go into a graph
of their own, which plain queries do not see (`kg.pipeline.enrich`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.errors import UsageError
from kg.iris import WD
from kg.link.sparql import Endpoint

__all__ = ["FACTS", "Fact", "ask_facts"]

#: What can be copied: name, Wikidata property, what it says.
FACTS: Mapping[str, tuple[str, str]] = {
    "label": ("", "name in the languages asked for"),
    "type": ("P31", "instance of"),
    "country": ("P17", "country"),
    "citizenship": ("P27", "country of citizenship"),
    "office": ("P39", "position held"),
    "party": ("P102", "member of political party"),
    "image": ("P18", "image"),
    "coordinates": ("P625", "coordinates, as a point in WKT"),
}

_BATCH = 50
_DIRECT = "http://www.wikidata.org/prop/direct/"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A triple: ``entity`` and ``predicate`` are IRIs; ``value`` an IRI or a text.

    ``lang`` is the language of a text, ``datatype`` the IRI of its datatype.
    """

    entity: str
    predicate: str
    value: str
    is_iri: bool = False
    lang: str | None = None
    datatype: str | None = None


def ask_facts(
    endpoint: Endpoint,
    entities: Iterable[str],
    *,
    names: Iterable[str] = tuple(FACTS),
    languages: Iterable[str] = ("en",),
) -> Iterator[list[Fact]]:
    """The facts of the entities (IRIs of Wikidata), a list for each batch of 50.

    The labels of values that are entities themselves (an office, a country) come with them.
    Raises `UsageError` for a name that `FACTS` does not have, and as `Endpoint.select` does.
    """
    names = tuple(names)
    for name in names:
        if name not in FACTS:
            raise UsageError(f"no facts named '{name}'; there are {', '.join(FACTS)}")
    wanted = sorted({e for e in entities if e.startswith(WD) and e.removeprefix(WD).isalnum()})
    tongues = ", ".join(f'"{lang}"' for lang in languages if lang.replace("-", "").isalnum())
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        facts: list[Fact] = []
        values: set[str] = set()
        properties = [FACTS[name][0] for name in names if FACTS[name][0]]
        if properties:
            rows = endpoint.select(_query(batch, properties))
            facts += [fact for row in rows if (fact := _fact(row)) is not None]
            values = {f.value for f in facts if f.is_iri and f.value.startswith(WD)}
        labelled = (set(batch) if "label" in names else set()) | values
        for row in endpoint.select(_labels(sorted(labelled), tongues)) if labelled else ():
            if {"item", "name", "lang"} <= row.keys():
                facts.append(Fact(row["item"], _LABEL, row["name"], lang=row["lang"]))
        yield sorted(set(facts))


def _query(batch: list[str], properties: list[str]) -> str:
    items = " ".join(f"<{iri}>" for iri in batch)
    paths = " ".join(f"wdt:{p}" for p in properties)
    return (
        "SELECT ?item ?p ?value (ISIRI(?value) AS ?iri) (DATATYPE(?value) AS ?type) WHERE { "
        f"VALUES ?item {{ {items} }} VALUES ?p {{ {paths} }} ?item ?p ?value }}"
    )


def _labels(iris: list[str], tongues: str) -> str:
    items = " ".join(f"<{iri}>" for iri in iris)
    return (
        "SELECT ?item ?name (LANG(?name) AS ?lang) WHERE { "
        f"VALUES ?item {{ {items} }} ?item rdfs:label ?name FILTER(LANG(?name) IN ({tongues})) }}"
    )


def _fact(row: Mapping[str, str]) -> Fact | None:
    item, predicate, value = row.get("item", ""), row.get("p", ""), row.get("value")
    if not item.startswith(WD) or not predicate.startswith(_DIRECT) or value is None:
        return None
    iri = row.get("iri") == "true"
    if iri and any(c in value for c in ' <>"{}|\\^`\n'):
        return None
    return Fact(item, predicate, value, is_iri=iri, datatype=None if iri else row.get("type"))
