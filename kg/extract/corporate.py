"""Names of companies by their legal form: "Helen of Troy Corp", "Burns, Pauli and Co Inc".

The recogniser often cuts such names at "of", "and" and commas, or takes their first words for a
person. The legal form at the end tells where a company's name stands; the capitals before it, how
far it goes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set
from kg.extract.phrases import is_capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

__all__ = ["company_names"]

_FORMS = word_set(
    """inc inc. corp corp. corporation incorporated co co. ltd ltd. limited plc llc llp gmbh nv n.v.
    ag s.a. spa s.p.a. bhd pty kk oyj"""
)
#: Forms that are words of their own too: only behind another form, or in these letters.
_SHORT = {"ag": "AG", "nv": "NV", "spa": "SpA", "kk": "KK"}
_LONGEST = 9
#: Offices that stand before a company's name and begin none.
_OFFICES = word_set(
    """president chairman chairwoman ceo cfo coo director spokesman spokeswoman analyst founder
    owner executive manager"""
)
#: What may have several words and go on with "of": "First National Bank of Boston Corp".
_OF_PLACES = word_set("bank banks university federation union association trust industries")
_NO_START = word_set(
    """the a an this that its his her their our in on at by for from with of to and or but while
    when as if said mr mrs ms dr former new late"""
)


def company_names(doc: Doc, blocked: Sequence[bool]) -> list[tuple[int, int]]:
    """The tokens (start, end) of names that end in a legal form, in order, not overlapping.

    Args:
        doc: the parse.
        blocked: tokens that belong to no name (times, furniture, offices).
    """
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(doc):
        if not _is_form(doc, index) or blocked[index]:
            index += 1
            continue
        end = index + 1
        while end < len(doc) and _is_form(doc, end):
            end += 1  # "Co Inc", "Co., Ltd." without the comma
        if doc[end - 1].lower_ in ("co", "co.") and _of_region(doc, end):
            end += 2  # "Public Service Co of Ruritania"
        start = _begin(doc, index, blocked)
        if start is not None and (not found or start >= found[-1][1]):
            found.append((start, end))
        index = end
    return found


def _is_form(doc: Doc, index: int) -> bool:
    token = doc[index]
    if token.lower_ not in _FORMS or not token.text[:1].isupper():
        return False
    if token.lower_ in _SHORT and token.text != _SHORT[token.lower_]:
        return False
    return not (index + 1 < len(doc) and doc[index + 1].text == "-")


def _inner_genitive(doc: Doc, index: int, form: int) -> bool:
    """Whether an 's is inside the name ("Moody's Investors Service Inc", "Wendy's Inc"), not its
    owner's ("Acme's Rocket Inc")."""
    token = doc[index]
    return token.text in ("'s", "’s") and token.ent_iob_ == "I" and form - index != 2


def _of_region(doc: Doc, index: int) -> bool:
    """Whether "of" and a name follow that the recogniser too takes for a part of the whole."""
    return (
        index + 1 < len(doc)
        and doc[index].lower_ == "of"
        and doc[index].ent_iob_ == "I"
        and doc[index + 1].ent_iob_ == "I"
        and _part(doc[index + 1].text)
    )


def _begin(doc: Doc, form: int, blocked: Sequence[bool]) -> int | None:
    """Where the name before a legal form begins; None where no name stands there."""
    start = form
    while start > 0 and form - start < _LONGEST:
        token = doc[start - 1]
        if token.is_space or blocked[start - 1] or (token.is_sent_start and not _part(token.text)):
            break
        if _part(token.text) or _inner_genitive(doc, start - 1, form):
            start -= 1
        elif start == form and token.lower_ in ("and", "&") and _part_at(doc, start - 2):
            # "Stifel, Nicolaus and Co": partners, as many as commas part
            start -= 2
            while _part_at(doc, start - 1) or (
                doc[start - 1].text == "," and _part_at(doc, start - 2) and start > 1
            ):
                start -= 1 if _part_at(doc, start - 1) else 2
            break
        elif (token.text in ("&", "-", "/") and start < form and _part_at(doc, start - 2)) or (
            token.lower_ == "of"
            and 0 < form - start <= 2
            and _part_at(doc, start - 2)
            and doc[start - 2].pos_ == "PROPN"
            and (not _part_at(doc, start - 3) or doc[start - 2].lower_ in _OF_PLACES)
        ):
            start -= 2
        else:
            break
    while start < form and (
        doc[start].lower_ in _NO_START or doc[start].lower_ in _OFFICES or blocked[start]
    ):
        start += 1
    return start if start < form else None


def _part_at(doc: Doc, index: int) -> bool:
    return index >= 0 and _part(doc[index].text) and doc[index].lower_ not in _NO_START


def _part(text: str) -> bool:
    """Whether a word may be part of a company's name."""
    if text.isdigit():
        return len(text) < 4
    return is_capital(text) and any(c.isalpha() for c in text)
