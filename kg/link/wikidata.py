"""Wikidata items as gazetteer records.

What an item is, is told from its own statements, for a dump is read once and in order: the tree of
classes (P279) would need a pass of its own. A person is an instance of human (Q5); a country has an
ISO 3166-1 code or is an instance of country or sovereign state; an organisation has a statement
that only organisations have (headquarters, chairperson, industry, members ...); a place has
coordinates. Everything else is passed over, disambiguation pages and Wikimedia's own pages too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.link.writer import Name, Record

__all__ = [
    "LANGUAGES",
    "MAX_SITELINKS",
    "from_item",
    "is_position",
    "kind_of",
    "position_of",
    "prior_of",
]

#: Languages whose labels and aliases are taken, the first that exists is the label.
LANGUAGES = ("en", "mul", "es", "fr", "de", "pt", "it", "nl", "pl", "ru", "uk", "ar", "zh", "ja")

#: Sitelinks of the best known items: the prior is logarithmic up to here.
MAX_SITELINKS = 350

_HUMAN = "Q5"
_COUNTRY = frozenset(("Q6256", "Q3624078"))
_SKIP = frozenset(("Q4167410", "Q13406463", "Q4167836", "Q11266439", "Q13442814"))
#: headquarters, founder, industry, employees, chief executive, chairperson, parent organisation,
#: subsidiary, GRID, legal form, owned by, board member, members, affiliation, ideology, IPv4 range.
_ORGANISATION = (
    "P159", "P112", "P452", "P1128", "P169", "P488", "P749", "P355", "P2427", "P1454", "P3320",
    "P2124", "P1142", "P1387", "P118", "P115", "P286", "P2541", "P1240", "P6782",
)  # fmt: skip
#: administrative unit within, population, head of government, time zone, area, postal code.
_PLACE = ("P131", "P1082", "P6", "P421", "P2046", "P281", "P30", "P706")


def prior_of(sitelinks: int) -> float:
    """How well known an item is, 0 to 1, from the number of wikis that have a page on it."""
    return min(1.0, round(math.log1p(max(sitelinks, 0)) / math.log1p(MAX_SITELINKS), 4))


def kind_of(instance_of: Iterable[str], properties: Iterable[str]) -> str | None:
    """The class of an item from the items it is an instance of and the properties it has."""
    classes = frozenset(instance_of)
    has = frozenset(properties)
    if classes & _SKIP:
        return None
    if _HUMAN in classes:
        return "Person"
    if "P297" in has or classes & _COUNTRY:
        return "Country"
    organisation = sum(p in has for p in _ORGANISATION)
    place = sum(p in has for p in _PLACE) + 2 * ("P1082" in has)
    if organisation and (organisation >= 2 or "P1082" not in has):
        return "Organization"
    if "P625" in has:
        return "Place" if place or not organisation else "Organization"
    return "Organization" if "P856" in has and "P571" in has else None


def is_position(properties: Iterable[str]) -> bool:
    """Whether an item may be an office: it applies to a jurisdiction or is part of a body."""
    has = frozenset(properties)
    return bool(has & {"P1001", "P2389", "P1308", "P2354"}) and "P625" not in has


def position_of(
    item: Mapping[str, Any], languages: Sequence[str] = LANGUAGES
) -> tuple[str, str, str | None] | None:
    """Identifier, label and country of an item that is an office, None where it has no label."""
    labels = item.get("labels") or {}
    label = next((labels[lang]["value"] for lang in languages if lang in labels), None)
    claims = item.get("claims") or {}
    country = next(iter([*_items(claims, "P17"), *_items(claims, "P1001")]), None)
    return (item["id"], label, country) if label and isinstance(item.get("id"), str) else None


def from_item(item: Mapping[str, Any], languages: Sequence[str] = LANGUAGES) -> Record | None:
    """The record of an item in Wikidata's JSON, or None where it is nothing that acts or lies.

    Offices (P39) carry the identifier of the position, for its label is another item's.
    """
    if item.get("type") != "item" or not isinstance(item.get("id"), str):
        return None
    claims = item.get("claims") or {}
    kind = kind_of(_items(claims, "P31"), claims)
    if kind is None:
        return None
    labels = item.get("labels") or {}
    label = next((labels[lang]["value"] for lang in languages if lang in labels), None)
    if not label:
        return None
    names = [
        Name(labels[lang]["value"], "a" if lang in ("en", "mul") else "w", lang)
        for lang in languages
        if lang in labels and labels[lang]["value"] != label
    ]
    for lang, rank in zip(languages, "aa" + "w" * len(languages), strict=False):
        names += [
            Name(alias["value"], _alias_kind(alias["value"], rank), lang)
            for alias in (item.get("aliases") or {}).get(lang, ())
        ]
    if kind in ("Country", "Place"):
        names += [Name(text, "d", "en") for text in _texts(claims, "P1549", "en")]
    names += [Name(text, "c") for text in _texts(claims, "P1813", "en")]
    descriptions = item.get("descriptions") or {}
    country = next(iter([*_items(claims, "P17"), *_items(claims, "P27")]), None)
    coordinates = next(iter(_values(claims, "P625")), None)
    if "P279" in claims and "P625" not in claims and kind == "Organization":
        return None  # a class of organisations, not one of them
    return Record(
        qid=item["id"],
        label=label,
        type=kind,
        source="wikidata",
        description=(descriptions.get("en") or {}).get("value", ""),
        prior=prior_of(len(item.get("sitelinks") or ())),
        country=item["id"] if kind == "Country" else country,
        latitude=coordinates.get("latitude") if isinstance(coordinates, dict) else None,
        longitude=coordinates.get("longitude") if isinstance(coordinates, dict) else None,
        names=names,
        offices=list(_offices(claims)) if kind == "Person" else [],
    )


def _alias_kind(text: str, rank: str) -> str:
    return "c" if len(text) <= 6 and text.isupper() else rank


def _statements(claims: Mapping[str, Any], prop: str) -> list[Mapping[str, Any]]:
    """The best statements of a property: the preferred ones, else the normal ones."""
    found = [c for c in claims.get(prop, ()) if c.get("rank") != "deprecated"]
    preferred = [c for c in found if c.get("rank") == "preferred"]
    return preferred or found


def _value(snak: Mapping[str, Any]) -> Any:
    return (snak.get("datavalue") or {}).get("value")


def _values(claims: Mapping[str, Any], prop: str) -> list[Any]:
    values = (_value(c.get("mainsnak") or {}) for c in _statements(claims, prop))
    return [value for value in values if value is not None]


def _items(claims: Mapping[str, Any], prop: str) -> list[str]:
    return [v["id"] for v in _values(claims, prop) if isinstance(v, dict) and "id" in v]


def _texts(claims: Mapping[str, Any], prop: str, lang: str) -> list[str]:
    return [
        v["text"]
        for v in _values(claims, prop)
        if isinstance(v, dict) and v.get("language") == lang and v.get("text")
    ]


def _date(statement: Mapping[str, Any], prop: str) -> str | None:
    """A qualifier's time as ISO at its precision ("+2018-06-01T..", 9: year, 10: month)."""
    for snak in (statement.get("qualifiers") or {}).get(prop, ()):
        value = _value(snak)
        if isinstance(value, dict) and isinstance(value.get("time"), str):
            length = {9: 4, 10: 7, 11: 10}.get(value.get("precision", 0), 0)
            return value["time"].lstrip("+")[:length] or None
    return None


def _offices(
    claims: Mapping[str, Any],
) -> Iterable[tuple[str, str | None, str | None, str | None]]:
    for statement in claims.get("P39", ()):
        value = _value(statement.get("mainsnak") or {})
        if statement.get("rank") != "deprecated" and isinstance(value, dict) and "id" in value:
            yield value["id"], None, _date(statement, "P580"), _date(statement, "P582")
