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
    """The query with its outermost groups inside ``GRAPH <graph>``.

    Those are that of its WHERE, and those of EXISTS in what is selected, held or ordered by.
    A query without a group (``DESCRIBE <iri>``) stays.
    """
    found = list(tokens(text))
    edits: list[tuple[int, str]] = []
    for start, end in _outermost(found):
        edits.append((found[start].end, f" GRAPH <{graph}> {{ "))
        edits.append((found[end].start, " } "))
        if _is_short(found, start):
            # CONSTRUCT WHERE { pattern } is short for the pattern as template (SPARQL 1.1, 16.2.4).
            template = text[found[start].start : found[end].end]
            edits.append((found[start - 1].start, f"{template} "))
    for at, new in sorted(edits, reverse=True):
        text = text[:at] + new + text[at:]
    return text


def _outermost(found: list[Token]) -> list[tuple[int, int]]:
    """The groups that lie in no other: no template, no data of VALUES."""
    groups: list[tuple[int, int]] = []
    word = ""
    template = any(t.kind == "word" and t.upper == "CONSTRUCT" for t in found)
    i = 0
    while i < len(found):
        token = found[i]
        if token.kind == "word":
            word = token.upper
        elif token.kind == "other" and token.text == "{":
            end = _closing(found, i)
            if end is None:
                return []
            if template and word == "CONSTRUCT":
                template = False
            elif word != "VALUES":
                groups.append((i, end))
                template = False
            i = end
        i += 1
    return groups


def _is_short(found: list[Token], start: int) -> bool:
    if start < 2 or found[start - 1].upper != "WHERE":
        return False
    earlier = [t.upper for t in found[: start - 1] if t.kind == "word" or t.text == "{"]
    return "CONSTRUCT" in earlier and "{" not in earlier


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
