"""Settings: read once from the environment at the rim, then passed in. There are no globals.

| variable          | meaning                                             | default         |
|-------------------|-----------------------------------------------------|-----------------|
| ``KG_STORE``      | folder (or SPARQL endpoint) of the store            | ``./news.kg``   |
| ``KG_BASE``       | base of the IRIs that are minted                    | `DEFAULT_BASE`  |
| ``KG_TIMEOUT``    | seconds that a query may run                        | 60              |
| ``KG_MAX_ROWS``   | rows that a query may give                          | 1,000,000       |
| ``KG_MAX_MEMORY`` | memory that a query may take, as ``2G`` or ``512M`` | ``4G``          |
| ``KG_CONTACT``    | mail or web address to be named to remote services  | none            |
| ``KG_SERVICES``   | hosts that SERVICE may reach, with commas between   | none            |
| ``KG_DEBUG``      | any value: show where an error came from            | off             |

Those of a store at an address (``KG_STORE_USER`` ...) are with `kg.store.remote.address`, its cache
folder (``KG_CACHE``) with `kg.store.remote.cache`, the cluster (``KG_SCHEDULER``) with
`kg.cli.extracting`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import UsageError
from kg.iris import DEFAULT_BASE

__all__ = ["Limits", "Settings", "data_folder", "parse_size"]

_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*", re.IGNORECASE)
_UNIT = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def parse_size(text: str) -> int:
    """A size in bytes from ``4G``, ``512M``, ``1.5 GiB`` or a plain number.

    >>> parse_size("512M")
    536870912

    Raises `UsageError` where the text is not a size.
    """
    match = _SIZE.fullmatch(text)
    if not match:
        raise UsageError(f"'{text}' is not a size; write it as 512M or 4G")
    return int(float(match[1]) * _UNIT[match[2].lower()])


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: seconds, rows, bytes of memory; zero means no limit."""

    timeout: float = 60.0
    max_rows: int = 1_000_000
    max_memory: int = 4 << 30


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set, from the environment; options of a command override it."""

    store: str = "news.kg"
    base: str = DEFAULT_BASE
    limits: Limits = field(default_factory=Limits)
    debug: bool = False
    services: tuple[str, ...] = ()
    contact: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings. Raises `UsageError` on a value that is not of its kind."""
        env = os.environ if environment is None else environment
        limits = Limits()
        return cls(
            store=env.get("KG_STORE") or "news.kg",
            base=env.get("KG_BASE") or DEFAULT_BASE,
            limits=Limits(
                timeout=_number(env, "KG_TIMEOUT", limits.timeout),
                max_rows=int(_number(env, "KG_MAX_ROWS", limits.max_rows)),
                max_memory=parse_size(env["KG_MAX_MEMORY"])
                if env.get("KG_MAX_MEMORY")
                else limits.max_memory,
            ),
            debug=bool(env.get("KG_DEBUG")),
            services=tuple(h.strip() for h in env.get("KG_SERVICES", "").split(",") if h.strip()),
            contact=env.get("KG_CONTACT") or None,
        )


def data_folder(name: str) -> Path:
    """The folder of shipped data (``ontology``, ``queries``): in the package, else in the checkout.

    Raises `UsageError` where the installation lacks it.
    """
    package = Path(__file__).parent
    for folder in (package / "data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise UsageError(f"this installation lacks its folder '{name}'; install newsgraph again")


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if value < 0:
        raise UsageError(f"{name}={text}: a number that is not negative is needed")
    return value
