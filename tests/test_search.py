"""Full-text search: what is found, and that the index is in step with the store come what may."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from kg.cli import cli
from kg.errors import LimitError, StoreError, UsageError
from kg.iris import KG, PREFIXES
from kg.pipeline.backup import backup
from kg.pipeline.writer import Writer
from kg.search.asking import Hit, Searcher, runs
from kg.search.documents import KINDS
from kg.search.follow import follow
from kg.search.index import NAME, SearchIndex, all_documents
from kg.search.reading import open_search
from kg.search.words import parse
from kg.store import Changes, open_store
from kg.store.layout import state_of
from tests.pipeline_samples import many_extractions

LABEL, TYPE = NamedNode(PREFIXES["rdfs"] + "label"), NamedNode(PREFIXES["rdf"] + "type")
ALT, TEXT, EXACT = (
    NamedNode(PREFIXES["skos"] + "altLabel"),
    NamedNode(KG + "text"),
    NamedNode(KG + "exact"),
)
ARTICLE = NamedNode("https://news.example/a")


def _node(name: str) -> NamedNode:
    return NamedNode(f"https://news.example/{name}")


def _typed(name: str, kind: str, label: str, *others: str) -> set[Triple]:
    node = _node(name)
    return {
        Triple(node, TYPE, NamedNode(KG + kind)),
        Triple(node, LABEL, Literal(label)),
        *(Triple(node, ALT, Literal(other)) for other in others),
    }


SAMPLE = frozenset(
    {
        *_typed("jose", "Actor", "José Peñaloza", "Peñaloza"),
        *_typed("lima", "Place", "Lima"),
        *_typed("talks", "Event", "Peñaloza opens the border talks in Lima"),
        Triple(_node("said"), TYPE, NamedNode(KG + "Statement")),
        Triple(_node("said"), TEXT, Literal("the border will be open by May", language="en")),
        Triple(
            _node("a#char=0,44"), EXACT, Literal("Peñaloza opens the border talks in Lima today")
        ),
        Triple(_node("a#char=0,9"), EXACT, Literal("Peñaloza")),
        Triple(_node("a#char=13,45"), EXACT, Literal("the border talks in Lima today")),
        *_typed("concept", "Verdict", "border of nothing"),
    }
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "news.kg"
    with open_store(folder, "create") as store:
        follow(store)
        store.write(Changes({ARTICLE: SAMPLE}))
    return folder


def _found(folder: Path, text: str, *kinds: str) -> list[Hit]:
    with open_search(folder) as searcher:
        return list(searcher.find(parse(text), kinds).hits)


def _names(folder: Path, text: str, *kinds: str) -> list[str]:
    return [hit.node.removeprefix("https://news.example/") for hit in _found(folder, text, *kinds)]


def _contents(folder: Path) -> set[tuple[str, ...]]:
    """What the index holds, from both of its tables."""
    with sqlite3.connect(folder / NAME) as sql:
        sql.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        docs = set(sql.execute("SELECT node, kind, field, text, lang FROM docs"))
        assert sql.execute("SELECT COUNT(*) FROM docs").fetchone()[0] == len(docs)
    sql.close()
    return docs


def _due(folder: Path) -> set[tuple[str, ...]]:
    """What the index of the store has to hold, by its definition."""
    with open_store(folder) as store:
        documents = list(all_documents(store.database, store.graphs))
    return {(d.node, d.kind, d.field, d.text, d.lang) for d in documents}


def _version(folder: Path) -> tuple[str | None, str]:
    index = SearchIndex(folder / NAME)
    with open_store(folder) as store:
        version = store.version()
    try:
        return index.version, version
    finally:
        index.close()


# What is found


def test_names_come_before_texts_and_accents_make_no_difference(place: Path) -> None:
    assert _names(place, "penaloza")[0] == "jose"
    assert _names(place, "PEÑALOZA", "actor") == ["jose"]
    assert _names(place, "lima")[0] == "lima"


def test_all_words_must_be_there_and_phrases_hold_together(place: Path) -> None:
    assert set(_names(place, "border opens")) == {"talks", "a#char=0,44"}
    assert set(_names(place, "talks penaloza border")) == {"talks", "a#char=0,44"}
    assert _names(place, '"talks border"') == []
    assert set(_names(place, 'opens "border talks"')) == {"talks", "a#char=0,44"}
    assert _names(place, "border -talks") == ["said"]
    assert _names(place, "border -opens -today") == ["said"]
    assert _names(place, "bor") == []
    assert "said" in _names(place, "bor*")


def test_passages_that_overlap_are_told_once_and_short_ones_not(place: Path) -> None:
    assert _names(place, "today", "passage") in (["a#char=0,44"], ["a#char=13,45"])
    assert "a#char=0,9" not in _names(place, "penaloza")


def test_the_whole_of_a_passage_stands_for_its_part(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    words = "the strike at the port goes on"
    texts = {
        f"a#char=10,{10 + len(words)}": words,
        "a#char=0,90": f"On Monday {words} and on, " * 3,
    }
    triples = {Triple(_node(name), EXACT, Literal(text)) for name, text in texts.items()}
    with open_store(folder, "create") as store:
        store.write(Changes({ARTICLE: frozenset(triples)}))
    assert _names(folder, "strike port") == ["a#char=0,90"]


def test_terms_of_the_ontology_are_not_searched(place: Path) -> None:
    assert "concept" not in _names(place, "nothing border")


def test_the_words_are_marked_in_the_text(place: Path) -> None:
    (hit,) = _found(place, "open", "statement")
    assert hit.runs == (("the border will be ", False), ("open", True), (" by May", False))
    assert hit.lang == "en"
    (hit,) = _found(place, "penaloza", "actor")
    assert hit.label == "José Peñaloza"


def test_what_is_whole_the_words_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    triples = _typed("long", "Actor", "Ruiz Ruiz Ruiz Company") | _typed("ruiz", "Actor", "Ruiz")
    with open_store(folder, "create") as store:
        store.write(Changes({ARTICLE: frozenset(triples)}))
    assert _names(folder, "ruiz") == ["ruiz", "long"]


def test_an_unknown_kind_is_named_with_those_there_are(place: Path) -> None:
    with pytest.raises(UsageError, match="no kind 'people'; there are actor"):
        _found(place, "border", "people")


# What people type


@pytest.mark.parametrize("text", ["", "  ", "*", '""', "-- ;", "😀", "()", "-oil", "NEAR(", '"'])
def test_what_has_no_word_is_refused_in_one_line(place: Path, text: str) -> None:
    if text == "NEAR(":
        assert _names(place, text) == []
        return
    with pytest.raises(UsageError, match="nothing to look for"):
        _found(place, text)


@given(st.text(max_size=60))
def test_no_text_is_an_error_of_the_index(text: str) -> None:
    index = SearchIndex(None)
    try:
        Searcher(index).find(parse(text))
    except UsageError as error:
        assert "\n" not in str(error)
        assert "there is nothing to look for" in str(error)
    finally:
        index.close()


@pytest.mark.parametrize(
    "text",
    [
        "border AND OR NOT NEAR",
        'a" OR "b',
        "text:border {x} ^border + (a)",
        "border\x00talks",
        "a\ud800b",
        "' ; DROP TABLE docs; --",
        "x*y* *z",
        '"unclosed phrase',
        "“curly” «marks»",
    ],
)
def test_hostile_searches_are_plain_text(place: Path, text: str) -> None:
    _found(place, text)
    assert _contents(place) == _due(place)


def test_searches_too_long_are_refused(place: Path) -> None:
    with pytest.raises(UsageError, match="longer than"):
        parse("x" * 2000)
    with pytest.raises(UsageError, match="more than 32 words"):
        parse(" ".join(f"w{i}" for i in range(40)))


def test_a_search_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    triples = {Triple(_node(f"e{i}"), TEXT, Literal(f"word {i} " * 20)) for i in range(3000)}
    with open_store(folder, "create") as store:
        store.write(Changes({ARTICLE: frozenset(triples)}))
    _found(folder, "word")
    with (
        open_search(folder, 0.0001) as searcher,
        pytest.raises(LimitError, match=r"longer than 0\.0001 s"),
    ):
        searcher.find(parse("word"))


def test_marks_become_runs() -> None:
    assert runs("a \ue000b\ue001  c") == (("a ", False), ("b", True), (" c", False))
    assert runs("") == ()


# In step


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
        assert _contents(folder) == _due(folder)
        kept, real = _version(folder)
        assert kept == real != ""
    assert _contents(folder)


def test_single_triples_that_come_and_go(tmp_path: Path) -> None:
    """A type, a label and an alternative move between nodes, in random order."""
    folder = tmp_path / "s"
    rnd = random.Random(3)
    pool = sorted(SAMPLE | _typed("jose", "Event", "Lima"), key=str)
    with open_store(folder, "create") as store:
        follow(store)
        for _ in range(40):
            graph = _node(f"g{rnd.randrange(3)}")
            store.write(Changes({graph: frozenset(rnd.sample(pool, rnd.randrange(len(pool))))}))
            assert _contents(folder) == {
                (d.node, d.kind, d.field, d.text, d.lang)
                for d in all_documents(store.database, store.graphs)
            }


def test_a_write_without_a_follower_is_noticed(place: Path) -> None:
    with open_store(place, "write") as store:
        store.write(Changes({_node("b"): frozenset(_typed("quito", "Place", "Quito"))}))
    assert _version(place)[0] != _version(place)[1]
    assert _names(place, "quito") == ["quito"]
    assert _version(place)[0] == _version(place)[1]


def test_a_writer_that_finds_the_index_behind_builds_it(place: Path) -> None:
    (place / NAME).unlink()
    with Writer.open(place):
        pass
    assert _contents(place) == _due(place)


def test_a_write_that_fails_leaves_the_index_as_it_was(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(place, "write") as store:
        follow(store)

        def broken(_: object) -> None:
            raise StoreError("no room")

        monkeypatch.setattr(store, "_apply", broken)
        with pytest.raises(StoreError):
            store.write(Changes({_node("b"): frozenset(_typed("quito", "Place", "Quito"))}))
        monkeypatch.undo()
        store.write(Changes({_node("c"): frozenset(_typed("cuzco", "Place", "Cuzco"))}))
    assert _contents(place) == _due(place)
    assert _names(place, "quito") == []
    assert _names(place, "cuzco") == ["cuzco"]


def test_an_index_that_is_none_is_made_anew(place: Path) -> None:
    (place / NAME).write_bytes(b"no database at all" * 100)
    for name in (f"{NAME}-wal", f"{NAME}-shm"):
        (place / name).unlink(missing_ok=True)
    assert _names(place, "lima", "place") == ["lima"]
    assert _contents(place) == _due(place)


def test_an_index_of_another_version_is_made_anew(place: Path) -> None:
    with sqlite3.connect(place / NAME) as sql:
        sql.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    sql.close()
    assert _names(place, "lima", "place") == ["lima"]


def test_a_backup_has_the_index_in_step(place: Path, tmp_path: Path) -> None:
    backup(place, tmp_path / "copy")
    assert _version(tmp_path / "copy")[0] == _version(tmp_path / "copy")[1]
    assert _names(tmp_path / "copy", "lima", "place") == ["lima"]


def test_a_store_without_versions_is_told_by_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    insert = (
        f"INSERT DATA {{ <urn:x> a <{KG}Place> ; <{PREFIXES['rdfs']}label> 'Quito' }} ;"
        f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:y> <{KG}text> 'not in the default graph' }} }}"
    )
    with open_store(folder, "create") as store:
        store.database.update(insert)
    assert [hit.node for hit in _found(folder, "quito")] == ["urn:x"]
    assert _found(folder, "graph") == []
    with open_store(folder, "write") as store:
        store.database.update(insert.replace("Quito", "Cuzco").replace("urn:x", "urn:z"))
    assert [hit.node for hit in _found(folder, "cuzco")] == ["urn:z"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(place: Path) -> None:
    place.chmod(0o500)
    try:
        assert _names(place, "lima", "place") == ["lima"]
    finally:
        place.chmod(0o700)


def test_a_folder_that_must_not_be_written_to(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = (place / NAME).read_bytes()
    assert _names(place, "lima", "place") == ["lima"]
    (place / NAME).unlink()
    assert _names(place, "lima", "place") == ["lima"]
    assert not (place / NAME).exists()
    (place / NAME).write_bytes(before)


def test_there_has_to_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        _found(tmp_path / "none", "lima")
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
    assert _contents(folder) == _due(folder)
    kept, real = _version(folder)
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
    assert bool(_names(place, "lima")) == (moment == "before")
    assert _contents(place) == _due(place)
    assert _version(place)[0] == _version(place)[1]
    with open_store(place, "write") as store:
        follow(store)
        store.write(Changes({_node("c"): frozenset(_typed("cuzco", "Place", "Cuzco"))}))
    assert _names(place, "cuzco") == ["cuzco"]
    assert _contents(place) == _due(place)


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
    assert _contents(folder) == _due(folder)


# The command


def _run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["search", *args])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_writes_csv_in_a_pipe_and_json(place: Path) -> None:
    code, out, _ = _run("open", "--store", str(place))
    assert code == 0
    assert out.splitlines()[0] == "kind,text,label,date,article,node"
    assert "statement,the border will be *open* by May" in out
    code, out, _ = _run("open", "border", "--store", str(place), "--json", "--kind", "statement")
    import json

    (hit,) = json.loads(out)
    assert hit["articles"] == [{"iri": ARTICLE.value, "title": ARTICLE.value}]
    assert [hit["text"][a:b] for a, b in hit["marks"]] == ["border", "open"]


def test_the_command_looks_at_beginnings_where_no_word_fits(place: Path) -> None:
    code, out, err = _run("peñal", "--store", str(place))
    assert code == 0
    assert "these begin with “peñal”" in err
    assert "jose" in out
    code, out, err = _run("xyzzy", "--store", str(place))
    assert (code, out) == (0, "")
    assert "nothing holds “xyzzy”" in err


def test_the_kinds_of_the_command_are_those_of_the_index() -> None:
    from kg.cli import search

    assert search._KINDS == KINDS


def test_a_copy_made_by_hand_is_searched_too(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place, tmp_path / "copy")
    assert _names(tmp_path / "copy", "lima", "place") == ["lima"]


def test_what_clients_write_over_http_is_followed(place: Path) -> None:
    from kg.config import Limits
    from kg.serve.writing import Change, Changer

    changer = Changer(place, Limits())
    data = f'<https://news.example/quito> a <{KG}Place> ; <{LABEL.value}> "Quito" .'.encode()
    changer.run(Change("put", graph="https://news.example/b"), data)
    assert _version(place)[0] == _version(place)[1], "in step without a search"
    assert _contents(place) == _due(place)
    assert _names(place, "quito") == ["quito"]
    update = 'DELETE WHERE { GRAPH <https://news.example/b> { ?s ?p "Quito" } }'
    changer.run(Change("update", update))
    assert _contents(place) == _due(place)


def test_an_export_that_is_loaded_is_searched(tmp_path: Path) -> None:
    from pyoxigraph import RdfFormat

    from kg.pipeline.load import load

    with Writer.open(tmp_path / "a") as writer:
        writer.put(many_extractions(4))
        quads = [q for q in writer.store.quads() if q.graph_name != writer.store.graphs.log]
        (tmp_path / "all.nq").write_text("".join(f"{quad} .\n" for quad in quads), "utf-8")
    with Writer.open(tmp_path / "b") as writer:
        load(writer, tmp_path / "all.nq", RdfFormat.N_QUADS)
    assert _contents(tmp_path / "b") == _due(tmp_path / "b") == _contents(tmp_path / "a")


def test_people_decide_and_the_index_follows(tmp_path: Path) -> None:
    """A merge and its withdrawal change labels of nodes of several articles."""
    from kg.pipeline.identity import decide

    folder = tmp_path / "s"
    with Writer.open(folder) as writer:
        writer.put(many_extractions(6))
        people = sorted(
            {q.subject.value for q in writer.store.quads(None, TYPE, NamedNode(KG + "Person"))}
        )
        decide(writer, people[0], people[1], same=True, by="test")
    assert _contents(folder) == _due(folder)
    assert _version(folder)[0] == _version(folder)[1]
    with Writer.open(folder) as writer:
        decide(writer, people[0], people[1], same=True, by="test", withdraw=True)
    assert _contents(folder) == _due(folder)
