"""Compares the graph of the seed articles with the one that was written by hand (gold/seeds).

`score(store, seeds)` gives precision, recall and F1 of events, roles, dates, statements, speakers,
positions and citations; run as a program it prints the table, or what is wrong with `--errors`:

    python -m tests.seeds_gold [--errors] [--json FILE] STORE.nq
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store

GOLD = Path(__file__).parent / "gold" / "seeds"
MEASURES = ("events", "roles", "dates", "statements", "speakers", "positions", "citations")
PREFIX = """
PREFIX kg: <https://w3id.org/newsgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
ROLES = ("agent", "patient", "addressee", "place", "participant")


@dataclass
class Tally:
    """Counts of one measure, and lines that say what is wrong."""

    right: int = 0
    predicted: int = 0
    gold: int = 0
    found: int = 0
    errors: list[str] = field(default_factory=list)

    def scores(self) -> dict[str, float | int]:
        p = self.right / self.predicted if self.predicted else 0.0
        r = self.found / self.gold if self.gold else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(f1, 3),
                "predicted": self.predicted, "gold": self.gold}


def plain(name: str) -> str:
    """A name for comparison: no accents, case, articles, possessives or curly marks."""
    name = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‑", "-"))
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    name = re.sub(r"\s+", " ", re.sub(r"'s\b|[.\"']", "", name)).strip()
    return re.sub(r"^(the|an|a) ", "", name)


def fits(names: set[str], wanted: str) -> bool:
    """Whether one of the names is one of the alternatives ("A/B")."""
    return bool({plain(n) for n in names} & {plain(w) for w in wanted.split("/")})


def locate(text: str, at: str) -> tuple[int, int]:
    before, trigger, after = ("", at, "") if "|" not in at else at.split("|")
    where = text.index(before + trigger + after)
    return where + len(before), where + len(before) + len(trigger)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", plain(text)))


