"""What can stand where the cursor is: keywords, terms, variables, actors by label, commands."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.shell_input import is_command
from kg.cli.shell_session import COMMANDS, FORMATS
from kg.cli.shell_terms import SparqlTerm, usual_terms
from kg.iris import PREFIXES

if TYPE_CHECKING:
    from kg.query.named import NamedQuery

__all__ = ["Actor", "Completion", "Sources", "actors_of", "complete"]

_KEYWORDS = """SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT PREFIX FILTER OPTIONAL UNION MINUS GRAPH
    VALUES BIND EXISTS NOT ORDER BY GROUP HAVING LIMIT OFFSET ASC DESC COUNT SUM MIN MAX AVG SAMPLE
    GROUP_CONCAT FROM NAMED SERVICE STR LANG LANGMATCHES DATATYPE BOUND IRI REGEX REPLACE CONTAINS
    STRSTARTS STRENDS STRAFTER STRBEFORE STRLEN LCASE UCASE CONCAT COALESCE IF YEAR MONTH DAY UNDEF
    true false"""
_VARIABLE = re.compile(r"[?$]\w*$")
_IRI = re.compile(r"<([^<>\"{}|^`\\]*)$")
_NAME = re.compile(r"[^\W\d][\w.-]*:[\w-]*$|(?<![\w:]):[\w-]*$")
_WORD = re.compile(r"[^\W\d]\w*$")
_OPEN_STRING = re.compile(
    r"""^(?:[^"'#]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|\#(?=\w))*$"""
)
#: Letters from which on actors are looked up, and how many are shown.
_ENOUGH, _MOST = 3, 8


@dataclass(frozen=True, slots=True)
class Completion:
    """``text`` takes the place of the last ``over`` characters; ``note`` tells what it is."""

    text: str
    over: int
    shown: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor or place that words lead to."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Where completions come from; each is asked only when it is needed."""

    terms: Callable[[], Sequence[SparqlTerm]]
    queries: Callable[[], Mapping[str, NamedQuery]]
    actors: Callable[[str], Sequence[Actor]]


def complete(before: str, sources: Sources, whole: str | None = None) -> list[Completion]:
    """The completions of a text that ends at the cursor; ``whole`` is all that was typed."""
    if is_command(before):
        return list(_of_command(before.lstrip(), sources))
    line = before.rpartition("\n")[2]
    if not _OPEN_STRING.match(_IRI.sub("", line)):
        return []
    if match := _VARIABLE.search(before):
        names = sorted(set(re.findall(r"[?$](\w+)", whole or before)) - {match[0][1:]})
        sign = match[0][0]
        return [
            Completion(sign + name, len(match[0]), note="variable")
            for name in names
            if name.startswith(match[0][1:])
        ]
    if match := _IRI.search(before):
        return _actors(match[1], len(match[0]), sources)
    if match := _NAME.search(before):
        return _terms(match[0], before[: match.start()], sources)
    if match := _WORD.search(before):
        return [*_words(match[0]), *_actors(match[0], len(match[0]), sources)]
    return []


def actors_of(store: str) -> Callable[[str], list[Actor]]:
    """Looks actors up in the search index of a store; finds nothing where it cannot be read."""

    def look(words: str) -> list[Actor]:
        from kg.errors import KgError
        from kg.search.reading import open_search
        from kg.search.words import parse

        try:
            with open_search(store, 0.5, patient=False) as searcher:
                wanted = parse(words).beginnings(last_only=True)
                hits = searcher.find(wanted, ("actor", "place"), _MOST).hits
        except (KgError, OSError):
            return []
        return [Actor(hit.node, hit.label or hit.text, hit.kind) for hit in hits]

    return look


def _actors(words: str, over: int, sources: Sources) -> list[Completion]:
    if len(words) < _ENOUGH or "://" in words:
        return []
    return [
        Completion(f"<{actor.iri}>", over, actor.label, actor.kind)
        for actor in sources.actors(words)
    ]


def _words(word: str) -> Iterator[Completion]:
    for keyword in _KEYWORDS.split():
        if keyword.lower().startswith(word.lower()):
            yield Completion(keyword, len(word))
    for prefix, base in PREFIXES.items():
        if prefix.startswith(word):
            yield Completion(f"{prefix}:", len(word), note=base)


def _terms(word: str, behind: str, sources: Sources) -> list[Completion]:
    """Prefixed names; behind ``a`` the classes alone."""
    typed = re.search(r"(?:\ba|rdf:type)\s+$", behind) is not None
    found = [
        term
        for term in (*sources.terms(), *usual_terms())
        if term.name.lower().startswith(word.lower()) and (not typed or term.kind == "class")
    ]
    return [
        Completion(term.name, len(word), note=f"{term.kind}: {term.comment}"[:90].rstrip(": "))
        for term in sorted(found, key=lambda term: (term.name.lower(), term.kind))
    ]


def _of_command(text: str, sources: Sources) -> Iterator[Completion]:
    name, space, rest = text.partition(" ")
    if not space:
        for command, (_, told) in COMMANDS.items():
            if command.startswith(name):
                yield Completion(command, len(name), note=told)
        return
    last = re.split(r"\s+", rest)[-1]
    if name == ".format":
        options: Sequence[str] = FORMATS
    elif name == ".timing":
        options = ("on", "off")
    elif name == ".queries" or (name == ".run" and " " not in rest):
        options = ()
        for query in sources.queries().values():
            if query.name.startswith(last):
                yield Completion(query.name, len(last), note=query.title)
    elif name == ".run":
        yield from _of_parameter(rest, last, sources)
        return
    elif name == ".schema":
        options = [term.name for term in sources.terms()]
        last_name = last if ":" in last else f"kg:{last}"
        for option in options:
            if option.lower().startswith(last_name.lower()):
                yield Completion(option, len(last))
        return
    elif name in (".read", ".open"):
        yield from _paths(rest, folders=name == ".open")
        return
    else:
        return
    for option in options:
        if option.startswith(last):
            yield Completion(option, len(last))


def _of_parameter(rest: str, last: str, sources: Sources) -> Iterator[Completion]:
    query = sources.queries().get(rest.split()[0]) if rest.split() else None
    if query is None:
        return
    key, equals, value = last.partition("=")
    if not equals:
        for parameter in query.parameters:
            if parameter.name.startswith(key):
                yield Completion(f"{parameter.name}=", len(key), note=parameter.description)
        return
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    if kinds.get(key) == "iri" and len(value) >= _ENOUGH:
        for actor in sources.actors(value):
            yield Completion(actor.iri, len(value), actor.label, actor.kind)


def _paths(text: str, folders: bool) -> Iterator[Completion]:
    head, name = os.path.split(text)
    try:
        found = sorted(Path(head or ".").expanduser().iterdir())
    except OSError:
        return
    for path in found[:500]:
        if path.name.startswith(name) and (name.startswith(".") or not path.name.startswith(".")):
            folder = path.is_dir()
            if folder or not folders:
                yield Completion(path.name + ("/" if folder else ""), len(name))
