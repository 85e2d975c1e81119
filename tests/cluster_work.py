"""What workers of a test's cluster do: cheap, and deadly on demand."""

from __future__ import annotations

import os
from pathlib import Path

from kg.model import Article, Extraction, Generator

__all__ = ["cheap"]


def cheap(articles: list[Article], base: str, link: bool, fast: bool) -> list[Extraction | str]:
    """An extraction without content of each article; the text may ask for worse."""
    results: list[Extraction | str] = []
    for article in articles:
        order, _, argument = article.text.partition(" ")
        if order == "die":
            os._exit(1)
        if order == "die-once" and not Path(argument).exists():
            Path(argument).touch()
            os._exit(1)
        if order == "fail":
            results.append(f"{article.path}: cannot be read")
        else:
            results.append(Extraction(article, Generator("cheap", f"{base} {link} {fast}")))
    return results
