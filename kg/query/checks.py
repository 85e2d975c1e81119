"""What is refused before a query is parsed: it would cost more than its own worker, or reach out.

Nesting that deep kills the process inside the parser; ``SERVICE`` reaches the network, so that
only hosts that the user allowed may be named; updates have their own ways in (`kg ingest`,
`kg correct`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import QueryError
from kg.query.services import NO_SERVICES, Services
from kg.query.tokens import Token, place, tokens

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Checked", "check"]

#: Brackets inside brackets; no query that a person or program means goes beyond a few dozen.
MAX_DEPTH = 100
#: Characters of one query.
MAX_LENGTH = 1_000_000

_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES = {
    "INSERT",
    "DELETE",
    "LOAD",
    "CLEAR",
    "DROP",
    "CREATE",
    "ADD",
    "MOVE",
    "COPY",
    "WITH",
}
_PROLOGUE = {"PREFIX", "BASE", "VERSION"}
_OPEN, _CLOSE = "{([", "})]"
_PREFIX_SIGNS = "!-+^"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: its form, and the graphs that its FROM clauses name.

    ``names`` are IRIs as they stand (``<...>``) or prefixed names; ``services`` the addresses that
    its SERVICE clauses reach, each on the allow list.
    """

    form: str
    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def check(text: str, *, services: Services = NO_SERVICES) -> Checked:
    """Look at a query before it is parsed.

    Raises `QueryError`, with line and column, for updates, for SERVICE by a variable or to a host
    that is not on the allow list, for nesting deeper than `MAX_DEPTH`, and for a text longer than
    `MAX_LENGTH`.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query is longer than {MAX_LENGTH:,} characters")
    checked = _check(text, services)
    if "\\u" in text or "\\U" in text:
        # Escapes may stand for any character, also outside of strings (SPARQL 1.1, 19.2).
        decoded = _ESCAPE.sub(lambda m: _character(m[1] or m[2]), text)
        if _check(decoded, services).services != checked.services:
            raise QueryError("SERVICE and its address must be written without \\u escapes")
    return checked


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 else " "


def _check(text: str, services: Services) -> Checked:
    form: str | None = None
    depth = 0
    signs = 0
    names: list[str] = []
    previous: Token | None = None
    before: Token | None = None
    prologue = False
    for token in tokens(text):
        if token.kind == "other" and token.text in _OPEN:
            depth += 1
            if depth > MAX_DEPTH:
                raise _error(text, token, f"brackets are nested deeper than {MAX_DEPTH}")
        elif token.kind == "other" and token.text in _CLOSE:
            depth -= 1
        signs = signs + 1 if token.kind == "other" and token.text in _PREFIX_SIGNS else 0
        if signs > MAX_DEPTH:
            raise _error(text, token, f"more than {MAX_DEPTH} signs in a row")
        if token.kind == "word" and not (previous and previous.text == "@"):
            keyword = token.upper
            if form is None and not prologue:
                if keyword in _FORMS:
                    form = keyword
                elif keyword in _UPDATES:
                    raise _error(
                        text, token, f"{keyword} is an update; a query cannot change the store"
                    )
                elif keyword not in _PROLOGUE and depth == 0:
                    raise _error(
                        text,
                        token,
                        f"'{token.text}' begins no query; SELECT, ASK, CONSTRUCT or DESCRIBE does",
                    )
        if _names_a_graph(token, previous, before):
            names.append(token.text)
        prologue = token.kind == "word" and token.upper in _PROLOGUE
        before, previous = previous, token
    return Checked(form or "SELECT", tuple(names), _services(text, services))


def _services(text: str, services: Services) -> tuple[str, ...]:
    """The addresses behind SERVICE, each of them allowed."""
    found = list(tokens(text))
    reached = []
    for i, token in enumerate(found):
        if token.kind != "word" or token.upper != "SERVICE":
            continue
        silent = i + 1 < len(found) and found[i + 1].upper == "SILENT"
        target = found[i + 1 + silent] if i + 1 + silent < len(found) else token
        if services.hosts and target.kind == "var":
            raise _error(text, token, "SERVICE by a variable is refused: name the address itself")
        if services.hosts and target.kind != "iri":
            raise _error(text, token, "SERVICE needs an address in full: <https://host/path>")
        refused = services.refusal(target.text[1:-1])
        if refused is not None:
            raise _error(text, token, refused)
        reached.append(target.text[1:-1])
    return tuple(reached)


def _names_a_graph(token: Token, previous: Token | None, before: Token | None) -> bool:
    if token.kind not in ("iri", "name") or previous is None or previous.kind != "word":
        return False
    if previous.upper == "FROM":
        return True
    return previous.upper == "NAMED" and before is not None and before.upper == "FROM"


def _error(text: str, token: Token, message: str) -> QueryError:
    line, column = place(text, token.start)
    return QueryError(f"line {line}, column {column}: {message}", line, column)
