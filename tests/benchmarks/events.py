"""Event types and roles on the PLOVER gold records (Open Event Data Alliance, version 0.5 of 2016).

    python -m tests.benchmarks.events PLOVER_JSON [--errors]

A record is one sentence with ``(EVT: ...)``, ``(SRC: ...)`` and ``(TAR: ...)`` marked, and one
type. The prediction is the type of the first event whose trigger (or another mention of it)
overlaps a marked event word; else of the event of the main clause, the first of the sentence; else
none. The names of 2016 are mapped to those of the manual of 2021: DEMAND is REQUEST, DISAPPROVE and
INVESTIGATE are ACCUSE, FIGHT is ASSAULT. Printed: weighted F1 of the types (the mean of the types'
F1 weighted by their gold records), the same with the first event of the sentence whatever is
marked, how many SRC, TAR and LOC words overlap a role of the predicted event, and the types that
were confused."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from kg.extract.context import build_context
from kg.extract.events import find_events
from kg.extract.nlp import Parser
from kg.model import Article, Event, RoleName, Span
from tests.conftest import ROOT

RESULT = ROOT / "docs" / "results" / "events.json"

RENAMED = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
}
_MARK = re.compile(r"\((SRC/TAR|SRC|TAR|EVT|LOC):\s*|[(){}]")


def read_markup(markup: str) -> tuple[str, dict[str, list[Span]]]:
    """The plain text of a marked sentence, and the spans of each mark."""
    text: list[str] = []
    spans: dict[str, list[Span]] = {"SRC": [], "TAR": [], "EVT": [], "LOC": []}
    stack: list[tuple[str, int]] = []
    size = 0
    last = 0

    def put(piece: str) -> None:
        nonlocal size
        text.append(piece)
        size += len(piece)

    for found in _MARK.finditer(markup):
        put(markup[last : found.start()])
        last = found.end()
        token = found.group()
        if found.group(1):
            stack.append((found.group(1), size))
        elif token == "(":
            stack.append(("", size))
            put("(")
        elif token in ")}" and stack:
            name, start = stack.pop()
            if not name:
                put(")")
            for each in filter(None, name.split("/")):
                spans[each].append(Span(start, size))
    put(markup[last:])
    return "".join(text), spans


def chosen(events: tuple[Event, ...], marked: list[Span]) -> Event | None:
    """The event that a record is compared with."""
    ordered = sorted(events, key=lambda e: e.trigger)
    for mark in sorted(marked):
        for event in ordered:
            if any(mark.overlaps(span) for span in (event.trigger, *event.other_triggers)):
                return event
    return ordered[0] if ordered else None


def weighted_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean F1 of the gold types, weighted by how many gold records each has."""
    gold = Counter(g for g, _ in pairs)
    predicted = Counter(p for _, p in pairs)
    right = Counter(g for g, p in pairs if g == p)
    total = 0.0
    for kind, count in gold.items():
        precision = right[kind] / predicted[kind] if predicted[kind] else 0.0
        recall = right[kind] / count
        f1 = 2 * precision * recall / (precision + recall) if right[kind] else 0.0
        total += f1 * count
    return total / len(pairs)


def score(records: list[dict[str, Any]], parser: Parser) -> dict[str, Any]:
    """All scores and the rows behind them."""
    marked_pairs, first_pairs, rows = [], [], []
    found = {"SRC": [0, 0], "TAR": [0, 0], "LOC": [0, 0]}
    for record in records:
        markup = record.get("textInfo")
        if isinstance(markup, dict):
            markup = markup["markup"]
        text, spans = read_markup(markup or record["text"])
        gold = RENAMED.get(record["event"], record["event"])
        context = build_context(
            Article(path=record["id"], text=text, published="2000-01-01"), parser
        )
        events = find_events(context)
        event = chosen(events, spans["EVT"])
        kind = event.type if event else "none"
        marked_pairs.append((gold, kind))
        first = min(events, key=lambda e: e.trigger).type if events else "none"
        first_pairs.append((gold, first))
        for name, roles in (
            ("SRC", {RoleName.AGENT, RoleName.PARTICIPANT}),
            ("TAR", {RoleName.PATIENT, RoleName.ADDRESSEE, RoleName.PARTICIPANT, RoleName.PLACE}),
            ("LOC", {RoleName.PLACE}),
        ):
            for span in spans[name]:
                found[name][1] += 1
                if event and any(r.role in roles and r.span.overlaps(span) for r in event.roles):
                    found[name][0] += 1
        rows.append(
            (
                gold,
                kind,
                first,
                [(e.type, e.trigger.of(text), e.status.value) for e in events],
                markup or text,
            )
        )
    return {
        "records": len(marked_pairs),
        "weighted_f1": round(weighted_f1(marked_pairs), 4),
        "accuracy": round(sum(g == p for g, p in marked_pairs) / len(marked_pairs), 4),
        "weighted_f1_first_event": round(weighted_f1(first_pairs), 4),
        "source_found": round(found["SRC"][0] / max(1, found["SRC"][1]), 4),
        "target_found": round(found["TAR"][0] / max(1, found["TAR"][1]), 4),
        "place_found": round(found["LOC"][0] / max(1, found["LOC"][1]), 4),
        "rows": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path)
    parser.add_argument("--errors", action="store_true", help="print the wrong records")
    arguments = parser.parse_args()
    records = json.loads(arguments.records.read_text(encoding="utf-8"))["records"]
    records = [r for r in records if r["event"] != "DOCUMENT"]
    result = score(records, Parser())
    rows = result.pop("rows")
    if arguments.errors:
        for gold, kind, first, events, text in rows:
            if gold != kind:
                print(f"{gold} <> {kind} (first {first}) {events}\n    {text}")
    text = json.dumps(result, indent=1)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