class Graph:
    """What one article's graph says, as plain Python."""

    def __init__(self, store: Store, path_end: str) -> None:
        self.store = store
        rows = store.query(PREFIX + "SELECT ?a ?p { GRAPH ?a { ?a kg:path ?p } }")
        self.article = next(r["a"] for r in rows if r["p"].value.endswith(path_end))

    def rows(self, body: str) -> list[dict[str, str]]:
        graph = f"GRAPH <{self.article.value}>"
        found = self.store.query(PREFIX + f"SELECT * {{ {graph} {{ {body} }} }}")
        names = [v.value for v in found.variables]
        return [{n: row[n].value for n in names if row[n] is not None} for row in found]

    def labels(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for row in self.rows("?n rdfs:label|skos:altLabel ?label"):
            names[row["n"]].add(row["label"])
        return names

    def passages(self, kind: str) -> dict[str, set[tuple[int, int]]]:
        spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for row in self.rows(f"?n a kg:{kind} ; kg:evidence ?p . ?p kg:start ?s ; kg:end ?e"):
            spans[row["n"]].add((int(row["s"]), int(row["e"])))
        return spans

    def values(self, kind: str, prop: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows(f"?n a kg:{kind} ; kg:{prop} ?v"):
            found[row["n"]].add(row["v"])
        return found


def date_ok(gold: dict[str, Any], date: set[str], edtf: set[str], bounds: tuple[str, str] | None
            ) -> bool:
    for wanted in [gold["date"], *gold.get("date_may", [])]:
        if wanted == "" and not date and not edtf:
            return True
        if wanted == "early 2026":
            if not date and bounds and bounds[0] == "2026-01-01" and bounds[1] <= "2026-06-30":
                return True
        elif wanted == "since 2022":
            if any(e.startswith("2022/") for e in edtf):
                return True
        elif wanted and (wanted in date or wanted in edtf):
            return True
    return False


def assign(pairs: list[tuple[float, str, int]]) -> dict[str, int]:
    """Greedy one-to-one, best first."""
    done: dict[str, int] = {}
    for _, node, index in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if node not in done and index not in done.values():
            done[node] = index
    return done


def score_events(graph: Graph, gold: list[dict[str, Any]], text: str, tallies: dict[str, Tally]
                 ) -> None:
    labels, spans = graph.labels(), graph.passages("Event")
    types = {n: {v.rsplit("/", 1)[-1] for v in vs}
             for n, vs in graph.values("Event", "eventType").items()}
    status = {n: {v.rsplit("#", 1)[-1].lower() for v in vs}
              for n, vs in graph.values("Event", "status").items()}
    dates, edtfs = graph.values("Event", "date"), graph.values("Event", "edtf")
    early, late = graph.values("Event", "earliest"), graph.values("Event", "latest")
    roles = {role: graph.values("Event", role) for role in ROLES}
    nodes = sorted({row["n"] for row in graph.rows("?n a kg:Event")})
    tally, role_tally, date_tally = tallies["events"], tallies["roles"], tallies["dates"]

    triggers = {}
    for node in nodes:
        smallest = [s for s in spans[node]
                    if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in spans[node])]
        triggers[node] = smallest
    pairs = []
    for i, entry in enumerate(gold):
        places = [locate(text, at) for at in entry["at"]]
        for node in nodes:
            hits = sum(any(overlap(p, t) for p in places) for t in triggers[node])
            if hits:
                good_type = bool(types.get(node, set()) & set(entry["type"]))
                pairs.append((hits + 0.5 * good_type - 0.1 * bool(entry.get("optional")), node, i))
    chosen = assign(pairs)
    tally.gold += sum(not e.get("optional") for e in gold)

    def name(node: str) -> str:
        said = "; ".join(sorted({text[a:b] for a, b in triggers[node]}))
        return f"{sorted(labels.get(node, {''}))[0]} [{said}] {sorted(types.get(node, []))}"

    for node in nodes:
        tally.predicted += 1
        if node not in chosen:
            tally.errors.append(f"false event: {name(node)}")
            continue
        entry = gold[chosen[node]]
        fine = (types.get(node, set()) <= set(entry["type"])
                and status.get(node, {"none"}) <= set(entry["status"]))
        if fine:
            tally.right += 1
            tally.found += not entry.get("optional")
        else:
            tally.errors.append(f"type or status: {name(node)} {status.get(node)}, wanted "
                                f"{entry['type']} {entry['status']}")
        # roles
        wanted = [(role, who) for role in ROLES for who in entry.get(role, [])]
        given = [(role, iri) for role in ROLES for iri in sorted(roles[role].get(node, set()))]
        special = {iri for role, iri in given if role != "participant"}
        given = [(r, iri) for r, iri in given if r != "participant" or iri not in special]
        if not entry.get("optional"):
            role_tally.gold += len(wanted)
            role_tally.found += sum(
                any((role == r or role == "participant") and fits(labels[iri], who)
                    for r, iri in given) for role, who in wanted)
            for role, who in wanted:
                if not any((role == r or role == "participant") and fits(labels[iri], who)
                           for r, iri in given):
                    role_tally.errors.append(f"missing role: {name(node)}: {role} {who}")
        for r, iri in given:
            role_tally.predicted += 1
            right = any((role in (r, "participant")) and fits(labels[iri], who)
                        for role, who in wanted) or any(
                fits(labels[iri], who) for who in entry.get("may", []))
            role_tally.right += right
            if not right:
                role_tally.errors.append(f"false role: {name(node)}: {r} {sorted(labels[iri])}")
        # dates
        bounds = None
        if early.get(node) and late.get(node):
            bounds = (min(early[node]), max(late[node]))
        has = bool(dates.get(node) or edtfs.get(node))
        good = date_ok(entry, dates.get(node, set()), edtfs.get(node, set()), bounds)
        if entry["date"] and not entry.get("optional"):
            date_tally.gold += 1
            date_tally.found += good
        if has:
            date_tally.predicted += 1
            date_tally.right += good
        if not good:
            date_tally.errors.append(f"date: {name(node)}: {dates.get(node)} {edtfs.get(node)}, "
                                     f"wanted {entry['date']!r}")
    for i, entry in enumerate(gold):
        if not entry.get("optional") and i not in chosen.values():
            tally.errors.append(f"missing event: {entry['at'][0]} {entry['type']}")
            date_tally.gold += bool(entry["date"])
            role_tally.gold += sum(len(entry.get(role, [])) for role in ROLES)


def score_statements(graph: Graph, gold: list[dict[str, Any]], tallies: dict[str, Tally]) -> None:
    labels = graph.labels()
    texts, speakers = graph.values("Statement", "text"), graph.values("Statement", "speaker")
    cues, channels = graph.values("Statement", "cue"), graph.values("Statement", "channel")
    dates = graph.values("Statement", "date")
    kinds = {row["n"] for row in graph.rows("?n a kg:Quotation")}
    langs: dict[str, set[str]] = defaultdict(set)
    for row in graph.rows("?n a kg:Statement ; kg:text ?t . BIND(LANG(?t) AS ?l)"):
        langs[row["n"]].add(row["l"])
    nodes = sorted({row["n"] for row in graph.rows("?n a kg:Statement")})
    tally, who = tallies["statements"], tallies["speakers"]
    pairs = []
    for i, entry in enumerate(gold):
        for node in nodes:
            best = max((len(words(t) & words(w)) / max(1, len(words(t) | words(w)))
                        for t in texts[node] for w in entry["words"]), default=0.0)
            if best >= 0.5:
                near = any(c[:3] == entry["cue"].lower()[:3] for c in cues[node]) and entry["cue"]
                day = bool(entry.get("date")) and entry["date"] in dates[node]
                voice = any(fits(labels[s], entry["speaker"]) for s in speakers[node])
                pairs.append((best + 0.5 * bool(near) + 0.3 * day + 0.2 * voice, node, i))
    chosen = assign(pairs)
    tally.gold += sum(not e.get("optional") for e in gold)
    for node in nodes:
        tally.predicted += 1
        said = f"{sorted(cues.get(node, []))}: {sorted(texts[node])}"
        if node not in chosen:
            tally.errors.append(f"false statement: {said}")
            continue
        entry = gold[chosen[node]]
        wrong = []
        if entry.get("lang") and langs[node] != {entry["lang"]}:
            wrong.append(f"lang {langs[node]}")
        if entry.get("kind") == "quotation" and node not in kinds:
            wrong.append("kind")
        if entry.get("date") and entry["date"] not in dates[node]:
            wrong.append(f"date {dates[node]}")
        if entry.get("channel") and not any(
                fits(labels[c], entry["channel"]) for c in channels[node]):
            wrong.append("channel")
        allowed = {entry["cue"].lower()[:3], *(c[:3] for c in entry.get("cue_may", []))}
        if not {c[:3] for c in cues[node]} & allowed and not ("" in allowed and not cues[node]):
            wrong.append(f"cue {cues[node]}")
        if wrong:
            tally.errors.append(f"statement {said}: {', '.join(wrong)}")
        else:
            tally.right += 1
            tally.found += not entry.get("optional")
        given = speakers.get(node, set())
        good = any(fits(labels[s], entry["speaker"]) for s in given)
        who.predicted += bool(given)
        who.right += bool(given) and good
        if not entry.get("optional"):
            who.gold += 1
            who.found += good
        if not good and (given or not entry.get("optional")):
            who.errors.append(f"speaker of {said}: {[sorted(labels[s]) for s in given]}, wanted "
                              f"{entry['speaker']}")
    for i, entry in enumerate(gold):
        if not entry.get("optional") and i not in chosen.values():
            tally.errors.append(f"missing statement: {entry['cue']} {entry['words'][0]}")
            who.gold += 1


def score_positions(graph: Graph, gold: list[dict[str, Any]], tally: Tally) -> None:
    labels = graph.labels()
    given: dict[str, dict[str, str]] = {}
    for row in graph.rows("?who kg:holds ?p . ?p kg:office ?office . OPTIONAL { ?p kg:of ?of } "
                          "OPTIONAL { ?p kg:former ?former }"):
        given[row["p"]] = row
    tally.gold += len(gold)
    seen = set()
    for row in given.values():
        tally.predicted += 1
        for i, entry in enumerate(gold):
            of = labels[row["of"]] if "of" in row else {""}
            if (i not in seen and fits(labels[row["who"]], entry["holder"])
                    and any(plain(row["office"]) == plain(o) for o in entry["office"])
                    and any(fits(of, o) for o in entry["of"])
                    and (row.get("former", "false") == "true") == entry.get("former", False)):
                seen.add(i)
                tally.right += 1
                tally.found += 1
                break
        else:
            tally.errors.append(f"false position: {sorted(labels[row['who']])} {row['office']} of "
                                f"{sorted(labels.get(row.get('of', ''), []))} {row.get('former')}")
    tally.errors += [f"missing position: {e['holder']} {e['office']}"
                     for i, e in enumerate(gold) if i not in seen]


def score_citations(graph: Graph, gold: list[dict[str, Any]], text: str, tally: Tally) -> None:
    """A node's citation is right where a sentence that the node rests on cites the source.

    A gold citation is found where a node that rests on its sentence cites the source.
    """
    given: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for row in graph.rows("?n kg:cites ?c . ?c dcterms:identifier ?id . "
                          "{ ?n kg:evidence ?p } UNION { ?n kg:start ?x BIND(?n AS ?p) } "
                          "?p kg:start ?s ; kg:end ?e"):
        given[row["n"], row["id"]].add((int(row["s"]), int(row["e"])))
    places = [(text.index(e["in"]), set(e["sources"])) for e in gold]
    for place, sources in places:
        for source in sources:
            tally.gold += 1
            if any(i == source and any(s <= place < e for s, e in spans)
                   for (_, i), spans in given.items()):
                tally.found += 1
            else:
                tally.errors.append(f"missing citation [{source}] of {text[place:place + 40]!r}")
    for (node, identifier), spans in sorted(given.items()):
        inside = [sources for place, sources in places
                  if any(start <= place < end for start, end in spans)]
        if inside:
            tally.predicted += 1
            right = any(identifier in sources for sources in inside)
            tally.right += right
            if not right:
                said = sorted(text[s:e] for s, e in spans)
                tally.errors.append(f"false citation [{identifier}] of {node}: {said}")


def score(store: Store, seeds: Path) -> dict[str, Tally]:
    """The tallies of both seeds together."""
    tallies = {measure: Tally() for measure in MEASURES}
    for path in sorted(GOLD.glob("*.toml")):
        gold = tomllib.loads(path.read_text(encoding="utf-8"))
        text = (seeds / (path.stem + ".txt")).read_bytes().decode("utf-8")
        graph = Graph(store, path.stem + ".txt")
        score_events(graph, gold.get("event", []), text, tallies)
        score_statements(graph, gold.get("statement", []), tallies)
        score_positions(graph, gold.get("position", []), tallies["positions"])
        if gold.get("citation"):
            score_citations(graph, gold["citation"], text, tallies["citations"])
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("nquads", type=Path)
    parser.add_argument("--seeds", type=Path, default=GOLD.parents[2] / "seeds")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    store = Store()
    store.bulk_load(path=str(arguments.nquads), format=RdfFormat.N_QUADS)
    tallies = score(store, arguments.seeds)
    for measure, tally in tallies.items():
        s = tally.scores()
        print(f"{measure:11} P {s['precision']:.3f}  R {s['recall']:.3f}  F1 {s['f1']:.3f}  "
              f"({s['predicted']} given, {s['gold']} wanted)")
        if arguments.errors:
            print(*("    " + e for e in tally.errors), sep="\n")
    if arguments.json:
        result = {m: t.scores() for m, t in tallies.items()}
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
