"""Memory in large pages, for a command that fills a great deal of it.

A database's tables in memory are looked through at random: with pages of 4 kB nearly every look
misses the processor's table of pages as well. The C library takes large pages where a variable
says so at its start (glibc 2.35; ``glibc.malloc.hugetlb`` in its manual). So the command starts
anew with that variable, before it has done or imported anything. Elsewhere nothing happens.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["large_pages", "wants_large_pages"]

_VARIABLE, _SETTING = "GLIBC_TUNABLES", "glibc.malloc.hugetlb"
_SINCE = (2, 35)
_SYSTEM = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_RECORDS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")


def wants_large_pages(arguments: Sequence[str]) -> bool:
    """Whether these arguments are of a command that fills memory: records by the thousand."""
    return arguments[:1] == ["ingest"] and any(a.lower().endswith(_RECORDS) for a in arguments)


def large_pages() -> None:
    """Start the process anew with large pages, where it has none and the system gives them."""
    set_already = os.environ.get(_VARIABLE, "")
    if sys.platform != "linux" or _SETTING in set_already or not _offered():
        return
    import platform

    name, version = platform.libc_ver()
    if name != "glibc" or tuple(int(n) for n in version.split(".")[:2]) < _SINCE:
        return
    setting = ":".join(filter(None, (set_already, f"{_SETTING}=1")))
    # Where it cannot start anew it goes on as it is.
    with contextlib.suppress(OSError):
        os.execve(sys.executable, sys.orig_argv, {**os.environ, _VARIABLE: setting})


def _offered() -> bool:
    try:
        return "[madvise]" in _SYSTEM.read_text("ascii")
    except OSError:
        return False
