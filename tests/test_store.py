"""The store: the merged view follows every change exactly, in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.errors import StoreError, UsageError
from kg.iris import KG, PREFIXES
from kg.store import Changes, Graphs, OxigraphStore, open_store
from kg.store.protocol import Delta
from kg.store.view import whole_view

TYPE = NamedNode(PREFIXES["rdf"] + "type")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
ALT = NamedNode(PREFIXES["skos"] + "altLabel")
COPY_OF = NamedNode(PREFIXES["prov"] + "alternateOf")
PUBLISHER = NamedNode(PREFIXES["dcterms"] + "publisher")
XSD_DATE = NamedNode(PREFIXES["xsd"] + "date")
EVENT = NamedNode(KG + "Event")
DATE, EARLIEST, LATEST, STATUS = (
    NamedNode(KG + n) for n in ("date", "earliest", "latest", "status")
)
GRAPHS = Graphs()
ARTICLES = [NamedNode(f"https://news.example/{i}") for i in range(4)]
SHARED = [GRAPHS.links, GRAPHS.ontology, GRAPHS.records, GRAPHS.loaded]
NODES = [NamedNode(f"https://example.org/{c}") for c in "abc"]


def triples_of(graph: NamedNode) -> st.SearchStrategy[Triple]:
    names = [Literal(n) for n in ("Ana", "Ana Ruiz", "RUIZ")] + [Literal("Ana", language="es")]
    days = [Literal(f"2026-01-0{d}", datatype=XSD_DATE) for d in (1, 2, 3)]
    node = st.sampled_from(NODES)
    return st.one_of(
        st.builds(Triple, node, st.just(TYPE), st.just(EVENT)),
        st.builds(Triple, node, st.sampled_from([LABEL, ALT]), st.sampled_from(names)),
        st.builds(Triple, node, st.sampled_from([DATE, EARLIEST, LATEST]), st.sampled_from(days)),
        st.builds(
            Triple, node, st.just(STATUS), st.sampled_from([NamedNode(KG + "Occurred"), NODES[0]])
        ),
        st.builds(Triple, node, st.just(NamedNode(KG + "agent")), node),
        st.builds(Triple, st.just(graph), st.just(DATE), st.sampled_from(days)),
        st.builds(Triple, st.sampled_from(ARTICLES), st.just(COPY_OF), st.sampled_from(ARTICLES)),
        st.builds(
            Triple,
            st.just(graph),
            st.just(PUBLISHER),
            st.sampled_from([Literal("A"), Literal("B")]),
        ),
    )


@st.composite
def changes(draw: st.DrawFn) -> Changes:
    graphs = {
        graph: frozenset(draw(st.sets(triples_of(graph), max_size=6)))
        for graph in draw(st.sets(st.sampled_from(ARTICLES), max_size=3))
    }
    single = st.sampled_from(SHARED).flatmap(
        lambda g: triples_of(g).map(lambda t: Quad(t.subject, t.predicate, t.object, g))
    )
    return Changes(
        graphs,
        frozenset(draw(st.sets(single, max_size=3))),
        frozenset(draw(st.sets(single, max_size=3))),
    )


def named(store: OxigraphStore) -> dict[NamedNode, set[Triple]]:
    graphs: dict[NamedNode, set[Triple]] = {}
    for quad in store.quads():
        graphs.setdefault(quad.graph_name, set()).add(quad.triple)
    return graphs


def view(store: OxigraphStore) -> set[Triple]:
    return set(store.view())


@settings(max_examples=40, deadline=None)
@given(st.lists(changes(), min_size=1, max_size=5))
def test_the_view_is_what_its_definition_says(steps: list[Changes]) -> None:
    store = open_store()
    for step in steps:
        store.write(step)
        assert view(store) == whole_view(named(store), GRAPHS)
        assert set(store.names()) == set(named(store)), "a graph that holds nothing has a name"


@settings(max_examples=30, deadline=None)
@given(changes(), changes())
def test_taking_away_what_was_added_gives_back_the_store(first: Changes, second: Changes) -> None:
    store = open_store()
    store.write(Changes(first.graphs))
    before = {str(q) for q in store.database}
    new = {g: t for g, t in second.graphs.items() if g not in first.graphs}
    store.write(Changes(new))
    store.write(Changes(dict.fromkeys(new, frozenset())))
    assert {str(q) for q in store.database} == before


def test_an_account_weighs_anew_where_another_graph_calls_it_an_event() -> None:
    node = NODES[0]
    told = Triple(node, STATUS, NamedNode(KG + "Occurred"))
    other = {Triple(node, TYPE, EVENT), Triple(node, STATUS, NODES[0])}
    dated = Triple(ARTICLES[0], DATE, Literal("2026-01-01", datatype=XSD_DATE))
    store = open_store()
    store.write(Changes({ARTICLES[0]: frozenset({told}), ARTICLES[1]: frozenset(other)}))
    store.write(Changes({ARTICLES[0]: frozenset({told, dated})}))
    assert view(store) == whole_view(named(store), GRAPHS)


def test_an_alternative_that_is_the_label_of_the_ontology_is_not_shown_beside_it() -> None:
    store = open_store()
    own = Quad(NODES[0], LABEL, Literal("Ana"), GRAPHS.ontology)
    store.write(Changes(added=frozenset({own})))
    store.write(Changes({ARTICLES[0]: frozenset({Triple(NODES[0], ALT, Literal("Ana"))})}))
    assert view(store) == whole_view(named(store), GRAPHS) == {own.triple}


def test_a_triple_of_two_graphs_is_shown_once() -> None:
    store = open_store()
    triple = Triple(NODES[0], NamedNode(KG + "agent"), NODES[1])
    store.write(Changes({ARTICLES[0]: frozenset({triple}), ARTICLES[1]: frozenset({triple})}))
    (row,) = store.query("SELECT (COUNT(*) AS ?n) { ?s kg:agent ?o }")
    assert row["n"].value == "1"
    store.write(Changes({ARTICLES[0]: frozenset()}))
    assert view(store) == {triple}
    store.write(Changes({ARTICLES[1]: frozenset()}))
    assert not view(store)


def test_an_event_has_one_date_in_the_view_and_each_its_own_in_the_graphs() -> None:
    store = open_store()
    days = ["2026-01-03", "2026-01-03", "2026-01-04"]
    graphs = {
        article: frozenset(
            {
                Triple(NODES[0], TYPE, EVENT),
                Triple(NODES[0], DATE, Literal(day, datatype=XSD_DATE)),
                Triple(NODES[0], EARLIEST, Literal(day, datatype=XSD_DATE)),
                Triple(NODES[0], LATEST, Literal(day, datatype=XSD_DATE)),
            }
        )
        for article, day in zip(ARTICLES, days, strict=False)
    }
    store.write(Changes(graphs))
    rows = list(store.query("SELECT ?d { ?e a kg:Event ; kg:date ?d }"))
    assert [row["d"].value for row in rows] == ["2026-01-03"]
    rows = list(store.query("SELECT ?d { GRAPH ?g { ?e kg:date ?d } } ORDER BY ?d"))
    assert [row["d"].value for row in rows] == days


def test_copies_of_one_text_are_one_voice() -> None:
    store = open_store()
    days = ["2026-01-03", "2026-01-03", "2026-01-04", "2026-01-04"]
    graphs = {
        article: frozenset(
            {
                Triple(NODES[0], TYPE, EVENT),
                Triple(NODES[0], DATE, Literal(day, datatype=XSD_DATE)),
                Triple(article, PUBLISHER, Literal(f"paper {i}")),
            }
        )
        for i, (article, day) in enumerate(zip(ARTICLES, days, strict=True))
    }
    store.write(Changes(graphs))

    def day() -> str:
        (row,) = store.query("SELECT ?d { ?e a kg:Event ; kg:date ?d }")
        return str(row["d"].value)

    copy = Quad(ARTICLES[1], COPY_OF, ARTICLES[0], GRAPHS.judgements)
    store.write(Changes(added=frozenset({copy})))
    assert day() == "2026-01-04"
    other = Quad(ARTICLES[3], COPY_OF, ARTICLES[2], GRAPHS.judgements)
    store.write(Changes(added=frozenset({other}), removed=frozenset({copy})))
    assert day() == "2026-01-03"


def test_one_label_is_shown_and_the_others_are_alternatives() -> None:
    store = open_store()
    for article, name in zip(ARTICLES, ("Petro", "Gustavo Petro", "Gustavo Petro"), strict=False):
        store.write(Changes({article: frozenset({Triple(NODES[0], LABEL, Literal(name))})}))
    assert view(store) == {
        Triple(NODES[0], LABEL, Literal("Gustavo Petro")),
        Triple(NODES[0], ALT, Literal("Petro")),
    }


def test_a_store_on_disk_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    folder = tmp_path / "s.kg"
    triple = Triple(NODES[0], LABEL, Literal('a "quoted" \\ name\n\t{}'))
    with open_store(folder, "create", base="https://my.example/") as store:
        store.write(Changes({ARTICLES[0]: frozenset({triple})}))
        store.write(Changes({ARTICLES[1]: frozenset({triple})}))
        store.write(Changes({ARTICLES[0]: frozenset()}))
    with open_store(folder) as store:
        assert view(store) == {triple}
        assert store.graphs.base == "https://my.example/"
        assert store.prefixes["id"] == "https://my.example/"
    with pytest.raises(UsageError, match=r"my\.example"):
        open_store(folder, "write", base="https://other.example/")


def test_a_second_writer_gets_one_clear_line(tmp_path: Path) -> None:
    with (
        open_store(tmp_path / "s", "create"),
        pytest.raises(StoreError, match="being written by another process"),
    ):
        open_store(tmp_path / "s", "write")


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_missing_store_is_told(tmp_path: Path, mode: str) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_store(tmp_path / "none", mode)  # type: ignore[arg-type]
    assert not (tmp_path / "none").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="no store of kg"):
        open_store(tmp_path, "create")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="is a file"):
        open_store(tmp_path / "file", "create")


def test_another_version_is_refused_with_the_way_out(tmp_path: Path) -> None:
    open_store(tmp_path / "s", "create").close()
    (tmp_path / "s" / "store.json").write_text('{"format": 99, "base": "https://x.example/"}')
    with pytest.raises(StoreError, match=r"format 99.*kg export.*kg load"):
        open_store(tmp_path / "s")
    (tmp_path / "s" / "store.json").write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        open_store(tmp_path / "s")


def test_reading_while_writing_gives_a_whole_state(tmp_path: Path) -> None:
    """Each transaction writes two quads: no reader may ever see one without the other."""
    folder = tmp_path / "s"
    with open_store(folder, "create") as writer:
        for i in range(60):
            pad = "x" * 20_000
            triple = Triple(NODES[0], NamedNode(KG + "path"), Literal(f"{i} {pad}"))
            writer.write(Changes({NamedNode(f"https://news.example/a{i}"): frozenset({triple})}))
            if i % 10 == 9:
                writer.flush()
            with open_store(folder) as reader:
                quads = list(reader.database)
                shown = {q.triple for q in quads if isinstance(q.graph_name, DefaultGraph)}
                other = (DefaultGraph(), writer.graphs.log)
                told = {q.triple for q in quads if q.graph_name not in other}
                assert shown == told
                assert len(shown) == i + 1


class _Told:
    """A follower that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, ...]] = []

    def before(self, delta: Delta, old: str, new: str) -> None:
        self.lines.append(("before", old, new))

    def after(self) -> None:
        self.lines.append(("after",))

    def failed(self) -> None:
        self.lines.append(("failed",))

    def close(self) -> None:
        self.lines.append(("close",))


