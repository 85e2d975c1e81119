"""Acronyms: introduced in parentheses, told by their initials, or known to everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["KNOWN", "initials", "matches", "parenthetical_acronyms"]

#: Acronyms that mean one organisation in news of any country.
KNOWN = {
    "UN": "United Nations",
    "EU": "European Union",
    "NATO": "North Atlantic Treaty Organization",
    "OAS": "Organization of American States",
    "WHO": "World Health Organization",
    "WTO": "World Trade Organization",
    "IMF": "International Monetary Fund",
    "IAEA": "International Atomic Energy Agency",
    "OPEC": "Organization of the Petroleum Exporting Countries",
    "ASEAN": "Association of Southeast Asian Nations",
    "UNICEF": "United Nations Children's Fund",
    "UNESCO": "United Nations Educational, Scientific and Cultural Organization",
    "UNHCR": "United Nations High Commissioner for Refugees",
    "ICC": "International Criminal Court",
    "ICJ": "International Court of Justice",
    "OECD": "Organisation for Economic Co-operation and Development",
    "OSCE": "Organization for Security and Co-operation in Europe",
    "FBI": "Federal Bureau of Investigation",
    "CIA": "Central Intelligence Agency",
    "NASA": "National Aeronautics and Space Administration",
    "NSA": "National Security Agency",
    "FDA": "Food and Drug Administration",
    "EPA": "Environmental Protection Agency",
    "BBC": "British Broadcasting Corporation",
    "AFP": "Agence France-Presse",
    "FARC": "Revolutionary Armed Forces of Colombia",
}

_SMALL = word_set(
    "a an and the of for de del des du la las los le les y e et und in on to da do das dos"
)


def initials(words: list[str], *, small: bool = False) -> str:
    """The first letters of the words, capital; small words only where ``small`` says so.

    >>> initials(["Organization", "of", "American", "States"])
    'OAS'
    """
    return "".join(
        part[0].upper()
        for word in words
        for part in word.split("-")
        if part and part[0].isalpha() and (small or word.lower() not in _SMALL)
    )


def matches(acronym: str, words: list[str]) -> bool:
    """Whether the letters of an acronym are the initials of the words, small words at will."""
    letters = acronym.replace(".", "").upper()
    return letters in (initials(words), initials(words, small=True))


def _is_acronym(word: str) -> bool:
    plain = word.replace(".", "").replace("-", "")
    return (
        2 <= len(plain) <= 8
        and plain.isalnum()
        and plain[0].isalpha()
        and (sum(1 for c in plain if c.isupper()) >= max(2, len(plain) - 2))
    )


def parenthetical_acronyms(doc: Doc) -> list[tuple[tuple[int, int], int]]:
    """Long forms with the acronym in parentheses right behind: (first, after last), token of it.

    The long form is the run of capitalised words (small words between them allowed) whose initials
    are the acronym; where none fits (a translated name keeps its acronym), the entity before it
    that shares a letter with it.
    """
    found: list[tuple[tuple[int, int], int]] = []
    for index in range(2, len(doc) - 1):
        token = doc[index]
        if doc[index - 1].text != "(" or doc[index + 1].text not in (")", ",", ";"):
            continue
        if not _is_acronym(token.text):
            continue
        end = index - 1
        start = _long_form(doc, end, token.text)
        if start is not None:
            found.append(((start, end), index))
    return found


def _long_form(doc: Doc, end: int, acronym: str) -> int | None:
    run = end
    while run > 0 and end - run < 12:
        token = doc[run - 1]
        if token.is_space or (token.is_sent_start is True and not token.text[:1].isupper()):
            break
        if (
            token.text[:1].isupper()
            or token.lower_ in _SMALL
            or token.text in ("-", "&", ",", "'s", "'")
        ):
            run -= 1
            continue
        break
    for start in range(run, end):
        words = [t.text for t in doc[start:end] if t.is_alpha or "-" in t.text]
        begins = doc[start].text[:1].isupper() and doc[start].lower_ not in _SMALL
        if begins and words and matches(acronym, words):
            return start
    # No initials fit: take the capitalised run, if it is an entity of two words or more.
    while run < end and (doc[run].lower_ in _SMALL or not doc[run].text[:1].isupper()):
        run += 1
    tokens = doc[run:end]
    if len(tokens) < 2 or any(t.text == "," for t in tokens):
        return None
    if not any(t.ent_type_ in ("ORG", "NORP", "FAC", "GPE", "LOC") for t in tokens):
        return None
    shared = set(acronym.upper()) & set(initials([t.text for t in tokens]))
    return run if shared else None
