"""The reference pages say what the ontology's files and the queries' headers say."""

from __future__ import annotations

import pytest

from tests import make_reference


@pytest.mark.parametrize("name", make_reference.FILES)
def test_reference_is_current(name: str) -> None:
    text = (make_reference.DOCS / name).read_text("utf-8")
    assert "<!-- generated:" in text
    assert text == make_reference.fill(text), "run `python -m tests.make_reference`"
