"""RDF terms as they are written to a store and as they come back.

Stores normalise literals (``"01"^^xsd:integer`` becomes ``1``), each in its own way. What comes
back is brought to the form that the embedded store gives, so that a graph is the same bytes
wherever it was kept. A datatype that a store cannot keep (it is tried with `PROBES`) is written
under another name and read back from it: such values are whole, but this store cannot compute with
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.errors import StoreError
from kg.iris import PREFIXES

__all__ = ["PROBES", "STORE", "Terms", "json_term"]

#: What kg notes in a store about the store; no part of the ontology, and of no export.
STORE = "https://w3id.org/newsgraph/store#"
_XSD = PREFIXES["xsd"]
_DECIMAL, _BOOLEAN, _INTEGER = (_XSD + name for name in ("decimal", "boolean", "integer"))
#: Datatypes whose literals stay as they are everywhere: most of what there is.
_PLAIN = frozenset(
    (
        _XSD + "string",
        PREFIXES["rdf"] + "langString",
        PREFIXES["rdf"] + "JSON",
    )
)
_ESCAPED = STORE + "literal/"
#: Digits of an integer that every store holds (64 bits).
_DIGITS = 18
_SUBJECT, _GRAPH = NamedNode("urn:s"), NamedNode("urn:p")

#: Literals to try a store with; all in the form in which the embedded store gives them back.
PROBES: tuple[Literal, ...] = tuple(
    Literal(value, datatype=NamedNode(datatype))
    for value, datatype in (
        ("12", _INTEGER),
        ("0.93", _DECIMAL),
        ("5", _DECIMAL),
        ("true", _BOOLEAN),
        ("2026-01-03", _XSD + "date"),
        ("2026-01", _XSD + "gYearMonth"),
        ("2026", _XSD + "gYear"),
        ("2026-01-03T10:00:00Z", _XSD + "dateTime"),
        ("2026-01-03T10:00:00.5+02:00", _XSD + "dateTime"),
        ("1.5", _XSD + "double"),
        ("1.5", _XSD + "float"),
        ("10:00:00", _XSD + "time"),
        ("P1DT2H", _XSD + "duration"),
        ("P1D", _XSD + "dayTimeDuration"),
        ("P1Y2M", _XSD + "yearMonthDuration"),
        ("--01-02", _XSD + "gMonthDay"),
        ("https://news.example/a?b=c", _XSD + "anyURI"),
        ('{"a": 1.0, "b": "é"}', PREFIXES["rdf"] + "JSON"),
        ("POINT(-74.08175 4.60971)", PREFIXES["geo"] + "wktLiteral"),
        ("2026-01-03/..", "http://id.loc.gov/datatypes/edtf/EDTF"),
    )
)


class Terms:
    """The terms of one store; ``escaped`` are the datatypes that it cannot keep."""

    def __init__(self, escaped: Iterable[str] = ()) -> None:
        self.escaped = frozenset(escaped)
        self._scratch = Store()
        self._known: dict[Literal, Literal] = {}

    def written(self, term: object) -> str:
        """A term as it stands in a request (N-Triples). Raises `StoreError` on a blank node."""
        if isinstance(term, NamedNode):
            return str(term)
        # What is taken away has the form that is read: so must what was written before.
        term = self.read(term)
        if not isinstance(term, Literal):
            what = "a blank node" if isinstance(term, BlankNode) else "a triple as a node"
            raise StoreError(f"a remote store cannot be given {what}; name it by an IRI")
        kind = term.datatype.value
        if kind in _PLAIN:
            return str(term)
        if kind in self.escaped or (kind == _INTEGER and len(term.value) > _DIGITS):
            return str(Literal(term.value, datatype=NamedNode(_ESCAPED + quote(kind, safe=""))))
        if kind == _DECIMAL and "." not in term.value:
            # Virtuoso takes a decimal without a point for an integer.
            return str(Literal(term.value + ".0", datatype=term.datatype))
        return str(term)

    def triple(self, triple: Triple) -> str:
        """A triple as a line of N-Triples, without its end."""
        return " ".join(self.written(t) for t in (triple.subject, triple.predicate, triple.object))

    def read(self, term: object) -> object:
        """A term as the embedded store would give it."""
        if not isinstance(term, Literal) or term.datatype.value in _PLAIN:
            return term
        known = self._known.get(term)
        if known is None:
            known = self._normal(term)
            if len(self._known) < 65536:
                self._known[term] = known
        return known

    def normal(self, triple: Triple) -> Triple:
        """A triple with its object as the embedded store would give it."""
        if not isinstance(triple.object, Literal) or triple.object.datatype.value in _PLAIN:
            return triple
        return Triple(triple.subject, triple.predicate, self.read(triple.object))  # type: ignore[arg-type]

    def _normal(self, term: Literal) -> Literal:
        kind = term.datatype.value
        if kind.startswith(_ESCAPED):
            return Literal(term.value, datatype=NamedNode(unquote(kind[len(_ESCAPED) :])))
        value = term.value
        digits = value[1:].split("-")[0] if value.startswith("-") else ""
        if kind.startswith((_XSD + "gYear", _XSD + "date")) and 0 < len(digits) < 4:
            value = "-" + digits.zfill(4) + value[1 + len(digits) :]
        self._scratch.clear()
        self._scratch.add(Quad(_SUBJECT, _GRAPH, Literal(value, datatype=term.datatype)))
        for quad in self._scratch:
            assert isinstance(quad.object, Literal)
            return quad.object
        raise AssertionError("unreachable")


def json_term(term: object) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON writes it (3.2.2)."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, Literal)
    said = {"type": "literal", "value": term.value}
    if term.language is not None:
        return {**said, "xml:lang": term.language}
    if term.datatype.value == _XSD + "string":
        return said
    return {**said, "datatype": term.datatype.value}
