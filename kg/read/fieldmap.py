"""Which key of a JSON object or column of a table holds what: defaults, and the user's own.

    --field text=body --field title=headline --field authors=meta.by

or a small TOML file with the same pairs, at its top or under ``[fields]``. A dot goes into an
object (``meta.by``); a number takes an entry of a list (``images.0.caption``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import UsageError
from kg.read.charset import decode

__all__ = ["DEFAULTS", "FieldMap", "load_field_map"]

#: The keys that are looked for, in this order, where the user names none. Lower case.
DEFAULTS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "articlebody", "article_body", "body_text", "bodytext", "content",
        "content_html", "content_text", "maintext", "full_text", "fulltext", "article_text",
        "article", "story", "paragraphs", "texto", "cuerpo", "texte", "testo", "inhalt",
    ),
    "title": (
        "title", "headline", "head", "heading", "webtitle", "título", "titulo", "titular",
        "titel", "überschrift", "titre", "titolo",
    ),
    "published": (
        "published", "datepublished", "date_published", "date_publish", "published_at",
        "publishedat", "publication_date", "publicationdate", "pubdate", "pub_date",
        "published_date", "publish_date", "webpublicationdate", "issued", "date_gmt", "date",
        "datetime", "timestamp", "created_at", "fecha", "datum",
    ),
    "modified": (
        "modified", "datemodified", "date_modified", "date_modify", "modified_at", "updated",
        "updated_at", "updatedat", "modified_gmt", "lastmod",
    ),
    "url": ("url", "canonical_url", "canonicalurl", "link", "web_url", "weburl", "source_url"),
    "id": ("id", "guid", "uri", "uuid", "_id", "article_id", "articleid", "docid", "doc_id"),
    "authors": (
        "authors", "author", "byline", "by", "creator", "writers", "autor", "autores", "auteur",
        "autore",
    ),
    "publisher": (
        "publisher", "publication", "outlet", "newspaper", "site_name", "source", "media",
        "source_domain", "quelle", "fuente", "fonte",
    ),
    "language": ("language", "lang", "inlanguage", "in_language"),
    "section": (
        "section", "articlesection", "article_section", "section_name", "sectionname", "category",
        "desk", "sección", "seccion",
    ),
    "keywords": ("keywords", "tags", "topics", "subjects"),
    "licence": ("licence", "license", "rights", "copyright"),
    "path": ("path",),
}  # fmt: skip

#: Objects in which some programs put the fields of an article (The Guardian's API, Elasticsearch,
#: JSON:API), and the keys of the value itself where a field is an object (WordPress, MongoDB).
_WRAPS = ("fields", "_source", "attributes")
_BARE = frozenset(("text", "title", "published", "modified", "id", "url"))
_VALUES = ("rendered", "text", "main", "value", "html", "$date", "$numberLong", "$oid")
_ALIASES = {"author": "authors", "license": "licence"}
_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where the fields of an article are; ``given`` are the user's own, by field."""

    given: Mapping[str, str] = field(default_factory=dict)

    def values(self, record: Mapping[str, object]) -> dict[str, object]:
        """The values of the record by the names of `DEFAULTS`; what is not there is left out."""
        lower: dict[str, object] = {}
        wrapped = (record.get(name) for name in _WRAPS)
        for part in (record, *(inner for inner in wrapped if isinstance(inner, Mapping))):
            for key, value in part.items():
                if isinstance(key, str):
                    lower.setdefault(key.strip().lower(), value)
        found: dict[str, object] = {}
        for name, keys in DEFAULTS.items():
            own = self.given.get(name)
            if own is not None:
                value = record[own] if own in record else _inside(record, own)
                if value not in (None, ""):
                    found[name] = value
                continue
            for key in keys:
                if lower.get(key) not in (None, "", [], {}):
                    value = _bare(lower[key]) if name in _BARE else lower[key]
                    found[name] = _universal(value) if key.endswith("_gmt") else value
                    break
        return found

    @property
    def text(self) -> str:
        """The key of the text, as an error names it."""
        return self.given.get("text", ", ".join(DEFAULTS["text"][:6]) + " ...")


def load_field_map(pairs: Iterable[str], file: Path | None = None) -> FieldMap:
    """The field map of ``name=key`` pairs, which win over those of a TOML file.

    Raises:
        UsageError: a pair is none, or names a field that articles do not have.
    """
    given: dict[str, str] = {}
    if file is not None:
        for name, key in _toml(file).items():
            if not isinstance(key, str):
                raise UsageError(f'{file}: {name} is not a text, such as {name} = "body"')
            given[_known(name, str(file))] = key
    for pair in pairs:
        name, equals, key = pair.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"--field {pair!r} is not FIELD=KEY, such as text=body")
        given[_known(name.strip(), "--field")] = key.strip()
    return FieldMap(given)


def _toml(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as handle:
            data = tomllib.loads(decode(handle.read(_LIMIT), str(file)))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{file}: not TOML: {error}") from None
    inner = data.get("fields")
    return inner if isinstance(inner, dict) else data


def _known(name: str, where: str) -> str:
    name = _ALIASES.get(name, name)
    if name not in DEFAULTS:
        raise UsageError(f"{where}: there is no field '{name}'; known: {', '.join(DEFAULTS)}")
    return name


def _bare(value: object) -> object:
    """The value of a field that is an object around it."""
    if isinstance(value, Mapping):
        inner = next((v for k in _VALUES if (v := value.get(k)) not in (None, "")), value)
        return _bare(inner) if inner is not value else value
    return value


def _universal(value: object) -> object:
    """A time of a key that says its zone (``date_gmt`` of WordPress)."""
    bare = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ][\d:.]{5,15}", value)
    return f"{value}Z" if bare else value


def _inside(record: object, place: str) -> object:
    value = record
    for key in place.split("."):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
