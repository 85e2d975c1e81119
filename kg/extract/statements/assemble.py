"""Statements of an article: the tagger's spans, the rules' and the quotation marks put together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from kg.extract.clean import citation_spans
from kg.extract.language import LanguageGuesser
from kg.extract.lexicon import word_set
from kg.extract.statements.cues import Cue, read_cue
from kg.extract.statements.quotes import Quote, find_quotes
from kg.extract.statements.rules import Draft, rule_statements
from kg.extract.statements.scattered import in_one_paragraph
from kg.extract.statements.tagger import TaggedStatement
from kg.extract.wrapping import breaks_inside
from kg.model import Segment, SegmentKind, Span, Statement, StatementKind

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Tags", "find_statements", "readable"]


class Tags(Protocol):
    """What finds attributions in a text: see `kg.extract.statements.tagger.StatementTagger`."""

    def tag(self, text: str) -> tuple[TaggedStatement, ...]:
        """The attributions of a text."""
        ...


_LONGEST_INNER_CUE = 4
#: Nested acts are looked for only where one of these stands inside what was reported.
_NESTED = word_set(
    """say tell announce claim accuse deny warn promise ask argue suggest report believe call
    threaten declare demand urge confirm insist describe condemn criticize reject propose
    admit write statement claim promise threat accusation request suggestion"""
)
#: Deeds and happenings, which say nothing themselves.
_DEEDS = word_set(
    """step move measure action effort visit choice attack strike incident crisis event development
    victory defeat win loss death arrest war fight raid deal change appointment resignation
    departure arrival selection nomination return collapse"""
)
#: What a deed does to whoever reads it.
_SIGNS = word_set(
    """signal underscore underline reflect mark herald signify illustrate demonstrate suggest
    indicate show reveal"""
)
#: Rules that complete the tagger outside of its own statements.
_COMPLETING = frozenset(("according", "nominal"))
_SHORT_NAME = 5
#: How far (code points) before a statement the content that holds it may begin.
_REACH = 20_000


def find_statements(
    text: str,
    doc: Doc,
    tagger: Tags | None,
    *,
    segments: Sequence[Segment] = (),
    sentences: Sequence[Span] = (),
    language: str = "en",
    guesser: LanguageGuesser | None = None,
    read: Sequence[TaggedStatement] | None = None,
) -> tuple[Statement, ...]:
    """All statements of an article, in the order of the text.

    Args:
        text: the article's text as it was read; offsets are code points into it.
        doc: its parse, with the same offsets.
        tagger: the trained tagger; without one the rules work alone.
        segments: parts that are read each on their own.
        sentences: the sentences, citation markers included; those of the parse where not given.
        language: BCP 47 tag of the article.
        guesser: guesses the languages of quotations; without one they have the article's.
        read: what the tagger finds in the `readable` text, where it has read that already.

    Returns:
        Statements with their spans, kind, act, languages and nesting; speakers are not resolved.
    """
    plain = readable(text, segments)
    quotes = find_quotes(plain)
    rules = tuple(_balanced(rule, quotes) for rule in rule_statements(plain, doc, quotes))
    if tagger is None:
        drafts = _without_overlap(rules)
    else:
        tagged = _drafts(tagger.tag(plain) if read is None else read)
        drafts = _continued(_whole_quotes(plain, tagged, quotes), quotes)
        drafts = [*drafts, *_nested(plain, doc, tagger, drafts)]
        drafts = [*drafts, *_completing(drafts, rules)]
    drafts = in_one_paragraph(drafts, segments, quotes)
    drafts = [_without_company(draft, doc) for draft in drafts if not _told_of_deeds(draft, doc)]
    drafts = [part for draft in drafts for part in _split(plain, draft, quotes, language, guesser)]
    drafts = [d for d in drafts if d.content]
    ordered = sorted({_key(d): d for d in drafts}.items())
    sorted_drafts = [draft for _, draft in ordered]
    find_sentence = _sentence_finder(
        sentences or tuple(Span(s.start_char, s.end_char) for s in doc.sents)
    )
    found = []
    enclosing = _enclosing(sorted_drafts)
    for draft, within in zip(sorted_drafts, enclosing, strict=True):
        inside = _quotes_in(plain, draft.content, quotes)
        cue = Cue("", "say")
        if draft.cue:
            cue = read_cue(plain, doc, draft.cue, draft.content, quoted=bool(inside))
        kind = StatementKind.QUOTATION if inside else StatementKind.PARAPHRASE
        lang = language
        if inside and guesser is not None:
            lang = _language(plain, draft.content, inside, language, guesser)
        found.append(
            Statement(
                kind=kind,
                content=draft.content,
                sentence=find_sentence(draft.cue or draft.content[0]),
                speaker=draft.source,
                cue=draft.cue,
                cue_lemma=cue.lemma or None,
                act=cue.act,
                lang=lang,
                within=within,
                negated=cue.negated,
                modality=cue.modality,
                addressee=cue.addressee,
                channel=cue.channel,
                confidence=round(draft.score, 3),
            )
        )
    return tuple(found)


def readable(text: str, segments: Iterable[Segment] = ()) -> str:
    """The text with citation markers and line ends amid a paragraph blanked, and a line end where a
    segment or date label ends.

    As long as the text, so that offsets stay the same.

    >>> readable("He said so [1].")
    'He said so    .'
    """
    chars = list(text)
    segments = tuple(segments)
    for span in (*citation_spans(text), *breaks_inside(text, segments)):
        chars[span.start : span.end] = " " * (span.end - span.start)
    for segment in segments:
        ends = [segment.span.start - 1]
        if segment.kind is SegmentKind.TIMELINE and segment.label is not None:
            ends.append(segment.label.end)
        for place in ends:
            if 0 <= place < len(chars) and chars[place] in " \u00a0":
                chars[place] = "\n"
    return "".join(chars)


def _key(draft: Draft) -> tuple[int, ...]:
    first = min(s.start for s in (draft.cue, *draft.content) if s)
    return (first, *(n for s in draft.content for n in (s.start, s.end)))


def _drafts(tagged: Iterable[TaggedStatement], offset: int = 0) -> list[Draft]:
    found = []
    for item in tagged:

        def spans(parts: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
            return tuple(Span(start + offset, end + offset) for start, end in parts)

        source, cue, content = spans(item.source), spans(item.cue), spans(item.content)
        found.append(
            Draft(source[0] if source else None, cue[0] if cue else None, content, item.score)
        )
    return found


def _whole_quotes(text: str, drafts: list[Draft], quotes: tuple[Quote, ...]) -> list[Draft]:
    """Contents that begin or end inside a quotation, widened to its marks where nothing stands
    between."""
    spans = [s for d in drafts for s in (d.source, d.cue, *d.content) if s]
    outer = [quote.span for quote in quotes if not quote.depth]

    def widened(part: Span) -> Span:
        for quote in outer:
            before, after = Span(quote.start, part.start), Span(part.end, quote.end)
            if quote.start < part.start < quote.end <= part.end + 2 and _free(before, part, spans):
                part = Span(quote.start, part.end)
            elif part.start - 1 <= quote.start < part.end < quote.end and _free(after, part, spans):
                part = Span(part.start, quote.end)
        return part

    return [replace(d, content=tuple(widened(part) for part in d.content)) for d in drafts]


def _continued(drafts: list[Draft], quotes: tuple[Quote, ...]) -> list[Draft]:
    """The drafts, where one without cue and source is the rest of a quotation, joined to it.

    The rest stands in the same marks as the last words of a statement that has a cue, or opens the
    next paragraph of a quotation that goes on.
    """
    outer = [quote for quote in quotes if not quote.depth]
    chain: dict[Span, int] = {}  # each quotation by its number; one that goes on counts as one
    number = 0
    for index, quote in enumerate(outer):
        if not (index and outer[index - 1].continued):
            number += 1
        chain[quote.span] = number

    def place(part: Span) -> int | None:
        held = next((q.span for q in outer if q.span.overlaps(part)), None)
        return chain[held] if held is not None else None

    found: list[Draft] = [draft for draft in drafts if not draft.content]
    for draft in sorted((d for d in drafts if d.content), key=_key):
        here = place(draft.content[0])
        if draft.cue is None and draft.source is None and here is not None:
            home = next(
                (
                    i
                    for i in range(len(found) - 1, -1, -1)
                    if found[i].cue is not None
                    and any(place(part) == here for part in found[i].content)
                ),
                None,
            )
            if home is not None:
                content = (*found[home].content, *draft.content)
                found[home] = replace(found[home], content=content)
                continue
        found.append(draft)
    return found


def _free(gap: Span, part: Span, spans: list[Span]) -> bool:
    return not any(span != part and span.overlaps(gap) for span in spans)


def _nested(text: str, doc: Doc, tagger: Tags, drafts: list[Draft]) -> list[Draft]:
    """Attributions inside what was reported: the tagger reads the content as a text of its own."""
    found = []
    for draft in drafts:
        for part in draft.content:
            span = doc.char_span(part.start, part.end, alignment_mode="contract")
            if (
                span is None
                or len(span) < 6
                or not any(token.lemma_.lower() in _NESTED for token in span)
            ):
                continue
            for inner in _drafts(tagger.tag(part.of(text)), part.start):
                parts = [s for s in (inner.source, inner.cue, *inner.content) if s]
                if (
                    inner.cue
                    and inner.source
                    and inner.content
                    and all(part.contains(s) and s != part for s in parts)
                    # out of its sentence the model may take half a clause for a reporting word
                    and len(inner.cue.of(text).split()) <= _LONGEST_INNER_CUE
                ):
                    found.append(inner)
    return found


def _told_of_deeds(draft: Draft, doc: Doc) -> bool:
    """Whether the article says what a deed shows or is good for, and nobody says anything: "These
    steps address ...", "She called a vote, signalling a change"."""
    cue = doc.char_span(*_ends(draft.cue), alignment_mode="expand") if draft.cue else None
    source = doc.char_span(*_ends(draft.source), alignment_mode="expand") if draft.source else None
    if source is not None and source.root.lemma_.lower() in _DEEDS and draft.cue is not None:
        return source.root.pos_ == "NOUN"
    if cue is None or not draft.content or cue.root.tag_ != "VBG" or cue.root.dep_ != "advcl":
        return False
    if cue.root.lemma_.lower() not in _SIGNS:
        return False
    clause = any(c.dep_ in ("ccomp", "xcomp") for c in cue.root.children)
    return not clause and cue.root.i > cue.root.head.i


