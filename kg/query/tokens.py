"""SPARQL cut into tokens: see `kg.store.tokens`, which stores that rewrite queries need too."""

from __future__ import annotations

from kg.store.tokens import Token, place, tokens

__all__ = ["Token", "place", "tokens"]
