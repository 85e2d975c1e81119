"""JSON from outside: parsed with every limit, or refused in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kg.errors import InputError

__all__ = ["parse_json", "parse_values"]

_DEEPEST = 200
_BLANKS = re.compile(r"[ \t\r\n]*")


def parse_json(text: str, where: str) -> object:
    """The value of a JSON text.

    Raises:
        InputError: it is not JSON, or nested deeper than 200; ``where`` begins the line.
    """
    return next(_values(text, where, alone=True))


def parse_values(text: str, where: str) -> list[object]:
    """The values of a text of one or several, one after the other, on as many lines as they like,
    as ``jq`` writes them.

    Raises:
        InputError: what is not blank is not JSON, or nested deeper than 200.
    """
    return list(_values(text, where, alone=False))


def _values(text: str, where: str, alone: bool) -> Iterator[object]:
    decoder = json.JSONDecoder(parse_int=_whole)
    at = 0
    try:
        while True:
            at = _after_blanks(text, at)
            value, at = decoder.raw_decode(text, at)
            if _too_deep(value):
                raise InputError(f"{where}: nested deeper than {_DEEPEST} levels")
            at = _after_blanks(text, at)
            if alone and at < len(text):
                raise json.JSONDecodeError("Extra data", text, at)
            yield value
            if at >= len(text):
                return
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{where}: not JSON: {error.msg} at {place}") from None
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"{where}: not JSON that can be read: {reason}") from None


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


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
