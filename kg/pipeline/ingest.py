"""Articles in: read, extract, resolve, map, store. Streams; one writer, batches of articles.

What the store has already is told by the hash of the content before anything is extracted, so that
an ingest that was cut off goes on where it stopped.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode

from kg.errors import InputError, KgError
from kg.extract.record import read_records
from kg.map import article_iri
from kg.model import Article, Extraction
from kg.pipeline.collector import rarely_collecting
from kg.pipeline.collision import same_story
from kg.pipeline.fetches import Fetches
from kg.pipeline.records import content_hash, record_literal, stored_hash, stored_record
from kg.pipeline.versions import earlier
from kg.pipeline.writer import Writer
from kg.read import Failure, Reading, read_articles
from kg.read.bounded import open_bytes
from kg.read.files import Notice
from kg.read.formats import SUFFIXES
from kg.read.jsonfile import begins_with_extraction, holds_extractions
from kg.read.metadata import Metadata
from kg.read.pipes import Piped, open_pipe
from kg.read.web import Fetcher, is_web_address

__all__ = [
    "Extract",
    "Options",
    "Progress",
    "Summary",
    "ingest",
    "ingest_articles",
    "ingest_records",
]

#: Articles of one transaction; extraction is slow, so that a batch also ends after a while.
_BATCH = 128
_SECONDS = 2.0

Extract = Callable[[Iterator[Article]], Iterator[Extraction | KgError]]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose: see ``kg ingest --help``."""

    metadata: Metadata | None = None
    published: str | None = None
    reading: Reading = field(default_factory=Reading)
    name: str | None = None
    replace: bool = False
    refresh: bool = False
    batch: int = _BATCH


