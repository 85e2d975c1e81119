"""What somebody is charged with: "arrested on suspicion of drunk driving", "accused of fraud".

The one who is charged is said to have done it, which stays an allegation until somebody is fined or
jailed for it. Nouns name an act here that elsewhere name a matter ("fraud", "possession").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.lexicon import Lexicon
from kg.extract.events.syntax import coordinated, is_passive, lemma, modifiers, objects, subjects
from kg.extract.lexicon import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["accused", "charge_of", "is_offence", "is_unproven"]

#: Words that charge somebody, by which the act is not settled yet; and those by which it is.
_UNPROVEN = word_set(
    """accuse arrest arraign charge acquit detain indict suspect prosecute wanted try guilty"""
)
_CHARGING = _UNPROVEN | word_set("convict jail imprison sentence cite book fine")
#: Nouns between the verb and the act: "on charges of fraud".
_CHARGE = word_set("suspicion charge count accusation allegation indictment")
#: What is done about an act is not the act: "arrested for investigation of fraud".
_STEPS = word_set("investigation probe questioning interrogation trial hearing extradition")
_ON = frozenset(["on", "over", "under", "for", "of", "to"])
_DRIVING = word_set("drunk drunken impaired reckless dangerous careless drink")


def charge_of(token: Token) -> Token | None:
    """The word that charges somebody with what the token names; None where nothing does."""
    if lemma(token) in _STEPS:
        return None
    if token.dep_ == "conj":
        return charge_of(coordinated(token)) if token.head.i != token.i else None
    prep = token.head
    if token.dep_ not in ("pobj", "pcomp") or prep.lower_ not in ("of", "for", "with"):
        return None
    above = prep.head
    if above.pos_ == "NOUN" and lemma(above) in _CHARGE and prep.lower_ == "of":
        # "arrested on suspicion of": the verb behind the noun says who is charged.
        outer = above.head
        verb = outer.head if above.dep_ == "pobj" and outer.lower_ in _ON else None
        return verb if verb is not None and lemma(verb) in _CHARGING else above
    takes_of = lemma(above) not in ("arrest", "detain")  # "the arrest of Lee"
    charges = lemma(above) in _CHARGING and (takes_of or prep.lower_ != "of")
    return above if charges else None


def accused(charge: Token) -> list[Token]:
    """Who is charged: the object of the verb, the subject of a passive or of "guilty"."""
    if any(child.dep_ == "mark" for child in charge.children):
        return []  # "if convicted of murder, he would": who stands beside is not always meant
    if charge.pos_ == "VERB":
        if is_passive(charge):
            return subjects(charge)
        return objects(charge)
    if charge.pos_ == "ADJ":
        return subjects(charge) or subjects(charge.head)
    return [child for child in charge.children if child.dep_ == "poss"]


def is_unproven(charge: Token) -> bool:
    """Whether the charge leaves open whether it was done: who is fined for it has done it, "if
    convicted" has not been yet."""
    if charge.pos_ == "NOUN" or lemma(charge) in _UNPROVEN:
        return True
    helped = any(child.dep_ in ("aux", "auxpass") for child in charge.children)
    return charge.tag_ != "VBD" and not helped


def is_offence(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun names something that people are charged with."""
    if noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if noun.lower_ == "driving":
        return any(word.lower_ in _DRIVING for word in modifiers(noun))
    word = lemma(noun)
    return word in lexicon.classes["crime"] or word in lexicon.classes["offence"]
