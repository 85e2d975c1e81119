"""What a web page says of its article, in the order in which it is believed: JSON-LD, microdata,
OpenGraph and other ``meta`` elements, the bare elements of HTML.

Embedded data is found with `extruct`; what it means is `schemaorg`'s. Only what a page states is
taken: no date is guessed from its address or its small print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from kg.errors import InputError
from kg.read import schemaorg
from kg.read.fields import Found, body, page_address, web_address

__all__ = ["page_data", "page_metadata", "same_site"]

#: Elements with microdata beyond which a page is a catalogue, and its microdata left alone.
_MOST_MICRODATA = 2_000
_MOST_SCRIPTS = 50
_LONGEST_SCRIPT = 2 * 1024 * 1024
_LD = re.compile(r"(?i)\s*application/ld\+json\s*(?:;|$)")
#: What programs put before and behind the JSON of a script.
_BEFORE = re.compile(r"(?:/[/*]\s{0,9})?(?:<!--|<!\[CDATA\[)(?:\s{0,9}\*/)?")
_BEHIND = re.compile(r"(?:/[/*]\s{0,9})?(?:-->|\]\]>)(?:\s{0,9}\*/)?$")
_MICRODATA = re.compile(r"(?i)schema\.org/\w*(?:Article|BlogPosting|Report)\b")

#: Names of ``meta`` elements (``property`` or ``name``), best first.
_META: dict[str, tuple[str, ...]] = {
    "url": ("og:url",),
    "title": ("og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title"),
    "published": (
        "article:published_time", "og:published_time", "parsely-pub-date", "dc.date.issued",
        "dcterms.issued", "dc.date", "dcterms.date", "date", "pubdate", "publish-date",
        "publication_date", "sailthru.date", "cxenseparse:recs:publishtime",
    ),
    "modified": (
        "article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "lastmod",
    ),
    "publisher": ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name"),
    "section": ("article:section", "parsely-section", "cxenseparse:recs:category"),
    "licence": ("dcterms.license", "dc.rights", "dcterms.rights", "copyright"),
    "language": ("dc.language", "dcterms.language", "content-language"),
}  # fmt: skip
_AUTHORS = (
    "author", "parsely-author", "article:author_name", "dc.creator", "dcterms.creator",
    "sailthru.author", "article:author", "byl",
)  # fmt: skip
_KEYWORDS = ("article:tag", "news_keywords", "parsely-tags", "keywords")


def page_data(tree: Any, base: str | None) -> Iterator[dict[str, object]]:
    """The articles that the page's JSON-LD and microdata tell of, best first; keys as
    `schemaorg.terms` gives them."""
    yield from _json_ld(tree)
    yield from _microdata(tree, base)


def page_metadata(tree: Any, items: list[dict[str, object]], base: str | None) -> Found:
    """The metadata of the article that the page is.

    Args:
        tree: the parsed page (lxml), as it came.
        items: what `page_data` found.
        base: the address that the page was read from, where it is known.
    """
    read_from = page_address(base)
    base = _base(tree, base)
    plain = _elements(tree, base)
    base = base or plain.url
    about = _of_page([schemaorg.found(item, base) for item in items], plain.url or base)
    meta = _meta(tree, base)
    # A page may say which of its site's addresses is its own, not that it is another site's
    # article: that would put it in the other's place. Nor is it the site's first page, which some
    # programs name on every page.
    told = [url for url in (plain.url, about.url, meta.url) if url is not None]
    own = [url for url in told if _below(url) and (not read_from or same_site(url, read_from))]
    found = about.over(meta).over(plain)
    if plain.title is not None and found.title == plain.title:
        found = replace(found, title=_without_site(plain.title, found.publisher))
    return replace(found, url=own[0] if own else read_from)


def _base(tree: Any, address: str | None) -> str | None:
    """What the page's relative addresses go from (HTML 4.2.3: the first ``base`` element)."""
    stated = tree.xpath("//base/@href")[:1]
    return (web_address(stated[0], address) if stated else None) or address


def _below(address: str) -> bool:
    """Whether an address leads further than to a site's first page."""
    parts = urlsplit(address)
    return parts.path.strip("/") != "" or parts.query != ""


