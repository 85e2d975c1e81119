"""The language model as an extractor: what is true to the text goes in, nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.errors import InputError, UsageError
from kg.extract.llm import Endpoint, EndpointError, LlmExtractor
from kg.extract.llm.prompt import answer_schema
from kg.extract.llm.vocabulary import load_vocabulary
from kg.extract.nlp import Parser
from kg.extract.record import from_record, to_record
from kg.model import Article, Extraction, StatementKind, Status
from tests.chat_loopback import Answer, chat_server

TEXT = (
    "Norland troops attacked the port of Sudhaven on 3 January 2026. "
    'President Anna Berg said "the port is ours" and denied that Norland shelled the city.'
)
ARTICLE = Article("port.txt", TEXT, published="2026-01-04")
ATTACK = {
    "sentence": "Norland troops attacked the port of Sudhaven on 3 January 2026.",
    "trigger": "attacked",
    "type": "ASSAULT",
    "status": "occurred",
    "when": "on 3 January 2026",
    "roles": [
        {"role": "agent", "words": "Norland troops"},
        {"role": "place", "words": "Sudhaven"},
    ],
}
SAID = {
    "sentence": TEXT[TEXT.index("President") :],
    "kind": "quotation",
    "act": "say",
    "speaker": "President Anna Berg",
    "cue": "said",
    "content": "the port is ours",
}


PARSER = Parser()


def reader(url: str, **options: Any) -> LlmExtractor:
    return LlmExtractor(Endpoint(url, "m", pause=0.0, **options), link=False, parser=PARSER)


def always(answer: Any, status: int = 200) -> Answer:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return lambda body: (status, content)


def extracted(answer: Any) -> Extraction:
    with chat_server(always(answer)) as (url, _):
        return reader(url).extract(ARTICLE)


def test_what_the_text_bears_out_is_taken() -> None:
    found = extracted({"actors": [], "events": [ATTACK], "statements": [SAID]})
    (event,), (said,) = found.events, found.statements
    assert event.trigger.of(TEXT) == "attacked"
    assert event.sentence.of(TEXT) == ATTACK["sentence"]
    assert event.label == "Norland troops attacked"
    assert event.time is not None and event.time.value == "2026-01-03"
    assert [(r.role.value, r.span.of(TEXT)) for r in event.roles] == [
        ("agent", "Norland troops"),
        ("place", "Sudhaven"),
    ]
    assert said.kind is StatementKind.QUOTATION
    assert said.content[0].of(TEXT) == "the port is ours"
    speaker = next(a for a in found.actors if a.iri == said.speaker_actor)
    assert speaker.label == "Anna Berg"
    assert found.generator.models[-2:] == ("m", "prompt-1")
    assert found.warnings == ()
    assert from_record(to_record(found)) == found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"trigger": "bombed"}, "its words are not in the text"),
        ({"trigger": "tack"}, "its words are not in the text"),
        ({"trigger": "shelled"}, "its words are not in the text"),  # of another sentence
        ({"sentence": "Sudhaven fell."}, "its words are not in the text"),
        ({"type": "VICTORY"}, "unknown type"),
        ({"status": "certain"}, "unknown status"),
        ({"type": ["ASSAULT"]}, "unknown type"),
    ],
)
def test_an_event_that_the_text_does_not_bear_out_is_left_out(
    change: dict[str, Any], told: str
) -> None:
    if isinstance(change.get("type"), list):
        change = {"type": "ASSAULT "}
    found = extracted({"events": [{**ATTACK, **change}]})
    assert not found.events
    assert told in found.warnings[0]


def test_a_time_or_role_that_does_not_hold_goes_alone() -> None:
    roles = [{"role": "agent", "words": "Eastland"}, {"role": "victor", "words": "Norland troops"}]
    found = extracted({"events": [{**ATTACK, "when": "last spring", "roles": roles}]})
    assert found.events[0].time is None
    assert found.events[0].roles == ()
    assert "role: unknown (1)" in found.warnings[0]


@pytest.mark.parametrize(
    "change",
    [
        {"content": "the port is lost"},
        {"speaker": "Carl Berg"},
        {"act": "sing"},
        {"speaker": "port", "content": "the port is ours"},
    ],
)
def test_a_statement_that_the_text_does_not_bear_out_is_left_out(change: dict[str, Any]) -> None:
    assert not extracted({"statements": [{**SAID, **change}]}).statements


def test_words_without_marks_are_no_quotation() -> None:
    found = extracted({"statements": [{**SAID, "content": "Norland shelled the city"}]})
    assert found.statements[0].kind is StatementKind.PARAPHRASE


def test_what_only_a_speaker_says_is_not_told_as_fact() -> None:
    shelling = {**ATTACK, "sentence": SAID["sentence"], "trigger": "shelled", "when": None}
    said = {**SAID, "content": "Norland shelled the city", "act": "deny", "cue": "denied"}
    found = extracted({"events": [{**shelling, "roles": []}], "statements": [said]})
    (event,) = found.events
    assert event.status is Status.ALLEGED
    assert event.according_to_statement == 0
    assert event.according_to == found.statements[0].speaker_actor


@pytest.mark.parametrize("answer", ["not JSON", "[1]", '"x"', "", '{"events": 3', "[" * 5000])
def test_an_unreadable_answer_is_one_line(answer: str) -> None:
    with pytest.raises(InputError, match=r"port\.txt: m gave no readable answer"):
        extracted(answer)


@pytest.mark.parametrize("answer", [{}, {"events": 3}, {"events": [3, None]}, {"actors": [{}]}])
def test_an_answer_of_another_shape_gives_nothing(answer: Any) -> None:
    found = extracted(answer)
    assert not found.events and not found.statements


def test_a_fence_round_the_answer_is_forgiven() -> None:
    assert extracted("```json\n" + json.dumps({"events": [ATTACK]}) + "\n```").events


def test_the_article_and_the_schema_are_sent() -> None:
    with chat_server(always({"events": []})) as (url, asked):
        endpoint = Endpoint(url, "some-model", key="secret", pause=0.0)
        LlmExtractor(endpoint, link=False, parser=PARSER).extract(ARTICLE)
    (body,) = asked
    assert body["path"] == "/v1/chat/completions"
    assert body["model"] == "some-model"
    assert body["key"] == "Bearer secret"
    assert json.loads(body["messages"][1]["content"]) == {"published": "2026-01-04", "text": TEXT}
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema == answer_schema(load_vocabulary())
    jsonschema.validate({"actors": [], "events": [ATTACK], "statements": [SAID]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {"actors": [], "events": [{**ATTACK, "type": "X"}], "statements": []}, schema
        )


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_without_schemas_is_asked_again_without(status: int) -> None:
    def answer(body: dict[str, Any]) -> tuple[int, str | None]:
        form = body.get("response_format", {}).get("type")
        return (status, None) if form == "json_schema" else (200, json.dumps({"events": [ATTACK]}))

    with chat_server(answer) as (url, asked):
        extractor = reader(url)
        assert extractor.extract(ARTICLE).events
        assert extractor.extract(ARTICLE).events
    assert [a["response_format"]["type"] for a in asked] == ["json_schema"] + 2 * ["json_object"]


@pytest.mark.parametrize(("status", "content"), [(503, "x"), (429, "x"), (401, "x"), (200, None)])
def test_an_endpoint_that_fails_is_named_in_one_line(status: int, content: str | None) -> None:
    with chat_server(lambda body: (status, content)) as (url, _):
        extractor = reader(url)
        with pytest.raises(EndpointError, match=r"127\.0\.0\.1"):
            extractor.extract(ARTICLE)


@pytest.mark.parametrize("url", ["ftp://h/v1", "127.0.0.1:80", "http://me:word@127.0.0.1/v1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint(url, "m")
    assert "word@" not in str(caught.value)


def test_ingest_goes_by_the_endpoint_and_keeps_what_came_before_it_went_away(
    tmp_path: Path,
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT.replace("Norland", f"Norland{name[0]}"), "utf-8")
    calls = iter([(200, json.dumps({"events": []})), *[(500, "x")] * 9])
    store = str(tmp_path / "s.kg")
    with chat_server(lambda body: next(calls)) as (url, _):
        given = ["--extractor", "llm", "--llm-url", url, "--llm-model", "m", "--no-link"]
        paths = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
        run = CliRunner().invoke(cli, ["ingest", *paths, "--store", store, *given])
    assert isinstance(run.exception, EndpointError)
    query = "SELECT ?path { ?a kg:path ?path }"
    shown = CliRunner().invoke(cli, ["query", "--store", store, query, "--format", "csv"])
    assert shown.output.split() == ["path", "a.txt"]
    models = "SELECT ?m { ?x prov:used/rdfs:label ?m } ORDER BY ?m"
    shown = CliRunner().invoke(cli, ["query", "--store", store, models, "--format", "csv"])
    assert {"m", "prompt-1"} <= set(shown.output.split())


def test_nothing_is_asked_without_an_address() -> None:
    run = CliRunner().invoke(cli, ["extract", "--extractor", "llm", "seeds"])
    assert isinstance(run.exception, UsageError)
    assert "--llm-url" in str(run.exception)
