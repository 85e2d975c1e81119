"""Times in texts: found by rules, resolved against publication date, tense and what was told.

`find_times` tags a text; `kg.extract.times.values` holds the pure helpers around `TimeValue`.
"""

from kg.extract.times.finder import find_times
from kg.extract.times.values import (
    Precision,
    compare,
    compatible,
    consolidate,
    from_iso,
    parse_time,
    precision,
)

__all__ = [
    "Precision",
    "compare",
    "compatible",
    "consolidate",
    "find_times",
    "from_iso",
    "parse_time",
    "precision",
]
