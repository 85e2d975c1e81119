"""Where an input of the shell ends: commands with their line, queries at ``;`` or a blank line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Entry", "entries", "is_command", "is_finished", "without_end"]

_FORMS = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_OPEN, _CLOSE = "{([", "})]"


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole input, and the line that it begins on (counted from 1)."""

    text: str
    line: int


def is_command(text: str) -> bool:
    """Whether the text is a command of the shell: no query begins with a point."""
    return text.lstrip().startswith(".")


def is_finished(text: str) -> bool:
    """Whether the input can run: it ends with ``;`` or a blank line, and no bracket is open.

    >>> is_finished("SELECT * { ?s ?p ?o }"), is_finished("SELECT * { ?s ?p ?o } ;")
    (False, True)
    """
    if is_command(text) or not text.strip():
        return True
    depth, form, last = _read(text)
    if depth > 0:
        return False
    if last == ";":
        return True
    if text.rpartition("\n")[2].strip():
        return False
    # A blank line between the PREFIX lines and the query ends nothing.
    return form == "DESCRIBE" or last in _CLOSE if form else _no_prologue(text)


def without_end(text: str) -> str:
    """The query without the ``;`` that ended it."""
    plain = text.rstrip()
    return plain[:-1] if not is_command(plain) and _read(plain)[2] == ";" else plain


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """The inputs in lines of text, as from a file; the last one may lack its end."""
    kept: list[str] = []
    first = 1
    for number, line in enumerate(lines, 1):
        if not kept:
            first = number
            if not line.strip():
                continue
        kept.append(line.rstrip("\n"))
        text = "\n".join(kept)
        if is_finished(text):
            yield Entry(text, first)
            kept.clear()
    if any(line.strip() for line in kept):
        yield Entry("\n".join(kept), first)


def _read(text: str) -> tuple[int, str, str]:
    """How many brackets are open, the form of the query, and its last token.

    A string that is open counts as an open bracket.
    """
    from kg.query.tokens import tokens

    depth, form, last = 0, "", ""
    end = 0
    for token in tokens(text):
        if token.kind == "other" and token.text in _OPEN:
            depth += 1
        elif token.kind == "other" and token.text in _CLOSE:
            depth -= 1
        elif token.kind == "word" and not form and token.upper in _FORMS:
            form = token.upper
        last, end = token.text, token.end
        if token.kind == "string" and token.text in ('""', "''") and text[end : end + 1] == last[0]:
            # Three quotes without their end: a long string goes on.
            return depth + 1, form, last
    return depth, form, last


def _no_prologue(text: str) -> bool:
    """Whether the text begins with something else than PREFIX and BASE lines or comments."""
    from kg.query.tokens import tokens

    first = next(iter(tokens(text)), None)
    return first is not None and first.upper not in ("PREFIX", "BASE", "VERSION")
