"""Faults and hostile input, as a user meets them: one clear line, nothing lost, the others go in.

Hostile files are in `test_read_hostile`, remote stores in `test_remote_faults`, killed writers in
`test_ingest_killed`; SECURITY.md says which promise is held where.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.cli import cli
from kg.export.export import export_store
from kg.extract.record import dumps
from kg.model import Extraction
from kg.pipeline.load import format_of, load
from kg.pipeline.writer import Writer
from kg.query.runner import run_query
from kg.read import read_articles
from kg.store import open_store
from tests.pipeline_samples import make_extraction

HOSTILE = (
    '" } ; DELETE WHERE { ?s ?p ?o } #',
    "<script>alert(1)</script>",
    '"""@en . <a> <b> <c> .',
    '=HYPERLINK("http://x.example")',
    "+1+cmd|' /C calc'!A0",
    "a\\u0022b\\",
    "\u202eright to left\u202c",
    "\t- @x",
    "]]>&lt;!ENTITY",
    "?x . } UNION { ?a ?b ?c",
)


def kg(
    *arguments: str, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit,
        check=False,
    )


def records(path: Path, *extractions: Extraction) -> str:
    path.write_text("".join(dumps(e) + "\n" for e in extractions), "utf-8")
    return str(path)


def put(store: str, *extractions: Extraction) -> None:
    """What the command does with records, here: only what the fault meets needs its own process."""
    with Writer.open(store) as writer:
        assert not writer.put(extractions).failed


def exported(store: str) -> str:
    with open_store(store) as opened:
        return "".join(export_store(opened, "nquads"))


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert "Traceback" not in done.stderr, done.stderr
    return [line for line in done.stderr.splitlines() if line.startswith("kg: ")]


def named(extraction: Extraction, label: str) -> Extraction:
    """The extraction with an actor and a title of that name."""
    first, *others = extraction.actors
    article = replace(extraction.article, title=label, publisher=label, id=label)
    return replace(
        extraction, article=article, actors=(replace(first, label=label, names=(label,)), *others)
    )


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(label=st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=30)))
@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_hostile_labels_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, form: str, label: str
) -> None:
    if not label.strip() or not label.isprintable():
        return
    with Writer.open(None) as writer:
        assert not writer.put([named(make_extraction(1), label)]).failed
        told = "".join(export_store(writer.store, "nquads"))
        text = "".join(export_store(writer.store, form))
    file = tmp_path_factory.mktemp("load") / f"a.{'nq' if form == 'nquads' else 'trig'}"
    file.write_text(text, "utf-8")
    with Writer.open(None) as again:
        load(again, file, format_of(file, None))
        assert "".join(export_store(again.store, "nquads")) == told


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_name_that_is_asked_for_is_only_a_name(tmp_path: Path, label: str) -> None:
    store = str(tmp_path / "s.kg")
    with Writer.open(store) as writer:
        writer.put([make_extraction(1), named(make_extraction(2), label)])
        before = "".join(export_store(writer.store, "nquads"))
    for verb in (["timeline"], ["statements", "--by"], ["statements", "--about"]):
        run = CliRunner().invoke(cli, [*verb, label, "--store", store, "--json"])
        assert run.exception is None or getattr(run.exception, "exit_code", None) in (0, 2), run
    with Writer.open(store) as writer:
        assert "".join(export_store(writer.store, "nquads")) == before


def test_an_identifier_that_climbs_names_a_node_and_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    bad = replace(
        make_extraction(1).article, id="../../../outside/../../x", path="../../../etc/passwd"
    )
    path = records(folder / "a.jsonl", replace(make_extraction(1), article=bad))
    store = str(folder / "s.kg")
    assert kg("ingest", path, "--store", store, "-q").returncode == 0
    done = kg("export", "--store", store, "-o", str(folder / "out.trig"))
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inside"]
    assert sorted(p.name for p in folder.iterdir()) == ["a.jsonl", "out.trig", "s.kg"]


def test_a_link_that_leads_out_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Not for this graph.", "utf-8")
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Norland signed.", "utf-8")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to(folder / "a.txt")
    (folder / "up").symlink_to(tmp_path)
    assert [item.path for item in read_articles([str(folder)])] == ["a.txt"]
    # named by the user, a link is what the user means
    assert [item.path for item in read_articles([str(folder / "b.txt")])] == ["b.txt"]


