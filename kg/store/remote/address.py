"""Where a remote store is asked and written, and with whose name: from its address and settings.

The address is that of the query endpoint. The others are named in the environment, in the file
``stores.toml``, or follow from the address:

| query endpoint      | update              | graph store                 | server         |
|---------------------|---------------------|-----------------------------|----------------|
| ``/query``          | ``/update``         | ``/store``                  | Oxigraph       |
| ``/sparql``         | ``/update``         | ``/store``                  | Oxigraph       |
| ``/sparql``         | ``/sparql-auth``    | ``/sparql-graph-crud-auth`` | Virtuoso       |
| ``/NAME/sparql``    | ``/NAME/update``    | ``/NAME/data``              | Fuseki         |
| ``/repositories/N`` | ``.../statements``  | ``.../rdf-graphs/service``  | RDF4J, GraphDB |
| ``.../query``       | ``.../update``      | none                        | any other      |
| anything else       | the same            | none                        | any other      |

(``Server`` in the answer's header tells Oxigraph, Virtuoso and Fuseki apart.)

``stores.toml`` lies in ``$XDG_CONFIG_HOME/newsgraph`` (``~/.config/newsgraph``), or where
``KG_STORES`` says, and has a table for each address:

    ["https://rdf.example.org/sparql"]
    update = "https://rdf.example.org/sparql-auth"
    graphs = "https://rdf.example.org/sparql-graph-crud-auth"
    user = "kg"
    password_file = "/run/secrets/kg"        # or password_env = "NAME"

User and password come from ``KG_STORE_USER`` and ``KG_STORE_PASSWORD``, else from that file, else
from ``~/.netrc``. They are sent only after the server asked for them, only to the origin that was
named, and over plain ``http`` only to this machine or where ``KG_STORE_PLAIN_HTTP`` is set. A
server that wants a token instead gets that of ``KG_STORE_TOKEN`` (``token_env`` in the file).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from kg.errors import UsageError

__all__ = ["Endpoint", "conventional", "endpoint_of", "is_address"]

_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
_KEYS = frozenset(
    ("update", "graphs", "user", "password_file", "password_env", "token_env", "patience")
)


def is_address(place: object) -> bool:
    """Whether what the user named as a store is the address of an endpoint."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The addresses of one store. ``update`` and ``graphs`` are None where nothing names them.

    ``patience`` is for how many seconds a store that went away is waited for.
    """

    query: str
    update: str | None = None
    graphs: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    patience: float = 120.0
    token: str | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urlsplit(self.query).netloc

    @property
    def local(self) -> bool:
        """Whether the store is on this machine."""
        return _is_local(urlsplit(self.query))


def endpoint_of(address: str, environment: Mapping[str, str] | None = None) -> Endpoint:
    """The endpoint that an address and the settings name.

    Raises `UsageError` where the address is not one, holds a password, would send one in the clear,
    or where settings are those of another server.
    """
    env = os.environ if environment is None else environment
    parts = _checked(address, env)
    table = _table(address, env)
    update = env.get("KG_STORE_UPDATE") or table.get("update")
    graphs = env.get("KG_STORE_GRAPHS") or table.get("graphs")
    for name, other in (("KG_STORE_UPDATE", update), ("KG_STORE_GRAPHS", graphs)):
        if other is not None and _origin(_checked(other, env)) != _origin(parts):
            raise UsageError(
                f"{name} names {urlsplit(other).netloc}, --store {parts.netloc}: both must be on "
                "one server"
            )
    user, password = _credentials(parts, table, env)
    return Endpoint(
        urlunsplit(parts),
        update,
        graphs,
        user,
        password,
        _patience(env.get("KG_STORE_PATIENCE") or table.get("patience")),
        _token(parts, table, env),
    )


def conventional(query: str, server: str) -> tuple[str, str | None]:
    """The update and graph store endpoints that go with a query endpoint on such a server."""
    parts = urlsplit(query)
    path = parts.path.rstrip("/")
    folder, _, last = path.rpartition("/")
    kind = server.lower()

    def at(new: str) -> str:
        return urlunsplit(parts._replace(path=new, query=""))

    if kind.startswith("virtuoso") and last == "sparql":
        return at(f"{folder}/sparql-auth"), at(f"{folder}/sparql-graph-crud-auth")
    if kind.startswith("oxigraph") and last in ("sparql", "query"):
        return at(f"{folder}/update"), at(f"{folder}/store")
    if "fuseki" in kind and last in ("sparql", "query"):
        return at(f"{folder}/update"), at(f"{folder}/data")
    if folder.endswith("/repositories"):
        return at(f"{path}/statements"), at(f"{path}/rdf-graphs/service")
    if last == "query":
        return at(f"{folder}/update"), None
    return query, None


def _checked(address: str, env: Mapping[str, str]) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise UsageError("this is not the address of a store; write https://HOST/sparql")
    if "@" in parts.netloc:
        raise UsageError(
            f"the address of {host} holds a user or password, which the shell's history keeps; "
            "set KG_STORE_USER and KG_STORE_PASSWORD, or write them to ~/.netrc"
        )
    plain = bool(env.get("KG_STORE_PLAIN_HTTP"))
    if parts.scheme.lower() == "http" and not _is_local(parts) and not plain:
        raise UsageError(
            f"http://{parts.netloc} would be asked in the clear; use https, or set "
            "KG_STORE_PLAIN_HTTP=1 where the network is your own"
        )
    return parts._replace(scheme=parts.scheme.lower(), fragment="")


def _is_local(parts: SplitResult) -> bool:
    return _LOOPBACK.fullmatch(parts.hostname or "") is not None


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _table(address: str, env: Mapping[str, str]) -> Mapping[str, Any]:
    home = env.get("XDG_CONFIG_HOME") or str(Path(env.get("HOME") or "~").expanduser() / ".config")
    # Read where there is an address at all: these modules take longer to load than most queries.
    import tomllib

    path = Path(env.get("KG_STORES") or Path(home) / "newsgraph" / "stores.toml")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    found = data.get(address) or data.get(address.rstrip("/"))
    if found is None:
        return {}
    if not isinstance(found, dict) or (set(found) - _KEYS):
        raise UsageError(f"{path}: [{address!r}] knows {', '.join(sorted(_KEYS))}")
    return found


def _credentials(
    parts: SplitResult, table: Mapping[str, Any], env: Mapping[str, str]
) -> tuple[str | None, str | None]:
    if env.get("KG_STORE_USER") and not _elsewhere(parts, env):
        return env["KG_STORE_USER"], env.get("KG_STORE_PASSWORD") or ""
    if table.get("user"):
        return str(table["user"]), _password(table, env)
    import netrc

    path = Path(env.get("NETRC") or Path(env.get("HOME") or "~").expanduser() / ".netrc")
    try:
        known = netrc.netrc(str(path)).authenticators(parts.hostname or "")
    except FileNotFoundError:
        return None, None
    except (OSError, netrc.NetrcParseError) as error:
        line = getattr(error, "lineno", None)
        raise UsageError(f"{path} cannot be read{f' (line {line})' if line else ''}") from None
    return (known[0], known[2] or "") if known else (None, None)


def _token(parts: SplitResult, table: Mapping[str, Any], env: Mapping[str, str]) -> str | None:
    if table.get("token_env"):
        name = str(table["token_env"])
        if not env.get(name):
            raise UsageError(f"the token is to come from {name}, which is not set")
        return env[name]
    return None if _elsewhere(parts, env) else env.get("KG_STORE_TOKEN") or None


def _elsewhere(parts: SplitResult, env: Mapping[str, str]) -> bool:
    """Whether the environment is about a store on another server."""
    named = env.get("KG_STORE") or ""
    return is_address(named) and _origin(urlsplit(named)) != _origin(parts)


def _password(table: Mapping[str, Any], env: Mapping[str, str]) -> str:
    if table.get("password_env"):
        name = str(table["password_env"])
        if name not in env:
            raise UsageError(f"the password is to come from {name}, which is not set")
        return env[name]
    if table.get("password_file"):
        path = Path(str(table["password_file"]))
        try:
            return path.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(f"the password's file {path}: {reason}") from None
    return ""


def _patience(text: object) -> float:
    if text in (None, ""):
        return 120.0
    try:
        value = float(str(text))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise UsageError(f"KG_STORE_PATIENCE={text}: seconds are needed")
    return value
