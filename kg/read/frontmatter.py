"""What a Markdown file says of itself at its top: the lines between ``---``, as Hugo, Jekyll and
most editors write them ("front matter"), or between ``+++``, which is TOML.

Of the former only the simple forms are read: a key and a text, a list in brackets, a list of lines
with hyphens. Lines of keys that all say something of an article ("Title: ...", "Date: ...") above a
blank line are metadata without marks, too, as MultiMarkdown and many collections of texts have it.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime

__all__ = ["split_front_matter"]

_MOST = 200
#: Keys of metadata without marks; one of the first has to be there.
_TITLES = frozenset(("title", "headline"))
_KEYS = _TITLES | frozenset(
    ("date", "published", "author", "authors", "byline", "source", "publisher", "publication",
     "url", "link", "language", "section", "keywords", "tags", "modified", "updated")
)  # fmt: skip
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*))?")
_ENTRY = re.compile(r"\s*-\s+(.*)")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_COMMENT = re.compile(r"\s+#\s.*$")


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields at the top of a text by key, and the text below them, as it stands.

    Nothing and the whole text where it begins otherwise: with a line of hyphens that none closes,
    or that holds what is no field.

    >>> split_front_matter("---\\ntitle: Bridge closed\\ntags: [a, b]\\n---\\n\\nIt closed.\\n")
    ({'title': 'Bridge closed', 'tags': ['a', 'b']}, 'It closed.\\n')
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if lines and lines[0].rstrip() == "+++":
        return _toml(lines) or ({}, text)
    if not lines or lines[0].rstrip() != "---":
        return _headed(lines) or ({}, text)
    fields: dict[str, object] = {}
    key = ""
    for number, raw in enumerate(lines[1:_MOST], 1):
        line = raw.rstrip()
        if _END.fullmatch(line):
            rest = "".join(lines[number + 1 :])
            return (fields, rest.lstrip("\r\n")) if fields else ({}, text)
        entry, found = _ENTRY.fullmatch(line), _LINE.fullmatch(line)
        if found:
            key = found[1].strip().lower()
            fields[key] = _value(found[2] or "")
        elif entry and key:
            before = fields[key]
            fields[key] = [*(before if isinstance(before, list) else []), _bare(entry[1])]
        elif line and not line.startswith((" ", "\t", "#")):
            return {}, text
    return {}, text


def _headed(lines: list[str]) -> tuple[dict[str, object], str] | None:
    """The same of lines without marks; None where one of them is anything but a known key's."""
    fields: dict[str, object] = {}
    for number, raw in enumerate(lines[: len(_KEYS) + 1]):
        line = raw.rstrip()
        found = _LINE.fullmatch(line)
        key = found[1].strip().lower() if found else ""
        if found and key in _KEYS and key not in fields:
            fields[key] = _value(found[2] or "")
        elif not line and len(fields) > 1 and _TITLES & fields.keys():
            return fields, "".join(lines[number:]).lstrip("\r\n")
        else:
            return None
    return None


def _toml(lines: list[str]) -> tuple[dict[str, object], str] | None:
    """The same where the lines are TOML; None where they are not, or nothing closes them."""
    end = next((n for n, line in enumerate(lines[1:_MOST], 1) if line.rstrip() == "+++"), None)
    if end is None:
        return None
    try:
        found = tomllib.loads("".join(lines[1:end]))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    fields = {
        key.lower(): value.isoformat() if isinstance(value, date | datetime) else value
        for key, value in found.items()
        if not isinstance(value, dict)
    }
    return fields, "".join(lines[end + 1 :]).lstrip("\r\n")


def _value(text: str) -> object:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [part for item in text[1:-1].split(",") if (part := _bare(item))]
    return _bare(text)


def _bare(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return _COMMENT.sub("", text)
