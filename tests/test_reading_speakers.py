"""Who says what, read off sentences written for it: the speakers of statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pytest

from kg.extract.circumstances import link_events
from kg.extract.context import build_context
from kg.extract.nlp import Parser
from kg.extract.speakers import resolve_statements
from kg.extract.statements import TaggedStatement, find_statements
from kg.model import Article, Event, Span, Statement

Parts = tuple[str | None, str | None, tuple[str, ...]]


@dataclass(frozen=True)
class Fixed:
    """A tagger that gives the parts it was told, by their words."""

    parts: tuple[Parts, ...]

    def tag(self, text: str) -> tuple[TaggedStatement, ...]:
        def find(words: str | None) -> tuple[tuple[int, int], ...]:
            if words is None:
                return ()
            return ((text.index(words), text.index(words) + len(words)),)

        return tuple(
            TaggedStatement(
                find(source), find(cue), tuple(span for c in content for span in find(c)), 0.9
            )
            for source, cue, content in self.parts
            if all(words is None or words in text for words in (source, cue, *content))
        )


@lru_cache(maxsize=1)
def parser() -> Parser:
    return Parser()


def statements(text: str, *parts: Parts) -> list[tuple[Statement, tuple[str, ...]]]:
    """The statements of a text with the labels of their speakers."""
    context = build_context(Article("a.txt", text), parser())
    found = find_statements(
        text, context.doc, Fixed(parts), segments=context.segments, sentences=context.sentences
    )
    context = resolve_statements(context, found)
    labels = {actor.iri: actor.label for actor in context.actors}
    return [
        (s, tuple(labels[a] for a in (s.speaker_actor, *s.co_speakers) if a is not None))
        for s in context.statements
    ]


def speakers(text: str, *parts: Parts) -> list[tuple[str, ...]]:
    return [who for _, who in statements(text, *parts)]


def test_several_who_speak_together_are_all_speakers() -> None:
    text = "Lena Anders and Otto Falk said on Monday that the talks had failed."
    found = speakers(text, ("Lena Anders and Otto Falk", "said", ("the talks had failed",)))
    assert found == [("Lena Anders", "Otto Falk")]


def test_i_inside_a_quotation_is_who_speaks() -> None:
    text = '"I believe that the bridge will hold for years," Lena Anders said.'
    content = '"I believe that the bridge will hold for years,"'
    found = statements(
        text,
        ("Lena Anders", "said", (content,)),
        ("I", "believe", ("that the bridge will hold for years",)),
    )
    assert [(s.within, who) for s, who in found] == [
        (None, ("Lena Anders",)),
        (0, ("Lena Anders",)),
    ]


def test_we_is_an_organisation_that_speaks_but_no_person() -> None:
    parts = ("We", "hope", ("that the strike will end soon",))
    text = '"We hope that the strike will end soon," {} said in a statement on Monday.'
    quote = '"We hope that the strike will end soon,"'
    company = speakers(text.format("Acme Corp"), ("Acme Corp", "said", (quote,)), parts)
    person = speakers(text.format("Otto Falk"), ("Otto Falk", "said", (quote,)), parts)
    assert company == [("Acme Corp",), ("Acme Corp",)]
    assert person == [("Otto Falk",), ()]


def test_who_is_a_person_even_behind_an_institution() -> None:
    text = (
        "A warning came from Otto Falk, a bridge expert at Stanford University, who stated that "
        "the bridge was weak."
    )
    assert speakers(text, ("who", "stated", ("that the bridge was weak",))) == [("Otto Falk",)]


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("The bridge is weak, according to a report by Acme Corp.", "a report by Acme Corp",
         "Acme Corp"),
        ("The bridge is weak, according to Lena Anders's website.", "Lena Anders's website",
         "Lena Anders"),
        ("Acme Corp built it. The bridge is weak, according to the company website.",
         "the company website", "Acme Corp"),
        ("The bridge is weak, according to figures released by Acme Corp on Monday.",
         "figures released by Acme Corp", "Acme Corp"),
    ],
)  # fmt: skip
def test_who_speaks_through_what_holds_the_words(text: str, source: str, speaker: str) -> None:
    parts: Parts = (source, "according to", ("The bridge is weak",))
    assert speakers(text, parts) == [(speaker,)]


def test_whose_website_it_is_must_be_clear() -> None:
    text = "Acme Corp sued Apex Inc. The bridge is weak, according to the company website."
    parts: Parts = ("the company website", "according to", ("The bridge is weak",))
    assert speakers(text, parts) == [()]


def test_who_is_asked_does_not_ask() -> None:
    text = "Asked whether the bridge was weak, Lena Anders shook her head."
    found = statements(text, ("Lena Anders", "Asked", ("whether the bridge was weak",)))
    assert [who for _, who in found] == [()]
    assert found[0][0].addressee_actor is not None


def test_he_says_after_according_to() -> None:
    text = (
        "Guards ran from the plant on Monday, according to Commissioner Otto Falk. He says that "
        "nobody was hurt."
    )
    assert speakers(text, ("He", "says", ("that nobody was hurt",)))[-1] == ("Otto Falk",)


def test_the_rest_of_a_quotation_belongs_to_it() -> None:
    text = '"The bridge is weak," Lena Anders said. "It may fall.\nIt must be closed today."'
    found = statements(
        text,
        ("Lena Anders", "said", ('"The bridge is weak,"', '"It may fall.')),
        (None, None, ('It must be closed today."',)),
    )
    assert len(found) == 1
    assert [span.of(text) for span in found[0][0].content][-1] == 'It must be closed today."'


def test_a_participle_goes_by_its_own_verb_s_date() -> None:
    text = (
        "Lena Anders fell ill in 2004 and took six months off in 2009, later revealing that she "
        "had been in hospital."
    )
    found = statements(text, ("Lena Anders", "later revealing", ("that she had been in hospital",)))
    time = found[0][0].time
    assert time is None or time.value == "2009"


def test_what_is_no_word_of_saying_has_another_act() -> None:
    text = "Critics are zeroing in on the cost of the bridge. Otto Falk hoping for rain stayed."
    found = statements(
        text,
        ("Critics", "are zeroing in on", ("the cost of the bridge",)),
        ("Otto Falk", "hoping for", ("rain",)),
    )
    assert [s.act for s, _ in found] == ["other", "hope"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("At a rally in Vienna on Monday, Lena Anders said that the bridge was weak.", "Vienna"),
        ("Lena Anders told reporters in Vienna that the bridge was weak.", "Vienna"),
        ("Speaking in Vienna, Lena Anders said that the bridge was weak.", "Vienna"),
        ("Lena Anders said of the roof in Vienna that the bridge was weak.", None),
        ("The mayor of Vienna, Lena Anders, said that the bridge was weak.", None),
    ],
)
def test_where_it_was_said(text: str, place: str | None) -> None:
    cue = "told" if "told" in text else "said"
    content = text[text.index("that the bridge") : -1]
    found = statements(text, ("Lena Anders", cue, (content,)))
    assert (found[0][0].place or "").rsplit("/", 1)[-1] == (place or "").lower()


def test_the_date_of_a_thing_is_not_that_of_the_saying() -> None:
    text = "Lena Anders praised the plan for the March 2009 show, hoping for a warm spring."
    found = statements(text, ("Lena Anders", "hoping for", ("a warm spring",)))
    assert found[0][0].time is None
    text = "In a speech on 5 March 2009 Lena Anders said that the bridge was weak."
    found = statements(text, ("Lena Anders", "said", ("that the bridge was weak",)))
    assert found[0][0].time is not None and found[0][0].time.value == "2009-03-05"


def test_what_a_statement_answers() -> None:
    text = "Police arrested Otto Falk on Monday. Responding to the arrest, Lena Anders said no."
    context = build_context(Article("a.txt", text), parser())
    found = find_statements(
        text,
        context.doc,
        Fixed((("Lena Anders", "said", ("no",)),)),
        segments=context.segments,
        sentences=context.sentences,
    )
    context = resolve_statements(context, found)
    start = text.rindex("arrest")
    sentence = context.sentences[1]
    event = Event("COERCE", "The arrest", Span(start, start + len("arrest")), sentence)
    answering = [s.in_response_to for s in link_events(context, (event,)) if s.cue_lemma == "say"]
    assert answering == [(0,)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "These steps address the fears of the voters.",
            ("These steps", "address", ("the fears of the voters",)),
        ),
        (
            "Lena Anders called a vote, signaling a push for reform.",
            ("Lena Anders", "signaling", ("a push for reform",)),
        ),
    ],
)
def test_what_a_deed_shows_is_said_by_nobody(text: str, parts: Parts) -> None:
    assert not [s for s, _ in statements(text, parts) if s.cue and s.cue.of(text) == parts[1]]


def test_who_goes_on_speaking() -> None:
    text = (
        "Lena Anders said that Otto Falk was right about the bridge. "
        '"The votes are there," she said. "It will be closed."'
    )
    parts = (
        ("Lena Anders", "said", ("that Otto Falk was right about the bridge",)),
        ("she", "said", ('"The votes are there,"', '"It will be closed."')),
    )
    # "said" stands twice in the text: the tagger of the test finds the first
    second = text.index("she said") + 4
    context = build_context(Article("a.txt", text), parser())

    class Twice(Fixed):
        def tag(self, text: str) -> tuple[TaggedStatement, ...]:
            first, other = super().tag(text)
            return first, replace(other, cue=((second, second + 4),))

    found = find_statements(
        text,
        context.doc,
        Twice(parts),
        segments=context.segments,
        sentences=context.sentences,
    )
    spoken = resolve_statements(context, found).statements
    assert len({s.speaker_actor for s in spoken if s.within is None}) == 1


def test_turns_of_a_transcript() -> None:
    text = "Otto Falk met Lena Anders on the programme.\n\nFALK: The bridge is weak.\n"
    assert speakers(text, ("FALK", ":", ("The bridge is weak.",)))[-1] == ("Otto Falk",)


def test_neither_denies_for_all() -> None:
    text = "Neither company commented on the weak bridge."
    found = statements(text, ("Neither company", "commented on", ("the weak bridge",)))
    assert (found[0][0].act, found[0][0].negated) == ("decline", False)
    text = "Neither company said that the bridge was weak."
    found = statements(text, ("Neither company", "said", ("that the bridge was weak",)))
    assert found[0][0].negated


def test_an_attorney_general_is_a_person_who_speaks() -> None:
    text = "The Ruritanian state attorney general said that the bridge was weak."
    source = "The Ruritanian state attorney general"
    assert len(speakers(text, (source, "said", ("that the bridge was weak",)))[0]) == 1


def test_nobody_states_their_own_name() -> None:
    text = "Acme sued Ana Keller. Ana Keller said that Acme lied.\n"
    found = statements(
        text,
        ("Ana Keller", "sued", ("Ana Keller",)),
        ("Ana Keller", "said", ("that Acme lied",)),
    )
    assert [said.cue.of(text) for said, _ in found if said.cue] == ["said"]
