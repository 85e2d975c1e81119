"""Article to Extraction: the one module of `kg.extract` that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

from kg import __version__
from kg.errors import InputError, KgError
from kg.extract.circumstances import link_events
from kg.extract.context import Context, build_context, prepare
from kg.extract.events import find_events
from kg.extract.language import LanguageGuesser
from kg.extract.nlp import Parser
from kg.extract.positions import find_positions
from kg.extract.quantities import find_quantities
from kg.extract.references import find_sources
from kg.extract.speakers import resolve_statements
from kg.extract.statements import ModelMissingError, StatementTagger, find_statements
from kg.iris import DEFAULT_BASE
from kg.link import GazetteerLinker, Linker, link_extraction
from kg.model import Article, Extraction, Generator, SegmentKind

__all__ = ["Extractor"]

#: Articles parsed together: bounds the memory that a run takes.
_BATCH = 16


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
    def _linker(self) -> Linker | str:
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
        """Program version and the models in use with theirs."""
        models = [f"spacy-{_version('spacy')}", self.parser.name]
        if self._tagger is not None:
            models.append(self._tagger.name)
        return Generator("newsgraph", __version__, tuple(models))

    def extract(self, article: Article) -> Extraction:
        """All that one article says.

        Raises:
            InputError: the text is too long for one article.
        """
        return self._finish(build_context(article, self.parser, base=self.base))

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
        prepared: list[Article | KgError] = []
        inputs = []
        for article in articles:
            try:
                inputs.append(prepare(article))
                prepared.append(article)
            except KgError as error:
                prepared.append(error)
        docs = self.parser.pipe(inputs)
        for item in prepared:
            if isinstance(item, KgError):
                yield item
                continue
            doc = next(docs)
            try:
                context = build_context(item, self.parser, base=self.base, doc=doc)
                yield self._finish(context)
            except KgError as error:
                yield error
            except Exception as error:
                # One article that a rule stumbles over must not end the run of all the others.
                yield KgError(f"{item.path}: unexpected {type(error).__name__}: {error}")

    def _finish(self, context: Context) -> Extraction:
        article = context.article
        language = article.language or self._guesser.article(article.text)
        warnings: tuple[str, ...] = ()
        if language.split("-")[0].lower() != "en":
            warnings = (f"the text is in {language!r}: only English is read",)
            context = replace(context, actors=(), mentions=())
            return self._extraction(context, language, warnings)
        context = replace(
            context,
            quantities=find_quantities(context.text, context.doc, context.times, context.segments),
        )
        found = find_statements(
            article.text,
            context.doc,
            self._tagger,
            segments=context.segments,
            sentences=context.sentences,
            language=language,
            guesser=self._guesser,
        )
        warnings = (*warnings, *self._notices)
        self._notices.clear()
        context = resolve_statements(context, found)
        positions = find_positions(context)
        events = find_events(context)
        context = replace(context, statements=link_events(context, events))
        extraction = replace(
            self._extraction(context, language, warnings), positions=positions, events=events
        )
        if not self.link:
            return extraction
        if isinstance(self._linker, str):
            return replace(extraction, warnings=(*warnings, self._linker))
        return link_extraction(self._linker, extraction)

    def _extraction(self, context: Context, language: str, warnings: tuple[str, ...]) -> Extraction:
        article = context.article
        title = article.title or _title(context)
        return Extraction(
            article=replace(article, language=language, title=title),
            generator=self.generator,
            sentences=context.sentences,
            segments=context.segments,
            actors=context.actors,
            mentions=context.mentions,
            times=context.times,
            statements=context.statements,
            citations=context.citations,
            sources=find_sources(article.text, context.times, article.cited),
            warnings=warnings,
        )


def _title(context: Context) -> str | None:
    """The title line of a text that came without a title of its own."""
    for part in context.segments:
        if part.kind is SegmentKind.TITLE:
            return " ".join(part.span.of(context.article.text).strip("# ").split())
    return None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
