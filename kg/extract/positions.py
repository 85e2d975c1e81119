"""Positions: who holds which office of what, as the text says it.

"President Ann Lee", "Ruritania's foreign minister, Otto Falk", "Ann Lee, head of the union",
"Lee is the president of Ruritania", "Lee was appointed chairwoman". ``of`` is stated only where
the words say it; nothing is concluded from the country that an article is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.lexicon import OFFICE_WORDS, word_set
from kg.extract.offices import FORMER, office_end, office_start, offices_before
from kg.extract.phrases import char_span, subject_of
from kg.model import Actor, ActorType, Mention, Position

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.context import Context

__all__ = ["find_positions"]

#: Words of the list of offices that say what somebody does or wants, not what they hold.
_NEVER_OFFICE = word_set("candidate nominee delegate")
_NO_OFFICE = word_set(
    """candidate nominee lawmaker analyst economist legislator executive officer reporter
    correspondent whip detective aide host"""
)
#: Offices in the short form that stands before names.
_SHORT = word_set("gov. sen. rep. gen. col. adm. amb. pres. lt. capt. sgt. maj.")
_OF = word_set("of for at to in with from")
_APPOINT = word_set("elect appoint name re-elect reelect choose swear inaugurate make")
_SERVE = word_set("serve act")
_LEAVE = word_set("resign retire step quit")
_BE = word_set("be become remain")


@dataclass(frozen=True, slots=True)
class _Found:
    holder: str
    first: int
    last: int
    of: str | None
    former: bool


def find_positions(context: Context) -> tuple[Position, ...]:
    """The positions that an article states, each once, by first appearance.

    Args:
        context: the article with its actors and mentions.
    """
    finder = _Finder(context)
    found = [*finder.before_names(), *finder.beside_names(), *finder.by_verbs()]
    kept: dict[tuple[str, str, bool], Position] = {}
    for item in sorted(found, key=lambda f: (f.first, f.last)):
        span = char_span(context.doc, item.first, item.last)
        office = " ".join(span.of(context.article.text).split())
        sentence = context.sentence_of(span)
        position = Position(
            holder=item.holder,
            office=office,
            span=span,
            sentence=sentence,
            of=item.of,
            former=item.former,
            citations=context.citations_for(span),
        )
        key = (item.holder, office.casefold(), item.former)
        known = kept.get(key)
        if known is None or (known.of is None and item.of is not None):
            kept[key] = position
        elif item.of is not None and item.of != known.of:
            kept[(*key[:1], f"{key[1]} {item.of}", item.former)] = position
    return tuple(sorted(kept.values(), key=lambda p: (p.span, p.holder)))


def _is_chief(token: Token) -> bool:
    """ "Chief operating officer" is an office, "officer" is none."""
    return any(child.lower_ == "chief" for child in token.lefts)


class _Finder:
    """The patterns over one article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.doc: Doc = context.doc
        self.starts: dict[int, Mention] = {}
        self.ends: dict[int, Mention] = {}
        self.inside: dict[int, Mention] = {}
        self.actors: dict[str, Actor] = {actor.iri: actor for actor in context.actors}
        for mention in context.mentions:
            tokens = context.tokens(mention.span)
            if tokens is None or mention.kind.value == "nominal":
                continue
            for index in range(tokens.start, tokens.end):
                self.inside.setdefault(index, mention)
            if mention.kind.value == "name":
                self.starts[tokens.start] = mention
                self.ends[tokens.end] = mention

    def _person(self, index: int) -> str | None:
        mention = self.inside.get(index)
        if mention is not None and mention.type is ActorType.PERSON:
            return mention.actor
        return None

    def _body(self, index: int) -> str | None:
        """The country, organisation or place whose name holds the token."""
        mention = self.inside.get(index)
        if mention is None or mention.type in (ActorType.PERSON, ActorType.GROUP):
            return None
        return mention.actor

    # ------------------------------------------------------------------ before the name

    def before_names(self) -> list[_Found]:
        """ "Foreign Minister Lee", "Colombia's president, Lee" is `beside_names`."""
        found: list[_Found] = []
        for office in offices_before(self.doc, 0, len(self.doc)):
            mention = self.starts.get(office.name_start)
            if mention is None or mention.type is not ActorType.PERSON:
                continue
            if self.doc[office.head].lower_ in _NEVER_OFFICE:
                continue  # "Green nominee Ann Lee" holds nothing yet
            if self.doc[office.head].lower_ in _NO_OFFICE and office.end - office.start < 2:
                continue
            of, first = self._left_owner(office.start)
            former = office.former or self._is_former(first)
            if of is None:
                of = self._absolute_owner(office.start)
            found.append(_Found(mention.actor, office.start, office.end, of, former))
        for start, mention in self.starts.items():
            if start and self.doc[start - 1].lower_ in _SHORT and mention.type is ActorType.PERSON:
                of, first = self._left_owner(start - 1)
                former = self._is_former(first) or self._is_former(start - 1)
                found.append(_Found(mention.actor, start - 1, start, of, former))
        return found

    def _is_former(self, first: int) -> bool:
        if first <= 0:
            return False
        before = self.doc[first - 1]
        if before.text in "-–" and first > 1:
            before = self.doc[first - 2]
        return before.lower_ in FORMER

    def _left_owner(self, start: int) -> tuple[str | None, int]:
        """Whose office it is by the words before it, and where these begin."""
        index = start
        while index > 0 and (
            self.doc[index - 1].lower_ in FORMER | {"-", "–", "new", "then", "current", "the"}
        ):
            index -= 1
        if index > 0 and self.doc[index - 1].text in ("'s", "'"):
            index -= 1
        mention = self.ends.get(index)
        if mention is None or mention.type in (ActorType.PERSON, ActorType.GROUP):
            return None, start
        tokens = self.context.tokens(mention.span)
        return mention.actor, tokens.start if tokens is not None else start

    def _absolute_owner(self, start: int) -> str | None:
        """ "The union backs the call, with president Lee saying": the subject's president."""
        if start == 0 or self.doc[start - 1].lower_ != "with" or self.doc[start].text[0].isupper():
            return None
        verb = self.doc[start - 1].head
        subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else None
        if subject is None:
            return None
        return self._body(subject.i)

    # ------------------------------------------------------------------ beside the name

    def beside_names(self) -> list[_Found]:
        """ "Lee, head of the union" and "the head of the union, Lee"."""
        found: list[_Found] = []
        for token in self.doc:
            if token.lower_ not in OFFICE_WORDS or token.pos_ not in ("NOUN", "PROPN"):
                continue
            if token.i in self.inside and self.inside[token.i].type is ActorType.PERSON:
                continue
            holder = self._apposed(token)
            if any(c.lower_ in ("no", "not", "any") for c in token.lefts):
                continue  # "no president, not even Lee"
            if holder is None or token.lower_ in _NEVER_OFFICE:
                continue
            if token.lower_ in _NO_OFFICE and not _is_chief(token):
                continue
            found += self._stated(token, holder)
        return found

    def _apposed(self, token: Token) -> str | None:
        node = token
        if node.dep_ == "conj" and node.head.dep_ == "appos":
            node = node.head
        if node.dep_ == "appos":
            return self._person(node.head.i)
        for child in token.rights:
            if child.dep_ == "appos" and child.pos_ == "PROPN":
                between = self.doc[token.i + 1 : child.left_edge.i]
                if any(t.text == "," for t in between):
                    return self._person(child.i)
        return None

    def _stated(self, head: Token, holder: str, former: bool = False) -> list[_Found]:
        """The office with the head, in the words around it."""
        sentence = head.sent
        start = office_start(self.doc, head.i, sentence.start)
        end = office_end(self.doc, head.i, sentence.end)
        of, first = self._left_owner(start)
        if of is None:
            for child in head.lefts:
                if child.dep_ == "poss":
                    of = self._body(child.i)
        if of is None:
            of = self._right_owner(head, end)
        former = former or self._is_former(first) or self._is_former(start)
        return [_Found(holder, start, end, of, former)]

    def _right_owner(self, head: Token, end: int) -> str | None:
        for token in self.doc[head.i + 1 : min(end + 3, len(self.doc))]:
            if token.dep_ == "prep" and token.lower_ in _OF and token.i >= end - 1:
                for child in token.children:
                    if child.dep_ == "pobj":
                        return self._body(child.i)
            if token.is_punct:
                return None
        return None

    # ------------------------------------------------------------------ by verbs

    def by_verbs(self) -> list[_Found]:
        """ "Lee is the president of", "was elected president", "serves as", "resigned as"."""
        found: list[_Found] = []
        for token in self.doc:
            if token.pos_ not in ("NOUN", "PROPN") or token.lower_ not in OFFICE_WORDS:
                continue
            if token.lower_ in _NEVER_OFFICE:
                continue
            if token.lower_ in _NO_OFFICE and not _is_chief(token):
                continue
            verb, former = self._holding_verb(token)
            if verb is None or self._is_unreal(verb):
                continue
            subject = subject_of(verb)
            holder = self._person(subject.i) if subject is not None else None
            if verb.lemma_ in _APPOINT and subject is not None and subject.dep_ != "nsubjpass":
                continue
            if holder is not None:
                found += self._stated(token, holder, former)
        return found

    def _holding_verb(self, token: Token) -> tuple[Token | None, bool]:
        verb = token.head
        if token.dep_ == "attr" and verb.lemma_ in _BE:
            was = verb.lower_ in ("was", "were")
            indefinite = any(c.lower_ in ("a", "an", "no", "not") for c in token.lefts)
            # "was president" may be told of a time when it held: no claim about today.
            return (None, False) if was or indefinite else (verb, False)
        if token.dep_ in ("oprd", "attr", "dobj") and verb.lemma_ in _APPOINT:
            return verb, False
        if token.dep_ == "pobj" and verb.lower_ == "as" and verb.head.pos_ == "VERB":
            over = verb.head
            if over.lemma_ in _SERVE and over.tag_ != "VBD":
                return over, False
            if over.lemma_ in _LEAVE and over.tag_ in ("VBD", "VBN"):
                return over, True
            if over.lemma_ in _APPOINT:
                return over, False
        return None, False

    def _is_unreal(self, verb: Token) -> bool:
        """Negated, wished for, or yet to come."""
        for child in verb.children:
            if child.dep_ == "neg":
                return True
            if child.dep_ in ("aux", "mark") and child.lower_ in (
                *("will", "would", "could", "may", "might", "should", "must", "to", "if", "can"),
                *("'ll", "'d", "whether", "unless"),
            ):
                return True
        return False
