"""Actors, coreference, positions, quantities: rules seen at work on sentences written for them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kg.extract.context import Context, build_context
from kg.extract.nlp import Parser
from kg.extract.positions import find_positions
from kg.extract.quantities import find_quantities
from kg.extract.speakers import resolve_statements
from kg.model import Article, MentionKind, Span, Statement, StatementKind

Read = Callable[[str], Context]


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="session")
def read(parser: Parser) -> Read:
    return lambda text: build_context(Article("a.txt", text), parser)


def labels(context: Context) -> dict[str, str]:
    return {actor.label: actor.type.value for actor in context.actors}


def who(context: Context, words: str, after: str = "") -> str | None:
    """The label of the actor that some words mean, the first such words behind ``after``."""
    text = context.article.text
    start = text.index(words, text.index(after) + len(after) if after else 0)
    actor = context.actor_at(Span(start, start + len(words)))
    return actor.label if actor is not None else None


def test_types_titles_and_surnames(read: Read) -> None:
    context = read(
        "President Lena Anders met Foreign Minister Otto Falk in Vienna on Monday. Anders praised "
        "Falk. The Colombian army said the talks with the United Nations (UN) went well."
    )
    found = labels(context)
    assert found["Lena Anders"] == found["Otto Falk"] == "Person"
    assert found["Vienna"] == "Place"
    assert found["United Nations"] == "Organization"
    assert found["Colombia"] == "Country"
    assert found["Colombian army"] == "Group"
    assert who(context, "Anders", "Monday") == "Lena Anders"
    assert who(context, "UN") == "United Nations"
    assert not any(label.startswith(("President", "Foreign")) for label in found)


def test_countries_have_one_label(read: Read) -> None:
    context = read("The U.S. and Britain agreed. American and British troops left the US base.")
    found = labels(context)
    assert found["United States"] == "Country"
    assert found["United Kingdom"] == "Country"
    assert "American" not in found and "US" not in found


def test_acronym_of_a_translated_name(read: Read) -> None:
    context = read(
        "The Workers' Confederation of Ruritania (CTR) called a strike. The CTR has many members."
    )
    assert who(context, "CTR", "strike") == "Workers' Confederation of Ruritania"


def test_foreign_words_operations_and_platforms_are_no_actors(read: Read) -> None:
    context = read(
        "Lena Anders wrote on X: “Hagamos presencia en la plaza para defender la soberanía de la "
        "nación.” Troops took part in the 'Silver Dawn' operation, officials said."
    )
    found = labels(context)
    assert not {"X", "Silver Dawn", "Hagamos", "la soberanía"} & set(found)
    assert found["Lena Anders"] == "Person"
    assert found["officials"] == "Group"


def test_title_case_headlines_give_only_known_names(read: Read) -> None:
    context = read(
        "Anders Orders Quick Border Closure\n\nPresident Lena Anders ordered the border closed."
    )
    assert set(labels(context)) == {"Lena Anders"}
    assert who(context, "Anders") == "Lena Anders"


@pytest.mark.parametrize(
    ("text", "pronoun", "after", "label"),
    [
        ("Lena Anders said that she would resign.", "she", "that", "Lena Anders"),
        (
            "Otto Falk condemned Paul Reed's claim that he had lied.",
            "he",
            "that",
            "Paul Reed",
        ),
        (
            "Otto Falk met Lena Anders. He thanked her for the visit.",
            "He",
            "Anders",
            "Otto Falk",
        ),
        (
            "Otto Falk met Lena Anders. He thanked her for the visit.",
            "her",
            "thanked",
            "Lena Anders",
        ),
        ("Otto Falk and his wife Clara Falk arrived.", "his", "and", "Otto Falk"),
        ("Acme Corp. said it would close its plant.", "it", "said", "Acme Corp."),
        ("Lena Anders, who won the vote, spoke.", "who", "Anders", "Lena Anders"),
    ],
)
def test_pronouns(read: Read, text: str, pronoun: str, after: str, label: str) -> None:
    assert who(read(text), pronoun, after) == label


def test_in_doubt_a_pronoun_means_nobody(read: Read) -> None:
    context = read("It is clear that the plan failed. It rained all day.")
    assert not [m for m in context.mentions if m.kind is MentionKind.PRONOUN]


def test_namesakes_are_told_apart_by_their_titles(read: Read) -> None:
    context = read(
        "Bill Carter and Hillary Carter arrived. Mr. Carter spoke first. Mrs. Carter left early."
    )
    assert who(context, "Carter", "Mr. ") == "Bill Carter"
    assert who(context, "Carter", "Mrs. ") == "Hillary Carter"


def test_descriptions_lead_back_to_names(read: Read) -> None:
    context = read(
        "Foreign Minister Otto Falk flew to Oslo. The minister met President Lena Anders. "
        "The president thanked the foreign minister."
    )
    assert who(context, "minister", "The ") == "Otto Falk"
    assert who(context, "president", "The ") == "Lena Anders"
    assert who(context, "foreign minister", "thanked") == "Otto Falk"


def test_unnamed_actors_belong_to_their_article(parser: Parser) -> None:
    text = "Police arrested two protesters. The Ruritanian army watched. A witness cried."
    one = build_context(Article("one.txt", text), parser)
    two = build_context(Article("two.txt", text), parser)
    first = {a.label: a.iri for a in one.actors}
    second = {a.label: a.iri for a in two.actors}
    assert set(first) == set(second) >= {"police", "protesters", "witness"}
    assert first["witness"] != second["witness"]
    assert first == {a.label: a.iri for a in build_context(Article("one.txt", text), parser).actors}


def test_mentions_are_in_order_and_point_to_actors(read: Read) -> None:
    context = read("French troops left Mali. They had fought there. Mali's army took over.")
    spans = [m.span for m in context.mentions]
    assert spans == sorted(spans, key=lambda s: (s.start, -s.end))
    iris = {a.iri for a in context.actors}
    assert all(m.actor in iris for m in context.mentions)
    assert who(context, "They") == "French troops"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "President Lena Anders met Secretary of State Paul Reed.",
            {
                ("Lena Anders", "President", None, False),
                ("Paul Reed", "Secretary of State", None, False),
            },
        ),
        (
            "Former U.S. President Paul Reed met Colombia's foreign minister, Laura Gómez.",
            {
                ("Paul Reed", "President", "United States", True),
                ("Laura Gómez", "foreign minister", "Colombia", False),
            },
        ),
        (
            "Paul Reed, head of the United Nations, spoke.",
            {("Paul Reed", "head", "United Nations", False)},
        ),
        (
            "The Workers Union backs the strike, with president Paul Reed saying it will win.",
            {("Paul Reed", "president", "Workers Union", False)},
        ),
        ("Paul Reed will become president. Ann Lee was not elected mayor.", set()),
        (
            "Venezuelan leader Carlos Díaz and his wife Ana Díaz left.",
            {("Carlos Díaz", "leader", "Venezuela", False)},
        ),
        (
            "Ann Lee was elected mayor of Vienna on Sunday.",
            {("Ann Lee", "mayor", "Vienna", False)},
        ),
    ],
)
def test_positions(read: Read, text: str, expected: set[tuple[str, str, str | None, bool]]) -> None:
    context = read(text)
    names = {actor.iri: actor.label for actor in context.actors}
    found = {
        (names[p.holder], p.office, names[p.of] if p.of else None, p.former)
        for p in find_positions(context)
    }
    assert found == expected


def test_quantities(read: Read) -> None:
    context = read(
        "The army sent 11,000 troops along the 2,200 km border. Police seized over 2,512 tons of "
        "cocaine worth $5.5 billion. About 70 percent of voters and 2.8 million foreign residents "
        "left in 2019. Two soldiers died. Article 5 and the 56-year-old iPhone 4 stayed."
    )
    found = {
        (q.value, q.unit, q.counted)
        for q in find_quantities(context.text, context.doc, context.times, context.segments)
    }
    assert found >= {
        (Decimal(11000), None, "troops"),
        (Decimal(2200), "km", "border"),
        (Decimal(2512), "tons", "cocaine"),
        (Decimal("5500000000"), "$", None),
        (Decimal(70), "percent", "voters"),
        (Decimal(2800000), None, "foreign residents"),
        (Decimal(2), None, "soldiers"),
    }
    assert not {value for value, _, _ in found} & {
        Decimal(2019),
        Decimal(5),
        Decimal(56),
        Decimal(4),
    }


def test_speakers_are_resolved_and_first_persons_are_theirs(read: Read) -> None:
    text = "Lena Anders arrived late. “I was ill,” she said. Court clerks said she lied."
    context = read(text)
    quote = Span(text.index("I was"), text.index(",”"))
    she = text.index("she said")
    clerks = text.index("Court clerks")
    statements = (
        Statement(
            StatementKind.QUOTATION,
            (quote,),
            context.sentence_of(quote),
            speaker=Span(she, she + 3),
            cue=Span(she + 4, she + 8),
        ),
        Statement(
            StatementKind.PARAPHRASE,
            (Span(clerks + 18, len(text) - 1),),
            context.sentence_of(Span(clerks, clerks + 5)),
            speaker=Span(clerks, clerks + 12),
            cue=Span(clerks + 13, clerks + 17),
        ),
    )
    resolved = resolve_statements(context, statements)
    anders = next(a.iri for a in resolved.actors if a.label == "Lena Anders")
    assert resolved.statements[0].speaker_actor == anders
    assert any(m.span.start == quote.start and m.actor == anders for m in resolved.mentions)
    group = next(a for a in resolved.actors if a.iri == resolved.statements[1].speaker_actor)
    assert group.type.value == "Group"


def test_sentences_hold_their_markers_and_entries_their_label(read: Read) -> None:
    text = "One man left [1]. Two came back.[2] All slept.\n2016 – Ruritania signs a treaty ([3])."
    context = read(text)
    words = [s.of(text) for s in context.sentences]
    assert words == [
        "One man left [1].",
        "Two came back.[2]",
        "All slept.",
        "2016 – Ruritania signs a treaty ([3]).",
    ]
    signs = text.index("signs")
    assert context.citations_for(Span(signs, signs + 5)) == ("3",)
    label = context.label_time(Span(signs, signs + 5))
    assert label is not None and label.time.value == "2016"


def test_any_text_is_read(read: Read) -> None:
    for text in (
        "",
        " \n\t ",
        "\ufeff",
        "…",
        "日本の首相は記者会見で述べた。",
        "أعلن الرئيس اليوم",
        "a" * 30_000,
        "“”‘’«»[1][2]([3])",
        "He. She. It. They. Who?",
        "THE PRESIDENT OF RURITANIA SAID\n\n\nON MONDAY",
        "2016 – \n2017 – x",
    ):
        context = read(text)
        assert context.doc.text.lower() == context.text.lower()
        assert all(0 <= m.span.start < m.span.end <= len(text) for m in context.mentions)


def test_a_modifier_ahead_of_its_subject(read: Read) -> None:
    context = read("With Mayor Robin Walsh by her side, Hillary Carter turned to the crowd.")
    assert who(context, "her") == "Hillary Carter"


def test_control_verbs_hand_the_possessor_on(read: Read) -> None:
    context = read("The European Commission has forced Acme Inc. to lower its prices.")
    assert who(context, "its") == "Acme Inc."


def test_former_holders_and_bare_roles(read: Read) -> None:
    context = read(
        "Former President Bill Carter spoke on Monday. The former president praised actor Hugh "
        "Miller. The actor smiled."
    )
    assert who(context, "president", "former") == "Bill Carter"
    assert who(context, "actor", "Miller. The ") == "Hugh Miller"


def test_products_laws_and_prizes_are_no_actors(read: Read) -> None:
    context = read(
        "Acme Corp. unveiled a Rocketphone on Monday. The Clean Water Act passed. Ann Lee won the "
        "Golden Lion Award."
    )
    assert set(labels(context)) <= {"Acme Corp.", "Ann Lee"}


def test_names_in_the_titles_of_works_are_no_actors(read: Read) -> None:
    context = read(
        'In 2005 Acme Pictures released "The Ballad of Ana Lee", a film with Hugh Miller. "This '
        'Week With Otto Falk" praised it. Hugh Miller is known as "Bill Carter" in the film.'
    )
    assert who(context, "Ana Lee") is None
    assert who(context, "Otto Falk") is None
    assert {"Acme Pictures", "Hugh Miller"} <= set(labels(context))
    assert not {"Ana Lee", "Otto Falk"} & set(labels(context))
