"""Python's collector of cycles, told that hardly anything is one.

An ingest makes some thousand objects an article, nearly all of which go by themselves, and keeps
many for long. Looking through those for cycles again and again took a tenth of its time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["rarely_collecting"]

#: Objects that come before the young are looked at; and how many such looks come before the older,
#: and the oldest, are. A cycle that nothing uses any more is found all the same, only later.
_THRESHOLDS = (50_000, 20, 20)


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Collect cycles rarely while in here; what is there already is left alone."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
