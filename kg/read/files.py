"""From the paths that a user names to articles, one after the other."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.errors import InputError, UsageError
from kg.model import Article
from kg.read.bounded import open_bytes
from kg.read.cited import load_cited
from kg.read.fieldmap import FieldMap
from kg.read.fields import InDoubt
from kg.read.foreign import refuse_foreign
from kg.read.formats import FORMATS, SUFFIXES, by_content, by_name, readers
from kg.read.metadata import Metadata, apply_metadata, load_sidecar
from kg.read.pipes import Piped, open_pipe
from kg.read.protocol import Reader, Remark, Source
from kg.read.walk import find_sources
from kg.read.web import Rules

__all__ = ["Failure", "Notice", "Reading", "not_read", "read_articles", "reader_for", "told"]


#: How JSON of articles begins, whatever its file is called; no text does.
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*\"[^\"\\\r\n]{1,60}\"\s*:")


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or article that could not be read: one line, path first."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Notice(Failure):
    """Something that an article's file says and that could not be taken; the article is read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read, where the user says so: ``format`` is a name of `formats.FORMATS`, which
    all files are then taken for; ``fields`` is for JSON and tables; ``web`` says how the web is
    asked, where addresses are named."""

    format: str | None = None
    fields: FieldMap = field(default_factory=FieldMap)
    web: Rules = field(default_factory=Rules)

    def readers(self) -> tuple[Reader, ...]:
        """The readers to choose from.

        Raises:
            UsageError: there is no such format.
        """
        known = readers(self.fields)
        if self.format is None:
            return known
        chosen = tuple(reader for reader in known if reader.name == self.format)
        if not chosen:
            raise UsageError(f"there is no format '{self.format}'; known: {', '.join(FORMATS)}")
        return chosen


def reader_for(name: str, head: bytes, known: Sequence[Reader]) -> Reader | None:
    """The reader of a file: by its first bytes where they leave no doubt, else by its ending.

    Args:
        name: the file's name.
        head: its first bytes, unpacked.
        known: the readers to choose from; where it is one, that is taken.
    """
    if len(known) == 1:
        return known[0]
    found = by_content(head, known) or by_name(name, known)
    if found is not None and found.name == "text" and _OBJECT.match(head):
        return by_name("x.json", known) or found
    return found


def read_articles(
    paths: Iterable[str | Piped],
    *,
    metadata: Metadata | None = None,
    published: str | None = None,
    reading: Reading | None = None,
) -> Iterator[Article | Failure]:
    """The articles of all files under the paths, in a fixed order, read one at a time.

    Args:
        paths: files and folders, as the user named them, and pipes, by name or open.
        metadata: fields by path, which win over a sidecar, which wins over the file itself.
        published: the publication date of articles that have no other.
        reading: the format and field map that the user chose.

    Raises:
        UsageError: the format that was chosen does not exist.
    """
    known = (reading or Reading()).readers()
    apart = frozenset((metadata.file,)) if metadata is not None and metadata.file else frozenset()
    given = [path if isinstance(path, Piped) else (open_pipe(path) or path) for path in paths]
    for pipe in given:
        if isinstance(pipe, InputError):
            yield Failure(str(pipe).split(":", 1)[0], str(pipe))
        elif isinstance(pipe, Piped):
            yield from _finished(_piped(pipe, metadata, known), pipe.name, published)
    for source in find_sources((path for path in given if isinstance(path, str)), SUFFIXES):
        if isinstance(source, InputError):
            yield Failure(str(source).split(":", 1)[0], str(source))
            continue
        if source.file.resolve() in apart:
            continue
        yield from _finished(_read(source, metadata, known), source.path, published)


def not_read(path: str, error: InputError) -> Failure:
    """What a reader gave in place of an article, or before one: a failure, or a notice."""
    return (Notice if isinstance(error, Remark) else Failure)(path, str(error))


def told(article: Article) -> Iterator[Article | Notice]:
    """The article, after a notice for each thing that its file says and that is left out."""
    if isinstance(article, InDoubt):
        for doubt in article.doubts:
            name = doubt.partition(" ")[0]
            if not getattr(article, name):
                yield Notice(article.path, f"{article.path}: {doubt}")
        article = article.article()
    yield article


def _finished(
    items: Iterator[Article | InputError], path: str, published: str | None
) -> Iterator[Article | Failure]:
    """The articles of one file, with the day that the user gives those that have none."""
    try:
        for item in items:
            if isinstance(item, InputError):
                yield not_read(path, item)
            elif published is not None and item.published is None:
                yield from told(replace(item, published=published))
            else:
                yield from told(item)
    except InputError as error:
        yield Failure(path, str(error))


def _piped(
    pipe: Piped, metadata: Metadata | None, known: Sequence[Reader]
) -> Iterator[Article | InputError]:
    """The articles of a pipe: what no first bytes and no ending tell is JSON or plain text."""
    with pipe.stream as stream:
        head = stream.head
        if not head.strip():
            raise InputError(f"{pipe.name}: the file is empty")
        likely = "x.json" if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else "x.txt"
        refuse_foreign(head, pipe.name)
        reader = reader_for(pipe.name, head, known) or reader_for(likely, head, known)
        assert reader is not None
        for item in reader.read(pipe.name, io.BufferedReader(stream)):
            if isinstance(item, Article) and metadata is not None:
                item = apply_metadata(item, metadata.of(item.path, Path(item.path)))
            yield item


def _read(
    source: Source, metadata: Metadata | None, known: Sequence[Reader]
) -> Iterator[Article | InputError]:
    with open_bytes(source.file, source.path) as stream:
        refuse_foreign(stream.head, source.path)
        reader = reader_for(source.file.name, stream.head, known)
        if reader is None:
            endings = ", ".join(sorted(SUFFIXES))
            raise InputError(
                f"{source.path}: unknown kind of file (known: {endings}); --from FORMAT says what "
                "it is"
            )
        for item in reader.read(source.path, io.BufferedReader(stream)):
            yield item if isinstance(item, InputError) else _known(item, source, metadata)


def _known(article: Article, source: Source, metadata: Metadata | None) -> Article:
    """The article with what a table or the files beside it say.

    A file beside one that holds many articles says nothing of each; a table names them by their
    own paths (``archive.jsonl#3``).
    """
    if article.path != source.path:
        given = metadata.of(article.path, Path(article.path)) if metadata is not None else {}
        return apply_metadata(article, given)
    side = load_sidecar(source.file)
    cited = load_cited(source.file)
    given = metadata.of(source.path, source.file) if metadata is not None else {}
    known = apply_metadata(article, {**side, **given})
    return replace(known, cited=cited or known.cited)