@dataclass(slots=True)
class Summary:
    """What an ingest did. ``quads`` is by how many the named graphs grew, the view left out;
    ``undated`` are those of ``articles`` that nothing says when they were published."""

    articles: int = 0
    undated: int = 0
    unchanged: int = 0
    events: int = 0
    statements: int = 0
    actors: int = 0
    quads: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many files, articles or records did not go in."""
        return len(self.errors)


class Progress(Protocol):
    """Is told what happens, as it happens."""

    def stored(self, path: str, changed: bool) -> None:
        """An article is in the store; ``changed`` says whether anything was written for it."""

    def failed(self, message: str) -> None:
        """Something did not go in: one line that says what, where and what to do."""


def ingest(
    writer: Writer,
    paths: Sequence[str],
    extract: Extract,
    options: Options,
    progress: Progress,
) -> Summary:
    """Ingest files, folders, pipes and addresses of articles, and extractions as JSON Lines.

    ``extract`` turns articles into extractions, in their order. Errors of single articles are told
    and counted; the others go in. Raises `StoreError` where the store cannot be written.
    """
    start = time.monotonic()
    summary = Summary()
    sink = _Sink(writer, options, progress, summary)
    addresses = [path for path in paths if is_web_address(path)]
    sources = [_opened(path, sink) for path in paths if not is_web_address(path)]
    records = [s for s in sources if s is not None and _of_extractions(s, options.reading)]
    texts = [s for s in sources if s is not None and s not in records]
    if texts:
        read = read_articles(
            texts,
            metadata=options.metadata,
            published=options.published,
            reading=options.reading,
        )
        articles = _named(read, options, alone=len(paths) == 1 and not _is_folder(texts[0]))
        sink.extract(articles, extract)
    if addresses:
        fetches = Fetches(writer.store, Fetcher(options.reading.web), options.refresh)
        articles = fetches.articles(
            addresses, options.reading, sink.same, options.metadata, options.published
        )
        sink.extract(_named(articles, options, alone=len(paths) == 1), extract)
        sink.flush()
        fetches.keep()
    if records:
        _take_records(records, sink, writer)
    sink.flush()
    summary.seconds = time.monotonic() - start
    return summary


def ingest_articles(
    writer: Writer,
    articles: Iterable[Article | Failure],
    extract: Extract,
    options: Options,
    progress: Progress,
) -> Summary:
    """Ingest articles that were read elsewhere; like `ingest`."""
    start = time.monotonic()
    summary = Summary()
    sink = _Sink(writer, options, progress, summary)
    sink.extract(articles, extract)
    sink.flush()
    summary.seconds = time.monotonic() - start
    return summary


def ingest_records(
    writer: Writer, records: Iterable[Extraction], progress: Progress, options: Options
) -> Summary:
    """Ingest extractions that were made elsewhere."""
    start = time.monotonic()
    summary = Summary()
    sink = _Sink(writer, options, progress, summary)
    for record in records:
        sink.take_record(record)
    sink.flush()
    summary.seconds = time.monotonic() - start
    return summary


class _Sink:
    """Collects extractions into batches and stores them."""

    def __init__(
        self, writer: Writer, options: Options, progress: Progress, summary: Summary
    ) -> None:
        self._writer = writer
        self._options = options
        self._progress = progress
        self._summary = summary
        self._batch: dict[NamedNode, Extraction] = {}
        #: Texts that are being extracted: the extraction runs ahead of what is stored.
        self._under_way: dict[NamedNode, Article] = {}
        self._since = time.monotonic()

    def extract(self, articles: Iterable[Article | Failure], extract: Extract) -> None:
        """Extract the articles that are to be, and take what comes of them."""
        try:
            for result in extract(self.wanted(articles)):
                self.take(result)
        except KgError:
            # What extracts is away (a language model, a cluster): what it gave before goes in.
            self.flush()
            raise

    def wanted(self, articles: Iterable[Article | Failure]) -> Iterator[Article]:
        """The articles that are to be extracted; the others are told of."""
        for item in articles:
            if isinstance(item, Notice):
                self._progress.failed(" ".join(item.message.split()))
                continue
            if isinstance(item, Failure):
                self.fail(item.message)
                continue
            iri = NamedNode(article_iri(item, self._writer.base))
            if iri in self._batch:
                self.flush()
            known = stored_hash(self._writer.store, iri)
            if known is not None and not self._options.refresh and self._holds(iri, item, known):
                self.same(item.path)
            elif (known is None and iri not in self._under_way) or not self._collides(iri, item):
                if self._outdated(iri, item):
                    continue
                self._under_way[iri] = item
                yield item

    def _holds(self, iri: NamedNode, article: Article, known: str) -> bool:
        """Whether the store holds this very article, as it was read.

        What it keeps is the article as extracted: a title and a language that the reader did not
        know were found in the text.
        """
        if known == content_hash(article):
            return True
        record = stored_record(self._writer.store, iri)
        if record is None:
            return False
        kept = json.loads(record.value)
        asked, before = article.path, str(kept.get("path"))
        # One page at two addresses is one article: which of them was asked last changes nothing.
        moved = article.url is not None and is_web_address(asked) and is_web_address(before)
        full = replace(
            article,
            path=before if moved else asked,
            title=article.title or kept.get("title"),
            language=article.language or kept.get("language"),
        )
        return known == content_hash(full)

    def take(self, result: Extraction | KgError) -> None:
        """An extraction that was made just now, or why there is none."""
        if isinstance(result, KgError):
            self.fail(str(result))
        else:
            self._add(NamedNode(article_iri(result.article, self._writer.base)), result)

    def take_record(self, record: Extraction | InputError) -> None:
        """An extraction that was read; nothing is done where the store holds the very same."""
        if isinstance(record, InputError):
            self.fail(str(record))
            return
        iri = NamedNode(article_iri(record.article, self._writer.base))
        if iri in self._batch:
            self.flush()
        known = stored_record(self._writer.store, iri)
        if known is not None and known == record_literal(record):
            self.same(record.article.path)
        elif known is None or not (
            self._collides(iri, record.article) or self._outdated(iri, record.article)
        ):
            self._add(iri, record)

    def flush(self) -> None:
        """Store what was collected."""
        if self._batch:
            put = self._writer.put(tuple(self._batch.values()))
            self._batch = {}
            summary = self._summary
            summary.quads += put.quads
            for extraction in put.stored:
                summary.articles += 1
                summary.events += len(extraction.events)
                summary.statements += len(extraction.statements)
                summary.undated += extraction.article.published is None
                summary.actors += len(extraction.actors)
                self._progress.stored(extraction.article.path, True)
            for error in put.failed:
                self.fail(str(error))
        self._since = time.monotonic()

    def _add(self, iri: NamedNode, extraction: Extraction) -> None:
        if iri in self._batch:
            self.flush()
        self._under_way.pop(iri, None)
        self._batch[iri] = extraction
        late = time.monotonic() - self._since > _SECONDS
        if late or len(self._batch) >= self._options.batch:
            self.flush()

    def _collides(self, iri: NamedNode, article: Article) -> bool:
        """Whether the article's path is taken by another text; that is told."""
        if article.url or article.id or self._options.replace:
            return False
        before = self._before(iri)
        if before is None or same_story(before.text, article.text):
            return False
        self.fail(
            f"{article.path}: the store has another text under this path; --replace puts this one "
            "in its place, --as NAME gives it another name"
        )
        return True

    def _outdated(self, iri: NamedNode, article: Article) -> bool:
        """Whether the store has a newer version, by what both say of their times; that is told, and
        the newer one stays."""
        before = None if self._options.replace else self._before(iri)
        # The same text with another date is no version: somebody put its date right.
        if before is None or before.text == article.text:
            return False
        word = "modified" if article.modified and before.modified else "published"
        mine, theirs = getattr(article, word), getattr(before, word)
        if not earlier(mine, theirs):
            return False
        self._progress.failed(
            f"{article.path}: the store has a newer version ({word} {theirs}, this one {mine}), "
            "which stays; --replace puts this one in its place"
        )
        self.same(article.path)
        return True

    def _before(self, iri: NamedNode) -> Article | None:
        """The version of an article that is being extracted, else the one that the store has."""
        under_way = self._under_way.get(iri)
        if under_way is not None:
            return under_way
        record = stored_record(self._writer.store, iri)
        if record is None:
            return None
        kept = json.loads(record.value)
        names = ("path", "text", "published", "modified")
        return Article(**{name: kept.get(name) for name in names})

    def same(self, path: str) -> None:
        """An article that the store has as it is."""
        self._summary.unchanged += 1
        self._progress.stored(path, False)

    def fail(self, message: str) -> None:
        """Something did not go in."""
        line = " ".join(message.split())
        self._summary.errors.append(line)
        self._progress.failed(line)


