"""From the paths that a user names to articles, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.errors import InputError
from kg.model import Article
from kg.read.cited import load_cited
from kg.read.metadata import Metadata, apply_metadata, load_sidecar
from kg.read.protocol import Reader, Source
from kg.read.text import TextReader
from kg.read.walk import find_sources

__all__ = ["READERS", "Failure", "read_articles", "reader_for"]

#: The readers, asked in this order; the first that takes the ending reads the file.
READERS: tuple[Reader, ...] = (TextReader(),)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or article that could not be read: one line, path first."""

    path: str
    message: str


def reader_for(name: str, readers: Sequence[Reader] = READERS) -> Reader | None:
    """The reader that takes a file of this name."""
    lower = name.lower()
    return next((r for r in readers if lower.endswith(r.suffixes)), None)


def read_articles(
    paths: Iterable[str],
    *,
    metadata: Metadata | None = None,
    published: str | None = None,
    readers: Sequence[Reader] = READERS,
) -> Iterator[Article | Failure]:
    """The articles of all files under the paths, in a fixed order, read one at a time.

    Args:
        paths: files and folders, as the user named them.
        metadata: fields by path, which win over a sidecar, which wins over the file itself.
        published: the publication date of articles that have no other.
        readers: the readers to use.
    """
    suffixes = frozenset(suffix for reader in readers for suffix in reader.suffixes)
    for source in find_sources(paths, suffixes):
        if isinstance(source, InputError):
            yield Failure(str(source).split(":", 1)[0], str(source))
            continue
        try:
            for article in _read(source, metadata, readers):
                if published is not None and article.published is None:
                    article = replace(article, published=published)
                yield article
        except InputError as error:
            yield Failure(source.path, str(error))


def _read(
    source: Source, metadata: Metadata | None, readers: Sequence[Reader]
) -> Iterator[Article]:
    reader = reader_for(source.file.name, readers)
    if reader is None:
        known = ", ".join(sorted({s for r in readers for s in r.suffixes}))
        raise InputError(f"{source.path}: unknown kind of file (known: {known})")
    try:
        with source.file.open("rb") as handle:
            data = handle.read(reader.limit + 1)
    except OSError as error:
        raise InputError(f"{source.path}: {error.strerror or error}") from None
    if len(data) > reader.limit:
        raise InputError(f"{source.path}: larger than the limit of {reader.limit} bytes; split it")
    side = load_sidecar(source.file)
    cited = load_cited(source.file)
    given = metadata.of(source.path, source.file) if metadata is not None else {}
    for article in reader.read(source, data):
        known = apply_metadata(article, {**side, **given})
        yield replace(known, cited=cited or known.cited)
