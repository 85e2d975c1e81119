"""Full-text search: the words of labels, statements, passages and articles, in SQLite's FTS5.

- `kg.search.words`: what a person types becomes an expression that cannot fail;
- `kg.search.documents`: which triples are texts that are searched;
- `kg.search.index`: the index itself, a SQLite file beside the store;
- `kg.search.follow`: the index kept in step with every write;
- `kg.search.reading`: the index opened for questions, brought up to date where it is behind.
"""

from __future__ import annotations

__all__: list[str] = []
