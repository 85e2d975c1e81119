"""`kg mcp` with a real client, over the standard input and output of a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.map import map_extraction
from kg.store import Changes, open_store
from tests.map_samples import INGESTED, bridge, denial

pytest.importorskip("mcp", reason="the extra mcp is not installed")

HOME = str(Path(__file__).resolve().parent.parent)
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(filter(None, [HOME, os.environ.get("PYTHONPATH")])),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("mcp") / "s.kg"
    with open_store(folder, "create") as opened:
        graphs = {}
        for extraction in (bridge(), denial()):
            quads = map_extraction(extraction, ingested_at=INGESTED)
            name = quads[0].graph_name
            assert isinstance(name, NamedNode)
            graphs[name] = frozenset(q.triple for q in quads)
        opened.write(Changes(graphs))
    return str(folder)


def talk(store: str, *calls: tuple[str, dict[str, Any]]) -> tuple[list[str], list[Any]]:
    """The names of the tools, and for each call what came back: (is error, text)."""
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def run() -> tuple[list[str], list[Any]]:
        parameters = StdioServerParameters(
            command=sys.executable, args=["-m", "kg", "mcp", "--store", store], env=ENVIRONMENT
        )
        async with Client(stdio_client(parameters)) as client:
            listed = await client.list_tools()
            found = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                text = "\n".join(getattr(part, "text", "") for part in result.content)
                found.append((bool(result.is_error), text))
            return [tool.name for tool in listed.tools], found

    return asyncio.run(asyncio.wait_for(run(), 120))


def test_a_client_lists_asks_and_is_told_what_is_wrong(store: str) -> None:
    names, answers = talk(
        store,
        ("list_queries", {}),
        ("run_query", {"name": "timeline", "parameters": {"actor": "norland"}}),
        ("run_query", {"name": "timeline", "limit": 1}),
        ("sparql", {"query": "SELECT ?l { ?e a kg:Event ; rdfs:label ?l } ORDER BY ?l"}),
        ("sparql", {"query": "ASK { ?e a kg:Event }"}),
        ("sparql", {"query": "CONSTRUCT { ?e a kg:Event } { ?e a kg:Event }", "limit": 2}),
        ("describe_schema", {}),
        ("search", {"words": "bridge"}),
        ("sparql", {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}),
        ("run_query", {"name": "timelin"}),
        ("run_query", {"name": "timeline", "parameters": {"actor": "nobody"}}),
        ("sparql", {"query": "SELECT * { " + "{" * 5000 + "}" * 5000 + " }"}),
    )
    assert set(names) == {"list_queries", "run_query", "sparql", "search", "describe_schema"}
    assert [wrong for wrong, _ in answers] == [False] * 8 + [True] * 5
    texts = [text for _, text in answers]
    assert '"timeline"' in texts[0] and '"disagreements"' in texts[0]
    planned = json.loads(texts[1])
    assert [row["status"] for row in planned["rows"]] == ["planned"] and not planned["more"]
    assert isinstance(planned["rows"][0]["articles"], int)
    one = json.loads(texts[2])
    assert len(one["rows"]) == 1 and one["more"]
    assert len(json.loads(texts[3])["rows"]) == 4
    assert json.loads(texts[4]) == {"answer": True}
    assert json.loads(texts[5])["turtle"].count(" a kg:Event") == 2
    assert "kg:Statement" in texts[6] and "ev:PROTEST" in texts[6] and "GRAPH ?article" in texts[6]
    assert any("bombed" in hit["label"] for hit in json.loads(texts[7])["hits"])
    assert "is an update" in texts[8] and "SERVICE" in texts[9]
    assert "did you mean timeline" in texts[10] and "nobody" in texts[11]
    assert "nested deeper" in texts[12]


def test_a_store_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "mcp", "--store", str(tmp_path / "none.kg")]
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=ENVIRONMENT,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 3 and "there is no store" in done.stderr and done.stdout == ""
