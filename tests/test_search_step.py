"""The index of full-text search is in step with the store, come what may."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.iris import KG, PREFIXES
from kg.pipeline.backup import backup
from kg.pipeline.writer import Writer
from kg.search.follow import follow
from kg.search.index import NAME, SearchIndex, all_documents
from kg.search.reading import open_search
from kg.search.words import parse
from kg.store import Changes, open_store
from kg.store.layout import state_of
from tests.pipeline_samples import many_extractions
from tests.search_samples import (
    ARTICLE,
    SAMPLE,
    contents,
    due,
    hits_of,
    names_of,
    node_of,
    sample_store,
    typed,
    version_of,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return sample_store(tmp_path / "news.kg")


def test_every_kind_of_change_leaves_the_index_that_the_store_is_due(tmp_path: Path) -> None:
    """Ingest, replacement, removal and merging, in any order: what `build` would make."""
    folder = tmp_path / "news.kg"
    rnd = random.Random(7)
    samples = many_extractions(12)
    for turn in range(6):
        with Writer.open(folder) as writer:
            chosen = rnd.sample(samples, 4)
            writer.put(chosen[:3])
            if turn % 2:
                writer.remove([writer.iri(chosen[0])])
        assert contents(folder) == due(folder)
        kept, real = version_of(folder)
        assert kept == real != ""
    assert contents(folder)


def test_single_triples_that_come_and_go(tmp_path: Path) -> None:
    """A type, a label and an alternative move between nodes, in random order."""
    folder = tmp_path / "s"
    rnd = random.Random(3)
    pool = sorted(SAMPLE | typed("jose", "Event", "Lima"), key=str)
    with open_store(folder, "create") as store:
        follow(store)
        for _ in range(40):
            graph = node_of(f"g{rnd.randrange(3)}")
            store.write(Changes({graph: frozenset(rnd.sample(pool, rnd.randrange(len(pool))))}))
            assert contents(folder) == {
                (d.node, d.kind, d.field, d.text, d.lang)
                for d in all_documents(store.database, store.graphs)
            }


def test_a_write_without_a_follower_is_noticed(place: Path) -> None:
    with open_store(place, "write") as store:
        store.write(Changes({node_of("b"): frozenset(typed("quito", "Place", "Quito"))}))
    assert version_of(place)[0] != version_of(place)[1]
    assert names_of(place, "quito") == ["quito"]
    assert version_of(place)[0] == version_of(place)[1]


def test_a_writer_that_finds_the_index_behind_builds_it(place: Path) -> None:
    (place / NAME).unlink()
    with Writer.open(place):
        pass
    assert contents(place) == due(place)


def test_a_write_that_fails_leaves_the_index_as_it_was(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(place, "write") as store:
        follow(store)

        def broken(_: object) -> None:
            raise StoreError("no room")

        monkeypatch.setattr(store, "_apply", broken)
        with pytest.raises(StoreError):
            store.write(Changes({node_of("b"): frozenset(typed("quito", "Place", "Quito"))}))
        monkeypatch.undo()
        store.write(Changes({node_of("c"): frozenset(typed("cuzco", "Place", "Cuzco"))}))
    assert contents(place) == due(place)
    assert names_of(place, "quito") == []
    assert names_of(place, "cuzco") == ["cuzco"]


def test_an_index_that_is_none_is_made_anew(place: Path) -> None:
    (place / NAME).write_bytes(b"no database at all" * 100)
    for name in (f"{NAME}-wal", f"{NAME}-shm"):
        (place / name).unlink(missing_ok=True)
    assert names_of(place, "lima", "place") == ["lima"]
    assert contents(place) == due(place)


def test_an_index_of_another_version_is_made_anew(place: Path) -> None:
    with sqlite3.connect(place / NAME) as sql:
        sql.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    sql.close()
    assert names_of(place, "lima", "place") == ["lima"]


def test_a_backup_has_the_index_in_step(place: Path, tmp_path: Path) -> None:
    backup(place, tmp_path / "copy")
    assert version_of(tmp_path / "copy")[0] == version_of(tmp_path / "copy")[1]
    assert names_of(tmp_path / "copy", "lima", "place") == ["lima"]


def test_a_store_without_versions_is_told_by_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    insert = (
        f"INSERT DATA {{ <urn:x> a <{KG}Place> ; <{PREFIXES['rdfs']}label> 'Quito' }} ;"
        f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:y> <{KG}text> 'not in the default graph' }} }}"
    )
    with open_store(folder, "create") as store:
        store.database.update(insert)
    assert [hit.node for hit in hits_of(folder, "quito")] == ["urn:x"]
    assert hits_of(folder, "graph") == []
    with open_store(folder, "write") as store:
        store.database.update(insert.replace("Quito", "Cuzco").replace("urn:x", "urn:z"))
    assert [hit.node for hit in hits_of(folder, "cuzco")] == ["urn:z"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(place: Path) -> None:
    place.chmod(0o500)
    try:
        assert names_of(place, "lima", "place") == ["lima"]
    finally:
        place.chmod(0o700)


def test_a_folder_that_must_not_be_written_to(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = (place / NAME).read_bytes()
    assert names_of(place, "lima", "place") == ["lima"]
    (place / NAME).unlink()
    assert names_of(place, "lima", "place") == ["lima"]
    assert not (place / NAME).exists()
    (place / NAME).write_bytes(before)


def test_there_has_to_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        hits_of(tmp_path / "none", "lima")
    assert not (tmp_path / "none").exists()


_ENDLESS = """
import sys
from pathlib import Path
from kg.pipeline.writer import Writer
from tests.pipeline_samples import many_extractions
samples = many_extractions(40)
with Writer.open(sys.argv[1]) as writer:
    print("go", flush=True)
    while True:
        for i in range(0, 40, 2):
            writer.put(samples[i : i + 2])
        for sample in samples[::3]:
            writer.remove([writer.iri(sample)])
