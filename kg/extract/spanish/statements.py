"""Quotations and reports in a Spanish article, by quotation marks, reporting verbs and "según"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.context import Context
from kg.extract.language import LanguageGuesser
from kg.extract.lexicon import word_set
from kg.extract.spanish.lexicon import Words
from kg.extract.spanish.syntax import phrase, span_of, subject
from kg.extract.statements.quotes import Quote, find_quotes
from kg.model import Span, Statement, StatementKind

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_spanish_statements"]

#: Code points between a quotation and its reporting verb.
_REACH = 60
_CONFIDENCE = 0.7
_SAID = ("ccomp", "xcomp", "advcl")
#: Who is cited with "según" and is no office.
_SOURCES = word_set(
    """diario periódico revista agencia medio medios cadena emisora canal informe comunicado fuente
    fuentes testigo testigos autoridades expertos analistas portavoz portavoces policía encuesta
    estudio sondeo gobierno ejército fiscalía tribunal"""
)
_JOINS = {"acusar": ("de",), "amenazar": ("con", "que"), "instar": ("a", "que")}


def find_spanish_statements(
    context: Context, words: Words, guesser: LanguageGuesser
) -> tuple[Statement, ...]:
    """Who said what. Quoted words that nobody is reported to say are left out."""
    found: list[Statement] = []
    for quote in find_quotes(context.text):
        if quote.depth == 0:
            said = _quoted(quote, context, words, guesser)
            if said is not None:
                found.append(said)
    taken = [span for said in found for span in said.content]
    for said in _reported(context, words):
        if not any(said.content[0].overlaps(span) for span in taken):
            found.append(said)
    return tuple(sorted(found, key=lambda s: s.content[0]))


def _quoted(
    quote: Quote, context: Context, words: Words, guesser: LanguageGuesser
) -> Statement | None:
    cue = _cue_beside(quote.span, context, words)
    if cue is None:
        return None
    speaker = _who(subject(cue), cue)
    said = quote.inner.of(context.article.text)
    if speaker is None or len(said.split()) < 2:
        return None
    whole = context.sentence_of(quote.span)
    around = context.sentence_of(span_of(cue))
    sentence = Span(min(whole.start, around.start), max(whole.end, around.end, quote.span.end))
    return _statement(
        StatementKind.QUOTATION,
        quote.inner,
        sentence,
        cue,
        speaker,
        context,
        words,
        guesser.quotation(said, "es"),
    )


def _who(speaker: Token | None, cue: Token) -> Token | None:
    """The speaker; of "Mora, quien recordó que ..." the one whom the clause hangs on."""
    if speaker is not None and speaker.lower_ in ("quien", "que") and cue.dep_.startswith("acl"):
        return cue.head
    return speaker


def _cue_beside(quote: Span, context: Context, words: Words) -> Token | None:
    """The reporting verb nearest to the quotation, outside it, with only a clause between."""
    near = Span(max(0, quote.start - _REACH), min(len(context.text), quote.end + _REACH))
    tokens = context.tokens(near)
    best: tuple[int, Token] | None = None
    for token in tokens or ():
        at = span_of(token)
        if token.lemma_.lower() not in words.acts or token.pos_ not in ("VERB", "AUX"):
            continue
        if at.overlaps(quote):
            continue
        between = (
            context.text[at.end : quote.start]
            if at.end <= quote.start
            else context.text[quote.end : at.start]
        )
        if any(mark in between for mark in ".!?;\n"):
            continue
        distance = len(between)
        if best is None or distance < best[0]:
            best = (distance, token)
    return best[1] if best else None


def _reported(context: Context, words: Words) -> Iterator[Statement]:
    for token in context.doc:
        if token.lower_ == "según" and token.dep_ == "case":
            yield from _according(token, context, words)
            continue
        if token.lemma_.lower() not in words.acts or token.pos_ not in ("VERB", "AUX"):
            continue
        clause = _clause(token, context)
        speaker = _who(subject(token), token)
        if clause is None or speaker is None:
            continue
        # "dijo que ...", "acusó a X de ...", "amenazó con ..."
        joins = _JOINS.get(token.lemma_.lower(), ("que",))
        marks = [
            c
            for c in clause.children
            if c.lower_ in joins and (c.dep_ == "mark" or clause.dep_ == "acl")
        ]
        if not marks:
            continue
        last = max(t.i for t in clause.subtree)
        content = Span(marks[0].idx + len(marks[0].text), span_of(context.doc[last]).end)
        content = _trim(content, context.text)
        if content.end > content.start:
            sentence = context.sentence_of(span_of(token))
            yield _statement(
                StatementKind.PARAPHRASE, content, sentence, token, speaker, context, words, "es"
            )


def _clause(cue: Token, context: Context) -> Token | None:
    """The clause of what is reported.

    After a date ("anunció el 3 de enero que ...") the parser hangs it on the date.
    """
    for child in cue.children:
        if child.dep_ in _SAID and child.i > cue.i:
            return child
    dates = [t.span for t in context.times_in(context.sentence_of(span_of(cue)))]
    for token in cue.subtree:
        dated = any(span.overlaps(span_of(token.head)) for span in dates)
        if token.i > cue.i and token.dep_ in ("acl", "advcl", "ccomp", "xcomp") and dated:
            return token
    return None


def _according(case: Token, context: Context, words: Words) -> Iterator[Statement]:
    """ "Según el ministro, las tropas fueron enviadas": the rest of the sentence is his."""
    holder = case.head
    known = holder.lower_ in words.offices or holder.lower_ in _SOURCES
    if not known and context.actor_at(span_of(holder)) is None:
        return
    sentence = context.sentence_of(span_of(case))
    speaker = phrase(holder, without=case)
    if case.idx <= sentence.start + 1:
        content = Span(speaker.end, sentence.end)
    else:
        content = Span(sentence.start, case.idx)
    content = _trim(content, context.text)
    if len(content.of(context.text).split()) >= 3:
        yield Statement(
            kind=StatementKind.PARAPHRASE,
            content=(content,),
            sentence=sentence,
            speaker=speaker,
            speaker_actor=_actor(speaker, context),
            cue=span_of(case),
            cue_lemma="según",
            act="say",
            lang="es",
            citations=context.citations_for(content),
            confidence=_CONFIDENCE,
        )


def _statement(
    kind: StatementKind,
    content: Span,
    sentence: Span,
    cue: Token,
    speaker: Token,
    context: Context,
    words: Words,
    language: str,
) -> Statement:
    who = phrase(speaker)
    time = context.time_near(span_of(cue))
    if time is not None and time.span.overlaps(content):
        time = context.label_time(span_of(cue))
    return Statement(
        kind=kind,
        content=(content,),
        sentence=sentence,
        speaker=who,
        speaker_actor=_actor(who, context),
        cue=span_of(cue),
        cue_lemma=cue.lemma_.lower(),
        act=words.acts[cue.lemma_.lower()],
        lang=language,
        negated=any(c.lower_ == "no" for c in cue.children),
        time=time.time if time else None,
        citations=context.citations_for(content),
        confidence=_CONFIDENCE,
    )


def _actor(span: Span, context: Context) -> str | None:
    """Whom the words name: the name in apposition counts where the head is an office."""
    direct = context.actor_at(span)
    if direct is not None:
        return direct.iri
    inside = [m for m in context.mentions_in(span) if m.type.value == "Person"]
    return inside[0].actor if len({m.actor for m in inside}) == 1 else None


def _trim(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and not (text[start].isalnum() or text[start] in "\"“«'¿¡("):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:"):
        end -= 1
    return Span(start, end)
