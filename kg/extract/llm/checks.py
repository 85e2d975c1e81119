"""A language model's answer, held against the text: what does not stand in it is left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.extract.context import Context
from kg.extract.language import LanguageGuesser
from kg.extract.llm.vocabulary import Vocabulary
from kg.iris import Minter
from kg.model import (
    Actor,
    ActorType,
    Event,
    Mention,
    Role,
    RoleName,
    Span,
    Statement,
    StatementKind,
    Status,
    TimeExpression,
)

__all__ = ["Checked", "check_answer"]

#: No probability comes with an answer, and nothing was measured: half.
_CONFIDENCE = 0.5
_LABEL = 120
_MOST = 500
_OPENING, _CLOSING = "\"'“‘«„‹", "\"'”’»“›"


@dataclass(slots=True)
class Checked:
    """What stood up to the check, and how much of what kind did not."""

    actors: list[Actor] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def check_answer(
    answer: str,
    part: Span,
    context: Context,
    vocabulary: Vocabulary,
    guesser: LanguageGuesser,
) -> Checked:
    """What of an answer about a part of the article is true to its text.

    Args:
        answer: what the model wrote; a code fence round it is forgiven, nothing else is.
        part: which part of the text was sent.
        context: the article with its sentences, times and names.
        vocabulary: the terms that may be used.
        guesser: tells the language of quoted words.

    Raises:
        ValueError: the answer is no JSON object.
    """
    data = json.loads(_unfenced(answer))
    if not isinstance(data, dict):
        raise ValueError("the answer is not a JSON object")
    return _Checker(part, context, vocabulary, guesser).check(data)


def _unfenced(answer: str) -> str:
    fenced = re.fullmatch(r"\s*```(?:json)?\s*(.*?)\s*```\s*", answer, re.DOTALL)
    return fenced.group(1) if fenced else answer


class _Checker:
    def __init__(
        self, part: Span, context: Context, vocabulary: Vocabulary, guesser: LanguageGuesser
    ) -> None:
        self.part = part
        self.context = context
        self.guesser = guesser
        self.types = {code for code, _ in vocabulary.event_types}
        self.acts = set(vocabulary.acts)
        self.minter = Minter(context.base)
        self.found = Checked()
        self.new: dict[Span, Actor] = {}

    def check(self, data: dict[str, Any]) -> Checked:
        for item in self._items(data, "actors"):
            self._actor(item)
        for item in self._items(data, "events"):
            self._event(item)
        for item in self._items(data, "statements"):
            self._statement(item)
        return self.found

    def _items(self, data: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
        items = data.get(name)
        if not isinstance(items, list):
            return
        for item in items[:_MOST]:
            if isinstance(item, dict):
                yield item
            else:
                self.found.dropped[f"{name}: not an object"] += 1

    def _drop(self, reason: str) -> None:
        self.found.dropped[reason] += 1

    def _find(self, words: object, within: Span) -> Span | None:
        """Where the words stand, white space and the shape of quotation marks aside."""
        if not isinstance(words, str) or not words.strip() or len(words) > 4_000:
            return None
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        for text in (self.context.article.text, self.context.text):
            match = re.compile(pattern).search(text, within.start, within.end)
            if match is None:
                continue
            start, end = match.span()
            cut = (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
                end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
            )
            if not cut:
                return Span(start, end)
        return None

    def _actor(self, item: dict[str, Any]) -> None:
        span = self._find(item.get("name"), self.part)
        kind = item.get("type")
        if span is None:
            return self._drop("actor: its name is not in the text")
        if kind not in set(ActorType):
            return self._drop("actor: unknown type")
        if self.context.actor_at(span) is not None or span in self.new:
            return None
        name = " ".join(span.of(self.context.article.text).split())
        iri = self.minter.actor(name)
        if self.context.actor(iri) is not None or any(a.iri == iri for a in self.found.actors):
            return None
        actor = Actor(iri, ActorType(kind), name)
        self.new[span] = actor
        self.found.actors.append(actor)
        self.found.mentions.append(Mention(span, actor.type, iri))
        return None

    def _who(self, span: Span) -> str | None:
        known = self.context.actor_at(span)
        if known is not None:
            return known.iri
        named = next((actor for at, actor in self.new.items() if span.contains(at)), None)
        if named is not None:
            return named.iri
        name = " ".join(span.of(self.context.article.text).split())
        return next((a.iri for a in self.found.actors if a.label == name), None)

    def _sentence(self, item: dict[str, Any]) -> Span | None:
        told = self._find(item.get("sentence"), self.part)
        return None if told is None else self.context.sentence_of(told)

    def _event(self, item: dict[str, Any]) -> None:
        sentence = self._sentence(item)
        trigger = None if sentence is None else self._find(item.get("trigger"), sentence)
        if sentence is None or trigger is None:
            return self._drop("event: its words are not in the text")
        if item.get("type") not in self.types:
            return self._drop("event: unknown type")
        if item.get("status") not in set(Status):
            return self._drop("event: unknown status")
        roles = tuple(self._roles(item, sentence))
        time = self._time(item.get("when"), sentence, trigger)
        self.found.events.append(
            Event(
                type=item["type"],
                label=self._label(trigger, roles),
                trigger=trigger,
                sentence=sentence,
                status=Status(item["status"]),
                time=time.time if time else None,
                time_span=time.span if time else None,
                roles=roles,
                citations=self.context.citations_for(trigger),
                confidence=_CONFIDENCE,
            )
        )
        return None

    def _roles(self, item: dict[str, Any], sentence: Span) -> Iterator[Role]:
        for told in self._items(item, "roles"):
            span = self._find(told.get("words"), sentence)
            if span is None:
                self._drop("role: its words are not in the sentence")
            elif told.get("role") not in set(RoleName):
                self._drop("role: unknown")
            else:
                yield Role(RoleName(told["role"]), span, self._who(span))

    def _time(self, when: object, sentence: Span, trigger: Span) -> TimeExpression | None:
        """A time that the local grammar reads; the model only says which one is meant."""
        if when is None:
            return self.context.label_time(trigger)
        span = self._find(when, sentence)
        times = [] if span is None else [t for t in self.context.times if t.span.overlaps(span)]
        if not times:
            self._drop("time: not one that can be read")
            return None
        return times[0]

    def _label(self, trigger: Span, roles: tuple[Role, ...]) -> str:
        """The words from the first role to the last one, round the trigger."""
        spans = [trigger, *(r.span for r in roles if r.role is not RoleName.PLACE)]
        whole = Span(min(s.start for s in spans), max(s.end for s in spans))
        words = " ".join(whole.of(self.context.text).split())
        if len(words) > _LABEL:
            words = " ".join(trigger.of(self.context.text).split())
        return words

    def _statement(self, item: dict[str, Any]) -> None:
        sentence = self._sentence(item)
        content = None if sentence is None else self._find(item.get("content"), self.part)
        if sentence is None or content is None:
            return self._drop("statement: its words are not in the text")
        if item.get("kind") not in set(StatementKind) or item.get("act") not in self.acts:
            return self._drop("statement: unknown kind or act")
        speaker = self._find(item.get("speaker"), sentence)
        if item.get("speaker") is not None and speaker is None:
            return self._drop("statement: its speaker is not in the sentence")
        if speaker is not None and speaker.overlaps(content):
            return self._drop("statement: its speaker stands inside what is said")
        cue = self._find(item.get("cue"), sentence)
        tokens = None if cue is None else self.context.tokens(cue)
        kind = StatementKind(item["kind"])
        if kind is StatementKind.QUOTATION and not self._quoted(content):
            kind = StatementKind.PARAPHRASE
        said = content.of(self.context.article.text)
        article = self.context.article.language or "en"
        self.found.statements.append(
            Statement(
                kind=kind,
                content=(content,),
                sentence=sentence,
                speaker=speaker,
                speaker_actor=self._who(speaker) if speaker else None,
                cue=cue,
                cue_lemma=tokens.root.lemma_.lower() if tokens is not None else None,
                act=item["act"],
                lang=self.guesser.quotation(said, article),
                citations=self.context.citations_for(content),
                confidence=_CONFIDENCE,
            )
        )
        return None

    def _quoted(self, content: Span) -> bool:
        """Whether quotation marks stand round the words, or round more than them."""
        text = self.context.article.text
        before = text[max(0, content.start - 2) : content.start + 1]
        after = text[content.end - 1 : content.end + 2]
        return any(c in _OPENING for c in before) and any(c in _CLOSING for c in after)