def _without_site(title: str, site: str | None) -> str:
    """The words of ``title`` without the name of the site behind them ("Bridge closed | Post")."""
    if site is None:
        return title
    behind = re.search(r"\s+[|–—·:»-]+\s+" + re.escape(site) + r"\s*$", title, re.IGNORECASE)
    return title[: behind.start()] if behind and behind.start() else title


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: their hosts end alike (``www.``, ``amp.`` ...).

    >>> same_site("https://amp.post.example/a", "https://www.post.example/b")
    True
    >>> same_site("https://a.co.uk/", "https://b.co.uk/")
    False
    """
    return _site(one) == _site(other) != ""


def _site(address: str) -> str:
    host = (urlsplit(address).hostname or "").rstrip(".")
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    # "co.uk", "com.br": a short label before a country's holds many sites.
    long = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if long else -2 :])


def _of_page(found: list[Found], address: str | None) -> Found:
    """The article that is the page itself, not one that it links to."""
    if not found:
        return Found()
    same = [f for f in found if f.url is not None and _same(f.url, address)]
    return same[0] if same else found[0]


def _same(one: str, other: str | None) -> bool:
    def bare(address: str) -> tuple[str, str]:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")

    return other is not None and bare(one) == bare(other)


def _json_ld(tree: Any) -> Iterator[dict[str, object]]:
    from extruct.jsonld import JsonLdExtractor

    extractor = JsonLdExtractor()
    scripts = [s for s in tree.xpath("//script[@type]") if _LD.match(s.get("type"))]
    for script in scripts[:_MOST_SCRIPTS]:
        if len(script.text or "") > _LONGEST_SCRIPT:
            continue
        script.set("type", "application/ld+json")
        script.text = body(_unwrapped(script.text or ""))
        try:
            # One script at a time: what is broken in one must not cost the others.
            values = extractor.extract_items(script)
        except (ValueError, RecursionError, TypeError, IndexError):
            continue
        for value in values[:200]:
            yield from _articles(value)


def _unwrapped(script: str) -> str:
    """The JSON of a script without the comments that hid it from old browsers, and without the
    semicolon of a language that it is not in."""
    text = script.strip()
    text = _BEFORE.sub("", text[:40], count=1) + text[40:] if _BEFORE.match(text) else text
    return (text[:-40] + _BEHIND.sub("", text[-40:])).rstrip(" \t\r\n;")


def _articles(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        for inner in value[:200]:
            yield from _articles(inner)
        return
    if not isinstance(value, dict):
        return
    try:
        if isinstance(value.get("@graph"), list):
            for node in schemaorg.in_graph(value):
                if isinstance(node, Mapping):
                    yield schemaorg.terms(node)
            return
        item = schemaorg.terms(value)
        main = item.get("mainEntity")
        if schemaorg.is_article(item):
            yield item
        elif isinstance(main, dict) and schemaorg.is_article(main):
            yield main
    except InputError:
        return  # a context that would have to be fetched: the page says the rest in other ways


def _microdata(tree: Any, base: str | None) -> Iterator[dict[str, object]]:
    types = " ".join(str(value) for value in tree.xpath("//@itemtype")[:500])
    if not _MICRODATA.search(types):
        return
    if len(tree.xpath("//*[@itemprop or @itemref or @itemscope]")) > _MOST_MICRODATA:
        return
    from extruct.w3cmicrodata import MicrodataExtractor

    try:
        items = MicrodataExtractor(nested=True).extract_items(tree, base)
    except (ValueError, RecursionError, TypeError, AttributeError):
        return
    for item in items:
        shaped = _shaped(item, 0)
        if isinstance(shaped, dict) and schemaorg.is_article(shaped):
            yield shaped


def _shaped(value: object, depth: int) -> object:
    """Microdata in the shape of JSON-LD."""
    if depth > 8:
        return None
    if isinstance(value, list):
        return [_shaped(item, depth + 1) for item in value[:200]]
    if isinstance(value, dict):
        if "properties" not in value:
            return value.get("value")
        item: dict[str, object] = {"@type": value.get("type"), "@id": value.get("id")}
        for name, inner in value["properties"].items():
            item[name] = _shaped(inner, depth + 1)
        return item
    return value


def _meta(tree: Any, base: str | None) -> Found:
    values: dict[str, list[str]] = {}
    for element in tree.xpath("//meta[@content]")[:1_000]:
        name = element.get("property") or element.get("name") or element.get("http-equiv") or ""
        content = element.get("content").strip()
        if content:
            values.setdefault(name.strip().lower(), []).append(content)
    raw: dict[str, object] = {}
    for key, known in _META.items():
        raw[key] = next((values[name][0] for name in known if name in values), None)
    # Many pages write "&amp;amp;": their programs escape twice.
    raw["title"], raw["publisher"] = _unescaped(raw["title"]), _unescaped(raw["publisher"])
    for name in _AUTHORS:
        people = [v for v in values.get(name, []) if not re.match(r"https?:", v)]
        if people:
            raw["authors"] = people if len(people) > 1 else people[0]
            break
    for name in _KEYWORDS:
        if name in values:
            raw["keywords"] = values[name] if len(values[name]) > 1 else values[name][0]
            break
    return Found.of(raw, base)


def _unescaped(value: object) -> str | None:
    return unescape(value) if isinstance(value, str) else None


def _elements(tree: Any, base: str | None) -> Found:
    links = [e.get("href") for e in tree.xpath("//link[@rel][@href]") if _rel(e, "canonical")][:1]
    licence = [e.get("href") for e in tree.xpath("//*[@rel][@href]") if _rel(e, "license")][:1]
    language = tree.xpath("/html/@lang | /html/@*[name()='xml:lang']")[:1]
    titles = tree.xpath("//head/title")[:1]
    times = tree.xpath("//article//time[@pubdate]/@datetime")[:1]
    return Found.of(
        {
            "url": links[0] if links else None,
            "title": _unescaped(titles[0].text_content()) if titles else None,
            "published": times[0] if times else None,
            "language": language[0] if language else None,
            "licence": web_address(licence[0], base) if licence else None,
        },
        base,
    )


def _rel(element: Any, kind: str) -> bool:
    return element.tag in ("a", "link") and kind in element.get("rel").lower().split()
