"""A JSON object to an article, whatever it is: ninjs, a schema.org article, or one of somebody's
own making, read by the field map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kg.errors import InputError
from kg.model import Article
from kg.read import ninjs, schemaorg
from kg.read.fieldmap import FieldMap
from kg.read.fields import Found, body, line
from kg.read.markup import has_markup, plain

__all__ = ["EXTRACTION_KEYS", "article_of", "articles_of", "is_extraction", "mapped_article"]

#: Keys that only the records of ``kg extract`` have; two of them tell such a record.
EXTRACTION_KEYS = frozenset(
    ("generator", "sentences", "segments", "actors", "mentions", "times", "statements", "events")
)
#: An identifier that is one everywhere: a URN, an address, a UUID, a long hash.
_GLOBAL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:.|^[0-9A-Fa-f-]{32,}$|^\S{24,}$")
#: Keys under which files wrap their lists of articles.
_LISTS = (
    "articles", "items", "_items", "results", "documents", "docs", "stories", "data", "news",
    "entries", "posts", "hits",
)  # fmt: skip
#: Objects in which the answers of some programs put such a list (The Guardian, Elasticsearch).
_AROUND = ("response", "result", "data", "hits", "feed", "channel")
#: What a feed in JSON says of all its items (https://jsonfeed.org/version/1.1), by item's key.
_OF_FEED = {"publisher": "title", "language": "language"}
#: What news aggregators put behind a text that they cut off.
_CUT_OFF = re.compile(r"\s*\[\+\d{1,7} chars\]\s*$")


def is_extraction(record: object) -> bool:
    """Whether an object is a record of ``kg extract``: what was read out of an article."""
    return isinstance(record, dict) and "text" in record and bool(EXTRACTION_KEYS & record.keys())


def articles_of(value: object, path: str, fields: FieldMap) -> Iterator[Article | InputError]:
    """The articles of a JSON file: one object, a list, a list under a key, or a JSON-LD graph.

    Raises:
        InputError: there is none.
    """
    items = _items(value, fields)
    if not items:
        raise InputError(f"{path}: holds no article: neither an object nor a list of objects")
    items = [part for item in items for part in _parts(item, fields)]
    several = len(items) > 1 or items[0] is not value
    for number, item in enumerate(items, 1):
        name = f"{path}#{number}" if several else path
        try:
            yield article_of(item, name, fields)
        except InputError as error:
            yield error


def article_of(record: object, path: str, fields: FieldMap) -> Article:
    """The article of one object.

    Raises:
        InputError: it is no object, or has no text.
    """
    if not isinstance(record, Mapping):
        raise InputError(f"{path}: not a JSON object")
    if is_extraction(record):
        raise InputError(
            f"{path}: a record of kg extract, not an article; name the .jsonl file itself to "
            "kg ingest, or take it out of the folder"
        )
    if not fields.given and ninjs.matches(record):
        return ninjs.article(record, path)
    if not fields.given and schemaorg.matches(record):
        return schemaorg.article(record, path)
    return mapped_article(record, path, fields)


def mapped_article(record: Mapping[str, object], path: str, fields: FieldMap) -> Article:
    """The article of an object or row of somebody's own making.

    Raises:
        InputError: the field map finds no text in it.
    """
    values = fields.values(record)
    text = values.get("text")
    if isinstance(text, list):
        text = "\n".join(part for part in map(_paragraph, text) if part)
    if not isinstance(text, str) or not text.strip():
        raise InputError(
            f"{path}: no text under {fields.text}; say where it is with --field text=KEY"
        )
    text = _CUT_OFF.sub("", plain(text) if has_markup(text) else text)
    title = values.get("title")
    if isinstance(title, str) and (has_markup(title) or "&" in title):
        values["title"] = plain(title)
    if isinstance(values.get("authors"), list | dict):
        values["authors"] = schemaorg.names_of(values["authors"])
    for name in ("publisher", "section", "licence"):
        if isinstance(values.get(name), dict | list):
            values[name] = schemaorg.names_of(values[name])
    found = Found.of(values)
    if found.url is None and found.id is not None and found.id.startswith(("http:", "https:")):
        found = replace(found, url=Found.of({"url": found.id}).url)
    name = line(values.get("path")) or path
    if found.id is not None and not _GLOBAL.search(found.id):
        # "17" names an article of this file alone: another file has a 17 of its own.
        name = name if "path" in values else f"{path.partition('#')[0]}#{found.id}"
        found = replace(found, id=None)
    return found.article(name, body(text))


def _paragraph(part: object) -> str | None:
    """The words of a paragraph: a text, or an object with one (Editor.js, Contentful ...)."""
    if isinstance(part, Mapping):
        part = next((part[k] for k in ("text", "value", "content") if k in part), None)
    return part if isinstance(part, str) and part.strip() else None


def _items(value: object, fields: FieldMap) -> list[object]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    graph = value.get("@graph")
    if isinstance(graph, list):
        return schemaorg.in_graph(value)
    if is_extraction(value) or "text" in fields.values(value):
        return [value]
    for around in (value, *(value[k] for k in _AROUND if isinstance(value.get(k), dict))):
        for key in _LISTS:
            inner = around.get(key)
            if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
                return [_of_feed(item, value) for item in inner]
    if value and all(isinstance(v, dict) and "text" in fields.values(v) for v in value.values()):
        return list(value.values())  # an object by identifier
    return [value]


def _of_feed(item: object, feed: Mapping[str, object]) -> object:
    known = str(feed.get("version")).startswith("https://jsonfeed.org/")
    if not known or not isinstance(item, dict):
        return item
    return {**{k: feed[v] for k, v in _OF_FEED.items() if v in feed}, **item}


def _parts(item: object, fields: FieldMap) -> list[object]:
    """An item, or the articles that it is a package of, or that it holds beside its own text."""
    if not isinstance(item, Mapping) or fields.given:
        return [item]
    if ninjs.matches(item):
        packed = ninjs.inside(item)
        alone = str(item.get("type")) in ("composite", "package")
        return [*packed] if packed and alone else [item, *packed]
    if "@type" in item:
        try:
            found = schemaorg.terms(item)
        except InputError:
            return [item]  # which is told of when it is read
        held = [] if schemaorg.is_article(found) else schemaorg.inside(found)
        return [*held] or [item]
    return [item]
