"""``kg same`` and ``kg different`` through the store: decisions hold, and can be withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.errors import UsageError
from kg.iris import KG
from kg.map import event_iris
from kg.pipeline.identity import decide, find_node
from kg.pipeline.writer import Writer
from tests.identity_samples import Told, article, iri

ONE = article(
    "one.txt", [Told("Ana Barden", "attacked", "Boris Folgir", day="2026-01-03")], "2026-01-03"
)
TWO = article("two.txt", [Told("Elena Lom", "left", "Farid Mar", place="Westhaven")], "2026-01-05")
A, B = event_iris(ONE)[0], event_iris(TWO)[0]


def events(writer: Writer) -> set[str]:
    return {
        str(q.subject.value) for q in writer.store.quads() if q.predicate.value == KG + "eventType"
    }


def test_a_decision_merges_holds_and_is_withdrawn() -> None:
    with Writer.open(None) as writer:
        writer.put([ONE, TWO])
        assert events(writer) == {A, B}
        decide(writer, A, B, same=True, by="tester")
        assert events(writer) == {A}
        writer.remove([writer.iri(ONE)])
        assert events(writer) == {B}
        writer.put([ONE])
        assert events(writer) == {A}
        decide(writer, B, A, same=True, by="tester", withdraw=True)
        assert events(writer) == {A, B}


def labels(writer: Writer, *names: str) -> list[str]:
    return [find_node(writer.store, name).value for name in names]


def test_what_is_one_by_then_is_withdrawn_by_the_names_that_it_had() -> None:
    with Writer.open(None) as writer:
        writer.put([ONE, TWO])
        ana, elena, farid = labels(writer, "Ana Barden", "Elena Lom", "Farid Mar")
        decide(writer, "Ana Barden", "Elena Lom", same=True, by="tester")
        assert labels(writer, "Ana Barden", "Elena Lom") == [ana, ana]
        done = decide(writer, "Elena Lom", "Ana Barden", same=True, by="tester", withdraw=True)
        assert {node.value for node in done} == {ana, elena}
        assert labels(writer, "Ana Barden", "Elena Lom") == [ana, elena]
        # Of two decisions on one node, the names tell which.
        decide(writer, "Ana Barden", "Elena Lom", same=True, by="tester")
        decide(writer, elena, farid, same=True, by="tester")
        assert len(set(labels(writer, "Ana Barden", "Elena Lom", "Farid Mar"))) == 1
        done = decide(writer, "Elena Lom", "Farid Mar", same=True, by="tester", withdraw=True)
        assert {node.value for node in done} == {elena, farid}
        with pytest.raises(UsageError, match="nobody decided that 'Ana Barden' and 'Farid Mar'"):
            decide(writer, "Ana Barden", "Farid Mar", same=True, by="tester", withdraw=True)


def test_a_decision_that_two_differ_is_withdrawn_by_their_names() -> None:
    with Writer.open(None) as writer:
        writer.put([ONE, TWO])
        decide(writer, "Ana Barden", "Elena Lom", same=False, by="tester")
        with pytest.raises(UsageError, match="are the same"):
            decide(writer, "Ana Barden", "Elena Lom", same=True, by="tester", withdraw=True)
        decide(writer, "Ana Barden", "Elena Lom", same=False, by="tester", withdraw=True)
        with pytest.raises(UsageError, match="are not the same"):
            decide(writer, "Ana Barden", "Elena Lom", same=False, by="tester", withdraw=True)


def test_a_decision_survives_a_rebuilt_index() -> None:
    with Writer.open(None) as writer:
        writer.put([ONE, TWO])
        decide(writer, A, B, same=True, by="tester")
        writer.reindex()
        assert writer.index.assignment(iri(TWO)) == {B: A}


def test_what_is_not_there_is_said_in_one_line() -> None:
    with Writer.open(None) as writer:
        writer.put([ONE])
        with pytest.raises(UsageError, match="no node"):
            decide(writer, A, "id:event/none", same=True, by="tester")
        with pytest.raises(UsageError, match="one IRI"):
            decide(writer, A, A, same=True, by="tester")
        with pytest.raises(UsageError, match="nobody decided"):
            decide(writer, A, "Ana Barden", same=True, by="tester", withdraw=True)


def test_the_commands(tmp_path: Path) -> None:
    store = str(tmp_path / "news.kg")
    with Writer.open(store) as writer:
        writer.put([ONE, TWO])
    run = CliRunner().invoke
    short = "id:" + A.removeprefix("https://w3id.org/newsgraph/id/")
    result = run(cli, ["same", short, B, "--store", store], standalone_mode=False)
    assert result.exception is None and f"same: <{A}> <{B}>" in result.output
    result = run(cli, ["different", A, B, "--store", store], standalone_mode=False)
    assert result.exception is None
    with Writer.open(store) as writer:
        assert events(writer) == {A, B}
