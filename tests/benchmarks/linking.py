"""Linking, measured: ELEVANT benchmarks with the shipped gazetteer and with a large one; speed.

    python -m tests.benchmarks.linking [--cities DIR] [--work DIR]

Extracts the texts of the five sets once (kept in the work folder), links them with each gazetteer
and scores with the scorer beside the corpora (`score_links.py`). The large gazetteer holds the
shipped one, the gold entities of all five sets under their names in the benchmark (no other names:
what the texts call them is not looked at), and the towns of a package given with --cities
(`@countrystatecity/countries`, ODbL, unpacked; for measuring only) as others of the same names.
The figures go to docs/results/linking.json; without --cities those of the large one stay there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.extract.extractor import Extractor
from kg.extract.record import dumps, read_records, to_record
from kg.link import GazetteerLinker, LinkContext, link_extraction
from kg.link.build import build_from_dump
from kg.link.gazetteer import Gazetteer, shipped
from kg.link.wikidata import LANGUAGES
from kg.link.writer import GazetteerWriter, Name, Record
from kg.model import Actor, ActorType, Article, Extraction
from tests.conftest import ROOT, shared_folder

SETS = ("kore50", "rss-500", "reuters-128", "derczynski", "oke-2016-train")
_KINDS = {"Q215627": "Person", "Q43229": "Organization", "Q27096213": "Place"}


def articles(name: str) -> list[dict[str, Any]]:
    path = shared_folder() / "data" / "linking" / f"{name}.benchmark.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def extractions(name: str, work: Path) -> list[Extraction]:
    """The extractions of a set without links, from the work folder where they are there.

    All of extraction runs, as ``kg extract --no-link`` does; linking comes afterwards, since each
    gazetteer links them anew.
    """
    stored = work / f"{name}.jsonl"
    if not stored.is_file():
        made = Extractor(link=False).extract_many(
            Article(f"{a['id']}.txt", a["text"]) for a in articles(name)
        )
        lines = [dumps(e) for e in made if isinstance(e, Extraction)]
        stored.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    with stored.open(encoding="utf-8") as handle:
        return [e for e in read_records(handle, name) if isinstance(e, Extraction)]


def score(name: str, found: Iterable[Extraction], work: Path) -> dict[str, Any]:
    predictions = work / f"{name}.predictions.jsonl"
    with predictions.open("w", encoding="utf-8") as out:
        for extraction in found:
            out.write(dumps(extraction) + "\n")
    gold = shared_folder() / "data" / "linking" / f"{name}.benchmark.jsonl"
    scorer = shared_folder() / "tools" / "score_links.py"
    done = subprocess.run(
        [sys.executable, str(scorer), str(gold), str(predictions)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def linked_right(name: str, found: Iterable[Extraction]) -> tuple[int, int]:
    """Links on gold spans with an identifier, and how many of them are right."""
    by_path = {e.article.path: e for e in found}
    right = made = 0
    for article in articles(name):
        extraction = by_path.get(f"{article['id']}.txt")
        if extraction is None:
            continue
        mentions = to_record(extraction)["mentions"]
        spans = {(m["start"], m["end"]): m["wikidata"] for m in mentions}
        for label in article["labels"]:
            qid = spans.get(tuple(label["span"]))
            if qid and label["entity_id"].startswith("Q") and label.get("parent") is None:
                made += 1
                right += qid == label["entity_id"]
    return right, made


def run(title: str, linker: GazetteerLinker, work: Path) -> dict[str, Any]:
    """Link and score all sets; gives the figures for the result file."""
    size = len(linker.gazetteer)
    print(f"\n{title}: {linker.gazetteer.version}, {size:,} entities")
    print("| set | P | R | F1 | linked_accuracy | right of made |\n|---|---|---|---|---|---|")
    sums = [0, 0, 0]
    right = made = 0
    sets: dict[str, Any] = {}
    for name in SETS:
        found = [link_extraction(linker, _bare(e)) for e in extractions(name, work)]
        s = score(name, found, work)
        x = s["linking"]
        for i, key in enumerate(("tp", "pred", "gold")):
            sums[i] += x[key]
        r, m = linked_right(name, found)
        right, made = right + r, made + m
        sets[name] = {"p": x["p"], "r": x["r"], "f1": x["f1"], "right": r, "made": m,
                      "linked_accuracy": s["linked_accuracy"],
                      "mention_recall": s["mention_recall"]}  # fmt: skip
    p, r2 = sums[0] / max(1, sums[1]), sums[0] / max(1, sums[2])
    f1 = 2 * p * r2 / (p + r2) if p + r2 else 0.0
    accuracy = round(right / made, 4) if made else 0.0
    sets["all"] = {"p": round(p, 4), "r": round(r2, 4), "f1": round(f1, 4), "right": right,
                   "made": made, "linked_accuracy": accuracy}  # fmt: skip
    for name, s in sets.items():
        print(f"| {name} | {s['p']:.3f} | {s['r']:.3f} | {s['f1']:.3f} | "
              f"{s['linked_accuracy']:.3f} | {s['right']} of {s['made']} |")  # fmt: skip
    return {"entities": size, "sets": sets}


def _bare(extraction: Extraction) -> Extraction:
    return replace(extraction, actors=tuple(replace(a, link=None) for a in extraction.actors))


def gold_records() -> Iterator[Record]:
    seen: set[str] = set()
    for name in SETS:
        for article in articles(name):
            for label in article["labels"]:
                qid = label["entity_id"]
                if not qid.startswith("Q") or qid in seen or not label.get("name"):
                    continue
                seen.add(qid)
                kinds = label.get("type", "").split("|")
                kind = next((_KINDS[k] for k in kinds if k in _KINDS), "Organization")
                plain = label["name"].split(",")[0].split(" (")[0]
                prior = max(0.05, 0.9 * (1 - math.log10(int(qid[1:])) / 9))
                yield Record(qid, label["name"], kind, "gold", prior=round(prior, 3),
                             names=[Name(plain)] if plain != label["name"] else [])  # fmt: skip


def town_records(folder: Path) -> Iterator[Record]:
    for path in sorted(folder.rglob("cities.json")):
        for town in json.loads(path.read_text(encoding="utf-8")):
            yield Record(f"town:{town['id']}", town["name"], "Place", "towns", "town", prior=0.1)


def shipped_records() -> Iterator[Record]:
    with Gazetteer(shipped()) as gazetteer:
        names: dict[int, list[Name]] = {}
        for text, n, kind, lang in gazetteer._db.execute("SELECT * FROM name"):
            if kind not in "ls":
                names.setdefault(n, []).append(Name(text, kind, lang))
        everything = gazetteer._db.execute("SELECT * FROM entity").fetchall()
        held = gazetteer.offices(row[0] for row in everything)
        for n, *columns in everything:
            offices = [(o.office, o.country, o.start, o.end) for o in held.get(n, ())]
            qid, label, kind, about, prior, country, lat, lon, source = columns
            yield Record(qid, label, kind, source, about, prior, country, lat, lon,
                         names.get(n, []), offices)  # fmt: skip


def speed(work: Path) -> dict[str, float]:
    """Processor time of linking 1,000 actors, and of building from a dump of 30,000 items."""
    linker = GazetteerLinker.open()
    labels = list(linker.gazetteer.countries().values())
    actors = tuple(Actor(f"x:{n}", ActorType.COUNTRY, labels[n % len(labels)]) for n in range(1000))
    start = time.process_time()
    linker.link(actors, LinkContext())
    linked = time.process_time() - start
    dump = work / "items.jsonl"
    if not dump.is_file():
        write_dump(dump, 30_000)
    (work / "dump.sqlite").unlink(missing_ok=True)
    start = time.process_time()
    built = build_from_dump(str(dump), work / "dump.sqlite", version="x")
    seconds = time.process_time() - start
    size = dump.stat().st_size / 1e6
    figures = {
        "actors_1000_s": round(linked, 3),
        "items": built.read,
        "kB_an_item": round(1000 * size / built.read, 1),
        "MB_a_second": round(size / seconds, 1),
        "minutes_a_million": round(seconds / built.read * 1e6 / 60, 1),
        "peak_MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print("\n" + json.dumps(figures))
    return figures


def write_dump(path: Path, count: int) -> None:
    """A dump of so many items: the recorded ones over and over under other identifiers, with the
    languages that are read and ten statements of each property, as most items are smaller.
    """
    source = shared_folder() / "data" / "wikidata" / "entities.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as handle:
        items = [json.loads(line) for line in handle]
    for item in items:
        for part in ("labels", "aliases", "descriptions"):
            item[part] = {k: v for k, v in item.get(part, {}).items() if k in LANGUAGES}
        item["claims"] = {k: v[:2] for k, v in list(item.get("claims", {}).items())[:40]}
        item["sitelinks"] = dict(list(item.get("sitelinks", {}).items())[:20])
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            item = items[n % len(items)]
            item["id"] = f"Q{900_000_000 + n}"
            out.write(json.dumps(item) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=Path)
    parser.add_argument("--work", type=Path, default=ROOT / ".bench" / "linking")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    result = ROOT / "docs" / "results" / "linking.json"
    figures = json.loads(result.read_text(encoding="utf-8")) if result.is_file() else {}
    figures["speed"] = speed(options.work)
    figures["shipped"] = run("Shipped gazetteer", GazetteerLinker.open(), options.work)
    if options.cities is not None:
        path = options.work / "large.sqlite"
        path.unlink(missing_ok=True)
        writer = GazetteerWriter(path)
        for records in (shipped_records(), gold_records(), town_records(options.cities)):
            writer.add(records)
        writer.finish(version="large", sources="for measuring only")
        figures["large"] = run("Large gazetteer", GazetteerLinker.open(path), options.work)
    result.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
