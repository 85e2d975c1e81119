"""Words that tell how real a happening is, whatever governs it."""

from __future__ import annotations

from kg.extract.lexicon import word_set
from kg.model import Status

__all__ = [
    "ADJECTIVES",
    "BRINGING",
    "CONDITIONS",
    "EFFECTS",
    "HABITS",
    "OCCURRING",
    "SAID",
    "TAKING",
    "VERBAL",
]

#: Adjectives before the noun that names it.
ADJECTIVES = {
    "possible": Status.HYPOTHETICAL,
    "potential": Status.HYPOTHETICAL,
    "proposed": Status.HYPOTHETICAL,
    "threatened": Status.HYPOTHETICAL,
    "hypothetical": Status.HYPOTHETICAL,
    "likely": Status.HYPOTHETICAL,
    "eventual": Status.HYPOTHETICAL,
    "would-be": Status.HYPOTHETICAL,
    "planned": Status.PLANNED,
    "upcoming": Status.PLANNED,
    "future": Status.PLANNED,
    "scheduled": Status.PLANNED,
    "forthcoming": Status.PLANNED,
    "impending": Status.PLANNED,
    "imminent": Status.PLANNED,
    "coming": Status.PLANNED,
    "next": Status.PLANNED,
    "alleged": Status.ALLEGED,
    "suspected": Status.ALLEGED,
    "reported": Status.ALLEGED,
    "apparent": Status.ALLEGED,
    "rumored": Status.ALLEGED,
    "rumoured": Status.ALLEGED,
    "ongoing": Status.ONGOING,
    "continuing": Status.ONGOING,
}
EFFECTS = {
    "PLANNED": Status.PLANNED,
    "HYPOTHETICAL": Status.HYPOTHETICAL,
    "DENIED": Status.DENIED,
    "ALLEGED": Status.ALLEGED,
}
#: Verbs of saying and doing by words, told in the present of the news.
VERBAL = frozenset(
    {
        "AGREE",
        "SUPPORT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "CONCEDE",
    }
)
CONDITIONS = frozenset({"if", "unless", "whether", "lest", "should", "provided", "assuming"})
HABITS = frozenset(
    ["often", "usually", "occasionally", "sometimes", "frequently", "regularly", "routinely"]
)
SAID = frozenset(["allegedly", "purportedly", "supposedly", "reportedly", "ostensibly"])
#: Verbs by which somebody is got to where an act is still to be done to him: "flown in FOR trial".
BRINGING = word_set("bring deliver extradite fly hand return rush send summon take transfer")
#: Verbs whose subject takes place by them: what is planned of them is planned of it.
OCCURRING = word_set("be begin come continue go happen open resume start take")
#: Prepositions whose object is what a verb or noun is about: "accused OF", "a call FOR".
TAKING = frozenset(
    ["about", "against", "at", "for", "from", "into", "of", "on", "over", "to", "with"]
)
