"""Whether a found name can be that of an actor, by what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.lexicon import OFFICE_WORDS
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.name import Name

__all__ = ["is_of_another", "is_proper", "is_quoted_thing", "is_ticker"]

_QUOTES = "\"'`"


def is_ticker(doc: Doc, name: Name) -> bool:
    """Whether the name is what a share is traded under: "Acme shares (ACME)"."""
    if name.end - name.start > 1 or not name.text.isupper() or name.start < 2:
        return False
    before = doc[name.start - 2].lower_
    if doc[name.start - 1].text == ":":
        return before in ("nyse", "nasdaq", "amex", "lse")
    return doc[name.start - 1].text == "(" and before in ("shares", "stock", "share")


def is_of_money(doc: Doc, name: Name) -> bool:
    """Whether a country only says whose money it is: "US $29", "A$ 300"."""
    if name.end >= len(doc) or len(name.text) > 4 or not name.text.isupper():
        return False
    return doc[name.end].text[0] in "$£€¥"


def is_of_another(doc: Doc, name: Name) -> bool:
    """Whether a single name is the end of another's: "David" of "Star of David"."""
    if name.type is not ActorType.PERSON or name.end - name.start > 1 or name.start < 2:
        return False
    before = doc[name.start - 2]
    return (
        doc[name.start - 1].text == "of"
        and before.pos_ == "PROPN"
        and before.text[:1].isupper()
        and before.lower_ not in OFFICE_WORDS
    )


def is_quoted_thing(doc: Doc, name: Name) -> bool:
    """A name that fills a pair of quotation marks, or a part of one: an operation, a title."""
    before = doc[name.start - 1].text if name.start else ""
    after = doc[name.end].text if name.end < len(doc) else ""
    opened = before in ("'", '"', "`", "``") or doc[name.start].text[0] in _QUOTES
    closed = after in ("'", '"', "''") or doc[name.end - 1].text[-1] in _QUOTES
    if opened and closed:
        return True
    around = {before.lower(), after.lower()}
    return bool(around & {"operation", "codenamed", "code-named", "dubbed"})


def is_proper(token: Token) -> bool:
    """Whether a single capitalised word is a name, not a common word that begins a sentence."""
    if token.pos_ in ("VERB", "AUX", "ADV", "PRON", "DET", "ADP", "CCONJ", "SCONJ", "INTJ"):
        return False
    if token.text.isupper() and len(token.text) > 1:
        # Shouted words are no persons, acronyms may be organisations.
        return token.ent_type_ != "PERSON" or len(token.text) < 5
    if token.is_sent_start and token.pos_ in ("NOUN", "ADJ", "NUM"):
        return False
    return not (token.pos_ in ("NOUN", "ADJ") and token.text.islower())
