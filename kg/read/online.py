"""Addresses on the web to articles: fetched, told apart by type and content, read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import unpacked
from kg.read.charset import decode_page
from kg.read.files import Failure, Notice, Reading, not_read, reader_for, told
from kg.read.foreign import refuse_foreign
from kg.read.metadata import Metadata, apply_metadata
from kg.read.several import page_articles
from kg.read.web import Fetched, Fetcher, Validators

__all__ = ["Page", "Unchanged", "fetched_articles", "read_addresses"]

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
#: Endings for media types, where the address has none that tells.
_ENDINGS = {
    "application/json": ".json",
    "application/ld+json": ".jsonld",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/warc": ".warc",
}


@dataclass(frozen=True, slots=True)
class Page:
    """An article that was fetched, and what tells a later version by; ``url`` is what was asked.

    The validators are None where the address gave several articles.
    """

    url: str
    article: Article
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An address whose host says that nothing changed since it was last asked."""

    url: str


def read_addresses(
    urls: Iterable[str],
    fetcher: Fetcher,
    *,
    known: Callable[[str], Validators | None] | None = None,
    metadata: Metadata | None = None,
    published: str | None = None,
    reading: Reading | None = None,
) -> Iterator[Page | Unchanged | Failure]:
    """The articles at the addresses, one fetched after the other, each address once.

    Args:
        urls: http and https addresses.
        fetcher: how the web is asked.
        known: the validators of the version of an address that is at hand, if any.
        metadata: fields by address, which win over what the page says.
        published: the publication date of articles that have no other.
        reading: the format and field map that the user chose.

    Raises:
        MissingExtraError: the extra ``web`` is not installed.
    """
    chosen = reading or Reading()
    for url in dict.fromkeys(urls):
        try:
            fetched = fetcher.fetch(url, known(url) if known is not None else None)
            if fetched.data is None:
                yield Unchanged(url)
                continue
            single = True
            for item in fetched_articles(fetched, url, chosen):
                if isinstance(item, InputError):
                    yield not_read(url, item)
                    continue
                single = single and item.path == url
                if metadata is not None:
                    item = apply_metadata(item, metadata.of(item.path, Path(item.path)))
                if published is not None and item.published is None:
                    item = replace(item, published=published)
                for part in told(item):
                    if isinstance(part, Notice):
                        yield part
                    else:
                        yield Page(url, part, fetched.validators if single else None)
        except InputError as error:
            yield Failure(url, str(error))


def fetched_articles(
    fetched: Fetched, url: str, reading: Reading | None = None
) -> Iterator[Article | InputError]:
    """The articles of an answer; the one article of a page has the page's own address.

    Args:
        fetched: the answer.
        url: what was asked for: the path of the article.
        reading: the format and field map that the user chose.

    Raises:
        InputError: it is of no kind that is read, or holds no article.
        MissingExtraError: the extra ``web`` is not installed.
    """
    chosen = reading or Reading()
    data = fetched.data or b""
    if not data.strip():
        raise InputError(f"{url}: the answer is empty")
    if chosen.format is None and fetched.kind in _PAGES:
        yield from page_articles(decode_page(data, fetched.charset), url, fetched.address)
        return
    name = urlsplit(fetched.address).path.rpartition("/")[2]
    ending = _ENDINGS.get(fetched.kind, "")
    with unpacked(io.BytesIO(data), url) as stream:
        reader = reader_for(name + ending, stream.head, chosen.readers())
        if reader is None:
            kind = fetched.kind or "no type"
            raise InputError(f"{url}: of a kind that is not read ({kind}); --from FORMAT says more")
        refuse_foreign(stream.head, url)
        if reader.name == "html":
            html = decode_page(stream.readall() or b"", fetched.charset)
            yield from page_articles(html, url, fetched.address)
            return
        for item in reader.read(url, io.BufferedReader(stream)):
            if isinstance(item, Article) and item.path == url and item.url is None:
                item = replace(item, url=fetched.address)
            yield item
