"""Articles to extractions by way of a language model; the order of the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

from kg import __version__
from kg.errors import InputError, KgError
from kg.extract.context import Context, build_context
from kg.extract.language import LanguageGuesser
from kg.extract.llm.checks import Checked, check_answer
from kg.extract.llm.client import Completer
from kg.extract.llm.prompt import PROMPT_VERSION, answer_schema, messages
from kg.extract.llm.vocabulary import load_vocabulary
from kg.extract.nlp import Parser
from kg.extract.references import find_sources
from kg.iris import DEFAULT_BASE
from kg.link import GazetteerLinker, link_extraction
from kg.model import (
    Article,
    Event,
    Extraction,
    Generator,
    SegmentKind,
    Span,
    Statement,
    Status,
)

__all__ = ["LlmExtractor"]

#: Code points that are sent at once; small models forget the beginning of more.
_PART = 3_000


class LlmExtractor:
    """Asks a language model what an article says, and keeps what is true to the text.

    Args:
        completer: the endpoint.
        base: where IRIs are minted.
        link: link actors to Wikidata with the offline gazetteer.
        parser: where one is loaded already.
    """

    def __init__(
        self,
        completer: Completer,
        *,
        base: str = DEFAULT_BASE,
        link: bool = True,
        parser: Parser | None = None,
    ) -> None:
        self.completer = completer
        self.base = base
        self.parser = parser or Parser()
        self._vocabulary = load_vocabulary()
        self._schema = answer_schema(self._vocabulary)
        self._guesser = LanguageGuesser()
        self._linker = GazetteerLinker.open() if link else None

    @property
    def generator(self) -> Generator:
        """Program, local models, the language model and the version of the prompt."""
        models = (
            f"spacy-{version('spacy')}",
            self.parser.name,
            self.completer.name,
            f"prompt-{PROMPT_VERSION}",
        )
        return Generator("newsgraph", __version__, models)

    def extract_many(self, articles: Iterable[Article]) -> Iterator[Extraction | KgError]:
        """The extractions of many articles, in order; an article's error ends none of the others.

        Raises:
            EndpointError: the endpoint is away; what was extracted before is not lost.
        """
        for article in articles:
            try:
                yield self.extract(article)
            except InputError as error:
                yield error

    def extract(self, article: Article) -> Extraction:
        """All that the model says of one article and that its text bears out.

        Raises:
            InputError: the text is too long, or no answer about any part of it was readable.
            EndpointError: the endpoint is away.
        """
        context = build_context(article, self.parser, base=self.base)
        language = article.language or self._guesser.article(article.text)
        context = replace(context, article=replace(article, language=language))
        whole, unread, parts = Checked(), 0, list(_parts(context))
        for part in parts:
            try:
                self._take(whole, self._ask(part, context))
            except (ValueError, RecursionError):
                unread += 1
        if parts and unread == len(parts):
            raise InputError(
                f"{article.path}: {self.completer.name} gave no readable answer; nothing was taken"
            )
        extraction = Extraction(
            article=context.article,
            generator=self.generator,
            sentences=context.sentences,
            segments=context.segments,
            actors=(*context.actors, *whole.actors),
            mentions=tuple(sorted((*context.mentions, *whole.mentions), key=lambda m: m.span)),
            times=context.times,
            statements=tuple(whole.statements),
            events=tuple(_attributed(event, whole.statements) for event in whole.events),
            citations=context.citations,
            sources=find_sources(article.text, context.times, article.cited),
            warnings=_warnings(whole.dropped, unread, len(parts)),
        )
        return link_extraction(self._linker, extraction) if self._linker else extraction

    def _ask(self, part: Span, context: Context) -> Checked:
        article = context.article
        asked = messages(part.of(article.text), article.published, self._vocabulary)
        answer = self.completer.complete(asked, self._schema)
        return check_answer(answer, part, context, self._vocabulary, self._guesser)

    @staticmethod
    def _take(whole: Checked, part: Checked) -> None:
        """Add what a part gave, once: parts may name the same actor, and answers repeat."""
        known = {actor.iri for actor in whole.actors}
        whole.actors += [actor for actor in part.actors if actor.iri not in known]
        whole.mentions += part.mentions
        for event in part.events:
            if all(e.trigger != event.trigger for e in whole.events):
                whole.events.append(event)
        for said in part.statements:
            if all(s.content != said.content for s in whole.statements):
                whole.statements.append(said)
        whole.dropped += part.dropped


def _attributed(event: Event, statements: Sequence[Statement]) -> Event:
    """The event as what a speaker vouches for, where its words stand inside a statement."""
    for index, said in enumerate(statements):
        if any(span.contains(event.trigger) for span in said.content):
            status = event.status
            if status in (Status.OCCURRED, Status.ONGOING):
                status = Status.ALLEGED
            return replace(
                event,
                status=status,
                according_to=said.speaker_actor,
                according_to_statement=index,
            )
    return event


def _parts(context: Context) -> Iterator[Span]:
    """Runs of sentences of at most `_PART` code points, furniture left out."""
    start = end = None
    for sentence in context.sentences:
        part = context.segment_of(sentence)
        if part is not None and part.kind is SegmentKind.FURNITURE:
            continue
        if start is not None and end is not None and sentence.end - start > _PART:
            yield Span(start, end)
            start = None
        start = sentence.start if start is None else start
        end = sentence.end
    if start is not None and end is not None:
        yield Span(start, end)


def _warnings(dropped: Counter[str], unread: int, parts: int) -> tuple[str, ...]:
    lines = []
    if unread:
        lines.append(f"{unread} of {parts} answers of the language model were not readable")
    if dropped:
        kinds = "; ".join(f"{reason} ({n})" for reason, n in sorted(dropped.items()))
        lines.append(f"left out of the language model's answers: {kinds}")
    return tuple(lines)