def test_a_full_disk_is_one_line_and_the_store_is_as_before(tmp_path: Path) -> None:
    store = str(tmp_path / "s.kg")
    first = [make_extraction(n) for n in range(5)]
    put(store, *first)
    large = [make_extraction(n, sentences=10) for n in range(5, 17)]
    more = records(tmp_path / "b.jsonl", *large)

    def small() -> None:
        # writes beyond this size fail as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = kg("ingest", more, "--store", store, "-q", limit=small)
    assert done.returncode == 3, done.stderr
    assert len(lines(done)) == 1
    resumed = kg("ingest", more, "--store", store, "-q")
    assert resumed.returncode == 0, resumed.stderr
    fresh = str(tmp_path / "t.kg")
    put(fresh, *first)
    put(fresh, *large)
    assert exported(store) == exported(fresh)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB; skips the test where none can be made."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root makes a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_file_system_that_is_full_is_one_line(small_disk: Path, tmp_path: Path) -> None:
    store = str(small_disk / "s.kg")
    put(store, *(make_extraction(n) for n in range(3)))
    before = exported(store)
    more = records(tmp_path / "b.jsonl", *(make_extraction(n, sentences=40) for n in range(9, 17)))
    # Something else takes most of the room, so that it does not take long to fill the rest.
    (small_disk / "else").write_bytes(bytes(shutil.disk_usage(small_disk).free - 1_500_000))
    done = kg("ingest", more, "--store", store, "-q")
    assert done.returncode == 3, done.stderr
    assert len(lines(done)) == 1, done.stderr
    # What went in before the disk was full is whole: articles have their records, and no less.
    assert set(before.splitlines()) <= set(exported(store).splitlines())


def test_a_place_that_takes_no_store_is_one_line(tmp_path: Path) -> None:
    path = records(tmp_path / "a.jsonl", make_extraction(1))
    for place in ("/proc/none.kg", str(tmp_path / "a.jsonl"), str(tmp_path / "a.jsonl" / "s.kg")):
        done = kg("ingest", path, "--store", place, "-q")
        assert done.returncode == 3, (place, done.stderr)
        assert len(lines(done)) == 1 and place in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is writable for root")
def test_a_folder_that_is_read_only_is_one_line(tmp_path: Path) -> None:
    path = records(tmp_path / "a.jsonl", make_extraction(1))
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o500)
    done = kg("ingest", path, "--store", str(folder / "s.kg"), "-q")
    assert done.returncode == 3
    assert len(lines(done)) == 1 and "ermission" in done.stderr


def test_a_second_writer_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    store = str(tmp_path / "s.kg")
    path = records(tmp_path / "a.jsonl", make_extraction(1))
    with Writer.open(store) as writer:
        writer.put([make_extraction(2)])
        done = kg("ingest", path, "--store", store, "-q")
        assert done.returncode == 3
        assert len(lines(done)) == 1 and store in done.stderr
        # readers are let in meanwhile
        asked = kg("query", "--store", store, "ASK { ?a a kg:Article }", "--format", "csv")
        assert asked.returncode == 0, asked.stderr
    assert kg("ingest", path, "--store", store, "-q").returncode == 0


def test_a_clock_that_jumps_changes_nothing(tmp_path: Path) -> None:
    parts = [make_extraction(n, story=n // 2) for n in range(6)]
    wanted = None
    for years in ((2026,) * 6, (2026, 1990, 2099, 2026, 1970, 2038)):
        clock = iter(datetime(year, 1, 1, tzinfo=UTC) for year in years)
        with Writer.open(None) as writer:
            writer._now = lambda clock=clock: next(clock)  # type: ignore[misc]
            for part in parts:
                writer.put([part])
            told = "".join(export_store(writer.store, "nquads"))
        wanted = wanted or told
        assert told == wanted


def test_a_regular_expression_that_would_run_for_ever_does_not(tmp_path: Path) -> None:
    store = str(tmp_path / "s.kg")
    extraction = make_extraction(1)
    label = "a" * 5_000 + "!"
    with Writer.open(store) as writer:
        writer.put([named(extraction, label)])
    query = 'SELECT ?a { ?a rdfs:label ?l FILTER REGEX(?l, "^(a+)+$") }'
    with run_query(store, query, format="json") as answer:
        assert json.loads(answer.read())["results"]["bindings"] == []
