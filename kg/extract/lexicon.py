"""Closed word lists that several rules share: offices, kin, kinds of groups, honorifics.

Plain lower-case English; nothing here is taken from single articles.
"""

from __future__ import annotations

__all__ = [
    "FEMALE_TITLES",
    "HONORIFICS",
    "KIN",
    "MALE_TITLES",
    "NAME_PARTICLES",
    "OFFICE_MODIFIERS",
    "OFFICE_WORDS",
    "word_set",
]


def word_set(words: str) -> frozenset[str]:
    """The words of a string that white space parts: how the lists here are written down."""
    return frozenset(words.split())


#: Head words of offices that stand before a name or after it in apposition.
OFFICE_WORDS = word_set(
    """president premier chancellor minister secretary king queen prince princess emperor sultan
    emir pope cardinal archbishop bishop rabbi imam ayatollah governor mayor senator congressman
    congresswoman representative lawmaker deputy ambassador envoy consul chairman chairwoman
    chairperson chair ceo cfo coo cto director chief commissioner commander general admiral colonel
    major captain lieutenant sergeant marshal judge justice prosecutor attorney sheriff inspector
    spokesman spokeswoman spokesperson speaker leader founder co-founder cofounder head boss manager
    coach editor analyst adviser advisor aide economist professor dean principal superintendent
    councillor councilman councilwoman treasurer comptroller delegate legislator mp mep
    vice-president vice-chairman coordinator administrator officer executive candidate nominee
    correspondent reporter chargé ombudsman regent rector provost whip trustee coroner detective
    co-chair co-chairman prime-minister"""
)

#: Words that may stand before the head word of an office and belong to it.
OFFICE_MODIFIERS = word_set(
    """former ex acting interim deputy vice assistant associate under senior chief prime foreign
    defense defence interior finance justice health education energy trade economy economic
    environment agriculture transport transportation labor labour housing culture information
    communications home state treasury commerce press attorney lieutenant major brigadier national
    security executive managing general first second opposition rebel
    party majority minority house senate parliamentary presidential republican democratic
    military police army navy air fire supreme high federal regional provincial district county
    city town village campaign marketing operating financial technology product legal political
    special permanent honorary co founding
    secretary minister president director officer prosecutor"""
)

#: Titles before a name that are no office.
HONORIFICS = word_set(
    """mr mrs ms miss mx sir dame lord lady dr prof rev reverend fr father sister brother saint
    madam madame monsieur señor señora don doña sheikh hajj capt col gen lt sgt maj adm cmdr gov sen
    rep hon pres"""
)

MALE_TITLES = word_set(
    """mr sir lord king prince emperor sultan emir pope cardinal congressman chairman spokesman
    councilman monsieur señor don father brother duke businessman policeman"""
)
FEMALE_TITLES = word_set(
    """mrs ms miss dame lady queen princess empress congresswoman chairwoman spokeswoman
    councilwoman madam madame señora doña sister mother duchess businesswoman policewoman
    actress"""
)

#: Words of kinship that stand before a name: a relation, no office.
KIN = word_set(
    """wife husband son daughter brother sister father mother uncle aunt nephew niece cousin
    grandson granddaughter grandfather grandmother widow widower partner fiancé fiancée girlfriend
    boyfriend stepson stepdaughter stepfather stepmother"""
)

#: Lower-case words inside names of persons.
NAME_PARTICLES = word_set(
    """de del della di da das dos du la las los le el al bin ibn ben van von der den ten zu y e
    abu san st"""
)
