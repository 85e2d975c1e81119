"""The pipeline: composes the stages from reading to storing; the only layer that knows the order.

- `kg.pipeline.writer`: one open store with its identity index; every change is one transaction.
- `kg.pipeline.ingest`: articles and extractions in, a summary out.
- `kg.pipeline.correct`: what a person rejects or amends.
- `kg.pipeline.load`: an export taken back.
"""

from __future__ import annotations

__all__: list[str] = []
