"""Pages of several articles: an archive's, a blog's first page, one that goes on with the next
article below. They are read as several where each has a headline and a text of its own, in the page
or in its embedded data; what only announces an article elsewhere, the entries of a live blog and
comments are no articles of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from kg.model import Article
from kg.read import schemaorg
from kg.read.fields import Found, body, line, page_address
from kg.read.html import clean, main_text, page_article, parsed
from kg.read.pagemeta import page_data, page_metadata, same_site

__all__ = ["page_articles"]

#: Characters that a text has at least, to be an article's and no announcement of it.
_LEAST = 500
_LEAST_DATA = 300
_MOST = 200
#: Elements that hold no article of the page's own, and headings.
_ASIDE = "ancestor::article or ancestor::aside or ancestor::nav or ancestor::footer"
_HEADINGS = ("h1", "h2", "h3")
_TEASER = re.compile(
    r"\W*(?:read|continue|keep reading|full story|see|learn|leer|seguir leyendo|sigue leyendo)\b"
    r"(?:\s\w+){0,4}\W*|\W*(?:more|más)\W*",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*$")
_STATED = "time[@pubdate or @itemprop='datePublished' or contains(@class, 'publish')]/@datetime"


@dataclass(frozen=True, slots=True)
class _Part:
    """One article of a page: its text, and what is said of it."""

    text: str
    found: Found


def page_articles(html: str, path: str, address: str | None = None) -> Iterator[Article]:
    """The articles of a page, as `page_article` reads one; several are called ``path#1`` ...

    Raises:
        InputError: there is no text in it that is an article's, or it is nested too deeply.
        MissingExtraError: the extra ``web`` is not installed.
    """
    parts: list[_Part] = []
    if html.count("<article") > 1 or html.count("articleBody") > 1:
        tree = parsed(html, path)
        items = list(page_data(tree, address))
        common = page_metadata(tree, items, address)
        base = common.url or address
        if not any(map(_live, items)):
            clean(tree)
            parts = _of_elements(tree, items, base) or _of_data(items, base)
        # What the page says of one of them it does not say of all.
        shared = Found(publisher=common.publisher, language=common.language, licence=common.licence)
        parts = [_Part(p.text, _own(p.found, address).over(shared)) for p in parts]
    if len(parts) < 2:
        yield page_article(html, path, address)
        return
    mark = "." if "#" in path else "#"
    for number, part in enumerate(parts, 1):
        yield part.found.article(f"{path}{mark}{number}", body(part.text))


def _live(item: dict[str, object]) -> bool:
    return bool(item.get("liveBlogUpdate")) or "LiveBlog" in str(item.get("@type"))


def _own(found: Found, address: str | None) -> Found:
    """Without an address of another site than the page was read from: see `page_metadata`."""
    strange = found.url and address and not same_site(found.url, address)
    return replace(found, url=None) if strange else found


def _of_data(items: list[dict[str, object]], base: str | None) -> list[_Part]:
    """The articles whose whole texts stand in the page's data, each once."""
    parts: dict[str, _Part] = {}
    texts: set[str] = set()
    for item in items[:_MOST]:
        text, found = schemaorg.own_text(item), schemaorg.found(item, base)
        if text is None or found.title is None or len(text.strip()) < _LEAST_DATA:
            continue
        start = _key(text)[:_LEAST_DATA]
        if _key(found.title) not in parts and start not in texts:
            texts.add(start)
            parts[_key(found.title)] = _Part(text, found)
    addresses = [part.found.url for part in parts.values() if part.found.url]
    # One article told of twice, under two headlines, has one address.
    return list(parts.values()) if len(set(addresses)) == len(addresses) else []


def _of_elements(tree: Any, items: list[dict[str, object]], base: str | None) -> list[_Part]:
    """The articles that stand one after the other in elements of their own."""
    told = {_key(f.title): (f, item) for item in items if (f := schemaorg.found(item, base)).title}
    parts: dict[str, _Part] = {}
    for element in tree.xpath(f"//article[not({_ASIDE})]")[:_MOST]:
        heading = next(element.iter(*_HEADINGS), None)
        title = line(heading.text_content()) if heading is not None else None
        if heading is None or title is None or _teaser(element):
            continue
        link = _permalink(heading, base)
        if heading.tag != "h1" and link is None:
            continue  # a section of one article, or the entry of a live blog
        text = _text(element)
        if len(text.strip()) < _LEAST:
            continue
        stated = element.xpath(f".//{_STATED}")[:1]
        found = Found.of({"title": title, "published": stated[0] if stated else None, "id": link})
        known = told.get(_key(title))
        if known is not None:
            whole = len(schemaorg.own_text(known[1]) or "") * 2 > len(text)
            # Its address is that of what stands here only where it is sure that this is all of it.
            data = known[0] if whole else replace(known[0], url=None)
            found = replace(data.over(found), id=data.id or (None if data.url else link))
        parts.setdefault(link or _key(title), _Part(text, found))
    return list(parts.values()) if len(parts) > 1 else []


def _text(element: Any) -> str:
    """The text of one article's element, read as if it stood alone in its page."""
    import lxml.html

    alone = lxml.html.document_fromstring("<html><body></body></html>")
    alone.find("body").append(deepcopy(element))
    return main_text(alone) or ""


def _teaser(element: Any) -> bool:
    """Whether the element's text goes on elsewhere: it ends in a link that says so, or in dots."""
    if any(_TEASER.fullmatch(" ".join(a.text_content().split())) for a in element.iter("a")):
        return True
    last = element.xpath("(.//p[normalize-space()])[last()]")
    return bool(last) and _CUT.search(last[0].text_content()) is not None


def _permalink(heading: Any, base: str | None) -> str | None:
    """The address that a headline leads to, where it is not the page's own."""
    for anchor in [*heading.iter("a"), *heading.iterancestors("a")]:
        address = page_address(anchor.get("href"), base)
        if address is not None and address != page_address(base):
            return address
    return None


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
