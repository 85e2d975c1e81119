"""The example in docs/linking.md runs, and says what it says it says."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "linking.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```python\n(.*?)```\n\nprints\n\n```text\n(.*?)```", re.DOTALL)


def test_the_example_of_another_data_set_runs() -> None:
    (found,) = EXAMPLE.findall(TEXT)
    code, shown = found
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "docs/linking.md", "exec"), {"__name__": "example"})
    assert out.getvalue() == shown


def test_the_queries_of_the_page_parse() -> None:
    from pyoxigraph import Store

    from kg.iris import DEFAULT_BASE, PREFIXES

    queries = re.findall(r"```sparql\n(.*?)```", TEXT, re.DOTALL)
    queries += re.findall(r"kg query [^']*'([^']*)'", TEXT)
    assert len(queries) == 2
    for query in queries:
        text = re.sub(r"SERVICE <[^>]*>", "", query)  # nothing is asked of the network
        assert list(Store().query(text, prefixes={**PREFIXES, "id": DEFAULT_BASE})) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["link", "gazetteer", "enrich", "reconcile-serve"])
def test_verbs_are_documented(verb: str) -> None:
    assert f"kg {verb}" in TEXT
