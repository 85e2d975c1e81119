"""The classifiers of happenings: on the encoder's states, and on the parse alone."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.context import build_context
from kg.extract.events.encoded import load_encoded_spotter
from kg.extract.events.lexicon import load_lexicon
from kg.extract.events.spotting import LABELS, describe, load_spotter
from kg.extract.events.view import make_view
from kg.extract.extractor import Extractor
from kg.extract.nlp import Parser
from kg.extract.statements import StatementTagger
from kg.extract.states import States
from kg.model import Article, Extraction, Status

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


def test_the_encoder_tells_happenings_from_things(context):
    spotter = load_encoded_spotter()
    _, states = StatementTagger.load().read(TEXT, spotter.project)
    chance = spotter.happenings(context.doc, states)
    words = {context.doc[i].text: p for i, p in chance.items()}
    assert min(words["collapsed"], words["entered"]) > 0.7
    assert max(words["bridge"], words["hotel"], words["river"]) < 0.3


def test_reading_for_states_finds_the_same_statements():
    tagger = StatementTagger.load()
    text = 'The minister said that taxes would rise. "Never," said Ana Diaz.\n' * 40
    found, states = tagger.read(text, load_encoded_spotter().project)
    assert found == tagger.tag(text) != ()
    # Windows overlap, and each piece is answered for by one of them: no row is left empty.
    assert len(states.starts) == len(states.vectors) > 256
    assert np.abs(states.vectors).sum(axis=1).min() > 0


def test_states_of_a_place_are_the_mean_of_its_pieces():
    vectors = np.array([[1, 0], [3, 2], [5, 5]], dtype=np.float32)
    states = States(np.array([0, 3, 8]), np.array([3, 7, 12]), vectors)
    assert states.of([(0, 7), (8, 12), (7, 8), (20, 25)]).tolist() == [
        [2, 1],
        [5, 5],
        [0, 0],
        [0, 0],
    ]
    assert states.of([]).shape == (0, 2)


@pytest.fixture(scope="module")
def told():
    extractor = Extractor(link=False)

    def read(text):
        (found,) = extractor.extract_many([Article(path="a.txt", text=text)])
        assert isinstance(found, Extraction)
        return {e.trigger.of(text): e.status for e in found.events}

    return read


def test_what_the_classifier_is_certain_of_goes_before_words_for_states(told):
    text = "Klara Novak stopped Ana Ruiz in the sixth round on Saturday. Ruiz stopped at nothing.\n"
    assert told(text)["stopped"] is Status.OCCURRED
    assert len(told("The road stops at the river, and the house stands on a hill.\n")) == 0


def test_what_befell_somebody_in_a_statement_is_alleged(told):
    text = "Ana Ruiz was walking home when she was struck and killed by a motorist, police said.\n"
    assert {told(text).get("struck"), told(text).get("killed")} == {Status.ALLEGED}


def test_fields_of_work_are_no_happenings(told):
    text = (
        "An executive who oversees hardware engineering at Acme is leaving, sources said.\n\n"
        "Ana Ruiz was already involved in lamp development, overseeing display engineering.\n"
    )
    assert not {"engineering", "development"} & told(text).keys()
