"""The full check: pyshacl over an rdflib graph made of quads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.namespace import RDF, SH

from kg.config import data_folder
from kg.errors import UsageError
from kg.validate.report import Report, Violation

__all__ = ["to_rdflib", "validate"]


def validate(quads: Iterable[Quad | Triple], shapes: Path | None = None) -> Report:
    """Validate quads (the names of their graphs do not matter) against the shapes of the package,
    or of another Turtle file. Raises `UsageError` on shapes that cannot be used."""
    path = shapes or data_folder("ontology") / "shapes.ttl"
    try:
        shacl = rdflib.Graph().parse(path, format="turtle")
        _, results, text = pyshacl.validate(
            to_rdflib(quads), shacl_graph=shacl, inference="none", advanced=False
        )
    except (OSError, SyntaxError, pyshacl.errors.ReportableRuntimeError) as error:
        raise UsageError(f"{path}: {_line(error)}") from None
    if not isinstance(results, rdflib.Graph):
        raise UsageError(f"{path}: {_line(text)}")
    return Report.of(_violation(results, node) for node in results.objects(None, SH.result))


def to_rdflib(quads: Iterable[Quad | Triple]) -> rdflib.Graph:
    """An rdflib graph of the triples; literals keep the lexical form that they have."""
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(node: Any) -> Any:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    if not isinstance(node, Literal):
        raise UsageError("a triple about a triple cannot be validated")
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    datatype = rdflib.URIRef(node.datatype.value)
    return rdflib.Literal(node.value, datatype=datatype, normalize=False)


def _violation(results: rdflib.Graph, node: Any) -> Violation:
    message = results.value(node, SH.resultMessage)
    value = results.value(node, SH.value)
    path = results.value(node, SH.resultPath)
    if isinstance(path, rdflib.BNode):
        path = results.value(path, SH.inversePath) or path
    assert (node, RDF.type, SH.ValidationResult) in results
    return Violation(
        str(results.value(node, SH.focusNode)),
        str(path or ""),
        _line(message or "breaks a shape"),
        str(value) if value is not None else "",
    )


def _line(text: object) -> str:
    return " ".join(str(text).split())
