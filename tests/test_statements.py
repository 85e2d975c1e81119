"""Statements by rules, by a tagger, and put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pytest

from kg.extract.citations import find_citations
from kg.extract.context import prepare
from kg.extract.extractor import Extractor
from kg.extract.language import LanguageGuesser
from kg.extract.nlp import Parser
from kg.extract.statements import (
    ACTS,
    ActKind,
    ModelMissingError,
    StatementTagger,
    TaggedStatement,
    act_of,
    find_statements,
    is_speech,
)
from kg.extract.statements.assemble import readable
from kg.extract.statements.runtime import FILES, MODEL
from kg.model import Article, Extraction, Span, Statement, StatementKind

needs_model = pytest.mark.skipif(
    not all((MODEL / name).is_file() for name in FILES), reason="the statement model is not here"
)


@dataclass(frozen=True)
class Fixed:
    """A tagger that gives what it was told to, by the words of each part."""

    parts: tuple[tuple[str, str, tuple[str, ...]], ...]

    def tag(self, text: str) -> tuple[TaggedStatement, ...]:
        def find(words: str) -> tuple[int, int]:
            return text.index(words), text.index(words) + len(words)

        return tuple(
            TaggedStatement(
                (find(source),) if source else (),
                (find(cue),),
                tuple(find(c) for c in content),
                0.9,
            )
            for source, cue, content in self.parts
            if all(words in text for words in (source, cue, *content))
        )


@lru_cache(maxsize=1)
def parser() -> Parser:
    return Parser()


def statements(text: str, tagger: Fixed | StatementTagger | None = None) -> tuple[Statement, ...]:
    plain, segments = prepare(Article("a.txt", text))
    doc = parser().parse(plain, segments)
    return find_statements(text, doc, tagger, segments=segments, guesser=LanguageGuesser())


def triples(
    text: str, tagger: Fixed | StatementTagger | None = None
) -> set[tuple[str | None, str | None, str]]:
    return {
        (
            s.speaker.of(text) if s.speaker else None,
            s.cue.of(text) if s.cue else None,
            " … ".join(c.of(text) for c in s.content),
        )
        for s in statements(text, tagger)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The minister said that taxes would rise.",
            ("The minister", "said", "that taxes would rise"),
        ),
        ("“Taxes will rise,” the minister said.", ("the minister", "said", "“Taxes will rise,”")),
        (
            "The mayor described the plan as a danger to the city.",
            ("The mayor", "described", "the plan as a danger to the city"),
        ),
        (
            "The mayor criticised the plan, calling it a danger.",
            ("The mayor", "calling", "it a danger"),
        ),
        (
            "Prices will fall next year, according to the central bank.",
            ("the central bank", "according to", "Prices will fall next year"),
        ),
        (
            "The bridge is safe, per Engineer Anna Holm.",
            ("Engineer Anna Holm", "per", "The bridge is safe"),
        ),
        ("Unions called for a strike.", ("Unions", "called", "for a strike")),
        (
            "The governor stated: 'We don't fear the owners' threats.'",
            ("The governor", "stated", "'We don't fear the owners' threats.'"),
        ),
    ],
)
def test_rules_alone(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in triples(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge carries 400 cars per hour.",
        "It rained for three days and the river rose.",
    ],
)
def test_rules_find_nothing_where_nobody_speaks(text: str) -> None:
    assert triples(text) == set()


def test_citation_markers_are_no_part_of_a_statement() -> None:
    text = "The minister said that taxes would rise [1]. It rained [2]."
    (found,) = statements(text)
    assert found.content[-1].of(text) == "that taxes would rise"
    assert len(readable(text)) == len(text)
    assert len(find_citations(text)) == 2


def test_kind_language_and_negation() -> None:
    text = "The guide did not say whether the “old mill” was open."
    tagger = Fixed((("The guide", "did not say", ("whether the “old mill” was open",)),))
    (found,) = statements(text, tagger)
    assert found.kind is StatementKind.QUOTATION
    # Who did not say whether it is so was silent on it.
    assert (found.act, found.cue_lemma, found.negated) == ("decline", "say", False)
    assert found.lang == "en"
    assert found.confidence == 0.9


@pytest.mark.parametrize(
    ("cue", "rest", "act", "negated"),
    [
        ("declined to say", "whether the bridge was safe", "decline", False),
        ("would not discuss", "the state of the bridge", "decline", False),
        ("refused to comment on", "the report that the bridge fell", "decline", False),
        ("refused to disclose", "the name of the owner", "decline", False),
        ("would not confirm", "that the bridge had fallen", "decline", False),
        ("neither confirmed nor denied", "that the bridge had fallen", "decline", False),
        ("refused to deny", "that the bridge had fallen", "decline", False),
        ("did not respond to", "a request for comment", "decline", False),
        ("would not give details of", "the accident", "decline", False),
        ("did not say", "when the bridge would open", "decline", False),
        ("did not refuse to answer", "questions on the bridge", "decline", True),
        ("did not say", "that the bridge was safe", "say", True),
        ("did not deny", "that the bridge had fallen", "deny", True),
        ("refused to accept", "the offer", "reject", False),
        ("refused", "to rule out a strike", "reject", False),
        ("said", "the bridge was not safe", "say", False),
        ("declined", "the invitation to the bridge", "reject", False),
        ("declined", "a request for an interview", "decline", False),
        ("never told", "the staff what to say of it", "say", True),
        ("did not address", "the state of the bridge", "decline", False),
        ("has yet to say", "whether the bridge is safe", "decline", False),
        ("stopped short of saying", "that the bridge was safe", "decline", False),
        ("pleaded", "not guilty to fraud", "deny", False),
        ("pleaded", "guilty to fraud", "confirm", False),
        ("could say", "that the bridge was safe", "say", False),
    ],
)
def test_silence_says_nothing(cue: str, rest: str, act: str, negated: bool) -> None:
    text = f"The mayor {cue} {rest}."
    (found,) = statements(text, Fixed((("The mayor", cue, (rest,)),)))
    assert (found.act, found.negated) == (act, negated)


def test_a_title_in_marks_is_no_quotation() -> None:
    text = "The critic said the musical “Old Town” was worth the money."
    tagger = Fixed((("The critic", "said", ("the musical “Old Town” was worth the money",)),))
    assert statements(text, tagger)[0].kind is StatementKind.PARAPHRASE


def test_a_foreign_quotation_after_a_paraphrase_is_a_statement_of_its_own() -> None:
    text = (
        "The mayor wrote on Facebook, asking people to stay at home: 'No salgan de sus casas "
        "hasta que pase la tormenta, por favor.'"
    )
    content = text[text.index("people to") :]
    tagger = Fixed((("The mayor", "asking", (content,)),))
    first, second = statements(text, tagger)
    assert (first.lang, second.lang) == ("en", "es")
    assert first.content[0].of(text) == "people to stay at home"
    assert second.kind is StatementKind.QUOTATION
    assert second.channel is not None and second.channel.of(text) == "Facebook"


def test_nested_statements_know_the_one_that_holds_them() -> None:
    text = "The police said that the driver denied that he had been drinking."
    tagger = Fixed(
        (
            ("The police", "said", ("that the driver denied that he had been drinking",)),
            ("the driver", "denied", ("that he had been drinking",)),
        )
    )
    outer, inner = statements(text, tagger)
    assert (outer.within, inner.within) == (None, 0)
    assert inner.act == "deny"


def test_addressee_and_channel() -> None:
    text = "The director told reporters in a statement that the plant would close."
    tagger = Fixed((("The director", "told", ("that the plant would close",)),))
    (found,) = statements(text, tagger)
    assert found.addressee is not None and found.addressee.of(text) == "reporters"
    assert found.channel is not None and found.channel.of(text) == "a statement"


@pytest.mark.parametrize(
    ("lemmas", "act"),
    [
        (("announce",), "announce"),
        (("decline", "to", "comment"), "decline"),
        (("call", "for"), "demand"),
        (("say",), "say"),
        (("believe",), "believe"),
        (("be", "expect", "to"), "expect"),
        (("xyzzy",), "say"),
        (("refuse", "to", "sign"), "reject"),
    ],
)
def test_acts(lemmas: tuple[str, ...], act: str) -> None:
    assert act_of(lemmas) == act


def test_the_table_of_acts_is_sound() -> None:
    names = [act.name for act in ACTS]
    assert len(set(names)) == len(names)
    assert {act.kind for act in ACTS} == set(ActKind)
    assert all(act.definition.endswith(".") for act in ACTS)
    assert is_speech("warn") and not is_speech("want") and not is_speech("decline")


def test_a_missing_model_is_named_clearly(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelMissingError, match=r"weights\.npz"):
        StatementTagger.load(tmp_path)


@needs_model
@pytest.mark.parametrize("fast", [True, False])
def test_the_shipped_model_reads_an_article(fast: bool) -> None:
    tagger = StatementTagger.load(fast=fast, threads=2)
    text = (
        "The city will build a new bridge, Mayor Ann Ode said on Monday.\n\n"
        "“We have waited long enough,” she told reporters, adding that work would begin in "
        "May. The opposition criticised the cost.\n"
    )
    found = triples(text, tagger)
    assert ("Mayor Ann Ode", "said", "The city will build a new bridge") in {
        (s, c.split()[0] if c else None, t) for s, c, t in found
    }
    assert any(s == "she" and t.startswith("“We have waited") for s, _, t in found)
    assert any(t.endswith("work would begin in May") for _, _, t in found)
    assert tagger.name.startswith("kg-statements-")
    assert tagger.tag("") == ()


@needs_model
def test_the_model_is_small_enough_to_ship() -> None:
    assert sum((MODEL / name).stat().st_size for name in FILES) < 40_000_000


def test_spans_lie_in_the_text() -> None:
    text = "“One,” said Ann Ode. “Two,” she added.\n\nBob said no. He wants more, he claimed."
    for statement in statements(text):
        for span in (statement.speaker, statement.cue, *statement.content):
            assert span is None or Span(0, len(text)).contains(span)


def test_without_the_model_the_rules_work_and_say_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: object) -> StatementTagger:
        raise ModelMissingError("statement model: weights.npz not found")

    monkeypatch.setattr(StatementTagger, "load", missing)
    extractor = Extractor(link=False)
    articles = [Article(f"{n}.txt", "The minister said that taxes would rise.") for n in (1, 2)]
    first, second = extractor.extract_many(articles)
    assert isinstance(first, Extraction) and isinstance(second, Extraction)
    assert len(first.statements) == len(second.statements) == 1
    assert "rules alone" in " ".join(first.warnings)
    assert second.warnings == ()


def test_a_content_keeps_to_its_paragraph_save_for_quotations() -> None:
    first = "A bomb went off by the bridge"
    second = "12 people were killed"
    text = f"- {first}.\n- {second}, according to the ministry.\n"
    (found,) = statements(text, Fixed((("the ministry", "according to", (first, second)),)))
    assert [part.of(text) for part in found.content] == [second]
    quote = "\u201cIt was loud.\u201d"
    text = f"{quote}\n{second}, the mayor said.\n"
    (found,) = statements(text, Fixed((("the mayor", "said", (quote, second)),)))
    assert len(found.content) == 2
