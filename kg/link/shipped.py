"""The gazetteer that ships: how its file is put together from the sources in its data card.

    kg gazetteer build --shipped --sources DIR

``DIR`` holds what cannot lie in the repository: the two tables of Wikidata facts, recorded items,
and the data files of the packages that `SOURCES` lists with their versions. Identifiers come from
these files only. Names in the repository (``kg/data/gazetteer/sources``) are strings;
`capitals.tsv` also carries identifiers, with the number of independent lists that agree on them.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.link.names import acronym_of, key, words
from kg.link.wikidata import from_item
from kg.link.writer import GazetteerWriter, Name, Record

__all__ = ["CLDR_LANGUAGES", "SOURCES", "build_shipped", "own_table", "records"]

#: Source: (file in the sources folder, what it is, licence).
SOURCES: Mapping[str, tuple[str, str, str]] = {
    "territories": (
        "territories.jsonl", "territories with Wikidata ids, PyPI rigour 2.6.1", "MIT"),
    "country-coder": (
        "borders.json", "country codes, groups and ids, npm @rapideditor/country-coder 5.6.1",
        "ISC"),
    "cldr": (
        "cldr.json", "names of territories in 28 languages, Unicode CLDR in PyPI Babel",
        "Unicode-3.0"),
    "capitals": (
        "capitals.tsv", "capitals (Wikidata property P36), in this repository", "CC0-1.0"),
    "cities": (
        "cities.tsv", "large cities: identifiers from a copy of an answer of Wikidata's query "
        "service (gparlakov/tinySearch, MIT), population and place from GeoNames, in this "
        "repository",
        "CC0-1.0 and CC-BY-4.0"),
    "officials": (
        "officials.tsv", "office holders as Wikidata had them, 2021 to 2026", "CC0-1.0"),
    "organisations": (
        "organisations.tsv", "international organisations and parties from Wikidata", "CC0-1.0"),
    "entities": (
        "entities.jsonl.gz", "recorded Wikidata items", "CC0-1.0"),
    "nsi": (
        "nsi-wikidata.json", "labels and descriptions of Wikidata items on brands, operators and "
        "subjects of flags, npm name-suggestion-index 8.0.20260918",
        "BSD-3-Clause, labels CC0-1.0"),
    "nsi-names": (
        "nsi.json", "names under which those are known, the same package", "BSD-3-Clause"),
}  # fmt: skip

CLDR_LANGUAGES = words(
    "en es fr de pt it nl pl ru uk ar zh ja ko tr fa hi id sv da nb fi cs he el hu ro vi ca"
)

#: Countries whose states are better known by their names than towns of the same name.
_FEDERAL = frozenset(("US", "CA", "AU", "GB", "DE", "IN"))

_HEAD = re.compile(
    r"\b(president|prime minister|chancellor|monarch|king|queen|emir|sultan)\b", re.I
)
_NOT_HEAD = re.compile(r"\b(vice|deputy|lieutenant|former|senate|council of|wh|vp)\b", re.I)
_MINISTER = re.compile(r"foreign minister|secretary of state|speaker|secretary-general", re.I)
_PLACE = re.compile(
    r"^(?:\w+[ -])?(?:\w+ )?(?:\w+ )?(?:capital|city|town|municipality|village|county|district|"
    r"province|region|"
    r"state|federated state|island|commune|borough|canton|prefecture|metropolis|suburb|"
    r"country|unitary authority|local government area|settlement|most populous city)\b"
    r"(?! government| council| police| board| department| owned| agency| university| school"
    r"| transport| bank| park| run| authority)",
    re.I,
)
_PERSON = re.compile(
    r"\((?:born|\d{4})|\b(politician|actor|actress|singer|writer|fashion designer|businessman|"
    r"businesswoman|entrepreneur|footballer)\b(?!['’]s)", re.I)  # fmt: skip


def records(folder: Path) -> list[Record]:
    """All records of the shipped gazetteer, one an identifier, sources merged in their order.

    Raises `InputError` where a source file is missing or unreadable.
    """
    found: dict[str, Record] = {}
    countries = _Countries(folder)
    readers: tuple[Callable[[], Iterable[Record]], ...] = (
        countries.records,
        lambda: _capitals(folder, countries),
        lambda: _cities(folder, countries),
        lambda: _officials(folder),
        lambda: _organisations(folder, countries),
        lambda: _entities(folder),
        lambda: _nsi(folder, countries),
    )
    for reader in readers:
        for record in reader():
            known = found.setdefault(record.qid, record)
            if known is not record:
                _merge(known, record)
    aliases = _aliases(folder)
    labels = {key(record.label) for record in found.values() if record.prior >= 0.3}
    for record in found.values():
        for name in aliases.get(record.label, ()):
            if record.source != "nsi" or record.prior >= 0.3:
                # As usual as the label, unless it is the label of another: New York, Washington.
                kind = "l" if key(name) not in labels else "a"
                record.names.append(Name(name, kind, "en"))
    return sorted(found.values(), key=lambda record: (len(record.qid), record.qid))


def build_shipped(folder: Path, out: Path, *, version: str) -> dict[str, int]:
    """Write the shipped gazetteer; gives how many entities each source added."""
    out.unlink(missing_ok=True)
    writer = GazetteerWriter(out)
    counts: dict[str, int] = {}
    for record in records(folder):
        writer.add([record])
        counts[record.source] = counts.get(record.source, 0) + 1
    sources = "; ".join(f"{what} ({licence})" for _, what, licence in SOURCES.values())
    writer.finish(version=version, sources=sources)
    return counts


def _merge(known: Record, other: Record) -> None:
    known.names.append(Name(other.label, "a"))
    known.names += other.names
    known.offices += [office for office in other.offices if office not in known.offices]
    known.prior = max(known.prior, other.prior)
    known.description = known.description or other.description
    known.country = known.country or other.country
    if known.latitude is None:
        known.latitude, known.longitude = other.latitude, other.longitude


def _ours(source: str) -> Path:
    folder = Path(__file__).resolve().parent.parent / "data" / "gazetteer" / "sources"
    return folder / SOURCES[source][0]


def own_table(source: str) -> list[dict[str, str]]:
    """The rows of a table that lies in the repository (`SOURCES`)."""
    return list(_table(_ours(source)))


def _open(folder: Path, source: str) -> Path:
    ours = _ours(source)
    path = folder / ours.name
    if path.is_file():
        return path
    if ours.is_file():
        return ours
    raise InputError(f"{path} is missing: {SOURCES[source][1]}")


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle, delimiter="\t")


def _strings(name: str) -> dict[str, list[str]]:
    """A two-column table of strings in the repository: what they belong to, names with bars."""
    path = Path(__file__).resolve().parent.parent / "data" / "gazetteer" / "sources" / name
    lines = path.read_text(encoding="utf-8").splitlines()
    table: dict[str, list[str]] = {}
    for line in lines:
        owner, _, names = line.partition("\t")
        table.setdefault(owner, []).extend(names.split("|"))
    return table


def _aliases(folder: Path) -> dict[str, list[str]]:
    return _strings("aliases.tsv")


class _Countries:
    """Countries and territories, and how to tell one from a name, a code or a description."""

    def __init__(self, folder: Path) -> None:
        lines = _open(folder, "territories").read_text(encoding="utf-8").splitlines()
        self.territories = [json.loads(line) for line in lines if line.strip()]
        features = json.loads(_open(folder, "country-coder").read_text(encoding="utf-8"))
        self.coder = {
            f["properties"]["wikidata"]: f["properties"]
            for f in features["features"]
            if f["properties"].get("wikidata")
        }
        self.cldr: dict[str, dict[str, str]] = json.loads(
            _open(folder, "cldr").read_text(encoding="utf-8")
        )
        self.demonyms = _strings("demonyms.tsv")
        self.by_code: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        for territory in self.territories:
            code, qid = territory["code"].upper(), territory["qid"]
            if "-" not in code:
                self.by_code[code] = qid
                self.by_code[(territory.get("alpha3") or code).upper()] = qid
                self.by_name[territory["name"]] = qid
                self.labels[qid] = territory["name"]
                for word in self.demonyms.get(code, ()):
                    self.by_name.setdefault(word, qid)
        self.parts = {
            self.by_code[part["country"]]: qid
            for qid, part in self.coder.items()
            if part.get("country") in self.by_code
            and self.by_name.get(part["nameEn"]) == self.by_code[part["country"]] != qid
        }
        # Descriptions also say "the U.S. state of Texas", or the state alone.
        for territory in self.territories:
            code = territory["code"].upper()
            if code[:2] in _FEDERAL and "-" in code:
                self.by_name.setdefault(territory["name"], self.by_code[code[:2]])
        for short, code in (("U.S.", "US"), ("U.K.", "GB"), ("England", "GB"), ("Scotland", "GB")):
            self.by_name.setdefault(short, self.by_code[code])
        longest = sorted(self.by_name, key=len, reverse=True)
        self._named = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, longest)) + r")(?!\w)")

    def in_text(self, text: str) -> str | None:
        """The country that a description names first."""
        match = self._named.search(text)
        return self.by_name[match[1]] if match else None

    def records(self) -> Iterator[Record]:
        for territory in self.territories:
            code = territory["code"].upper()
            if code in ("ZZ",) or code.startswith("X-"):
                continue
            organisation = territory.get("region") == "Supranational"
            sovereign = bool(territory.get("is_country"))
            old = bool(territory.get("is_historical"))
            whole = "-" not in code
            kind = "Organization" if organisation else "Country" if sovereign or old else "Place"
            coded = self.coder.get(territory["qid"], {})
            names = [Name(coded["nameEn"], "a", "en")] if coded.get("nameEn") else []
            if territory.get("full_name") and "(" not in territory["full_name"]:
                names.append(Name(territory["full_name"], "a", "en"))
            names += [Name(n, "a") for n in territory.get("names_strong", ()) if len(n) > 3]
            names += [Name(n, "c") for n in coded.get("aliases", ()) if n.isupper()]
            names += [Name(n, "a", "en") for n in coded.get("aliases", ()) if not n.isupper()]
            if whole and not old:
                names += [
                    Name(n, "a" if lang == "en" else "w", lang)
                    for lang, table in self.cldr.items()
                    if (n := table.get(code))
                ]
                names += [Name(n, "d", "en") for n in self.demonyms.get(code, ())]
            parent = self.by_code.get(code.split("-")[0])
            part = self.parts.get(territory["qid"])
            if part is not None:
                # "Netherlands" is the country, not the Kingdom that it is the largest part of.
                yield Record(
                    qid=part, label=territory["name"], type="Country", source="country-coder",
                    description=_describe(territory, kind), prior=0.95, country=territory["qid"],
                    names=names,
                )  # fmt: skip
                yield Record(
                    qid=territory["qid"], label=territory["full_name"], type="Country",
                    source="territories", description=_describe(territory, kind), prior=0.6,
                    country=territory["qid"],
                )  # fmt: skip
                continue
            label = re.sub(r" \([^)]*\)$", "", territory["name"])
            yield Record(
                qid=territory["qid"], label=label, type=kind, source="territories",
                description=_describe(territory, kind),
                prior=0.95 if sovereign else 0.9 if organisation else 0.3 if old
                else 0.7 if whole else 0.6 if code[:2] in _FEDERAL else 0.3,
                country=None if organisation else parent if not whole else territory["qid"],
                names=names,
            )  # fmt: skip


def _describe(territory: Mapping[str, Any], kind: str) -> str:
    where = territory.get("subregion") or territory.get("region")
    what = "former country" if territory.get("is_historical") else kind.lower()
    return f"{what} in {where}" if where and kind != "Organization" else what


def _capitals(folder: Path, countries: _Countries) -> Iterator[Record]:
    for row in _table(_open(folder, "capitals")):
        country = countries.by_code.get(row["country"])
        if country is not None:
            yield Record(
                qid=row["qid"], label=row["name"], type="Place", source="capitals",
                description=f"capital of {countries.labels[country]}", prior=0.88, country=country,
            )  # fmt: skip


def _cities(folder: Path, countries: _Countries) -> Iterator[Record]:
    for row in _table(_open(folder, "cities")):
        people = int(row["population"] or 0)
        country = countries.by_code[row["country"]]
        yield Record(
            qid=row["qid"], label=row["name"], type="Place", source="cities",
            description="city in " + ", ".join(
                filter(None, (row["region"], countries.labels[country]))
            ),
            prior=0.78 if people > 3_000_000 else 0.72 if people > 1_000_000 else 0.66,
            country=country,
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
        )  # fmt: skip


def _officials(folder: Path) -> Iterator[Record]:
    for row in _table(_open(folder, "officials")):
        office = row["office"]
        head = bool(_HEAD.search(office)) and not _NOT_HEAD.search(office)
        prior = 0.75 if head else 0.6 if _MINISTER.search(office) else 0.4
        if not row["end"] or row["end"] >= "2025":
            prior += 0.1
        label = re.sub(r" of [A-Z]\w+$", "", row["label"]) if head else row["label"]
        names = [Name(row["label"], "a", "en")] if label != row["label"] else []
        names += _shorter(label)
        yield Record(
            qid=row["qid"], label=label, type="Person", source="officials",
            description=f"{office} ({row['country']})" if row["country"] else office,
            prior=prior, country=row["country_qid"] or None, names=names,
            offices=[(office, row["country_qid"] or None, row["start"] or None,
                      row["end"] or None)],
        )  # fmt: skip


def _shorter(label: str) -> list[Name]:
    """A person's name without middle initials and suffix: "John F. Smith Jr." is "John Smith"."""
    words = re.sub(r",? (Jr|Sr|II|III|IV)\.?$", "", label).split()
    kept = [w for i, w in enumerate(words) if i in (0, len(words) - 1) or not w.endswith(".")]
    return [Name(" ".join(kept), "a", "en")] if len(kept) > 1 and kept != label.split() else []