def test_every_write_leaves_a_version_of_its_own_and_followers_are_told(tmp_path: Path) -> None:
    triple = Triple(NODES[0], LABEL, Literal("a"))
    told = _Told()
    versions = []
    with open_store(tmp_path / "s", "create") as store:
        store.follow(told)
        for changes in (
            Changes({ARTICLES[0]: frozenset({triple})}),  # only adds
            Changes({ARTICLES[1]: frozenset({triple})}),  # only adds
            Changes({ARTICLES[1]: frozenset()}),  # takes away
            Changes({ARTICLES[1]: frozenset()}),  # nothing is left to do
        ):
            versions.append(store.version())
            store.write(changes)
        versions.append(store.version())
    first, second, third, fourth, fifth = versions
    assert first == ""
    assert len({first, second, third, fourth}) == 4
    assert fourth == fifth
    assert " " not in fourth, "the marks of writes that only added are gone"
    assert told.lines == [
        ("before", first, second),
        ("after",),
        ("before", second, third),
        ("after",),
        ("before", third, fourth),
        ("after",),
        ("close",),
    ]
    with open_store(tmp_path / "s") as reader:
        assert reader.version() == fourth


def test_a_backup_is_a_store_of_its_own(tmp_path: Path) -> None:
    triple = Triple(NODES[0], LABEL, Literal("a"))
    with open_store(tmp_path / "s", "create") as store:
        store.write(Changes({ARTICLES[0]: frozenset({triple})}))
        store.backup(tmp_path / "copy")
        store.write(Changes({ARTICLES[0]: frozenset()}))
    with open_store(tmp_path / "copy") as copy:
        assert view(copy) == {triple}
    with open_store(tmp_path / "s") as store, pytest.raises(UsageError, match="there already"):
        store.backup(tmp_path / "copy")