def _without_company(draft: Draft, doc: Doc) -> Draft:
    """The draft without what its speaker did meanwhile: "urged talks while sending troops".

    A closing "while ...ing" that the parse hangs on the reporting word is no part of what was said.
    """
    cue = doc.char_span(*_ends(draft.cue), alignment_mode="expand") if draft.cue else None
    last = draft.content[-1] if draft.content else None
    if cue is None or last is None:
        return draft
    tokens = doc.char_span(*_ends(last), alignment_mode="contract")
    if tokens is None:
        return draft
    for token in tokens:
        verb = token.head
        if (
            token.lower_ == "while"
            and token.dep_ == "mark"
            and verb.tag_ == "VBG"
            and verb.dep_ == "advcl"
            and verb.head.i in range(cue.start, cue.end)
            and token.i > tokens.start
        ):
            before = doc[token.i - 1]
            cut = Span(last.start, before.idx + len(before))
            return replace(draft, content=(*draft.content[:-1], cut))
    return draft


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _completing(drafts: list[Draft], rules: tuple[Draft, ...]) -> list[Draft]:
    """What the rules found and the tagger did not: inside its contents, or of the surest rules."""
    taken = [s for d in drafts for s in (d.cue, d.source) if s]
    contents = [s for d in drafts for s in d.content]
    found: list[Draft] = []
    for rule in rules:
        if rule.cue is None or any(rule.cue.overlaps(s) for s in taken):
            continue
        parts = [s for s in (rule.source, rule.cue, *rule.content) if s]
        nested = any(all(c.contains(s) and c != s for s in parts) for c in contents)
        # the parts beside the content stand free; what was reported may hold other statements
        outside = [rule.cue, *([rule.source] if rule.source else [])]
        held = (
            [*contents, *(d.cue for d in drafts if d.cue)] if rule.rule == "nominal" else contents
        )
        apart = not any(c.overlaps(s) for c in contents for s in outside) and (
            rule.rule == "according" or not any(c.overlaps(s) for c in held for s in rule.content)
        )
        if (nested and rule.source is not None and rule.rule != "quote") or (
            apart and rule.rule in _COMPLETING
        ):
            found.append(rule)
    return found


