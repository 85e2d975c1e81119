"""Who the speakers and hearers of statements are, and what else a statement carries.

`resolve_statements` gives each statement its actors, time, place, citations and quantities. A
speaker without a name ("officials", "a witness") that is no actor yet becomes one; an "I" inside
quoted words is one more mention of who speaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.circumstances import place_of, time_of
from kg.extract.context import Context
from kg.extract.group_words import BODIES, COMPANY_WORDS, DOCUMENTS, GROUPS, PERSONS
from kg.extract.lexicon import word_set
from kg.extract.name_types import is_organisation_name
from kg.extract.name_words import PARTISANS
from kg.extract.phrases import is_plural, keeps_no_capital, noun_start
from kg.iris import Minter, digest
from kg.model import (
    Actor,
    ActorType,
    Mention,
    MentionKind,
    Span,
    Statement,
    StatementKind,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["resolve_statements"]

_FIRST_PERSON = word_set("i me my mine myself")
_FIRST_PLURAL = word_set("we us our ours ourselves")
_THIRD_PERSON = word_set("he she they")
_NEAR = 2
#: Pronouns of one person, and the forms that would speak against them.
_PERSON_PRONOUNS = {
    "he": word_set("she her hers herself"),
    "she": word_set("he him his himself"),
}
#: Cues that close what was said: "..., he added".
_CLOSING = word_set("say add continue explain note conclude recall")
#: Endings of nouns for people by what they do, and nouns that only look like one.
_AGENT_ENDINGS = ("er", "or", "ist", "ian", "clerk", "man", "woman", "eer", "ee", "crat")
_NO_AGENTS = word_set(
    """other another either neither member paper newspaper letter newsletter poster order number
    tracker server computer center banner chapter filter error factor sensor monitor power order
    offer disorder matter
    committee fee coffee register weather barometer summer winter water dinner counter
    border ledger folder border mirror tenor rumor rumour harbor
    thriller bestseller trailer flyer sticker meter thermometer river tower disaster"""
)


def resolve_statements(context: Context, statements: Iterable[Statement]) -> Context:
    """The context with the statements in it, their speakers and addressees resolved.

    Args:
        context: the article with its actors, mentions and quantities.
        statements: as `kg.extract.statements.find_statements` gives them.
    """
    resolver = _Resolver(context)
    found = tuple(resolver.resolve(statement) for statement in statements)
    found = _without(found, {i for i, said in enumerate(found) if _is_oneself(said, context)})
    found = resolver.inside(_together(found, context))
    resolver.first_person(found)
    return replace(
        context,
        statements=found,
        actors=tuple(resolver.actors[iri] for iri in sorted(resolver.actors)),
        mentions=tuple(sorted(resolver.mentions, key=lambda m: (m.span.start, -m.span.end))),
    )


class _Resolver:
    """Works through the statements of one article from first to last."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.actors: dict[str, Actor] = {actor.iri: actor for actor in context.actors}
        self.mentions: list[Mention] = list(context.mentions)
        self.added: dict[Span, str] = {}
        self.last: tuple[int, str, int] | None = None  # sentence, who, where the words end

    def resolve(self, statement: Statement) -> Statement:
        context = self.context
        speaker = self._speaker(statement)
        addressee = None
        if statement.addressee is not None:
            actor = context.actor_at(statement.addressee)
            addressee = actor.iri if actor is not None and actor.iri != speaker else None
        if speaker is not None and self._names_oneself(statement, speaker):
            speaker = None
        if speaker is not None and self._is_asked(statement):
            # "Asked whether it was so, Lee said": Lee was asked, somebody asked.
            speaker, addressee = None, addressee or speaker
        if speaker is not None:
            end = max(s.end for s in (statement.sentence, *statement.content))
            self.last = (self._number(statement.sentence), speaker, end)
        whole = Span(statement.content[0].start, max(s.end for s in statement.content))
        cited = list(context.citations_for(statement.cue or whole))
        cited += [c for c in context.citations_for(whole) if c not in cited]
        return replace(
            statement,
            speaker_actor=speaker,
            co_speakers=self._with(statement, speaker) if speaker is not None else (),
            addressee_actor=addressee,
            time=statement.time or time_of(context, statement),
            place=place_of(context, statement),
            quantities=tuple(q for s in statement.content for q in context.quantities_in(s)),
            citations=tuple(cited),
        )

    def _names_oneself(self, statement: Statement, speaker: str) -> bool:
        """Whether "he" is made to speak of himself by name: "he did not know how fast Lee went" is
        not said by Lee."""
        words = statement.speaker.of(self.context.text).strip().lower() if statement.speaker else ""
        return words in ("he", "she") and any(
            mention.actor == speaker and mention.kind is MentionKind.NAME
            for mention in self.context.mentions
            if any(part.contains(mention.span) for part in statement.content)
        )

    def _number(self, sentence: Span) -> int:
        for number, other in enumerate(self.context.sentences):
            if other.end > sentence.start:
                return number
        return len(self.context.sentences)

    # ------------------------------------------------------------------ the speaker

    def _speaker(self, statement: Statement) -> str | None:
        span = statement.speaker
        if span is None:
            return None
        words = span.of(self.context.text).strip().lower()
        going_on = self._goes_on(statement, words)
        if going_on is not None:
            return going_on
        actor = self.context.actor_at(span)
        if actor is not None:
            return actor.iri
        if span in self.added:
            return self.added[span]
        if words in _THIRD_PERSON:
            return self._same_as_before(statement, words)
        tokens = self.context.tokens(span)
        if tokens is None:
            return None
        return self._behind_document(tokens.root) or self._new_speaker(tokens.root, span)

    def _goes_on(self, statement: Statement, words: str) -> str | None:
        """Who spoke last, where "he said" closes further words right behind: "Lee said so. "It is
        true," she added." Nobody else may be the subject of a sentence between.
        """
        cue = statement.cue_lemma
        if words not in _PERSON_PRONOUNS or self.last is None or cue not in _CLOSING:
            return None
        span = statement.speaker
        if span is None or statement.content[0].start > span.start:
            return None
        before, iri, end = self.last
        here = self._number(Span(statement.content[0].start, span.end))
        meant = self.context.actor_at(span)
        between = [m for m in self.mentions if end <= m.span.start < statement.content[0].start]
        if meant is not None and any(m.actor == meant.iri for m in between):
            return None  # somebody else came in between
        if not 0 <= here - before <= 1 or self.actors[iri].type is not ActorType.PERSON:
            return None
        own = [m for m in self.mentions if m.actor == iri]
        if not any(m.kind is MentionKind.NAME for m in own):
            return None
        said = {m.span.of(self.context.text).lower() for m in own if m.kind is MentionKind.PRONOUN}
        return None if said & _PERSON_PRONOUNS[words] else iri

    def _behind_document(self, head: Token) -> str | None:
        """Who speaks through a thing that holds words: "Acme's website", "a review by Lee"."""
        if head.lemma_.lower() not in DOCUMENTS:
            return None
        near = [c for c in head.children if c.dep_ == "poss"]
        if head.lemma_.lower() not in ("email", "e-mail", "article", "letter", "page", "book"):
            # "a Bloomberg poll", but "Ruritania emails" may be those of anybody
            near += [
                c
                for c in head.children
                if c.dep_ in ("compound", "nmod", "amod") and c.i == head.i - 1
            ]
        for prep in head.children:
            if prep.lower_ in ("by", "from", "of") and prep.dep_ in ("prep", "agent"):
                near += [c for c in prep.children if c.dep_ == "pobj"]
            elif prep.dep_ == "acl" and prep.lower_ in ("released", "issued", "published"):
                # "figures released by Acme"
                by = [c for c in prep.children if c.dep_ == "agent"]
                near += [c for agent in by for c in agent.children if c.dep_ == "pobj"]
        for token in near:
            actor = self._acting(token)
            if actor is not None:
                return actor
        if any(token.lower_ in COMPANY_WORDS for token in near):
            return self._only_organisation(head)
        return None

    def _acting(self, token: Token) -> str | None:
        """The actor whose mention has the token as its last word; places do not speak."""
        mention = self.context.mention_at(Span(token.idx, token.idx + 1))
        if mention is None or mention.type is ActorType.PLACE:
            return None
        return mention.actor if self.actors[mention.actor].type is not ActorType.PLACE else None

    def _only_organisation(self, head: Token) -> str | None:
        """The one organisation named in the sentence so far or the sentence before."""
        here = self.context.sentence_of(Span(head.idx, head.idx + len(head.text)))
        number = self._number(here)
        start = self.context.sentences[number - 1].start if number else here.start
        named = {
            mention.actor
            for mention in self.context.mentions_in(Span(start, head.idx))
            if mention.type is ActorType.ORGANIZATION
        }
        return next(iter(named)) if len(named) == 1 else None

    def _is_asked(self, statement: Statement) -> bool:
        """Whether the cue is a participle that its subject suffers: "Asked whether ..., Lee"."""
        cue = statement.cue
        tokens = self.context.tokens(cue) if cue is not None else None
        if cue is None or tokens is None or statement.speaker is None or len(tokens) > 3:
            return False
        verb = tokens.root
        by = any(c.dep_ == "agent" for c in verb.children)
        return (
            verb.lemma_.lower() in ("ask", "question", "press", "pressed", "quiz")
            and verb.tag_ == "VBN"
            and verb.dep_ in ("advcl", "acl", "ccomp", "prep", "dep", "csubj")
            and not by
            and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
            and verb.i < statement_start(self.context, statement)
        )

    def _with(self, statement: Statement, first: str) -> tuple[str, ...]:
        """Who else said it: the others of "Lee and Falk said", "Brazil, Chile and Peru warned"."""
        span = statement.speaker
        tokens = self.context.tokens(span) if span is not None else None
        if span is None or tokens is None:
            return ()
        found: list[str] = []
        for token in tokens.root.conjuncts:
            if not tokens.start <= token.i < tokens.end:
                continue
            actor = self._acting(token)
            if actor is not None and actor != first and actor not in found:
                found.append(actor)
        return tuple(found)

    def _same_as_before(self, statement: Statement, words: str) -> str | None:
        """ "He added": who spoke last, a sentence or two before."""
        if self.last is None:
            return None
        number, iri, _ = self.last
        if not 0 <= self._number(statement.sentence) - number <= _NEAR:
            return None
        person = self.actors[iri].type is ActorType.PERSON
        return iri if person == (words != "they") else None

    def _new_speaker(self, head: Token, span: Span) -> str | None:
        """An actor made of the words of a speaker that nothing else has made one."""
        minter = Minter(self.context.base)
        doc = self.context.doc
        start = noun_start(head)
        here = Span(max(span.start, doc[start].idx), head.idx + len(head.text))
        words = " ".join(here.of(self.context.article.text).split())
        if not words or len(words) > 70:
            return None
        if words.isupper() and self.context.text[here.end : here.end + 1] == ":":
            return self._in_transcript(words, here)
        if head.pos_ == "PROPN" and head.text[0].isupper() and here.end <= span.end:
            if len(words.split()) > 5 or not words[0].isupper():
                return None
            inner = any(c.isupper() for c in words.split()[0][2:])  # "RealClearPolitics"
            company = is_organisation_name(words) or (
                " " not in words and (words.isupper() or (inner and not words.startswith("Mc")))
            )
            kind = ActorType.ORGANIZATION if company else ActorType.PERSON
            if head.text in PARTISANS or head.tag_ == "NNPS":
                kind = ActorType.GROUP  # "House Democrats"
            return self._add(Actor(minter.actor(words), kind, words), here, MentionKind.NAME)
        kind_of_noun = _kind(head)
        if kind_of_noun is None:
            return None
        if doc[start].is_sent_start and keeps_no_capital(doc[start]):
            words = words[0].lower() + words[1:]
        key = self.context.article.url or self.context.article.id or self.context.article.path
        iri = minter.actor(f"{words} {digest(key, words, length=8)}")
        return self._add(Actor(iri, kind_of_noun, words), here, MentionKind.NOMINAL)

    def _in_transcript(self, words: str, here: Span) -> str:
        """The person whose turn a transcript marks by a surname in capitals ("LEE: I think")."""
        surname = words.split()[-1].casefold()
        bearers = {
            iri
            for iri, actor in self.actors.items()
            if actor.type is ActorType.PERSON and actor.label.split()[-1].casefold() == surname
        }
        if len(bearers) == 1:
            known = self.actors[next(iter(bearers))]
            return self._add(known, here, MentionKind.NAME)
        label = words.title()
        iri = Minter(self.context.base).actor(label)
        return self._add(Actor(iri, ActorType.PERSON, label), here, MentionKind.NAME)

    def _add(self, actor: Actor, span: Span, kind: MentionKind) -> str:
        known = self.actors.setdefault(actor.iri, actor)
        self.mentions.append(Mention(span, known.type, known.iri, kind))
        self.added[span] = known.iri
        return known.iri

    def inside(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """The statements with the speakers of those told in the first person inside others: in
        "I think so," Lee said, it is Lee who thinks. "We" is whom an organisation speaks for."""
        found = list(statements)
        for _ in range(3):  # one level of nesting after the other
            for number, statement in enumerate(found):
                if statement.within is None or statement.speaker is None:
                    continue
                outer = found[statement.within].speaker_actor
                if statement.speaker_actor is not None or outer is None:
                    continue
                words = statement.speaker.of(self.context.text).strip().lower()
                person = self.actors[outer].type is ActorType.PERSON
                quoted = found[statement.within].kind is StatementKind.QUOTATION
                if quoted and words in (_FIRST_PERSON if person else _FIRST_PLURAL):
                    found[number] = replace(statement, speaker_actor=outer)
        return tuple(found)

    # ------------------------------------------------------------------ the rest

    def first_person(self, statements: tuple[Statement, ...]) -> None:
        """Adds the first persons inside quotations as mentions of who speaks."""
        taken = {m.span for m in self.mentions}
        for statement in statements:
            iri = statement.speaker_actor
            if statement.kind is not StatementKind.QUOTATION or iri is None:
                continue
            if self.actors[iri].type is not ActorType.PERSON:
                continue
            for part in statement.content:
                tokens = self.context.tokens(part)
                for token in tokens if tokens is not None else ():
                    span = Span(token.idx, token.idx + len(token.text))
                    if token.lower_ not in _FIRST_PERSON or token.pos_ != "PRON" or span in taken:
                        continue
                    inner = [
                        s
                        for s in statements
                        if s is not statement
                        and any(c.contains(span) for c in s.content)
                        and sum(c.end - c.start for c in s.content)
                        < sum(c.end - c.start for c in statement.content)
                    ]
                    if inner:
                        continue
                    taken.add(span)
                    self.mentions.append(Mention(span, ActorType.PERSON, iri, MentionKind.PRONOUN))


def statement_start(context: Context, statement: Statement) -> int:
    """Index of the first token of the words that name the speaker."""
    tokens = context.tokens(statement.speaker) if statement.speaker is not None else None
    return int(tokens.start) if tokens is not None else -1


def _kind(head: Token) -> ActorType | None:
    noun = head.lower_
    if head.pos_ not in ("NOUN", "PROPN"):
        return None
    if noun in GROUPS and (is_plural(head) or noun == "police"):
        return ActorType.GROUP
    if noun in BODIES | COMPANY_WORDS and not is_plural(head):
        return ActorType.GROUP
    if noun in PERSONS and not is_plural(head):
        return ActorType.PERSON
    if noun == "general" and any(
        c.lower_ in ("director", "secretary", "attorney", "surgeon") for c in head.lefts
    ):
        return ActorType.PERSON
    one = noun.removesuffix("s") if is_plural(head) else noun
    if one in PERSONS or (one.endswith(_AGENT_ENDINGS) and one not in _NO_AGENTS):
        return ActorType.GROUP if is_plural(head) else ActorType.PERSON
    return None


def _is_oneself(statement: Statement, context: Context) -> bool:
    """Whether the words said are nothing but the speaker's own name: "Acme sued Lee" read as if
    Lee had said it."""
    (first, *rest) = statement.content
    named = context.mention_at(first) if not rest else None
    return (
        named is not None and named.span.contains(first) and named.actor == statement.speaker_actor
    )


def _without(statements: tuple[Statement, ...], drop: set[int]) -> tuple[Statement, ...]:
    """The statements but those of ``drop``; what stood inside these stands by itself."""
    if not drop:
        return statements
    kept = [i for i in range(len(statements)) if i not in drop]
    place = {old: new for new, old in enumerate(kept)}
    return tuple(
        replace(
            statements[old],
            within=None if (inside := statements[old].within) is None else place.get(inside),
        )
        for old in kept
    )


def _together(statements: tuple[Statement, ...], context: Context) -> tuple[Statement, ...]:
    """The statements with the time of the one that they were made with: "On Monday she announced
    that ..., warning that ...": the participle goes by the reporting verb before it, wherever the
    parse hangs it."""
    found = []
    for statement in statements:
        cue = statement.cue
        tokens = context.tokens(cue) if cue is not None and statement.time is None else None
        if cue is not None and tokens is not None and tokens.root.tag_ == "VBG":
            mains = [
                other
                for other in statements
                if other.time is not None
                and other.cue is not None
                and other.cue.start < cue.start
                and other.sentence == statement.sentence
                and other.speaker_actor == statement.speaker_actor is not None
                and not any(part.contains(cue) for part in other.content)
            ]
            if mains:
                statement = replace(statement, time=mains[-1].time)
        found.append(statement)
    return tuple(found)
