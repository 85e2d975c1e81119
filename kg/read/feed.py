"""Feeds (RSS 0.9 to 2.0, RDF, Atom) as files: an article an entry. Needs the extra ``web``.

`parse_feed` is pure: bytes to entries, nothing is fetched. An entry with the whole text is the
article at its link. One with a summary alone is not: it is a source of its own, that cites the
article by its link, so that it neither stands for the article nor replaces it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from kg.errors import InputError, MissingExtraError
from kg.iris import digest
from kg.model import Article, CitedSource
from kg.read.bounded import whole
from kg.read.fields import (
    Found,
    body,
    doubts,
    language_tag,
    line,
    names,
    page_address,
    web_address,
    words,
)
from kg.read.markup import has_markup, plain
from kg.read.moments import iso_time
from kg.read.prolog import root_name
from kg.read.web import is_web_address
from kg.read.xmltree import is_well_formed

__all__ = ["FeedEntry", "FeedReader", "parse_feed"]

#: Largest feed (bytes): a broken one of this size takes five seconds. Most entries of it.
LIMIT = 8 * 1024 * 1024
_MOST = 10_000
#: A description of so many characters, or with paragraphs, is the text and no summary of it.
_LONG = 1_200
#: Most tags of a feed, and of one that is not well-formed.
_MOST_TAGS = 300_000
_MOST_BROKEN = 30_000
_ROOTS = frozenset(("rss", "feed", "RDF"))
#: What programs put behind a text: where it stands, and that it goes on there.
_BACK = re.compile(
    r"\s*\n(?:The post .{0,500} (?:first )?appeared first on .{1,200}"
    r"|La entrada .{0,500} (?:se publicó primero|apareció primero) en .{1,200})\s*$"
)
_CUT = re.compile(r"\[(?:…|\.{3})\]\s*(?:\S[^\n]{0,60})?$")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed. Times are ISO 8601 with the zone that the feed gives.

    ``key`` tells the entry from the others of the feed, for as long as the feed keeps it: its
    identifier, else its link, else its title, else a hash of its text. ``text`` is plain; ``full``
    says whether it is the article's, or a summary of it.
    """

    key: str
    text: str
    full: bool
    link: str | None = None
    found: Found = field(default_factory=Found)

    def article(self, path: str) -> Article:
        """The article that the entry is.

        Args:
            path: what it is called where it has no link.

        Raises:
            InputError: it has no text.
        """
        text = self.text
        if not text.strip():
            raise InputError(f"{path}: the entry has neither content nor summary")
        found = self.found
        if self.full:
            return Found(url=self.link).over(found).article(path, text)
        cited = CitedSource(
            "1",
            title=found.title,
            url=self.link,
            publisher=found.publisher,
            published=found.published,
        )
        article = found.article(path, text)
        return replace(article, id=None, url=None, cited=(cited,) if self.link else ())


