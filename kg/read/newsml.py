"""NewsML-G2, the IPTC's news in XML; NewsML 1 before it, and NITF, its mark-up of texts, inside of
them or alone.

A ``newsItem``, or a ``newsMessage`` with many. Specification: https://iptc.org/std/NewsML-G2/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import whole
from kg.read.charset import decode_page
from kg.read.fields import Found, body
from kg.read.markup import has_markup, plain
from kg.read.newsml1 import first_article
from kg.read.nitf import data_text, marked_text, nitf_article, nitf_text
from kg.read.prolog import root_name
from kg.read.xmltree import children, first, local, parse_xml, words_of

__all__ = ["NewsMlReader"]

_ROOTS = frozenset(("newsItem", "newsMessage", "packageItem", "nitf", "NewsML"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARED = re.compile(r"^\s*<\?xml[^<>]{0,200}\?>")
_BACK = frozenset(("canceled", "cancelled", "withheld"))


@dataclass(frozen=True, slots=True)
class NewsMlReader:
    """One item or a message of many."""

    name: str = "newsml"
    suffixes: tuple[str, ...] = (".newsml", ".nitf", ".xml")
    limit: int = 64 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Whether the root element is one of NewsML or NITF."""
        return root_name(head) in _ROOTS

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The items with a text; several are called ``path#1``, ``path#2`` ... Pictures, films and
        packages are passed over.

        Raises:
            InputError: it is not well-formed XML of this kind, or has no item with a text.
        """
        root = _tree(whole(stream, self.limit, path), path)
        kind = local(root)
        if kind == "nitf":
            yield nitf_article(root, path)
            return
        if kind not in _ROOTS:
            raise InputError(f"{path}: XML with the root '{kind[:40]}', not NewsML or NITF")
        item_of, name = (first_article, "NewsItem") if kind == "NewsML" else (_article, "newsItem")
        items = [root] if kind == name else [e for e in root.iter() if local(e) == name]
        several = len(items) > 1
        found = False
        for number, item in enumerate(items, 1):
            try:
                article = item_of(item, f"{path}#{number}" if several else path)
            except InputError as error:
                found = True
                yield error
                continue
            if article is not None:
                found = True
                yield article
        if not found:
            raise InputError(f"{path}: no news item with a text in it")


def _tree(data: bytes, path: str) -> Element:
    """The document, in the encoding that it is in where it is not in the one that it states."""
    try:
        return parse_xml(data, path)
    except InputError:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            text = _DECLARED.sub("", decode_page(data), count=1)
            return parse_xml(text.encode("utf-8", "replace"), path)
        raise


def _article(item: Element, path: str) -> Article | None:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    status = _code(first(meta, "pubStatus"))
    if status in _BACK:
        raise InputError(f"{path}: the news item is {status}: its publisher took it back")
    texts = _texts(first(item, "contentSet"))
    text = next((t for t in texts if t.strip(" \t\r\n\N{REPLACEMENT CHARACTER}")), None)
    if text is None:
        return None
    rights = first(item, "rightsInfo")
    created = _stamp(meta, "firstCreated") or _stamp(content, "contentCreated")
    version = _stamp(content, "contentModified") or _stamp(meta, "versionCreated")
    stated = first(content, "language")
    language = (stated.get("tag") if stated is not None else None) or item.get(_LANG)
    people = [name for e in children(content, "creator") if (name := _name(e, language))]
    by = words_of(_spoken(children(content, "by"), language))
    headline = _spoken(children(content, "headline"), language)
    guid = item.get("guid")
    found = Found.of(
        {
            "id": guid,
            "url": _canonical(meta) or guid,
            "title": words_of(headline) or words_of(first(meta, "title")),
            "published": created or version,
            "modified": version if created else None,
            "publisher": _name(first(meta, "provider")) or _name(first(rights, "copyrightHolder")),
            "authors": people or by,
            "language": language,
            "keywords": [
                word
                for e in (*children(content, "keyword"), *children(content, "subject"))
                if (word := words_of(e) if local(e) == "keyword" else _name(e, language))
            ],
            "licence": _licence(rights),
        }
    )
    return found.article(path, body(text))


def _texts(content: Element | None) -> Iterator[str]:
    """The renditions of the text, those with paragraphs first."""
    for inline in children(content, "inlineXML"):
        for document in inline:
            if local(document) == "nitf":
                yield nitf_text(document)
            else:
                yield marked_text(document)
    for data in children(content, "inlineData"):
        text = data_text(data)
        if text is not None:
            yield plain(text) if has_markup(text) else text


def _stamp(element: Element | None, name: str) -> str | None:
    return words_of(first(element, name))


def _spoken(elements: Iterable[Element], language: str | None) -> Element | None:
    """The element in the language of the item, else the first."""
    told = list(elements)
    want = (language or "").lower().partition("-")[0]
    same = (e for e in told if want and e.get(_LANG, "").lower().partition("-")[0] == want)
    return next(same, told[0] if told else None)


def _name(element: Element | None, language: str | None = None) -> str | None:
    if element is None:
        return None
    name = words_of(_spoken(children(element, "name"), language))
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
