"""How much memory a process may take: that of the machine, or the bound of its container."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["memory"]

#: Where Linux says what the control group of a process may take: version 2, version 1.
_BOUNDS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
#: Taken where the system does not tell.
_UNKNOWN = 4 << 30


def memory() -> int:
    """Bytes of memory that there are for this process, whatever else runs beside it."""
    try:
        found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        found = _UNKNOWN
    for path in _BOUNDS:
        # No such file, or the word "max": no bound.
        with contextlib.suppress(OSError, ValueError):
            found = min(found, int(path.read_text("ascii")))
    return found
