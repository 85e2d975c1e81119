"""The classifier of happenings: probabilities, and what it adds to the rules."""

from __future__ import annotations

import pytest

from kg.extract.context import build_context
from kg.extract.events.lexicon import load_lexicon
from kg.extract.events.spotting import LABELS, describe, load_spotter
from kg.extract.events.view import make_view
from kg.extract.nlp import Parser
from kg.model import Article

TEXT = "The old bridge collapsed on Sunday, and a maid entered the hotel. The river is wide.\n"


@pytest.fixture(scope="module")
def context():
    return build_context(Article(path="a.txt", text=TEXT), Parser())


def test_happenings_are_told_from_things(context):
    doc = context.doc
    chance = load_spotter().happenings(doc, load_lexicon(), make_view(context))
    words = {doc[i].text: p for i, p in chance.items()}
    assert min(words["collapsed"], words["entered"]) > 0.7
    assert max(words["bridge"], words["hotel"], words["river"]) < 0.3


def test_rows_are_probabilities(context):
    cases = describe(context.doc, load_lexicon(), make_view(context))
    rows = load_spotter().score(context.doc, cases)
    assert rows.shape == (len(cases), len(LABELS) + 1)
    assert rows[:, :-1].sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    assert load_spotter().score(context.doc, []).shape == (0, len(LABELS) + 1)