def _organisations(folder: Path, countries: _Countries) -> Iterator[Record]:
    for row in _table(_open(folder, "organisations")):
        party = row["kind"] == "political party"
        names = [Name(row["native"], "a")] if row["native"] else []
        if row["short"]:
            names.append(Name(row["short"], "c"))
        elif not party and (short := acronym_of(row["label"])):
            names.append(Name(short, "c"))
        yield Record(
            qid=row["qid"], label=row["label"], type="Organization", source="organisations",
            description=row["kind"], prior=_known(row["qid"]) if party else 0.9,
            country=countries.by_code.get(row["country"]), names=names,
        )  # fmt: skip


def _known(qid: str) -> float:
    """A rough guess at how well known an item is where nothing counts it: low numbers are old.

    Wikidata's first items were made for what most Wikipedias have a page on.
    """
    return round(max(0.05, 0.55 * (1 - math.log10(int(qid[1:])) / 9)), 3)


def _entities(folder: Path) -> Iterator[Record]:
    with gzip.open(_open(folder, "entities"), "rt", encoding="utf-8") as handle:
        for line in handle:
            record = from_item(json.loads(line))
            if record is not None:
                record.source = "entities"
                record.offices = []  # positions are identifiers there, without their words
                yield record


_TAGS = ("brand", "operator", "network", "subject")


