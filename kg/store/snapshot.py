"""Reading a RocksDB folder while another process writes to it, and getting a right answer.

RocksDB's read-only open reads the manifest (which files make up the database), then the log of
what is not in those files yet. A writer that finishes a file in between may delete the log, and the
reader would miss its content without noticing; a file may vanish later, when a compaction has
merged it into another. So:

1. `open_direct` looks at the manifest before and after the open. Nothing grew: what was opened is
   the state of one moment. The common case, with no copy at all.
2. Where that fails, or where a file vanishes under a running query, `open_snapshot` makes a folder
   of hard links to the files, checks the manifest in the same way, and opens that: nothing that a
   writer does can reach it any more.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store as Database

from kg.errors import StoreError

__all__ = ["open_direct", "open_snapshot"]

_TRIES = 40
_PAUSE = 0.01
_READERS = "readers"


def open_direct(quads: Path) -> Database | None:
    """The database, read-only; None where a writer changed its files during the open."""
    before = _manifest(quads)
    try:
        database = Database.read_only(str(quads))
    except (OSError, RuntimeError):
        # A file that vanished in between is told as corruption; the snapshot tells what is so.
        return None
    return database if before is not None and before == _manifest(quads) else None


@contextmanager
def open_snapshot(quads: Path) -> Iterator[Database]:
    """The database as it is now, through hard links that go away at the end.

    Raises `StoreError` where no still moment was found, or no folder for the links can be made.
    """
    home = quads.parent / _READERS
    _sweep(home)
    folder = home / f"{os.getpid()}-{time.monotonic_ns()}"
    try:
        yield _link_and_open(quads, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            home.rmdir()


def _link_and_open(quads: Path, folder: Path) -> Database:
    problem: Exception | None = None
    for attempt in range(_TRIES):
        before = _manifest(quads)
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            _link(quads, folder)
            if before is not None and before == _manifest(quads):
                return Database.read_only(str(folder))
        except PermissionError as error:
            problem = error
            break
        except (OSError, RuntimeError) as error:
            problem = error
        time.sleep(_PAUSE * (1 + attempt))
    reason = f" ({' '.join(str(problem).split())})" if problem else ""
    raise StoreError(f"{quads.parent} cannot be read just now{reason}; try again")


def _link(quads: Path, folder: Path) -> None:
    """Link the immutable files and the logs; copy the manifest, of which a prefix is what counts.

    The logs are linked too: they only grow, and an open reads each once, up to its last whole
    record.
    """
    for name in sorted(path.name for path in quads.iterdir()):
        if name.endswith((".sst", ".log", ".blob")):
            with contextlib.suppress(FileNotFoundError):
                os.link(quads / name, folder / name)
        elif name.startswith(("MANIFEST", "OPTIONS")) or name in ("CURRENT", "IDENTITY"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(quads / name, folder / name)


def _manifest(quads: Path) -> tuple[str, int] | None:
    """The current manifest and its length: both stay while the set of files stays."""
    try:
        name = (quads / "CURRENT").read_text("ascii").strip()
        return name, (quads / name).stat().st_size
    except (OSError, UnicodeDecodeError):
        return None


def _sweep(home: Path) -> None:
    """Take away what readers left behind that were killed."""
    with contextlib.suppress(OSError):
        for folder in home.iterdir():
            pid = folder.name.partition("-")[0]
            if pid.isdigit() and not _alive(int(pid)):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
