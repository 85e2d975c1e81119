"""From what the user gave (text, file, name, parameters) to the query that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from pyoxigraph import Literal, NamedNode

from kg.config import Limits
from kg.errors import UsageError
from kg.iris import PREFIXES
from kg.query.binding import LIMIT, bind
from kg.query.named import NamedQuery, all_queries, find_query, parse_query
from kg.query.parameters import Ask, find_node, values_of
from kg.query.runner import run_query
from kg.store.opening import stamp_of

__all__ = [
    "ask_of",
    "cut",
    "prefixes_of",
    "prepare",
    "prepare_cut",
    "prepare_named",
    "split_parameters",
]

_MOST = 16 * 1024 * 1024
#: What ``limit=0`` becomes: as many rows as any store takes for a number.
_ALL = 2_147_483_647


def ask_of(store: str | Path, limits: Limits) -> Ask:
    """A function that runs a SELECT on the store and gives SPARQL JSON."""

    def ask(text: str) -> bytes:
        with run_query(store, text, format="json", limits=limits) as answer:
            return answer.read()

    return ask


def prefixes_of(store: str | Path) -> dict[str, str]:
    """The prefixes that queries of the store know; ``id`` is the base of its IRIs."""
    stamp = stamp_of(store)
    return dict(PREFIXES) if stamp is None else {**PREFIXES, "id": stamp.base}


def split_parameters(params: Sequence[str]) -> dict[str, str]:
    """``key=value`` pairs. Raises `UsageError` on one without ``=``, or given twice."""
    given: dict[str, str] = {}
    for pair in params:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"-p {pair}: write KEY=VALUE")
        if key in given:
            raise UsageError(f"-p {key} is given twice")
        given[key] = value
    return given


def prepare(
    sparql: str | None,
    file: str | None,
    name: str | None,
    params: Sequence[str],
    *,
    ask: Ask,
    stdin: TextIO,
    store: str | Path,
) -> tuple[str, str]:
    """The query to run, and the text that errors are about.

    One of ``sparql`` (``-`` is stdin), ``file`` and ``name`` is given. Raises `UsageError`.
    """
    if sum(source is not None for source in (sparql, file, name)) != 1:
        raise UsageError("give one query: as argument, with --file or with --name")
    given = split_parameters(params)
    if name is not None:
        query = find_query(name)
    elif file is not None:
        query = parse_query(Path(file).stem, _read(file))
    else:
        assert sparql is not None
        text = stdin.read(_MOST) if sparql == "-" else sparql
        if not text.strip():
            raise UsageError("the query is empty")
        word = text.strip()
        if word.replace("-", "").isalpha() and word in all_queries():
            raise UsageError(f"a query is called '{word}'; ask it with --name {word}")
        query = NamedQuery("the query", text)
    return prepare_named(query, given, ask=ask, store=store)


def prepare_named(
    query: NamedQuery, given: dict[str, str], *, ask: Ask, store: str | Path
) -> tuple[str, str]:
    """The query with its parameters bound, and its own text."""
    prefixes = dict(PREFIXES)
    stamp = stamp_of(store) if given else None
    if stamp is not None:
        prefixes["id"] = stamp.base
    if query.parameters:
        values = values_of(query, given, ask, prefixes)
    else:
        values = {key: _plain(value, ask, prefixes) for key, value in given.items()}
    return bind(query.text, values), query.text


def cut(query: NamedQuery, given: Mapping[str, str], most: int = 0) -> tuple[dict[str, str], int]:
    """The parameters to run a query with, and how many rows to show of it (0: all).

    A query with a parameter ``limit`` is asked for one row more than it is to show, so that it is
    known whether there are more (``first`` of `kg.query.runner.run_query`); ``limit=0`` asks for
    all. ``most`` is how many rows the caller wants: it wins over the query's own default, and over
    a larger ``limit``.
    """
    values = dict(given)
    own = next((p for p in query.parameters if p.name == LIMIT), None)
    if own is None:
        return values, most
    told = values.get(LIMIT)
    text = (str(most) if most else own.default or "0") if told is None else told.strip()
    if not text.isdecimal():
        return values, most
    shown = int(text)
    shown = min(shown or most, most) if most else shown
    values[LIMIT] = str(min(shown + 1, _ALL) if shown else _ALL)
    return values, shown


def prepare_cut(
    query: NamedQuery, given: Mapping[str, str], *, ask: Ask, store: str | Path, most: int = 0
) -> tuple[str, str, int]:
    """As `prepare_named`, with how many rows to show as `cut` says."""
    values, first = cut(query, given, most)
    text, shown = prepare_named(query, values, ask=ask, store=store)
    return text, shown, first


def _plain(value: str, ask: Ask, prefixes: dict[str, str]) -> NamedNode | Literal:
    """A value without a declared kind: an IRI where it is written as one, else a string."""
    prefix, colon, _ = value.partition(":")
    if value.startswith("<") or "://" in value or (colon and prefix in prefixes):
        return find_node(value, ask, prefixes)
    return Literal(value)


def _read(file: str) -> str:
    try:
        with Path(file).open("rb") as handle:
            data = handle.read(_MOST + 1)
        if len(data) > _MOST:
            raise UsageError(f"{file}: too long for a query")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file}: not UTF-8") from None
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None