"""


@pytest.mark.parametrize("turn", range(4))
def test_a_writer_killed_at_any_moment_leaves_a_right_search(tmp_path: Path, turn: int) -> None:
    folder = tmp_path / "news.kg"
    home = str(Path(__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": home},
        cwd=home,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.15 + 0.11 * turn)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with open_search(folder):
        pass
    assert contents(folder) == due(folder)
    kept, real = version_of(folder)
    assert kept == real


_KILLED = """
import os, signal, sys
from pyoxigraph import NamedNode
from kg.search.follow import SearchFollower, follow
from kg.store import Changes, OxigraphStore, open_store
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "before":
    OxigraphStore._apply = die
else:
    SearchFollower.after = die
store = open_store(sys.argv[1], "write")
follow(store)
store.write(Changes({NamedNode(sys.argv[2]): frozenset()}))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("next_one", ["reader", "writer"])
def test_killed_about_the_transaction_of_the_store(
    place: Path, moment: str, next_one: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst moments: the index makes the one step that it lacks, and is not built anew."""
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(place), ARTICLE.value, moment], check=False
    )
    assert done.returncode == -signal.SIGKILL

    def unwanted(*_: object) -> None:
        raise AssertionError("the index is built anew")

    monkeypatch.setattr(SearchIndex, "build", unwanted)
    if next_one == "writer":
        with Writer.open(place):
            pass
    assert bool(names_of(place, "lima")) == (moment == "before")
    assert contents(place) == due(place)
    assert version_of(place)[0] == version_of(place)[1]
    with open_store(place, "write") as store:
        follow(store)
        store.write(Changes({node_of("c"): frozenset(typed("cuzco", "Place", "Cuzco"))}))
    assert names_of(place, "cuzco") == ["cuzco"]
    assert contents(place) == due(place)


def test_a_known_version_or_state_saves_a_look(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.search import reading

    state = state_of(place)
    with open_store(place) as store:
        version = store.version()
    looks = []
    monkeypatch.setattr(reading, "_open", lambda folder: looks.append(1) or SearchIndex(None))
    for known in ({"trusted": state}, {"version": version}):
        with open_search(place, **known) as searcher:  # type: ignore[arg-type]
            assert searcher.find(parse("lima"), ["place"]).hits
    assert not looks
    for other in ({"trusted": "another"}, {"version": "another"}, {}):
        with open_search(place, **other):  # type: ignore[arg-type]
            pass
    assert len(looks) == 3


def test_searching_while_somebody_writes(tmp_path: Path) -> None:
    folder = tmp_path / "news.kg"
    with Writer.open(folder) as writer:
        for sample in many_extractions(10):
            writer.put([sample])
            with open_search(folder) as searcher:
                assert searcher.find(parse("a* OR"), limit=5) is not None
                words = " ".join(sample.article.text.split()[:8])
                assert searcher.find(parse(f'"{words}"'), ["article"]).hits
    assert contents(folder) == due(folder)