def _named(
    articles: Iterable[Article | Failure], options: Options, alone: bool
) -> Iterator[Article | Failure]:
    """The articles under the name that the user gave: ``--as NAME``."""
    for item in articles:
        if options.name is None or isinstance(item, Failure):
            yield item
        elif alone:
            yield replace(item, path=options.name)
        else:
            yield replace(item, path=f"{options.name.rstrip('/')}/{item.path}")


def _opened(path: str, sink: _Sink) -> str | Piped | None:
    """A pipe, opened; other paths as they are; None where it cannot be opened, which is told."""
    found = open_pipe(path)
    if isinstance(found, InputError):
        sink.fail(str(found))
        return None
    return found or path


def _is_folder(source: str | Piped) -> bool:
    return isinstance(source, str) and Path(source).is_dir()


def _of_extractions(source: str | Piped, reading: Reading) -> bool:
    """Whether a file or pipe holds records of ``kg extract``, not articles."""
    if reading.format is not None:
        return False
    if isinstance(source, Piped):
        return begins_with_extraction(source.stream.head)
    path = Path(source.lower().removesuffix(".gz"))
    lines = path.suffix in (".jsonl", ".ndjson") or path.suffix not in SUFFIXES
    return lines and Path(source).is_file() and holds_extractions(Path(source))


def _take_records(sources: Sequence[str | Piped], sink: _Sink, writer: Writer) -> None:
    """Ingest files of extractions, of which there may be a great many."""
    writer.bulk()
    with rarely_collecting():
        for source in sources:
            for record in _read_records(source):
                sink.take_record(record)
        sink.flush()
    writer.bulk(False)


def _read_records(source: str | Piped) -> Iterator[Extraction | InputError]:
    name = source if isinstance(source, str) else source.name
    try:
        stream = open_bytes(Path(source), name) if isinstance(source, str) else source.stream
        with io.TextIOWrapper(io.BufferedReader(stream), encoding="utf-8") as handle:
            yield from read_records(handle, name)
    except UnicodeDecodeError as error:
        yield InputError(f"{name}: not UTF-8 ({error.reason} at byte {error.start})")
    except InputError as error:
        yield error
    except OSError as error:
        yield InputError(f"{name}: {error.strerror or error}")
