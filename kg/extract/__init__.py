"""Article to Extraction: what one article says, decided from that article alone."""

from __future__ import annotations

__all__: list[str] = []
