"""``kg link`` from the command line, end to end on a small store."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.link import command
from kg.errors import UsageError
from kg.iris import WD
from kg.pipeline.linking import mapped
from kg.pipeline.writer import Writer
from kg.store import open_store
from tests.test_link_store import extraction


@pytest.fixture
def store(tmp_path: Path) -> str:
    place = str(tmp_path / "news.kg")
    with Writer.open(place) as writer:
        writer.put([extraction()])
    return place


def run(*args: str) -> Result:
    done = CliRunner().invoke(command, list(args), standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


def kinds(store: str) -> set[tuple[str, str]]:
    opened = open_store(store, "read")
    try:
        return {(m.entity.removeprefix(WD), m.kind) for m in mapped(opened)}
    finally:
        opened.close()


def test_link_decide_exchange(store: str, tmp_path: Path) -> None:
    pytest.importorskip("sssom_pydantic", reason="needs the extra sssom")
    assert "1 articles, 1 changed" in run("--store", store).output
    assert "1 articles, 0 changed" in run("--store", store).output
    run("reject", "Chile", "Q298", "--store", store, "--note", "for the test")
    run("accept", "Ada Quill", "q42", "--store", store)
    assert kinds(store) == {("Q298", "not"), ("Q42", "exact")}
    assert "nothing new" in run("accept", "id:actor/ada-quill", "Q42", "--store", store).output
    assert "nothing new" in run("accept", "ada", "Q42", "--store", store).output
    file = tmp_path / "links.sssom.tsv"
    run("export", "--store", store, "-o", str(file))
    other = str(tmp_path / "other.kg")
    with Writer.open(other) as writer:
        writer.put([extraction()])
    assert "2 new decisions" in run("import", str(file), "--store", other).output
    run("--store", other)
    assert kinds(other) == {("Q298", "not"), ("Q42", "exact")}


def test_one_linker_at_a_time(store: str) -> None:
    with pytest.raises(UsageError, match="choose one"):
        run("--store", store, "--live", "--service", "http://127.0.0.1:9/")
    with pytest.raises(UsageError, match="KG_CONTACT"):
        run("--store", store, "--live", "--contact", "")


def test_no_network_is_told_and_the_store_stays(store: str, tmp_path: Path) -> None:
    pytest.importorskip("httpx", reason="needs the extra live")
    run("--store", store)
    done = CliRunner().invoke(
        command,
        ["--store", store, "--service", "http://127.0.0.1:9/", "--contact", "tests@example.org",
         "--cache", str(tmp_path / "cache")],
        standalone_mode=False,
    )  # fmt: skip
    assert done.return_value == 1
    assert "cannot be reached" in done.output
    assert kinds(store) == {("Q298", "exact")}
