"""ninjs, the IPTC's news in JSON: versions 1.x, 2.x and 3.x.

1.x has one key a body and headline (``body_xhtml``, ``headline``), 2.x lists (``bodies``,
``headlines``), 3.x the same in camel case. Specification: https://iptc.org/std/ninjs/userguide/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.errors import InputError
from kg.model import Article
from kg.read.fields import Found, body, names
from kg.read.markup import has_markup, plain

__all__ = ["article", "inside", "matches"]

_BODIES = ("body_xhtml", "body_html", "body_text")
#: Roles of bodies that are no text of an article.
_ASIDE = frozenset(("summary", "abstract", "caption", "teaser", "brief", "description"))
_DEEPEST = 4


def matches(record: Mapping[object, object]) -> bool:
    """Whether a JSON object is a ninjs item."""
    item = _lower(record)
    standard = item.get("standard")
    if isinstance(standard, Mapping) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    told = any(key in item for key in (*_BODIES, "bodies", "headlines", "pubstatus"))
    return isinstance(item.get("uri"), str) and told


def article(record: Mapping[object, object], path: str) -> Article:
    """The article of a ninjs item.

    Raises:
        InputError: it has no body of text (a picture, an event), or is withdrawn.
    """
    item = _lower(record)
    status = str(item.get("pubstatus", "usable")).lower().rpartition(":")[2]
    if status in ("canceled", "cancelled", "withheld"):
        raise InputError(f"{path}: the ninjs item is {status}: its publisher took it back")
    text = next(_texts(item), None)
    if text is None:
        kind = item.get("type")
        told = f" (its type is {kind[:40]})" if isinstance(kind, str) else ""
        raise InputError(f"{path}: the ninjs item{told} has no body of text")
    first = item.get("firstcreated") or item.get("contentcreated")
    version = item.get("contentmodified") or item.get("versioncreated")
    by = item.get("by") or item.get("byline")
    raw = {
        "id": item.get("uri"),
        "url": _canonical(item) or item.get("uri"),
        "title": _words(_main(item.get("headlines")) or item.get("headline") or item.get("title")),
        "published": first or version,
        "modified": version if first else None,
        "publisher": item.get("source") or item.get("copyrightholder")
                     or _names(item.get("infosources")),
        "authors": _names(item.get("authors")) or names(_words(by)),
        "language": item.get("language"),
        "section": None,
        "keywords": [*_names(item.get("keywords")), *_names(item.get("subjects")),
                     *_names(item.get("subject"))],
        "licence": _rights(item),
    }  # fmt: skip
    return Found.of(raw).article(path, body(text))


def inside(record: Mapping[object, object]) -> list[Mapping[object, object]]:
    """The items that an item holds (``associations``, which packages are made of), and those in
    them, that are texts of their own."""
    return list(_inside(record, _DEEPEST))


def _inside(record: Mapping[object, object], depth: int) -> Iterator[Mapping[object, object]]:
    held = _lower(record).get("associations")
    values = held.values() if isinstance(held, Mapping) else held if isinstance(held, list) else ()
    for item in values:
        if isinstance(item, Mapping) and depth:
            if matches(item) and next(_texts(_lower(item)), None) is not None:
                yield item
            yield from _inside(item, depth - 1)


def _lower(record: Mapping[object, object]) -> dict[str, object]:
    return {key.lower(): value for key, value in record.items() if isinstance(key, str)}


def _objects(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        return []
    return [_lower(item) for item in value[:1_000] if isinstance(item, Mapping)]


def _texts(item: Mapping[str, object]) -> Iterator[str]:
    """The bodies as text: the main one first, then those with paragraphs; no summary of one."""
    bodies = [b for b in _objects(item.get("bodies")) if str(b.get("role")) not in _ASIDE]

    def rank(body: Mapping[str, object]) -> tuple[bool, bool]:
        role = str(body.get("role", ""))
        return role != "main", "htm" not in f"{role} {body.get('contenttype', '')}"

    values = [b.get("value") for b in sorted(bodies, key=rank)]
    values += [item.get(key) for key in _BODIES]
    values += [value for key, value in item.items() if key.startswith("body_")]
    for value in values:
        if isinstance(value, str):
            text = plain(value) if has_markup(value) else value
            if text.strip():
                yield text


def _main(headlines: object) -> object:
    found = _objects(headlines)
    main = [h for h in found if h.get("role") == "main"] or found
    return main[0].get("value") if main else None


def _names(value: object) -> list[str]:
    if not isinstance(value, list):
        return []
    texts = [v.get("name") if isinstance(v, Mapping) else v for v in value[:1_000]]
    return [text for text in texts if isinstance(text, str)]


def _words(value: object) -> object:
    """A text without mark-up, its references resolved; anything else as it is."""
    return plain(value) if isinstance(value, str) and (has_markup(value) or "&" in value) else value


def _canonical(item: Mapping[str, object]) -> object:
    """The address of the article on the web, where the item lists it as another of its names."""
    for other in _objects(item.get("altids")):
        if str(other.get("role", "")).lower() in ("url", "canonical", "permalink", "weburl"):
            return other.get("value")
    return None


def _rights(item: Mapping[str, object]) -> object:
    rights = item.get("rightsinfo")
    if isinstance(rights, Mapping):
        linked = _lower(rights).get("linkedrights")
        if isinstance(linked, str):
            return linked
    return item.get("usageterms") or item.get("copyrightnotice")
