"""Files to articles: one reader a kind of file, behind one small protocol.

Every input is hostile until it is parsed. What cannot be read becomes an `InputError` of one line;
the other files go on.
"""

from __future__ import annotations

from kg.read.fieldmap import FieldMap, load_field_map
from kg.read.files import Failure, Reading, read_articles
from kg.read.metadata import Metadata, load_metadata
from kg.read.protocol import Reader, Source
from kg.read.walk import find_sources

__all__ = [
    "Failure",
    "FieldMap",
    "Metadata",
    "Reader",
    "Reading",
    "Source",
    "find_sources",
    "load_field_map",
    "load_metadata",
    "read_articles",
]
