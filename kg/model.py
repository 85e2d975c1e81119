"""The domain types: what travels from stage to stage of the pipeline. All are frozen.

An `Article` is what a reader makes of a file. An `Extraction` is all that one article says, decided
from that article alone. Offsets are Unicode code points into ``Article.text``, end exclusive.

Actors are referred to by IRI everywhere (``id:actor/gustavo-petro``): minted from the name, so that
two articles agree without having met; `kg.resolve` may later tell namesakes apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Actor",
    "ActorType",
    "Article",
    "Citation",
    "CitedSource",
    "Event",
    "Extraction",
    "Generator",
    "Link",
    "LinkCandidate",
    "Mention",
    "MentionKind",
    "Position",
    "Quantity",
    "Role",
    "RoleName",
    "Segment",
    "SegmentKind",
    "Span",
    "Statement",
    "StatementKind",
    "Status",
    "TimeExpression",
    "TimeValue",
]


class ActorType(StrEnum):
    """Classes of actors and places of the ontology."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    COUNTRY = "Country"
    PLACE = "Place"
    GROUP = "Group"


class MentionKind(StrEnum):
    """How a mention names its actor."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


class Status(StrEnum):
    """Whether an event happened, as the article tells it (``kg:status``)."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    ALLEGED = "alleged"
    DENIED = "denied"


class StatementKind(StrEnum):
    """Verbatim words, whole or in part, or a report of them."""

    QUOTATION = "quotation"
    PARAPHRASE = "paraphrase"


class RoleName(StrEnum):
    """How an actor or place takes part in an event."""

    AGENT = "agent"
    PATIENT = "patient"
    ADDRESSEE = "addressee"
    PARTICIPANT = "participant"
    PLACE = "place"


class SegmentKind(StrEnum):
    """The parts of a digest or article that are read each on their own."""

    TITLE = "title"
    HEADLINE = "headline"
    PARAGRAPH = "paragraph"
    TIMELINE = "timeline"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of the article's text: code points ``start`` to ``end`` (exclusive)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one (equal spans do)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the spans share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class CitedSource:
    """What an article cites as ``[1]``: an entry of its list of references, or its metadata.

    ``span`` is the entry's place in the text, None where the text has none. ``published`` is ISO
    8601 at the precision that is given.
    """

    identifier: str
    span: Span | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A document as a reader gives it. Times are ISO 8601 at the precision that is known.

    ``path`` is what it was read from: the path relative to what the user named, or the URL.
    ``id`` is the publisher's own identifier (a NewsML guid, say), ``url`` the canonical address.
    ``cited`` says what its citation markers stand for, where the text does not. ``co_authors`` are
    those whom the byline names after ``author``. ``licence`` is an address or words.
    """

    path: str
    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    licence: str | None = None
    cited: tuple[CitedSource, ...] = ()
    co_authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text that is parsed on its own, in order, not overlapping.

    ``label`` is the date label of a timeline entry ("Dec 2025 –") or the heading's span.
    """

    kind: SegmentKind
    span: Span
    label: Span | None = None


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A calendar time at the precision of the text.

    ``value`` is TIMEX3/ISO 8601 (``2025-12``, ``2026-W02``, ``PRESENT_REF``); ``edtf`` the same in
    Extended Date/Time Format (ISO 8601-2); ``xsd`` a lexical form that XSD can say, with its
    ``datatype`` (``date``, ``gYearMonth``, ``gYear``, ``dateTime``), or None where XSD cannot;
    ``earliest`` and ``latest`` are inclusive ISO dates, both or neither.
    """

    value: str
    edtf: str | None = None
    xsd: str | None = None
    datatype: str | None = None
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a time. ``kind`` is TIMEX3's type: DATE, TIME, DURATION or SET."""

    span: Span
    time: TimeValue
    kind: str = "DATE"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name, describe or point to an actor or place."""

    span: Span
    type: ActorType
    actor: str
    kind: MentionKind = MentionKind.NAME


@dataclass(frozen=True, slots=True)
class LinkCandidate:
    """An outside entity that an actor may be; ``score`` is a calibrated probability, 0 to 1."""

    qid: str
    label: str
    score: float
    description: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The outcome of linking one actor: accepted (``qid``), or candidates for a person to see."""

    qid: str | None
    score: float
    method: str
    source: str
    candidates: tuple[LinkCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor or place of one article: all mentions that corefer, under one IRI."""

    iri: str
    type: ActorType
    label: str
    names: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation marker (``[1]``): the marker's span and the cited source's number."""

    span: Span
    identifier: str


@dataclass(frozen=True, slots=True)
class Position:
    """One person's holding of one office: the office's words, and of which actor it is one."""

    holder: str
    office: str
    span: Span
    sentence: Span
    of: str | None = None
    former: bool = False
    time: TimeValue | None = None
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted or measured amount: "2,512 tons of cocaine" is 2512, ``tons``, ``cocaine``."""

    span: Span
    value: Decimal
    unit: str | None = None
    counted: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What an actor said, or is reported to think or want.

    ``content`` holds one span a contiguous piece. ``within`` is the index (in
    ``Extraction.statements``) of the statement whose content holds this one. ``act`` is a concept
    name in lower case (say, announce, warn, believe ...), ``cue_lemma`` the reporting word's lemma.
    ``about`` holds indices into ``Extraction.events``. ``co_speakers`` are the others of several
    who said it together ("Lee and Falk said").
    """

    kind: StatementKind
    content: tuple[Span, ...]
    sentence: Span
    speaker: Span | None = None
    speaker_actor: str | None = None
    co_speakers: tuple[str, ...] = ()
    cue: Span | None = None
    cue_lemma: str | None = None
    act: str | None = None
    lang: str | None = None
    within: int | None = None
    negated: bool = False
    modality: str | None = None
    addressee: Span | None = None
    addressee_actor: str | None = None
    channel: Span | None = None
    place: str | None = None
    time: TimeValue | None = None
    quantities: tuple[Quantity, ...] = ()
    citations: tuple[str, ...] = ()
    about: tuple[int, ...] = ()
    in_response_to: tuple[int, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Role:
    """An actor or place that takes part in an event, and the words that say so."""

    role: RoleName
    span: Span
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, goes on, is planned, threatened, alleged or denied.

    ``type`` is the notation of a concept of the event-type scheme (``ASSAULT``). ``according_to``
    is an actor's IRI, ``according_to_statement`` an index into ``Extraction.statements``.
    ``other_triggers`` are further mentions of the same event in this article, and
    ``other_sentences`` the sentences (or timeline entries) that they stand in.
    """

    type: str
    label: str
    trigger: Span
    sentence: Span
    status: Status = Status.OCCURRED
    time: TimeValue | None = None
    time_span: Span | None = None
    roles: tuple[Role, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    citations: tuple[str, ...] = ()
    according_to: str | None = None
    according_to_statement: int | None = None
    in_response_to: tuple[int, ...] = ()
    other_triggers: tuple[Span, ...] = ()
    other_sentences: tuple[Span, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Generator:
    """What made an extraction: program version and the models with theirs (PROV)."""

    program: str
    version: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article says, decided from that article alone."""

    article: Article
    generator: Generator
    sentences: tuple[Span, ...] = ()
    segments: tuple[Segment, ...] = ()
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    citations: tuple[Citation, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    warnings: tuple[str, ...] = field(default=())
