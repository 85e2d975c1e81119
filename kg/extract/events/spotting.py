"""Which words name a happening, by a small trained classifier over the parse.

It stands in where the encoder (`kg.extract.events.encoded`) is not used. Each noun, verb, adjective
and name is described by its features (form, lemma, syntax, neighbours, what the lexicon says of it)
and three vectors that the parser has made anyway: its word vector, its context as the parser's
tagger sees it, and the word vector of its head. One hidden layer maps these to the probabilities of
being a happening, a state, a report, or none of these. The weights come from TempEval-3's TBAQ,
ECB+ and the trial data of SemEval-2015 Task 4 (`kg.train.spotting`;
``kg/data/models/events/MODEL_CARD.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.extract.events.lexicon import Lexicon
from kg.extract.events.merge import family
from kg.extract.events.syntax import lemma

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

    Lemmas = Callable[[Token], str]

__all__ = [
    "DENSE",
    "LABELS",
    "Case",
    "Spotter",
    "candidates",
    "dense",
    "describe",
    "load_spotter",
]

Floats = NDArray[np.float32]

#: What a word can be; the first is nothing that happens.
LABELS = ("none", "happening", "state", "report")
#: Lengths of the three vectors, with what each is divided by.
DENSE = ((300, 5.0), (96, 2.0), (300, 5.0))

_MARKS = frozenset({"det", "aux", "auxpass", "neg", "prt", "mark", "prep", "agent"})
_TELLING = frozenset({"dobj", "nsubj", "nsubjpass", "compound", "amod"})
#: No event is looked for in these parts of speech.
_OPEN = frozenset({"NOUN", "VERB", "PROPN", "ADJ"})


@dataclass(frozen=True, slots=True)
class Case:
    """One word, by its index, with the names of the features that hold of it."""

    token: int
    features: tuple[str, ...]


def candidates(doc: Doc) -> list[Token]:
    """The words of a text that may name a happening."""
    return [
        token
        for token in doc
        if token.pos_ in _OPEN
        and token.text[0].isalpha()
        and len(token.text) > 1
        and not (token.pos_ == "ADJ" and token.dep_ in ("det", "nummod"))
    ]


def describe(doc: Doc, lexicon: Lexicon, view: View) -> list[Case]:
    """The words of a text that may name a happening, each with its features."""
    kin = _kin(lexicon)
    lemmas: dict[int, str] = {}

    def of(token: Token) -> str:
        if token.i not in lemmas:
            lemmas[token.i] = lemma(token)
        return lemmas[token.i]

    found = []
    for token in candidates(doc):
        word = of(token)
        names = _form(token, word)
        names += _syntax(token, of)
        names += _around(token, doc, view)
        names += _known(token, word, of(token.head), lexicon)
        if family(word) in kin:
            names.append("kin" + token.pos_)
        found.append(Case(token.i, tuple(names)))
    return found


@lru_cache(maxsize=1)
def _families(words: frozenset[str]) -> frozenset[str]:
    return frozenset(family(word) for word in words)


def _kin(lexicon: Lexicon) -> frozenset[str]:
    return _families(frozenset(lexicon.verbs) | frozenset(lexicon.nouns))


def _form(token: Token, word: str) -> list[str]:
    text, low = token.text, token.lower_
    shape = "U" if text.isupper() else "C" if text[0].isupper() else "l"
    pos, tag, dep = token.pos_, token.tag_, token.dep_
    return [
        "bias", f"t={tag}", f"p={pos}", f"d={dep}", f"l={word}", f"w={low}", f"s3={low[-3:]}",
        f"s2={low[-2:]}", f"pd={pos}{dep}", f"sh={shape}{pos}",
    ]  # fmt: skip


def _syntax(token: Token, of: Lemmas) -> list[str]:
    head, pos = token.head, token.pos_[0]
    found = [f"hp={head.pos_}", f"hd={head.dep_}", f"dh={token.dep_}:{of(head)}"]
    for child in token.children:
        dep = child.dep_
        found.append(f"k={pos}{dep}{child.lower_}" if dep in _MARKS else f"k={pos}{dep}")
        if dep in _TELLING:
            found.append(f"kl={dep}{of(child)}")
    return found


def _around(token: Token, doc: Doc, view: View) -> list[str]:
    i, found = token.i, []
    if i:
        found += [f"pw={doc[i - 1].lower_}", f"pt={doc[i - 1].tag_}"]
    if i + 1 < len(doc):
        found += [f"nw={doc[i + 1].lower_}", f"nt={doc[i + 1].tag_}"]
    if view.heading(token):
        found += ["head", f"head{token.pos_}", f"head{token.text[0].isupper():d}{token.tag_}"]
    if token.ent_type_:
        found += [f"e={token.ent_type_}", f"e={token.ent_iob_}{token.ent_type_}"]
    mention = view.covered.get(i)
    if mention is not None:
        found += [f"m={mention.type.value}", "mr" if i in view.mention else "mi"]
    if i in view.time:
        found.append("time")
    if i in view.statement:
        found.append("st")
    if i in view.quoted:
        found.append("qu")
    if i in view.cue:
        found.append("cue")
    return found


def _known(token: Token, word: str, head: str, lexicon: Lexicon) -> list[str]:
    pos, found = token.pos_, []
    for name, patterns in (("v", lexicon.verbs.get(word)), ("n", lexicon.nouns.get(word))):
        if patterns:
            found.append(f"l{name}{pos}")
            found += [f"l{name}t={pos[0]}{pattern.type}" for pattern in patterns[:3]]
    if word in lexicon.states:
        found.append(f"lst{pos}")
    if word in lexicon.says:
        found.append(f"lsay{pos}")
    if word in lexicon.embedding:
        found.append(f"le={lexicon.embedding[word]}{pos}")
    if head in lexicon.embedding:
        found.append(f"he={lexicon.embedding[head]}{token.dep_}")
    return found


def dense(doc: Doc, cases: Sequence[Case]) -> Floats:
    """The three vectors of each word, one after the other, scaled to about unit size."""
    tokens = [doc[case.token] for case in cases]
    rows = [case.token for case in cases]
    (_, a), (_, b), (_, c) = DENSE
    parts = (
        np.array([token.vector for token in tokens], dtype=np.float32) / a,
        np.asarray(doc.tensor[rows], dtype=np.float32) / b,
        np.array([token.head.vector for token in tokens], dtype=np.float32) / c,
    )
    return np.concatenate(parts, axis=1)


class Spotter:
    """The trained classifier: probabilities of `LABELS` for the words of a text.

    ``rows`` maps the names of features to rows of ``table``; ``inner`` maps the vectors to the
    hidden layer, ``outer`` the hidden layer to the labels; ``biases`` are theirs.
    """

    def __init__(
        self,
        rows: dict[str, int],
        table: Floats,
        inner: Floats,
        outer: Floats,
        biases: tuple[Floats, Floats],
    ) -> None:
        self._rows, self._table = rows, table
        self._inner, self._outer, self._biases = inner, outer, biases

    def score(self, doc: Doc, cases: Sequence[Case]) -> Floats:
        """One row a case: the probabilities of the labels, then that of being worth telling."""
        if not cases:
            return np.zeros((0, len(LABELS) + 1), dtype=np.float32)
        hidden = dense(doc, cases) @ self._inner + self._biases[0]
        rows = self._rows
        for number, case in enumerate(cases):
            known = [rows[name] for name in case.features if name in rows]
            hidden[number] += self._table[known].sum(axis=0)
        logits = np.maximum(hidden, 0.0) @ self._outer + self._biases[1]
        labels, worth = logits[:, :-1], logits[:, -1:]
        odds = np.exp(labels - labels.max(axis=1, keepdims=True))
        result: Floats = np.concatenate(
            (odds / odds.sum(axis=1, keepdims=True), 1 / (1 + np.exp(-worth))), axis=1
        )
        return result

    def happenings(self, doc: Doc, lexicon: Lexicon, view: View) -> dict[int, float]:
        """The probability that it names a happening with a place in time, by token index."""
        cases = describe(doc, lexicon, view)
        column = self.score(doc, cases)[:, -1]
        return {case.token: float(p) for case, p in zip(cases, column, strict=True)}


@lru_cache(maxsize=1)
def load_spotter() -> Spotter:
    """The classifier that ships with the package."""
    path = files("kg").joinpath("data", "models", "events", "parser.npz")
    with path.open("rb") as handle, np.load(handle, allow_pickle=False) as data:
        table = data["table"].astype(np.float32) * data["scale"].astype(np.float32)
        names = str(data["names"]).split("\n")
        rest = {name: data[name].astype(np.float32) for name in ("inner", "outer", "b0", "b1")}
    return Spotter(
        {name: row for row, name in enumerate(names)},
        table,
        rest["inner"],
        rest["outer"],
        (rest["b0"], rest["b1"]),
    )