@dataclass(frozen=True, slots=True)
class FeedReader:
    """A feed that was saved as a file."""

    name: str = "feed"
    suffixes: tuple[str, ...] = (".rss", ".atom", ".rdf")
    limit: int = LIMIT

    def sniff(self, head: bytes) -> bool:
        """Whether the root element is that of a feed."""
        root = root_name(head)
        return root in _ROOTS and (root != "RDF" or b"purl.org/rss/1.0" in head)

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The articles of the entries, called ``path#KEY``.

        Raises:
            InputError: it is no feed, or has no entry.
            MissingExtraError: the extra ``web`` is not installed.
        """
        base = path if is_web_address(path) else None
        entries = parse_feed(whole(stream, self.limit, path), path, base)
        if not entries:
            raise InputError(f"{path}: the feed has no entry")
        for entry in entries:
            try:
                yield entry.article(f"{path}#{entry.key}")
            except InputError as error:
                yield error


def parse_feed(data: bytes, where: str = "feed", base: str | None = None) -> tuple[FeedEntry, ...]:
    """The entries of a feed, in its order, each key once; entries that share an identifier go by
    what tells them apart.

    Args:
        data: the feed as it came.
        where: begins lines of error.
        base: its address, which makes its links whole.

    Raises:
        InputError: it is no feed, or declares entities.
        MissingExtraError: the extra ``web`` is not installed.
    """
    try:
        import feedparser
    except ImportError:
        raise MissingExtraError(
            f"{where}: reading feeds needs pip install 'newsgraph[web]'"
        ) from None
    if not data.strip():
        raise InputError(f"{where}: not a feed: the file is empty")
    if _ENTITY.search(data):
        raise InputError(f"{where}: the feed declares entities: not read; take its DOCTYPE out")
    if root_name(data[:8192]) is None:
        raise InputError(f"{where}: not a feed: it does not begin as XML does")
    # The library's time grows with the square of what is nested or never closed.
    tags = data.count(b"<")
    if tags > _MOST_TAGS:
        raise InputError(f"{where}: a feed of {tags:,} tags: not read; split it")
    if not is_well_formed(data, where) and tags > _MOST_BROKEN:
        raise InputError(f"{where}: not well-formed, with {tags:,} tags: not read; mend it")
    headers = {"content-location": base} if base else {}
    try:
        # As a stream: a text would be taken for an address or a file name, and opened.
        parsed: Any = feedparser.parse(
            io.BytesIO(data),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # the parser of broken feeds raises what it happens upon
        raise InputError(f"{where}: not a feed that can be read: {error}") from None
    if not parsed.get("version") and not parsed.get("entries"):
        reason = line(str(parsed.get("bozo_exception", ""))) or "no such element"
        raise InputError(f"{where}: not a feed (RSS or Atom): {reason}")
    channel = parsed.get("feed", {})
    found: dict[str, FeedEntry] = {}
    for raw in parsed.get("entries", [])[:_MOST]:
        entry = _entry(raw, channel, base or web_address(channel.get("link")))
        if entry is None:
            continue
        first = found.get(entry.key)
        if first is not None and _apart(entry, first):
            # Several under one identifier: it names none of them.
            key = entry.link if entry.link and entry.link != first.key else None
            key = key or f"{entry.key[:400]}-{digest(entry.text)}"
            entry = replace(entry, key=key[:500], found=replace(entry.found, id=None))
        found.setdefault(entry.key, entry)
    return tuple(found.values())


def _apart(one: FeedEntry, other: FeedEntry) -> bool:
    """Whether two entries of one key are of two articles: of two links, or of two texts."""
    if one.link or other.link:
        return one.link != other.link
    return one.text != other.text


def _entry(
    raw: Mapping[str, Any], channel: Mapping[str, Any], base: str | None
) -> FeedEntry | None:
    link = page_address(raw.get("link"), base)
    title = line(_plain(raw.get("title")))
    contents = [c.get("value") for c in raw.get("content", []) if isinstance(c, Mapping)]
    content = max((_plain(c) for c in contents if isinstance(c, str)), key=len, default="")
    summary = _plain(raw.get("summary"))
    text, full = (content, True) if content and len(content) >= len(summary) else (summary, False)
    if not full:
        full = len(text) >= _LONG or text.count("\n") >= 4
    text = _BACK.sub("", text)
    full = full and not _CUT.search(text)
    key = line(raw.get("id")) or link or title or (digest(text) if text else None)
    if key is None:
        return None
    # The dictionary's own lookup: the parser's gives the time of publication for that of a change.
    modified = dict.get(raw, "updated") if isinstance(raw, dict) else None
    published = raw.get("published")
    if not published:
        # One time alone (dc:date, Atom's updated) is that of the version which is here.
        published, modified = modified, None
    tags = [t.get("term") for t in raw.get("tags", []) if isinstance(t, Mapping)]
    source = raw.get("source")
    origin = source.get("title") if isinstance(source, Mapping) else None
    identifier = line(raw.get("id"))
    return FeedEntry(
        key=key[:500],
        text=body(text),
        full=full,
        link=link,
        found=Found(
            id=identifier if identifier and ":" in identifier else None,
            title=title,
            published=iso_time(published),
            modified=iso_time(modified),
            publisher=line(_plain(origin)) or line(_plain(channel.get("title"))),
            authors=_people(raw),
            language=_language(raw) or language_tag(channel.get("language")),
            keywords=words([t for t in tags if isinstance(t, str)]),
            licence=_licence(raw) or _licence(channel),
            doubts=doubts({"published": published, "modified": modified}),
        ),
    )


def _plain(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return plain(value) if has_markup(value) or "&" in value else value.strip()


def _people(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Who wrote the entry: names of Atom and Dublin Core, and RSS's "mail@address (Name)"."""
    author = raw.get("author")
    mail = re.fullmatch(r"\s*\S{1,200}@\S{1,200}\s*\(([^()]{1,200})\)\s*", str(author or ""))
    if mail:
        return names(mail[1])
    people = [p.get("name") for p in raw.get("authors", []) if isinstance(p, Mapping)]
    told = [person for person in people if isinstance(person, str) and "@" not in person]
    return names(told) or (names(author) if "@" not in str(author) else ())


def _language(raw: Mapping[str, Any]) -> str | None:
    for part in [raw.get("title_detail"), *raw.get("content", [])]:
        if isinstance(part, Mapping) and (found := language_tag(part.get("language"))):
            return found
    return None


def _licence(raw: Mapping[str, Any]) -> str | None:
    for link in raw.get("links", []):
        if isinstance(link, Mapping) and link.get("rel") == "license":
            return web_address(link.get("href"))
    return line(raw.get("license")) or line(_plain(raw.get("rights")))
