"""The search box: what the index finds, with what the store tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kg.errors import UsageError
from kg.search.asking import Hit, Searcher
from kg.search.reading import open_search
from kg.search.words import parse
from kg.serve.service import Row, Service
from kg.store.graphs import is_iri
from kg.store.remote.address import is_address

__all__ = ["Finder", "Result", "Results"]

#: Kinds with a name: what a search box suggests.
_NAMED = ("actor", "place", "event", "position", "article", "source")


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its date (EDTF), the articles it stands in (IRI, title), and who speaks."""

    hit: Hit
    date: str = ""
    articles: tuple[tuple[str, str], ...] = ()
    speakers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The hit's label, else its text."""
        return self.hit.label or self.hit.text


@dataclass(frozen=True, slots=True)
class Results:
    """The best results, how many there are in all, and whether only beginnings of words fit."""

    found: tuple[Result, ...] = ()
    total: int = 0
    beginnings: bool = False


class Finder:
    """Searches the store of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._trusted: str | None = None

    def suggest(self, words: str, most: int) -> list[Result]:
        """Names that begin as the words do; nothing where there is no word.

        Raises what `kg.search.reading.open_search` raises.
        """
        try:
            wanted = parse(words).beginnings(last_only=True)
        except UsageError:
            return []
        with self._searcher() as searcher:
            found = searcher.find(wanted, _NAMED, most)
        return [Result(hit) for hit in found.hits]

    def find(self, words: str, kinds: Sequence[str], most: int) -> Results:
        """The best matches. Raises `UsageError` where there is no word, or no such kind."""
        wanted = parse(words)
        with self._searcher() as searcher:
            found = searcher.find(wanted, kinds, most)
            beginnings = not found.hits
            if beginnings:
                found = searcher.find(wanted.beginnings(), kinds, most)
        told = self._told([hit.node for hit in found.hits if is_iri(hit.node)])
        results = tuple(_result(hit, told.get(hit.node, [])) for hit in found.hits)
        return Results(results, found.total, beginnings and bool(results))

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        service = self._service
        state = service.state()
        with open_search(
            service.store,
            service.limits.timeout,
            trusted=self._trusted,
            # Of a store at an address the state is the version.
            version=state if is_address(service.store) else "",
            patient=False,
        ) as searcher:
            yield searcher
        self._trusted = state

    def _told(self, nodes: Sequence[str]) -> Mapping[str, list[Row]]:
        """What the store tells of each node."""
        if not nodes:
            return {}
        names = " ".join(f"<{node}>" for node in nodes)
        rows = self._service.select(
            f"""SELECT ?node ?date ?article ?title ?speaker {{
              VALUES ?node {{ {names} }}
              {{ ?node kg:edtf ?date }}
              UNION {{ GRAPH ?article {{ ?node a ?type }}
                       ?article a kg:Article ; rdfs:label ?title }}
              UNION {{ ?node kg:speaker/rdfs:label ?speaker }}
            }}"""
        )
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(row["node"]["value"], []).append(row)
        return found


def _result(hit: Hit, rows: Sequence[Row]) -> Result:
    dates = sorted({row["date"]["value"] for row in rows if "date" in row})
    articles = {
        (row["article"]["value"], row["title"]["value"])
        for row in rows
        if "article" in row and hit.kind != "article"
    }
    speakers = {row["speaker"]["value"] for row in rows if "speaker" in row}
    return Result(
        hit,
        dates[0] if dates else "",
        tuple(sorted(articles, key=lambda pair: (pair[1], pair[0]))),
        tuple(sorted(speakers)),
    )
