"""A store behind the SPARQL 1.1 protocols: Query, Update, and Graph Store where it is offered.

- `kg.store.remote.address`: where its endpoints are, and with which credentials they are asked;
- `kg.store.remote.client`: requests, tried again while the store is away;
- `kg.store.remote.terms`: RDF terms to and from what a store makes of them;
- `kg.store.remote.rewrite`: a user's query as this store has to be asked;
- `kg.store.remote.stamp`: what kg notes in the store about the store;
- `kg.store.remote.lock`: one writer at a time;
- `kg.store.remote.commit`: a change over many requests that is applied whole;
- `kg.store.remote.store`: the `kg.store.Store` made of these.

Needs the extra ``remote`` (httpx).
"""

from __future__ import annotations

__all__: list[str] = []
