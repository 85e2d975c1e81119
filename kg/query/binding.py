"""Parameters of a query, bound as RDF terms.

A query says where its parameter goes by ``VALUES ?actor { UNDEF }`` (or ``{ 2 }``, its default):
the term takes the place of what stands there, so that the parameter is data of the query, and
without a value the query runs as it stands. The parameter ``limit`` stands behind the query's last
``LIMIT``. In a query without such a place the variable itself is
replaced, token by token.

The library's own ``substitutions`` do not serve: they ask for every variable in the outermost
SELECT, and filters and sub-queries do not see the value (pyoxigraph 0.5.13).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from pyoxigraph import Literal, NamedNode

from kg.errors import QueryError
from kg.query.tokens import Token, place, tokens

__all__ = ["LIMIT", "bind"]

#: The parameter that stands for the number of rows: it goes behind LIMIT.
LIMIT = "limit"
#: Tokens of the longest item: a literal with its datatype, and the bracket behind it.
_LONGEST = 6


def bind(text: str, values: Mapping[str, NamedNode | Literal]) -> str:
    """The query with the values in it. Terms are written by the library, never by us.

    Raises `QueryError` where the query has no such variable, or binds it itself (``AS ?name``).
    """
    if not values:
        return text
    found = list(tokens(text))
    edits: dict[int, tuple[int, str]] = {}
    for name, term in values.items():
        places = _places(found, name)
        ends = _limits(found) if name == LIMIT and not places else []
        if ends:
            if not term.value.isdecimal():
                raise QueryError(f"limit={term.value}: a number of rows is needed")
            edits.update({start: (end, term.value) for start, end in ends})
        elif places:
            edits.update({start: (end, str(term)) for start, end in places})
        else:
            edits.update(_everywhere(text, found, name, str(term)))
    parts, at = [], 0
    for start in sorted(edits):
        end, new = edits[start]
        parts += [text[at:start], new]
        at = end
    return "".join(parts) + text[at:]


def _places(found: list[Token], name: str) -> list[tuple[int, int]]:
    """Where the one item of ``VALUES ?name { item }`` begins and ends."""
    places = []
    for i in range(len(found) - 4):
        if (
            found[i].upper == "VALUES"
            and found[i + 1].kind == "var"
            and found[i + 1].text[1:] == name
            and found[i + 2].text == "{"
        ):
            rest = found[i + 3 : i + 3 + _LONGEST]
            end = next((j for j, token in enumerate(rest) if token.text == "}"), 0)
            item = rest[:end]
            if end and (end == 1 or any(token.text in ("^", ".") for token in item)):
                places.append((item[0].start, item[-1].end))
    return places


def _limits(found: list[Token]) -> list[tuple[int, int]]:
    """Where the number behind the last LIMIT begins and ends."""
    for i in range(len(found) - 2, -1, -1):
        if found[i].upper == "LIMIT" and found[i].kind == "word":
            digits = list(takewhile(lambda token: token.text.isdecimal(), found[i + 1 :]))
            return [(digits[0].start, digits[-1].end)] if digits else []
    return []


def _everywhere(text: str, found: list[Token], name: str, term: str) -> dict[int, tuple[int, str]]:
    edits: dict[int, tuple[int, str]] = {}
    depth = 0
    projecting = False
    for i, token in enumerate(found):
        if token.kind == "other" and token.text == "(":
            depth += 1
        elif token.kind == "other" and token.text == ")":
            depth -= 1
        if token.kind == "word" and token.upper == "SELECT":
            projecting, depth = True, 0
        elif token.text == "{" or token.upper in ("WHERE", "FROM"):
            projecting = False
        if token.kind != "var" or token.text[1:] != name:
            continue
        before = found[i - 1] if i else None
        if before is not None and before.upper == "AS":
            line, column = place(text, token.start)
            raise QueryError(
                f"line {line}, column {column}: the query computes ?{name} itself, so that it "
                "cannot be a parameter",
                line,
                column,
            )
        bound = (
            i >= 2
            and found[i - 1].text == "("
            and found[i - 2].upper == "BOUND"
            and i + 1 < len(found)
            and found[i + 1].text == ")"
        )
        if bound:
            edits[found[i - 2].start] = (found[i + 1].end, "true")
        elif projecting and depth == 0:
            edits[token.start] = (token.end, f"({term} AS ?{name})")
        else:
            edits[token.start] = (token.end, term)
    if not edits:
        raise QueryError(f"the query has no variable ?{name} to give a value to")
    return edits
