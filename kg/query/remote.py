"""A query of a store at an address: checked here, asked there, answered in the same formats.

The query runs in a worker as any other (`kg.query.runner`), so that its limits hold on this side:
at the time limit the worker ends and the connection with it. What the server then does with the
query is the server's matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples
from pyoxigraph import Store as Database

from kg.errors import QueryError, StoreError
from kg.store.remote.address import endpoint_of
from kg.store.remote.client import Client
from kg.store.remote.rewrite import with_prefixes
from kg.store.remote.stamp import read_shape
from kg.store.remote.store import RemoteStore

__all__ = ["ask_remote"]


def ask_remote(
    request: Mapping[str, Any],
) -> tuple[QuerySolutions | QueryBoolean | QueryTriples, dict[str, str]]:
    """What the store at ``request["address"]`` answers, and the prefixes that it knows.

    Raises `SyntaxError` as the library does for a query that does not parse, `StoreError` where the
    store does not answer, `QueryError` where it does not take the query.
    """
    with Client(endpoint_of(request["address"]), retry=False) as client:
        shape = read_shape(client)
        if shape is None:
            raise StoreError(
                f"{request['address']} holds no store of kg; make one with kg ingest, or name "
                "another"
            )
        store = RemoteStore(client, shape)
        prefixes = {**request["prefixes"], "id": shape.base}
        # An empty database knows the grammar as well as a full one, and tells where it is broken.
        text = request["query"]
        if any(name in text for name in ("matches", "score", "snippet")):
            from kg.query.matching import for_address

            text = for_address(text, prefixes, request["address"], store.version())
        checked = Database().query(text, prefixes=prefixes, base_iri=request.get("base"))
        for name in request.get("from", ()):
            _known_graph(client, name, prefixes)
        text = with_prefixes(text, prefixes)
        if request.get("base") is not None:
            text = f"BASE {NamedNode(request['base'])} {text}"
        dataset = request.get("dataset")
        found = store.answer(
            text,
            graph=isinstance(checked, QueryTriples),
            dataset=None if dataset is None else (dataset[0], dataset[1]),
            own_dataset=bool(request.get("from")),
        )
        return found, prefixes


def _known_graph(client: Client, name: str, prefixes: Mapping[str, str]) -> None:
    """FROM names graphs of the store; some servers would fetch others."""
    if name.startswith("<"):
        iri = name[1:-1]
    else:
        prefix, _, local = name.partition(":")
        iri = prefixes.get(prefix, "") + local
    known = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) and client.ask(
        f"ASK {{ GRAPH {NamedNode(iri)} {{ ?s ?p ?o }} }}"
    )
    if not known:
        raise QueryError(f"FROM <{iri}>: the store has no such graph, and nothing is fetched")
