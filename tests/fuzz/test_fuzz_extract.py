"""Random texts through segments, parse, actors, positions, quantities: nothing may fall over."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.context import build_context
from kg.extract.nlp import Parser
from kg.extract.positions import find_positions
from kg.extract.quantities import find_quantities
from kg.model import Article

PARSER = Parser()
PIECES = st.sampled_from(
    [
        *("President", "Lena Anders", "the", "minister", "said", "that", "he", "she", "it", "US"),
        *("Colombian", "troops", "“", "”", "'", '"', "[1]", "([2], [3])", "\n", "\n\n", ".", ","),
        *("2016 –", "Jan 3, 2026 –", "11,000", "$5bn", "%", "km", "who", "their", "'s", "’s", "-"),
        *("Organization of States (OS)", "\u00a0", "\u2011", "\ufeff", "—", "á", "日本", "🙂", "("),
        *(
            ")",
            "of",
            "and",
            "former",
            "Mr.",
            "Corp.",
            "X",
            "via",
            "his wife",
            "Timeline",
            "...",
            ";",
        ),
    ]
)


@settings(
    max_examples=int(os.environ.get("KG_FUZZ", "150")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=60).map(" ".join))
def test_any_mixture_is_read(text: str) -> None:
    context = build_context(Article("a.txt", text), PARSER)
    # Headlines are parsed in the case of running text (`kg.extract.truecase`).
    assert len(context.doc.text) == len(context.text)
    assert context.doc.text.lower() == context.text.lower()
    iris = {actor.iri for actor in context.actors}
    for mention in context.mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.actor in iris
    for quantity in find_quantities(context.text, context.doc, context.times, context.segments):
        assert 0 <= quantity.span.start < quantity.span.end <= len(text)
    for position in find_positions(context):
        assert position.holder in iris
        assert position.office.strip()
    ends = [sentence.end for sentence in context.sentences]
    assert ends == sorted(ends)
