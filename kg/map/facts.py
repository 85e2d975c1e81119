"""What an article says: its actors, events, statements and positions, each with its evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from kg.iris import ACT as ACT_BASE
from kg.iris import slug
from kg.map import terms as t
from kg.map import values
from kg.map.article import map_source
from kg.map.graph import GraphBuilder, node
from kg.map.identifiers import position_iri, quantity_iri
from kg.model import (
    ActorType,
    Event,
    Extraction,
    Position,
    Quantity,
    RoleName,
    Span,
    Statement,
    StatementKind,
)

__all__ = ["FactMapper"]

_ACT = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TYPE = re.compile(r"[A-Z]+")


class FactMapper:
    """Writes the facts of one extraction into a graph.

    ``events`` and ``statements`` are the nodes of the extraction's events and statements, in their
    order; ``resolve`` gives the IRI that an actor's own IRI stands for.
    """

    def __init__(
        self,
        graph: GraphBuilder,
        extraction: Extraction,
        base: str,
        resolve: Mapping[str, str],
        events: tuple[NamedNode, ...],
        statements: tuple[NamedNode, ...],
    ) -> None:
        self.graph = graph
        self.extraction = extraction
        self.base = base
        self.events = events
        self.statements = statements
        self.text = extraction.article.text
        self.actors = {a.iri: node(resolve.get(a.iri, a.iri)) for a in extraction.actors}
        self._cited = {source.identifier: source for source in extraction.sources}
        self._persons = {a.iri for a in extraction.actors if a.type is ActorType.PERSON}
        self._by_span = {m.span: m.actor for m in extraction.mentions}

    def map_actors(self) -> None:
        """Actors and places with their names, and every mention as evidence."""
        graph = self.graph
        for actor in self.extraction.actors:
            this = graph.typed(self.actors[actor.iri], t.ACTOR_TYPES[actor.type])
            graph.add(this, t.LABEL, values.string(actor.label))
            for name in actor.names:
                if name != actor.label:
                    graph.add(this, t.ALT_LABEL, values.string(name))
            graph.add(graph.graph, t.MENTIONS, this)
        for mention in self.extraction.mentions:
            named = self._actor(mention.actor)
            if named is not None:
                graph.add(named, t.EVIDENCE, graph.passage(mention.span))

    def map_events(self) -> None:
        """Events; accounts that resolution made one node share one date and status."""
        told: dict[NamedNode, list[Event]] = defaultdict(list)
        for this, event in zip(self.events, self.extraction.events, strict=True):
            told[this].append(event)
        for this, accounts in told.items():
            self._event(this, accounts)

    def _event(self, this: NamedNode, accounts: list[Event]) -> None:
        graph = self.graph
        graph.typed(this, t.EVENT)
        main = accounts[0]
        graph.add(this, t.LABEL, values.string(main.label))
        graph.add(this, t.STATUS_OF, t.STATUSES[main.status])
        times = [when for when in (values.when(event.time) for event in accounts) if when]
        graph.when(this, min(times, key=lambda when: when.precision, default=None))
        confidence = max(event.confidence for event in accounts)
        graph.add(this, t.CONFIDENCE, values.decimal(_unit(confidence), places=4))
        for event in accounts:
            if event.label != main.label:
                graph.add(this, t.ALT_LABEL, values.string(event.label))
            if _TYPE.fullmatch(event.type):
                graph.add(this, t.EVENT_TYPE, t.event_type(event.type))
            for role in event.roles:
                actor = self._actor(role.actor)
                graph.add(this, t.ROLES[role.role], actor)
                if role.role is not RoleName.PLACE:
                    graph.add(this, t.PARTICIPANT, actor)
            graph.add(this, t.ACCORDING_TO, self._actor(event.according_to))
            if event.according_to_statement is not None:
                for voucher in self._pick(self.statements, (event.according_to_statement,)):
                    graph.add(this, t.ACCORDING_TO, voucher)
            self._responses(this, event.in_response_to)
            self._quantities(this, event.quantities)
            self._cites(this, event.citations)
            self._evidence(
                this,
                (event.sentence, event.trigger, *event.other_sentences, *event.other_triggers),
            )

    def map_statements(self) -> None:
        """Quotations and paraphrases."""
        for this, statement in zip(self.statements, self.extraction.statements, strict=True):
            self._statement(this, statement)

    def _statement(self, this: NamedNode, statement: Statement) -> None:
        graph = self.graph
        quoted = statement.kind is StatementKind.QUOTATION
        graph.typed(this, t.QUOTATION if quoted else t.PARAPHRASE)
        words = " … ".join(values.unbroken(span.of(self.text)) for span in statement.content)
        language = statement.lang or self.extraction.article.language
        graph.add(this, t.TEXT, values.lang_string(words, language))
        graph.add(this, t.LABEL, values.string(values.shortened(words)))
        for speaker in (statement.speaker_actor, *statement.co_speakers):
            graph.add(this, t.SPEAKER, self._actor(speaker))
        graph.add(this, t.ADDRESSEE, self._actor(statement.addressee_actor))
        graph.add(this, t.PLACE_OF, self._actor(statement.place))
        if statement.cue_lemma:
            graph.add(this, t.CUE, values.string(statement.cue_lemma))
        if statement.act and _ACT.fullmatch(statement.act):
            graph.add(this, t.ACT, node(ACT_BASE + statement.act))
        if statement.negated:
            graph.add(this, t.NEGATED, values.boolean(True))
        if statement.modality:
            graph.add(this, t.MODALITY, values.string(statement.modality))
        if statement.channel is not None:
            graph.add(this, t.CHANNEL, self._channel(statement.channel))
        if statement.within is not None:
            for outer in self._pick(self.statements, (statement.within,)):
                graph.add(this, t.WITHIN, outer)
        for event in self._pick(self.events, statement.about):
            graph.add(this, t.ABOUT, event)
        self._responses(this, statement.in_response_to)
        graph.when(this, values.when(statement.time))
        graph.add(this, t.CONFIDENCE, values.decimal(_unit(statement.confidence), places=4))
        self._quantities(this, statement.quantities)
        self._cites(this, statement.citations)
        cue = () if statement.cue is None else (statement.cue,)
        self._evidence(this, (statement.sentence, *statement.content, *cue))

    def map_positions(self) -> None:
        """Offices that the article's persons hold or held."""
        for position in self.extraction.positions:
            self._position(position)

    def _position(self, position: Position) -> None:
        graph = self.graph
        holder, of = self._actor(position.holder), self._actor(position.of)
        office = " ".join(position.office.split())
        if holder is None or not office or position.holder not in self._persons:
            return
        whose = of.value if of else None
        iri = position_iri(holder.value, office, whose, self.base, former=position.former)
        this = node(iri)
        graph.typed(this, t.POSITION)
        graph.add(holder, t.HOLDS, this)
        graph.add(this, t.LABEL, values.string(office))
        graph.add(this, t.OFFICE, values.string(office))
        graph.add(this, t.OF, of)
        graph.add(this, t.FORMER, values.boolean(position.former))
        graph.when(this, values.when(position.time))
        self._cites(this, position.citations)
        self._evidence(this, (position.sentence, position.span))

    def _actor(self, iri: str | None) -> NamedNode | None:
        # An actor that the extraction does not describe would be a node without type and name.
        return None if iri is None else self.actors.get(iri)

    def _channel(self, span: Span) -> NamedNode:
        named = self._actor(self._by_span.get(span))
        if named is not None:
            return named
        label = " ".join(span.of(self.text).split())
        channel = self.graph.typed(node(f"{self.base}source/{slug(label)}"), t.SOURCE)
        self.graph.add(channel, t.LABEL, values.string(label))
        return channel

    def _responses(self, this: NamedNode, indices: Iterable[int]) -> None:
        for event in self._pick(self.events, indices):
            if event != this:
                self.graph.add(this, t.IN_RESPONSE_TO, event)

    def _quantities(self, this: NamedNode, quantities: Iterable[Quantity]) -> None:
        graph = self.graph
        for quantity in quantities:
            value = values.decimal(quantity.value)
            if value is None:
                continue
            amount = graph.typed(node(quantity_iri(graph.iri, quantity.span)), t.QUANTITY)
            graph.add(amount, t.LABEL, values.string(quantity.span.of(self.text)))
            graph.add(amount, t.VALUE, value)
            if quantity.unit:
                graph.add(amount, t.UNIT, values.string(quantity.unit))
            if quantity.counted:
                graph.add(amount, t.COUNTED, values.string(quantity.counted))
            graph.add(this, t.QUANTITY_OF, amount)

    def _cites(self, this: NamedNode, identifiers: Iterable[str]) -> None:
        for identifier in identifiers:
            self.graph.add(this, t.CITES, map_source(self.graph, identifier, self._cited))

    def _evidence(self, this: NamedNode, spans: Iterable[Span]) -> None:
        for span in spans:
            self.graph.add(this, t.EVIDENCE, self.graph.passage(span))

    @staticmethod
    def _pick(nodes: tuple[NamedNode, ...], indices: Iterable[int]) -> list[NamedNode]:
        return [nodes[i] for i in indices if 0 <= i < len(nodes)]


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value)) if value == value else 0.0
