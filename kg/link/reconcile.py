"""The Reconciliation Service API 0.2 from the other side: the store's own actors are offered.

Pure: a request's values in, the answer as JSON-ready data out. `kg.serve.reconcile` puts it behind
HTTP. The actors are looked up in a gazetteer made of them, so that names match as in linking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.iris import KG
from kg.link.gazetteer import Gazetteer
from kg.link.names import key, variants
from kg.link.writer import GazetteerWriter, Name, Record

__all__ = ["TYPES", "KnownActor", "Reconciler", "build_index"]

#: The classes that a query may ask for.
TYPES: Mapping[str, str] = {
    "Actor": "Actor",
    "Person": "Person",
    "Organization": "Organization",
    "Country": "Country",
    "Place": "Place",
    "Group": "Group",
}
_MAX_QUERIES = 500
_MAX_LIMIT = 100
_MATCH = 95.0


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor of the store: IRI, label, class (local name), other names, number of articles."""

    iri: str
    label: str
    type: str
    names: tuple[str, ...] = ()
    articles: int = 1
    description: str = ""


def build_index(actors: Iterable[KnownActor], path: Path) -> Gazetteer:
    """A gazetteer of the actors in a file: what the service looks names up in."""
    path.unlink(missing_ok=True)
    writer = GazetteerWriter(path)
    writer.add(
        Record(
            qid=actor.iri,
            label=actor.label,
            type=actor.type,
            source="store",
            description=actor.description,
            prior=min(1.0, actor.articles / 100),
            names=[Name(name) for name in actor.names],
        )
        for actor in actors
    )
    writer.finish(version="store", sources="this store", by_entity=True)
    return Gazetteer(path)


class Reconciler:
    """Answers reconciliation queries over the actors of a store.

    ``base`` is the base of the store's IRIs: an actor's identifier is its IRI behind it.
    """

    def __init__(self, index: Gazetteer, *, base: str, name: str = "newsgraph") -> None:
        self.index = index
        self.base = base
        self.name = name

    def manifest(self, url: str) -> dict[str, Any]:
        """What the service says of itself; ``url`` is its own address."""
        service = url.rsplit("/", 1)[0]
        return {
            "versions": ["0.2"],
            "name": self.name,
            "identifierSpace": self.base,
            "schemaSpace": KG,
            "defaultTypes": [{"id": "Actor", "name": "Actor"}],
            "view": {"url": self.base + "{{id}}"},
            "suggest": {
                "entity": {"service_url": service, "service_path": "/suggest/entity"},
                "type": {"service_url": service, "service_path": "/suggest/type"},
            },
        }

    def batch(self, text: str) -> dict[str, Any]:
        """The answer to a batch of queries, given as the JSON text of the request.

        Raises `UsageError` where the text is no batch of queries.
        """
        try:
            queries = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"'queries' is no JSON ({error})") from error
        if not isinstance(queries, dict):
            raise UsageError("'queries' is to be an object of queries")
        if len(queries) > _MAX_QUERIES:
            raise UsageError(f"at most {_MAX_QUERIES} queries a batch, these are {len(queries)}")
        return {str(name): {"result": self._query(name, q)} for name, q in queries.items()}

    def _query(self, name: str, query: Any) -> list[dict[str, Any]]:
        if not isinstance(query, dict) or not isinstance(query.get("query"), str):
            raise UsageError(f"query '{name}' has no text under 'query'")
        kinds = _kinds(query.get("type"), name)
        limit = query.get("limit", 5)
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            raise UsageError(f"query '{name}': 'limit' is to be a number from 1")
        text = query["query"][:1000]
        found: dict[str, dict[str, Any]] = {}
        exact = self.index.matches(variants(text))
        entities = [m.entity for matches in exact.values() for m in matches if m.kind != "s"]
        surnames = [m.entity for matches in exact.values() for m in matches if m.kind == "s"]
        for entity in [*entities, *surnames, *self.index.search(text, 50)]:
            if entity.qid in found or (kinds and entity.type not in kinds):
                continue
            score = max(
                _score(text, name) for name, kind, _ in self.index.names(entity.n) if kind != "s"
            )
            found[entity.qid] = {
                "id": self._identifier(entity.qid),
                "name": entity.label,
                "type": [{"id": entity.type, "name": entity.type}],
                "score": score,
                "match": False,
            }
            if entity.description:
                found[entity.qid]["description"] = entity.description
        ranked = sorted(found.values(), key=lambda row: (-row["score"], row["id"]))
        sure = [row for row in ranked if row["score"] >= _MATCH]
        if len(sure) == 1:
            sure[0]["match"] = True
        return ranked[: min(limit, _MAX_LIMIT)]

    def suggest_entity(self, prefix: str) -> dict[str, Any]:
        """Actors whose name begins with the prefix, for type-ahead."""
        return {
            "result": [
                {
                    "id": self._identifier(match.entity.qid),
                    "name": match.entity.label,
                    "notable": [{"id": match.entity.type, "name": match.entity.type}],
                }
                for match in self.index.prefix(prefix[:1000], 10)
            ]
        }

    def suggest_type(self, prefix: str) -> dict[str, Any]:
        """Classes whose name begins with the prefix."""
        start = prefix[:100].casefold()
        return {
            "result": [
                {"id": name, "name": label}
                for name, label in TYPES.items()
                if label.casefold().startswith(start)
            ]
        }

    def _identifier(self, iri: str) -> str:
        return iri.removeprefix(self.base)


def _kinds(value: Any, name: str) -> frozenset[str]:
    """The classes asked for; none where every actor will do."""
    if value is None:
        return frozenset()
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(v, str) for v in values):
        raise UsageError(f"query '{name}': 'type' is to be a text or a list of texts")
    kinds = frozenset(v.removeprefix(KG) for v in values)
    return frozenset() if "Actor" in kinds else kinds


def _score(asked: str, name: str) -> float:
    """Likeness of two names from 0 to 100: 100 for the same normal form."""
    one, other = key(asked), key(name)
    if one == other:
        return 100.0
    return round(min(94.0, 100 * SequenceMatcher(None, one, other, autojunk=False).ratio()), 2)
