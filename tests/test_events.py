"""Events from sentences written for the purpose: type, roles, status, time, label, merging."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.extract.context import build_context
from kg.extract.events import find_events
from kg.extract.events.lexicon import load_lexicon
from kg.extract.events.merge import family
from kg.extract.events.triggers import is_set_phrase
from kg.extract.nlp import Parser
from kg.model import Article, Event, RoleName, Span, Statement, StatementKind, Status

POLITICAL = """
AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION
MOBILIZE COERCE ASSAULT
"""
OTHERS = "ELECTION APPOINTMENT TRADE LAUNCH DISASTER DEATH TRIAL TRAVEL CEREMONY OTHER"
TYPES = set((POLITICAL + OTHERS).split())
NO_EVENT = {"SAY", "NONE", "LIGHT", "INHERIT"}


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def events_of(parser: Parser, text: str, published: str | None = "2024-05-15") -> tuple[Event, ...]:
    return find_events(build_context(Article(path="a.txt", text=text, published=published), parser))


def only(parser: Parser, text: str, trigger: str) -> Event:
    found = [e for e in events_of(parser, text) if e.trigger.of(text) == trigger]
    assert len(found) == 1, [(e.type, e.trigger.of(text)) for e in events_of(parser, text)]
    return found[0]


def roles(event: Event, text: str, name: RoleName) -> list[str]:
    return [role.span.of(text) for role in event.roles if role.role is name]


def test_lexicon_uses_only_types_of_the_scheme() -> None:
    lexicon = load_lexicon()
    for lemma, patterns in lexicon.verbs.items():
        assert {p.type for p in patterns} <= TYPES | NO_EVENT, lemma
    for lemma, patterns in lexicon.nouns.items():
        assert {p.type for p in patterns} <= TYPES, lemma
        assert {p.frame for p in patterns} <= set("TPAR"), lemma


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("deploy", "deployment"),
        ("reject", "rejection"),
        ("announce", "announcement"),
        ("resign", "resignation"),
        ("die", "death"),
        ("kill", "killing"),
        ("sell", "sale"),
    ],
)
def test_a_verb_and_its_noun_are_one_family(verb: str, noun: str) -> None:
    assert family(verb) == family(noun)


def test_families_keep_different_words_apart() -> None:
    assert family("deploy") != family("destroy")


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Norway sent three hundred soldiers to Estonia.", "sent", "MOBILIZE"),
        ("Norway sent blankets and medicine to Estonia.", "sent", "AID"),
        ("Thousands of Norwegians took to the streets of Oslo.", "took", "PROTEST"),
        ("Norwegian nurses went on strike in Bergen.", "went", "PROTEST"),
        ("Finnish jets bombed a depot in Karelia.", "bombed", "ASSAULT"),
        ("Peru broke off diplomatic relations with Chile.", "broke off", "SANCTION"),
        ("Peru imposed a curfew in Lima.", "imposed", "COERCE"),
        ("Peru lifted the curfew in Lima.", "lifted", "CONCEDE"),
        ("Peru and Chile held talks in Quito.", "held", "CONSULT"),
        ("Peru rejected the proposal.", "rejected", "REJECT"),
        ("Peru accused Chile of espionage.", "accused", "ACCUSE"),
        ("Peru threatened to close the embassy.", "threatened", "THREATEN"),
        ("Maria Lopez resigned as mayor of Lima.", "resigned", "APPOINTMENT"),
        ("Maria Lopez won the election in Peru.", "won", "ELECTION"),
        ("An earthquake struck Lima on Monday.", "struck", "DISASTER"),
        ("Nokia unveiled a new phone in Helsinki.", "unveiled", "LAUNCH"),
        ("Nokia acquired a rival for two billion euros.", "acquired", "TRADE"),
        ("Maria Lopez was sentenced to three years in prison.", "sentenced", "TRIAL"),
        ("Maria Lopez died in Lima on Monday.", "died", "DEATH"),
    ],
)
def test_types(parser: Parser, text: str, trigger: str, kind: str) -> None:
    assert only(parser, text, trigger).type == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Peru said it would boycott all talks with Chile.", "THREATEN"),
        ("Peru said that Chile must release the fishermen.", "REQUEST"),
        ("Peru will not release the fishermen.", "REJECT"),
        ("Peru will provide 20 million dollars in aid to Haiti.", "AGREE"),
    ],
)
def test_announced_acts_are_acts_of_their_own(parser: Parser, text: str, kind: str) -> None:
    assert kind in {event.type for event in events_of(parser, text)}


def test_a_plain_report_is_no_event(parser: Parser) -> None:
    assert events_of(parser, "Maria Lopez said the weather in Peru was fine.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "People often like music and need sleep.",
        "Anyone who has bought a ticket can return it.",
        "The new software allows users to write letters.",
        "Peru did not attack Chile.",
    ],
)
def test_general_talk_and_what_did_not_happen_are_no_events(parser: Parser, text: str) -> None:
    assert [e for e in events_of(parser, text) if e.status is Status.OCCURRED] == []


def test_roles_of_active_and_passive(parser: Parser) -> None:
    active = "Chile attacked Peru."
    passive = "Peru was attacked by Chile."
    for text in (active, passive):
        event = only(parser, text, "attacked")
        assert roles(event, text, RoleName.AGENT) == ["Chile"]
        assert roles(event, text, RoleName.PATIENT) == ["Peru"]


def test_conjoined_agents_are_each_an_agent(parser: Parser) -> None:
    text = "Brazil, Chile and Guatemala condemned the raid."
    event = only(parser, text, "condemned")
    assert roles(event, text, RoleName.AGENT) == ["Brazil", "Chile", "Guatemala"]


def test_roles_of_a_nominalisation(parser: Parser) -> None:
    text = "Peru's rejection of the treaty surprised Chile on Friday."
    event = only(parser, text, "rejection")
    assert event.type == "REJECT"
    assert roles(event, text, RoleName.AGENT) == ["Peru"]


def test_roles_through_relative_clause_and_control(parser: Parser) -> None:
    text = "Maria Lopez, who founded Nokia in 1990, agreed to sell the company."
    founded = only(parser, text, "founded")
    assert roles(founded, text, RoleName.AGENT) == ["Maria Lopez"]
    agreed = only(parser, text, "agreed")
    assert roles(agreed, text, RoleName.AGENT) == ["Maria Lopez"]


def test_addressee_and_place(parser: Parser) -> None:
    text = "Peru called on Chile to leave. Chile opened an embassy in Lima."
    called = only(parser, text, "called")
    assert roles(called, text, RoleName.ADDRESSEE) == ["Chile"]
    opened = only(parser, text, "opened")
    assert roles(opened, text, RoleName.PLACE) == ["Lima"]


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("Peru attacked Chile.", "attacked", Status.OCCURRED),
        ("Peru is attacking Chile.", "attacking", Status.ONGOING),
        ("Maria Lopez will meet Juan Perez in Lima.", "meet", Status.PLANNED),
        ("Maria Lopez plans to meet Juan Perez in Lima.", "meet", Status.PLANNED),
        ("Peru demanded that Chile withdraw its troops.", "withdraw", Status.HYPOTHETICAL),
        ("Peru accused Chile of bombing a village.", "bombing", Status.ALLEGED),
        ("Peru would not rule out strikes on Chile.", "strikes", Status.HYPOTHETICAL),
        ("Peru ordered the deployment of troops to Tacna.", "ordered", Status.OCCURRED),
        ("Peru may attack Chile.", "attack", Status.HYPOTHETICAL),
        ("If Chile attacks Peru, Brazil leaves.", "attacks", Status.HYPOTHETICAL),
    ],
)
def test_status(parser: Parser, text: str, trigger: str, status: Status) -> None:
    assert only(parser, text, trigger).status is status


def test_the_accuser_vouches_for_what_is_alleged(parser: Parser) -> None:
    text = "Peru accused Chile of bombing a village."
    event = only(parser, text, "bombing")
    assert event.according_to is not None
    assert event.according_to.endswith("actor/peru")


def test_what_a_speaker_vouches_for_is_alleged(parser: Parser) -> None:
    text = "Chile attacked a village, Peru said."
    context = build_context(Article(path="a.txt", text=text, published="2024-05-15"), parser)
    said = Statement(
        kind=StatementKind.PARAPHRASE,
        content=(Span(0, 24),),
        sentence=Span(0, len(text)),
        speaker_actor="https://w3id.org/newsgraph/id/actor/peru",
        act="say",
    )
    (event,) = find_events(replace(context, statements=(said,)))
    assert event.status is Status.ALLEGED
    assert event.according_to == said.speaker_actor
    assert event.according_to_statement == 0


@pytest.mark.parametrize(
    ("text", "trigger", "value"),
    [
        ("On 3 March 2024 Peru attacked Chile.", "attacked", "2024-03-03"),
        ("Nokia bought a rival in 1998 and sold it in 2001.", "bought", "1998"),
        ("Nokia bought a rival in 1998 and sold it in 2001.", "sold", "2001"),
        ("The May 2, 2024, Chilean capture of Juan Perez angered Peru.", "capture", "2024-05-02"),
    ],
)
def test_time(parser: Parser, text: str, trigger: str, value: str) -> None:
    event = only(parser, text, trigger)
    assert event.time is not None
    assert event.time.value == value


def test_the_date_of_what_is_promised_is_not_that_of_the_promise(parser: Parser) -> None:
    event = only(parser, "Nokia has promised a phone before December 2024.", "promised")
    assert event.time is None


def test_the_story_goes_on_the_same_day(parser: Parser) -> None:
    text = "On 14 May 2024 Peru attacked Chile. Chile seized two Peruvian ships."
    event = only(parser, text, "seized")
    assert event.time is not None
    assert event.time.value == "2024-05-14"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("On 14 May 2024 at 1:30 a.m. Peru attacked Chile. Chile seized two ships.", "2024-05-14"),
        (
            "On 14 May 2024 Peru attacked Chile. Chile seized two ships at about 4 p.m.",
            "2024-05-14T16:00",
        ),
        ("Chile seized two ships at about 4 p.m.", None),
        ("Chile seized two ships at 4 p.m. today.", "2024-05-15T16:00"),
        ("Chile seized two ships at 4 p.m. on 13 May 2024.", "2024-05-13T16:00"),
    ],
)
def test_an_hour_is_that_of_its_own_sentence_on_a_day_that_is_known(
    parser: Parser, text: str, value: str | None
) -> None:
    time = only(parser, text, "seized").time
    assert (time.value if time else None) == value


def test_a_story_does_not_go_by_one_date_for_ever(parser: Parser) -> None:
    begin = "On 14 May 2024 Peru attacked Chile. "
    between = "Ana Ruiz arrested Juan Perez in Lima. "
    near, far = (begin + between * n + "Chile seized two ships." for n in (1, 16))
    assert only(parser, near, "seized").time is not None
    assert only(parser, far, "seized").time is None


def test_after_an_older_date_nothing_is_inferred(parser: Parser) -> None:
    text = "In 1996 Peru attacked Chile. Chile seized two Peruvian ships."
    assert only(parser, text, "seized").time is None


def test_a_definite_noun_points_back_to_the_event_told_before(parser: Parser) -> None:
    text = "Peru deployed troops to Tacna. The deployment angered Chile."
    deployments = [e for e in events_of(parser, text) if e.type == "MOBILIZE"]
    assert len(deployments) == 1
    (event,) = deployments
    assert [span.of(text) for span in event.other_triggers] == ["deployment"]
    assert len(event.other_sentences) == 1


def test_acts_on_different_people_stay_apart(parser: Parser) -> None:
    text = "Police arrested Juan Perez in Lima. Police arrested Maria Lopez in Tacna."
    assert len([e for e in events_of(parser, text) if e.type == "COERCE"]) == 2


def test_labels_read_as_phrases(parser: Parser) -> None:
    text = "Maria Lopez, the mayor of Lima, opened an embassy in Quito on Monday."
    assert only(parser, text, "opened").label == "Maria Lopez opened an embassy in Quito"


def test_labels_never_grow_without_bound(parser: Parser) -> None:
    text = "Peru attacked " + "the village near the river " * 30 + "in Chile."
    for event in events_of(parser, text):
        assert len(event.label) <= 400


def test_offsets_are_code_points_of_the_article(parser: Parser) -> None:
    text = "“Ñandú” 🎉 — Peru’s army attacked Chile."
    event = only(parser, text, "attacked")
    assert text[event.trigger.start : event.trigger.end] == "attacked"


@pytest.mark.parametrize("text", ["", "   \n\n", "!!!", "12 12 12", "the of and"])
def test_texts_without_events(parser: Parser, text: str) -> None:
    assert events_of(parser, text) == ()


def test_the_same_text_gives_the_same_events(parser: Parser) -> None:
    text = "Peru attacked Chile on Monday. The attack killed three soldiers. Brazil condemned it."
    assert events_of(parser, text) == events_of(parser, text)


def test_the_date_of_a_settlement_is_not_that_of_what_was_settled(parser: Parser) -> None:
    event = only(parser, "The lawsuit by Nokia was settled in 1981.", "lawsuit")
    assert event.time is None


def test_an_occasion_does_not_date_what_happened_before_it(parser: Parser) -> None:
    event = only(parser, "Peru condemned Chile on 3 May 2024 after the attack on Tacna.", "attack")
    assert event.time is None


@pytest.mark.parametrize(
    "text",
    [
        "The power is comparable to a live concert.",
        "An executive overseeing sales is stepping down.",
    ],
)
def test_comparisons_and_occupations_are_no_events(parser: Parser, text: str) -> None:
    assert not {e.type for e in events_of(parser, text)} & {"CEREMONY", "OTHER"}


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Rebels fought to take the town on Monday.", "fought", "ASSAULT"),
        ("Ana Barden fought to keep her house on Monday.", "fought", "OTHER"),
        ("The custody battle began on Monday.", "battle", "TRIAL"),
        ("The battle for the town began on Monday.", "battle", "ASSAULT"),
    ],
)
def test_fights_without_arms(parser: Parser, text: str, trigger: str, kind: str) -> None:
    assert only(parser, text, trigger).type == kind


def test_other_numbers_of_victims_are_other_events(parser: Parser) -> None:
    text = "Rebels killed three soldiers in Gulu on Monday. Some 200 soldiers were killed in Gulu."
    assert len([e for e in events_of(parser, text) if e.type == "ASSAULT"]) == 2
    same = "Rebels killed 3 soldiers in Gulu on Monday. The three soldiers were killed at a hotel."
    assert len([e for e in events_of(parser, same) if e.type == "ASSAULT"]) == 1


def test_since_reaches_to_publication(parser: Parser) -> None:
    event = only(parser, "Police have arrested three men since 1990.", "arrested")
    assert event.time is not None
    assert (event.time.edtf, event.time.earliest, event.time.latest) == (
        "1990/..",
        "1990-01-01",
        "2024-05-15",
    )


def test_to_keep_silent_is_no_event(parser: Parser) -> None:
    text = "Ana Barden declined to say who fired. Boris Folgir refused to comment on the matter."
    assert not events_of(parser, text)
    assert only(parser, "Ana Barden refused to leave Lima.", "refused").type == "REJECT"


def test_set_phrases_name_no_event(parser: Parser) -> None:
    text = "Police opened fire on Monday."
    (event,) = events_of(parser, text)
    assert (event.trigger.of(text), event.type) == ("opened", "ASSAULT")
    told = "In response to critics saying that it is unsafe, Ana Barden said that it works well."
    context = build_context(Article(path="a.txt", text=told), parser)
    (response,) = [token for token in context.doc if token.lower_ == "response"]
    assert is_set_phrase(response)
    answer = parser.nlp("Her response to critics came late.")[1]
    assert not is_set_phrase(answer)


def test_the_latest_to_do_it_did_it(parser: Parser) -> None:
    text = "Ana Barden is the latest to attack Boris Folgir."
    event = only(parser, text, "attack")
    assert event.status is Status.OCCURRED
    assert roles(event, text, RoleName.AGENT) == ["Ana Barden"]


def test_who_was_able_to_did(parser: Parser) -> None:
    event = only(parser, "Police were able to arrest Ana Barden.", "arrest")
    assert (event.status, event.label) == (
        Status.OCCURRED,
        "Police were able to arrest Ana Barden",
    )
    assert not events_of(parser, "Police were unable to arrest Ana Barden on Monday.")


def test_what_somebody_is_brought_for_is_still_to_come(parser: Parser) -> None:
    text = "Ana Barden was flown to Lima on Monday for trial."
    assert only(parser, text, "trial").status is Status.PLANNED


def test_who_did_it_may_be_the_question(parser: Parser) -> None:
    text = "Police do not know who killed Ana Barden on Monday."
    (event,) = events_of(parser, text)
    assert event.label == "Killed Ana Barden"
    assert not events_of(parser, "They did not know which one had been arrested on Monday.")
