"""A user's query as a remote store has to be asked it: prefixes, the merged view, kg's own graphs.

- Prefixes that the query uses and does not declare are declared.
- Where plain patterns of the store do not mean its default graph alone, the merged view is a named
  graph, and the query's outermost group goes into ``GRAPH <view> { ... }``: a ``GRAPH`` inside it
  wins over it, so that all else means what it meant (SPARQL 1.1, 13.3 and 18.6).
- What ``GRAPH ?g`` finds is held against the graphs that are nobody's article: the merged view,
  changes that are being written, and graphs that were there before kg.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping

from kg.store.tokens import Token, tokens

__all__ = ["hide_graphs", "into_graph", "with_prefixes"]


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """The query with a PREFIX for each known prefix that it uses and does not declare.

    Names with an escape (``id:graph\\/links``) are written in full: Virtuoso does not know them.
    """
    found = [t for t in tokens(text) if t.kind in ("name", "word")]
    named = [t for t in found if t.kind == "name" and not t.text.startswith(("_:", ":"))]
    declared = {
        after.text.partition(":")[0]
        for word, after in itertools.pairwise(found)
        if word.upper == "PREFIX"
    }
    used: dict[str, None] = {}
    edits: list[tuple[Token, str]] = []
    for token in named:
        prefix, _, local = token.text.partition(":")
        if prefix in declared or prefix not in prefixes:
            continue
        if "\\" in local:
            plain = re.sub(r"\\(.)", r"\1", local)
            edits.append((token, f"<{prefixes[prefix]}{plain}>"))
        else:
            used[prefix] = None
    for token, full in reversed(edits):
        text = text[: token.start] + full + text[token.end :]
    lines = [f"PREFIX {prefix}: <{prefixes[prefix]}> " for prefix in used]
    return "".join(lines) + text


def hide_graphs(text: str, names: Iterable[str], prefix: str) -> str:
    """The query with a filter behind each ``GRAPH ?g { ... }``: ?g is none of the names, and does
    not begin with the prefix."""
    found = list(tokens(text))
    edits: list[tuple[int, str]] = []
    shown = ", ".join(f"<{name}>" for name in names)
    for i, token in enumerate(found):
        if token.upper != "GRAPH" or token.kind != "word" or i + 2 >= len(found):
            continue
        variable, opening = found[i + 1], found[i + 2]
        if variable.kind != "var" or opening.text != "{":
            continue
        end = _closing(found, i + 2)
        if end is None:
            continue
        condition = f'!STRSTARTS(STR({variable.text}), "{prefix}")'
        if shown:
            condition += f" && {variable.text} NOT IN ({shown})"
        edits.append((found[end].end, f" FILTER({condition}) "))
    for at, new in sorted(edits, reverse=True):
        text = text[:at] + new + text[at:]
    return text


def into_graph(text: str, graph: str) -> str:
    """The query with its outermost group inside ``GRAPH <graph>``; one without a group stays."""
    found = list(tokens(text))
    start = _outermost(found)
    if start is None:
        return text
    end = _closing(found, start)
    if end is None:
        return text
    inner = text[found[start].end : found[end].start]
    head = text[: found[start].start]
    before = found[start - 1] if start else None
    if _form(found) == "CONSTRUCT" and before is not None and before.upper == "WHERE":
        earlier = next((t for t in found[:start] if t.text == "{"), None)
        if earlier is None:
            # CONSTRUCT WHERE { pattern } is short for the pattern as template (SPARQL 1.1, 16.2.4).
            at = before.start
            head = f"{text[:at]}{{{inner}}} {text[at : found[start].start]}"
    return f"{head}{{ GRAPH <{graph}> {{{inner}}} }}{text[found[end].end :]}"


def _form(found: list[Token]) -> str:
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next((t.upper for t in found if t.kind == "word" and t.upper in forms), "")


def _outermost(found: list[Token]) -> int | None:
    """Where the group of the query's own WHERE opens: behind the template of a CONSTRUCT."""
    template = _form(found) == "CONSTRUCT"
    depth = 0
    skip = -1
    for i, token in enumerate(found):
        if i <= skip:
            continue
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        elif token.text == "{" and depth == 0 and token.kind == "other":
            if template and found[i - 1].upper == "CONSTRUCT":
                closing = _closing(found, i)
                if closing is None:
                    return None
                skip = closing
                continue
            return i
    return None


def _closing(found: list[Token], start: int) -> int | None:
    depth = 0
    for i in range(start, len(found)):
        if found[i].kind != "other":
            continue
        if found[i].text == "{":
            depth += 1
        elif found[i].text == "}":
            depth -= 1
            if depth == 0:
                return i
    return None
