"""No answer is cut in silence: where rows are left out, it is said, and there is a way to more."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Triple

import kg
from kg.cli import cli
from kg.config import Limits
from kg.iris import KG, PREFIXES
from kg.query.ask import cut
from kg.query.named import find_query, parse_query
from kg.serve.tools import Tools
from kg.store import Changes, open_store
from tests.serve_samples import ID, serving

TYPE = NamedNode(PREFIXES["rdf"] + "type")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
#: Everybody meets the first in one assembly, so that she has one counterpart less.
PEOPLE = 1004
FIRST = f"{ID}actor/a0000"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("more") / "s.kg"
    event = NamedNode(f"{ID}event/assembly")
    triples = {
        Triple(event, TYPE, NamedNode(KG + "Event")),
        Triple(event, LABEL, Literal("The assembly")),
    }
    for number in range(PEOPLE):
        node = NamedNode(f"{ID}actor/a{number:04d}")
        triples |= {
            Triple(node, TYPE, NamedNode(KG + "Person")),
            Triple(node, TYPE, NamedNode(KG + "Actor")),
            Triple(node, LABEL, Literal(f"Member {number:04d}")),
            Triple(event, NamedNode(KG + "participant"), node),
            Triple(NamedNode("https://news.example/1"), NamedNode(KG + "mentions"), node),
        }
    with open_store(folder, "create") as opened:
        opened.write(Changes({NamedNode("https://news.example/1"): frozenset(triples)}))
    return folder


def run(store: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, [*arguments, "--store", str(store)])
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(
    ("given", "most", "asked", "shown"),
    [
        ({}, 0, "5", 4),
        ({}, 10, "11", 10),
        ({"limit": "6"}, 0, "7", 6),
        ({"limit": "6"}, 2, "3", 2),
        ({"limit": "2"}, 6, "3", 2),
        ({"limit": "0"}, 0, "2147483647", 0),
        ({"limit": "0"}, 6, "7", 6),
        ({"limit": "many"}, 0, "many", 0),
    ],
)
def test_a_query_is_asked_for_one_row_more(
    given: dict[str, str], most: int, asked: str, shown: int
) -> None:
    query = parse_query("q", "# param limit (integer) = 4: rows\nSELECT * {}\nLIMIT 4\n")
    assert cut(query, given, most) == ({"limit": asked}, shown)


def test_a_query_without_a_limit_is_left_as_it_is() -> None:
    assert cut(find_query("timeline"), {"actor": "x"}, 3) == ({"actor": "x"}, 3)


def test_the_command_and_the_verbs_say_so(store: Path) -> None:
    pairs = ("query", "--name", "co-participants", "-p", f"actor={FIRST}", "--format", "csv")
    few = run(store, *pairs)
    assert len(few.stdout.splitlines()) == 1001
    assert few.stderr == "kg: the first 1,000 rows; there are more (-p limit=N)\n"
    for arguments in (("-p", "limit=0"), ("-p", "limit=5000"), ("--limit-rows", "5000")):
        every = run(store, *pairs, *arguments)
        assert len(every.stdout.splitlines()) == PEOPLE and every.stderr == ""

    who = run(store, "who", FIRST, "--json")
    assert len(json.loads(who.stdout)["co-participants"]) == 1000
    assert "the first 1,000 rows of co-participants; there are more (--limit-rows N)" in who.stderr
    more = run(store, "who", FIRST, "--json", "--limit-rows", "2000")
    assert len(json.loads(more.stdout)["co-participants"]) == PEOPLE - 1 and more.stderr == ""


def test_the_shell_says_so(store: Path) -> None:
    done = CliRunner().invoke(
        cli, ["shell", "--store", str(store)], input=f".run co-participants actor={FIRST} limit=3\n"
    )
    assert len(done.stdout.splitlines()) == 4
    assert "the first 3 rows; there are more (limit=N)" in done.stderr


def test_python_gets_every_row(store: Path) -> None:
    graph = kg.open(store)
    assert len(graph.named("co-participants", actor=FIRST)) == PEOPLE - 1
    assert len(graph.named("co-participants", actor=FIRST, limit="5")) == 5


def test_a_language_model_is_told_and_can_go_on(store: Path) -> None:
    tools = Tools(str(store), Limits())
    given = {"actor": FIRST}
    first = tools.run_query("co-participants", given, limit=1000)
    rest = tools.run_query("co-participants", given, limit=1000, offset=1000)
    assert (len(first["rows"]), first["more"]) == (1000, True)
    assert (len(rest["rows"]), rest["more"]) == (PEOPLE - 1001, False)
    names = [row["other"] for row in (*first["rows"], *rest["rows"])]
    assert len(set(names)) == PEOPLE - 1
    two = tools.run_query("co-participants", {**given, "limit": "2"}, limit=100)
    assert len(two["rows"]) == 2 and two["more"]


def test_the_api_says_so_in_every_form(store: Path) -> None:
    with serving(store) as address, httpx.Client(base_url=address, timeout=60) as client:
        pairs = f"/queries/co-participants?actor={FIRST}"
        for _ in range(2):  # the second is answered from memory
            answer = client.get(pairs)
            assert len(answer.json()["rows"]) == 1000 and answer.json()["more"] is True
            assert answer.headers["x-more-rows"] == "true"
            assert answer.headers["x-row-limit"] == "1000"
        for form in ("csv", "tsv", "xml", "srj"):
            assert client.get(f"{pairs}&format={form}").headers["x-more-rows"] == "true"
        every = client.get(f"{pairs}&limit=0&format=csv")
        assert len(every.text.splitlines()) == PEOPLE
        assert every.headers["x-more-rows"] == "false" and "x-row-limit" not in every.headers

        # A query without a limit of its own takes one too.
        names = client.get("/queries/unlinked-actors?limit=7")
        assert len(names.json()["rows"]) == 7 and names.json()["more"] is True
        assert client.get("/queries/unlinked-actors").json()["more"] is False
        assert client.get("/queries/unlinked-actors?limit=x").status_code == 400

        exposed = client.get(pairs, headers={"Origin": "https://a.example"}).headers
        assert "X-More-Rows" in exposed["access-control-expose-headers"]
        paths = client.get("/openapi.json").json()["paths"]
        for path in ("/queries/co-participants", "/queries/timeline"):
            told = paths[path]["get"]
            assert [p["name"] for p in told["parameters"]].count("limit") == 1
            assert set(told["responses"]["200"]["headers"]) == {"X-More-Rows", "X-Row-Limit"}


def test_the_pages_say_so(store: Path) -> None:
    with serving(store) as address, httpx.Client(base_url=address, timeout=60) as client:
        page = client.get("/id/actor/a0000", headers={"Accept": "text/html"}).text
        assert "the first 24; <a" in page and "/queries/co-participants?format=csv" in page
