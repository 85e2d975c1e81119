"""The type of event that a verb or noun names: its lexicon pattern, tried against the parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.events.lexicon import Condition, Lexicon, Pattern
from kg.extract.events.syntax import (
    core_lemmas,
    is_passive,
    lemma,
    modifiers,
    objects,
    particles,
    prepositions,
    subjects,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = [
    "Typed",
    "complements",
    "counted",
    "has_argument",
    "match_noun",
    "match_verb",
    "patients",
    "pattern_types",
]

_RELATIONS = (
    "to",
    "of",
    "by",
    "on",
    "against",
    "in",
    "at",
    "with",
    "between",
    "among",
    "from",
    "over",
)


#: Nouns whose infinitive is what the verb is about: "made a promise to leave".
_DECIDED = frozenset(
    [
        "decision",
        "promise",
        "plan",
        "pledge",
        "agreement",
        "offer",
        "intention",
        "vow",
        "commitment",
        "threat",
        "demand",
        "request",
        "call",
        "appeal",
        "order",
        "willingness",
        "readiness",
        "proposal",
        "consensus",
    ]
)


_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_DIGITS = {word: str(number) for number, word in enumerate(_WORDS.split(), 1)}


@dataclass(frozen=True, slots=True)
class Typed:
    """A pattern that fits, and the indices of the noun tokens that its conditions rest on."""

    type: str
    frame: str = ""
    nouns: tuple[int, ...] = ()


def patients(verb: Token) -> list[Token]:
    """What the act is done to: the object, or the subject of a passive."""
    if is_passive(verb):
        found = subjects(verb)
        return found or objects(verb)
    return objects(verb)


def agents(verb: Token) -> list[Token]:
    """Who acts: the subject, or what "by" names in a passive."""
    if is_passive(verb):
        return [t for word, found in prepositions(verb) if word == "by" for t in found]
    return subjects(verb)


def counted(token: Token) -> str:
    """Of how many an act is told, as the text has it: "three" of "killed three soldiers" and "the
    death of three soldiers"; empty where no number is told."""
    if token.pos_ in ("VERB", "AUX"):
        things = patients(token) or subjects(token)
    else:
        things = [t for word, found in prepositions(token) if word == "of" for t in found]
    for thing in things:
        for child in thing.children:
            if child.dep_ == "nummod":
                return _DIGITS.get(child.lower_, child.lower_.replace(",", ""))
    return ""


def complements(verb: Token) -> list[Token]:
    """Heads of infinitive, -ing and finite complements of a verb or adjective."""
    found = []
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") and child.pos_ in ("VERB", "AUX"):
            found.append(child)
        elif child.dep_ in ("acomp", "oprd"):
            found.extend(complements(child))
        elif child.dep_ == "prep":
            found.extend(c for c in child.children if c.dep_ == "pcomp")
        elif child.dep_ in ("dobj", "attr") and lemma(child) in _DECIDED:
            # "has decided to", "made a promise to": the complement may hang from the noun.
            found.extend(c for c in child.children if c.dep_ == "acl" and c.tag_ == "VB")
        elif child.dep_ == "advcl" and child.tag_ == "VB":
            found.append(child)
    return found


def match_verb(verb: Token, lexicon: Lexicon, view: View, depth: int = 0) -> Typed | None:
    """The first pattern of the verb's lemma that fits; None where it has no line."""
    for pattern in lexicon.verbs.get(lemma(verb), ()):
        nouns: list[int] = []
        if all(_holds_verb(c, verb, lexicon, view, nouns, depth) for c in pattern.conditions):
            return Typed(pattern.type, nouns=tuple(nouns))
    return None


def _kinds(tokens: list[Token], view: View) -> set[str]:
    return {view.mention[token.i].type.value for token in tokens if token.i in view.mention}


def _any_core(tokens: list[Token], words: frozenset[str] | None, nouns: list[int]) -> bool:
    for token in tokens:
        if words is None or core_lemmas(token) & words:
            nouns.append(token.i)
            return True
    return False


def _holds_verb(
    condition: Condition,
    verb: Token,
    lexicon: Lexicon,
    view: View,
    nouns: list[int],
    depth: int,
) -> bool:
    slot, words = condition.slot, condition.words
    if slot == "obj":
        return _any_core(patients(verb), words, nouns)
    if slot == "subj":
        return _any_core(agents(verb), words, [])
    if slot == "objis":
        return bool(words and _kinds(patients(verb), view) & words)
    if slot == "tois":
        reached = [t for word, found in prepositions(verb) if word == "to" for t in found]
        return bool(words and _kinds(reached, view) & words)
    if slot == "subjis":
        return bool(words and _kinds(agents(verb), view) & words)
    if slot == "noobj":
        return not patients(verb)
    if slot == "base":
        return any(
            lemma(token) in words
            for token in complements(verb)
            if token.dep_ == "ccomp" and token.tag_ == "VB" and words
        )
    if slot in ("part", "mod"):
        return bool(words and particles(verb) & words)
    if slot == "prep":
        for word, found in prepositions(verb):
            if word == condition.key and _any_core(found, words, nouns if words else []):
                return True
        # A particle that the parser took for a preposition, and the other way round.
        return words is None and condition.key in particles(verb)
    if slot == "inf":
        return any(
            words is None or lemma(token) in words
            for token in complements(verb)
            if token.dep_ != "ccomp"
            or any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
        )
    if slot == "that":
        return any(
            child.dep_ == "ccomp"
            and child.i > verb.i
            and (child.tag_ != "VB" or any(c.tag_ == "MD" for c in child.children))
            for child in verb.children
        )
    if slot == "says":
        return any(
            lemma(token) in words
            for child in verb.children
            if child.dep_ == "ccomp" and words
            for token in child.subtree
        )
    if slot == "infclass" and depth < 2:
        for token in complements(verb):
            typed = match_verb(token, lexicon, view, depth + 1)
            if typed is not None and words and typed.type in words:
                return True
        for token in objects(verb):
            found_noun = match_noun(token, lexicon, view)
            if found_noun is not None and words and found_noun.type in words:
                return True
    return False


def has_argument(noun: Token, view: View) -> bool:
    """Whether somebody or something takes part by the noun's own phrase."""
    for child in noun.children:
        if child.dep_ == "poss":
            return True
        if child.dep_ in ("compound", "amod", "nmod") and child.i in view.covered:
            return True
        if child.dep_ in ("prep", "agent") and child.lower_ in _RELATIONS:
            return True
    return False


def match_noun(noun: Token, lexicon: Lexicon, view: View) -> Typed | None:
    """The first pattern of the noun's lemma that fits; None where there is none."""
    for pattern in lexicon.nouns.get(lemma(noun), ()):
        if all(_holds_noun(c, noun, view) for c in pattern.conditions):
            return Typed(pattern.type, frame=pattern.frame)
    return None


def _holds_noun(condition: Condition, noun: Token, view: View) -> bool:
    words = condition.words
    if condition.slot == "arg":
        return has_argument(noun, view)
    if condition.slot == "mod":
        found = {lemma(token) for token in modifiers(noun)} | {t.lower_ for t in modifiers(noun)}
        return bool(words and found & words)
    if condition.slot == "of":
        for word, tokens in prepositions(noun):
            if word == "of" and (words is None or any(core_lemmas(t) & words for t in tokens)):
                return True
    return False


def pattern_types(patterns: tuple[Pattern, ...]) -> set[str]:
    """All types that the patterns of one lemma can give."""
    return {pattern.type for pattern in patterns}
