"""The event lexicon: which verbs and nouns name which type of event, and under what conditions.

The words are data (``data/*.tsv``, each with its format in its head), written from the
definitions of the PLOVER manual (Open Event Data Alliance, 2021) and of its ancestor CAMEO, and
from general English for the types of news that PLOVER leaves out. This module reads them, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["Condition", "Lexicon", "Pattern", "known_nouns", "known_verbs", "load_lexicon"]

_PACKAGE = "kg.extract.events"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a pattern: where to look, which preposition, which words are right.

    ``words`` is None where any word will do.
    """

    slot: str
    key: str | None
    words: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A type of event that a lemma names when all conditions hold. ``frame`` is for nouns."""

    type: str
    conditions: tuple[Condition, ...]
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists. ``embedding`` maps a governing lemma to what it makes of its complement;
    ``active`` are those of ``states`` that may tell of an act, ``matters`` nouns that name no
    happening, ``vague`` nouns that name any."""

    verbs: dict[str, tuple[Pattern, ...]]
    nouns: dict[str, tuple[Pattern, ...]]
    states: frozenset[str]
    says: frozenset[str]
    active: frozenset[str]
    matters: frozenset[str]
    vague: frozenset[str]
    embedding: dict[str, str]
    classes: dict[str, frozenset[str]]


def _rows(name: str) -> list[list[str]]:
    text = files(_PACKAGE).joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.split("\t")]
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    ]


def _classes() -> dict[str, frozenset[str]]:
    """Word classes with the classes inside them resolved."""
    raw = {name: words.split() for name, words in _rows("classes.tsv")}
    done: dict[str, frozenset[str]] = {}

    def resolve(name: str, above: tuple[str, ...] = ()) -> frozenset[str]:
        if name not in done:
            if name in above or name not in raw:
                raise ValueError(f"data/classes.tsv: no class @{name}, or it holds itself")
            words: set[str] = set()
            for word in raw[name]:
                if word.startswith("@"):
                    words |= resolve(word[1:], (*above, name))
                else:
                    words.add(word)
            done[name] = frozenset(words)
        return done[name]

    for name in raw:
        resolve(name)
    return done


def _words(text: str, classes: dict[str, frozenset[str]]) -> frozenset[str] | None:
    if text == "*":
        return None
    words: set[str] = set()
    for word in text.split(","):
        if word.startswith("@"):
            if word[1:] not in classes:
                raise ValueError(f"lexicon: no class {word}")
            words |= classes[word[1:]]
        else:
            words.add(word)
    return frozenset(words)


def _condition(text: str, classes: dict[str, frozenset[str]]) -> Condition:
    slot, _, rest = text.partition(":")
    if slot == "prep":
        key, _, wanted = rest.partition("=")
        return Condition(slot, key, _words(wanted or "*", classes))
    return Condition(slot, None, _words(rest or "*", classes))


def _conditions(text: str, classes: dict[str, frozenset[str]]) -> tuple[Condition, ...]:
    return tuple(_condition(part, classes) for part in text.split() if part != "*")


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon that ships with the package.

    Raises:
        ValueError: a data file names a class that does not exist (a defect of the package).
    """
    classes = _classes()
    verbs: dict[str, list[Pattern]] = {}
    for lemma, conditions, kind in _rows("verbs.tsv"):
        verbs.setdefault(lemma, []).append(Pattern(kind, _conditions(conditions, classes)))
    nouns: dict[str, list[Pattern]] = {}
    for lemmas, conditions, kind, frame in _rows("nouns.tsv"):
        for lemma in lemmas.split():
            nouns.setdefault(lemma, []).append(
                Pattern(kind, _conditions(conditions, classes), frame)
            )
    kinds = {kind: frozenset(words.split()) for kind, words in _rows("stative.tsv")}
    embedding = {
        lemma: effect for effect, words in _rows("embedding.tsv") for lemma in words.split()
    }
    return Lexicon(
        verbs={lemma: tuple(patterns) for lemma, patterns in verbs.items()},
        nouns={lemma: tuple(patterns) for lemma, patterns in nouns.items()},
        states=kinds["STATE"],
        says=kinds["SAY"],
        active=kinds["ACTIVE"],
        matters=kinds["MATTER"],
        vague=kinds["VAGUE"],
        embedding=embedding,
        classes=classes,
    )


@lru_cache(maxsize=1)
def known_verbs() -> frozenset[str]:
    """All verb lemmas that the lexicon knows in any way."""
    lexicon = load_lexicon()
    return frozenset(lexicon.verbs) | lexicon.states | lexicon.says | frozenset(lexicon.embedding)


@lru_cache(maxsize=1)
def known_nouns() -> frozenset[str]:
    """All noun lemmas that the lexicon or its classes know."""
    lexicon = load_lexicon()
    return frozenset(lexicon.nouns) | frozenset(w for c in lexicon.classes.values() for w in c)
