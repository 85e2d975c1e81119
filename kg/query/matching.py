"""Full-text search inside SPARQL: ``?x kg:matches "words"`` and three functions.

A triple pattern with the predicate ``kg:matches`` becomes a ``VALUES`` block of the nodes that the
index finds, in the place where the pattern stands. Both are joined with the rest of their group in
the same way, so that it means the same in ``OPTIONAL``, ``MINUS``, ``UNION``, ``EXISTS`` and
sub-queries. It asks the node, whatever graph it is asked in: inside ``GRAPH`` too the texts of the
merged view count.

``kg:matches(?x, "words")``, ``kg:score(?x, "words")`` and ``kg:snippet(?x, "words")`` are functions
of any expression. They are asked row by row, so the pattern is the quicker way to few nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.iris import KG, PREFIXES
from kg.query.grammar import Pattern, patterns
from kg.query.tokens import Token, place, tokens
from kg.search.asking import Searcher
from kg.search.reading import open_search
from kg.search.words import parse
from kg.store.graphs import Graphs
from kg.store.versions import marks, version_of

__all__ = [
    "MATCHES",
    "MOST",
    "SCORE",
    "SNIPPET",
    "Lookup",
    "for_address",
    "functions",
    "is_asked",
    "rewritten",
    "searching",
]

MATCHES, SCORE, SNIPPET = KG + "matches", KG + "score", KG + "snippet"
#: Nodes that one pattern may stand for.
MOST = 100_000

_LOCAL = ("matches", "score", "snippet")
_TERMS = (MATCHES, SCORE, SNIPPET)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_DOUBLE = ox.NamedNode(PREFIXES["xsd"] + "double")

#: Gives the IRIs of the nodes whose texts hold the words, at most so many and one more.
Lookup = Callable[[str, int], list[str]]


@contextmanager
def searching(
    text: str, prefixes: dict[str, str], folder: Path, database: ox.Store | None = None
) -> Iterator[tuple[str, dict[ox.NamedNode, Callable[..., ox.Literal | None]]]]:
    """The query as the database can answer it, and the functions that it may call meanwhile.

    The index is opened for queries that use it alone. ``database`` is the store's as it is open,
    where it is: an index that fits it needs no further look. Raises `QueryError` as `rewritten`
    does, and `StoreError` where the index cannot be read.
    """
    if not is_asked(text):
        yield text, {}
        return
    version = ""
    if database is not None and "id" in prefixes:
        version = version_of(marks(database, Graphs(prefixes["id"])))
    with open_search(folder, version=version) as searcher:
        yield (
            rewritten(text, prefixes, lambda words, most: searcher.nodes(parse(words), most)),
            functions(searcher),
        )


def is_asked(text: str) -> bool:
    """Whether the query names one of the terms of search."""
    if not any(name in text for name in _LOCAL):
        return False
    # Prefixes are written anew in a query: whatever prefix stands before the name may be ours.
    return any(
        (t.kind == "iri" and t.text[1:-1] in _TERMS)
        or (t.kind == "name" and t.text.partition(":")[2].rstrip(".") in _LOCAL)
        for t in tokens(text)
    )


def rewritten(text: str, prefixes: dict[str, str], lookup: Lookup) -> str:
    """The query with ``VALUES`` in the place of each ``kg:matches`` pattern.

    No line is added, so that errors of the database name the user's own lines. Raises `QueryError`
    where such a pattern stands where it cannot be answered, or is answered by too many nodes.
    """
    found = list(tokens(text))
    bound = _bound(found)
    out: list[str] = []
    at = 0
    for pattern in patterns(found, prefixes, MATCHES):
        if pattern.problem:
            raise _error(text, pattern.predicate, pattern.problem)
        nodes: set[str] | None = None
        for token in pattern.objects:
            words = _words(text, token, bound)
            if words is not None:
                more = set(_nodes(text, token, words, lookup))
                nodes = more if nodes is None else nodes & more
        out += [text[at : pattern.start], _in_place(text, pattern, nodes)]
        at = pattern.end
    return "".join([*out, text[at:]])


def for_address(text: str, prefixes: dict[str, str], address: str, version: str) -> str:
    """The query as a store at an address can answer it: the index is on this machine.

    ``version`` is the store's change number. Raises `QueryError` as `rewritten` does, and where the
    query calls one of the functions: that server does not know them.
    """
    if not is_asked(text):
        return text
    with open_search(address, version=version) as searcher:
        found = rewritten(text, prefixes, lambda words, most: searcher.nodes(parse(words), most))
    for token in tokens(found):
        name = token.text[1:-1] if token.kind == "iri" else _expanded(token, prefixes)
        if name in _TERMS:
            raise _error(
                text,
                next(t for t in tokens(text) if t.text == token.text),
                f"{token.text} is a function that a store at an address cannot call; the pattern "
                '?x kg:matches "words" works there',
            )
    return found


def _expanded(token: Token, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, "") + local.rstrip(".") if token.kind == "name" else ""


def _in_place(text: str, pattern: Pattern, nodes: set[str] | None) -> str:
    """What stands in the place of a pattern; None for the nodes: it restricts nothing."""
    subject = pattern.subject
    if nodes is None:
        block = "VALUES () { () }"
    elif subject.kind == "var":
        iris = " ".join(str(ox.NamedNode(node)) for node in sorted(nodes))
        block = f"VALUES {subject.text} {{ {iris} }}"
    else:
        block = f"FILTER({str(pattern.iri in nodes).lower()})"
    before = " . " if not pattern.first else ""
    after = f" {subject.text} " if pattern.more else " "
    lines = "\n" * text.count("\n", pattern.start, pattern.end)
    return f"{before}{block}{lines}{after}"


def _bound(found: Sequence[Token]) -> dict[str, Token | None]:
    """Variables of a data block with one string (``VALUES ?words { "x" }``), None where UNDEF."""
    bound: dict[str, Token | None] = {}
    for i in range(len(found) - 4):
        if (
            found[i].upper == "VALUES"
            and found[i + 1].kind == "var"
            and found[i + 2].text == "{"
            and found[i + 4].text == "}"
            and (found[i + 3].kind == "string" or found[i + 3].upper == "UNDEF")
        ):
            item = found[i + 3]
            bound[found[i + 1].text[1:]] = item if item.kind == "string" else None
    return bound


def _words(text: str, token: Token, bound: dict[str, Token | None]) -> str | None:
    """The words that are asked for; None where a parameter has no value."""
    if token.kind == "var":
        if token.text[1:] not in bound:
            raise _error(
                text,
                token,
                f"kg:matches needs its words beforehand: a string, or VALUES {token.text} {{ "
                f'"words" }}; FILTER(kg:matches(?x, {token.text})) takes any value',
            )
        value = bound[token.text[1:]]
        return None if value is None else _unquoted(value.text)
    return _unquoted(token.text)


def _unquoted(literal: str) -> str:
    """The characters of a string as SPARQL writes it (SPARQL 1.1, 19.7)."""
    size = 3 if literal[:3] in ('"""', "'''") else 1
    inner = literal[size:-size]
    out, i = [], 0
    while i < len(inner):
        if inner[i] != "\\" or i + 1 == len(inner):
            out.append(inner[i])
            i += 1
            continue
        kind = inner[i + 1]
        length = {"u": 4, "U": 8}.get(kind, 0)
        if length:
            code = inner[i + 2 : i + 2 + length]
            try:
                out.append(chr(int(code, 16)))
            except (ValueError, OverflowError):
                out.append(" ")
        else:
            out.append(_ESCAPES.get(kind, kind))
        i += 2 + length
    return "".join(out)


