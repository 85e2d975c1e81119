"""What a file says of its article, made fit: trimmed, typed, and left out where it is not that.

Fields that a user gives are checked and refused (`kg.read.metadata`); what a file found somewhere
says of itself is taken where it is good, for a wrong date must not cost an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from kg.model import Article
from kg.read.moments import iso_time, why_untold

__all__ = [
    "Found",
    "InDoubt",
    "body",
    "doubts",
    "language_tag",
    "line",
    "names",
    "page_address",
    "web_address",
    "words",
]

_LONGEST = 2_000
_MOST = 200
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_SPACE = re.compile(r"\s+")
#: Control characters (line ends and tabs apart), lone surrogates and characters that are none.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Marks that turn the direction of what follows: in a title they would turn a whole table.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TRACKING = re.compile(r"(?:utm_\w+|at_(?:medium|campaign)|fbclid|gclid|mc_[ce]id)(?:=|$)")
#: What stands behind a name in a byline: a job, a desk, a paper.
_JOB = re.compile(
    r"(?i)\s*(?:\||,)\s*(?=[^|]*\b(?:writers?|staff|correspondents?|reporters?|editors?|news"
    r"|associated press|press association"
    r"|agenc(?:y|ies)|columnists?|bureau|redacci[oó]n|corresponsal)\b).*$"
)


@dataclass(frozen=True, slots=True)
class InDoubt(Article):
    """An article with what its file says and could not be taken: a field, and why, on one line."""

    doubts: tuple[str, ...] = ()

    def article(self) -> Article:
        """The article alone."""
        return Article(**{item.name: getattr(self, item.name) for item in fields(Article)})


@dataclass(frozen=True, slots=True)
class Found:
    """The metadata of an article as one part of a file tells it; see `kg.model.Article`.

    ``doubts`` are fields whose value could not be taken, each with a line that says why.
    """

    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    licence: str | None = None
    doubts: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def over(self, other: Found) -> Found:
        """This, with what it does not know taken from the other."""
        missing = {
            item.name: getattr(other, item.name)
            for item in fields(Found)
            if not getattr(self, item.name) and getattr(other, item.name)
        }
        return replace(self, **missing) if missing else self

    def article(self, path: str, text: str) -> Article:
        """The article of this text; an `InDoubt` where a field is left out that was given."""
        known: dict[str, Any] = {
            "path": path,
            "text": text,
            "id": self.id,
            "url": self.url,
            "title": self.title,
            "published": self.published,
            "modified": self.modified,
            "publisher": self.publisher,
            "author": self.authors[0] if self.authors else None,
            "co_authors": self.authors[1:],
            "language": self.language,
            "section": self.section,
            "keywords": self.keywords,
            "licence": self.licence,
        }
        doubts = tuple(why for name, why in self.doubts if not known[name])
        return InDoubt(**known, doubts=doubts) if doubts else Article(**known)

    @classmethod
    def of(cls, raw: Mapping[str, object], base: str | None = None) -> Found:
        """What loose values say, by the names of the fields; ``base`` makes addresses whole."""
        return cls(
            id=line(raw.get("id")),
            url=page_address(raw.get("url"), base),
            title=line(raw.get("title")),
            published=iso_time(raw.get("published")),
            modified=iso_time(raw.get("modified")),
            publisher=line(raw.get("publisher")),
            authors=names(raw.get("authors")),
            language=language_tag(raw.get("language")),
            section=line(raw.get("section")),
            keywords=words(raw.get("keywords")),
            licence=line(raw.get("licence")),
            doubts=doubts(raw),
        )


def doubts(raw: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The times among loose values that are given and cannot be told, each with why."""
    return tuple(
        (name, f"{name} is {str(raw[name]).strip()[:40]!r}, {why}")
        for name in ("published", "modified")
        if (why := why_untold(raw.get(name)))
    )


def line(value: object) -> str | None:
    """A text on one line, without control characters; None where nothing or far too much is left.

    Of a list the first that is a text is taken; a whole number is one too.
    """
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return next((found for found in map(line, value[:_MOST]) if found), None)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    if not isinstance(value, str) or len(value) > 20 * _LONGEST:
        return None
    text = _SPACE.sub(" ", _DIRECTION.sub("", _NO_TEXT.sub("", value))).strip()
    return text if 0 < len(text) <= _LONGEST else None


def body(value: str) -> str:
    """The text of an article: what no text holds becomes U+FFFD, so that nothing moves."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)


def words(value: object) -> tuple[str, ...]:
    """Keywords: a list, or one text with commas (or semicolons); each once, in their order."""
    if isinstance(value, str):
        value = re.split(r"[,;\n]", value[: _LONGEST * 20])
    return _several(value)


def names(value: object) -> tuple[str, ...]:
    """Names of people: a list, or one text, whose "By" and whose "and" are taken as such, and what
    stands behind the last one's name ("Jo Reed, Staff Writer") as none of it."""
    if isinstance(value, str):
        text = line(value) or ""
        text = _JOB.sub("", re.sub(r"(?i)^by[ :]+", "", text)) or text
        value = re.split(r" and | & |;", text) if text.count(",") <= 1 else [text]
    found = (re.sub(r"(?i)^by[ :]+(?=\S)", "", name) for name in _several(value))
    return tuple(name for name in found if not name.startswith(("http:", "https:")))


def _several(value: object) -> tuple[str, ...]:
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping | str):
        return ()
    found: dict[str, None] = {}
    for item in value:
        text = line(item) if isinstance(item, str | int) else None
        if text:
            found.setdefault(text)
        if len(found) >= _MOST:
            break
    return tuple(found)


def language_tag(value: object) -> str | None:
    """A language tag (BCP 47), or None.

    >>> language_tag("en_GB"), language_tag("English language")
    ('en-GB', None)
    """
    text = line(value)
    if text is None or not _LANGUAGE.fullmatch(text):
        return None
    return text.replace("_", "-")


def page_address(value: object, base: str | None = None) -> str | None:
    """The address of a page, as `web_address`: scheme and host in lower case (RFC 3986, 6.2.2.1),
    without a fragment, which names a part of it, and without what tells a site by which way its
    readers came (``utm_source=rss``).

    >>> page_address("https://News.example/a?id=7&utm_source=rss#top")
    'https://news.example/a?id=7'
    """
    address = web_address(value, base)
    if address is None:
        return None
    parts = urlsplit(address)
    address = parts._replace(netloc=parts.netloc.lower()).geturl()
    # "#!" was an address of its own, before browsers could tell sites of a change of page.
    if "#!" in address:
        return address
    bare, _, query = address.partition("#")[0].partition("?")
    kept = "&".join(part for part in query.split("&") if not _TRACKING.match(part))
    return f"{bare}?{kept}" if kept else bare


def web_address(value: object, base: str | None = None) -> str | None:
    """An http(s) address, made whole by the address of the page; None for anything else."""
    text = line(value)
    if text is None:
        return None
    try:
        whole = urljoin(base, text) if base else text
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    return whole if not re.search(r"[\s<>\"{}|\\^`]", whole) else None
