"""A client of the Reconciliation Service API 0.2 (W3C Community Group): any service by its URL.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.errors import KgError, LimitError
from kg.link.context import LinkContext
from kg.link.http import Polite, ServiceError, UnreachableError
from kg.model import Actor, ActorType, Link, LinkCandidate

__all__ = ["ReconciliationLinker"]

_BATCH = 10
_LIMIT = 5
_WIKIDATA = ("http://www.wikidata.org/entity/", "https://www.wikidata.org/entity/")


class ReconciliationLinker:
    """A linker that asks a reconciliation service.

    A candidate that the service itself calls a match is accepted where it is the only one; all
    others are for a person to see. Scores are the service's, brought to 0 to 1.
    """

    name = "reconciliation"

    def __init__(
        self, client: Polite, url: str, *, types: Mapping[ActorType, str] | None = None
    ) -> None:
        """``types`` names the service's type for a class of actors; without it none is asked."""
        self.client = client
        self.url = url
        self.types = types or {}
        self.notes: list[str] = []
        self._manifest: dict[str, Any] | None = None
        self._stopped = False
        #: Whether the last article was not linked, or not in whole, for want of the service.
        self.failed = False

    def link(self, actors: tuple[Actor, ...], context: LinkContext) -> tuple[Actor, ...]:
        """Link the actors of one article; see `kg.link.linker.Linker`."""
        from dataclasses import replace

        asked = [a for a in actors if a.link is None and a.type is not ActorType.GROUP]
        links: dict[str, Link] = {}
        self.failed = self._stopped
        try:
            if not self._stopped:
                manifest = self.manifest()
                for start in range(0, len(asked), _BATCH):
                    links.update(self._batch(asked[start : start + _BATCH], manifest))
        except (UnreachableError, LimitError) as error:
            self._stopped = True
            self._note(error)
        except ServiceError as error:
            self._note(error)
        return tuple(replace(a, link=links[a.iri]) if a.iri in links else a for a in actors)

    def manifest(self) -> dict[str, Any]:
        """What the service says of itself: name, identifier space, versions.

        Raises `ServiceError` where the address is no reconciliation service of version 0.1 or 0.2.
        """
        if self._manifest is None:
            answer = self.client.get(self.url, {})
            if not isinstance(answer, dict) or not isinstance(answer.get("identifierSpace"), str):
                raise ServiceError(f"{self.url}: no reconciliation service (no identifierSpace)")
            versions = answer.get("versions")
            if isinstance(versions, list) and not {"0.1", "0.2"} & set(map(str, versions)):
                raise ServiceError(f"{self.url}: speaks {versions}, this program speaks 0.2")
            self._manifest = answer
        return self._manifest

    def _batch(self, actors: list[Actor], manifest: dict[str, Any]) -> dict[str, Link]:
        queries = {f"q{n}": self._query(actor) for n, actor in enumerate(actors)}
        answer = self.client.post(self.url, {"queries": json.dumps(queries, ensure_ascii=False)})
        if not isinstance(answer, dict):
            raise ServiceError(f"{self.url}: the answer is no result batch")
        links: dict[str, Link] = {}
        for n, actor in enumerate(actors):
            entry = answer.get(f"q{n}")
            found = entry.get("result") if isinstance(entry, dict) else None
            link = self._link(found if isinstance(found, list) else [], manifest)
            if link is not None:
                links[actor.iri] = link
        return links

    def _query(self, actor: Actor) -> dict[str, Any]:
        query: dict[str, Any] = {"query": actor.label, "limit": _LIMIT}
        if actor.type in self.types:
            query["type"] = self.types[actor.type]
        return query

    def _link(self, found: list[Any], manifest: dict[str, Any]) -> Link | None:
        rows = [row for row in found if isinstance(row, dict) and isinstance(row.get("id"), str)]
        if not rows:
            return None
        top = max((_number(row.get("score")) for row in rows), default=0.0)
        scale = 1.0 if top <= 1.0 else 100.0 if top <= 100.0 else top
        space = str(manifest["identifierSpace"])
        candidates = tuple(
            LinkCandidate(
                qid=_entity(row["id"], space),
                label=str(row.get("name") or row["id"]),
                score=round(min(1.0, max(0.0, _number(row.get("score")) / scale)), 4),
                description=str(row.get("description") or ""),
            )
            for row in rows[:_LIMIT]
        )
        matches = [c for c, row in zip(candidates, rows, strict=False) if row.get("match") is True]
        best = matches[0] if len(matches) == 1 else None
        return Link(
            qid=best.qid if best else None,
            score=best.score if best else max(c.score for c in candidates),
            method=self.name,
            source=str(manifest.get("name") or self.url),
            candidates=candidates,
        )

    def _note(self, error: KgError) -> None:
        self.failed = True
        line = " ".join(str(error).split())
        if line not in self.notes:
            self.notes.append(line)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0


def _entity(identifier: str, space: str) -> str:
    """A Q-identifier for Wikidata, the whole IRI for any other data set."""
    if "://" in identifier:
        return identifier
    return identifier if space in _WIKIDATA else space + identifier
