"""The events as a table, one row an event: CSV, or Parquet through pyarrow (extra ``parquet``)."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import QuerySolutions

from kg.errors import MissingExtraError
from kg.iris import EV, KG

if TYPE_CHECKING:
    from kg.store.protocol import Store

__all__ = ["EventRow", "event_rows", "events_csv", "write_parquet"]

#: Between several values of one cell.
_BETWEEN = "; "
_ROLES = ("agent", "patient", "addressee", "participant", "place")


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of the merged view. Days are ISO, empty where no date is known; several values of
    one cell are joined by ``"; "`` in the order of code points; roles hold labels."""

    event: str
    label: str
    type: str
    status: str
    date: str
    earliest: str
    latest: str
    agent: str
    patient: str
    addressee: str
    participant: str
    place: str
    according_to: str
    articles: int
    publishers: str


def event_rows(store: Store) -> list[EventRow]:
    """All events, in order of time, those without a date last."""
    events = {a for (a,) in _rows(store, "?a", "?a a kg:Event")}
    facts = {
        name: _values(store, f"?event kg:{name} ?value", events)
        for name in ("eventType", "status", "edtf", "earliest", "latest")
    }
    labels = _values(store, "?event a kg:Event ; rdfs:label ?value", events)
    roles = {
        role: _values(store, f"?event kg:{role} ?node . ?node rdfs:label ?value", events)
        for role in (*_ROLES, "accordingTo")
    }
    articles = _values(store, "GRAPH ?value { ?event a kg:Event }", events)
    named = _rows(store, "?a ?b", "?a a kg:Article ; dcterms:publisher ?b")
    publishers = {row[0]: row[1] for row in named}

    def row(event: str) -> EventRow:
        def of(found: dict[str, set[str]], prefix: str = "") -> str:
            return _BETWEEN.join(sorted(v.removeprefix(prefix) for v in found.get(event, ())))

        told = articles.get(event, set())
        agent, patient, addressee, participant, where = (of(roles[role]) for role in _ROLES)
        return EventRow(
            event,
            of(labels),
            of(facts["eventType"], EV),
            of(facts["status"], KG).lower(),
            of(facts["edtf"]),
            of(facts["earliest"]),
            of(facts["latest"]),
            agent,
            patient,
            addressee,
            participant,
            where,
            of(roles["accordingTo"]),
            len(told),
            _BETWEEN.join(sorted({publishers[a] for a in told if a in publishers})),
        )

    found = [row(event) for event in events]
    return sorted(found, key=lambda r: (not r.earliest, r.earliest, r.latest, r.label, r.event))


def events_csv(rows: Iterable[EventRow], safe: bool = False) -> Iterator[str]:
    """The rows as CSV (RFC 4180), with a head. ``safe`` leaves no cell that a spreadsheet runs."""
    from kg.query.safe import safe_cell

    cell = safe_cell if safe else str
    yield _line([field.name for field in fields(EventRow)])
    for row in rows:
        yield _line([cell(str(value)) for value in astuple(row)])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def write_parquet(rows: Sequence[EventRow], out: IO[bytes]) -> None:
    """The rows as Parquet: days are dates, counts whole numbers, what is not known is null.

    Raises `MissingExtraError` where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError(
            "Parquet needs pyarrow (170 MB): pip install 'newsgraph[parquet]'; --format csv "
            "does without"
        ) from None
    columns: dict[str, Any] = {}
    for field in fields(EventRow):
        values = [getattr(row, field.name) for row in rows]
        if field.name in ("earliest", "latest"):
            columns[field.name] = pa.array([_day(value) for value in values], pa.date32())
        elif field.name == "articles":
            columns[field.name] = pa.array(values, pa.int32())
        else:
            columns[field.name] = pa.array([v or None for v in values], pa.string())
    pq.write_table(pa.table(columns), out, compression="zstd")


def _day(text: str) -> date | None:
    """The day; None for a year that the calendar of Parquet's readers has not."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _values(store: Store, pattern: str, events: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for event, value in _rows(store, "?event ?value", pattern):
        if event in events:
            found[event].add(value)
    return found


def _rows(store: Store, names: str, pattern: str) -> Iterator[tuple[str, ...]]:
    rows = store.query(f"SELECT DISTINCT {names} {{ {pattern} }}")
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        yield tuple(term.value for term in row)
