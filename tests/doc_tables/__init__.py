"""The tables of README.md and docs/ that are made from result files: a function for each name."""

from __future__ import annotations

from collections.abc import Callable

from tests.doc_tables.accuracy import (
    table_dates,
    table_identity,
    table_plover,
    table_seeds,
    table_statements,
    table_timelines,
    table_timeml,
    table_tried,
)
from tests.doc_tables.asking import table_queries, table_serving
from tests.doc_tables.linking import table_linking, table_linking_speed
from tests.doc_tables.load import (
    table_grown,
    table_jobs,
    table_load,
    table_remote,
    table_scaling_plan,
)
from tests.doc_tables.results import RESULTS

__all__ = ["RESULTS", "TABLES"]

TABLES: dict[str, Callable[[], str]] = {
    "dates": table_dates,
    "grown": table_grown,
    "identity": table_identity,
    "jobs": table_jobs,
    "linking-large": lambda: table_linking("large"),
    "linking-shipped": lambda: table_linking("shipped"),
    "linking-speed": table_linking_speed,
    "load": table_load,
    "plover": table_plover,
    "queries": table_queries,
    "remote": table_remote,
    "scaling-plan": table_scaling_plan,
    "seeds": table_seeds,
    "serving": table_serving,
    "statements": table_statements,
    "statements-tried": table_tried,
    "timelines": table_timelines,
    "timeml": table_timeml,
}
