"""What comes through a pipe: standard input, named pipes, a shell's ``<(command)``. Read once.

A file can be opened again to see what it is. A pipe is opened here, once, and its beginning kept
(`kg.read.bounded.Peeked`), so that whoever reads it finds the bytes by which it was told.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.read.bounded import LONGEST_RECORD, Peeked, piped_bytes

__all__ = ["STDIN", "Piped", "open_pipe"]

#: What stands for standard input, and how its articles are called.
STDIN = "stdin"
_STDIN = frozenset(("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"))
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")


@dataclass(frozen=True, slots=True)
class Piped:
    """An open pipe: ``name`` is what its articles and lines of error are called."""

    name: str
    stream: Peeked


def open_pipe(path: str) -> Piped | InputError | None:
    """Open what a path names where that is a pipe or a device; None where it is a file or folder.

    An error is given back, not raised: the other paths are read all the same. Waits for the first
    line, or for whoever writes to a named pipe.
    """
    known = _DESCRIPTOR.fullmatch(path)
    name = STDIN if path in _STDIN else f"pipe-{known[1]}" if known else Path(path).name
    try:
        if path != "-":
            mode = Path(path).stat().st_mode
            if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
                return None
        # A descriptor is left open for whoever else has it.
        handle = open(0, "rb", closefd=False) if path in _STDIN else Path(path).open("rb")  # noqa: SIM115
        return Piped(name, piped_bytes(handle, name, LONGEST_RECORD))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return InputError(f"{name}: {getattr(error, 'strerror', None) or error}")
    except InputError as error:
        return error
