"""Building a gazetteer from a dump: bounded memory, progress, and going on after a stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.link.dump import Item, Reader, items_of
from kg.link.wikidata import LANGUAGES, from_item, is_position, position_of
from kg.link.writer import GazetteerWriter, Record

__all__ = ["Built", "Choice", "build_from_dump", "build_from_records"]

#: Items between two commits: what is lost at most when a build is stopped.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items go in: their classes, the wikis that must know them, the languages of names.

    A dump that does not tell how many wikis know an item is not cut down by that.
    """

    types: frozenset[str] = frozenset(("Person", "Organization", "Country", "Place"))
    min_sitelinks: int = 0
    languages: tuple[str, ...] = LANGUAGES

    def takes(self, item: dict[str, Any], record: Record) -> bool:
        """Whether an item goes in."""
        links = item["sitelinks"]
        enough = links is None or len(links) >= self.min_sitelinks
        return record.type in self.types and enough

    def __str__(self) -> str:
        return f"{','.join(sorted(self.types))};{self.min_sitelinks};{','.join(self.languages)}"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: items read and taken in this run, lines that were no items, seconds."""

    read: int
    taken: int
    bad: int
    seconds: float
    resumed: bool

    @property
    def per_million(self) -> float:
        """Seconds that a million items would take at this speed."""
        return self.seconds / self.read * 1e6 if self.read else 0.0


def build_from_dump(
    source: str,
    out: Path,
    *,
    version: str,
    choice: Choice | None = None,
    progress: Callable[[int, int | None, int], None] | None = None,
    bad: Callable[[str], None] | None = None,
) -> Built:
    """Read a dump (JSON or truthy N-Triples, packed or not) into a gazetteer file.

    The file is written beside ``out`` as ``out.part`` and takes its name when it is complete; a
    ``.part`` of the same source is gone on with. ``progress`` is called with bytes done, bytes in
    all (None when not known) and entities so far.

    Raises:
        InputError: the dump is missing or broken.
        UsageError: the ``.part`` belongs to another source or choice.
    """
    choice = choice or Choice()
    start = time.perf_counter()
    part = out.with_name(out.name + ".part")
    reader = Reader(source)
    writer = GazetteerWriter(part)
    try:
        stamp = f"{source}|{choice}"
        known = writer.get("building")
        if known is not None and known != stamp:
            raise UsageError(
                f"{part} is an unfinished build of something else; delete it to start anew"
            )
        writer.set("building", stamp)
        skip = int(writer.get("state") or 0)
        wrong = 0

        def note(line: str) -> None:
            nonlocal wrong
            wrong += 1
            if bad is not None:
                bad(line)

        read = taken = line = 0
        for batch in _batches(items_of(reader, skip, note), _BATCH):
            read += len(batch)
            taken += writer.add(_records(batch, choice, writer))
            line = batch[-1].line
            writer.commit(str(line))
            if progress is not None:
                progress(reader.done, reader.size, taken)
    except BaseException:
        begun = writer.get("state") is not None
        writer.close()
        if not begun:
            part.unlink(missing_ok=True)  # nothing to go on with
        raise
    finally:
        reader.close()
    writer.forget("building")
    writer.finish(version=version, sources=f"{Path(source).name} (Wikidata, CC0-1.0)")
    part.replace(out)
    return Built(read, taken, wrong, time.perf_counter() - start, bool(skip))


def build_from_records(records: Iterable[Record], out: Path, *, version: str, sources: str) -> int:
    """Write records of any source into a gazetteer file; gives how many went in."""
    part = out.with_name(out.name + ".part")
    part.unlink(missing_ok=True)
    writer = GazetteerWriter(part)
    count = writer.add(records)
    writer.finish(version=version, sources=sources)
    part.replace(out)
    return count


def _records(batch: list[Item], choice: Choice, writer: GazetteerWriter) -> Iterator[Record]:
    for item in batch:
        data = item.data
        data.setdefault("sitelinks", ())
        try:
            if is_position(data.get("claims") or {}):
                position = position_of(data, choice.languages)
                if position is not None:
                    writer.position(*position)
            record = from_item(data, choice.languages)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue  # an item that is not shaped as Wikidata's are
        if record is not None and choice.takes(data, record):
            yield record


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
