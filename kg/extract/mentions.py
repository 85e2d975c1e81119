"""Names of actors and places: what the model finds, cleaned up and completed by rules.

The entity recogniser errs in ways that repeat: titles and offices inside names, junk in quotations
of other languages and in title-case headlines, laws and operations taken for organisations, bare
surnames of the wrong type, a name found here and missed there. Each is put right by a general rule;
what stays doubtful is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.acronyms import KNOWN, parenthetical_acronyms
from kg.extract.corporate import company_names
from kg.extract.countries import territory
from kg.extract.foreign import foreign_quotes, title_quotes, work_titles
from kg.extract.lexicon import (
    HONORIFICS,
    KIN,
    NAME_PARTICLES,
    OFFICE_MODIFIERS,
    OFFICE_WORDS,
)
from kg.extract.name import Name
from kg.extract.name_checks import is_of_another, is_of_money, is_proper, is_quoted_thing, is_ticker
from kg.extract.name_repairs import (
    apposed_persons,
    two_bodies,
    without_bare_s,
    without_country,
    without_modifiers,
)
from kg.extract.name_types import fix_types, is_organisation_name
from kg.extract.name_words import NO_NAMES, OF_PERSONS, PARTISANS, THINGS
from kg.extract.offices import offices_before
from kg.extract.phrases import char_span, is_capital
from kg.extract.products import drop_products
from kg.extract.territories import territory_names
from kg.extract.truecase import is_title_case
from kg.model import ActorType, Segment, SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["named_mentions"]

_TYPES = {
    "PERSON": ActorType.PERSON,
    "ORG": ActorType.ORGANIZATION,
    "GPE": ActorType.PLACE,
    "LOC": ActorType.PLACE,
    "FAC": ActorType.PLACE,
}
#: Offices that the recogniser leaves at the end of the body's name.
_LEADERS = frozenset(
    ("ceo", "cfo", "coo", "chairman", "president", "founder", "co-founder", "chief")
)
_SITES = (".com", ".org", ".net", "http", "@", "#", "www")


def named_mentions(
    text: str,
    doc: Doc,
    segments: tuple[Segment, ...] = (),
    times: tuple[TimeExpression, ...] = (),
    original: str | None = None,
) -> tuple[Name, ...]:
    """The names of the text in order, not overlapping.

    Args:
        text: the masked text.
        doc: its parse.
        segments: its parts; furniture holds no actors.
        times: time expressions, which are no names.
        original: the article's own text, whose typographic quotes tell more than the masked ones.
    """
    finder = _Finder(text, doc, segments, times, original or text)
    return finder.run()


class _Finder:
    """The steps over one article; what is taken is marked token by token."""

    def __init__(
        self,
        text: str,
        doc: Doc,
        segments: tuple[Segment, ...],
        times: tuple[TimeExpression, ...],
        original: str,
    ) -> None:
        self.text = text
        self.doc = doc
        self.taken = [False] * len(doc)
        self.blocked = [False] * len(doc)
        self.title_case = [False] * len(doc)
        self.titled: dict[int, str] = {}
        self._mark_parts(segments)
        self._mark_times(times)
        for span in foreign_quotes(original):
            self._mark(self.blocked, span)
        for span in title_quotes(original):
            self._mark(self.title_case, span)
        self.works = work_titles(original)
        self._mark_offices()
        self.block_names: set[str] = set()

    def _tokens(self, span: Span) -> range:
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        return range(found.start, found.end) if found is not None else range(0)

    def _mark(self, flags: list[bool], span: Span) -> None:
        for index in self._tokens(span):
            flags[index] = True

    def _mark_parts(self, segments: tuple[Segment, ...]) -> None:
        for segment in segments:
            tokens = self._tokens(segment.span)
            if segment.kind is SegmentKind.FURNITURE:
                self._mark(self.blocked, segment.span)
            elif (
                tokens
                and segment.kind in (SegmentKind.TITLE, SegmentKind.HEADLINE)
                and is_title_case(segment.span.of(self.text))
            ):
                self._mark(self.title_case, segment.span)

    def _mark_times(self, times: tuple[TimeExpression, ...]) -> None:
        for time in times:
            for index in self._tokens(time.span):
                token = self.doc[index]
                # "Thursday night's Republican debate" may reach too far: names stay names.
                if not (token.pos_ == "PROPN" and token.ent_type_ in _TYPES):
                    self.blocked[index] = True

    def _mark_offices(self) -> None:
        for office in offices_before(self.doc, 0, len(self.doc)):
            for index in range(office.start, office.end):
                self.blocked[index] = True
            words = self.doc[office.start : office.end].text.lower()
            self.titled[office.name_start] = words

    def run(self) -> tuple[Name, ...]:
        found = self._from_entities()
        found = self._with_forms(self._well_known(found))
        found += self._from_titles()
        found = self._with_acronyms(found)
        found = without_modifiers(self.doc, without_country(self.doc, found), self.titled)
        found = drop_products(self.doc, fix_types(self.doc, found, self.titled))
        found = [name for name in found if not self._is_headline_guess(name, found)]
        found = without_bare_s(found, self.doc)
        self._take(found)
        apposed = apposed_persons(self.doc, self.taken)
        found += [self._name(*ends, ActorType.PERSON) for ends in apposed]
        self._take(found)
        countries = territory_names(self.doc, self.text, self.taken, self.blocked)
        countries = [name for name in countries if not is_of_money(self.doc, name)]
        self._take(countries)
        found += countries
        found += self._repeated(found)
        found = [name for name in found if not self._is_in_a_title(name)]
        return tuple(self._with_title(n) for n in sorted(found, key=lambda name: name.start))

    def _is_in_a_title(self, name: Name) -> bool:
        """Whether a name is part of a work's title ("The Ballad of Ana Lee"), not all of it."""
        span = char_span(self.doc, name.start, name.end)
        return any(
            work.contains(span) and span.of(self.text) != work.of(self.text).rstrip(",.;:!?")
            for work in self.works
        )

    def _with_title(self, name: Name) -> Name:
        if name.type is not ActorType.PERSON or name.start == 0:
            return name
        before = self.doc[name.start - 1].lower_.rstrip(".")
        title = self.titled.get(name.start) or (before if before in HONORIFICS | KIN else "")
        if name.end - name.start == 1 and self.doc[name.start].tag_ == "NNPS":
            return replace(name, type=ActorType.GROUP)  # "the Lees"
        return replace(name, title=title)

    def _name(self, start: int, end: int, kind: ActorType) -> Name:
        doc = self.doc
        span = char_span(doc, start, end)
        last = doc[end - 1].text
        closed = last.endswith(".") and last.count(".") == 1 and len(last) > 2 and end - start > 1
        if closed and (end == len(doc) or doc[end].is_sent_start or doc[end].is_space):
            # The full stop of "Acme Corp." ends the sentence too: it is no part of the name.
            span = Span(span.start, span.end - 1)
        text = span.of(self.text)
        the = start > 0 and doc[start - 1].text == "The" and not doc[start - 1].is_sent_start
        if the and kind is not ActorType.PERSON:
            span = Span(doc[start - 1].idx, span.end)  # "in The Hague", "told The Times"
        return Name(start, end, span, text, kind)

    def _take(self, names: Iterable[Name]) -> None:
        for name in names:
            for index in range(name.start, name.end):
                self.taken[index] = True

    # ------------------------------------------------------------------ from the model

    def _from_entities(self) -> list[Name]:
        found: list[Name] = []
        for entity in self.doc.ents:
            kind = _TYPES.get(entity.label_)
            if kind is None:
                if entity.label_ in ("LAW", "EVENT", "WORK_OF_ART", "PRODUCT", "LANGUAGE"):
                    self.block_names.add(entity.text)
                continue
            middle = two_bodies(self.doc, entity.start, entity.end, kind)
            ends = (entity.start, entity.end)
            parts = [ends] if middle is None else [(ends[0], middle), (middle + 1, ends[1])]
            for cut in (self._trimmed(*part, kind) for part in parts):
                name = self._name(*cut, kind) if cut is not None else None
                if name is not None and self._is_actor_name(name):
                    found.append(name)
        return found

    def _trimmed(self, start: int, end: int, kind: ActorType) -> tuple[int, int] | None:
        """The tokens of an entity without what does not belong to the name; None for nothing."""
        doc = self.doc
        for index in range(start, end):
            if doc[index].text == "'s" and kind is ActorType.PERSON:
                end = index
                break
            if "\n" in doc[index].text:
                end = index
                break
        changed = True
        while changed and start < end:
            changed = False
            first, last = doc[start], doc[end - 1]
            if self.blocked[start] or first.is_space or first.is_punct or self._leads(first, kind):
                start += 1
                changed = True
                continue
            if (
                self.blocked[end - 1]
                or last.is_space
                or (last.is_punct and not last.text.endswith("."))
                or last.text in ("'s", "'")
                or (not is_capital(last.text) and (kind is ActorType.PERSON or last.pos_ == "ADP"))
            ):
                end -= 1
                changed = True
        while kind is ActorType.PERSON and end - start > 1 and doc[end - 1].lower_ in OF_PERSONS:
            end -= 1  # "Lee Speech"
        while (
            kind is not ActorType.PERSON
            and end - start > 1
            and doc[end - 1].lower_ in _LEADERS
            and not any(t.lower_ in ("of", "for") for t in doc[start:end])
        ):
            end -= 1  # "Acme Motors CEO"
        if start >= end or any(self.blocked[i] for i in range(start, end)):
            return None
        if kind is ActorType.ORGANIZATION:
            end = self._whole_organisation(start, end)
        return start, end

    def _whole_organisation(self, start: int, end: int) -> int:
        """The end of an organisation's name: "at the Kodak Theater" is a place, while "for" and
        "of" lead on to what it is for."""
        doc = self.doc
        for index in range(start + 1, end):
            word = doc[index].lower_
            if word in ("at", "on", "near", "during", "with", "about", "from", "until", "by") or (
                word == "in" and is_organisation_name(doc[start:index].text)
            ):
                return index
        limit = min(len(doc), end + 8)
        ahead = end
        while ahead < limit:
            joins = doc[ahead].lower_ in ("for", "of") or (
                ahead > end and doc[ahead].lower_ in ("and", "the")
            )
            if joins and ahead + 1 < limit and doc[ahead + 1].text[:1].isupper():
                ahead += 1
                continue
            if ahead == end or not doc[ahead].text[:1].isupper() or doc[ahead].is_punct:
                break
            if doc[ahead].ent_type_ in ("PERSON", "GPE", "DATE", "NORP") or self.blocked[ahead]:
                return end
            ahead += 1
        return ahead if is_organisation_name(doc[start:end].text) else end

    def _leads(self, token: Token, kind: ActorType) -> bool:
        """Whether a first word stands before the name and is no part of it."""
        word = token.lower_
        if word in ("the", "a", "an", "this", "that", "former", "late", "both", "all"):
            return True
        if token.pos_ in ("DET", "PRON", "ADP", "VERB", "AUX", "SCONJ", "CCONJ") and not (
            token.text[0].isupper() and (kind is not ActorType.PERSON or not token.is_sent_start)
        ):
            return word not in NAME_PARTICLES
        if word.rstrip(".") in HONORIFICS and kind is ActorType.PERSON:
            return True
        if kind is ActorType.PERSON:
            return word in OFFICE_WORDS or (word in OFFICE_MODIFIERS and word not in ("will",))
        return False

    def _is_actor_name(self, name: Name) -> bool:
        doc, words = self.doc, name.text
        lower = words.lower()
        parts = lower.split()
        if words in PARTISANS or (
            parts[-1] in OFFICE_WORDS and set(parts) <= OFFICE_WORDS | OFFICE_MODIFIERS
        ):
            return False  # "Operating Officer"
        if is_ticker(doc, name) or is_of_another(doc, name) or is_of_money(doc, name):
            return False
        if lower.strip(".") in NO_NAMES or len(words.strip(".")) < 2:
            return False
        if not any(is_capital(doc[i].text) for i in range(name.start, name.end)):
            return False
        if len(words) > 2 and words[1] == "-" and words[0] in "RDI" and words[2].isupper():
            return False  # (R-Calif.)
        if any(site in lower for site in _SITES) or any(c in words for c in "{}<>|=_"):
            return False
        last = doc[name.end - 1]
        ship = doc[name.start].text if name.end - name.start > 1 else doc[name.start - 1].text
        if ship in ("MV", "INS", "USS", "HMS", "SS", "RMS", "HMAS", "MT") and (name.start or last):
            return False
        if last.lower_ in ("awards", "award", "prize", "oscars", "cup"):
            return False
        if name.type is not ActorType.PERSON and last.lower_ in THINGS:
            return False
        if is_quoted_thing(doc, name):
            return False
        if name.end - name.start == 1 and name.type is not ActorType.PLACE:
            return is_proper(doc[name.start])
        return True

    # ------------------------------------------------------------------ completed by rules

    def _from_titles(self) -> list[Name]:
        """Capitalised words behind an office or honorific that the model has not found."""
        found: list[Name] = []
        covered = {i for e in self.doc.ents if e.label_ == "PERSON" for i in range(e.start, e.end)}
        starts = set(self.titled)
        for token in self.doc[: len(self.doc) - 1]:
            if token.lower_.rstrip(".") in HONORIFICS and token.text[0].isupper():
                starts.add(token.i + 1)
        for start in sorted(starts):
            if start in covered or self.blocked[start]:
                continue
            while self.doc[start].lower_.rstrip(".") in HONORIFICS and start + 1 < len(self.doc):
                start += 1  # "Chair Rep. Lee"
            end = start
            while end < len(self.doc) and self._goes_on(end, start):
                end += 1
            while end > start and not is_capital(self.doc[end - 1].text):
                end -= 1
            if end > start:
                name = self._name(start, end, ActorType.PERSON)
                if self._is_actor_name(name):
                    found.append(name)
                    self.titled.setdefault(start, self.doc[start - 1].lower_)
        return found

    def _goes_on(self, index: int, start: int) -> bool:
        token = self.doc[index]
        if index - start >= 5 or self.blocked[index] or token.is_space:
            return False
        if token.lower_ in NAME_PARTICLES and index > start:
            return index + 1 < len(self.doc) and is_capital(self.doc[index + 1].text)
        if token.text == "-" and index > start:
            return index + 1 < len(self.doc) and is_capital(self.doc[index + 1].text)
        return is_capital(token.text) and token.pos_ in ("PROPN", "NOUN", "ADJ", "X")

    def _well_known(self, found: list[Name]) -> list[Name]:
        """Names widened to the full name of an organisation that everyone knows by its acronym."""
        for long in KNOWN.values():
            start = self.text.find(long)
            while start >= 0:
                tokens = self.doc.char_span(start, start + len(long))
                if tokens is not None and not any(self.blocked[t.i] for t in tokens):
                    first, last = tokens.start, tokens.end
                    found = [n for n in found if n.end <= first or n.start >= last]
                    found.append(self._name(first, last, ActorType.ORGANIZATION))
                start = self.text.find(long, start + len(long))
        return found

    def _with_forms(self, found: list[Name]) -> list[Name]:
        """Names widened to the whole name of a company that ends in its legal form."""
        for first, last in company_names(self.doc, self.blocked):
            found = [n for n in found if n.end <= first or n.start >= last]
            found.append(self._name(first, last, ActorType.ORGANIZATION))
        return found

    def _with_acronyms(self, found: list[Name]) -> list[Name]:
        """Names widened to the long form of the acronym in parentheses behind them."""
        kept = list(found)
        for long, short in parenthetical_acronyms(self.doc):
            if any(self.blocked[i] for i in (*range(*long), short)):
                continue
            inside = [n for n in kept if n.start < long[1] and long[0] < n.end]
            kinds = Counter(n.type for n in inside)
            if kinds.get(ActorType.PERSON, 0) and not is_organisation_name(
                self.doc[long[0] : long[1]].text
            ):
                continue
            if self.doc[long[1] - 1].lower_ in THINGS:
                self.block_names.update((self.doc[long[0] : long[1]].text, self.doc[short].text))
                kept = [n for n in kept if n.text not in self.block_names]
                continue
            kept = [n for n in kept if n not in inside and not n.start <= short < n.end]
            kept.append(self._name(*long, ActorType.ORGANIZATION))
            kept.append(self._name(short, short + 1, ActorType.ORGANIZATION))
        return kept

    def _is_headline_guess(self, name: Name, found: list[Name]) -> bool:
        """A name in a title-case headline that the body does not confirm."""
        if not self.title_case[name.start]:
            return False
        others = {n.text for n in found if not self.title_case[n.start]}
        if name.text in others or territory(name.text):
            return False
        words = name.text.split()
        if any(name.text in (other.split()[0], other.split()[-1]) for other in others):
            return False
        if name.end - name.start == 1:
            return not (words[0].isupper() and len(words[0]) <= 6)
        # What the body never says may be a name all the same, but not a run that a known name cuts.
        tokens = self.doc[name.start : name.end]
        known = {other.split()[-1] for other in others} | others
        if any(token.text in known for token in tokens):
            return True
        return not all(token.pos_ == "PROPN" for token in tokens) or name.end - name.start > 3

    def _repeated(self, found: list[Name]) -> list[Name]:
        """Further places where a name of the article stands and the model has not seen it."""
        doc = self.doc
        by_first: dict[str, list[tuple[tuple[str, ...], ActorType]]] = {}
        seen: dict[tuple[str, ...], Counter[ActorType]] = {}
        for name in found:
            if name.adjectival or name.people or territory(name.text):
                continue
            words = tuple(t.text for t in doc[name.start : name.end] if not t.is_space)
            seen.setdefault(words, Counter())[name.type] += 1
            if name.type is ActorType.PERSON and len(words) > 1:
                seen.setdefault(words[-1:], Counter())[name.type] += 1
        for words, kinds in seen.items():
            if len(words) == 1 and (len(words[0]) < 3 and not words[0].isupper()):
                continue
            if " ".join(words) in self.block_names:
                continue
            by_first.setdefault(words[0], []).append((words, kinds.most_common(1)[0][0]))
        more: list[Name] = []
        index = 0
        while index < len(doc):
            options = by_first.get(doc[index].text)
            if options is None or self.taken[index] or self.blocked[index]:
                index += 1
                continue
            for words, kind in sorted(options, key=lambda option: -len(option[0])):
                end = index + len(words)
                if (
                    tuple(t.text for t in doc[index:end]) == words
                    and not any(self.taken[index:end])
                    and not self._inside_name(index, end)
                ):
                    more.append(self._name(index, end, kind))
                    self._take(more[-1:])
                    index = end - 1
                    break
            index += 1
        return more

    def _inside_name(self, start: int, end: int) -> bool:
        """Whether the words are part of a longer capitalised name: "Apple" in "Apple Records"."""
        doc = self.doc
        if self.title_case[start]:
            return False
        word = doc[start].text
        if doc[start].pos_ not in ("PROPN", "NOUN", "X", "ADJ") and not word.isupper():
            return doc[start].is_sent_start is True and doc[start].pos_ in ("VERB", "AUX", "ADV")
        before = doc[start - 1] if start else None
        after = doc[end] if end < len(doc) else None
        if (
            before is not None
            and before.pos_ == "PROPN"
            and before.text[:1].isupper()
            and before.dep_ == "compound"
            and before.head.i == end - 1
            and not self.blocked[start - 1]
        ):
            return not self.taken[start - 1]
        return bool(
            after is not None
            and after.pos_ == "PROPN"
            and after.text[:1].isupper()
            and doc[end - 1].dep_ == "compound"
            and doc[end - 1].head.i >= end
            and after.lower_ not in OFFICE_WORDS
        )
