"""The graph from Python: three functions and one class, thin covers over the pipeline.

>>> import kg                                                       # doctest: +SKIP
>>> kg.ingest(["seeds/"], store="news.kg")                          # doctest: +SKIP
>>> with kg.open("news.kg") as graph:                               # doctest: +SKIP
...     for row in graph.query("SELECT ?who { ?s kg:speaker/rdfs:label ?who }"):
...         print(row["who"])
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from kg.config import Limits, Settings
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.model import Article, Extraction
    from kg.pipeline.ingest import Summary

__all__ = ["Graph", "Row", "Value", "extract_file", "ingest", "open_graph"]

Value: TypeAlias = str | int | bool | Decimal | None
Row: TypeAlias = dict[str, Value]

_XSD = "http://www.w3.org/2001/XMLSchema#"


class Graph:
    """A store of articles to be asked. Queries run in processes of their own, under limits."""

    def __init__(self, store: str | Path, limits: Limits | None = None) -> None:
        self.store = store
        self.limits = limits or Settings.from_environment().limits

    def __enter__(self) -> Graph:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is held between queries."""

    def query(self, sparql: str, **parameters: str) -> list[Row]:
        """The rows of a SELECT query; ``parameters`` bind its variables, as terms.

        IRIs, dates and text come as `str`, numbers as `int` or `Decimal`, an unbound variable as
        None. Raises `QueryError`, `LimitError`, `StoreError`.
        """
        from kg.query.named import NamedQuery

        return self._rows(NamedQuery("the query", sparql), parameters)

    def named(self, name: str, **parameters: str) -> list[Row]:
        """The rows of a named query, such as ``named("timeline", actor="petro")``.

        ``kg queries`` lists the queries and their parameters. All rows come, also of a query that
        has a default for its parameter ``limit``; ``limit="10"`` asks for the first ten.
        Raises `UsageError` where there is no such query or parameter.
        """
        from kg.query.ask import cut
        from kg.query.named import find_query

        query = find_query(name)
        if "limit" not in parameters and any(p.name == "limit" for p in query.parameters):
            parameters, _ = cut(query, {**parameters, "limit": "0"})
        return self._rows(query, parameters)

    def ask(self, sparql: str) -> bool:
        """The answer of an ASK query."""
        return bool(json.loads(self._run(sparql, sparql, "json")).get("boolean"))

    def construct(self, sparql: str, format: str = "turtle") -> str:
        """The graph of a CONSTRUCT or DESCRIBE query: turtle, ntriples, jsonld or rdfxml."""
        return self._run(sparql, sparql, format).decode("utf-8")

    def _rows(self, query: object, parameters: dict[str, str]) -> list[Row]:
        from kg.query.ask import ask_of, prepare_named
        from kg.query.named import NamedQuery

        assert isinstance(query, NamedQuery)
        ask = ask_of(self.store, self.limits)
        text, shown = prepare_named(query, parameters, ask=ask, store=self.store)
        answer = json.loads(self._run(text, shown, "json"))
        if "results" not in answer:
            raise UsageError("the query gives no rows; use ask() or construct()")
        names = answer["head"]["vars"]
        return [
            {name: _value(row.get(name)) for name in names} for row in answer["results"]["bindings"]
        ]

    def _run(self, text: str, shown: str, format: str) -> bytes:
        from kg.query.runner import run_query

        with run_query(self.store, text, format=format, limits=self.limits, shown=shown) as answer:
            return answer.read()


def open_graph(store: str | Path | None = None) -> Graph:
    """The store in a folder, to be asked; ``$KG_STORE`` or ``./news.kg`` when none is named."""
    return Graph(store or Settings.from_environment().store)


def ingest(
    paths: Sequence[str | Path],
    store: str | Path | None = None,
    *,
    published: str | None = None,
    link: bool = True,
) -> Summary:
    """Read articles into a store, as ``kg ingest`` does; what could not be read is in ``errors``.

    Raises `StoreError` where the store cannot be written.
    """
    from kg.extract.extractor import Extractor
    from kg.pipeline.ingest import Options
    from kg.pipeline.ingest import ingest as run
    from kg.pipeline.writer import Writer

    with Writer.open(str(store or Settings.from_environment().store), "create", None) as writer:

        def extracted(articles: Iterator[Article]) -> Iterator[Extraction]:
            return Extractor(base=writer.base, link=link).extract_many(articles)  # type: ignore[return-value]

        return run(
            writer, [str(path) for path in paths], extracted, Options(published=published), _Quiet()
        )


def extract_file(path: str | Path, *, published: str | None = None) -> Extraction:
    """What one article says, without a store. Raises `InputError` where it cannot be read."""
    from kg.errors import InputError
    from kg.extract.extractor import Extractor
    from kg.read import Failure, read_articles
    from kg.read.files import Notice

    for article in read_articles([str(path)], metadata=None, published=published):
        if isinstance(article, Notice):
            continue
        if isinstance(article, Failure):
            raise InputError(article.message)
        return Extractor().extract(article)
    raise InputError(f"{path}: there is no article here")


class _Quiet:
    """Progress that nobody watches."""

    def stored(self, path: str, changed: bool) -> None:
        """Nothing to show."""

    def failed(self, message: str) -> None:
        """The summary holds the message."""


def _value(term: dict[str, str] | None) -> Value:
    if term is None:
        return None
    text, datatype = term["value"], term.get("datatype", "")
    if datatype == _XSD + "integer":
        return int(text)
    if datatype in (_XSD + "decimal", _XSD + "double"):
        return Decimal(text)
    if datatype == _XSD + "boolean":
        return text in ("true", "1")
    return text
