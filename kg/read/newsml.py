"""NewsML-G2, the IPTC's news in XML, and NITF, its mark-up of texts, inside it or alone.

A ``newsItem``, or a ``newsMessage`` with many. Specification: https://iptc.org/std/NewsML-G2/
"""

from __future__ import annotations

import base64
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
from kg.read.prolog import root_name
from kg.read.xmltree import children, first, local, parse_xml, text_of, words_of

__all__ = ["NewsMlReader"]

_ROOTS = frozenset(("newsItem", "newsMessage", "packageItem", "nitf"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Parts of an article's body that are no text of it.
_ASIDE = frozenset(("media", "byline", "hedline", "tagline", "figure", "table"))
_DECLARED = re.compile(r"^\s*<\?xml[^<>]{0,200}\?>")
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
        root = _tree(whole(stream, self.limit, path), path)
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


def _nitf_article(root: Element, path: str) -> Article:
    text = _nitf_text(root)
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


def _attribute(element: Element | None, name: str) -> str | None:
    return element.get(name) if element is not None else None


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
        text = _inline(data)
        if text is not None:
            yield plain(text) if has_markup(text) else text


def _inline(data: Element) -> str | None:
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
