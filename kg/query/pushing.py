"""Sending along what is known: ``SERVICE`` is asked about the store's own values alone.

The database asks a remote endpoint for all that a ``SERVICE`` block matches, and joins afterwards:
for Wikidata that is millions of rows where ten are wanted. So the values that the shared variables
have in the store are looked up first and put into the block as ``VALUES`` (a bind join: Schwarte et
al., FedX, ISWC 2011). Since the block is joined with the same triples anyway, the answer stays the
same.

It is done where that is sure from the words alone: the block stands in the outermost braces of the
query, or alone in an ``OPTIONAL`` there, beside plain triple patterns. Elsewhere the query stays as
it is, and ``VALUES`` can be written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.query.tokens import Token, tokens

__all__ = ["MAX_VALUES", "Block", "Row", "blocks", "pushed"]

#: More rows than these are not sent along: the endpoint's and our limits decide then.
MAX_VALUES = 1000

#: The terms of the shared variables, as SPARQL writes them; None where one has no value.
Row = tuple[str | None, ...]

_NOT_TRIPLES = frozenset(
    ("FILTER", "BIND", "VALUES", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "UNION", "EXISTS", "NOT")
)


@dataclass(frozen=True, slots=True)
class Block:
    """A ``SERVICE``: its address token, and the offsets of its braces in the query.

    ``question`` asks the store for the values of ``shared``, the variables that the block has in
    common with the triples beside it; None where nothing can be sent along.
    """

    address: Token
    start: int
    end: int
    shared: tuple[str, ...] = ()
    question: str | None = None


def blocks(text: str) -> list[Block]:
    """All ``SERVICE`` blocks of a query that name an address, in the order of the text."""
    found = list(tokens(text))
    closing = _closing(found)
    first = next(
        (i for i, t in enumerate(found) if t.text == "{" and not _template(found, i)), None
    )
    result = []
    for i, token in enumerate(found):
        if token.kind != "word" or token.upper != "SERVICE":
            continue
        at = i + 1
        if at < len(found) and found[at].upper == "SILENT":
            at += 1
        if at + 1 >= len(found) or found[at].kind != "iri" or found[at + 1].text != "{":
            continue
        opening = at + 1
        end = closing.get(opening)
        if end is None:
            continue
        block = Block(found[at], found[opening].end, found[end].start)
        if first is not None and first in closing:
            block = _with_question(text, found, closing, first, i, opening, block)
        result.append(block)
    return result


def pushed(text: str, ask: Callable[[str, Sequence[str]], list[Row] | None]) -> str:
    """The query with the store's values put into its ``SERVICE`` blocks.

    ``ask`` runs a question and gives its rows, None where there are too many or it failed.
    """
    out, last = [], 0
    for block in blocks(text):
        rows = ask(block.question, block.shared) if block.question else None
        if rows is None or len(rows) > MAX_VALUES or any(None in row for row in rows):
            continue
        names = " ".join(f"?{name}" for name in block.shared)
        values = " ".join(f"({' '.join(term or '' for term in row)})" for row in rows)
        out += [text[last : block.start], f" VALUES ({names}) {{ {values} }} "]
        last = block.start
    return "".join([*out, text[last:]])


def _closing(found: Sequence[Token]) -> dict[int, int]:
    """The index of the closing brace of each opening one."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for i, token in enumerate(found):
        if token.kind == "other" and token.text == "{":
            stack.append(i)
        elif token.kind == "other" and token.text == "}" and stack:
            pairs[stack.pop()] = i
    return pairs


def _template(found: Sequence[Token], i: int) -> bool:
    """Whether a brace opens the template of a CONSTRUCT."""
    return i > 0 and found[i - 1].upper == "CONSTRUCT"


def _with_question(
    text: str,
    found: Sequence[Token],
    closing: dict[int, int],
    first: int,
    service: int,
    opening: int,
    block: Block,
) -> Block:
    depth = sum(1 for o, c in closing.items() if first < o < service < c)
    end = closing[opening]
    if depth == 1:
        optional = next(o for o, c in closing.items() if first < o < service < c)
        alone = optional == service - 1 and closing[optional] == end + 1
        if not alone or found[optional - 1].upper != "OPTIONAL":
            return block
    elif depth or not first < service < closing[first]:
        return block
    body = found[opening + 1 : end]
    if not body or any(t.upper in ("SELECT", "VALUES") for t in body if t.kind == "word"):
        return block
    until = found[service].start if depth else len(text)
    triples = [run for run in _triples(found, closing, first) if run[0].start < until]
    beside = {t.text[1:] for run in triples for t in run if t.kind == "var"}
    shared = tuple(dict.fromkeys(
        t.text[1:] for t in body if t.kind == "var" and t.text[1:] in beside
    ))  # fmt: skip
    odd = any(t.kind == "word" and not _in_triples(t) for run in triples for t in run)
    if not shared or odd or any(t.kind == "name" and t.text.startswith("_:") for t in body):
        return block
    pattern = " . ".join(text[run[0].start : run[-1].end].strip(" .;") for run in triples)
    prologue = text[: _form(found).start]
    names = " ".join(f"?{name}" for name in shared)
    question = (
        f"{prologue}SELECT DISTINCT {names} {_dataset(found, first)}"
        f"WHERE {{ {pattern} }} LIMIT {MAX_VALUES + 1}"
    )
    return Block(block.address, block.start, block.end, shared, question)


def _form(found: Sequence[Token]) -> Token:
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next(t for t in found if t.kind == "word" and t.upper in forms)


def _dataset(found: Sequence[Token], first: int) -> str:
    """The FROM clauses before the outermost braces."""
    parts = []
    for i, token in enumerate(found[:first]):
        if token.kind == "word" and token.upper == "FROM":
            named = found[i + 1].upper == "NAMED"
            parts.append(
                f"FROM NAMED {found[i + 2].text}" if named else f"FROM {found[i + 1].text}"
            )
    return "".join(f"{part} " for part in parts)


def _in_triples(token: Token) -> bool:
    return token.text in ("a", "true", "false") or token.text.startswith("@")


def _triples(found: Sequence[Token], closing: dict[int, int], first: int) -> list[list[Token]]:
    """The triple patterns that stand directly within the outermost braces, in runs without
    anything between; all else is left out: fewer conditions give more values, never too few.
    """
    runs: list[list[Token]] = [[]]
    i, end = first + 1, closing[first]
    while i < end:
        token = found[i]
        if token.text == "{" and token.kind == "other":
            i = closing.get(i, end) + 1
            runs.append([])
        elif token.kind == "word" and token.upper in _NOT_TRIPLES:
            i = _past(found, closing, i, end)
            runs.append([])
        else:
            runs[-1].append(token)
            i += 1
    return [run for run in runs if any(t.text != "." for t in run)]


def _past(found: Sequence[Token], closing: dict[int, int], i: int, end: int) -> int:
    """The index behind a clause: behind its braces, or behind its brackets or one call."""
    i += 1
    while i < end:
        token = found[i]
        if token.text == "{":
            return closing.get(i, end) + 1
        if token.text == "(":
            depth = 0
            while i < end:
                depth += {"(": 1, ")": -1}.get(found[i].text, 0)
                i += 1
                if not depth:
                    break
            # VALUES (?a ?b) { ... } and FILTER EXISTS { ... } go on; FILTER (...) does not.
            if i < end and found[i].text == "{":
                return closing.get(i, end) + 1
            return i
        i += 1
    return end
