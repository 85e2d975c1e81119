"""SPARQL endpoints asked politely, in batches, through SPARQLWrapper.

`Endpoint` repeats what a busy server refuses (429, 503: it waits as ``Retry-After`` says), pauses
between requests and ends at a time limit. Nothing here runs unless the user asked for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from kg.errors import LimitError, UsageError
from kg.iris import WD
from kg.link.http import ServiceError, UnreachableError, retry_after, user_agent
from kg.link.wikidata import prior_of
from kg.link.writer import Name, Record

__all__ = ["WIKIDATA_SPARQL", "Endpoint", "records_of_class"]

WIKIDATA_SPARQL = "https://query.wikidata.org/sparql"

_RETRIED = frozenset((429, 500, 502, 503, 504))
_PAGE = 500

Row = dict[str, str]

_PREFIXES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <http://schema.org/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
"""


@dataclass(slots=True)
class Endpoint:
    """A SPARQL endpoint; rows come as plain texts by variable.

    Args:
        url: address of the endpoint.
        contact: mail or web address of the user, for the User-Agent.
        timeout: seconds one query may take.
        time_limit: seconds for everything.
    """

    url: str
    contact: str | None
    timeout: int = 60
    tries: int = 4
    pause: float = 1.0
    time_limit: float = 600.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _end: float = 0.0
    _last: float = float("-inf")

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise UsageError(f"'{self.url}' is not the address of a SPARQL endpoint")
        user_agent(self.contact)
        self._end = self.clock() + self.time_limit

    def select(self, query: str) -> list[Row]:
        """The rows of a SELECT query.

        Raises:
            UnreachableError: no way to the endpoint.
            ServiceError: an error, or no SPARQL JSON, after all tries.
            LimitError: the time limit is reached.
        """
        from SPARQLWrapper import JSON, POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        host = urlsplit(self.url).netloc
        trouble = "no answer"
        for number in range(self.tries):
            self._wait(self.pause - (self.clock() - self._last), host)
            self._last = self.clock()
            wrapper = SPARQLWrapper(self.url, agent=user_agent(self.contact))
            wrapper.setReturnFormat(JSON)
            wrapper.setMethod(POST)
            wrapper.setTimeout(self.timeout)
            wrapper.setQuery(_PREFIXES + query)
            wait = 2.0**number
            try:
                return _rows(wrapper.query().response.read(64 << 20))
            except HTTPError as error:
                trouble = f"status {error.code}"
                if error.code not in _RETRIED:
                    raise ServiceError(f"{host}: {trouble}") from error
                wait = retry_after(error.headers.get("Retry-After"), wait)
            except SPARQLWrapperException as error:
                said = " ".join(str(error).split())[:200]
                if type(error).__name__ != "EndPointInternalError":
                    raise ServiceError(f"{host}: {said}") from error
                trouble = said
            except TimeoutError:
                trouble = f"no answer in {self.timeout} s"
            except (URLError, ConnectionError) as error:
                if not isinstance(getattr(error, "reason", None), TimeoutError):
                    raise UnreachableError(f"{host} cannot be reached ({error})") from error
                trouble = f"no answer in {self.timeout} s"
            except ValueError:
                trouble = "the answer is no SPARQL JSON"
            if number + 1 < self.tries:
                self._wait(wait, host)
        raise ServiceError(f"{host}: {trouble}, tried {self.tries} times")

    def _wait(self, seconds: float, host: str) -> None:
        if self.clock() + max(0.0, seconds) > self._end:
            raise LimitError(f"{host}: the time limit of {self.time_limit:g} s is reached")
        if seconds > 0:
            self.sleep(seconds)


def _rows(body: bytes) -> list[Row]:
    try:
        bindings = json.loads(body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no SPARQL JSON") from error


def records_of_class(
    endpoint: Endpoint,
    qid: str,
    kind: str,
    *,
    languages: Sequence[str] = ("en", "es"),
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Record]:
    """Gazetteer records of all instances of a class (and of its subclasses) on an endpoint.

    ``qid`` is the class, ``kind`` the type its instances get. Pages of 500 items; what is known of
    the items of a page is asked for by their identifiers.
    """
    if not (qid[:1] == "Q" and qid[1:].isdigit()):
        raise UsageError(f"'{qid}' is no class; write it as Q7278=Organization")
    done = 0
    while limit is None or done < limit:
        size = _PAGE if limit is None else min(_PAGE, limit - done)
        page = [
            row["item"].removeprefix(WD)
            for row in endpoint.select(
                f"SELECT DISTINCT ?item WHERE {{ ?item wdt:P31/wdt:P279* wd:{qid} }} "
                f"ORDER BY ?item LIMIT {size} OFFSET {done}"
            )
            if row.get("item", "").startswith(WD + "Q")
        ]
        if not page:
            return
        yield from _page_records(endpoint, page, kind, languages)
        done += len(page)
        if progress is not None:
            progress(done)
        if len(page) < size:
            return


def _page_records(
    endpoint: Endpoint, page: list[str], kind: str, languages: Sequence[str]
) -> Iterator[Record]:
    values = " ".join(f"wd:{qid}" for qid in page)
    tongues = ", ".join(f'"{lang}"' for lang in languages if lang.replace("-", "").isalnum())
    facts: dict[str, Row] = {}
    for row in endpoint.select(
        f"SELECT ?item ?country ?links ?about WHERE {{ VALUES ?item {{ {values} }} "
        "OPTIONAL { ?item wdt:P17 ?country } OPTIONAL { ?item wikibase:sitelinks ?links } "
        'OPTIONAL { ?item schema:description ?about FILTER(LANG(?about) = "en") } }'
    ):
        facts.setdefault(row["item"].removeprefix(WD), row)
    names: dict[str, list[tuple[str, str, str]]] = {}
    for row in endpoint.select(
        f"SELECT ?item ?p ?name (LANG(?name) AS ?lang) WHERE {{ VALUES ?item {{ {values} }} "
        "VALUES ?p { rdfs:label skos:altLabel } ?item ?p ?name "
        f"FILTER(LANG(?name) IN ({tongues})) }}"
    ):
        if {"item", "p", "name"} <= row.keys():
            found = names.setdefault(row["item"].removeprefix(WD), [])
            found.append((row["p"], row["name"], row.get("lang", "")))
    for qid in page:
        labels = [
            name
            for lang in languages
            for p, name, told in names.get(qid, ())
            if p.endswith("label") and told == lang
        ]
        if not labels:
            continue
        fact = facts.get(qid, {})
        country = fact.get("country", "").removeprefix(WD)
        links = fact.get("links", "0")
        yield Record(
            qid=qid, label=labels[0], type=kind, source="sparql",
            description=fact.get("about", ""),
            prior=prior_of(int(links) if links.isdigit() else 0),
            country=qid if kind == "Country" else country or None,
            names=[Name(name, "a", lang or None) for name, lang in _others(names[qid], labels[0])],
        )  # fmt: skip


def _others(found: Iterable[tuple[str, str, str]], label: str) -> Iterator[tuple[str, str]]:
    for _, name, lang in found:
        if name != label:
            yield name, lang