def _nodes(text: str, token: Token, words: str, lookup: Lookup) -> list[str]:
    try:
        nodes = lookup(words, MOST)
    except UsageError as error:
        raise _error(text, token, str(error)) from None
    if len(nodes) > MOST:
        raise _error(
            text, token, f"more than {MOST:,} nodes hold '{words[:60]}'; look for longer words"
        )
    return nodes


def _error(text: str, token: Token, message: str) -> QueryError:
    line, column = place(text, token.start)
    return QueryError(f"line {line}, column {column}: {message}", line, column)


@dataclass(slots=True)
class _Asked:
    """What the index said of one search, kept for the rows to come."""

    nodes: frozenset[str] | None = None
    scores: dict[str, float] | None = None


def functions(searcher: Searcher) -> dict[ox.NamedNode, Callable[..., ox.Literal | None]]:
    """The functions, for the database; an argument that does not fit is the expression's error."""
    known: dict[str, _Asked] = {}

    def asked(node: object, words: object) -> _Asked | None:
        if not isinstance(node, ox.NamedNode) or not isinstance(words, ox.Literal):
            return None
        return known.setdefault(words.value, _Asked())

    def matches(node: object = None, words: object = None, *_: object) -> ox.Literal | None:
        found = asked(node, words)
        if found is None or not isinstance(node, ox.NamedNode) or not isinstance(words, ox.Literal):
            return None
        if found.nodes is None:
            try:
                found.nodes = frozenset(searcher.nodes(parse(words.value)))
            except UsageError:
                found.nodes = frozenset()
        return ox.Literal(node.value in found.nodes)

    def score(node: object = None, words: object = None, *_: object) -> ox.Literal | None:
        found = asked(node, words)
        if found is None or not isinstance(node, ox.NamedNode) or not isinstance(words, ox.Literal):
            return None
        if found.scores is None:
            try:
                found.scores = searcher.scores(parse(words.value))
            except UsageError:
                found.scores = {}
        value = found.scores.get(node.value)
        return None if value is None else ox.Literal(f"{value:.4f}", datatype=_DOUBLE)

    def snippet(node: object = None, words: object = None, *_: object) -> ox.Literal | None:
        if not isinstance(node, ox.NamedNode) or not isinstance(words, ox.Literal):
            return None
        try:
            part = searcher.snippet(parse(words.value), node.value, "*", "*")
        except UsageError:
            return None
        return None if part is None else ox.Literal(" ".join(part.split()))

    return {
        ox.NamedNode(MATCHES): matches,
        ox.NamedNode(SCORE): score,
        ox.NamedNode(SNIPPET): snippet,
    }
