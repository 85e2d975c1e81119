"""NITF, the IPTC's mark-up of texts: alone, or inside of a NewsML document.

Specification: https://iptc.org/standards/nitf/
"""

from __future__ import annotations

import base64
from xml.etree.ElementTree import Element

from kg.errors import InputError
from kg.model import Article
from kg.read.charset import decode_page
from kg.read.fields import Found, body
from kg.read.xmltree import children, first, local, text_of, words_of

__all__ = ["data_text", "marked_text", "nitf_article", "nitf_text"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Parts of an article's body that are no text of it.
_ASIDE = frozenset(("media", "byline", "hedline", "tagline", "figure", "table"))


def nitf_article(root: Element, path: str) -> Article:
    """The article of a NITF document.

    Raises:
        InputError: it has no text.
    """
    text = nitf_text(root)
    if not text.strip():
        raise InputError(f"{path}: the NITF document has no body.content")
    head, top = first(root, "head"), first(root, "body", "body.head")
    printed = first(head, "pubdata")
    dates = (
        _attribute(first(head, "docdata", "date.issue"), "norm"),
        _attribute(printed, "date.publication"),
        _attribute(first(top, "dateline", "story.date"), "norm"),
    )
    title = words_of(first(top, "hedline", "hl1")) or words_of(first(head, "title"))
    people = [words_of(e) or "" for e in children(top, "byline", "person")]
    holder = _attribute(first(head, "docdata", "doc.copyright"), "holder")
    found = Found.of(
        {
            "id": _attribute(first(head, "docdata", "doc-id"), "id-string"),
            "title": title,
            "published": next(filter(None, dates), None),
            "authors": people or _byline(first(top, "byline")),
            "publisher": holder or _attribute(printed, "name"),
            "section": _attribute(printed, "position.section"),
            "language": root.get(_LANG),
            "keywords": [
                e.get("key", "") for e in children(head, "docdata", "key-list", "keyword")
            ],
        }
    )
    return found.article(path, body(text))


def nitf_text(document: Element) -> str:
    """The text of a NITF document."""
    parts = list(children(document, "body", "body.content"))
    return "\n".join(text_of(_without(part, _ASIDE)) for part in parts)


def marked_text(document: Element) -> str:
    """The text of a document of another mark-up with paragraphs (XHTML)."""
    inside = first(document, "body")
    return text_of(_without(document if inside is None else inside, _ASIDE))


def data_text(data: Element) -> str | None:
    """The text of data that stands in the document as it is, or in base64."""
    kind, encoding = data.get("contenttype", "text/plain"), data.get("encoding")
    text = "".join(data.itertext())
    if encoding is None:
        return None if "image" in kind else text
    if not encoding.endswith("base64") or not kind.startswith("text/"):
        return None
    try:
        return decode_page(base64.b64decode(text, validate=False))
    except ValueError:
        return None


def _attribute(element: Element | None, name: str) -> str | None:
    return element.get(name) if element is not None else None


def _byline(byline: Element | None) -> str | None:
    """The names of a byline, without the job that follows them."""
    if byline is None:
        return None
    job = words_of(first(byline, "byttl")) or ""
    return (words_of(byline) or "").removesuffix(job).rstrip(" ,") or None


def _without(element: Element, names: frozenset[str]) -> Element:
    for parent in list(element.iter()):
        for child in list(parent):
            if local(child) in names:
                parent.remove(child)
    return element
