"""Linking against Wikidata itself, over the network: only when the user asks for it.

Names are searched with ``wbsearchentities``, the items found are read in batches of 50 with
``wbgetentities``, and the same model that links offline decides: what was read becomes a gazetteer
of one run, in a temporary file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import KgError, LimitError
from kg.link.context import LinkContext
from kg.link.gazetteer import Gazetteer
from kg.link.http import Polite, ServiceError, UnreachableError
from kg.link.linker import GazetteerLinker
from kg.link.names import key
from kg.link.scoring import Model, shipped_model
from kg.link.wikidata import LANGUAGES, from_item, position_of
from kg.link.writer import GazetteerWriter
from kg.model import Actor, ActorType

__all__ = ["WIKIDATA_API", "WikidataLinker"]

WIKIDATA_API = "https://www.wikidata.org/w/api.php"

_BATCH = 50
_FOUND = 7


class WikidataLinker:
    """A linker that asks a Wikibase's API (Wikidata's, where no other is named).

    Where the network or the service fails, the actors that were not reached stay unlinked, and one
    line in ``notes`` says so: the ingest goes on.
    """

    name = "wikidata-api"

    def __init__(
        self,
        client: Polite,
        *,
        api: str = WIKIDATA_API,
        language: str = "en",
        model: Model | None = None,
    ) -> None:
        self.client = client
        self.api = api
        self.language = language
        self.model = model or shipped_model()
        self.notes: list[str] = []
        #: Whether the last article was not linked, or not in whole, for want of the service.
        self.failed = False
        self._stopped = False
        self._items: dict[str, dict[str, Any] | None] = {}
        self._found: dict[str, list[str]] = {}

    def link(self, actors: tuple[Actor, ...], context: LinkContext) -> tuple[Actor, ...]:
        """Link the actors of one article; see `kg.link.linker.Linker`."""
        self.failed = self._stopped
        if self._stopped:
            return actors
        language = (context.language or self.language).split("-")[0]
        try:
            wanted = [qid for actor in actors for qid in self._search(actor, language)]
            self._read(wanted)
            self._read(self._related(wanted))
        except (UnreachableError, LimitError) as error:
            self._note(error)
            self._stopped = True
            return actors
        except ServiceError as error:
            self._note(error)
        with tempfile.TemporaryDirectory(prefix="kg-live-") as folder:
            path = self._write(Path(folder) / "live.sqlite")
            with Gazetteer(path) as gazetteer:
                linker = GazetteerLinker(gazetteer, self.model, large=True)
                linker.name = self.name
                return linker.link(actors, context)

    def _note(self, error: KgError) -> None:
        self.failed = True
        line = " ".join(str(error).split())
        if line not in self.notes:
            self.notes.append(line)

    def _search(self, actor: Actor, language: str) -> list[str]:
        """Identifiers that the service finds for an actor's names, best first."""
        if actor.link is not None or actor.type is ActorType.GROUP:
            return []
        found: dict[str, None] = {}
        for name in dict.fromkeys((actor.label, *sorted(actor.names, key=len)[-1:])):
            form = f"{language}:{key(name)}"
            if form not in self._found:
                answer = self.client.get(
                    self.api,
                    {"action": "wbsearchentities", "search": name, "language": language,
                     "uselang": language, "type": "item", "limit": str(_FOUND),
                     "format": "json"},
                )  # fmt: skip
                self._found[form] = [
                    entry["id"]
                    for entry in _list(answer, "search")
                    if isinstance(entry, dict) and isinstance(entry.get("id"), str)
                ]
            found.update(dict.fromkeys(self._found[form]))
        return list(found)

    def _read(self, qids: Sequence[str]) -> None:
        missing = [qid for qid in dict.fromkeys(qids) if qid not in self._items]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            answer = self.client.get(
                self.api,
                {"action": "wbgetentities", "ids": "|".join(batch), "format": "json",
                 "languages": "|".join(LANGUAGES),
                 "props": "labels|aliases|descriptions|claims|sitelinks"},
            )  # fmt: skip
            entities = answer.get("entities") if isinstance(answer, dict) else None
            if not isinstance(entities, dict):
                raise ServiceError(f"{self.api}: no entities in the answer")
            for qid in batch:
                item = entities.get(qid)
                known = isinstance(item, dict) and "missing" not in item
                self._items[qid] = item if known else None

    def _related(self, qids: Sequence[str]) -> list[str]:
        """The offices and countries that the items speak of: their labels are needed too."""
        related: dict[str, None] = {}
        for qid in qids:
            claims = (self._items.get(qid) or {}).get("claims") or {}
            for prop in ("P39", "P17", "P27"):
                for statement in claims.get(prop, ())[:20]:
                    value = ((statement.get("mainsnak") or {}).get("datavalue") or {}).get("value")
                    if isinstance(value, dict) and isinstance(value.get("id"), str):
                        related[value["id"]] = None
        return list(related)

    def _write(self, path: Path) -> Path:
        writer = GazetteerWriter(path)
        for item in self._known():
            try:
                position = position_of(item)
                record = from_item(item)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue  # an item that is not shaped as Wikidata's are
            if position is not None:
                writer.position(*position)
            if record is not None:
                writer.add([record])
        writer.finish(version=f"wikidata-{date.today().isoformat()}", sources=self.api)
        return path

    def _known(self) -> Iterator[dict[str, Any]]:
        for _, item in sorted(self._items.items()):
            if item is not None:
                yield item


def _list(answer: Any, name: str) -> list[Any]:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise ServiceError(f"no '{name}' in the service's answer")
    return found
