"""How likely two accounts tell of one event: a logistic model over named features, explained.

The weights are data (``kg/data/identity/weights.json``), trained by ``kg.train.identity``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from kg.resolve.accounts import EventAccount
from kg.resolve.features import (
    CONFLICTS,
    FEATURES,
    LEADING,
    View,
    event_features,
    following_features,
    leading_features,
)
from kg.resolve.likeness import ALIKE

__all__ = ["Weights", "explain", "load_weights", "mood", "probability", "score"]


#: Types of acts that are done by saying something (PLOVER).
_BY_WORDS = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT", "CONCEDE"})
_TALKS = frozenset({"CONSULT"})

#: What is put on the market, voted on or celebrated is not what is done by force or befalls people,
#: whatever word they share: a prisoner is released, and so is a film.
_OFFERED = frozenset({"LAUNCH", "TRADE", "CEREMONY", "ELECTION"})
_SUFFERED = frozenset({"COERCE", "ASSAULT", "DEATH", "DISASTER", "RETREAT", "SANCTION", "TRIAL"})

#: What an article tells as not so, as a mere possibility or as a plan, it does not tell again as
#: fact: the call for a meeting is one, the plan to call for one is another.
_MOOD = {"denied": "not so", "hypothetical": "not so", "planned": "planned"}


@dataclass(frozen=True)
class Weights:
    """What each feature adds to the log-odds, and the bias; positive sums say "one event"."""

    values: Mapping[str, float]
    bias: float

    @cached_property
    def rest(self) -> float:
        """What all features but the leading ones can add at most."""
        return sum(max(0.0, x) for name, x in self.values.items() if name not in LEADING)

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Log-odds of a pair being one event, from its features."""
        values = self.values
        return self.bias + sum([values[name] * x for name, x in features.items()])


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that the package ships."""
    path = files("kg").joinpath("data", "identity", "weights.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    return Weights({n: float(data["weights"].get(n, 0.0)) for n in FEATURES}, float(data["bias"]))


def score(a: View, b: View, story: float, weights: Weights, floor: float = -math.inf) -> float:
    """Log-odds that two accounts are one event, less the margin of safety.

    ``story`` is the cosine of the two articles' stories. Two accounts of one article, which the
    extraction has kept apart, are one only where they share a word of their triggers and nothing
    speaks against it; else the result is minus infinity, as it is where one tells of something
    offered (a film released) and the other of something suffered (a prisoner released). Where the
    result cannot be above ``floor``, it may be that in place of something below it, which is found
    at half the price.
    """
    kinds = {a.account.type, b.account.type}
    if kinds & _OFFERED and kinds & _SUFFERED:
        return -math.inf
    features = leading_features(a, b, story)
    if weights.log_odds(features) + weights.rest <= floor:
        return floor
    following_features(a, b, features)
    if _other_words(a, b, features) or _other_act(features) or _turned_round(a, b):
        return -math.inf
    if "same article" in features and (
        a.trigger.isdisjoint(b.trigger)
        or not CONFLICTS.isdisjoint(features)
        or mood(a.account) != mood(b.account)
    ):
        return -math.inf
    return round(weights.log_odds(features), 4)


def mood(account: EventAccount) -> str:
    """How an account is told: "told" as fact (by somebody), "planned", or "not so"."""
    return _MOOD.get(account.status, "told")


def _other_act(features: Mapping[str, float]) -> bool:
    """Whether words of another meaning tell of it, and no type says that it is one kind of act:
    what the same people do on the same day is not all one thing."""
    return "triggers differ in meaning" in features and "same type" not in features


def _turned_round(a: View, b: View) -> bool:
    """Whether who acts in one is acted on in the other: pirates fired at a ship, a ship at
    pirates."""
    if not (a.agents.who and b.agents.who) or a.agents.likeness(b.agents) == ALIKE:
        return False
    return (
        a.agents.likeness(b.patients) == ALIKE and a.patients.likeness(b.patients) != ALIKE
    ) or (b.agents.likeness(a.patients) == ALIKE and a.patients.likeness(b.patients) != ALIKE)


def _other_words(a: View, b: View, features: Mapping[str, float]) -> bool:
    """Whether two acts by words are two: people meet, call for, reject and condemn day after day,
    so that other people, another day or another matter altogether make another act."""
    kind = a.account.type
    if not {kind, b.account.type} <= _BY_WORDS | _TALKS:
        return False
    if kind != b.account.type:
        return True
    if a.all.keys and b.all.keys and not a.all.meets(b.all):
        return True
    if kind in _TALKS:
        return False
    if "times near" in features or "times conflict" in features:
        return True
    return bool(a.matter and b.matter) and a.matter.isdisjoint(b.matter)


def probability(log_odds: float) -> float:
    """The probability of log-odds, 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def explain(a: View, b: View, story: float, weights: Weights) -> str:
    """The features that count for a pair with what each adds, strongest first, then the bias."""
    parts = [(weights.values[n] * x, n) for n, x in event_features(a, b, story).items()]
    parts = [(x, name) for x, name in parts if abs(x) >= 0.005]
    parts.sort(key=lambda part: (-abs(part[0]), part[1]))
    return "; ".join([f"{name} {x:+.2f}" for x, name in parts] + [f"bias {weights.bias:+.2f}"])
