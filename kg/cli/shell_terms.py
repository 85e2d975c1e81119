"""The terms of the ontology as the shell shows and completes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.iris import ACT, EV, KG, PREFIXES

__all__ = ["SparqlTerm", "ontology_terms", "usual_terms"]

_RDF, _RDFS, _OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
_KINDS = {
    _OWL + "Class": "class",
    _OWL + "ObjectProperty": "property",
    _OWL + "DatatypeProperty": "property",
    PREFIXES["skos"] + "Concept": "concept",
    _OWL + "NamedIndividual": "value",
}
_USUAL = {
    "rdf:type": "property",
    "rdfs:label": "property",
    "rdfs:comment": "property",
    "skos:altLabel": "property",
    "skos:exactMatch": "property",
    "skos:closeMatch": "property",
    "skos:broader": "property",
    "dcterms:title": "property",
    "dcterms:creator": "property",
    "dcterms:publisher": "property",
    "dcterms:identifier": "property",
    "dcterms:isReplacedBy": "property",
    "prov:wasGeneratedBy": "property",
    "prov:wasDerivedFrom": "property",
    "prov:alternateOf": "property",
    "prov:generatedAtTime": "property",
    "xsd:date": "datatype",
    "xsd:dateTime": "datatype",
    "xsd:decimal": "datatype",
    "xsd:integer": "datatype",
}


@dataclass(frozen=True, slots=True)
class SparqlTerm:
    """A term by its prefixed name: class, property, concept, value, function or datatype."""

    name: str
    kind: str
    comment: str = ""
    domains: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()


def usual_terms() -> list[SparqlTerm]:
    """Terms of other vocabularies that the graph uses, and the functions of search."""
    functions = (
        SparqlTerm("kg:score", "function", "how well a node matches words: kg:score(?x, words)"),
        SparqlTerm("kg:snippet", "function", "its text about the words: kg:snippet(?x, words)"),
    )
    return [*functions, *(SparqlTerm(name, kind) for name, kind in _USUAL.items())]


def ontology_terms(triples: Iterable[Triple]) -> list[SparqlTerm]:
    """The terms of our namespaces that the triples declare, sorted by name."""
    kinds: dict[str, str] = {}
    comments: dict[str, str] = {}
    domains: dict[str, set[str]] = {}
    ranges: dict[str, set[str]] = {}
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if not isinstance(subject, NamedNode):
            continue
        if isinstance(value, NamedNode):
            if predicate == _RDF + "type" and value.value in _KINDS:
                kinds[subject.value] = _KINDS[value.value]
            elif predicate in (_RDFS + "domain", PREFIXES["schema"] + "domainIncludes"):
                domains.setdefault(subject.value, set()).add(_short(value.value))
            elif predicate in (_RDFS + "range", PREFIXES["schema"] + "rangeIncludes"):
                ranges.setdefault(subject.value, set()).add(_short(value.value))
        elif isinstance(value, Literal) and predicate in (
            _RDFS + "comment",
            PREFIXES["skos"] + "definition",
            PREFIXES["skos"] + "scopeNote",
        ):
            comments.setdefault(subject.value, value.value)
    found = [
        SparqlTerm(
            _short(iri),
            kind,
            comments.get(iri, ""),
            tuple(sorted(domains.get(iri, ()))),
            tuple(sorted(ranges.get(iri, ()))),
        )
        for iri, kind in kinds.items()
        if iri.startswith((KG, EV, ACT))
    ]
    return sorted(found, key=lambda term: (term.kind, term.name))


def _short(iri: str) -> str:
    fits = [(prefix, base) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return f"<{iri}>"
    prefix, base = max(fits, key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri[len(base) :]}"
