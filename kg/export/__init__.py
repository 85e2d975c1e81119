"""Exports: sorted and prefixed, the same store gives the same bytes.

Turtle, N-Triples, JSON-LD and RDF/XML hold the merged view (or one graph); TriG and N-Quads hold
the graphs without it, with the records and decisions, so that a store can be made of them again.
"""

from __future__ import annotations

__all__: list[str] = []
