"""NewsML 1 (1.0 to 1.2), which agencies' archives hold: news items of components with content.

Specification: https://iptc.org/std/NewsML/1.2/specification/NewsML_1.2-spec-functionalspec_6.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.errors import InputError
from kg.model import Article
from kg.read.fields import Found, body
from kg.read.markup import has_markup, plain
from kg.read.nitf import data_text, marked_text, nitf_text
from kg.read.xmltree import children, first, local, words_of

__all__ = ["first_article"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BACK = frozenset(("canceled", "cancelled", "withheld", "withdrawn", "embargoed", "killed"))
#: The revision that ends a public identifier: "urn:newsml:agency.example:20090303:a1:2U".
_REVISION = re.compile(r"^(urn:newsml:[^:\s]+:\d{8}:\S+?):\d+[NUA]?$", re.IGNORECASE)


def first_article(item: Element, path: str) -> Article | None:
    """The article of a ``NewsItem``: that of the first text in it; None where there is none.

    Raises:
        InputError: its publisher took it back, or does not let it out yet.
    """
    management = first(item, "NewsManagement")
    status = (_formal(first(management, "Status")) or "").lower()
    if status in _BACK:
        raise InputError(f"{path}: the news item is {status}: its publisher took it back")
    found = next(_texts(first(item, "NewsComponent"), ()), None)
    if found is None:
        return None
    text, above = found
    created = words_of(first(management, "FirstCreated"))
    version = words_of(first(management, "ThisRevisionCreated"))
    metadata = Found.of(
        {
            "id": _identifier(item),
            "title": _line(above, "HeadLine") or _line(above, "SlugLine"),
            "published": created or version,
            "modified": version if created and version != created else None,
            "publisher": _party(above, "Provider") or _party(above, "Source"),
            "authors": _party(above, "Creator") or _line(above, "ByLine"),
            "language": _language(above) or item.get(_LANG),
            "keywords": [
                word
                for part in above
                for line in children(part, "NewsLines", "KeywordLine")
                if (word := words_of(line))
            ],
            "licence": _line(above, "CopyrightLine") or _line(above, "RightsLine"),
        }
    )
    return metadata.article(path, body(text))


def _texts(
    component: Element | None, above: tuple[Element, ...]
) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """The texts of a component and of those inside it, each with the components that it stands in,
    the innermost first."""
    if component is None:
        return
    chain = (component, *above)
    for content in children(component, "ContentItem"):
        media = (_formal(first(content, "MediaType")) or "text").lower()
        data = first(content, "DataContent")
        if data is None or "text" not in media:
            continue
        text = _text(data)
        if text.strip():
            yield text, chain
    for inner in children(component, "NewsComponent"):
        yield from _texts(inner, chain)


def _text(data: Element) -> str:
    for document in data:
        if local(document) == "nitf":
            return nitf_text(document)
    if len(data):
        return marked_text(data if local(data[0]) != "html" else data[0])
    text = data_text(data) or ""
    return plain(text) if has_markup(text) else text


def _identifier(item: Element) -> str | None:
    """The identifier of the item, whichever revision it is."""
    told = first(item, "Identification", "NewsIdentifier")
    public = words_of(first(told, "PublicIdentifier"))
    parts = [words_of(first(told, name)) for name in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return "urn:newsml:" + ":".join(part for part in parts if part)
    return _REVISION.sub(r"\1", public) if public else None


def _formal(element: Element | None) -> str | None:
    return element.get("FormalName") if element is not None else None


def _line(above: tuple[Element, ...], name: str) -> str | None:
    lines = (words_of(first(part, "NewsLines", name)) for part in above)
    return next(filter(None, lines), None)


def _party(above: tuple[Element, ...], name: str) -> str | None:
    parties = (_formal(first(p, "AdministrativeMetadata", name, "Party")) for p in above)
    return next(filter(None, parties), None)


def _language(above: tuple[Element, ...]) -> str | None:
    told = (_formal(first(part, "DescriptiveMetadata", "Language")) for part in above)
    return next(filter(None, told), None) or next(filter(None, (p.get(_LANG) for p in above)), None)