def _balanced(draft: Draft, quotes: tuple[Quote, ...]) -> Draft:
    """The draft with the closing mark of a quotation that its content ends in."""
    content = []
    for part in draft.content:
        for quote in quotes:
            if (
                part.start <= quote.span.start
                and part.end < quote.span.end <= part.end + 3
                and (part.end >= quote.inner.start)
            ):
                part = Span(part.start, quote.span.end)
        content.append(part)
    return replace(draft, content=tuple(content))


def _without_overlap(rules: tuple[Draft, ...]) -> list[Draft]:
    """Rule statements, at most one for each cue."""
    found: dict[Span | None, Draft] = {}
    for rule in rules:
        found.setdefault(rule.cue, rule)
    return list(found.values())


def _split(
    text: str,
    draft: Draft,
    quotes: tuple[Quote, ...],
    language: str,
    guesser: LanguageGuesser | None,
) -> list[Draft]:
    """A quotation in another language than the words around it is a statement of its own."""
    if guesser is None:
        return [draft]
    for part in draft.content:
        for quote in quotes:
            if quote.depth or not part.contains(quote.span) or len(quote.inner.of(text)) < 25:
                continue
            lead = text[part.start : quote.span.start].rstrip()
            if len(lead) < 15 or not lead.endswith((":", ",", "—", "–")):
                continue
            if guesser.quotation(quote.inner.of(text), language) == language:
                continue
            end = quote.span.start
            while end > part.start and text[end - 1] in " :,—–":
                end -= 1
            rest = tuple(s for s in draft.content if s != part)
            return [
                replace(draft, content=(*rest, Span(part.start, end))),
                replace(draft, content=(quote.span,)),
            ]
    return [draft]


