"""What one more article costs the identity index as it grows.

python -m tests.benchmarks.identity [ARTICLES]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from kg.map import article_iri
from kg.resolve import IdentityIndex
from tests.benchmarks.generate import article

_MARKS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_LAST = 200


def curve(most: int) -> list[dict[str, float]]:
    """CPU milliseconds an article over the last 200 before each mark, in an index on disk.

    CPU time, so that what else the machine does is not counted.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        with IdentityIndex(path) as index:
            spent = 0.0
            for number in range(most):
                extraction = article(number)
                start = time.process_time()
                changes = index.update(article_iri(extraction.article), extraction)
                if number % 50 == 49:
                    index.commit()
                took = time.process_time() - start
                if number % 1000 >= 1000 - _LAST:
                    spent += took
                if number % 1000 == 0:
                    spent = 0.0
                if number + 1 in _MARKS:
                    rows.append(
                        {
                            "articles": number + 1,
                            "ms_an_article": round(1000 * spent / _LAST, 2),
                            "index_MB": round(path.stat().st_size / 1e6, 1),
                            "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                            "articles_changed_by_last": len(changes.assigned),
                        }
                    )
                    sys.stdout.write(f"{rows[-1]}\n")
                    sys.stdout.flush()
    return rows


if __name__ == "__main__":
    curve(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
