"""The Service Description (SPARQL 1.1 Service Description): what the endpoint can do, as RDF."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.iris import PREFIXES

__all__ = ["describe_service"]

_SD = PREFIXES["sd"]
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_FORMATS_NS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_WRITERS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}


def describe_service(endpoint: str, format: str, *, writable: bool) -> bytes:
    """The description of the endpoint at an address, in a format of graphs."""
    service = NamedNode(endpoint)
    dataset, graph = NamedNode(endpoint + "#dataset"), NamedNode(endpoint + "#default")
    languages = ["SPARQL11Query"] + (["SPARQL11Update"] if writable else [])
    triples = [
        Triple(service, _TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), service),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), graph),
        Triple(graph, _TYPE, _sd("Graph")),
        Triple(
            graph,
            NamedNode(PREFIXES["rdfs"] + "comment"),
            Literal("The merged view: what all articles say, each triple once.", language="en"),
        ),
        *(Triple(service, _sd("supportedLanguage"), _sd(name)) for name in languages),
        *(Triple(service, _sd("resultFormat"), NamedNode(_FORMATS_NS + name)) for name in _RESULTS),
    ]
    if writable:
        triples += [
            Triple(service, _sd("inputFormat"), NamedNode(_FORMATS_NS + name))
            for name in _RESULTS[4:]
        ]
        triples.append(Triple(service, _sd("feature"), _sd("EmptyGraphs")))
    prefixes = {"sd": _SD, "rdfs": PREFIXES["rdfs"], "formats": _FORMATS_NS}
    chosen = _WRITERS[format]
    data = serialize(triples, format=chosen, prefixes=prefixes)
    assert data is not None
    return data


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
