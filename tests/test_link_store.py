"""Links in the store: made anew, decided by a person, given out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.iris import WD, Minter
from kg.link import GazetteerLinker, LinkContext
from kg.link.decisions import LinkDecision, decide_links, entity_iri
from kg.model import (
    Actor,
    ActorType,
    Article,
    Extraction,
    Generator,
    Link,
    LinkCandidate,
    Mention,
    Span,
)
from kg.pipeline.linking import decide, mapped, relink
from kg.pipeline.writer import Writer

WHEN = datetime(2026, 1, 7, 12, tzinfo=UTC)
TEXT = "Chile and Ada Quill met in Port Quill."
CHILE, QUILL, PORT = (Minter().actor(n) for n in ("Chile", "Ada Quill", "Port Quill"))


def extraction(path: str = "a.txt") -> Extraction:
    article = Article(path, TEXT, published="2026-01-06")
    actors = (
        Actor(CHILE, ActorType.COUNTRY, "Chile"),
        Actor(QUILL, ActorType.PERSON, "Ada Quill"),
        Actor(PORT, ActorType.PLACE, "Port Quill"),
    )
    mentions = tuple(
        Mention(Span(TEXT.index(a.label), TEXT.index(a.label) + len(a.label)), a.type, a.iri)
        for a in actors
    )
    return Extraction(
        article, Generator("t", "1"), sentences=(Span(0, len(TEXT)),), actors=actors,
        mentions=mentions,
    )  # fmt: skip


@pytest.fixture
def writer() -> Iterator[Writer]:
    with Writer.open(None) as writer:
        writer.put([extraction(), extraction("b.txt")])
        yield writer


def matches(writer: Writer, name: str) -> set[tuple[str, str]]:
    found = writer.store.query(
        f"SELECT ?a ?e {{ ?a <http://www.w3.org/2004/02/skos/core#{name}> ?e "
        f"FILTER(STRSTARTS(STR(?e), '{WD}')) }}"
    )
    return {(row["a"].value, row["e"].value.removeprefix(WD)) for row in found}  # type: ignore


class Fixed:
    """A linker that always says the same."""

    name = "fixed"

    def __init__(self, **links: Link) -> None:
        self.links = links

    def link(self, actors: tuple[Actor, ...], context: LinkContext) -> tuple[Actor, ...]:
        from dataclasses import replace

        return tuple(replace(a, link=self.links.get(a.label.replace(" ", "_"))) for a in actors)


def test_relinking_and_again(writer: Writer) -> None:
    assert matches(writer, "exactMatch") == set()
    done = relink(writer, GazetteerLinker.open())
    assert (done.articles, done.changed, done.actors) == (2, 2, 6)
    assert matches(writer, "exactMatch") == {(CHILE, "Q298")}
    before = set(writer.store.quads())
    again = relink(writer, GazetteerLinker.open())
    assert again.changed == 0
    assert set(writer.store.quads()) == before


def test_one_article(writer: Writer) -> None:
    assert relink(writer, GazetteerLinker.open(), article="b.txt").articles == 1
    with pytest.raises(UsageError, match="no article"):
        relink(writer, GazetteerLinker.open(), article="c.txt")


def test_candidates_are_close_matches(writer: Writer) -> None:
    two = (LinkCandidate("Q3", "Ada", 0.5), LinkCandidate("Q4", "Ada", 0.4))
    relink(writer, Fixed(Ada_Quill=Link(None, 0.5, "fixed", "x", two)))
    assert matches(writer, "closeMatch") == {(QUILL, "Q3"), (QUILL, "Q4")}
    relink(writer, Fixed(Ada_Quill=Link("Q4", 0.9, "fixed", "x", two)))
    assert matches(writer, "closeMatch") == set()
    assert matches(writer, "exactMatch") == {(QUILL, "Q4")}


def test_a_person_wins_over_every_linker(writer: Writer) -> None:
    wrong = Fixed(Ada_Quill=Link("Q3", 0.99, "fixed", "x", (LinkCandidate("Q3", "Ada", 0.99),)))
    relink(writer, wrong)
    assert decide(writer, [LinkDecision(QUILL, "Q4", True)], by="me", at=WHEN) == 1
    assert matches(writer, "exactMatch") == {(QUILL, "Q4")}
    relink(writer, wrong)
    relink(writer, GazetteerLinker.open())
    writer.put([extraction("c.txt")])
    assert (QUILL, "Q4") in matches(writer, "exactMatch")
    assert (QUILL, "Q3") not in matches(writer, "exactMatch")
    assert decide(writer, [LinkDecision(QUILL, "Q4", True)], by="me", at=WHEN) == 0
    decide(writer, [LinkDecision(QUILL, "Q5", True)], by="me", at=WHEN)
    assert {e for a, e in matches(writer, "exactMatch") if a == QUILL} == {"Q5"}


def test_a_rejection_stays(writer: Writer) -> None:
    both = (LinkCandidate("Q3", "Ada", 0.9), LinkCandidate("Q4", "Ada", 0.3))
    linker = Fixed(Ada_Quill=Link("Q3", 0.9, "fixed", "x", both))
    relink(writer, linker)
    decide(writer, [LinkDecision(QUILL, "Q3", False)], by="me", at=WHEN)
    assert matches(writer, "exactMatch") == set()
    assert matches(writer, "closeMatch") == {(QUILL, "Q4")}
    relink(writer, linker)
    assert matches(writer, "exactMatch") == set()
    kinds = {(m.entity.removeprefix(WD), m.kind) for m in mapped(writer.store)}
    assert kinds == {("Q4", "close"), ("Q3", "not")}
    decide(writer, [LinkDecision(QUILL, "Q3", True)], by="me", at=WHEN)
    assert matches(writer, "exactMatch") == {(QUILL, "Q3")}


def test_removing_the_articles_takes_the_links(writer: Writer) -> None:
    relink(writer, GazetteerLinker.open())
    writer.remove([NamedNode(g.value) for g in writer.store.names() if "article" in g.value])
    assert matches(writer, "exactMatch") == set()


def test_unknown_actor(writer: Writer) -> None:
    with pytest.raises(UsageError, match="no actor"):
        decide(writer, [LinkDecision("https://example.org/x", "Q1", True)], by="me", at=WHEN)


@pytest.mark.parametrize("bad", ["", "Q", "42", "Qx", "http://a b", "javascript:1"])
def test_bad_entities(bad: str) -> None:
    with pytest.raises(UsageError):
        entity_iri(bad)


def test_entities() -> None:
    assert entity_iri("q42") == WD + "Q42"
    assert entity_iri("http://dbpedia.org/resource/Chile") == "http://dbpedia.org/resource/Chile"


def test_decisions_hold_for_accounts_of_a_node() -> None:
    decided = decide_links(
        extraction(), [LinkDecision("x:node", "Q9", True)], resolve={QUILL: "x:node"}
    )
    assert [a.link.qid if a.link else None for a in decided.actors] == [None, "Q9", None]


def test_export_is_readable_back(writer: Writer, tmp_path: Path) -> None:
    relink(writer, GazetteerLinker.open())
    (link,) = mapped(writer.store)
    assert (link.actor, link.label, link.kind, link.method) == (
        CHILE,
        "Chile",
        "exact",
        "gazetteer",
    )
    assert 0.5 < link.score <= 1
