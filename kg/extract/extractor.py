"""Article to Extraction: the one module of `kg.extract` that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from kg import __version__
from kg.errors import InputError, KgError
from kg.extract.context import build_context, prepare
from kg.extract.english import read_english
from kg.extract.language import LanguageGuesser
from kg.extract.nlp import Parser
from kg.extract.plain import read_plain, title_of
from kg.extract.spanish import INSTALL, load_spanish, read_spanish, spanish_installed
from kg.extract.statements import ModelMissingError, StatementTagger
from kg.extract.truecase import truecase
from kg.iris import DEFAULT_BASE
from kg.link import GazetteerLinker, link_extraction
from kg.model import Article, Extraction, Generator, Segment

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Extractor"]

#: Articles parsed together: bounds the memory that a run takes.
_BATCH = 16


@dataclass(frozen=True, slots=True)
class _Item:
    """An article to be read; ``reading`` is the language whose reader takes it, or nothing."""

    article: Article
    text: str
    segments: tuple[Segment, ...]
    reading: str


class Extractor:
    """Reads articles one by one or in batches; holds the models, which load at first use.

    Args:
        base: where IRIs are minted.
        link: link actors to Wikidata with the offline gazetteer.
        fast: do without the trained statement tagger; rules alone find statements then.
        threads: of the tagger's runtime; 0 is one a core.
    """

    def __init__(
        self,
        *,
        base: str = DEFAULT_BASE,
        link: bool = True,
        fast: bool = False,
        threads: int = 0,
    ) -> None:
        self.base = base
        self.link = link
        self.fast = fast
        self.threads = threads
        self.parser = Parser()
        self._notices: list[str] = []

    @cached_property
    def _tagger(self) -> StatementTagger | None:
        """The trained tagger; None with ``fast``, and where its model is missing."""
        if self.fast:
            return None
        try:
            return StatementTagger.load(threads=self.threads)
        except ModelMissingError as error:
            # said once, with the next article: the rules work without it
            self._notices.append(f"rules alone find statements: {error}")
            return None

    @cached_property
    def _linker(self) -> GazetteerLinker | str:
        """The offline linker, or why there is none: articles can be read without."""
        try:
            return GazetteerLinker.open()
        except InputError as error:
            return f"actors are not linked: {error}"

    @cached_property
    def _guesser(self) -> LanguageGuesser:
        return LanguageGuesser()

    @cached_property
    def generator(self) -> Generator:
        """Program version and the models in use for English, with theirs."""
        return self._generator(self.parser, self._tagger)

    def _generator(self, parser: Parser, tagger: StatementTagger | None = None) -> Generator:
        models = [f"spacy-{_version('spacy')}", parser.name]
        if tagger is not None:
            models.append(tagger.name)
        return Generator("newsgraph", __version__, tuple(models))

    @cached_property
    def _parsers(self) -> dict[str, Parser]:
        """The languages that are read in full, and what parses them."""
        parsers = {"en": self.parser}
        if spanish_installed():
            parsers["es"] = Parser(load=load_spanish)
        return parsers

    def extract(self, article: Article) -> Extraction:
        """All that one article says.

        Raises:
            InputError: the text is too long for one article.
        """
        item = self._prepare(article)
        parser = self._parsers.get(item.reading)
        doc = None if parser is None else parser.parse(item.text, item.segments)
        return self._read(item, doc)

    def extract_many(self, articles: Iterable[Article]) -> Iterator[Extraction | KgError]:
        """The extractions of many articles, in order, parsed in batches.

        An article that cannot be extracted gives its error, and the others go on.
        """
        batch: list[Article] = []
        for article in articles:
            batch.append(article)
            if len(batch) >= _BATCH:
                yield from self._batch(batch)
                batch = []
        yield from self._batch(batch)

    def _batch(self, articles: list[Article]) -> Iterator[Extraction | KgError]:
        prepared: list[_Item | KgError] = []
        inputs: dict[str, list[tuple[str, tuple[Segment, ...]]]] = {}
        for article in articles:
            try:
                made = self._prepare(article)
                inputs.setdefault(made.reading, []).append((made.text, made.segments))
                prepared.append(made)
            except KgError as error:
                prepared.append(error)
        docs = {
            reading: parser.pipe(inputs.get(reading, ()))
            for reading, parser in self._parsers.items()
        }
        for item in prepared:
            if isinstance(item, KgError):
                yield item
                continue
            doc = next(docs[item.reading]) if item.reading in docs else None
            try:
                yield self._read(item, doc)
            except KgError as error:
                yield error
            except Exception as error:
                # One article that a rule stumbles over must not end the run of all the others.
                yield KgError(f"{item.article.path}: unexpected {type(error).__name__}: {error}")

    def _prepare(self, article: Article) -> _Item:
        """The article with its language and title, and how it is to be read."""
        text, segments = prepare(article)
        language = article.language or self._guesser.article(article.text)
        title = article.title or title_of(article.text, segments)
        reading = language.split("-")[0].lower()
        if reading == "en":
            text = truecase(text, segments, self.parser.common)
        article = replace(article, language=language, title=title)
        return _Item(article, text, segments, reading if reading in self._parsers else "")

    def _read(self, item: _Item, doc: Doc | None) -> Extraction:
        if doc is None:
            return read_plain(
                item.article,
                item.text,
                item.segments,
                guesser=self._guesser,
                generator=Generator("newsgraph", __version__),
                warning=_unread(item.article.language or ""),
            )
        if item.reading == "es":
            linker = self._linker
            extraction = read_spanish(
                item.article,
                item.text,
                item.segments,
                doc,
                guesser=self._guesser,
                gazetteer=None if isinstance(linker, str) else linker.gazetteer,
                generator=self._generator(self._parsers["es"]),
                base=self.base,
            )
        else:
            context = build_context(item.article, self.parser, base=self.base, doc=doc)
            extraction = read_english(context, self._tagger, self._guesser, self.generator)
            notices, self._notices = self._notices, []
            extraction = replace(extraction, warnings=tuple(notices))
        if not self.link:
            return extraction
        if isinstance(self._linker, str):
            return replace(extraction, warnings=(*extraction.warnings, self._linker))
        return link_extraction(self._linker, extraction)


def _unread(language: str) -> str:
    how = f" ({INSTALL} for Spanish)" if language.split("-")[0].lower() == "es" else ""
    return (
        f"the text is in {language!r}, which is not read: source, dates and quotations alone "
        f"were taken{how}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
