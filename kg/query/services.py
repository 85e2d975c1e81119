"""Which remote endpoints a query may reach with ``SERVICE``: an allow list of hosts.

Nothing is on the list unless the user put it there (``--allow-service``, ``KG_SERVICES``). An entry
is a host, with a port where it is not that of the scheme: ``query.wikidata.org``,
``127.0.0.1:3030``; ``wikidata`` is short for the former.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.errors import UsageError

__all__ = ["NO_SERVICES", "Services", "allow"]

_SHORT = {"wikidata": "query.wikidata.org"}
_PORTS = {"http": 80, "https": 443}
_ENTRY = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.|(?=:|$)))+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?"
)


@dataclass(frozen=True, slots=True)
class Services:
    """The allow list and the limits of one remote request.

    ``hosts`` as `allow` gives them; ``timeout`` in seconds for one request; ``max_rows`` that one
    request may give; ``contact`` a mail or web address of the user, for the User-Agent.
    """

    hosts: frozenset[str] = frozenset()
    timeout: float = 30.0
    max_rows: int = 10_000
    contact: str | None = None

    def refusal(self, address: str) -> str | None:
        """Why an address may not be reached, as a part of a sentence; None where it may be."""
        if not self.hosts:
            return "SERVICE reaches another server; --allow-service HOST lets it"
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            return f"SERVICE <{address}> is no address"
        if parts.scheme not in _PORTS or not parts.hostname:
            return f"SERVICE <{address}> is no address; write <https://host/path>"
        if parts.username is not None or parts.password is not None:
            return "SERVICE takes no user name in an address"
        host = parts.hostname.rstrip(".").lower()
        host = f"[{host}]" if ":" in host else host
        shown = f"{host}:{port or _PORTS[parts.scheme]}"
        names = {shown}
        if port in (None, _PORTS[parts.scheme]):
            names.add(shown := host)
        if names.isdisjoint(self.hosts):
            return (
                f"SERVICE <{address}>: {shown} is not among the hosts that may be reached "
                f"({', '.join(sorted(self.hosts))}); --allow-service {shown} adds it"
            )
        return None


#: Nothing may be reached.
NO_SERVICES = Services()


def allow(entries: Iterable[str]) -> frozenset[str]:
    """The hosts of an allow list, each checked and in lower case.

    >>> sorted(allow(["wikidata", "LocalHost:3030"]))
    ['localhost:3030', 'query.wikidata.org']

    Raises `UsageError` for an entry that is not a host (an address, a pattern, an empty text).
    """
    hosts = set()
    for entry in entries:
        text = entry.strip().rstrip(".").lower()
        text = _SHORT.get(text, text)
        if not _ENTRY.fullmatch(text):
            raise UsageError(
                f"'{entry}' is not a host that SERVICE may reach; "
                "write query.wikidata.org or 127.0.0.1:3030"
            )
        hosts.add(text)
    return frozenset(hosts)
