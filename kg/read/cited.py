"""What an article's citation markers stand for, where a file beside it says so.

``NAME.json`` may hold ``"sources"``: an object by marker, or a list of objects with an ``id``:

    {"sources": {"1": {"url": "https://news.example/a", "title": "Troops sent",
                       "publisher": "Example Wire", "published": "2026-01-03"}}}
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from kg.errors import InputError
from kg.model import CitedSource
from kg.read.charset import decode
from kg.read.metadata import check_field

__all__ = ["load_cited", "read_cited"]

_FIELDS = ("title", "url", "publisher", "published")
_MOST = 1_000
_LIMIT = 1024 * 1024


def load_cited(file: Path) -> tuple[CitedSource, ...]:
    """The cited sources that ``NAME.json`` beside a file lists; none where it lists none.

    Raises:
        InputError: the list is not as described above.
    """
    side = file.with_name(file.name.removesuffix(".gz")).with_suffix(".json")
    if side == file or not side.is_file():
        return ()
    try:
        with side.open("rb") as handle:
            data = json.loads(decode(handle.read(_LIMIT), str(side)).removeprefix("\ufeff"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{side}: not JSON: {error}") from None
    return read_cited(data.get("sources") if isinstance(data, dict) else None, str(side))


def read_cited(value: object, where: str) -> tuple[CitedSource, ...]:
    """Cited sources from JSON: an object by marker, a list of objects with ``id``, or an address
    in the place of an object.

    Raises:
        InputError: something else; ``where`` begins the line.
    """
    if value is None:
        return ()
    if isinstance(value, list):
        items = [(item.get("id"), item) for item in value if isinstance(item, dict)]
        if len(items) < len(value):
            raise InputError(f"{where}: sources holds what is no object")
    elif isinstance(value, dict):
        items = list(value.items())
    else:
        raise InputError(f"{where}: sources is neither an object nor a list")
    if len(items) > _MOST:
        raise InputError(f"{where}: sources holds more than {_MOST} entries")
    return tuple(_source(str(marker), item, where) for marker, item in items)


def _source(marker: str, item: object, where: str) -> CitedSource:
    place = f"{where}: sources[{marker[:20]!r}]"
    if isinstance(item, str):
        item = {"url": item}
    if not marker.strip().isdigit() or len(marker) > 4 or not isinstance(item, dict):
        raise InputError(f"{place} is not the number of a citation marker with an object")
    fields: dict[str, str] = {}
    for name in _FIELDS:
        given = item.get(name)
        if given is None or given == "":
            continue
        if not isinstance(given, str):
            raise InputError(f"{place}: {name} is not a text")
        fields[name] = check_field(name, given, place)
    return replace(CitedSource(str(int(marker))), **fields)  # type: ignore[arg-type]
