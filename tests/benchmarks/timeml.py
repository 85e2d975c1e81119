"""Events of TimeML news (TempEval-3, task B) on a third of its training data, kept apart.

    python -m tests.benchmarks.timeml [SHARED] [--fast]

SHARED is the folder of corpora and scorers ($KG_SHARED, else beside the checkout). The articles of
``data/dates`` whose names fall to `tests.benchmarks.dates.held_out` are extracted from raw text.
What the graph knows is mapped to TimeML, and no further:

- an event (each trigger of it) is an EVENT of class OCCURRENCE, the cue of a statement one of class
  REPORTING; the classes STATE, I_STATE, I_ACTION, ASPECTUAL and PERCEPTION have no counterpart;
- the status of an event stands for the tense of a verb: occurred PAST, ongoing PRESENT, planned
  FUTURE. Infinitives, participles and nouns bear no such tense in TimeML and are left out;
- a denied event is of polarity NEG, any other POS. What is told as not so is mostly left out of the
  graph, so that NEG is hardly ever found. Compared on TimeBank alone: AQUAINT marks half of its
  events as NEG, "said" before all others.

Precision, recall and F1 of spans that overlap (most TimeML events are one word); precision and
recall of the class over all given and all gold events, as in the task; tense and polarity over the
events that were found, with the share that the commonest value alone would get. `PUBLISHED` are
F1 on te3-platinum, another set, as the README of github.com/tommasoc80/TimeMLEventTrigger repeats
them from the results of the task (UzZaman et al., SemEval-2013 Task 1); it has none for polarity.
The classifier behind the events was trained on TBAQ among others (as a second head that is not
asked), so that the third is not wholly unseen.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from kg.extract.extractor import Extractor
from kg.model import Article, Extraction, Span, Status
from tests.benchmarks.dates import held_out
from tests.conftest import ROOT, shared_folder

RESULT = ROOT / "docs" / "results" / "timeml.json"
#: F1 of events, class and tense of systems of TempEval-3 (all events, all tenses).
PUBLISHED = {
    "ATT1": {"events": 0.810, "class": 0.718, "tense": 0.594},
    "NavyTime-1": {"events": 0.803, "class": 0.674, "tense": 0.698},
    "ClearTK": {"class": 0.678, "tense": 0.616},
}
_TENSES = {Status.OCCURRED: "PAST", Status.ONGOING: "PRESENT", Status.PLANNED: "FUTURE"}


@dataclass(frozen=True, slots=True)
class Marked:
    """An event: its span, class, tense and polarity (None where there is nothing to compare)."""

    span: Span
    kind: str
    tense: str | None
    polarity: str | None


def read_gold(path: Path) -> tuple[Article, list[Marked]]:
    """The text of a TimeML document as an article, and its events."""
    root = ElementTree.parse(path).getroot()
    body, dated = root.find("TEXT"), root.find("./DCT/TIMEX3")
    assert body is not None
    spans: list[tuple[int, int, str, str]] = []
    raw = _collect(body, 0, spans)
    shift = len(raw) - len(raw.lstrip())
    made: dict[str, dict[str, str]] = {}
    for instance in root.iter("MAKEINSTANCE"):
        made.setdefault(instance.get("eventID", ""), dict(instance.attrib))
    events = [
        Marked(
            Span(start - shift, end - shift),
            kind,
            made.get(name, {}).get("tense"),
            made.get(name, {}).get("polarity") if path.parent.name != "AQUAINT" else None,
        )
        for start, end, name, kind in spans
    ]
    day = dated.get("value") if dated is not None else None
    return Article(path=path.stem + ".txt", text=raw.strip() + "\n", published=day), events


def _collect(
    element: ElementTree.Element, position: int, spans: list[tuple[int, int, str, str]]
) -> str:
    parts = [element.text or ""]
    length = len(parts[0])
    for child in element:
        inner = _collect(child, position + length, spans)
        if child.tag == "EVENT":
            start = position + length
            name, kind = child.get("eid", ""), child.get("class", "")
            spans.append((start, start + len(inner), name, kind))
        parts += [inner, child.tail or ""]
        length += len(inner) + len(parts[-1])
    return "".join(parts)


def given(extraction: Extraction) -> list[Marked]:
    """What the extraction tells, as TimeML events; a cue that is an event too counts once."""
    found = [Marked(s.cue, "REPORTING", None, "POS") for s in extraction.statements if s.cue]
    for event in extraction.events:
        polarity = "NEG" if event.status is Status.DENIED else "POS"
        found += [
            Marked(span, "OCCURRENCE", _TENSES.get(event.status), polarity)
            for span in (event.trigger, *event.other_triggers)
        ]
    kept: list[Marked] = []
    for mark in found:
        if not any(mark.span.overlaps(other.span) for other in kept):
            kept.append(mark)
    return kept


def score(pairs: Sequence[tuple[list[Marked], list[Marked]]]) -> dict[str, Any]:
    """All figures over (given, gold) of each article."""
    number, wanted = sum(len(g) for g, _ in pairs), sum(len(w) for _, w in pairs)
    matched: list[tuple[Marked, Marked]] = []
    hits = 0
    for mine, gold in pairs:
        free = sorted(gold, key=lambda mark: mark.span)
        for mark in mine:
            match = next((g for g in free if g.span.overlaps(mark.span)), None)
            if match is not None:
                hits += 1
                free.remove(match)
                matched.append((mark, match))
    right = sum(mine.kind == gold.kind for mine, gold in matched)
    tenses = [(m.tense, g.tense) for m, g in matched if m.tense and g.tense in _TENSES.values()]
    polarities = [(m.polarity, g.polarity) for m, g in matched if g.polarity]
    return {
        "articles": len(pairs),
        "events": _prf(hits, number, wanted),
        "class": _prf(right, number, wanted),
        "class_by_kind": {
            kind: {
                "gold": sum(g.kind == kind for _, gold in pairs for g in gold),
                "found": sum(g.kind == kind for _, g in matched),
                "right": sum(m.kind == g.kind == kind for m, g in matched),
            }
            for kind in sorted({g.kind for _, gold in pairs for g in gold})
        },
        "tense": _accuracy(tenses),
        "polarity": _accuracy(polarities),
        "published": PUBLISHED,
    }


def _prf(right: int, number: int, wanted: int) -> dict[str, float]:
    p, r = right / max(1, number), right / max(1, wanted)
    f1 = 2 * p * r / (p + r) if right else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(f1, 4)}


def _accuracy(pairs: Sequence[tuple[str | None, str | None]]) -> dict[str, float]:
    gold = Counter(g for _, g in pairs)
    best = gold.most_common(1)[0][1] if gold else 0
    number = max(1, len(pairs))
    return {
        "compared": len(pairs),
        "accuracy": round(sum(m == g for m, g in pairs) / number, 4),
        "commonest": round(best / number, 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path, nargs="?", default=shared_folder())
    parser.add_argument("--fast", action="store_true", help="without the encoder")
    arguments = parser.parse_args()
    folder = arguments.shared / "data" / "dates"
    read = [read_gold(path) for path in sorted(folder.rglob("*.tml")) if held_out(path.stem)]
    gold = {article.path: marks for article, marks in read}
    extractor = Extractor(link=False, fast=arguments.fast)
    pairs = [
        (given(item), gold[item.article.path])
        for item in extractor.extract_many(article for article, _ in read)
        if isinstance(item, Extraction)
    ]
    text = json.dumps(score(pairs), indent=1)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
