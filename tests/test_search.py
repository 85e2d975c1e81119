"""Full-text search: what is found, what people type, and the command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from kg.cli import cli
from kg.errors import LimitError, UsageError
from kg.iris import KG
from kg.pipeline.writer import Writer
from kg.search.asking import Searcher, runs
from kg.search.documents import KINDS
from kg.search.index import SearchIndex
from kg.search.reading import open_search
from kg.search.words import parse
from kg.store import Changes, open_store
from tests.pipeline_samples import many_extractions
from tests.search_samples import (
    ARTICLE,
    EXACT,
    LABEL,
    TEXT,
    TYPE,
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


# What is found


def test_names_come_before_texts_and_accents_make_no_difference(place: Path) -> None:
    assert names_of(place, "penaloza")[0] == "jose"
    assert names_of(place, "PEÑALOZA", "actor") == ["jose"]
    assert names_of(place, "lima")[0] == "lima"


def test_all_words_must_be_there_and_phrases_hold_together(place: Path) -> None:
    assert set(names_of(place, "border opens")) == {"talks", "a#char=0,44"}
    assert set(names_of(place, "talks penaloza border")) == {"talks", "a#char=0,44"}
    assert names_of(place, '"talks border"') == []
    assert set(names_of(place, 'opens "border talks"')) == {"talks", "a#char=0,44"}
    assert names_of(place, "border -talks") == ["said"]
    assert names_of(place, "border -opens -today") == ["said"]
    assert names_of(place, "bor") == []
    assert "said" in names_of(place, "bor*")


def test_passages_that_overlap_are_told_once_and_short_ones_not(place: Path) -> None:
    assert names_of(place, "today", "passage") in (["a#char=0,44"], ["a#char=13,45"])
    assert "a#char=0,9" not in names_of(place, "penaloza")


def test_the_whole_of_a_passage_stands_for_its_part(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    words = "the strike at the port goes on"
    texts = {
        f"a#char=10,{10 + len(words)}": words,
        "a#char=0,90": f"On Monday {words} and on, " * 3,
    }
    triples = {Triple(node_of(name), EXACT, Literal(text)) for name, text in texts.items()}
    with open_store(folder, "create") as store:
        store.write(Changes({ARTICLE: frozenset(triples)}))
    assert names_of(folder, "strike port") == ["a#char=0,90"]


def test_terms_of_the_ontology_are_not_searched(place: Path) -> None:
    assert "concept" not in names_of(place, "nothing border")


def test_the_words_are_marked_in_the_text(place: Path) -> None:
    (hit,) = hits_of(place, "open", "statement")
    assert hit.runs == (("the border will be ", False), ("open", True), (" by May", False))
    assert hit.lang == "en"
    (hit,) = hits_of(place, "penaloza", "actor")
    assert hit.label == "José Peñaloza"


def test_what_is_whole_the_words_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    triples = typed("long", "Actor", "Ruiz Ruiz Ruiz Company") | typed("ruiz", "Actor", "Ruiz")
    with open_store(folder, "create") as store:
        store.write(Changes({ARTICLE: frozenset(triples)}))
    assert names_of(folder, "ruiz") == ["ruiz", "long"]


def test_an_unknown_kind_is_named_with_those_there_are(place: Path) -> None:
    with pytest.raises(UsageError, match="no kind 'people'; there are actor"):
        hits_of(place, "border", "people")


# What people type


@pytest.mark.parametrize("text", ["", "  ", "*", '""', "-- ;", "😀", "()", "-oil", "NEAR(", '"'])
def test_what_has_no_word_is_refused_in_one_line(place: Path, text: str) -> None:
    if text == "NEAR(":
        assert names_of(place, text) == []
        return
    with pytest.raises(UsageError, match="nothing to look for"):
        hits_of(place, text)


@example("\x1b\n\x1b")
@settings(deadline=None)
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
    hits_of(place, text)
    assert contents(place) == due(place)


def test_searches_too_long_are_refused(place: Path) -> None:
    with pytest.raises(UsageError, match="longer than"):
        parse("x" * 2000)
    with pytest.raises(UsageError, match="more than 32 words"):
        parse(" ".join(f"w{i}" for i in range(40)))


def test_a_search_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    triples = {Triple(node_of(f"e{i}"), TEXT, Literal(f"word {i} " * 20)) for i in range(3000)}
    with open_store(folder, "create") as store:
        store.write(Changes({ARTICLE: frozenset(triples)}))
    hits_of(folder, "word")
    with (
        open_search(folder, 0.0001) as searcher,
        pytest.raises(LimitError, match=r"longer than 0\.0001 s"),
    ):
        searcher.find(parse("word"))


def test_marks_become_runs() -> None:
    assert runs("a \ue000b\ue001  c") == (("a ", False), ("b", True), (" c", False))
    assert runs("") == ()


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
    assert names_of(tmp_path / "copy", "lima", "place") == ["lima"]


def test_what_clients_write_over_http_is_followed(place: Path) -> None:
    from kg.config import Limits
    from kg.serve.writing import Change, Changer

    changer = Changer(place, Limits())
    data = f'<https://news.example/quito> a <{KG}Place> ; <{LABEL.value}> "Quito" .'.encode()
    changer.run(Change("put", graph="https://news.example/b"), data)
    assert version_of(place)[0] == version_of(place)[1], "in step without a search"
    assert contents(place) == due(place)
    assert names_of(place, "quito") == ["quito"]
    update = 'DELETE WHERE { GRAPH <https://news.example/b> { ?s ?p "Quito" } }'
    changer.run(Change("update", update))
    assert contents(place) == due(place)


def test_an_export_that_is_loaded_is_searched(tmp_path: Path) -> None:
    from pyoxigraph import RdfFormat

    from kg.pipeline.load import load

    with Writer.open(tmp_path / "a") as writer:
        writer.put(many_extractions(4))
        quads = [q for q in writer.store.quads() if q.graph_name != writer.store.graphs.log]
        (tmp_path / "all.nq").write_text("".join(f"{quad} .\n" for quad in quads), "utf-8")
    with Writer.open(tmp_path / "b") as writer:
        load(writer, tmp_path / "all.nq", RdfFormat.N_QUADS)
    assert contents(tmp_path / "b") == due(tmp_path / "b") == contents(tmp_path / "a")


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
    assert contents(folder) == due(folder)
    assert version_of(folder)[0] == version_of(folder)[1]
    with Writer.open(folder) as writer:
        decide(writer, people[0], people[1], same=True, by="test", withdraw=True)
    assert contents(folder) == due(folder)
