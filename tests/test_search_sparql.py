"""``kg:matches`` in queries: the same answers as if its triples stood in the store."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.iris import KG, PREFIXES
from kg.query.grammar import patterns
from kg.query.matching import MATCHES, is_asked, rewritten
from kg.query.runner import run_query
from kg.query.tokens import tokens
from kg.search.follow import follow
from kg.store import Changes, open_store

ARTICLE, OTHER = "https://news.example/a", "https://news.example/b"
DATA = """
@prefix kg: <https://w3id.org/newsgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix n: <https://news.example/> .
n:ana a kg:Actor ; rdfs:label "Ana Mora" .
n:omar a kg:Actor ; rdfs:label "Omar Lund" .
n:meeting a kg:Event ; rdfs:label "Mora meets Lund at the border" ; kg:participant n:ana , n:omar .
n:march a kg:Event ; rdfs:label "A march of nurses" ; kg:participant n:ana .
n:said a kg:Statement ; kg:speaker n:omar ; kg:text "the border stays open"@en ; kg:value 1.5 .
"""
#: The nodes of each search that the queries below use.
WORDS = {
    "border": {"meeting", "said"},
    "mora": {"ana", "meeting"},
    "march nurses": {"march"},
    "nothing": set(),
    "lund": {"omar", "meeting"},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matching") / "news.kg"
    triples = {quad.triple for quad in ox.parse(DATA, ox.RdfFormat.TURTLE)}
    with open_store(folder, "create") as store:
        follow(store)
        store.write(Changes({ox.NamedNode(ARTICLE): frozenset(triples)}))
    return folder


@pytest.fixture(scope="module")
def told() -> ox.Store:
    """The same data with a triple for every match, which plain SPARQL can ask."""
    store = ox.Store()
    store.load(DATA, ox.RdfFormat.TURTLE)
    store.load(DATA, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ARTICLE))
    for words, names in WORDS.items():
        for name in names:
            triple = (
                ox.NamedNode(f"https://news.example/{name}"),
                ox.NamedNode(MATCHES),
                ox.Literal(words),
            )
            store.add(ox.Quad(*triple))
            store.add(ox.Quad(*triple, ox.NamedNode(ARTICLE)))
    return store


QUERIES = [
    'SELECT ?x { ?x kg:matches "border" }',
    'SELECT ?x { ?x kg:matches "border" . }',
    'SELECT ?x ?l { ?x kg:matches "border" ; a kg:Event ; rdfs:label ?l }',
    'SELECT ?x ?l { ?x a kg:Event ; kg:matches "border" ; rdfs:label ?l . }',
    'SELECT ?x ?l { ?x a kg:Event ; rdfs:label ?l ; kg:matches "border" ; . }',
    'SELECT ?x ?l { ?x a kg:Event ; rdfs:label ?l ; kg:matches "border" ; }',
    'SELECT ?x { ?x kg:matches "border", "mora" }',
    'SELECT ?x { ?x kg:matches "border" ; kg:matches "mora" ; a kg:Event }',
    'SELECT ?x { ?x kg:matches "border" ; a kg:Event ; kg:matches "mora" }',
    'SELECT ?x { ?x a kg:Event. ?x kg:matches "border". }',
    'SELECT ?x { ?x kg:value 1.5. ?x kg:matches "border" }',
    'SELECT ?x { ?x kg:value 1.5 ; kg:matches "border" }',
    'SELECT ?x { ?x kg:text "the border stays open"@en ; kg:matches "border" }',
    'SELECT ?x { ?x kg:matches "nothing" }',
    'SELECT ?x ?y { ?x kg:matches "nothing" . ?x ?p ?y }',
    'SELECT ?x ?y { ?x a kg:Event OPTIONAL { ?x kg:participant ?y . ?y kg:matches "mora" } }',
    'SELECT ?x ?y { ?x a kg:Event OPTIONAL { ?y kg:matches "lund" . ?x kg:participant ?y } }',
    'SELECT ?x { ?x a kg:Event MINUS { ?x kg:matches "border" } }',
    'SELECT ?x { ?x a kg:Event FILTER NOT EXISTS { ?x kg:matches "border" } }',
    'SELECT ?x { ?x a kg:Event FILTER EXISTS { ?x kg:participant ?y . ?y kg:matches "lund" } }',
    'SELECT ?x { ?x a kg:Event FILTER(1 = 1 && EXISTS { ?x kg:matches "border" }) }',
    'SELECT ?x { { ?x kg:matches "border" } UNION { ?x kg:matches "march nurses" } }',
    'SELECT ?x ?n { { SELECT ?x (COUNT(?y) AS ?n) { ?x kg:matches "mora" ; ?p ?y } GROUP BY ?x }'
    " ?x a kg:Event } ORDER BY ?x",
    'SELECT ?x ?y { ?x kg:participant ?y . ?y kg:matches "mora" . ?x kg:matches "border" }',
    'SELECT ?y { <https://news.example/meeting> kg:matches "border" ; kg:participant ?y }',
    'SELECT ?y { n:meeting kg:participant ?y ; kg:matches "nothing" }',
    'SELECT ?l { ?x (kg:participant/rdfs:label)|rdfs:label ?l ; kg:matches "border" }',
    'SELECT ?l { ?x (kg:participant)* ?y ; kg:matches "border" . ?y rdfs:label ?l }',
    'SELECT ?l { ?x ^kg:participant ?e ; rdfs:label ?l . ?e kg:matches "border" }',
    'SELECT ?x { [] kg:participant ?x . ?x kg:matches "mora" }',
    'SELECT ?x { [ a kg:Event ; kg:participant ?x ] rdfs:label ?l . ?x kg:matches "mora" }',
    'SELECT ?x { ?x kg:matches "border" FILTER(STRLEN(STR(?x)) > 3) ?x a kg:Statement }',
    'SELECT ?x ?z { BIND(1 AS ?z) ?x kg:matches "border" }',
    'SELECT ?x { VALUES ?x { n:ana n:said } ?x kg:matches "border" }',
    'SELECT ?x { VALUES (?x ?y) { (n:ana 1) (n:said 2) } ?x kg:matches "border" }',
    "SELECT ?x { ?x kg:matches 'border' # ; kg:matches \"mora\"\n ; a kg:Event }",
    'SELECT ?x { ?x <https://w3id.org/newsgraph/ontology#matches> """border""" }',
    'PREFIX k: <https://w3id.org/newsgraph/ontology#> SELECT ?x { ?x k:matches "border" }',
    'PREFIX : <https://w3id.org/newsgraph/ontology#> SELECT ?x { ?x :matches "border" ; a :Event }',
    'SELECT ?x { VALUES ?words { "border" } ?x kg:matches ?words }',
    'ASK { ?x kg:matches "border" }',
    'CONSTRUCT { ?x a kg:Found } WHERE { ?x kg:matches "border" }',
    'SELECT ?x { GRAPH ?g { ?x kg:matches "border" ; a kg:Event } }',
    'SELECT ?x { ?x kg:matches "b\\u006Frder" }',
    'SELECT ?x (COUNT(*) AS ?n) { ?x kg:matches "mora" . ?x ?p ?o FILTER(?p != kg:matches) }'
    " GROUP BY ?x HAVING(COUNT(*) > 1) ORDER BY ?x",
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_answer_is_that_of_triples(place: Path, told: ox.Store, query: str) -> None:
    text = query if "n:" not in query else f"PREFIX n: <https://news.example/> {query}"
    due = told.query(text, prefixes=PREFIXES)
    with run_query(place, text, format=None if "CONSTRUCT" in query else "json") as answer:
        data = answer.read()
    if isinstance(due, ox.QueryBoolean):
        assert json.loads(data)["boolean"] == bool(due)
    elif isinstance(due, ox.QueryTriples):
        assert set(ox.parse(data, ox.RdfFormat.TURTLE)) == {
            ox.Quad(t.subject, t.predicate, t.object) for t in due
        }
    else:
        names = [variable.value for variable in due.variables]
        # The triples themselves are of one side only.
        rows = sorted(
            tuple(_value(row[name]) for name in names)
            for row in due
            if not any(str(_value(row[name])) in (MATCHES, *WORDS) for name in names)
        )
        found = json.loads(data)["results"]["bindings"]
        if "COUNT(?y)" in query or "?p" in query:
            rows, names = [row[:1] for row in rows], names[:1]
            assert {tuple(r[n]["value"] for n in names) for r in found} == set(rows)
            return
        assert sorted(tuple(r.get(n, {}).get("value") for n in names) for r in found) == rows


def _value(term: object) -> str | None:
    return None if term is None else str(getattr(term, "value", term))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('SELECT * { [] kg:matches "x" }', "line 1, column 15: .*variable or an IRI"),
        ('SELECT * { [ kg:matches "x" ] a ?y }', "variable or an IRI"),
        ('SELECT * { _:b kg:matches "x" }', "variable or an IRI"),
        ("SELECT * { ?x kg:matches 3 }", "takes words"),
        ("SELECT * { ?x kg:matches ( 'a' 'b' ) }", "takes words"),
        ("SELECT * { ?x kg:matches [] }", "takes words"),
        ('SELECT * { ?x kg:matches|rdfs:label "x" }', "cannot stand in a path"),
        ('SELECT * { ?x ^kg:matches "x" }', "cannot stand in a path"),
        ('SELECT * { ?x rdf:type/kg:matches "x" }', "cannot stand in a path"),
        ("SELECT * { ?x kg:matches ?w }", r"needs its words beforehand.*VALUES \?w"),
        ('SELECT * {\n ?x kg:matches "-" }', "line 2, column 16: there is nothing to look for"),
        ('CONSTRUCT { ?x kg:matches "x" } WHERE { ?x a ?y }', "cannot be made by CONSTRUCT"),
        ('SELECT * {\n ?x kg:matches "border" ;;\n a kg:Event . ?x }', "line 3, column "),
    ],
)
def test_where_it_cannot_stand_is_told_with_its_place(
    place: Path, query: str, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        run_query(place, query)


def _rows(place: Path, query: str) -> list[dict[str, str]]:
    with run_query(place, query, format="json") as answer:
        found = json.loads(answer.read())["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_a_parameter_without_a_value_restricts_nothing(place: Path) -> None:
    query = "SELECT ?x { ?x a kg:Event ; kg:matches ?words VALUES ?words { UNDEF } }"
    assert len(_rows(place, query)) == 2
    assert len(_rows(place, query.replace("UNDEF", '"border"'))) == 1


def test_the_functions_take_any_value(place: Path) -> None:
    rows = _rows(
        place,
        """SELECT ?x ?w ?score ?part {
          VALUES ?w { "mora" "border" "" 3 }
          ?x a kg:Event FILTER(kg:matches(?x, ?w))
          BIND(kg:score(?x, ?w) AS ?score) BIND(kg:snippet(?x, ?w) AS ?part)
        } ORDER BY ?w""",
    )
    assert [row["w"] for row in rows] == ["border", "mora"]
    assert [row["part"] for row in rows] == [
        "Mora meets Lund at the *border*",
        "*Mora* meets Lund at the border",
    ]
    assert all(float(row["score"]) > 0 for row in rows)


def test_functions_without_arguments_are_errors_of_the_expression(place: Path) -> None:
    assert _rows(place, "SELECT (kg:score() AS ?x) (kg:matches(3, 'a') AS ?y) {}") == [{}]


def test_a_term_that_is_only_named_is_no_search(place: Path) -> None:
    assert _rows(place, "SELECT ?c { kg:matches rdfs:comment ?c }") == []
    assert _rows(place, "SELECT ?c { VALUES ?c { kg:matches } }") == [{"c": KG + "matches"}]
    assert not is_asked("SELECT ?score { ?x kg:value ?score }")
    assert is_asked("SELECT ?x { ?x any:matches 'w' }")


def test_queries_of_the_command_and_of_the_server_know_it(place: Path) -> None:
    from kg.serve.service import Service

    service = Service(place, workers=1)
    try:
        assert service.select('SELECT ?x { ?x kg:matches "nurses" }')[0]["x"]["value"].endswith(
            "march"
        )
    finally:
        service.close()


@pytest.mark.parametrize(
    "searched", ['?x kg:matches "border" .', 'FILTER(kg:matches(?x, "border"))']
)
def test_a_search_is_explained(place: Path, searched: str) -> None:
    from kg.config import Limits
    from kg.query.ask import ask_of
    from kg.query.explain import explain

    query = f"SELECT ?x {{ ?x a kg:Event . {searched} }}"
    told = "\n".join(explain(place, query, Limits(), ask_of(place, Limits())))
    assert "kg:Event" in told
    # As the database gets it where it gave its plan, as it is written in the algebra.
    assert ("meeting" in told) == ("plan of the database" in told)


def test_the_index_is_built_for_a_query_too(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    with open_store(folder, "create") as store:
        triples = {quad.triple for quad in ox.parse(DATA, ox.RdfFormat.TURTLE)}
        store.write(Changes({ox.NamedNode(OTHER): frozenset(triples)}))
    assert len(_rows(folder, 'SELECT ?x { ?x kg:matches "border" }')) == 2


def test_too_many_nodes_are_refused() -> None:
    with pytest.raises(QueryError, match="more than 100,000 nodes"):
        rewritten(
            'SELECT * { ?x kg:matches "a*" }',
            PREFIXES,
            lambda _, most: [f"https://news.example/{i}" for i in range(most + 1)],
        )


@pytest.mark.parametrize(
    "text", ["{ ?x kg:matches", "} ) ]", '?x kg:matches "a" ;', "{ [ ( ", "{ ; , ."]
)
def test_what_is_no_query_is_walked_without_an_error(text: str) -> None:
    patterns(list(tokens(text)), PREFIXES, MATCHES)


def test_lines_stay_where_they_are() -> None:
    text = 'SELECT * {\n ?x kg:matches\n "a" ;\n a kg:Event }'
    new = rewritten(text, PREFIXES, lambda *_: ["https://news.example/x"])
    assert new.count("\n") == text.count("\n")
    assert new.splitlines()[3] == text.splitlines()[3] or "a kg:Event }" in new.splitlines()[3]
