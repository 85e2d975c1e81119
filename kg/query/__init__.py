"""Asking: SPARQL with limits, named queries with parameters, and the formats of answers.

- `kg.query.checks`: what is refused before a query is parsed;
- `kg.query.named`: the named queries and their headers;
- `kg.query.binding`: parameters become terms, never text;
- `kg.query.runner`: one query in a worker process under limits.

Nothing is imported here: a worker starts in milliseconds because it needs little.
"""

from __future__ import annotations

__all__: list[str] = []
