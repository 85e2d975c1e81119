"""From what a user writes for a parameter to an RDF term, by the parameter's kind.

An actor or event may be given by its IRI, by a prefixed name, or by its name ("petro"), which is
looked up among the labels of the store.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.iris import KG, PREFIXES
from kg.query.binding import bind
from kg.query.folding import pattern_of
from kg.query.named import NamedQuery, Parameter

__all__ = ["Ask", "find_node", "term_of", "values_of"]

#: Runs a SELECT and gives its SPARQL JSON.
Ask = Callable[[str], bytes]

_XSD = PREFIXES["xsd"]
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|\*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_SHOWN = 8

#: Which classes a parameter of this name means; others mean anything with a label.
_CLASSES = {
    "actor": ("Actor", "Place"),
    "holder": ("Person",),
    "speaker": ("Actor",),
    "place": ("Place",),
    "event": ("Event",),
    "article": ("Article",),
}


def values_of(
    query: NamedQuery, given: Mapping[str, str], ask: Ask, prefixes: Mapping[str, str]
) -> dict[str, NamedNode | Literal]:
    """The terms of a named query's parameters, defaults included.

    Raises `UsageError` for a parameter that it has not, that is missing, or whose value is not of
    its kind.
    """
    for name in given:
        query.parameter(name)
    values: dict[str, NamedNode | Literal] = {}
    for parameter in query.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is not None:
            values[parameter.name] = term_of(parameter, text, ask, prefixes)
        elif parameter.required:
            raise UsageError(
                f"query '{query.name}' needs -p {parameter.name}=...: {parameter.description}"
            )
    return values


def term_of(
    parameter: Parameter, text: str, ask: Ask, prefixes: Mapping[str, str]
) -> NamedNode | Literal:
    """The term of one parameter. Raises `UsageError` on a value that is not of its kind."""
    if parameter.kind == "iri":
        return find_node(text, ask, prefixes, _CLASSES.get(parameter.name, ()))
    if parameter.kind == "date":
        return Literal(_day(parameter, text), datatype=NamedNode(_XSD + "date"))
    if parameter.kind == "lang":
        if not _LANG.fullmatch(text):
            raise _bad(parameter, text, "a language tag such as es or es-CO")
        return Literal(text.lower())
    if parameter.kind == "integer":
        if not re.fullmatch(r"[+-]?\d{1,18}", text):
            raise _bad(parameter, text, "a whole number")
        return Literal(str(int(text)), datatype=NamedNode(_XSD + "integer"))
    if parameter.kind == "number":
        if not re.fullmatch(r"[+-]?(\d{1,18}(\.\d{1,18})?|\.\d{1,18})", text):
            raise _bad(parameter, text, "a number")
        return Literal(text, datatype=NamedNode(_XSD + "decimal"))
    return Literal(text)


def _day(parameter: Parameter, text: str) -> str:
    """A day; of a year or month the first, or the last where the parameter is an end."""
    if not _DAY.fullmatch(text):
        raise _bad(parameter, text, "a date such as 2026-01-03, 2026-01 or 2026")
    end = parameter.name in ("to", "until", "before")
    parts = [int(part) for part in text.split("-")]
    try:
        if len(parts) == 3:
            return date(*parts).isoformat()
        if len(parts) == 1:
            return f"{parts[0]:04d}-{'12-31' if end else '01-01'}"
        first = date(parts[0], parts[1], 1)
        if not end:
            return first.isoformat()
        year, month = divmod(first.year * 12 + first.month, 12)
        return date.fromordinal(date(year, month + 1, 1).toordinal() - 1).isoformat()
    except ValueError:
        raise _bad(parameter, text, "a date of the calendar") from None


def _bad(parameter: Parameter, text: str, wanted: str) -> UsageError:
    return UsageError(f"-p {parameter.name}={text}: {wanted} is needed")


def find_node(
    text: str, ask: Ask, prefixes: Mapping[str, str], classes: tuple[str, ...] = ()
) -> NamedNode:
    """The node that the user means: an IRI, a prefixed name, or words of a label.

    A label that is exactly the words wins over labels that hold them; where none holds them as
    they are written, accents make no difference ("garcia" finds García). Raises `UsageError` with
    a list where several fit, and where none does.
    """
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    prefix, colon, local = text.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        text = prefixes[prefix] + local
    if _IRI.fullmatch(text) and ("//" in text or text.startswith("urn:")):
        return NamedNode(text)
    rows = _named(text, ask, classes) or _named(text, ask, classes, folded=True)
    exact = [row for row in rows if row[2]]
    best = exact or rows
    nodes = {iri: label for iri, label, _ in best}
    if len(nodes) == 1:
        return NamedNode(next(iter(nodes)))
    if not nodes:
        kind = classes[0].lower() if classes else "node"
        raise UsageError(
            f"the store has no {kind} called '{text}'; kg query --name actors lists names"
        )
    some = ", ".join(f"{label} <{iri}>" for iri, label in list(nodes.items())[:_SHOWN])
    more = f" and {len(nodes) - _SHOWN} more" if len(nodes) > _SHOWN else ""
    raise UsageError(f"'{text}' fits {len(nodes)}: {some}{more}; name one by its IRI")


def _named(
    text: str, ask: Ask, classes: tuple[str, ...], *, folded: bool = False
) -> list[tuple[str, str, bool]]:
    """Nodes whose label holds the words: (IRI, label, whether a label is exactly the words)."""
    if folded:
        pattern = pattern_of(text)
        if not pattern:
            return []
        words = Literal(pattern)
        holds = 'REGEX(STR(?name), ?words, "i")'
        same = 'REGEX(STR(?name), CONCAT("^", ?words, "$"), "i")'
    else:
        words = Literal(text)
        holds = "CONTAINS(LCASE(STR(?name)), LCASE(?words))"
        same = "LCASE(STR(?name)) = LCASE(?words)"
    kinds = " ".join(f"<{KG}{name}>" for name in classes)
    typed = f"VALUES ?class {{ {kinds} }} ?node a ?class ." if classes else ""
    # All labels are read once, which is quicker than to look up those of each node; ?words stands
    # outside once more so that the planner takes what fits to be few.
    query = f"""
        SELECT ?node ?label (MAX({same}) AS ?exact) {{
          {{ SELECT ?node ?name ?words {{
            VALUES ?words {{ UNDEF }}
            {{ {{ SELECT ?node ?name {{ ?node rdfs:label ?name }} }}
              UNION {{ SELECT ?node ?name {{ ?node skos:altLabel ?name }} }} }}
            FILTER({holds})
            {typed}
          }} }}
          VALUES ?words {{ UNDEF }}
          ?node rdfs:label ?label .
        }} GROUP BY ?node ?label ORDER BY DESC(?exact) STRLEN(STR(?label)) ?label ?node"""
    rows = json.loads(ask(bind(query, {"words": words})))["results"]["bindings"]
    return [
        (row["node"]["value"], row["label"]["value"], row["exact"]["value"] in ("true", "1"))
        for row in rows
        if row["node"]["type"] == "uri"
    ]
