"""JSON from outside: parsed with every limit, or refused in one line."""

from __future__ import annotations

import json

from kg.errors import InputError

__all__ = ["parse_json"]

_DEEPEST = 200


def parse_json(text: str, where: str) -> object:
    """The value of a JSON text.

    Raises:
        InputError: it is not JSON, or nested deeper than 200; ``where`` begins the line.
    """
    try:
        value: object = json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{where}: not JSON: {error.msg} at {place}") from None
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"{where}: not JSON that can be read: {reason}") from None
    if _too_deep(value):
        raise InputError(f"{where}: nested deeper than {_DEEPEST} levels")
    return value


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 30 else float(digits[:300])


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(v for v in item.values() if isinstance(v, dict | list))
            elif isinstance(item, list):
                inner.extend(v for v in item if isinstance(v, dict | list))
        if not inner:
            return False
        level = inner
    return True