def _nsi(folder: Path, countries: _Countries) -> Iterator[Record]:
    items = json.loads(_open(folder, "nsi").read_text(encoding="utf-8"))["wikidata"]
    extra: dict[str, dict[str, None]] = {}
    tree = json.loads(_open(folder, "nsi-names").read_text(encoding="utf-8"))["nsi"]
    for category in tree.values():
        for item in category["items"]:
            tags = item["tags"]
            for tag in _TAGS:
                qid = tags.get(f"{tag}:wikidata")
                if qid:
                    extra.setdefault(qid, {}).update(dict.fromkeys(_nsi_names(tags, tag)))
    for qid, item in items.items():
        label, description = item.get("label"), item.get("description") or ""
        if not label or not description or not re.fullmatch(r"Q\d+", qid):
            continue
        kind = "Place" if _PLACE.search(description) else "Organization"
        if kind == "Organization" and _PERSON.search(description):
            kind = "Person"
        linked = len(item.get("identities") or ())
        prior = min(0.6, _known(qid) + 0.02 * linked)
        yield Record(
            qid=qid, label=label, type=kind, source="nsi", description=description,
            prior=round(prior, 3), country=countries.in_text(description),
            names=[Name(name, "c" if name.isupper() and len(name) <= 6 else "a")
                   for name in extra.get(qid, ()) if key(name) != key(label)],
        )  # fmt: skip


def _nsi_names(tags: Mapping[str, str], tag: str) -> Iterator[str]:
    for name in (tag, f"{tag}:en", f"{tag}:short"):
        if tags.get(name):
            yield tags[name]
    if tag != "subject":
        for name in ("short_name", "official_name", "name:en"):
            if tags.get(name) and tag == "brand":
                yield tags[name]
