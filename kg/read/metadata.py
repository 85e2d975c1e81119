"""What plain text cannot say: a table (CSV or TSV) of metadata, or ``NAME.json`` beside a file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from kg.errors import InputError
from kg.model import Article
from kg.read.charset import decode
from kg.read.fields import words

__all__ = [
    "FIELDS",
    "Metadata",
    "apply_metadata",
    "check_field",
    "is_published",
    "load_metadata",
    "load_sidecar",
]

#: The fields that a table or sidecar may give.
FIELDS = (
    "published",
    "title",
    "url",
    "publisher",
    "author",
    "language",
    "modified",
    "section",
    "keywords",
    "licence",
)

#: Fields that JSON may give as a list of texts, and their other names.
_SEVERAL = frozenset(("author", "keywords"))
_ALIASES = {"author": "authors", "licence": "license"}
_LIMIT = 64 * 1024 * 1024
_SIDECAR_LIMIT = 1024 * 1024
_FIELD_LIMIT = 10_000
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_PUBLISHED = re.compile(
    r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields by path, as given in a table; looked up as given or by bare file name.

    ``file`` is the table itself, which is no article though it may lie among them.
    """

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    file: Path | None = None

    def of(self, path: str, file: Path) -> Mapping[str, str]:
        """The fields for a file: its path as the user named it, its relative path, or its name."""
        for key in (str(file), file.as_posix(), path, file.name):
            if key in self.rows:
                return self.rows[key]
        return {}


def is_published(value: str) -> bool:
    """Whether the value is an ISO 8601 date or date-time, from a year to a second.

    >>> is_published("2016-09-22"), is_published("2016-13-01")
    (True, False)
    """
    if not _PUBLISHED.fullmatch(value):
        return False
    try:
        if len(value) <= 10:
            date.fromisoformat(value + "-01-01"[: 10 - len(value)] if len(value) < 10 else value)
        else:
            datetime.fromisoformat(value.replace(" ", "T"))
    except ValueError:
        return False
    return True


def check_field(name: str, value: str, where: str) -> str:
    """The value of a metadata field, trimmed.

    Raises:
        InputError: it is not what the field holds; ``where`` begins the line.
    """
    value = value.strip()
    if len(value) > _FIELD_LIMIT or any(ord(c) < 32 and c not in "\t\n" for c in value):
        raise InputError(f"{where}: {name} is too long or holds control characters")
    if name in ("published", "modified") and not is_published(value):
        raise InputError(f"{where}: {name} is {value[:40]!r}, not a date such as 2026-01-06")
    if name == "url" and not _URL.fullmatch(value):
        raise InputError(f"{where}: url is {value[:80]!r}, not an http(s) address")
    if name == "language" and not _LANGUAGE.fullmatch(value):
        raise InputError(f"{where}: language is {value[:40]!r}, not a language tag such as en")
    return value


def load_metadata(file: Path) -> Metadata:
    """A table with a header line: ``path`` and any of `FIELDS`; commas, or tabs where it has any.

    Raises:
        InputError: it cannot be read, has no ``path`` column, or a value is wrong; with the line.
    """
    text = decode(_bytes(file, _LIMIT), str(file)).removeprefix("\ufeff")
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in header else ","
    )
    rows: dict[str, dict[str, str]] = {}
    try:
        columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if "path" not in columns:
            raise InputError(f"{file}: the header line has no column 'path'")
        reader.fieldnames = columns
        for row in reader:
            where = f"{file}: line {reader.line_num}"
            path = (row.get("path") or "").strip()
            if not path:
                raise InputError(f"{where}: the path is empty")
            rows[path] = {
                name: check_field(name, row[name], where)
                for name in FIELDS
                if isinstance(row.get(name), str) and row[name].strip()
            }
    except csv.Error as error:
        raise InputError(f"{file}: line {reader.line_num}: {error}") from None
    return Metadata(rows, file.resolve())


def load_sidecar(file: Path) -> dict[str, str]:
    """The fields of ``NAME.json`` beside a file; empty where there is none.

    Raises:
        InputError: it is there, but not a JSON object of texts.
    """
    side = file.with_name(file.name.removesuffix(".gz")).with_suffix(".json")
    if side == file or not side.is_file():
        return {}
    try:
        data = json.loads(decode(_bytes(side, _SIDECAR_LIMIT), str(side)).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{side}: not JSON: {error}") from None
    if not isinstance(data, dict):
        raise InputError(f"{side}: not a JSON object")
    found: dict[str, str] = {}
    for name in FIELDS:
        value = data.get(name, data.get(_ALIASES.get(name, name)))
        if value is None or value == "":
            continue
        if name in _SEVERAL and isinstance(value, list) and all(isinstance(v, str) for v in value):
            value = "; ".join(value)
        if not isinstance(value, str):
            raise InputError(f"{side}: {name} is not a text")
        found[name] = check_field(name, value, str(side))
    return found


def apply_metadata(article: Article, fields: Mapping[str, str]) -> Article:
    """The article with the fields that are given, which win over what the file itself says."""
    known: dict[str, object] = {name: fields[name] for name in FIELDS if fields.get(name)}
    if "keywords" in known:
        known["keywords"] = words(known["keywords"])
    if "author" in known:
        people = [name for part in fields["author"].split(";") if (name := part.strip())]
        known["author"] = people[0] if people else None
        known["co_authors"] = tuple(people[1:])
    return replace(article, **known) if known else article  # type: ignore[arg-type]


def _bytes(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as handle:
            data = handle.read(limit + 1)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from None
    if len(data) > limit:
        raise InputError(f"{file}: larger than {limit} bytes")
    return data
