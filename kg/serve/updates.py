"""What is looked at in an update before it runs, and the graphs that the protocol adds to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.errors import QueryError
from kg.query.checks import MAX_DEPTH, MAX_LENGTH
from kg.query.tokens import Token, place, tokens

__all__ = ["check_update", "with_using"]

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SIGNS = "!-+^"


def check_update(text: str) -> None:
    """Refuse what would reach out (LOAD, SERVICE) or is nested too deep for the parser.

    Raises `QueryError` with line and column.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the update is longer than {MAX_LENGTH:,} characters")
    _check(text)
    if "\\u" in text or "\\U" in text:
        _check(_ESCAPE.sub(lambda m: _character(m[1] or m[2]), text))


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 else " "


def _check(text: str) -> None:
    depth = signs = 0
    for token in tokens(text):
        if token.kind == "other":
            depth += (token.text in "{([") - (token.text in "})]")
            signs = signs + 1 if token.text in _SIGNS else 0
            if max(depth, signs) > MAX_DEPTH:
                raise _error(text, token, f"nested deeper than {MAX_DEPTH}")
        else:
            signs = 0
        if token.kind == "word" and token.upper in ("LOAD", "SERVICE"):
            raise _error(text, token, f"{token.upper} reaches another server, which is not allowed")


def with_using(text: str, plain: Sequence[str], named: Sequence[str]) -> str:
    """The update with the graphs that the request names (SPARQL 1.1 Protocol, 2.2.3).

    Raises `QueryError` where the update names its graphs itself (USING, WITH).
    """
    if not plain and not named:
        return text
    clause = " ".join(
        [*(f"USING <{iri}>" for iri in plain), *(f"USING NAMED <{iri}>" for iri in named)]
    )
    edits: list[tuple[int, str]] = []
    depth = 0
    delete: Token | None = None
    found = list(tokens(text))
    for number, token in enumerate(found):
        if token.kind == "other":
            depth += (token.text == "{") - (token.text == "}")
        if depth or token.kind != "word":
            continue
        if token.upper in ("USING", "WITH"):
            raise _error(
                text, token, f"the request names graphs, so {token.upper} cannot stand in it"
            )
        if token.upper == "WHERE":
            before = found[number - 1] if number else None
            if before is delete and delete is not None:
                edits.append((token.start, f"{_block(text, found, number + 1)} {clause} "))
            else:
                edits.append((token.start, f"{clause} "))
        delete = token if token.upper == "DELETE" else None
    for at, new in reversed(edits):
        text = text[:at] + new + text[at:]
    return text


def _block(text: str, found: list[Token], start: int) -> str:
    """The braces that begin at a token: of ``DELETE WHERE { ... }`` the pattern is the template."""
    depth = 0
    for token in found[start:]:
        if token.kind == "other":
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return text[found[start].start : token.end]
    return "{}"


def _error(text: str, token: Token, message: str) -> QueryError:
    line, column = place(text, token.start)
    return QueryError(f"line {line}, column {column}: {message}", line, column)
