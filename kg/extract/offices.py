"""Offices before and after names: "Foreign Minister Ann Lee", "Ann Lee, head of the union".

`offices_before` finds the words of offices that stand directly before a name in capitals. They
belong to no name ("Defense" in "Defense Minister" is no organisation), and they say what a person
is; `kg.extract.positions` makes positions of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.countries import adjective, territory
from kg.extract.lexicon import HONORIFICS, OFFICE_MODIFIERS, OFFICE_WORDS, word_set
from kg.extract.phrases import is_capital

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["FORMER", "Office", "office_end", "office_start", "offices_before"]

#: Words that put an office into the past, or ahead; they are no part of its name.
FORMER = word_set("former ex ex- then-former onetime one-time late")

#: What may follow "of" or "for" inside an office: "Secretary of State", "Minister for Health".
_FIELDS = word_set(
    """state defense defence finance justice interior health energy education foreign affairs
    agriculture commerce labor labour transport transportation treasury war staff police the home
    homeland security trade culture economy environment communications information external
    european public works religious women youth tourism industry science technology housing
    exchequer privy rolls parliament operations"""
)
_AFTER = word_set("general elect designate d'affaires affaires in chief emeritus")
_COMPANY = word_set("inc corp co plc ltd llc motors electric foods mills holdings dynamics")
#: Words that look like an office but begin other things before a capital.
_NOT_BEFORE_NAME = word_set("house state national party military police army security city home")


@dataclass(frozen=True, slots=True)
class Office:
    """Words of an office, by token index: ``start`` to ``end``, and the name right behind."""

    start: int
    end: int
    head: int
    former: bool
    name_start: int


def office_end(doc: Doc, head: int, limit: int) -> int:
    """Index after the last word of the office whose head word is at ``head``."""
    end = head + 1
    while end < limit:
        word = doc[end].lower_
        if word in ("-", "–") and end + 1 < limit and doc[end + 1].lower_ in OFFICE_WORDS | _AFTER:
            end += 2
            continue
        if word in OFFICE_WORDS or (
            word in _AFTER
            and word not in ("in",)
            and (word != "chief" or doc[end - 1].lower_ == "in")
        ):
            end += 1
            continue
        if word == "in" and end + 1 < limit and doc[end + 1].lower_ == "chief":
            end += 2
            continue
        if word in ("of", "for") and end + 1 < limit and doc[end + 1].lower_ in _FIELDS:
            after = end + 1
            while after < limit and (
                doc[after].lower_ in _FIELDS
                or (doc[after].lower_ in ("and", ",", "&") and _field_next(doc, after, limit))
            ):
                after += 1
            if doc[after - 1].lower_ == "the":
                break
            end = after
            continue
        break
    return end


def _field_next(doc: Doc, index: int, limit: int) -> bool:
    return index + 1 < limit and doc[index + 1].lower_ in _FIELDS


def office_start(doc: Doc, head: int, first: int) -> int:
    """Index of the first word of the office whose head word is at ``head``, "former" left out."""
    start = head
    while start > first:
        word = doc[start - 1].lower_
        if (
            word in ("-", "–")
            and start - 1 > first
            and (doc[start - 2].lower_ in OFFICE_MODIFIERS | OFFICE_WORDS)
        ):
            start -= 2
            continue
        if word in FORMER or (word not in OFFICE_MODIFIERS and word not in OFFICE_WORDS):
            break
        if doc[start - 1].ent_iob_ == "I" and doc[start - 1].ent_type_ in ("GPE", "LOC", "FAC"):
            break  # "New York City Mayor"
        if doc[start - 1].pos_ == "VERB":
            break  # "was elected mayor"
        if word == "under" and doc[start].lower_ != "secretary":
            break
        # "the Senate majority leader": capitals do not change in the middle of an office, but
        # a capitalised party or chamber may stand before a lower-case office.
        start -= 1
    return start


def offices_before(doc: Doc, first: int, last: int) -> tuple[Office, ...]:
    """The offices directly before a capitalised name among the tokens ``first`` to ``last``."""
    found: list[Office] = []
    index = first
    while index < last:
        token = doc[index]
        if token.lower_ not in OFFICE_WORDS or token.lower_ in HONORIFICS:
            index += 1
            continue
        end = office_end(doc, index, last)
        start = office_start(doc, index, first)
        if end >= last or not _begins_name(doc, end) or _one_body(doc, index, end):
            index = max(end, index + 1)
            continue
        former = start > first and doc[start - 1].lower_ in FORMER
        if start > first + 1 and doc[start - 1].text in "-–" and doc[start - 2].lower_ == "ex":
            former = True
        found.append(Office(start, end, index, former, end))
        index = end
    return tuple(found)


def _one_body(doc: Doc, head: int, after: int) -> bool:
    """Whether the word and what follows are one organisation's name: "General Electric"."""
    if doc[head].ent_type_ == "ORG" and doc[after].ent_iob_ == "I":
        return True
    return any(t.lower_.rstrip(".") in _COMPANY for t in doc[after : after + 4])


def _begins_name(doc: Doc, index: int) -> bool:
    token = doc[index]
    if not is_capital(token.text) or token.is_punct or token.like_num:
        return False
    if token.lower_ in OFFICE_WORDS | _NOT_BEFORE_NAME:
        return False
    if token.ent_type_ == "PERSON":
        return True
    if token.pos_ != "PROPN" or territory(token.text) or adjective(token.text):
        return False
    return token.ent_type_ not in ("DATE", "TIME", "CARDINAL", "GPE", "NORP", "LOC")
