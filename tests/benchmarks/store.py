"""What the store costs an article, and whether that grows with the store.

    python -m tests.benchmarks.store 5000

Measured in CPU seconds of this process, so that a busy machine does not count. The identity index
is measured by `tests.benchmarks.identity`; here articles go in without it. ``raw`` is the same
quads written by the library alone, in the same batches, without a merged view.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from kg.map import map_extraction
from kg.pipeline.records import RECORD, record_literal
from kg.store import Changes, open_store
from tests.pipeline_samples import many_extractions

__all__ = ["measure"]

BATCH = 128


def measure(count: int, show: Callable[[str], object]) -> None:
    """Write so many generated articles to a store on disk, and tell what the parts cost."""
    with tempfile.TemporaryDirectory() as folder:
        raw = ox.Store(str(Path(folder) / "raw"))
        with open_store(Path(folder) / "s.kg", "create") as store:
            quads = 0
            for start in range(0, count, BATCH):
                extractions = many_extractions(min(BATCH, count - start), start, sentences=8)
                begin = time.process_time()
                mapped = [map_extraction(extraction) for extraction in extractions]
                middle = time.process_time()
                graphs = {
                    found[0].graph_name: frozenset(q.triple for q in found) for found in mapped
                }
                records = frozenset(
                    ox.Quad(name, RECORD, record_literal(extraction), store.graphs.records)
                    for name, extraction in zip(graphs, extractions, strict=True)
                )
                kept = time.process_time()
                store.write(Changes(graphs, records))
                end = time.process_time()
                raw.extend([quad for found in mapped for quad in found] + list(records))
                last = time.process_time()
                size = len(extractions)
                quads += sum(map(len, mapped))
                if start % (BATCH * 8) == 0:
                    show(
                        f"{start:>8,} articles: map {1e3 * (middle - begin) / size:5.2f} ms, "
                        f"record {1e3 * (kept - middle) / size:5.2f} ms, "
                        f"write {1e3 * (end - kept) / size:5.2f} ms, "
                        f"raw write {1e3 * (last - end) / size:5.2f} ms an article "
                        f"({quads / (start + size):.0f} quads each)"
                    )
            show(f"{count:>8,} articles, {len(store):,} quads with the view")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 3000, print)
