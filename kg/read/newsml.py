"""NewsML-G2, the IPTC's news in XML, and NITF, its mark-up of texts, inside it or alone.

A ``newsItem``, or a ``newsMessage`` with many. Specification: https://iptc.org/std/NewsML-G2/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import whole
from kg.read.fields import Found, body
from kg.read.markup import has_markup, plain
from kg.read.prolog import root_name
from kg.read.xmltree import children, first, local, parse_xml, text_of, words_of

__all__ = ["NewsMlReader"]

_ROOTS = frozenset(("newsItem", "newsMessage", "packageItem", "nitf"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Parts of an article's body that are no text of it.
_ASIDE = frozenset(("media", "byline", "hedline", "tagline", "figure"))
_BACK = frozenset(("canceled", "cancelled", "withheld"))


@dataclass(frozen=True, slots=True)
class NewsMlReader:
    """One item or a message of many."""

    name: str = "newsml"
    suffixes: tuple[str, ...] = (".newsml", ".nitf", ".xml")
    limit: int = 64 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Whether the root element is one of NewsML-G2 or NITF."""
        return root_name(head) in _ROOTS

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The items with a text; several are called ``path#1``, ``path#2`` ... Pictures, films and
        packages are passed over.

        Raises:
            InputError: it is not well-formed XML of this kind, or has no item with a text.
        """
        root = parse_xml(whole(stream, self.limit, path), path)
        kind = local(root)
        if kind == "nitf":
            yield _nitf_article(root, path)
            return
        if kind not in _ROOTS:
            raise InputError(f"{path}: XML with the root '{kind[:40]}', not NewsML-G2 or NITF")
        items = [root] if kind == "newsItem" else [e for e in root.iter() if local(e) == "newsItem"]
        several = len(items) > 1
        found = False
        for number, item in enumerate(items, 1):
            try:
                article = _article(item, f"{path}#{number}" if several else path)
            except InputError as error:
                found = True
                yield error
                continue
            if article is not None:
                found = True
                yield article
        if not found:
            raise InputError(f"{path}: no news item with a text in it")


def _article(item: Element, path: str) -> Article | None:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    status = _code(first(meta, "pubStatus"))
    if status in _BACK:
        raise InputError(f"{path}: the news item is {status}: its publisher took it back")
    text = next((t for t in _texts(first(item, "contentSet")) if t.strip()), None)
    if text is None:
        return None
    rights = first(item, "rightsInfo")
    created = _stamp(meta, "firstCreated") or _stamp(content, "contentCreated")
    version = _stamp(content, "contentModified") or _stamp(meta, "versionCreated")
    people = [name for e in children(content, "creator") if (name := _name(e))]
    by = words_of(first(content, "by"))
    language = first(content, "language")
    guid = item.get("guid")
    found = Found.of(
        {
            "id": guid,
            "url": _canonical(meta) or guid,
            "title": words_of(first(content, "headline")) or words_of(first(meta, "title")),
            "published": created or version,
            "modified": version if created else None,
            "publisher": _name(first(meta, "provider")) or _name(first(rights, "copyrightHolder")),
            "authors": people or by,
            "language": (language.get("tag") if language is not None else None) or item.get(_LANG),
            "keywords": [
                word
                for e in (*children(content, "keyword"), *children(content, "subject"))
                if (word := words_of(e) if local(e) == "keyword" else _name(e))
            ],
            "licence": _licence(rights),
        }
    )
    return found.article(path, body(text))


def _nitf_article(root: Element, path: str) -> Article:
    text = _nitf_text(root)
    if not text.strip():
        raise InputError(f"{path}: the NITF document has no body.content")
    head, top = first(root, "head"), first(root, "body", "body.head")
    issued = first(head, "docdata", "date.issue")
    title = words_of(first(top, "hedline", "hl1")) or words_of(first(head, "title"))
    identifier = first(head, "docdata", "doc-id")
    people = [words_of(e) or "" for e in children(top, "byline", "person")]
    holder = first(head, "docdata", "doc.copyright")
    found = Found.of(
        {
            "id": identifier.get("id-string") if identifier is not None else None,
            "title": title,
            "published": issued.get("norm") if issued is not None else None,
            "authors": people or _byline(first(top, "byline")),
            "publisher": holder.get("holder") if holder is not None else None,
            "language": root.get(_LANG),
            "keywords": [
                e.get("key", "") for e in children(head, "docdata", "key-list", "keyword")
            ],
        }
    )
    return found.article(path, body(text))


def _byline(byline: Element | None) -> str | None:
    """The names of a byline, without the job that follows them."""
    if byline is None:
        return None
    job = words_of(first(byline, "byttl")) or ""
    return (words_of(byline) or "").removesuffix(job).rstrip(" ,") or None


def _texts(content: Element | None) -> Iterator[str]:
    """The renditions of the text, those with paragraphs first."""
    for inline in children(content, "inlineXML"):
        for document in inline:
            if local(document) == "nitf":
                yield _nitf_text(document)
            else:
                yield text_of(_without(first(document, "body") or document, _ASIDE))
    for data in children(content, "inlineData"):
        if data.get("encoding") is None and "image" not in data.get("contenttype", ""):
            text = "".join(data.itertext())
            yield plain(text) if has_markup(text) else text


def _nitf_text(document: Element) -> str:
    parts = list(children(document, "body", "body.content"))
    return "\n".join(text_of(_without(part, _ASIDE)) for part in parts)


def _without(element: Element, names: frozenset[str]) -> Element:
    for parent in list(element.iter()):
        for child in list(parent):
            if local(child) in names:
                parent.remove(child)
    return element


def _stamp(element: Element | None, name: str) -> str | None:
    return words_of(first(element, name))


def _name(element: Element | None) -> str | None:
    if element is None:
        return None
    name = words_of(first(element, "name"))
    return name or element.get("literal") or _code(element)


def _code(element: Element | None) -> str | None:
    """What stands behind the prefix of a ``qcode`` ("stat:usable")."""
    code = element.get("qcode") if element is not None else None
    found = code.rpartition(":")[2] if code else ""
    return found if found and not found.isdigit() else None


def _canonical(meta: Element | None) -> str | None:
    for link in children(meta, "link"):
        if link.get("rel", "").rpartition(":")[2].lower() in ("canonical", "permalink"):
            return link.get("href")
    return None


def _licence(rights: Element | None) -> str | None:
    for name in ("usageTerms", "copyrightNotice"):
        element = first(rights, name)
        if element is not None:
            return words_of(element) or element.get("href")
    return None
