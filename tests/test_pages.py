"""Starting anew with large pages of memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import pages


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["ingest", "a.jsonl"], True),
        (["ingest", "-q", "B.JSONL.gz", "--store", "s.kg"], True),
        (["ingest", "news/"], False),
        (["extract", "a.jsonl"], False),
        ([], False),
    ],
)
def test_only_an_ingest_of_records_wants_large_pages(arguments: list[str], wanted: bool) -> None:
    assert pages.wants_large_pages(arguments) is wanted


def _begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str) -> list[str]:
    offered = tmp_path / "enabled"
    offered.write_text(system)
    begun: list[str] = []

    def execve(program: str, arguments: list[str], environment: dict[str, str]) -> None:
        assert arguments == sys.orig_argv
        begun.append(environment["GLIBC_TUNABLES"])

    monkeypatch.setattr(pages, "_SYSTEM", offered)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(os, "execve", execve)
    pages.large_pages()
    return begun


def test_what_is_set_already_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.check=0")
    begun = _begun(monkeypatch, tmp_path, "always [madvise] never")
    assert begun == ["glibc.malloc.check=0:glibc.malloc.hugetlb=1"]
    monkeypatch.setenv("GLIBC_TUNABLES", begun[0])
    assert _begun(monkeypatch, tmp_path, "always [madvise] never") == []


def test_where_the_system_gives_none_nothing_begins_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    assert _begun(monkeypatch, tmp_path, "always madvise [never]") == []


def test_the_command_runs_as_it_was_called(tmp_path: Path) -> None:
    missing = tmp_path / "none.jsonl"
    found = subprocess.run(
        [sys.executable, "-m", "kg", "ingest", str(missing), "--store", str(tmp_path / "s.kg")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "none.jsonl" in found.stderr
