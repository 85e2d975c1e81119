"""Articles in the terms of schema.org: JSON-LD, and microdata that was turned into the same shape.

No JSON-LD processor is at work and no context is ever fetched: schema.org's is known (its terms are
the keys), prefixes that a context defines for schema.org are taken away, and another remote context
is refused, since what its keys mean cannot be known without asking its host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

from kg.errors import InputError
from kg.model import Article
from kg.read.fields import Found, body, line
from kg.read.markup import has_markup, plain

__all__ = [
    "article",
    "found",
    "in_graph",
    "inside",
    "is_article",
    "matches",
    "names_of",
    "own_text",
    "terms",
]

_SCHEMA = re.compile(r"https?://(?:www\.)?schema\.org/?(?:docs/jsonldcontext\.jsonld)?#?")
_TYPES_WORDS = """
    article newsarticle analysisnewsarticle askpublicnewsarticle backgroundnewsarticle
    opinionnewsarticle reportagenewsarticle reviewnewsarticle advertisercontentarticle
    satiricalarticle scholarlyarticle socialmediaposting blogposting liveblogposting techarticle
    report
    """
_TYPES = frozenset(_TYPES_WORDS.split())
_MOST = 10_000
#: How deep the keys of an object are named: the update of a live blog has an author with a name.
_DEEPEST = 6


def matches(record: Mapping[object, object]) -> bool:
    """Whether a JSON object is JSON-LD about an article."""
    return "@context" in record or ("@type" in record and is_article(terms(record)))


def is_article(item: Mapping[str, object]) -> bool:
    """Whether an item (its keys as `terms` gives them) is of a type of article."""
    types = item.get("@type")
    return any(_local(name).lower() in _TYPES for name in _texts(types))


def in_graph(document: Mapping[str, object]) -> list[object]:
    """The articles of a document with ``@graph``, each with the document's context, and with the
    nodes that it points to put in the place of the pointers (one level)."""
    graph = document.get("@graph")
    nodes = [n for n in graph if isinstance(n, dict)][:_MOST] if isinstance(graph, list) else []
    known = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str)}
    context = document.get("@context", "https://schema.org")
    return [
        {"@context": context, **{key: _filled(value, known) for key, value in node.items()}}
        for node in nodes
        if is_article(terms({"@context": context, **node}))
    ]


def inside(item: Mapping[str, object]) -> list[dict[str, object]]:
    """The articles that an object of another type holds: a page (``mainEntity``), a list of items,
    a feed of data. Keys as `terms` gives them, in and out."""
    held: list[object] = []
    for key in ("mainEntity", "itemListElement", "dataFeedElement", "hasPart", "blogPost"):
        value = item.get(key)
        held += value[:_MOST] if isinstance(value, list) else [value]
    items = [e.get("item", e) if isinstance(e, dict) else e for e in held]
    return [e for e in items if isinstance(e, dict) and is_article(e)]


def terms(record: Mapping[object, object], where: str = "") -> dict[str, object]:
    """The object with the names of schema.org as its keys, whatever prefix they had.

    Raises:
        InputError: its context is remote and not schema.org's.
    """
    return _named(record, _prefixes(record.get("@context"), where), _DEEPEST)


def _named(
    record: Mapping[object, object], prefixes: frozenset[str], depth: int
) -> dict[str, object]:
    item: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(key, str):
            item.setdefault(_name(key, prefixes), _inner(value, prefixes, depth))
    return item


def _inner(value: object, prefixes: frozenset[str], depth: int) -> object:
    """What an object holds, with its keys named too; lists of JSON-LD as lists."""
    if depth and isinstance(value, Mapping):
        several = value.get("@list", value.get("@set"))
        if isinstance(several, list):
            return _inner(several, prefixes, depth)
        return _named(value, prefixes, depth - 1)
    if depth and isinstance(value, list):
        return [_inner(part, prefixes, depth - 1) for part in value[:_MOST]]
    return value


def article(record: Mapping[object, object], path: str) -> Article:
    """The article of a JSON-LD object.

    Raises:
        InputError: it is of another type, its context would have to be fetched, or it has no text.
    """
    item = terms(record, path)
    if not is_article(item):
        kind = line(item.get("@type")) or "no type"
        raise InputError(f"{path}: JSON-LD of {kind}, not of a NewsArticle or another article")
    text = own_text(item)
    if text is None:
        raise InputError(f"{path}: the JSON-LD has no articleBody: there is no text to read")
    return found(item).article(path, text)


def own_text(item: Mapping[str, object]) -> str | None:
    """The ``articleBody``, its markup taken away; None where there is none."""
    for key in ("articleBody", "text"):
        value = item.get(key)
        parts = value if isinstance(value, list) else [value]
        texts = [p.get("@value") if isinstance(p, dict) else p for p in parts[:_MOST]]
        value = "\n".join(text for text in texts if isinstance(text, str))
        if value.strip():
            return body(plain(value) if has_markup(value) else unescape(value))
    return _updates(item.get("liveBlogUpdate"))


def _updates(value: object) -> str | None:
    """What the entries of a live blog say, one after the other as they stand."""
    entries = [e for e in value[:_MOST] if isinstance(e, dict)] if isinstance(value, list) else []
    parts = []
    for entry in entries:
        item = {key: v for key, v in entry.items() if key != "liveBlogUpdate"}
        told = own_text(item)
        if told is not None:
            head = _plain_value(item.get("headline"))
            parts.append(f"{head}\n{told}" if head else told)
    return "\n\n".join(parts) or None


def found(item: Mapping[str, object], base: str | None = None) -> Found:
    """The metadata of an article (its keys as `terms` gives them)."""
    url = _address(item.get("url")) or _address(item.get("mainEntityOfPage"))
    identifier = item.get("identifier")
    if isinstance(identifier, dict):
        identifier = identifier.get("value")
    authors = names_of(item.get("author")) or names_of(item.get("creator"))
    publisher = names_of(item.get("publisher")) or names_of(item.get("sourceOrganization"))
    licence = _address(item.get("license")) or next(iter(names_of(item.get("license"))), None)
    return Found.of(
        {
            "id": identifier,
            "url": url or _address(item.get("@id")),
            "title": _plain_value(item.get("headline")) or _plain_value(item.get("name")),
            "published": _plain_value(item.get("datePublished")),
            "modified": _plain_value(item.get("dateModified")),
            "publisher": publisher,
            "authors": authors,
            "language": _language(item.get("inLanguage")),
            "section": _plain_value(item.get("articleSection")),
            "keywords": _keywords(item.get("keywords")),
            "licence": licence,
        },
        base,
    )


def names_of(value: object) -> list[str]:
    """The names of people or organisations: texts, objects with a ``name``, or lists of these."""
    if isinstance(value, list):
        return [name for item in value[:200] for name in names_of(item)]
    if isinstance(value, dict):
        name = value.get("name") or value.get("@value")
        return names_of(name) if isinstance(name, str | list | dict) else []
    return [unescape(value)] if isinstance(value, str) and value.strip() else []


def _keywords(value: object) -> object:
    if isinstance(value, list) and len(value) > 1:
        return [text for item in value[:200] for text in names_of(item)]
    # One text, in a list or not, may be several with commas.
    return next(iter(names_of(value)), None)


def _plain_value(value: object) -> str | None:
    if isinstance(value, list):
        return next((text for text in map(_plain_value, value[:20]) if text), None)
    if isinstance(value, dict):
        return _plain_value(value.get("@value"))
    return unescape(value) if isinstance(value, str) and value.strip() else None


def _address(value: object) -> str | None:
    if isinstance(value, list):
        return next((text for text in map(_address, value[:20]) if text), None)
    if isinstance(value, dict):
        return _address(value.get("@id")) or _address(value.get("url"))
    return value if isinstance(value, str) and re.match(r"\s*(?:https?:)?//?\S", value) else None


def _language(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@value") or value.get("name")
    return _plain_value(value)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else ()


def _local(name: str) -> str:
    return re.split(r"[/#:]", name)[-1]


def _name(key: str, prefixes: frozenset[str]) -> str:
    match = re.match(r"https?://(?:www\.)?schema\.org/(\w+)$", key)
    if match:
        return match[1]
    prefix, colon, rest = key.partition(":")
    return rest if colon and prefix in prefixes else key


def _prefixes(context: object, where: str) -> frozenset[str]:
    found = {"schema", "sdo"}
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, str) and not _SCHEMA.fullmatch(part.strip()):
            raise InputError(
                f"{where}: the JSON-LD context {part[:80]} is remote and is not fetched; only "
                "schema.org's is known here: write it in, or name the keys with --field"
            )
        if isinstance(part, dict):
            found |= {
                key
                for key, value in part.items()
                if isinstance(key, str) and isinstance(value, str) and _SCHEMA.fullmatch(value)
            }
    return frozenset(found)


def _filled(value: object, known: Mapping[str, object]) -> object:
    if isinstance(value, list):
        return [_filled(item, known) for item in value[:200]]
    if isinstance(value, dict) and isinstance(value.get("@list"), list):
        return _filled(value["@list"], known)
    if isinstance(value, dict) and set(value) == {"@id"} and isinstance(value["@id"], str):
        return known.get(value["@id"], value)
    return value