def _quotes_in(text: str, content: tuple[Span, ...], quotes: tuple[Quote, ...]) -> list[Quote]:
    """The quotations that hold words of the content, without titles and nicknames in marks."""
    found = []
    for quote in quotes:
        for part in content:
            if part.overlaps(quote.inner) and not _is_title(text, quote, part):
                found.append(quote)
                break
    return found


def _is_title(text: str, quote: Quote, part: Span) -> bool:
    words = quote.inner.of(text).split()
    if quote.depth or len(words) > _SHORT_NAME or quote.inner.contains(part):
        return False
    # a work's or operation's title: every word with a capital, and no punctuation of a sentence
    return (
        all(word[:1].isupper() or word.lower() in ("of", "the", "and", "a", "in") for word in words)
        and words[-1][-1:].isalnum()
        and words[0][:1].isupper()
        and (part.contains(quote.span) and quote.span.start > part.start)
    )


def _language(
    text: str,
    content: tuple[Span, ...],
    quotes: list[Quote],
    language: str,
    guesser: LanguageGuesser,
) -> str:
    """The language of the quoted words where they make up most of the content."""
    words = " ".join(quote.inner.of(text) for quote in quotes if not quote.depth)
    length = sum(part.end - part.start for part in content)
    guess = guesser.quotation(words, language) if words else language
    return guess if guess == language or 2 * len(words) >= length else language


def _sentence_finder(sentences: Sequence[Span]) -> Callable[[Span], Span]:
    starts = [s.start for s in sentences]

    def find(span: Span) -> Span:
        index = bisect_right(starts, span.start) - 1
        return sentences[index] if 0 <= index < len(sentences) else span

    return find


def _enclosing(drafts: Sequence[Draft]) -> list[int | None]:
    """For each statement the innermost other one whose content holds it, by index."""
    contents = sorted((p.start, p.end, n) for n, d in enumerate(drafts) for p in d.content)
    starts = [start for start, _, _ in contents]
    found: list[int | None] = []
    for number, draft in enumerate(drafts):
        parts = [s for s in (draft.cue, *draft.content) if s]
        first, last = min(s.start for s in parts), max(s.end for s in parts)
        best: tuple[int, int] | None = None
        for index in range(bisect_right(starts, first) - 1, -1, -1):
            start, end, other = contents[index]
            if start < first - _REACH:
                break
            held = last <= end and other != number and (Span(start, end),) != draft.content
            if held and (best is None or end - start < best[0]):
                best = (end - start, other)
        found.append(best[1] if best else None)
    return found
